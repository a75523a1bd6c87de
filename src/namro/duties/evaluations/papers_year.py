"""What the papers of a year say, filled in from rows: the form (Mẫu số 02) and the minutes of a meeting; the notice of any result.

Vietnamese only. Mẫu số 02 is Decree 335's; of other laws the forms could not be read, so their years take a template
that says so on the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from namro.base.documents import year_form
from namro.base.documents.types import Signature
from namro.base.documents.wording import form
from namro.base.documents.year_types import (
    Attendee,
    DecidedLevel,
    MinutesDocument,
    NoticeDocument,
    Opinion,
    PartRow,
    YearDocument,
)
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Posting, PostingKind
from namro.duties.evaluations import papers, rolling, rules, yearly
from namro.duties.evaluations.models import Attendance, DecidedRating, Meeting, Period, Presence, Sheet, SheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import Result, reason_text, results_of_sheets
from namro.duties.evaluations.rolling import Entry, PersonYear
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of
from namro.duties.evaluations.selectors.meetings import covered
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS
from namro.engine import figures
from namro.engine.framework import Framework, Input
from namro.engine.rollup import RolledUp

UNRATED = "Không xếp loại"
ROLES = {one.value: place for place, one in enumerate((
    Attendance.Role.LEADER, Attendance.Role.PARTY, Attendance.Role.SUB_HEAD, Attendance.Role.STAFF, Attendance.Role.GUEST,
))}  # fmt: skip


# Mẫu số 02 -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Year:
    """What the forms of one year share."""

    period: Period
    book: Rulebook
    kind: str  # of what the year is made
    names: Mapping[int, str]  # of units

    @property
    def in_quarters(self) -> bool:
        return self.kind == Period.Kind.QUARTER


def year_documents(sheets: list[Sheet], *, shows: Callable[[Sheet], bool]) -> list[YearDocument]:
    """The form of sheets of one year, in order: Mẫu số 02, or the template of a law whose own form could not be read.
    `shows`: whether the reader may know what was decided of a sheet.
    """
    if not sheets:
        return []
    period = sheets[0].period
    with translation.override("vi"):
        return _filled(sheets, period, {one.pk for one in sheets if shows(one)})


def _filled(sheets: list[Sheet], period: Period, shown: Collection[int]) -> list[YearDocument]:
    book, kind = rulebook_of(period), yearly.made_of(period)
    people = sorted({one.person_id for one in sheets}) if book.is_rolled_up else []
    found = {one.person_id: one for one in rolling.years_of(people, year=period.days.lower.year, book=book, of=kind)}
    earned = {part.unit_id for one in found.values() for entry in one.entries for part in entry.sheets}
    units = {one.unit_id for one in sheets}
    names = organisation.name_of(earned | units, on=period.days.upper - rules.ONE_DAY)
    year = _Year(period, book, kind, names)
    results, decided = results_of_sheets(sheets), _decided(shown)
    agencies = {unit: papers.agency_of(unit, period) for unit in units}
    return [
        _form(one, year, found.get(one.person_id), results.get(one.pk), decided.get(one.pk), agencies[one.unit_id])
        for one in sheets
    ]


def _decided(sheets: Collection[int]) -> dict[int, DecidedRating]:
    rows = DecidedRating.objects.filter(sheet__in=sheets, in_force=True).select_related("decision__signer")
    return {one.sheet_id: one for one in rows.order_by("pk")}


def _form(
    sheet: Sheet, year: _Year, found: PersonYear | None, result: Result | None, decided: DecidedRating | None,
    agency: papers.Agency,
) -> YearDocument:  # fmt: skip
    framework = year.book.framework
    made = YearDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        year=str(year.period.days.lower.year),
        name=sheet.person.full_name,
        title=papers.title_of(sheet.posting),
        unit=year.names.get(sheet.unit_id, ""),
        in_quarters=year.in_quarters and found is not None,
        self_level=sheet.self_level if sheet.self_at else "",
        decided=_level(sheet, decided) if decided else None,
        handling=sheet.handling if decided else "",
        place=agency.place,
        self=_signature(sheet),
        framework=year.period.framework,
        instrument=framework.rule.instrument,
        levels=tuple((one.code, one.rule.title.vi) for one in framework.bands),
        strengths=sheet.self_strengths if sheet.self_at else "",
        limits=sheet.self_limits if sheet.self_at else "",
    )
    if found is None:
        return _established(made, sheet, year, result)
    rolled = found.rolled(year.book, yearly.rule_of(year.kind))
    return replace(
        made,
        rows=tuple(_row(entry, year, rolled) for entry in found.entries),
        mean=result.total_text if result else "",
        mean_note=_mean_note(sheet, year, rolled, result),
    )


def _established(made: YearDocument, sheet: Sheet, year: _Year, result: Result | None) -> YearDocument:
    """Of a law of conditions: what was established about the year, once it was decided, and the level it gives."""
    asked = yearly.asked_of(year.book, leads=sheet.rank in yearly.LEADER_RANKS)
    groups = [(one.key, one.rule.title.vi) for one in year.book.framework.groups]
    known = sheet.answers if made.decided else {}
    values = [(_answer(one, known.get(one.name)), one.title.vi) for one in asked]
    values += [(_plain(known.get(key)), title) for key, title in groups]
    level = result.level if result and made.decided else ""
    titles = dict(made.levels)
    return replace(
        made,
        is_established=True,
        rows=tuple(PartRow(number, text, title) for number, (text, title) in enumerate(values, 1)),
        mean=level,
        mean_note=titles.get(level, ""),
    )


def _answer(one: Input, value: Any) -> str:
    """What was established, in words."""
    if one.kind == "flag" and isinstance(value, bool):
        return str(form(year_form.TEMPLATE)["yes" if value else "no"])
    if one.kind == "choice" and value in one.choice_titles:
        return one.choice_titles[value].vi
    return _plain(value)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _signature(sheet: Sheet) -> Signature | None:
    someone = sheet.self_by.person if sheet.self_by else None
    return Signature(someone.full_name, sheet.self_at) if someone and sheet.self_at else None


def _level(sheet: Sheet, decided: DecidedRating) -> DecidedLevel:
    is_rated = decided.rating != NOT_RATED
    reason = decided.reason or sheet.not_rated_note or str(sheet.get_not_rated_display())
    decision = decided.decision
    return DecidedLevel(
        level=decided.rating if is_rated else "", reason="" if is_rated else reason, number=decision.number,
        on=decision.on, signer=decision.signer.full_name,
    )  # fmt: skip


def _row(entry: Entry, year: _Year, rolled: RolledUp) -> PartRow:
    """A month with its score; without one, why, and whether the mean leaves it out."""
    total = figures.display(year.book.framework, entry.part.total, year.book.settings)
    if total is not None:
        return PartRow(entry.number, total, _joined(entry, year))
    wording = form(year_form.ADDITIONS)
    if entry.number in rolled.missing and rolled.total is not None:  # the year may be rated before its last month
        return PartRow(entry.number, "", wording["year_not_over"])
    why = rolling.why_text(year.book, entry.part.why)
    is_excused = entry.number in rolled.excused
    return PartRow(entry.number, "", wording["left_out"].format(why=why) if is_excused else why)


def _joined(entry: Entry, year: _Year) -> str:
    """Where a month's score was earned when in several units, and whose it is where a quarter stands for the month."""
    wording = form(year_form.ADDITIONS)
    whose = wording["of_quarter"].format(number=entry.quarter) if entry.quarter and not year.in_quarters else ""
    units = dict.fromkeys(one.unit_id for one in entry.sheets if one.total is not None)
    names = ", ".join(year.names.get(one, "") for one in units)
    return "; ".join(one for one in (whose, wording["joined"].format(units=names) if len(units) > 1 else "") if one)


