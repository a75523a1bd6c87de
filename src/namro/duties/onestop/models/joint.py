"""What other units have to do with a dossier: opinions asked of them in writing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.onestop.models.dossiers import Dossier, _act

OPEN = Q(answered_at__isnull=True, closed_at__isnull=True)


class Consultation(models.Model):
    """An opinion asked of another unit: on what, by when, and the written answer, or that none is needed any more."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.TextField(_("Nội dung lấy ý kiến"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    basis = models.CharField(max_length=200, blank=True)  # of the time given
    stops_clock = models.BooleanField(default=False)  # the rule of the day it was asked
    answer = models.TextField(_("Ý kiến trả lời"), blank=True)
    answer_number = models.CharField(_("Số văn bản trả lời"), max_length=60, blank=True)
    answer_on = models.DateField(_("Ngày văn bản trả lời"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _act()
    closed_at = models.DateTimeField(null=True)
    closed_by = _act()
    closed_because = models.CharField(max_length=300, blank=True)  # "": the dossier ended
    silence_told_at = models.DateTimeField(null=True)  # to the head of the desk, once

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="consultation_once_open", fields=["dossier", "unit"], condition=OPEN),
            models.CheckConstraint(name="consultation_asks", condition=~Q(question="")),
            models.CheckConstraint(name="consultation_due_after", condition=Q(due_at__gt=F("asked_at"))),
            models.CheckConstraint(
                name="consultation_answered_after",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="consultation_answer_whole",
                condition=Q(answered_at__isnull=True, answer="", answer_on__isnull=True)
                | Q(answered_at__isnull=False, answer_on__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="consultation_one_end", condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True)
            ),
            at_with_by("consultation_answered", "answered_at", "answered_by"),
            at_with_by("consultation_closed", "closed_at", "closed_by"),
        ]
        indexes = [
            models.Index(fields=["dossier"], name="consultation_dossier"),
            # What waits for a unit's answer, and whose silence is to be told.
            models.Index(fields=["unit", "due_at", "id"], condition=OPEN, name="consultation_unit_open"),
            models.Index(
                fields=["due_at", "id"], condition=OPEN & Q(silence_told_at__isnull=True), name="consultation_silent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
