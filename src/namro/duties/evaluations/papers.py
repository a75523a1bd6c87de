"""What the documents of the month say, filled in from rows: forms, month list, decision, export. Vietnamese only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils import timezone, translation

from namro.base.documents.types import (
    Band,
    CriterionRow,
    DecisionDocument,
    DecisionRow,
    Export,
    ExportedResult,
    MonthList,
    MonthRow,
    SheetDocument,
    Signature,
)
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import AgencyRole, UnitKind, UnitSpell
from namro.city.people import selectors as people
from namro.city.people.models import Posting, Rank
from namro.duties.evaluations import month_figures, rules
from namro.duties.evaluations.models import DecidedRating, Decision, Period, Round, Score, Sheet, SheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import Result, results_of_sheets
from namro.duties.evaluations.rounding import decimals
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of
from namro.duties.evaluations.scoring import LEADER_RANKS
from namro.engine import figures

PREFIX = re.compile(r"^(Ủy ban nhân dân )?(Xã|Phường|Đặc khu|Thành phố) ")
GENERAL_PLACES = 2
NAMELESS_HEAD = "Người đứng đầu"  # where the signer's posting names no title


@dataclass(frozen=True)
class Agency:
    """Whose paper it is: its name, what stands above it, and the place it is dated at (NĐ 30/2020)."""

    name: str
    parent: str
    place: str


def agency_of(unit_id: int, period: Period) -> Agency:
    """The using or managing agency of a unit at the end of the period."""
    path = organisation.path(unit_id, on=period.days.upper - rules.ONE_DAY)
    while len(path) > 1 and path[-1].role == AgencyRole.DIRECT:
        path.pop()
    if not path:
        return Agency("", "", "")
    return Agency(path[-1].name, path[-2].name if len(path) > 1 else "", _place(path))


def _place(path: list[UnitSpell]) -> str:
    commune = next((one for one in path if one.kind == UnitKind.COMMUNE), None)
    return PREFIX.sub("", (commune or path[0]).name)


def period_words(period: Period) -> str:
    """ "tháng 10 năm 2026", "quý 4 năm 2026", "năm 2026": as official forms write it."""
    first = period.days.lower
    if period.kind == Period.Kind.YEAR:
        return f"năm {first.year}"
    if period.kind == Period.Kind.QUARTER:
        return f"quý {(first.month + 2) // 3} năm {first.year}"
    return f"tháng {first.month} năm {first.year}"


def sheets_of(round_: Round) -> list[Sheet]:
    """The sheets of a round with whoever they are about and whoever acted."""
    rows = round_.sheets.select_related("person", "posting", "unit", "self_by__person", "review_by__person")
    found = list(rows.order_by("unit_id", "person__sort_key", "pk"))
    for one in found:
        one.period, one.round = round_.period, round_
    return found


# Mẫu số 01 -------------------------------------------------------------------------------------------------------
def sheet_documents(sheets: list[Sheet]) -> list[SheetDocument]:
    """The official form of each sheet, in order."""
    if not sheets:
        return []
    period = sheets[0].period
    book = rulebook_of(period)
    results = results_of_sheets(sheets)
    names = organisation.name_of([one.unit_id for one in sheets], on=period.days.upper - rules.ONE_DAY)
    agencies = {unit: agency_of(unit, period) for unit in {one.unit_id for one in sheets}}
    return [_form(one, book, results.get(one.pk), agencies[one.unit_id], names.get(one.unit_id, "")) for one in sheets]


def _form(sheet: Sheet, book: Rulebook, result: Result | None, agency: Agency, unit: str) -> SheetDocument:
    reviewed = sheet.state in (SheetState.REVIEWED, SheetState.DECIDED) and result is not None and result.is_rated
    own = sheet.self_points if sheet.self_at else None
    return SheetDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        period=period_words(sheet.period),
        name=sheet.person.full_name,
        title=title_of(sheet.posting),
        unit=unit,
        criteria=_criteria(book, own),
        maximum=str(sum(group.maximum for group in book.framework.groups)),
        general_self=_hundredths(sum(one or 0 for one in own)) if own else "",
        general=_fixed(result.general) if reviewed and result else "",
        result_points=_result_points(result) if reviewed else "",
        total=result.total_text if reviewed and result else "",
        strengths=sheet.self_strengths,
        limits=sheet.self_limits,
        comment=sheet.review_comment,
        place=agency.place,
        self=_signature(sheet.self_by, sheet.self_at),
        reviewer=_signature(sheet.review_by, sheet.review_at),
    )


def title_of(posting: Posting) -> str:
    """What somebody is, in Vietnamese whoever prints; where the posting names no title, its rank."""
    with translation.override("vi"):
        return posting.title or str(posting.get_rank_display())


def _signature(user: object, at: datetime | None) -> Signature | None:
    someone = getattr(user, "person", None)
    return Signature(someone.full_name, at) if someone is not None and at is not None else None


def _criteria(book: Rulebook, own: list[int | None] | None) -> list[CriterionRow]:
    rows: list[CriterionRow] = []
    section = ""
    for row in book.criteria:
        if row.criterion.section != section:
            section = row.criterion.section
            title = row.group.sections.get(section)
            inside = [
                one for one in book.criteria if one.criterion.section == section and one.group.key == row.group.key
            ]
            maximum = str(sum(one.maximum for one in inside))
            rows.append(
                CriterionRow(section, title.vi if title else row.group.rule.title.vi, maximum, "", is_section=True)
            )
        value = own[row.place] if own and row.place < len(own) else None
        number = row.code.partition(".")[2] or row.code
        rows.append(
            CriterionRow(
                number, row.criterion.rule.title.vi, str(row.maximum), "" if value is None else _hundredths(value)
            )
        )
    return rows


def _hundredths(value: int) -> str:
    return decimals(Fraction(value, 100), 2).rstrip("0").rstrip(".")


def _fixed(value: Fraction | None) -> str:
    return "" if value is None else decimals(value, GENERAL_PLACES)


def _result_points(result: Result | None) -> str:
    if result is None or result.total is None:
        return ""
    return _fixed(result.total - (result.general or 0))


# the month list ---------------------------------------------------------------------------------------------------
def month_list(round_: Round, *, at: datetime) -> MonthList:
    """The list of a round with every figure the workbook's formulas start from."""
    sheets = sheets_of(round_)
    book = rulebook_of(round_.period)
    results = results_of_sheets(sheets)
    decided = _ratings(round_)
    names = organisation.name_of([one.unit_id for one in sheets], on=round_.period.days.upper - rules.ONE_DAY)
    agency = agency_of(round_.unit_id, round_.period)
    sums = month_figures.quantities(sheets, book)
    return MonthList(
        agency=agency.name,
        parent_agency=agency.parent,
        title="DANH SÁCH KẾT QUẢ THEO DÕI, ĐÁNH GIÁ",
        period=period_words(round_.period),
        rows=[
            _month_row(
                one,
                month_figures.figures_of(book, one, results.get(one.pk), sums.get(one.pk, {})),
                results.get(one.pk),
                decided.get(one.pk),
                names,
            )
            for one in sheets
        ],
        columns=month_figures.columns(book),
        formulas=month_figures.formulas(book),
        bands=[Band(one.code, one.rule.title.vi, str(one.at_least)) for one in book.framework.bands],
        made_at=at,
        quota=month_figures.quota(round_, book),
        method=month_figures.method(book),
    )


