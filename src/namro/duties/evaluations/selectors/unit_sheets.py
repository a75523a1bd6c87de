"""Units of a year: which there are, what each lacks, what it would be rated, in the order they must be decided.

Law: NĐ 335/2025 art. 9.1 (lower units first), 9.2a (a signal is verified first), 8.5 (the cap within an authority's scope).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, UnitRating, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.quota_fit import Candidate, Cap, count_caps
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.standing import HEAVY, Reach, reach_of, require
from namro.duties.evaluations.unit_scoring import UnitResult, results_of_units, units_book
from namro.engine.text import search_key


@dataclass(frozen=True)
class UnitRow:
    """One unit of a year as its authority sees it. `lacks`: code and what to do, for what forbids the decision now."""

    sheet: UnitSheet
    name: str
    authority: str
    result: UnitResult
    rating: UnitRating | None
    lacks: tuple[tuple[str, str], ...]
    below: int  # units directly below that are rated in the same year
    failed_below: int


def unit_years() -> QuerySet[Period]:
    """The years in which units are rated, newest first."""
    agency = set(parameters().unit_framework.values())
    return Period.objects.filter(kind=Period.Kind.YEAR, framework__in=agency).defer("framework_text").order_by("-days")


def unit_year_for(actor: Actor, period_id: int, *, on: date) -> Period:
    """A year of units, for whoever heads a unit or keeps some. Refuses: evaluations.not_found"""
    found = unit_years().filter(pk=period_id).first()
    if found is None or not (actor.officer_of or reach_of(actor, on=on).acts_for):
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def unit_relations(reach: Reach, sheet: UnitSheet) -> frozenset[Relation]:
    """What the actor is to a unit's sheet: its head owns it, the authority decides it, and never both."""
    found = set(reach.actor.own_relations - {Relation.OFFICER})
    if sheet.unit_id in reach.acts_for:
        found.add(Relation.OWNER)
    if sheet.authority_unit_id in reach.headed and sheet.unit_id not in reach.headed:
        found.add(Relation.DECIDER)
    elif sheet.authority_unit_id in reach.delegated:
        found.add(Relation.DELEGATE)
    if reach.actor.officer_of and reach.oversees(sheet.authority_unit_id):
        found.add(Relation.OFFICER)  # prepares for the authority
    elif reach.actor.officer_of and reach.oversees(sheet.unit_id):
        found.add(Relation.COLLEAGUE)  # of the unit itself: reads, and prepares nothing for those above
    return frozenset(found)


def unit_sheet_for(
    actor: Actor, sheet_id: int, *, on: date, needs: Permission = Permission.UNIT_SHEET_READ, lock: bool = False
) -> UnitSheet:
    """A unit's sheet the actor may see, and holds `needs` on. Refuses: evaluations.not_found, access.denied"""
    rows = UnitSheet.objects.select_related("period").defer(HEAVY)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=sheet_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    require(needs, unit_relations(reach_of(actor, on=on), found), sees=Permission.UNIT_SHEET_READ)
    return found


def units_visible(reach: Reach) -> Q:
    """The condition of sheets of units one heads, decides for or keeps; empty for who oversees the whole city."""
    if reach.actor.officer_of and reach.office is None:
        return Q()
    units = reach.acts_for | (reach.office or frozenset())
    return Q(unit__in=units) | Q(authority_unit__in=units)


def unit_sheets_visible_to(actor: Actor, period: Period, *, on: date) -> QuerySet[UnitSheet]:
    """Sheets of units one heads, decides for or keeps."""
    seen = units_visible(reach_of(actor, on=on))
    return UnitSheet.objects.filter(seen, period=period).order_by("authority_unit", "unit")


def scope_rows(period: Period, authority_unit_id: int) -> list[UnitRow]:
    """All one authority decides of a year, in the order of names."""
    rows = rows_of(period, list(UnitSheet.objects.filter(period=period, authority_unit=authority_unit_id)))
    return sorted(rows, key=lambda row: (search_key(row.name), row.sheet.pk))


@dataclass(frozen=True)
class Surroundings:
    """What is known of the units around some sheets: names, who stands directly below whom, who is rated in that year."""

    names: Mapping[int, str]
    below: Mapping[int, Sequence[int]]
    rated_too: Collection[int]


