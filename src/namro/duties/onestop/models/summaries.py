"""Figures of agencies as another system sums them up for a period: kept as they came, apart from the desk's own dossiers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Summary(models.Model):
    """A table of agencies for a period: from which file, imported by whom."""

    title = models.CharField(_("Tên bảng"), max_length=200)  # the file it came in
    first = models.DateField(_("Từ ngày"))
    last = models.DateField(_("Đến ngày"))
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-last", "-first", "-pk"]
        constraints = [models.CheckConstraint(name="summary_period", condition=Q(first__lte=F("last")))]
        indexes = [models.Index(fields=["-last", "-first", "-id"], name="summary_newest")]

    def __str__(self) -> str:
        return f"{self.title} {self.first} {self.last}"


class Tier(models.TextChoices):
    """Which tier of government an agency belongs to."""

    PROVINCE = "province", _("Cấp tỉnh")
    COMMUNE = "commune", _("Cấp xã")


class SummaryRow(models.Model):
    """One agency: dossiers received, of them on time and overdue, days on average. The share is computed, never kept."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="rows", db_index=False)
    code = models.CharField(_("Mã cơ quan"), max_length=40)
    name = models.CharField(_("Tên cơ quan"), max_length=300)
    tier = models.CharField(_("Cấp hành chính"), max_length=8, choices=Tier, blank=True)
    received = models.PositiveIntegerField(_("Hồ sơ tiếp nhận"))
    on_time = models.PositiveIntegerField(_("Đúng hạn"))
    overdue = models.PositiveIntegerField(_("Quá hạn"))
    days = models.DecimalField(_("Số ngày giải quyết bình quân"), max_digits=8, decimal_places=2, null=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(name="summary_agency_once", fields=["summary", "code"]),
            models.CheckConstraint(name="summary_tiers", condition=Q(tier__in=["", *Tier.values])),
            models.CheckConstraint(name="summary_adds_up", condition=Q(received=F("on_time") + F("overdue"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.on_time}/{self.received}"
