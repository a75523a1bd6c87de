"""The file a citizen sent with their feedback, and the figures the portal publishes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class Topic(models.TextChoices):
    """What is published by agency and month."""

    DOSSIERS = "dossiers", _("Hồ sơ giải quyết đúng hạn, chậm")
    FEEDBACK = "feedback", _("Phản ánh, kiến nghị theo loại")
    OUTCOMES = "outcomes", _("Phản ánh, kiến nghị theo kết quả xác minh")
    RATINGS = "ratings", _("Xếp loại cán bộ, công chức")


class Published(models.Model):
    """One number of an agency and a month as the public may see it; empty where so few would tell of somebody.

    What is hidden is not here at all: no page, file or query of the portal can show it.
    """

    topic = models.CharField(max_length=8, choices=Topic)
    month = models.DateField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    measure = models.CharField(max_length=20)
    number = models.PositiveIntegerField(null=True)
    as_of = models.DateField()  # the day it was counted

    class Meta:
        constraints = [
            models.UniqueConstraint(name="portal_published_once", fields=["topic", "month", "unit", "measure"]),
            models.CheckConstraint(name="portal_published_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="portal_published_topic", condition=Q(topic__in=Topic.values)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.month} {self.unit_id} {self.measure}"
