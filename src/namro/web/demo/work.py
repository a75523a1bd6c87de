"""Two months of work in the staffed commune: given from the real catalogue, reported, accepted, sometimes late or faulty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.law.calendars import standard_calendar
from namro.city.people.models import Posting, Rank, StaffGroup
from namro.city.people.selectors import relations_of
from namro.duties.assignments.models import Assignment, AssignmentState, CatalogueItem, IncidentKind, Part
from namro.duties.assignments.services.assigning import assign
from namro.duties.assignments.services.handing import hand_over
from namro.duties.assignments.services.incidents import excuse, record_incident
from namro.duties.assignments.services.orders import Order
from namro.duties.assignments.services.results import (
    Acceptance,
    Report,
    accept_as_reported,
    accept_results,
    report_results,
)
from namro.web.demo.city import Stage
from namro.web.demo.roster import OFFICES

PIECES = 7  # of work a month and person
PROCESS = "Quy trình nội bộ giải quyết công việc của phường"


def moment(day: date, hour: int = 9) -> datetime:
    """That hour of that day, in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def working_day(month: date, number: int) -> date:
    """The working day with that number in the month."""
    return standard_calendar().add_working_days(month - timedelta(days=1), number)


@dataclass
class Team:
    """Everybody one head gives work to."""

    head_code: str
    postings: list[Posting]


def teams(stage: Stage, month: date) -> list[Team]:
    """The commune's people by who scores them that month; people on leave all month get no work."""
    found: dict[str, list[Posting]] = defaultdict(list)
    for posting in stage.postings.values():
        head = relations_of(posting, on=month).reviewer
        away = posting.person.leaves.filter(valid__contains=month).exists()
        if head is not None and not away and posting.staff_group == StaffGroup.CIVIL_SERVANT:
            found[head.code].append(posting)
    return [Team(code, sorted(postings, key=lambda one: one.pk)) for code, postings in sorted(found.items())]


def diligence(code: str) -> str:
    """What kind of worker an invented person is, the same in every month."""
    draw = Random(f"diligence {code}").random()  # noqa: S311
    return "steady" if draw < 0.45 else "middling" if draw < 0.9 else "weak"


MISSED = {"steady": 0.04, "middling": 0.35, "weak": 0.7}  # how often a piece of work is not finished whole
LATE = {"steady": 0.03, "middling": 0.3, "weak": 0.5}


def give_work(stage: Stage, month: date, seed: int) -> None:
    """Every head gives the month's plan on its first working day."""
    random = Random(seed)  # noqa: S311  (a demonstration that is the same every time)
    items = list(CatalogueItem.objects.select_related("catalogue__unit").order_by("pk"))
    first = working_day(month, 1)
    for team in teams(stage, month):
        orders = [order for posting in team.postings for order in _plan(posting, items, month, random)]
        head = stage.actor(team.head_code, first)
        assign(month=month, orders=orders, by=head, at=moment(first, 8), on=first)


def _plan(posting: Posting, items: Sequence[CatalogueItem], month: date, random: Random) -> list[Order]:
    chosen = random.sample(_suited(posting, items), PIECES)
    return [
        Order(
            posting_id=posting.pk, item_id=item.pk, quantity=Decimal(random.randint(1, 5)), process=PROCESS,
            deadline=working_day(month, random.randint(6, _latest(posting))),
        )
        for item in chosen
    ]  # fmt: skip


def _latest(posting: Posting) -> int:
    """Two offices plan for the first half of the month, so that their scores are whole before it ends."""
    return 13 if posting.unit.code.endswith(("-KT", "-HC")) else 19


def _suited(posting: Posting, items: Sequence[CatalogueItem]) -> list[CatalogueItem]:
    """From the person's agency's catalogue: a leader's list, or what offices share with what their own office has."""
    agency = posting.unit.code.split("-")[0]
    items = [item for item in items if item.catalogue.unit.code == agency]
    if posting.rank != Rank.STAFF:
        return [item for item in items if item.part == Part.LEADERS]
    office = next((office.short for office in OFFICES if posting.unit.code.endswith(f"-{office.code}")), "")
    own = [item for item in items if item.part == Part.OFFICE and office and item.office.startswith(office[:12])]
    return own + [item for item in items if item.part == Part.SHARED]


