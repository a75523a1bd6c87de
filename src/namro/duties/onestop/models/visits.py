"""Visits of the mobile team: who cannot come, where they are, who goes, and the dossiers helped with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.onestop.models.dossiers import Dossier, _act
from namro.duties.onestop.models.points import ServicePoint


class VisitState(models.TextChoices):
    ASKED = "asked", _("Mới đề nghị")
    PLANNED = "planned", _("Đã xếp lịch")
    DONE = "done", _("Đã đến giúp")
    NOT_DONE = "not_done", _("Không thực hiện được")
    CANCELLED = "cancelled", _("Người dân rút đề nghị")


class HomeVisit(models.Model):
    """One visit at somebody's home, with their consent to be visited and to their papers being read there."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="visits", db_index=False)
    state = models.CharField(max_length=9, choices=VisitState, default=VisitState.ASKED)
    # Personal data: for the team and whoever is in charge, each look recorded.
    asker = models.CharField(_("Người cần giúp"), max_length=160)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    address = models.CharField(_("Địa chỉ đến"), max_length=300)
    reason = models.CharField(_("Vì sao không đến được"), max_length=300)
    wish = models.CharField(_("Cần làm thủ tục gì"), max_length=300)
    consented_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    planned_for = models.DateTimeField(_("Giờ đến"), null=True)
    planned_at = models.DateTimeField(null=True)
    planned_by = _act()
    team = models.ManyToManyField("people.Person", related_name="+")
    dossiers = models.ManyToManyField(Dossier, related_name="visits")
    ended_at = models.DateTimeField(null=True)
    ended_by = _act()
    outcome = models.CharField(_("Kết quả"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="visit_states", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(name="visit_said", condition=~Q(asker="") & ~Q(address="") & ~Q(reason="") & ~Q(wish="")),
            models.CheckConstraint(name="visit_planned_whole", condition=~Q(state__in=["planned", "done"]) | Q(planned_for__isnull=False)),
            models.CheckConstraint(name="visit_ended_whole", condition=~Q(state__in=["done", "not_done", "cancelled"]) | Q(ended_at__isnull=False) & ~Q(outcome="")),
            at_with_by("visit_planned", "planned_at", "planned_by"),
            at_with_by("visit_ended", "ended_at", "ended_by"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["point", "-asked_at", "-id"], name="visit_newest")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.asked_at:%Y-%m-%d}"