def _ratings(round_: Round) -> dict[int, DecidedRating]:
    rows = DecidedRating.objects.filter(sheet__round=round_, in_force=True).select_related("decision").order_by("pk")
    return {one.sheet_id: one for one in rows}


def _month_row(
    sheet: Sheet, values: dict[str, str], result: Result | None, decided: DecidedRating | None, names: dict[int, str]
) -> MonthRow:
    with translation.override("vi"):
        state = str(sheet.get_not_rated_display() if sheet.not_rated else sheet.get_state_display())
    return MonthRow(
        code=sheet.person.code,
        name=sheet.person.full_name,
        title=sheet.posting.title,
        unit=names.get(sheet.unit_id, ""),
        task_group=sheet.task_group,
        figures=values,
        band=result.band if result else "",
        state=state,
        decided=decided.rating if decided else "",
        reason=decided.reason if decided else sheet.not_rated_note,
        flags={"leader": sheet.rank in LEADER_RANKS},
    )


# the decision -----------------------------------------------------------------------------------------------------
def decision_document(round_: Round, decision: Decision) -> DecisionDocument:
    """A decision with its list, as it was made."""
    book = rulebook_of(round_.period)
    agency = agency_of(decision.unit_id, round_.period)
    title = signer_title(decision)
    rows = list(
        decision.ratings.select_related("sheet__person", "sheet__posting", "sheet__score").order_by(
            "sheet__unit_id", "sheet__person__sort_key", "pk"
        )
    )
    names = organisation.name_of([one.sheet.unit_id for one in rows], on=round_.period.days.upper - rules.ONE_DAY)
    counted = Counter(one.rating for one in rows)
    reading = next((one.rule.title.vi for one in book.framework.quota.readings if one.key == round_.quota_reading), "")
    replaced = decision.replaces
    return DecisionDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        unit=agency.name if decision.unit_id == round_.unit_id else agency_of(round_.unit_id, round_.period).name,
        period=period_words(round_.period),
        number=decision.number,
        on=decision.on,
        place=agency.place,
        signer=decision.signer.full_name,
        signer_title=title,
        authority=authority_line(title, agency.name),
        rows=[_decision_row(one, book, names) for one in rows],
        counts=[(_level(book, code), counted[code]) for code in (*book.band_codes, NOT_RATED) if counted[code]],
        reading=reading,
        replaces_number=replaced.number if replaced else "",
        replaces_on=replaced.on if replaced else None,
        levels=tuple((one.code, one.rule.title.vi) for one in book.framework.bands),
        is_year=round_.period.kind == Period.Kind.YEAR,
        framework=round_.period.framework,
        instrument=book.framework.rule.instrument,
    )


