"""Instruments in versions, frozen once used, and the campaigns that ask them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.surveys.structure import Data


def act(null: bool = True) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=null, on_delete=models.PROTECT, related_name="+", db_index=False)


class State(models.TextChoices):
    PLANNED = "planned", _("Kế hoạch")
    COLLECTING = "collecting", _("Đang thu thập")
    CLOSED = "closed", _("Đã đóng")


class Instrument(models.Model):
    """One version of a questionnaire: factor, criterion, question, scale and weights in `data` (structure.py)."""

    key = models.CharField(_("Mã bộ câu hỏi"), max_length=40)
    version = models.PositiveSmallIntegerField(_("Phiên bản"))
    data: models.JSONField[Data, Data] = models.JSONField()
    made_at = models.DateTimeField()
    made_by = act(null=False)
    locked_at = models.DateTimeField(null=True)  # the first campaign began
    locked_by = act()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="survey_instrument_version", fields=["key", "version"]),
            models.CheckConstraint(name="survey_instrument_from_one", condition=Q(version__gte=1)),
            at_with_by("survey_instrument_locked", "locked_at", "locked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Campaign(models.Model):
    """Who is asked what about which unit, when, and how many of how many."""

    title = models.CharField(_("Tên cuộc khảo sát"), max_length=200)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="campaigns", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField(_("Từ ngày"))
    last = models.DateField(_("Đến ngày"))
    population = models.PositiveIntegerField(_("Tổng thể (N)"))
    error = models.DecimalField(_("Sai số (e)"), max_digits=4, decimal_places=3)
    size = models.PositiveIntegerField(_("Cỡ mẫu (n)"))
    seed = models.CharField(_("Mầm chọn mẫu"), max_length=80)
    drawn: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    minimum = models.PositiveSmallIntegerField(_("Ô nhỏ nhất được hiện"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    made_at = models.DateTimeField()
    made_by = act(null=False)
    opened_at = models.DateTimeField(null=True)
    opened_by = act()
    closed_at = models.DateTimeField(null=True)
    closed_by = act()

    class Meta:
        constraints = [
            models.CheckConstraint(name="survey_campaign_days", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="survey_campaign_sample", condition=Q(size__gte=1) & Q(size__lte=F("population"))
            ),
            models.CheckConstraint(name="survey_campaign_error", condition=Q(error__gt=0) & Q(error__lt=1)),
            models.CheckConstraint(name="survey_campaign_minimum", condition=Q(minimum__gte=2)),
            at_with_by("survey_campaign_opened", "opened_at", "opened_by"),
            at_with_by("survey_campaign_closed", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="survey_campaign_state",
                condition=Q(state="planned", opened_at__isnull=True, closed_at__isnull=True)
                | Q(state="collecting", opened_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-first"], name="survey_campaign_unit")]

    def __str__(self) -> str:
        return self.title
