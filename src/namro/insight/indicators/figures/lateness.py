"""Who is behind: lists past their deadlines at each step, as known on a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.rows import planned_cursor
from namro.base.ui.wording import day_text
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import (
    cut_of,
    days_of,
    joined,
    keys_of,
    line,
    period_text,
    whole,
    within,
)
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
    {joined("r.unit_id")}
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
COLUMNS = ("rounds", "self", "review", "decide", "publish", "late", "behind")


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

    def counts_in(self, on: date) -> set[str]:
        """The columns it counts in: the steps that are late, and whether it still waits for something past its day."""
        found = {"self"} if on > self.self_by and self.self_late > 0 else set()
        if on > self.review_by and self.review_late > 0:
            found.add("review")
        if (self.decided_on or on) > self.decide_by:
            found.add("decide")
        if (self.published_on or on) > self.publish_by:
            found.add("publish")
        if found:
            found |= {"late"} if self.published_on else {"late", "behind"}
        return found | {"rounds"}


def lists(asked: Asked, scope: Scope, cell: Cell | None = None) -> list[List]:
    """The lists of a question, or behind one of its lines: one query."""
    first, end = days_of(asked, cell) if cell else (asked.first, asked.end)
    cut = within(asked, scope, cell) if cell else cut_of(asked, scope)
    with planned_cursor() as cursor:
        cursor.execute(cut.said(ROUNDS), {**cut.given, "kind": asked.kind, "first": first, "end": end, "on": asked.on})
        return [List(*row) for row in cursor.fetchall()]


def result(asked: Asked, scope: Scope) -> Result:
    rows = lists(asked, scope)
    columns = [
        Column("rounds", _("Danh sách"), leads=True), Column("self", _("Tự chấm muộn"), leads=True),
        Column("review", _("Cấp trên chấm muộn"), leads=True), Column("decide", _("Quyết định muộn"), leads=True),
        Column("publish", _("Công bố muộn"), leads=True), Column("late", _("Muộn ít nhất một bước"), leads=True),
        Column("share", _("Tỷ lệ muộn"), "share"), Column("behind", _("Đang chậm"), leads=True),
    ]  # fmt: skip
    found: dict[str | date, Counter[str]] = {}
    for one in rows:
        found.setdefault(str(one.root) if asked.by == "unit" else one.first, Counter()).update(one.counts_in(asked.on))
    by_key = {one if isinstance(one, str) else one.isoformat(): numbers for one, numbers in found.items()}
    made = []
    for key in keys_of(asked, scope):
        if key in by_key:
            values = _values(by_key[key])
            made.append(line(key, values, asked, scope, flag="watch" if values["behind"] else ""))
    total = whole(_values(sum(by_key.values(), Counter())))
    return Result(
        columns,
        made,
        total,
        (_("Danh sách đang chậm"), total.values["behind"], "count"),
        chart="late",
        over_time="share",
    )


def _values(numbers: Counter[str]) -> dict[str, Any]:
    return {**{one: numbers[one] for one in COLUMNS}, "share": share(numbers["late"], numbers["rounds"])}


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The lists a number counts, with what was late in each."""
    rows = [one for one in lists(asked, scope, cell) if cell.column in one.counts_in(asked.on)]
    return len(rows), [_listed(asked, scope, one) for one in rows[start : start + many]]


def _listed(asked: Asked, scope: Scope, one: List) -> Behind:
    parts, late = [], one.counts_in(asked.on)
    if "self" in late:
        parts.append(_("%(n)s phiếu tự chấm muộn, hạn %(day)s") % {"n": one.self_late, "day": day_text(one.self_by)})
    if "review" in late:
        parts.append(
            _("%(n)s phiếu cấp trên chấm muộn, hạn %(day)s") % {"n": one.review_late, "day": day_text(one.review_by)}
        )
    if "decide" in late:
        parts.append(
            _("quyết định %(done)s, hạn %(day)s") % {"done": _done(one.decided_on), "day": day_text(one.decide_by)}
        )
    if "publish" in late:
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
