"""Who is on duty at which counter and when, whether they were there, and why not."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, equal
from namro.duties.onestop.models.dossiers import _act
from namro.duties.onestop.models.points import Counter


class Shift(models.Model):
    """A stretch of duty at a counter: whose, who stands by, and what became of it.

    Somebody was there once they, or the stand-by in their place, checked in. An absence has a reason; it is excused once
    somebody else approved it.
    """

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    standby = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    during = DateTimeRangeField(_("Ca trực"))
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    came_at = models.DateTimeField(_("Vào ca"), null=True)
    came_by = _act()  # who noted it: themself, or whoever is in charge
    came_because = models.CharField(max_length=300, blank=True)  # where somebody else noted it
    stood_in = models.BooleanField(default=False)  # it was the stand-by who came
    left_at = models.DateTimeField(_("Ra ca"), null=True)
    absent_because = models.CharField(_("Lý do vắng"), max_length=300, blank=True)
    absent_told_at = models.DateTimeField(null=True)
    absent_told_by = _act()
    excused_at = models.DateTimeField(null=True)
    excused_by = _act()

    class Meta:
        ordering = ["during", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shift_bounded", condition=Q(during__startswith__isnull=False, during__endswith__isnull=False, during__isempty=False)
            ),
            models.CheckConstraint(name="shift_standby_other", condition=Q(standby__isnull=True) | ~Q(standby=F("person"))),
            models.CheckConstraint(name="shift_stood_in", condition=Q(stood_in=False) | Q(standby__isnull=False, came_at__isnull=False)),
            models.CheckConstraint(name="shift_left_after", condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at"))),
            models.CheckConstraint(name="shift_absence_said", condition=Q(absent_told_at__isnull=True) | ~Q(absent_because="")),
            models.CheckConstraint(name="shift_excused_told", condition=Q(excused_at__isnull=True) | Q(absent_told_at__isnull=False)),
            at_with_by("shift_came", "came_at", "came_by"),
            at_with_by("shift_absent", "absent_told_at", "absent_told_by"),
            at_with_by("shift_excused", "excused_at", "excused_by"),
            ExclusionConstraint(
                name="shift_person_once", expressions=[equal("person_id"), ("during", RangeOperators.OVERLAPS)],
                violation_error_code="overlap",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["counter", "during"], name="shift_counter")]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.during}"
