"""Units are rated too, once a year, from the lowest up (NĐ 335/2025 art. 5 to 9, NĐ 233/2026 art. 7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.evaluations.models.core import Period, _act


class UnitSheetState(models.TextChoices):
    OPEN = "open", _("Chờ tự đánh giá")
    SELF_RATED = "self_rated", _("Đã tự đánh giá")
    DECIDED = "decided", _("Đã quyết định")


class UnitSheet(models.Model):
    """One unit in one year: what it says of itself and what its authority finds. The decided level is a UnitRating.

    `self_answers` and `answers` hold the inputs of the agency framework by name: points as text, counts, yes or no.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="unit_sheets", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    authority_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=UnitSheetState, default=UnitSheetState.OPEN)
    version = models.PositiveIntegerField(default=1)

    self_answers = models.JSONField(default=dict)
    self_level = models.CharField(_("Mức tự đề xuất"), max_length=8, blank=True)
    self_report = models.TextField(_("Báo cáo tự đánh giá"), blank=True)
    self_at = models.DateTimeField(null=True, blank=True)
    self_by = _act()

    answers = models.JSONField(default=dict)
    comment = models.TextField(_("Nhận xét"), blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    review_by = _act()

    signal = models.TextField(_("Đơn thư, phản ánh, dấu hiệu mất đoàn kết"), blank=True)
    signal_at = models.DateTimeField(null=True, blank=True)
    signal_by = _act()
    verified = models.TextField(_("Kết quả kiểm tra, xác minh"), blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = _act()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unit_sheet_once", fields=["period", "unit"]),
            at_with_by("unit_sheet_self", "self_at", "self_by"),
            at_with_by("unit_sheet_review", "review_at", "review_by"),
            at_with_by("unit_sheet_signal", "signal_at", "signal_by"),
            at_with_by("unit_sheet_verified", "verified_at", "verified_by"),
            models.CheckConstraint(
                name="unit_sheet_verified_before",  # art. 9.2a: a signal is verified before the decision
                condition=~Q(state="decided") | Q(signal="") | Q(verified_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["authority_unit", "period"])]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.period_id}"
