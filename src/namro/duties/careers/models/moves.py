"""A post given although a rule stood in the way: by a reasoned decision, used once, and reported."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.city.people.models import Rank


class MoveOverride(models.Model):
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(_("Cấp bậc"), max_length=6, choices=Rank)
    bars = models.CharField(max_length=80)  # what stood in the way, as words of rules.moves.Bar
    reason = models.TextField(_("Lý do"))
    number = models.CharField(_("Số quyết định"), max_length=60)
    decided_on = models.DateField(_("Ngày quyết định"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField(null=True)  # the first day of the post it let through

    class Meta:
        constraints = [
            models.CheckConstraint(name="override_reasoned", condition=~Q(reason="") & ~Q(number="")),
            models.UniqueConstraint(
                name="override_one_open", fields=["person", "unit", "rank"], condition=Q(used_on=None)
            ),
        ]
        indexes = [models.Index(fields=["-decided_on"], name="override_newest")]

    def __str__(self) -> str:
        return self.number
