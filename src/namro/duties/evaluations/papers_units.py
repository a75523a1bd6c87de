"""What the decision on the units of a year says, filled in from rows. Vietnamese only.

Law: NĐ 335/2025 art. 9, NĐ 233/2026 art. 9: a decision is told to the units; neither asks for a meeting with minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.base.documents.types import DecisionDocument, DecisionRow
from namro.base.errors import DomainError
from namro.duties.evaluations import papers
from namro.duties.evaluations.models import UnitRating, UnitSheet
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, quota_signed, scope_rows
from namro.duties.evaluations.unit_scoring import units_book

FORM = "decision-units"
CORRECTED = "evaluations:unit:corrected"


@dataclass(frozen=True)
class _Decided:
    """One unit as one decision rated it."""

    sheet_id: int
    rating: str
    reason: str
    number: str
    on: date


def unit_decision_document(sheet: UnitSheet) -> DecisionDocument:
    """The decision in force for a unit, with every other unit of its authority decided by the same number and day, also
    those a later decision has replaced: a signed paper does not change. The sheet comes from `unit_sheet_for`.

    Refuses: evaluations.unit.undecided
    """
    rows = scope_rows(sheet.period, sheet.authority_unit_id)
    rating = next((row.rating for row in rows if row.sheet.pk == sheet.pk), None)
    if rating is None:
        message = _("Đơn vị chưa có quyết định để in. Quyết định xong rồi tải lại.")
        raise DomainError("evaluations.unit.undecided", message)
    told = _told(rows)
    made = {
        one.sheet_id: one
        for row in rows
        for one in (*told.get(row.sheet.pk, ()), *_in_force(row))
        if (one.number, one.on) == (rating.number, rating.on)
    }
    old = told.get(sheet.pk, [])[-1:]
    with translation.override("vi"):
        return _filled(sheet, rating, [(row, made[row.sheet.pk]) for row in rows if row.sheet.pk in made], old)


def _told(rows: Sequence[UnitRow]) -> dict[int, list[_Decided]]:
    """What units were rated before their decision was replaced, out of the log, the oldest first."""
    found: dict[int, list[_Decided]] = {}
    sheets = [row.sheet.pk for row in rows]
    events = Event.objects.filter(tag=CORRECTED, subject_type="unit_sheet", subject_id__in=sheets)
    for pk, was in events.order_by("at", "pk").values_list("subject_id", "before"):
        if pk and was and was.get("on"):
            on = date.fromisoformat(was["on"])
            found.setdefault(pk, []).append(_Decided(pk, was["rating"], was["reason"], was["number"], on))
    return found


def _in_force(row: UnitRow) -> list[_Decided]:
    one = row.rating
    return [_Decided(row.sheet.pk, one.rating, one.reason, one.number, one.on)] if one else []


def _filled(
    sheet: UnitSheet, rating: UnitRating, made: list[tuple[UnitRow, _Decided]], old: list[_Decided]
) -> DecisionDocument:
    period, book = sheet.period, units_book(sheet.period)
    agency = papers.agency_of(sheet.authority_unit_id, period)
    signer = User.objects.select_related("person").get(pk=rating.by_id).person
    title = papers.title_in(signer.pk, sheet.authority_unit_id, on=rating.on) if signer else papers.NAMELESS_HEAD
    counted = Counter(one.rating for _row, one in made)
    return DecisionDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        unit=agency.name,
        period=papers.period_words(period),
        number=rating.number,
        on=rating.on,
        place=agency.place,
        signer=signer.full_name if signer else "",
        signer_title=title,
        authority=papers.authority_line(title, agency.name),
        rows=[_row(row, one, book) for row, one in made],
        counts=[(book.rating_title(code), counted[code]) for code in (*book.band_codes, NOT_RATED) if counted[code]],
        reading=_reading(sheet, book),
        replaces_number=old[0].number if old else "",
        replaces_on=old[0].on if old else None,
        levels=tuple((one.code, one.rule.title.vi) for one in book.framework.bands),
        is_year=True,
        framework=period.framework,
        instrument=book.framework.rule.instrument,
        form=FORM,
    )


def _row(row: UnitRow, one: _Decided, book: Rulebook) -> DecisionRow:
    own = row.sheet.self_level
    return DecisionRow(
        name=row.name,
        post=f"{book.rating_title(own)} ({own})" if own else "",
        total=row.result.total_text,
        band=row.result.level,
        rating=book.rating_title(one.rating) if one.rating == NOT_RATED else one.rating,
        reason=one.reason,
    )


def _reading(sheet: UnitSheet, book: Rulebook) -> str:
    """How the cap was read and at which rate, as signed with the first decision of the scope."""
    signed = quota_signed(sheet.period, sheet.authority_unit_id)
    if signed is None:
        return ""
    quota = book.framework.quota
    titles = [one.rule.title.vi for one in quota.readings if one.key == signed[0]]
    rate = quota.ratios.get(signed[1])
    return "; ".join([*titles, *([rate[1].title.vi] if rate else [])])