def _mean_note(sheet: Sheet, year: _Year, rolled: RolledUp, result: Result | None) -> str:
    """Of how many months, or why there is none; and where months were replaced after the decision."""
    wording = form(year_form.ADDITIONS)
    if result is None or result.total is None:
        return "; ".join(reason_text(year.book, code) for code in result.reasons) if result else ""
    if sheet.state == SheetState.DECIDED and rolled.total != result.total:
        return str(wording["changed"])
    if len(rolled.known) == rolling.COUNTS[year.kind]:
        return ""
    part = wording["quarters" if year.in_quarters else "months"]
    return str(wording["of_parts"].format(count=len(rolled.known), part=part))


# the minutes -----------------------------------------------------------------------------------------------------
def minutes_document(meeting: Meeting) -> MinutesDocument:
    """The minutes of a meeting, from `meeting_for`: a draft until they are adopted. Seven queries."""
    with translation.override("vi"):
        return _minutes(meeting)


def _minutes(meeting: Meeting) -> MinutesDocument:
    asked = list(meeting.attendances.select_related("person").order_by("person__sort_key", "pk"))
    asked.sort(key=lambda one: ROLES[one.role])
    said = list(
        meeting.opinions.select_related("sheet__person", "sheet__posting").order_by("sheet__person__sort_key", "pk")
    )
    posts = _posts([*(one.person_id for one in asked), meeting.chair_id, meeting.secretary_id], on=meeting.held_on)
    units = organisation.name_of([meeting.unit_id, *(one.unit_id for one in posts.values())], on=meeting.held_on)
    unit = units.get(meeting.unit_id, "")
    agency, parent, place = _issuer(meeting, unit)
    return MinutesDocument(
        agency=agency,
        parent_agency=parent,
        unit=unit,
        year=str(meeting.period.days.lower.year),
        on=meeting.held_on,
        place=place,
        venue=meeting.place,
        kind=meeting.kind,
        framework=meeting.period.framework,
        chair=meeting.chair.full_name,
        chair_title=_post(posts.get(meeting.chair_id), units),
        secretary=meeting.secretary.full_name,
        secretary_title=_post(posts.get(meeting.secretary_id), units),
        attendees=tuple(_attendee(one, _post(posts.get(one.person_id), units)) for one in asked),
        counts=_counts(asked),
        course=meeting.minutes,
        opinions=tuple(
            Opinion(one.sheet.person.full_name, papers.title_of(one.sheet.posting), one.text) for one in said
        ),
        waiting=() if meeting.adopted_at else _waiting(meeting, {one.sheet_id for one in said}),
        adopted_at=meeting.adopted_at,
    )


