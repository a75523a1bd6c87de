"""Courses a person completed, as the certificate or decision says."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, starts


class Training(models.Model):
    """A course completed. A wrong one is withdrawn with a reason; it is never changed."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Khóa đào tạo, bồi dưỡng"), max_length=200)
    organiser = models.CharField(_("Cơ sở đào tạo"), max_length=200)
    valid = DateRangeField(_("Thời gian học"))
    result = models.CharField(_("Kết quả"), max_length=120, blank=True)
    number = models.CharField(_("Số chứng chỉ hoặc quyết định"), max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            starts("training_starts"),
            models.CheckConstraint(name="training_ends", condition=Q(valid__endswith__isnull=False)),
            models.CheckConstraint(name="training_named", condition=~Q(title="") & ~Q(organiser="") & ~Q(number="")),
            models.UniqueConstraint(name="training_once", fields=["person", "number"], condition=Q(withdrawn_at=None)),
            at_with_by("training_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="training_withdrawn_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
