"""What a reviewer made of the observations of other duties."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ObservationUse(models.Model):
    """One observation taken up as evidence for a criterion, or set aside with the reason, as the numbers stood then."""

    class Outcome(models.TextChoices):
        USED = "used", _("Dùng làm căn cứ")
        SET_ASIDE = "set_aside", _("Không dùng")

    sheet = models.ForeignKey("evaluations.Sheet", on_delete=models.PROTECT, related_name="observation_uses")
    observation = models.ForeignKey("facts.Observation", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome)
    criterion = models.CharField(max_length=10, blank=True)  # of the sheet's framework
    reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    said = models.JSONField()  # number, total, value as they were
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="observation_answered_once", fields=["sheet", "observation"]),
            models.CheckConstraint(
                name="observation_used_for_something", condition=~Q(outcome="used") | ~Q(criterion="")
            ),
            models.CheckConstraint(name="observation_set_aside_why", condition=~Q(outcome="set_aside") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.observation_id}: {self.outcome}"
