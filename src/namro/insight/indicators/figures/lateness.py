"""Who is behind: lists past their deadlines at each step, as known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.rows import planned_cursor
from namro.base.ui.wording import day_text
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import cut_of, days_of, keys_of, line, period_text, whole, within
from namro.insight.indicators.selectors.published import PUBLISHED
from namro.insight.indicators.selectors.scope import Scope

LOCAL = "AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
# A step is late when it was done after its day, or not done on the day looked at with its day past; a decision a reopening
# took back by then is none. Of published lists the sheets were counted once; of the others those of the first two steps are
# looked at one by one, which are few lists.
ROUNDS = f"""
WITH rounds AS (
    SELECT r.*, u.root, lower(p.days) AS first, {PUBLISHED} AS is_public
    FROM evaluations_round r JOIN evaluations_period p ON p.id = r.period_id
    JOIN unnest(%(units)s::bigint[], %(roots)s::bigint[]) AS u(unit, root) ON u.unit = r.unit_id
    WHERE p.kind = %(kind)s AND lower(p.days) >= %(first)s AND lower(p.days) < %(end)s AND (p.opened_at {LOCAL} <= %(on)s
), sheets AS (
    SELECT r.id AS round_id, s.self_late, s.review_late FROM rounds r CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.self_at IS NULL OR (s.self_at {LOCAL} > least(r.self_score_by, %(on)s)) AS self_late,
            count(*) FILTER (WHERE s.review_at IS NULL OR (s.review_at {LOCAL} > least(r.review_by, %(on)s)) AS review_late
        FROM evaluations_sheet s WHERE s.round_id = r.id AND s.not_rated = '') s
    WHERE %(on)s > least(r.self_score_by, r.review_by) AND NOT EXISTS (SELECT 1 FROM indicators_reviewtally t
        WHERE t.round_id = r.id AND t.reviewer_unit_id IS NULL AND r.is_public AND t.published_on <= %(on)s)
), decided AS (
    SELECT d.round_id, min((d.at {LOCAL}) AS on FROM evaluations_decision d JOIN rounds r ON r.id = d.round_id
    WHERE (d.at {LOCAL} <= %(on)s AND d.at > coalesce((SELECT max(o.at) FROM evaluations_reopening o
        WHERE o.round_id = d.round_id AND (o.at {LOCAL} <= %(on)s), '-infinity')
    GROUP BY 1
)
SELECT r.id, r.unit_id, r.root, r.first, r.self_score_by, r.review_by, r.decide_by, r.publish_by,
    coalesce(s.self_late, t.self_late, 0), coalesce(s.review_late, t.review_late, 0),
    d.on, CASE WHEN r.is_public THEN (r.published_at {LOCAL} END
FROM rounds r LEFT JOIN sheets s ON s.round_id = r.id LEFT JOIN decided d ON d.round_id = r.id
LEFT JOIN indicators_reviewtally t ON t.round_id = r.id AND t.reviewer_unit_id IS NULL
ORDER BY r.first DESC, r.unit_id, r.id
""".replace("d.on", 'd."on"').replace("AS on FROM", 'AS "on" FROM')  # noqa: S608 - this module's own texts
STEPS = ("self", "review", "decide", "publish")


@dataclass(frozen=True)
class List:
    """One list with its deadlines and what had happened by the day looked at."""

    id: int
    unit_id: int
    root: int
    first: date
    self_by: date
    review_by: date
    decide_by: date
    publish_by: date
    self_late: int
    review_late: int
    decided_on: date | None
    published_on: date | None

    def is_late(self, step: str, on: date) -> bool:
        if step == "self":
            return on > self.self_by and self.self_late > 0
        if step == "review":
            return on > self.review_by and self.review_late > 0
        done, by = (self.decided_on, self.decide_by) if step == "decide" else (self.published_on, self.publish_by)
        return (done or on) > by

    def is_behind(self, on: date) -> bool:
        """Whether it still waits for something past its day."""
        return self.published_on is None and any(self.is_late(step, on) for step in STEPS)


def lists(asked: Asked, scope: Scope, cell: Cell | None = None) -> list[List]:
    """The lists of a question, or behind one of its lines: one query."""
    first, end = days_of(asked, cell) if cell else (asked.first, asked.end)
    cut = within(asked, scope, cell) if cell else cut_of(asked, scope)
    with planned_cursor() as cursor:
        cursor.execute(ROUNDS, {**cut.given, "kind": asked.kind, "first": first, "end": end, "on": asked.on})
        return [List(*row) for row in cursor.fetchall()]


def result(asked: Asked, scope: Scope) -> Result:
    rows = lists(asked, scope)
    columns = [
        Column("rounds", _("Danh sách"), leads=True), Column("self", _("Tự chấm muộn"), leads=True),
        Column("review", _("Cấp trên chấm muộn"), leads=True), Column("decide", _("Quyết định muộn"), leads=True),
        Column("publish", _("Công bố muộn"), leads=True), Column("late", _("Muộn ít nhất một bước"), leads=True),
        Column("share", _("Tỷ lệ muộn"), "share"), Column("behind", _("Đang chậm"), leads=True),
    ]  # fmt: skip
    made = []
    for key in keys_of(asked, scope):
        mine = [one for one in rows if key == (str(one.root) if asked.by == "unit" else one.first.isoformat())]
        if mine:
            values = _values(mine, asked.on)
            made.append(line(key, values, asked, scope, flag="watch" if values["behind"] else ""))
    total = whole(_values(rows, asked.on))
    return Result(
        columns,
        made,
        total,
        (_("Danh sách đang chậm"), total.values["behind"], "count"),
        chart="late",
        over_time="share",
    )


def _values(rows: list[List], on: date) -> dict[str, Any]:
    late = sum(_counts("late", one, on) for one in rows)
    steps = {step: sum(one.is_late(step, on) for one in rows) for step in STEPS}
    behind_now = sum(one.is_behind(on) for one in rows)
    return {"rounds": len(rows), **steps, "late": late, "share": share(late, len(rows)), "behind": behind_now}


def _counts(column: str, one: List, on: date) -> bool:
    if column == "rounds":
        return True
    if column == "behind":
        return one.is_behind(on)
    return any(one.is_late(step, on) for step in STEPS) if column == "late" else one.is_late(column, on)


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The lists a number counts, with what was late in each."""
    if cell.column not in ("rounds", "late", "behind", *STEPS):
        return 0, []
    rows = [one for one in lists(asked, scope, cell) if _counts(cell.column, one, asked.on)]
    return len(rows), [_listed(asked, scope, one) for one in rows[start : start + many]]


def _listed(asked: Asked, scope: Scope, one: List) -> Behind:
    parts = []
    if one.is_late("self", asked.on):
        parts.append(_("%(n)s phiếu tự chấm muộn, hạn %(day)s") % {"n": one.self_late, "day": day_text(one.self_by)})
    if one.is_late("review", asked.on):
        parts.append(
            _("%(n)s phiếu cấp trên chấm muộn, hạn %(day)s") % {"n": one.review_late, "day": day_text(one.review_by)}
        )
    if one.is_late("decide", asked.on):
        parts.append(
            _("quyết định %(done)s, hạn %(day)s") % {"done": _done(one.decided_on), "day": day_text(one.decide_by)}
        )
    if one.is_late("publish", asked.on):
        parts.append(
            _("công bố %(done)s, hạn %(day)s") % {"done": _done(one.published_on), "day": day_text(one.publish_by)}
        )
    note = "; ".join(parts) or _("đúng hạn")
    return Behind(
        scope.tree.name(one.unit_id),
        "",
        one.unit_id,
        "head",
        period_text(asked.kind, one.first),
        "",
        note,
        f"/rounds/{one.id}",
    )


def _done(on: date | None) -> str:
    return day_text(on) if on else _("chưa làm")


FIGURE = Figure(
    slug="lateness",
    title=gettext_lazy("Chậm ở từng bước"),
    definition=(
        gettext_lazy(
            "Đếm danh sách muộn ở từng bước: có phiếu tự chấm hoặc cấp trên chấm sau hạn hay chưa chấm khi đã quá hạn; quyết định, công bố sau hạn hay chưa làm khi đã quá hạn."
        ),
        gettext_lazy(
            "Hạn là hạn ghi trong danh sách khi mở kỳ (cơ quan đặt). Đang chậm: chưa công bố và có bước đã quá hạn vào ngày xem."
        ),
        gettext_lazy("Không đếm: kỳ mở sau ngày xem; phiếu không xếp loại."),
    ),
    source=gettext_lazy("Hạn và ngày thực hiện của từng danh sách; danh sách đứng ở đơn vị của người quyết định."),
    kinds=("month", "quarter", "year"),
    dimensions=("period", "unit"),
    result=result,
    behind=behind,
    people=False,
    is_current=True,
)
