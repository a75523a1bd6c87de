"""What stands behind the candidates of a round, side by side: their months, what the meeting and the committee said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from namro.base.ui.wording import number_text
from namro.duties.evaluations import rolling, yearly
from namro.duties.evaluations.models import CommitteeOpinion, MeetingOpinion, Period, Sheet
from namro.duties.evaluations.rulebook import rulebook_of
from namro.engine import figures


@dataclass(frozen=True)
class Evidence:
    """One candidate's."""

    trend: list[float] = field(default_factory=list)  # the scores of the months, for a line
    lowest: str = ""
    meeting: str = ""
    committee: str = ""
    committee_level: str = ""


def evidence_of(period: Period, sheets: Sequence[Sheet]) -> dict[int, Evidence]:
    """By sheet: four queries for any number of them; of a month only what its own sheet says."""
    ids = [one.pk for one in sheets]
    if period.kind != Period.Kind.YEAR:
        return {one.pk: Evidence(meeting=one.review_comment) for one in sheets}
    said = MeetingOpinion.objects.filter(sheet__in=ids, meeting__adopted_at__isnull=False).order_by("pk")
    minuted = dict(said.values_list("sheet", "text"))
    heard = {one.sheet_id: one for one in CommitteeOpinion.objects.filter(sheet__in=ids).order_by("at", "pk")}
    months = _months(period, sheets)
    return {
        one.pk: Evidence(
            trend=[float(total) for total in months.get(one.person_id, [])],
            lowest=_lowest(period, months.get(one.person_id, [])),
            meeting=minuted.get(one.pk, ""),
            committee=heard[one.pk].text if one.pk in heard else "",
            committee_level=heard[one.pk].level if one.pk in heard else "",
        )
        for one in sheets
    }


def _months(period: Period, sheets: Sequence[Sheet]) -> dict[int, list[Fraction]]:
    book = rulebook_of(period)
    if not book.is_rolled_up:
        return {}
    people = sorted({one.person_id for one in sheets})
    years = rolling.years_of(people, year=period.days.lower.year, book=book, of=yearly.made_of(period))
    return {one.person_id: [entry.part.total for entry in one.entries if entry.part.total is not None] for one in years}


def _lowest(period: Period, totals: list[Fraction]) -> str:
    if not totals:
        return ""
    book = rulebook_of(period)
    text = figures.display(book.framework, min(totals), book.settings) or ""
    return number_text(text, len(text.partition(".")[2]))