def _issuer(meeting: Meeting, unit: str) -> tuple[str, str, str]:
    """Whose minutes they are, what stands above it, and the place: a unit's own, below its agency."""
    agency = papers.agency_of(meeting.unit_id, meeting.period)
    return (
        (unit, agency.name, agency.place)
        if unit and unit != agency.name
        else (agency.name, agency.parent, agency.place)
    )


def _posts(people: list[int], *, on: date) -> dict[int, Posting]:
    """The post each of these people held on the day, the main one where there are several: one query."""
    rows = Posting.objects.filter(person__in=people, valid__contains=on).order_by("pk")
    found: dict[int, Posting] = {}
    for one in sorted(rows, key=lambda one: one.kind != PostingKind.MAIN):
        found.setdefault(one.person_id, one)
    return found


def _post(posting: Posting | None, units: Mapping[int, str]) -> str:
    if posting is None:
        return ""
    return ", ".join(part for part in (papers.title_of(posting), units.get(posting.unit_id, "")) if part)


def _attendee(one: Attendance, post: str) -> Attendee:
    presence = str(one.get_presence_display()) if one.presence else ""
    return Attendee(one.person.full_name, post, str(one.get_role_display()), presence, one.note)


def _counts(asked: list[Attendance]) -> tuple[tuple[str, int], ...]:
    counted = Counter(one.presence for one in asked)
    rows = [(str(one.label), counted[one.value]) for one in Presence if counted[one.value]]
    unnoted = form("meeting-minutes")["unnoted"]
    return tuple([*rows, (unnoted, counted[""])] if counted[""] else rows)


