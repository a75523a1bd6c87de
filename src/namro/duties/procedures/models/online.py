"""At which level a procedure is offered online, on which scale, from when to when; and when it takes nothing for a time."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts
from namro.duties.procedures.models.catalogue import Procedure, act


class Axis(models.IntegerChoices):
    """How far a service is online, and how much it does by itself: two questions, each with its own scale."""

    LEVEL = 0, _("Mức độ trực tuyến")
    PROACTIVE = 1, _("Mức độ chủ động")


class OnlineLevel(models.Model):
    """The level of a procedure between two days. `level` "" with `is_eligible`: it should be online and is not yet.

    The scale names its law (law/parameters/procedures.yaml#scales); a level of an old scale is never read as one of a new.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="online_levels")
    axis = models.PositiveSmallIntegerField(choices=Axis, default=Axis.LEVEL)
    valid = DateRangeField(_("Áp dụng"))
    scale = models.CharField(_("Thang"), max_length=20)
    level = models.CharField(_("Mức"), max_length=20, blank=True)
    is_eligible = models.BooleanField(_("Đủ điều kiện cung cấp trực tuyến"), default=True)
    reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    created_at = models.DateTimeField()
    created_by = act()

    class Meta:
        constraints = [
            starts("online_starts"),
            no_overlap("online_one_a_day", "procedure_id", "axis"),
            models.CheckConstraint(name="online_why_not", condition=Q(is_eligible=True) | ~Q(reason="") & Q(level="")),
        ]

    def __str__(self) -> str:
        return f"{self.scale} {self.level}"


class OnlineSuspension(models.Model):
    """Days on which a service takes nothing online though its level stands; everybody is told why."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="suspensions")
    valid = DateRangeField(_("Tạm dừng nhận trực tuyến"))
    reason = models.CharField(_("Lý do"), max_length=500)
    created_at = models.DateTimeField()
    created_by = act()

    class Meta:
        constraints = [
            starts("suspension_starts"),
            no_overlap("suspension_one_a_day", "procedure_id"),
            models.CheckConstraint(name="suspension_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason
