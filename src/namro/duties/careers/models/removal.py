"""Cases that failing years start. They open by themselves, are never deleted, and close only by a decision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.city.people.models import Rank, StaffGroup


class Outcome(models.TextChoices):
    RELEASED = "released", _("Cho thôi việc, chấm dứt hợp đồng")
    LOWER_POST = "lower_post", _("Bố trí vị trí việc làm thấp hơn")
    KEPT = "kept", _("Giữ nguyên vị trí")


class RemovalCase(models.Model):
    """One failing year, or the second in a row, and the rule of its day. One case a rating."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    staff_group = models.CharField(max_length=10, choices=StaffGroup)
    rank = models.CharField(max_length=6, choices=Rank)
    rating = models.OneToOneField("facts.Rating", on_delete=models.PROTECT, related_name="+")
    earlier = models.ForeignKey("facts.Rating", on_delete=models.PROTECT, related_name="+", null=True)
    rule = models.CharField(max_length=40)  # key of law/parameters/careers.yaml#removal_rules
    note = models.TextField(blank=True)  # what the reading of "consecutive" came to matter for
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    flagged_at = models.DateTimeField(null=True)  # a rating it rests on was replaced

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_two_ratings", condition=~Q(rating=F("earlier"))),
            models.CheckConstraint(name="case_ruled", condition=~Q(rule="")),
        ]
        indexes = [
            models.Index(fields=["unit"], condition=Q(is_open=True), name="case_open"),
            models.Index(fields=["person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rule}"


class CaseStep(models.Model):
    """A step of a file with its day; done once, by a named document."""

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    extended_from = models.DateField(null=True)
    extension_reason = models.TextField(blank=True)
    done_on = models.DateField(_("Ngày thực hiện"), null=True)
    document = models.CharField(_("Văn bản"), max_length=160, blank=True)
    note = models.TextField(_("Nội dung"), blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="casestep_once", fields=["case", "key"]),
            at_with_by("casestep_done", "done_at", "done_by"),
            models.CheckConstraint(
                name="casestep_documented",
                condition=Q(done_at__isnull=True) | Q(done_on__isnull=False) & ~Q(document=""),
            ),
            models.CheckConstraint(
                name="casestep_extended_why", condition=Q(extended_from__isnull=True) | ~Q(extension_reason="")
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="casestep_open")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.key}"


class CaseDecision(models.Model):
    """How a case was closed. A case reopened keeps the decisions it had."""

    case = models.ForeignKey(RemovalCase, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("Kết quả"), max_length=10, choices=Outcome)
    number = models.CharField(_("Số quyết định"), max_length=60)
    decided_on = models.DateField(_("Ngày quyết định"))
    effective_on = models.DateField(_("Có hiệu lực từ"))
    reason = models.TextField(_("Lý do"))
    contract = models.CharField(max_length=10, blank=True)  # indefinite, fixed: how long the notice had to be
    in_force = models.BooleanField(default=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="casedecision_reasoned", condition=~Q(number="") & ~Q(reason="")),
            models.UniqueConstraint(name="casedecision_one", fields=["case"], condition=Q(in_force=True)),
        ]

    def __str__(self) -> str:
        return self.number
