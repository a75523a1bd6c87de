"""The work of a month: mine, my team's, one piece with its history; what can be assigned to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotVisible
from namro.base.reading import once_a_reading
from namro.city.facts.models import Origin
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person, Posting, Rank
from namro.duties.assignments.models import LIVE, Assignment, AssignmentState, CatalogueItem, Incident
from namro.duties.assignments.rules import Clears, Progress, month_end, progress_of
from namro.duties.assignments.selectors.catalogue import catalogues_in_force, choices_for, coefficients_now
from namro.duties.assignments.selectors.reach import (
    Reach,
    Standing,
    reach_of,
    relation_day,
    standings_of,
    standings_under,
)

COUNTED = (*LIVE, AssignmentState.HANDED_OVER)


def clears_of(row: Assignment) -> Clears:
    """The five clears of a stored row."""
    return Clears(
        row.posting_id, row.item_id, row.title, row.quantity, row.assigner_id, row.accountable_id, row.process,
        row.product, row.deadline,
    )  # fmt: skip


def work_rows() -> QuerySet[Assignment]:
    """Assignments with what every list shows, drafts left out: the rows and two more queries."""
    incidents = Prefetch("incidents", Incident.objects.order_by("on", "pk"))
    return (
        Assignment.objects.exclude(state=AssignmentState.DRAFT)
        .select_related("posting__person", "item", "assigner", "accountable")
        .prefetch_related("coordinators", incidents)
        .order_by("deadline", "pk")
    )


def postings_in(person_id: int, month: date) -> list[Posting]:
    """The person's postings that touch the month, the earliest first."""
    span = (month, month_end(month) + timedelta(days=1))
    return list(Posting.objects.filter(person_id=person_id, valid__overlap=span).order_by("valid", "pk"))


@dataclass(frozen=True)
class MyMonth:
    """A person's month: what counts, what they take part in, what ended, and how far it is."""

    rows: list[Assignment]
    ended: list[Assignment]
    coordinating: list[Assignment]
    progress: Progress
    postings: list[int]


def my_month(person_id: int, *, month: date, on: date) -> MyMonth:
    """The month of one person: six queries."""
    postings = [posting.pk for posting in postings_in(person_id, month)]
    listed = list(work_rows().filter(posting__in=postings, month=month))
    secondary = list(work_rows().filter(coordinators=person_id, month=month, state__in=LIVE))
    rows = [row for row in listed if row.state in COUNTED]
    ended = [row for row in listed if row.state not in COUNTED]
    return MyMonth(rows, ended, secondary, progress_of([vars(row) for row in rows], on), postings)


@dataclass(frozen=True)
class Member:
    """One person of a team in a month."""

    posting: Posting
    standing: Standing
    unit_name: str
    is_mine_to_score: bool
    progress: Progress


@dataclass(frozen=True)
class Team:
    """Who an actor scores, decides for, or looks after, with progress."""

    members: list[Member]
    reach: Reach

    @property
    def progress(self) -> Progress:
        every = [member.progress for member in self.members]
        return Progress(
            sum(one.pieces for one in every), sum((one.assigned for one in every), start=every[0].assigned * 0) if every else progress_of([], date.min).assigned,
            sum((one.accepted for one in every), start=every[0].accepted * 0) if every else progress_of([], date.min).accepted,
            sum(one.waiting for one in every), sum(one.overdue for one in every),
        )  # fmt: skip


def team_standings(actor: Actor, *, month: date, on: date, unit_id: int | None = None) -> tuple[list[Standing], Reach]:
    """Standings an actor may see in a month; of one unit where given.

    Refuses: access.not_visible when the unit is none of theirs
    """
    reach, day = reach_of(actor, on=on), relation_day(month, on)
    units = reach.headed | reach.delegated.keys()
    found = [one for one in standings_under(units, on=day) if one.person_id != actor.person_id]
    if unit_id is None:
        return found, reach
    if unit_id in reach.officer_units:
        postings = Posting.objects.filter(unit=unit_id, valid__contains=day).order_by().values_list("pk", flat=True)
        return list(standings_of(postings, on=day).values()), reach
    inside = [one for one in found if one.unit_id == unit_id]
    if not inside and unit_id not in units:
        raise NotVisible("access.not_visible", _("Không tìm thấy đơn vị này."))
    return inside, reach


