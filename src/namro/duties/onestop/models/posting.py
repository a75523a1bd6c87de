"""That the procedures of a point hang at its office for everybody to read: looked at on a day, by somebody."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.duties.onestop.models.points import ServicePoint


class Posting(models.Model):
    """What somebody found posted at a point on a day: right and whole, or what is missing. Said again, the day is said anew."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="postings", db_index=False)
    day = models.DateField(_("Ngày kiểm tra"))
    is_whole = models.BooleanField(_("Niêm yết đúng, đủ"))
    missing = models.CharField(_("Còn thiếu, sai"), max_length=600, blank=True)
    at = models.DateTimeField()
    by: models.ForeignKey[Any, Any] = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posting_once", fields=["point", "day"]),
            models.CheckConstraint(
                name="posting_says_what", condition=Q(is_whole=True, missing="") | Q(is_whole=False) & ~Q(missing="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.day:%d/%m/%Y}"
