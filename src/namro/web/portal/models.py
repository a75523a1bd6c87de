"""What the portal itself keeps: the file a citizen sent with their feedback."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from namro.base.uploads import TYPES


class Attachment(models.Model):
    """One file to one piece of feedback, of a kind its bytes showed. The name it had is not kept: it may name somebody."""

    feedback = models.OneToOneField("feedback.Feedback", on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="feedback/%Y/%m")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="portal_file_kind", condition=Q(kind__in=list(TYPES))),
            models.CheckConstraint(name="portal_file_size", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.kind}"