def _waiting(meeting: Meeting, said: Collection[int]) -> tuple[str, ...]:
    """Of a draft: whom nothing was minuted about yet."""
    rows = covered(meeting.period_id, meeting.unit_id, meeting.kind, on=meeting.held_on).exclude(pk__in=said)
    return tuple(rows.values_list("person__full_name", flat=True))


# the notice of a result ------------------------------------------------------------------------------------------
def notice_document(sheet: Sheet) -> NoticeDocument:
    """What a person is told in writing of their published result; the sheet comes from `sheet_for`.

    Refuses: evaluations.document.unpublished
    """
    rows = sheet.decided.filter(in_force=True).select_related("decision__signer", "decision__replaces").order_by("pk")
    decided = rows.first() if sheet.round.step in PUBLISHED_STEPS else None
    if decided is None:
        message = _("Kết quả chưa công bố nên chưa có thông báo. Đợi công bố rồi tải lại.")
        raise DomainError("evaluations.document.unpublished", message)
    with translation.override("vi"):
        return _notice(sheet, decided)


def _notice(sheet: Sheet, decided: DecidedRating) -> NoticeDocument:
    period, decision = sheet.period, decided.decision
    book, agency = rulebook_of(period), papers.agency_of(decision.unit_id, period)
    title, result = papers.signer_title(decision), results_of_sheets([sheet])[sheet.pk]
    old = decision.replaces
    return NoticeDocument(
        agency=agency.name,
        parent_agency=agency.parent,
        framework=period.framework,
        is_year=period.kind == Period.Kind.YEAR,
        period=papers.period_words(period),
        place=agency.place,
        on=_told_on(sheet, decision.on, replaces=old is not None),
        name=sheet.person.full_name,
        post=_post(sheet.posting, organisation.name_of([sheet.unit_id], on=period.days.upper - rules.ONE_DAY)),
        number=decision.number,
        decided_on=decision.on,
        authority=papers.authority_line(title, agency.name),
        signer=decision.signer.full_name,
        signer_title=title,
        level=_level_words(book.framework, decided.rating),
        total=result.total_text,
        by_points=_level_words(book.framework, result.band) if result.band not in ("", decided.rating) else ("", ""),
        reason=_why(sheet, decided, book.framework, result),
        replaces_number=old.number if old else "",
        replaces_on=old.on if old else None,
        answer_days=parameters().petition_days,
    )


def _told_on(sheet: Sheet, decided_on: date, *, replaces: bool) -> date:
    """The day of publication; of a decision that replaced the published one, its own."""
    published = sheet.round.published_at
    return decided_on if replaces or published is None else max(decided_on, timezone.localdate(published))


def _level_words(framework: Framework, rating: str) -> tuple[str, str]:
    known = {one.code: one.rule.title.vi for one in framework.bands}
    return ("", UNRATED) if rating == NOT_RATED else (rating, known.get(rating, rating))


def _why(sheet: Sheet, decided: DecidedRating, framework: Framework, result: Result) -> str:
    """Why somebody is not rated, or not as the score says: the authority's reason, or the rule that sets the level."""
    if decided.rating == NOT_RATED:
        return decided.reason or sheet.not_rated_note or str(sheet.get_not_rated_display())
    if decided.reason and (decided.differs or decided.decision.replaces_id):
        return decided.reason
    return next((one.rule.title.vi for one in framework.overrides if one.code == result.override), "")
