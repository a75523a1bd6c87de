"""A unit's regulations on money, versioned: once in force a version is never edited, the next one replaces it."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, no_overlap
from namro.city.facts.models import RatedKind


class Money(models.TextChoices):
    BONUS = "bonus", _("Tiền thưởng")
    ADDITIONAL = "additional", _("Thu nhập tăng thêm")
    OTHER = "other", _("Khoản khác")


class Scheme(models.Model):
    """One kind of money of one unit by one kind of period: what the versions of a regulation are versions of."""

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    money = models.CharField(_("Khoản tiền"), max_length=10, choices=Money)
    period = models.CharField(_("Theo kỳ"), max_length=9, choices=RatedKind)

    class Meta:
        constraints = [models.UniqueConstraint(name="scheme_once", fields=["unit", "money", "period"])]

    def __str__(self) -> str:
        return f"{self.get_money_display()}, {self.get_period_display()}"


class RegulationState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    DECIDED = "decided", _("Đã ban hành")


class Regulation(models.Model):
    """One version. `terms` is what rules.Terms reads; `valid` is set by the decision and closed by the next version's."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("Tên quy chế"), max_length=255)
    terms = models.JSONField()
    preset = models.CharField(max_length=40, blank=True)  # of law/parameters/money.yaml, what the draft started from
    articles = models.JSONField(default=dict)  # what a line cites: {"levels": "Điều 5", "shared": …}
    state = models.CharField(max_length=8, choices=RegulationState, default=RegulationState.DRAFT)
    edits = models.PositiveIntegerField(default=0)
    valid = DateRangeField(_("Hiệu lực"), null=True)
    number = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày ban hành"), null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="regulation_version", fields=["scheme", "version"]),
            models.UniqueConstraint(name="regulation_one_draft", fields=["scheme"], condition=Q(state="draft")),
            no_overlap("regulation_one_in_force", "scheme", condition=Q(state="decided")),
            at_with_by("regulation_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="regulation_decided_whole",
                condition=Q(state="draft", decided_at__isnull=True, valid__isnull=True)
                | Q(
                    state="decided", decided_at__isnull=False, valid__isnull=False, decided_on__isnull=False,
                    valid__startswith__isnull=False,
                ) & ~Q(number=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
