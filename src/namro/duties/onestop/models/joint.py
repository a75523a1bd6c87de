"""What other units have to do with a dossier: opinions asked of them in writing, and parts of it they do."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.onestop.models.dossiers import LIMIT_UNITS, Dossier, _act

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


RUNNING_PART = Q(finished_at__isnull=True, closed_at__isnull=True)


class LinkedPart(models.Model):
    """The part another unit does of a dossier: what, in which order, in what time; it begins when those before it end.

    `due_at` and lateness are its own, counted from its beginning. `own` is the dossier under which the unit's desk follows
    it, where it has one.
    """

    lead = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parts", db_index=False)
    own = models.OneToOneField(Dossier, null=True, on_delete=models.PROTECT, related_name="part_of")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    content = models.CharField(_("Phần việc"), max_length=300)
    order = models.PositiveSmallIntegerField(_("Thứ tự"))
    limit_quantity = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=12, choices=LIMIT_UNITS)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = _act()
    outcome = models.CharField(_("Kết quả thực hiện"), max_length=300, blank=True)
    is_late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)  # the whole ended without it

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(name="part_unit_once", fields=["lead", "unit", "order"]),
            models.CheckConstraint(
                name="part_clear", condition=~Q(content="") & Q(limit_quantity__gt=0, order__gt=0)
            ),
            models.CheckConstraint(name="part_not_itself", condition=Q(own__isnull=True) | ~Q(own=F("lead"))),
            models.CheckConstraint(
                name="part_due_with_start",
                condition=Q(due_at__isnull=True) | Q(started_at__isnull=False),  # none while the clock stands still
            ),
            models.CheckConstraint(
                name="part_finished_after", condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="part_outcome_whole", condition=Q(finished_at__isnull=True, outcome="") | Q(finished_at__isnull=False) & ~Q(outcome="")
            ),
            models.CheckConstraint(name="part_one_end", condition=Q(finished_at__isnull=True) | Q(closed_at__isnull=True)),
            at_with_by("part_finished", "finished_at", "finished_by"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["lead"], name="part_lead"),
            models.Index(fields=["unit", "due_at", "id"], condition=RUNNING_PART, name="part_unit_open"),
        ]

    def __str__(self) -> str:
        return self.content