def finish_work(stage: Stage, month: date, until: date, seed: int) -> None:
    """People report what was due by a day; their heads accept it, find some errors, and confirm a few causes."""
    random = Random(seed)  # noqa: S311
    due = Assignment.objects.filter(month=month, state=AssignmentState.ASSIGNED, deadline__lt=until)
    rows = list(due.select_related("posting__person").order_by("posting_id", "pk"))
    by_person: dict[str, list[Assignment]] = defaultdict(list)
    for row in rows:
        assert row.posting is not None
        by_person[row.posting.person.code].append(row)
    for code, mine in by_person.items():
        _report(stage, code, mine, until, random)
    for team in teams(stage, month):
        _accept(stage, team, month, until, random)


def _report(stage: Stage, code: str, mine: list[Assignment], until: date, random: Random) -> None:
    kind = diligence(code)
    reports = []
    for row in mine:
        assert row.deadline is not None
        assert row.quantity is not None
        finished = row.deadline + timedelta(days=2 if random.random() < LATE[kind] else -random.randint(0, 3))
        finished = max(min(finished, until), row.month)
        missed = random.randint(1, int(row.quantity)) if random.random() < MISSED[kind] else 0
        reports.append(Report(row.pk, row.quantity - missed, finished, evidence=f"Văn bản số {row.pk}/BC-UBND"))
    report_results(reports=reports, by=stage.actor(code, until), at=moment(until, 14), on=until)


def _accept(stage: Stage, team: Team, month: date, until: date, random: Random) -> None:
    head = stage.actor(team.head_code, until)
    waiting = Assignment.objects.filter(
        month=month, state=AssignmentState.REPORTED, posting__in=[posting.pk for posting in team.postings]
    ).order_by("pk")
    rows = list(waiting)
    corrected = [row for row in rows if random.random() < 0.03 and (row.reported_quantity or 0) > 1]
    if corrected:
        acceptances = [Acceptance(row.pk, (row.reported_quantity or Decimal(1)) - 1) for row in corrected]
        accept_results(acceptances=acceptances, by=head, at=moment(until, 15), on=until)
    plain = [row.pk for row in rows if row not in corrected]
    if plain:
        accept_as_reported(ids=plain, by=head, at=moment(until, 15), on=until)
    for row in rows:
        if random.random() < 0.05:
            _find_fault(row, head, until, random)


def _find_fault(row: Assignment, head: Actor, until: date, random: Random) -> None:
    incident = record_incident(
        assignment_id=row.pk, kind=IncidentKind.MAJOR_ERROR, happened_on=until, note="Số liệu sai, phải làm lại.",
        by=head, at=moment(until, 15), on=until,
    )  # fmt: skip
    if random.random() < 0.3:
        excuse(
            incident_id=incident.pk, cause="Số liệu do cơ quan cấp trên cung cấp sai, đã đính chính.",
            document="Công văn đính chính", by=head, at=moment(until, 16), on=until,
        )  # fmt: skip


def hand_one_over(stage: Stage, month: date, on: date) -> None:
    """Somebody cannot finish a piece of work and says so at once; a colleague takes it (art. 18.1d)."""
    team = max(teams(stage, month), key=lambda one: len(one.postings))
    rows = Assignment.objects.filter(month=month, state=AssignmentState.ASSIGNED, deadline__gt=on)
    giver, receiver = _pair(rows.filter(posting__in=[one.pk for one in team.postings]).order_by("pk"), team.postings)
    if giver is None or receiver is None:
        return
    assert giver.deadline is not None
    hand_over(
        assignment_id=giver.pk, to_posting_id=receiver.pk, deadline=giver.deadline,
        reason="Được cử đi học, không kịp hoàn thành; đã báo cáo ngay với người giao việc.",
        by=stage.actor(team.head_code, on), at=moment(on, 10), on=on,
    )  # fmt: skip


def _pair(rows: Iterable[Assignment], postings: list[Posting]) -> tuple[Assignment | None, Posting | None]:
    for row in rows:
        others = [one for one in postings if one.pk != row.posting_id and one.rank == Rank.STAFF]
        if others:
            return row, others[0]
    return None, None
