"""Days of results on the spot ("green Tuesday"): which procedures of a point, in which hours, by which paper."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts
from namro.duties.onestop.models.points import ServicePoint


class GreenHours(models.Model):
    """What a point returns on the spot from a day on: {"2": [["08:00", "11:30"]]} by ISO week day, and the procedures' codes."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="green")
    valid = DateRangeField(_("Áp dụng"))
    week = models.JSONField(_("Giờ trả kết quả ngay"))
    procedures = models.JSONField(_("Mã thủ tục"))
    basis = models.CharField(_("Văn bản quy định"), max_length=160)

    class Meta:
        constraints = [
            starts("green_starts"), no_overlap("green_one_a_day", "point_id"),
            models.CheckConstraint(name="green_basis", condition=~Q(basis="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.point_id} {self.valid}"
