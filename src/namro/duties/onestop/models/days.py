"""How the dossiers of each point and agency stood at the end of a day, counted that night from the ledgers."""

from __future__ import annotations

from django.db import models

from namro.duties.onestop.models.points import ServicePoint


class DayStanding(models.Model):
    """One point and agency at the end of a day. Counted again it gives the same; kept, so that a past day opens at once."""

    day = models.DateField()
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    received = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    running = models.PositiveIntegerField()
    running_late = models.PositiveIntegerField()
    paused = models.PositiveIntegerField()
    withdrawn = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="daystanding_once", fields=["day", "point", "unit"])]

    def __str__(self) -> str:
        return f"{self.day} {self.point_id} {self.unit_id}"