def surroundings(period: Period, sheets: Sequence[UnitSheet]) -> Surroundings:
    """Of some sheets only: three queries."""
    on = period.days.upper - rules.ONE_DAY
    below = _children([one.unit_id for one in sheets], on)
    of_below = UnitSheet.objects.filter(period=period, unit__in=[unit for found in below.values() for unit in found])
    names = organisation.name_of({unit for one in sheets for unit in (one.unit_id, one.authority_unit_id)}, on=on)
    return Surroundings(names, below, set(of_below.order_by().values_list("unit_id", flat=True)))


def rows_of(period: Period, sheets: Sequence[UnitSheet], around: Surroundings | None = None) -> list[UnitRow]:
    """Everything about some sheets of a year: one query beside what is `around` them, however many they are."""
    book, around = units_book(period), around or surroundings(period, sheets)
    below = {one.pk: [unit for unit in around.below.get(one.unit_id, ()) if unit in around.rated_too] for one in sheets}
    units = {one.unit_id for one in sheets}.union(*below.values())
    ratings = UnitRating.objects.filter(period=period, unit__in=units).order_by("pk")
    rated = {one.unit_id: one for one in ratings}
    failed = {
        pk: sum(unit in rated and rated[unit].rating == book.bottom_band for unit in found)
        for pk, found in below.items()
    }
    results = results_of_units(book, {one.pk: one.answers for one in sheets}, failed)
    return [_row(one, results[one.pk], around.names, rated, below[one.pk], failed[one.pk]) for one in sheets]


def _row(
    sheet: UnitSheet, result: UnitResult, names: Mapping[int, str], rated: Mapping[int, UnitRating], below: list[int],
    failed: int,
) -> UnitRow:  # fmt: skip
    waiting = [unit for unit in below if unit not in rated]
    return UnitRow(
        sheet=sheet, name=names.get(sheet.unit_id, ""), authority=names.get(sheet.authority_unit_id, ""), result=result,
        rating=rated.get(sheet.unit_id), lacks=_lacks(sheet, result, len(waiting)), below=len(below), failed_below=failed,
    )  # fmt: skip


def _lacks(sheet: UnitSheet, result: UnitResult, waiting_below: int) -> tuple[tuple[str, str], ...]:
    found = []
    if waiting_below:
        text = _("Còn %(n)s đơn vị trực thuộc chưa được xếp loại; xếp loại cấp dưới trước (Điều 9.1).")
        found.append(("evaluations.unit.below_first", text % {"n": waiting_below}))
    if sheet.state == UnitSheetState.OPEN:
        found.append(("evaluations.unit.no_self", _("Đơn vị chưa gửi tự đánh giá (Điều 9.2a).")))
    if sheet.review_at is None:
        found.append(("evaluations.unit.unreviewed", _("Chưa ghi kết quả của cấp có thẩm quyền.")))
    elif not result.level and not result.is_left_open:
        found.append(("evaluations.unit.incomplete", _("Kết quả ghi chưa đủ để tính mức; xem phiếu của đơn vị.")))
    if sheet.signal and sheet.verified_at is None:
        found.append(
            (
                "evaluations.unit.unverified",
                _("Có đơn thư, phản ánh chưa xác minh; xác minh trước khi quyết định (Điều 9.2a)."),
            )
        )
    return tuple(found)


def _children(units: Iterable[int], on: date) -> dict[int, list[int]]:
    rows = UnitSpell.objects.filter(parent__in=list(units), valid__contains=on).order_by("unit")
    found: dict[int, list[int]] = {}
    for parent, unit in rows.values_list("parent_id", "unit_id"):
        found.setdefault(parent, []).append(unit)
    return found


def quota_signed(period: Period, authority_unit_id: int) -> tuple[str, str, str] | None:
    """Reading, rate and grounds signed with the first decision of an authority's units; None before there is one."""
    found = period.settings.get("quota", {}).get(str(authority_unit_id))
    return (found["reading"], found["rate"], found["reason"]) if found else None


def caps_of(book: Rulebook, levels: Mapping[int, str], *, reading: str = "", rate: str = "") -> list[Cap]:
    """The caps among the units of one authority, whatever has been decided counted as it stands."""
    people = [Candidate(pk, "", level, None) for pk, level in sorted(levels.items())]
    settings = book.settings
    return count_caps(
        book, people, reading=reading or settings.get("quota_reading", ""), rate=rate or settings.get("quota_ratio", "")
    )


def units_behind(period: Period, *, on: date) -> list[UnitSheet]:
    """Units not yet decided once the day of the law has come (art. 9.1)."""
    given = parameters()
    year = period.days.lower.year
    if on < date(year, *given.year_before):
        return []
    return list(UnitSheet.objects.filter(period=period).exclude(state=UnitSheetState.DECIDED).order_by("unit"))