def team(actor: Actor, *, month: date, on: date, unit_id: int | None = None, query: str = "") -> Team:
    """The team with each person's progress: ten queries at most, whatever its size."""
    from namro.engine.text import search_key

    standings, reach = team_standings(actor, month=month, on=on, unit_id=unit_id)
    postings = Posting.objects.select_related("person").in_bulk([one.posting_id for one in standings])
    names = organisation.name_of({one.unit_id for one in standings}, on=relation_day(month, on))
    progress = _progress_by_posting(postings.keys(), month, on)
    empty = progress_of([], on)
    members = [
        Member(
            postings[one.posting_id], one, names.get(one.unit_id, ""),
            one.reviewer_unit_id in reach.headed or one.reviewer_unit_id in reach.delegated,
            progress.get(one.posting_id, empty),
        )
        for one in standings
        if search_key(query) in postings[one.posting_id].person.search_key
        or query.strip().casefold() == postings[one.posting_id].person.code.casefold()
    ]  # fmt: skip
    ranks = {Rank.HEAD.value: 0, Rank.DEPUTY.value: 1, Rank.STAFF.value: 2}
    members.sort(
        key=lambda one: (
            not one.is_mine_to_score,
            one.unit_name,
            ranks[one.posting.rank],
            one.posting.person.sort_key,
        )
    )
    return Team(members, reach)


def _progress_by_posting(postings: Iterable[int], month: date, on: date) -> dict[int, Progress]:
    grouped: dict[int, list[dict[str, object]]] = {}
    fields = ("posting_id", "state", "quantity", "coefficient", "accepted_quantity", "deadline")
    rows = Assignment.objects.filter(posting__in=list(postings), month=month, state__in=COUNTED).order_by()
    for row in rows.values(*fields):
        grouped.setdefault(row["posting_id"], []).append(dict(row))
    return {posting: progress_of(listed, on) for posting, listed in grouped.items()}


@dataclass(frozen=True)
class Seen:
    """One piece of work as an actor sees it, with what they may do to it."""

    row: Assignment
    relations: frozenset[Relation]
    unit_id: int
    on: date
    may_confirm: bool

    @cached_property
    def unit_name(self) -> str:
        return organisation.name_of([self.unit_id], on=self.on).get(self.unit_id, "")

    @cached_property
    def coefficient_now(self) -> object:
        """Of the same item in the catalogue in force, where it differs."""
        return _coefficient_now(self.row, self.unit_id, self.on)

    def may(self, permission: Permission) -> bool:
        return may(permission, self.relations)


@once_a_reading
def seen(assignment_id: int, actor: Actor, *, on: date) -> Seen:
    """One piece of work, for its person, coordinators, whoever scores or decides, and home affairs.

    Refuses: access.not_visible
    """
    from namro.duties.assignments.policy import parameter
    from namro.duties.assignments.services.access import standings_for

    found = work_rows().filter(pk=assignment_id).first()
    if found is None:
        raise _unseen()
    standing = standings_for([found], on=on)[found.pk]
    reach = reach_of(actor, on=on)
    relations = reach.relations(standing)
    takes_part = actor.person_id in {person.pk for person in found.coordinators.all()}
    if not may(Permission.WORK_READ, relations) and not takes_part:
        raise _unseen()
    if standing.reviewer_unit_id not in reach.delegated and Relation.REVIEWER not in relations:
        relations -= {Relation.DELEGATE}
    confirms = bool({one.value for one in relations} & set(parameter("excuse_confirmed_by")))
    return Seen(found, relations, standing.unit_id, on, confirms)


def _unseen() -> NotVisible:
    return NotVisible("access.not_visible", _("Không tìm thấy công việc này."))


def _coefficient_now(row: Assignment, unit_id: int, on: date) -> object:
    """The coefficient today of what was assigned, when it is another one; the assignment keeps its own."""
    if row.item is None:
        return None
    if row.item.coefficient != row.coefficient:
        return row.item.coefficient
    current = catalogues_in_force([unit_id], on=on).get(unit_id)
    now = coefficients_now([row.item], units={row.item.pk: current} if current else {}).get(row.item.pk)
    return now if now is not None and now != row.coefficient else None


def is_own_batch(batch: UUID, actor: Actor) -> bool:
    """Whether the actor gave all the work of one act of assigning."""
    authors = set(Assignment.objects.filter(batch=batch).order_by().values_list("assigned_by", flat=True))
    return bool(authors) and authors == {actor.user_id}


@dataclass(frozen=True)
class Choice:
    """A person who can be given work, as the picker shows them."""

    posting_id: int
    person_id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    head_id: int | None = None  # who heads the unit that scores: accountable, unless another is named

    @property
    def label(self) -> str:
        return f"{self.code} · {self.name}"


