"""The rows of a results workbook as what the services take, and which of them would be refused: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.duties.assignments.models import Assignment, Incident, IncidentKind
from namro.duties.assignments.rules import is_late
from namro.duties.assignments.services.access import Sight, look
from namro.duties.assignments.services.incidents import check_cause, check_day
from namro.duties.assignments.services.results import Acceptance, Report, check_acceptance, check_report

Record = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One row of the file and the work it is about."""

    one: Record
    work: Assignment

    def is_of(self, actor: Actor) -> bool:
        """Whether the work is the actor's own: reported, not accepted."""
        return self.work.posting is not None and self.work.posting.person_id == actor.person_id

    def day(self, on: date) -> date:
        """When it was finished, or the day of the import where nobody said."""
        return self.one.get("completed_on") or self.work.finished_on or on

    def report(self, on: date) -> Report:
        return Report(self.work.pk, Decimal(self.one["completed"]), self.day(on), self.one.get("evidence") or "")

    def acceptance(self) -> Acceptance:
        return Acceptance(
            self.work.pk, self.one["completed"], self.one.get("completed_on"), self.one.get("note") or ""
        )  # fmt: skip

    @property
    def cause(self) -> str:
        return self.one.get("note") or _("Nguyên nhân khách quan ghi trong tệp kết quả")

    def errors(self, known: Noted) -> tuple[int, int]:
        """How many major errors to record beyond those there are, and how many more to waive."""
        return self._beyond(known, "major_errors", "errors_excused")

    def delays(self, known: Noted) -> tuple[int, int]:
        """The same of delays, whichever of them are waived."""
        return self._beyond(known, "delays", "delays_excused")

    def _beyond(self, known: Noted, counted: str, excused: str) -> tuple[int, int]:
        further = max((self.one.get(counted) or 0) - known.total, 0)
        waived = max((self.one.get(excused) or 0) - known.excused, 0)
        return further, min(waived, known.total - known.excused + further)


@dataclass(frozen=True)
class Noted:
    """Incidents of one kind that a piece of work has, and how many of them are excused."""

    total: int = 0
    excused: int = 0


@dataclass(frozen=True)
class Incidents:
    """What is noted of a piece of work: a file read twice notes nothing twice."""

    errors: Noted
    delays: Noted


def incidents_of(ids: Sequence[int], *, late: Mapping[int, bool] | None = None) -> dict[int, Incidents]:
    """By assignment: one query. With `late`, as they will be once the dates say so: the computed delay goes or comes."""
    errors: dict[int, list[bool]] = {pk: [] for pk in ids}
    delays: dict[int, list[bool]] = {pk: [] for pk in ids}
    computed: dict[int, bool] = {}
    rows = Incident.objects.filter(assignment__in=ids).order_by("pk")
    for pk, kind, noted_by, excused_at in rows.values_list("assignment_id", "kind", "noted_by", "excused_at"):
        if kind == IncidentKind.MAJOR_ERROR:
            errors[pk].append(excused_at is not None)
        elif noted_by is None:
            computed[pk] = excused_at is not None
        else:
            delays[pk].append(excused_at is not None)
    for pk in ids:
        if (pk in computed) if late is None else late[pk]:
            delays[pk].append(computed.get(pk, False))
    return {pk: Incidents(*(Noted(len(one[pk]), sum(one[pk])) for one in (errors, delays))) for pk in ids}


def refusals(lines: Sequence[Line], *, by: Actor, on: date) -> dict[int, DomainError]:
    """By assignment, why the services would refuse its row; read in a few queries for any number of rows."""
    ids = [line.work.pk for line in lines]
    sight = look(ids, by=by, on=on)
    noted = incidents_of(ids, late={line.work.pk: _will_be_late(line) for line in lines})
    found: dict[int, DomainError] = {}
    for line in lines:
        try:
            _check_own(line, sight, on) if line.is_of(by) else _check_other(line, sight, noted[line.work.pk], on)
        except DomainError as error:
            found[line.work.pk] = error
    return found


def _check_own(line: Line, sight: Sight, on: date) -> None:
    check_report(sight.require(line.work.pk, Permission.WORK_REPORT), line.report(on), on)


def _will_be_late(line: Line) -> bool:
    finished = line.one.get("completed_on") or line.work.finished_on
    return line.work.deadline is not None and is_late(line.work.deadline, finished)


def _check_other(line: Line, sight: Sight, noted: Incidents, on: date) -> None:
    row = sight.require(line.work.pk, Permission.WORK_ACCEPT)
    check_acceptance(row, line.acceptance(), on)
    for count, waived in (line.errors(noted.errors), line.delays(noted.delays)):
        if count:
            check_day(row, line.day(on), on)
        if waived:
            check_cause(line.cause, sight.reach.relations(sight.standings[row.pk]))
