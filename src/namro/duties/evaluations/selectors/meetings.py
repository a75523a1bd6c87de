"""Meetings of a year: who has to be asked, which sheets they review, and what each sheet still lacks.

Law: NĐ 335/2025 art. 21.1b and 21.2b (who attends), 21.1c and 21.2c (Party committee), 21.1d (home affairs), 20.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Posting, PostingKind, Rank
from namro.duties.evaluations.models import (
    Attendance,
    CommitteeOpinion,
    Meeting,
    MeetingKind,
    Period,
    Proposer,
    Sheet,
    SheetState,
)
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.selectors.standing import HEAVY, Reach, reach_of
from namro.duties.evaluations.selectors.unit_levels import unit_levels

LEADERS = (Rank.HEAD, Rank.DEPUTY)
Role = Attendance.Role


@dataclass(frozen=True)
class Expected:
    """Somebody a meeting has to ask, and why."""

    person_id: int
    role: str


def units_within(unit_id: int, *, on: date) -> list[int]:
    """The units that directly make up a unit on a day."""
    rows = UnitSpell.objects.filter(parent=unit_id, valid__contains=on).order_by("unit")
    return list(rows.values_list("unit_id", flat=True))


def composition(unit_id: int, kind: str, *, on: date) -> list[Expected]:
    """Who must be asked to a meeting on a day: everybody of the unit; or its leaders and the heads of its units.

    The representative of the Party committee is named by whoever calls the meeting: no register says who that is.
    """
    posted = Posting.objects.filter(valid__contains=on).exclude(kind=PostingKind.CONCURRENT)
    if kind == MeetingKind.EVERYBODY:
        people = posted.filter(unit=unit_id).order_by("person__sort_key", "pk").values_list("person_id", flat=True)
        return [Expected(person, Role.STAFF) for person in dict.fromkeys(people)]
    leaders = posted.filter(unit=unit_id, rank__in=LEADERS).order_by("-rank", "person__sort_key", "pk")
    heads = posted.filter(unit__in=units_within(unit_id, on=on), rank=Rank.HEAD).order_by("unit", "pk")
    found = {person: Expected(person, Role.SUB_HEAD) for person in heads.values_list("person_id", flat=True)}
    found |= {person: Expected(person, Role.LEADER) for person in leaders.values_list("person_id", flat=True)}
    return sorted(found.values(), key=lambda one: one.role != Role.LEADER)


def covered(period_id: int, unit_id: int, kind: str, *, on: date) -> QuerySet[Sheet]:
    """The sheets a meeting reviews: of an agency with units, its leaders' by one meeting and the others' by another."""
    rows = Sheet.objects.filter(period=period_id, unit=unit_id, not_rated="").order_by("person__sort_key", "pk")
    if not units_within(unit_id, on=on):
        return rows if kind == MeetingKind.EVERYBODY else rows.none()
    return rows.filter(rank__in=LEADERS) if kind == MeetingKind.LEADERS else rows.exclude(rank__in=LEADERS)


def kind_for(sheet: Sheet, *, on: date) -> str:
    """Which meeting reviews a sheet."""
    leads = sheet.rank in LEADERS and bool(units_within(sheet.unit_id, on=on))
    return MeetingKind.LEADERS.value if leads else MeetingKind.EVERYBODY.value


def meetings_visible_to(actor: Actor, period_id: int, *, on: date) -> QuerySet[Meeting]:
    """Meetings of units one heads, decides for or keeps, and those one attends."""
    reach = reach_of(actor, on=on)
    rows = Meeting.objects.filter(period=period_id).select_related("chair", "secretary", "period").defer(HEAVY)
    if not (actor.officer_of and reach.office is None):
        own = Q(attendances__person=actor.person_id) if actor.person_id else Q(pk__in=[])
        rows = rows.filter(own | Q(unit__in=_units(reach))).distinct()
    return rows.order_by("-held_on", "unit", "pk")


def _units(reach: Reach) -> frozenset[int]:
    return reach.acts_for | (reach.office or frozenset())


def meeting_for(actor: Actor, meeting_id: int, *, on: date) -> Meeting:
    """A meeting one may read. Refuses: evaluations.not_found"""
    found = Meeting.objects.select_related("period", "chair", "secretary").defer(HEAVY).filter(pk=meeting_id).first()
    if found is None or not meetings_visible_to(actor, found.period_id, on=on).filter(pk=meeting_id).exists():
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def keeps_meetings_of(actor: Actor, unit_id: int, *, on: date) -> bool:
    """Whether the actor calls and minutes the meetings of a unit: its head, their delegate, home affairs."""
    reach = reach_of(actor, on=on)
    return unit_id in reach.acts_for or (bool(actor.officer_of) and reach.oversees(unit_id))


Lacking = tuple[tuple[str, str], ...]


def lacking(period: Period, sheets: Iterable[Sheet]) -> Mapping[int, Lacking]:
    """What still has to be there before each sheet of a year may be decided: two queries, none for other periods."""
    if period.kind != Period.Kind.YEAR:
        return {}
    steps = parameters().steps_of_year(period.framework)
    mine = [one for one in sheets if not one.not_rated]
    asked = [one.pk for one in mine if one.rank in steps.committee_opinion]
    opinions = CommitteeOpinion.objects.filter(sheet__in=asked).order_by()
    heard = set(opinions.values_list("sheet", flat=True)) if asked else set()
    rated = unit_levels(period, {one.unit_id for one in mine if one.rank in steps.unit_first})
    found: dict[int, Lacking] = {}
    for one in mine:
        wants = []
        if one.rank in steps.committee_opinion and one.pk not in heard:
            wants.append(
                ("evaluations.decide.no_committee_opinion", _("Chưa có nhận xét của cấp ủy: ghi nhận xét trên phiếu."))
            )
        if one.rank in steps.home_affairs_proposal and one.proposed_as != Proposer.OFFICER:
            text = _(
                "Chưa có đề xuất của cơ quan tham mưu tổ chức, cán bộ: cán bộ nội vụ ghi đề xuất trong danh sách này."
            )
            wants.append(("evaluations.decide.no_proposal", text))
        if one.rank in steps.unit_first and one.unit_id not in rated:
            text = _("Đơn vị của người này chưa được xếp loại: xếp loại đơn vị trước (Điều 9.1, 20.6).")
            wants.append(("evaluations.decide.unit_unrated", text))
        if wants:
            found[one.pk] = tuple(wants)
    return found


def unreviewed_text(period: Period) -> str:
    """What to do about a sheet that was not reviewed yet."""
    if period.kind == Period.Kind.YEAR and parameters().steps_of_year(period.framework).meeting:
        return _(
            "Chưa có biên bản cuộc họp nhận xét được thông qua: tổ chức họp, hoặc quyết định không xếp loại và nêu lý do."
        )
    return _("Cấp trên chưa chấm: chấm, hoặc quyết định không xếp loại và nêu lý do.")


def waiting_for_meeting(period_id: int) -> QuerySet[Sheet]:
    """Sheets that have been handed in and not been reviewed."""
    states = [SheetState.SELF_SCORED, SheetState.FORWARDED]
    return Sheet.objects.filter(period=period_id, state__in=states, not_rated="").order_by("unit_id", "pk")


@dataclass(frozen=True)
class ToMeet:
    """A unit whose sheets of a year wait for a meeting of a kind."""

    unit_id: int
    name: str
    kind: str
    ready: int  # handed in
    waiting: int  # not yet
    due: date
    open_meeting: int | None
    is_late: bool


def year_for_meetings(actor: Actor, period_id: int, *, on: date) -> Period:
    """A year, for whoever keeps a unit or has a sheet in it. Refuses: evaluations.not_found"""
    period = Period.objects.defer("framework_text").filter(pk=period_id, kind=Period.Kind.YEAR).first()
    reach = reach_of(actor, on=on)
    if period is None or not (actor.officer_of or reach.acts_for or _attends(actor, period_id)):
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return period


def _attends(actor: Actor, period_id: int) -> bool:
    return (
        bool(actor.person_id) and Meeting.objects.filter(period=period_id, attendances__person=actor.person_id).exists()
    )


def to_meet(actor: Actor, period: Period, *, on: date) -> list[ToMeet]:
    """Units one keeps with sheets nobody has reviewed, by who has to attend: four queries for the whole city."""
    reach = reach_of(actor, on=on)
    rows = Sheet.objects.filter(
        period=period, not_rated="", state__in=[SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED],
        round__step__in=["self_score", "review", "decide"],
    )  # fmt: skip
    if not (actor.officer_of and reach.office is None):
        rows = rows.filter(unit__in=_units(reach))
    if not parameters().steps_of_year(period.framework).meeting:
        return []
    found: dict[tuple[int, str], list[tuple[str, date]]] = {}
    listed = list(rows.order_by("unit", "pk").values_list("unit_id", "rank", "state", "round__review_by"))
    wider = _made_of_units({unit for unit, *_rest in listed}, on)
    for unit, rank, state, due in listed:
        kind = MeetingKind.LEADERS if rank in LEADERS and unit in wider else MeetingKind.EVERYBODY
        found.setdefault((unit, kind.value), []).append((state, due))
    names = organisation.name_of({unit for unit, _kind in found}, on=on)
    running = {
        (unit, kind): pk
        for pk, unit, kind in Meeting.objects.filter(period=period, adopted_at=None)
        .order_by("pk").values_list("pk", "unit_id", "kind")
    }  # fmt: skip
    return sorted(
        (_to_meet(key, sheets, names, running, on) for key, sheets in found.items()),
        key=lambda one: (one.due, one.name),
    )


def _made_of_units(units: set[int], on: date) -> frozenset[int]:
    rows = UnitSpell.objects.filter(parent__in=units, valid__contains=on).order_by()
    return frozenset(rows.values_list("parent_id", flat=True).distinct())


def _to_meet(
    key: tuple[int, str], sheets: list[tuple[str, date]], names: Mapping[int, str], running: Mapping[tuple[int, str], int],
    on: date,
) -> ToMeet:  # fmt: skip
    unit, kind = key
    due = min(one for _state, one in sheets)
    waiting = sum(1 for state, _due in sheets if state == SheetState.OPEN)
    return ToMeet(unit, names.get(unit, ""), kind, len(sheets) - waiting, waiting, due, running.get(key), on > due)
