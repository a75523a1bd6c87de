"""Observations of other duties laid beside a sheet: those of its person, and of the unit for whoever heads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Q
from django.db.models.expressions import RawSQL

from namro.city.facts.models import Observation
from namro.city.facts.observing import Kind, kinds
from namro.duties.evaluations.models import ObservationUse, Sheet

HEAD = "head"
# What was made of it, as one value: a second question for every sheet would be one too many for its page.
USE = """SELECT jsonb_build_array(u.outcome, u.criterion, u.reason, u.said, p.full_name)
FROM evaluations_observationuse u JOIN accounts_user a ON a.id = u.by_id LEFT JOIN people_person p ON p.id = a.person_id
WHERE u.observation_id = facts_observation.id AND u.sheet_id = %s"""


@dataclass(frozen=True)
class Use:
    """What the reviewer made of an observation, and the numbers it had then."""

    outcome: str
    criterion: str
    reason: str
    said: dict[str, Any]
    by: str

    @property
    def is_used(self) -> bool:
        return self.outcome == ObservationUse.Outcome.USED


@dataclass(frozen=True)
class Observed:
    """An observation beside a sheet."""

    row: Observation
    kind: Kind
    use: Use | None

    @property
    def is_of_unit(self) -> bool:
        return self.row.person_id is None

    @property
    def is_changed(self) -> bool:
        """Whether its numbers moved, or it was withdrawn, since somebody said what they made of it."""
        if self.use is None:
            return False
        return self.row.withdrawn_at is not None or self.use.said != numbers_of(self.row)

    def bears_on(self, framework: str) -> str:
        """The criterion it is laid beside: where the reviewer put it, else where the kind belongs."""
        return self.use.criterion if self.use and self.use.criterion else self.kind.bears_on.get(framework, "")


def numbers_of(row: Observation) -> dict[str, Any]:
    """The numbers of an observation as they are kept with what was made of it."""
    value = None if row.value is None else f"{row.value.normalize():f}"
    return {"number": row.number, "total": row.total, "value": value}


def observations_of(sheet: Sheet) -> list[Observed]:
    """One query. Withdrawn ones are shown only to say that what somebody used no longer stands."""
    whose = Q(person=sheet.person_id)
    if sheet.rank == HEAD:
        whose |= Q(person=None, unit=sheet.unit_id)
    days = sheet.period.days
    rows = Observation.objects.filter(whose, month__gte=days.lower.replace(day=1), month__lt=days.upper)
    rows = rows.annotate(use=RawSQL(USE, [sheet.pk], JSONField())).order_by("month", "pk")  # noqa: S611 - this module's own text
    known, order = kinds(), {key: place for place, key in enumerate(kinds())}
    found = [
        Observed(row, known[row.kind], Use(*row.use) if row.use else None)
        for row in rows
        if row.kind in known and (row.withdrawn_at is None or row.use)
    ]
    return sorted(found, key=lambda one: (one.is_of_unit, order[one.row.kind]))