@dataclass(frozen=True)
class Picker:
    """Who may be given what in a month."""

    people: list[Choice]
    items: list[CatalogueItem]
    catalogue_of: dict[int, int]  # unit → catalogue in force

    @property
    def only_head(self) -> int | None:
        """Who would be accountable whoever gets the work; None where that depends on the person."""
        heads = {one.head_id for one in self.people}
        return heads.pop() if len(heads) == 1 else None

    def head_of(self, text: str) -> int | None:
        """Who heads the unit that scores the person meant."""
        posting = self.posting(text)
        return next((one.head_id for one in self.people if one.posting_id == posting), None)

    def posting(self, text: str) -> int | None:
        """The posting meant by a staff code, or by a line that starts with one."""
        code = text.split("·", maxsplit=1)[0].strip().casefold()
        return next((one.posting_id for one in self.people if one.code.casefold() == code), None)

    def item(self, text: str, posting_id: int | None) -> int | None:
        """The item meant by its code in the catalogue that applies to the person."""
        code = text.split("·", maxsplit=1)[0].strip().casefold()
        unit = next((one.unit_id for one in self.people if one.posting_id == posting_id), None)
        allowed = set(self.catalogue_of.values()) if unit is None else {self.catalogue_of.get(unit)}
        return next((i.pk for i in self.items if i.code.casefold() == code and i.catalogue_id in allowed), None)


def picker(actor: Actor, *, month: date, on: date) -> Picker:
    """People an actor may assign work to in the month, and the items of their catalogues: six queries or so."""
    standings, reach = team_standings(actor, month=month, on=on)
    mine = [one for one in standings if may(Permission.WORK_ASSIGN, reach.relations(one))]
    people = Person.objects.in_bulk([one.person_id for one in mine])
    day = relation_day(month, on)
    names = organisation.name_of({one.unit_id for one in mine}, on=day)
    catalogues = catalogues_in_force({one.unit_id for one in mine}, on=day)
    choices = [
        Choice(one.posting_id, one.person_id, people[one.person_id].code, people[one.person_id].full_name, one.unit_id,
               names.get(one.unit_id, ""), one.reviewer_person_id)
        for one in mine
    ]  # fmt: skip
    choices.sort(key=lambda one: (one.unit_name, people[one.person_id].sort_key))
    return Picker(choices, choices_for(catalogues.values()), catalogues)


def drafts_of(actor: Actor, *, month: date) -> list[Assignment]:
    """The actor's own unfinished plan for a month."""
    rows = Assignment.objects.filter(state=AssignmentState.DRAFT, created_by=actor.user_id, month=month)
    rows = rows.select_related("posting__person", "item", "accountable")
    return list(rows.prefetch_related("coordinators").order_by("pk"))


def copyable(actor: Actor, *, month: date, on: date) -> list[Assignment]:
    """Planned work of a month that could be given again: of people the actor still assigns to."""
    standings, _reach = team_standings(actor, month=month, on=on)
    rows = Assignment.objects.filter(
        posting__in=[one.posting_id for one in standings], month=month, origin=Origin.PLANNED, part_of=None,
        state__in=COUNTED,
    )  # fmt: skip
    rows = rows.select_related("posting__person", "item", "accountable").prefetch_related("coordinators")
    return list(rows.order_by("posting__person__sort_key", "deadline", "pk"))


def of_member(
    posting_id: int, actor: Actor, *, month: date, on: date
) -> tuple[Posting, list[Assignment], frozenset[Relation]]:
    """One person's work in a month for whoever may read it. Refuses: access.not_visible"""
    posting = Posting.objects.select_related("person").filter(pk=posting_id).first()
    if posting is None:
        raise _unseen()
    day = relation_day(month, on)
    if posting.valid.upper and posting.valid.upper <= day:
        day = posting.valid.upper - timedelta(days=1)
    standing = standings_of([posting_id], on=max(day, posting.valid.lower)).get(posting_id)
    relations = reach_of(actor, on=on).relations(standing) if standing else frozenset()
    if not may(Permission.WORK_READ, relations):
        raise _unseen()
    return posting, list(work_rows().filter(posting=posting_id, month=month)), relations


def reported_in(standings: Sequence[Standing], *, month: date) -> QuerySet[Assignment]:
    """Reported work waiting to be accepted."""
    postings = [one.posting_id for one in standings]
    return work_rows().filter(posting__in=postings, month=month, state=AssignmentState.REPORTED)