def signer_title(decision: Decision) -> str:
    """What the signer was in the deciding unit on the day of the decision."""
    return title_in(decision.signer_id, decision.unit_id, on=decision.on)


def title_in(person_id: int, unit_id: int, *, on: date) -> str:
    """What somebody was on a day, in that unit before any other."""
    postings = people.postings_on(person_id, on=on)
    there = sorted(postings, key=lambda one: (one.unit_id != unit_id, one.rank != Rank.HEAD))
    return next((one.title for one in there if one.title), NAMELESS_HEAD)


def authority_line(title: str, agency: str) -> str:
    """Title and agency in one line; where one ends as the other begins (“Ủy ban nhân dân”), that is said once."""
    ends, begins = title.split(), agency.split()
    for count in range(min(len(ends), len(begins)), 0, -1):
        if [one.casefold() for one in ends[-count:]] == [one.casefold() for one in begins[:count]]:
            return " ".join([*ends, *begins[count:]])
    return f"{title} {agency}"


def _level(book: Rulebook, code: str) -> str:
    return book.framework.band(code).rule.title.vi if code in book.band_codes else "Không xếp loại"


def _decision_row(one: DecidedRating, book: Rulebook, names: dict[int, str]) -> DecisionRow:
    sheet = one.sheet
    score: Score | None = getattr(sheet, "score", None)
    total = Fraction(score.exact) if score and score.exact else None
    post = ", ".join(part for part in (sheet.posting.title, names.get(sheet.unit_id, "")) if part)
    return DecisionRow(
        name=sheet.person.full_name,
        post=post,
        total=figures.display(book.framework, total, book.settings) or "",
        band=score.level if score else "",
        rating="Không xếp loại" if one.rating == NOT_RATED else one.rating,
        reason=one.reason,
    )


# the export -------------------------------------------------------------------------------------------------------
def export(round_: Round) -> Export:
    """The results of a round for the national database."""
    sheets = sheets_of(round_)
    results = results_of_sheets(sheets)
    decided = _ratings(round_)
    period = round_.period
    last = period.days.upper - rules.ONE_DAY
    names = organisation.name_of([*(one.unit_id for one in sheets), round_.unit_id], on=last)
    published = timezone.localdate(round_.published_at) if round_.published_at else None
    return Export(
        period_kind=period.kind,
        first_day=period.days.lower,
        last_day=last,
        framework=period.framework,
        framework_digest=period.framework_digest,
        unit_code=round_.unit.code,
        unit_name=names.get(round_.unit_id, ""),
        published_on=published,
        sync_due_on=published + timedelta(days=parameters().sync_days) if published else None,
        results=[_exported(one, results.get(one.pk), decided.get(one.pk), names) for one in sheets],
    )


def _exported(
    sheet: Sheet, result: Result | None, decided: DecidedRating | None, names: dict[int, str]
) -> ExportedResult:
    rating = decided.rating if decided and decided.rating != NOT_RATED else None
    return ExportedResult(
        person_code=sheet.person.code,
        full_name=sheet.person.full_name,
        unit_code=sheet.unit.code,
        unit_name=names.get(sheet.unit_id, ""),
        staff_group=sheet.staff_group,
        state=result.state if result else "INSUFFICIENT_DATA",
        total=result.total_text or None if result else None,
        band=result.band or None if result else None,
        rating=rating,
        decision_number=decided.decision.number if decided else None,
        decided_on=decided.decision.on if decided else None,
        not_rated_reason=decided.reason if decided and rating is None else sheet.not_rated_note or None,
    )


def file_names(people: Iterable[str]) -> str:
    """A plain file name from Vietnamese words."""
    from namro.engine.text import search_key

    return re.sub(r"[^a-z0-9]+", "-", search_key(" ".join(people))).strip("-")
