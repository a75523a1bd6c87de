"""The rows of a results workbook as what the services take, and which of them would be refused: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
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

    def incidents(self, delays: int) -> list[tuple[str, int, int]]:
        """Kind, how many to record, how many of them waived; of delays only what goes beyond those there are."""
        errors, waived = self.one.get("major_errors") or 0, self.one.get("errors_excused") or 0
        further, excused = max((self.one.get("delays") or 0) - delays, 0), self.one.get("delays_excused") or 0
        return [(IncidentKind.MAJOR_ERROR.value, errors, waived), (IncidentKind.DELAY.value, further, excused)]


def delays_of(ids: Sequence[int], *, noted: bool = False) -> dict[int, int]:
    """Delays by assignment; with `noted`, without the one its dates give: one query."""
    rows = Incident.objects.filter(assignment__in=ids, kind=IncidentKind.DELAY)
    if noted:
        rows = rows.exclude(noted_by=None)
    return dict(rows.order_by().values_list("assignment_id").annotate(number=Count("pk")))


def refusals(lines: Sequence[Line], *, by: Actor, on: date) -> dict[int, DomainError]:
    """By assignment, why the services would refuse its row; read in a few queries for any number of rows."""
    ids = [line.work.pk for line in lines]
    sight, delays = look(ids, by=by, on=on), delays_of(ids, noted=True)
    found: dict[int, DomainError] = {}
    for line in lines:
        try:
            _check_own(line, sight, on) if line.is_of(by) else _check_other(line, sight, delays, on)
        except DomainError as error:
            found[line.work.pk] = error
    return found


def _check_own(line: Line, sight: Sight, on: date) -> None:
    check_report(sight.require(line.work.pk, Permission.WORK_REPORT), line.report(on), on)


def _check_other(line: Line, sight: Sight, delays: Mapping[int, int], on: date) -> None:
    row, acceptance = sight.require(line.work.pk, Permission.WORK_ACCEPT), line.acceptance()
    check_acceptance(row, acceptance, on)
    finished = acceptance.finished_on or row.finished_on
    computed = row.deadline is not None and is_late(row.deadline, finished)
    for _kind, count, waived in line.incidents(delays.get(row.pk, 0) + computed):
        if count:
            check_day(row, line.day(on), on)
        if min(count, waived):
            check_cause(line.cause, sight.reach.relations(sight.standings[row.pk]))
