"""Who was told that a dossier comes due, is overdue, or has been for long."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.duties.onestop.models.dossiers import Dossier


class Rung(models.TextChoices):
    """The rungs of the ladder, by whom they reach."""

    SOON = "soon", _("Sắp đến hạn: báo người phụ trách một cửa")
    TODAY = "today", _("Đến hạn hôm nay: báo người phụ trách một cửa")
    OVERDUE = "overdue", _("Quá hạn: báo người đứng đầu cơ quan giải quyết")
    LONG = "long", _("Quá hạn lâu: báo nội vụ")


class Escalation(models.Model):
    """A dossier told of at a rung, once for each promise: a new due moment may be told of again."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="escalations", db_index=False)
    rung = models.CharField(max_length=7, choices=Rung)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="escalation_once", fields=["dossier", "rung", "due_at"]),
            models.CheckConstraint(name="escalation_rungs", condition=Q(rung__in=Rung.values)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.rung}"
