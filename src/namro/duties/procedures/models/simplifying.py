"""Plans to simplify procedures, and what each line of them saves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.procedures.models.catalogue import Procedure, act
from namro.duties.procedures.models.decisions import ChangeLine


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    APPROVED = "approved", _("Đã duyệt")
    DONE = "done", _("Hoàn thành")


class SimplificationPlan(models.Model):
    """A plan approved by the chair (NĐ 63/2010 art. 30, 31); a draft until it has a number and a date."""

    year = models.PositiveSmallIntegerField(_("Năm"))
    title = models.CharField(_("Tên phương án"), max_length=300)
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày duyệt"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = act()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = act()

    class Meta:
        constraints = [
            at_with_by("simplification_approved", "approved_at", "approved_by"),
            models.CheckConstraint(name="simplification_year", condition=Q(year__gte=2000, year__lte=2100)),
            models.CheckConstraint(
                name="simplification_whole",
                condition=Q(state="draft") | Q(signed_on__isnull=False, approved_at__isnull=False) & ~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SimplificationLine(models.Model):
    """What a plan takes off one procedure; it counts once, when the line of a decision has brought it about.

    Days are days of the time limit, costs the yearly compliance cost in đồng.
    """

    plan = models.ForeignKey(SimplificationPlan, on_delete=models.CASCADE, related_name="lines")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="simplifications")
    content = models.CharField(_("Nội dung đơn giản hóa"), max_length=600)
    days_before = models.PositiveSmallIntegerField(_("Số ngày trước"), default=0)
    days_after = models.PositiveSmallIntegerField(_("Số ngày sau"), default=0)
    papers_cut = models.PositiveSmallIntegerField(_("Số giấy tờ cắt giảm"), default=0)
    steps_cut = models.PositiveSmallIntegerField(_("Số bước cắt giảm"), default=0)
    cost_before = models.PositiveBigIntegerField(_("Chi phí tuân thủ trước (đồng/năm)"), default=0)
    cost_after = models.PositiveBigIntegerField(_("Chi phí tuân thủ sau (đồng/năm)"), default=0)
    change = models.OneToOneField(
        ChangeLine, null=True, blank=True, on_delete=models.PROTECT, related_name="simplification"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="simpline_once", fields=["plan", "procedure"]),
            models.CheckConstraint(
                name="simpline_saves",
                condition=Q(days_after__lte=F("days_before"), cost_after__lte=F("cost_before")),
            ),
        ]

    def __str__(self) -> str:
        return self.content
