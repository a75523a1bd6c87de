"""A table of agencies for a period: every row adds up, or nothing of it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import Act, Prepared, Question, Report, register, say
from namro.base.ui.wording import day_text
from namro.duties.onestop.access import relations_to_summaries
from namro.duties.onestop.models import Summary, SummaryRow
from namro.duties.onestop.reports.rounding import exact_text, rounded
from namro.duties.onestop.summaries.reading import PLACES

KIND, TABLE, PERIOD = "summary", "onestop_summary", "period"
TEXTS = {
    "summary.denied": (
        gettext_lazy("Bảng tổng hợp của các cơ quan do nội vụ của toàn thành phố nhập."),
        gettext_lazy("người được giao giữ số liệu của toàn thành phố"),
    ),
    "summary.sum": (
        gettext_lazy("Tiếp nhận không bằng đúng hạn cộng quá hạn."), gettext_lazy("%(value)s, là tổng của hai cột kia")
    ),
    "summary.share": (gettext_lazy("Tỷ lệ ghi trong tệp khác tỷ lệ tính lại."), "%(value)s"),
    "summary.whole": (
        gettext_lazy("Có dòng chưa nhận được nên cả bảng chưa được nhập: thiếu một cơ quan là sai tổng số."),
        gettext_lazy("sửa các dòng bị nêu trong tệp rồi gửi lại cả bảng"),
    ),
    "summary.twice": (
        gettext_lazy("Cơ quan này đã có số liệu của đúng kỳ này, nhập ngày %(day)s."),
        gettext_lazy("kỳ khác, hoặc hoàn tác lần nhập trước"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The table to write; no rows where something of it is wrong."""

    title: str
    first: date
    last: date
    rows: list[SummaryRow]


class SummaryImport:
    """Writes one table of agencies for one period."""

    wants: tuple[str, ...] = ()

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],  # noqa: ARG002 - the handlers' protocol
    ) -> Prepared:  # fmt: skip
        """Check that each row adds up and is new; ask which period the table is of."""
        prepared = Prepared()
        records = list(analysis.records())
        if not may(Permission.SUMMARY_WRITE, relations_to_summaries(actor, on=today)):
            if records:
                prepared.findings.append(_say(analysis, records[0], "summary.denied", "code"))
            return prepared
        prepared.questions.append(_question(on))
        chosen = dict(_spans(on)).get(answers.get(PERIOD, ""))
        taken = _taken(records, chosen) if chosen else {}
        wrong = [one for row in records if row["accepted"] and (one := _wrong(analysis, row, taken))]
        refused = [one for one in records if not one["accepted"]]
        prepared.findings += wrong
        if wrong or refused:
            prepared.findings.append(_say(analysis, (refused or records)[0], "summary.whole", "code"))
        is_whole = not (wrong or refused)
        rows = [_row(one) for one in records] if is_whole else []
        prepared.counts = {"new": len(rows), "changed": 0, "unchanged": 0, "skipped": len(records) - len(rows)}
        prepared.plan = Plan(analysis.workbook.name, *chosen, rows) if chosen else None
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Write the whole table. Refuses: access.denied, summary.whole. Records: onestop:summary:imported"""
        _require(by, at)
        plan: Plan | None = prepared.plan
        if plan is None or not plan.rows:
            raise DomainError("summary.whole", str(TEXTS["summary.whole"][0]))
        assert by.user_id is not None
        made = Summary.objects.create(
            title=plan.title[:200], first=plan.first, last=plan.last, imported_at=at, imported_by_id=by.user_id
        )
        for one in plan.rows:
            one.summary = made
        SummaryRow.objects.bulk_create(plan.rows, batch_size=1000)
        after = {"rows": len(plan.rows), "first": str(plan.first), "last": str(plan.last)}
        record(tag="onestop:summary:imported", by=by, at=at, subject=("summary", made.pk), after=after)
        report(len(plan.rows), len(plan.rows), _("Đã ghi bảng tổng hợp"))
        return [Act(TABLE, inserted=[made.pk])]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Take the table out again; nothing rests on it. Refuses: access.denied"""
        _require(by, at)
        Summary.objects.filter(pk__in=[pk for act in acts for pk in act.inserted]).delete()


def _require(by: Actor, at: datetime) -> None:
    if not may(Permission.SUMMARY_WRITE, relations_to_summaries(by, on=timezone.localdate(at))):
        raise NotAllowed("access.denied", str(TEXTS["summary.denied"][0]))


def _say(analysis: Analysis, row: dict[str, Any], code: str, name: str, **values: Any) -> Any:
    return say(
        analysis,
        code,
        name,
        row=row["row"],
        sheet=row["sheet"],
        got=row[name] if row[name] is not None else "",
        **values,
    )


def _spans(on: date) -> list[tuple[str, tuple[date, date]]]:
    """The periods a table that stands at a day may be of: since the beginning of its year, quarter or month."""
    firsts = (on.replace(month=1, day=1), on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1), on.replace(day=1))
    return [(first.isoformat(), (first, on)) for first in dict.fromkeys(firsts)]


def _question(on: date) -> Question:
    text = _("Bảng này là số liệu của kỳ nào? Ngày cuối là ngày đã chọn cùng với tệp.")
    shown = [(key, f"{day_text(first)} – {day_text(last)}") for key, (first, last) in _spans(on)]
    return Question(PERIOD, text, tuple(shown))


def _taken(records: list[dict[str, Any]], span: tuple[date, date]) -> dict[str, datetime]:
    """Which agencies have figures of exactly this period already, and since when."""
    rows = SummaryRow.objects.filter(
        summary__first=span[0], summary__last=span[1], code__in=[one["code"] for one in records if one["code"]]
    )
    return dict(rows.values_list("code", "summary__imported_at"))


def _wrong(analysis: Analysis, row: dict[str, Any], taken: Mapping[str, datetime]) -> Any:
    received, on_time, overdue, share = row["received"], row["on_time"], row["overdue"], row.get("share")
    if received != on_time + overdue:
        return _say(analysis, row, "summary.sum", "received", value=on_time + overdue)
    computed = Fraction(100 * int(on_time), int(received)) if received else Fraction(0)
    if share is not None and share != rounded(computed, PLACES):
        return _say(analysis, row, "summary.share", "share", value=exact_text(computed, PLACES))
    if row["code"] in taken:
        return _say(analysis, row, "summary.twice", "code", day=day_text(timezone.localdate(taken[row["code"]])))
    return None


def _row(one: dict[str, Any]) -> SummaryRow:
    return SummaryRow(
        code=one["code"][:40], name=one["name"][:300], tier=one.get("tier") or "", received=int(one["received"]),
        on_time=int(one["on_time"]), overdue=int(one["overdue"]), days=one.get("days"),
    )  # fmt: skip


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
    register(KIND, SummaryImport(), TEXTS)
