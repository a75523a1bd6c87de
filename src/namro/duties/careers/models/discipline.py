"""Discipline as decided on paper, the act it answers, and the years it was found to count in."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, starts
from namro.city.people.models import Rank, StaffGroup


class DisciplineKind(models.TextChoices):
    PARTY = "party", _("Kỷ luật đảng")
    ADMINISTRATIVE = "administrative", _("Kỷ luật hành chính")


class Nature(models.TextChoices):
    """What the act was; NĐ 335/2025 art. 11.3a weighs the first two."""

    DEGRADATION = "degradation", _("Suy thoái tư tưởng chính trị, đạo đức, lối sống")
    PUBLIC_DUTY = "public_duty", _("Vi phạm liên quan đến hoạt động công vụ")
    OTHER = "other", _("Vi phạm khác")


class DisciplineDecision(models.Model):
    """A decision on discipline. Two with one `act_key` are about one act, however many authorities decided on it."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")  # on the day of effect
    staff_group = models.CharField(max_length=10, choices=StaffGroup)
    rank = models.CharField(max_length=6, choices=Rank)
    kind = models.CharField(_("Loại kỷ luật"), max_length=14, choices=DisciplineKind)
    form = models.CharField(_("Hình thức"), max_length=20)
    number = models.CharField(_("Số quyết định"), max_length=60)
    detected_on = models.DateField(_("Ngày phát hiện vi phạm"), null=True)  # begins the time limit; not always told
    decided_on = models.DateField(_("Ngày quyết định"))
    effective_on = models.DateField(_("Có hiệu lực từ"))
    until = models.DateField()  # first day it no longer has effect
    issued_by = models.CharField(_("Cơ quan quyết định"), max_length=255)
    act_key = models.CharField(max_length=60)
    nature = models.CharField(_("Tính chất"), max_length=14, choices=Nature)
    note = models.TextField(_("Hành vi"))
    used_rating = models.ForeignKey("facts.Rating", on_delete=models.PROTECT, related_name="+", null=True)  # art. 11.3b
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="discipline_named", condition=~Q(number="") & ~Q(act_key="") & ~Q(note="")),
            models.CheckConstraint(name="discipline_order", condition=Q(effective_on__gte=F("decided_on"))),
            models.CheckConstraint(
                name="discipline_detected", condition=Q(detected_on=None) | Q(detected_on__lte=F("decided_on"))
            ),
            models.CheckConstraint(name="discipline_lasts", condition=Q(until__gt=F("effective_on"))),
            models.UniqueConstraint(
                name="discipline_once", fields=["person", "kind", "number"], condition=Q(withdrawn_at=None)
            ),
            at_with_by("discipline_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="discipline_withdrawn_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["person", "act_key"], name="discipline_act"),
            models.Index(fields=["-effective_on", "-id"], name="discipline_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class ActSpan(models.Model):
    """Days of the act in one unit."""

    decision = models.ForeignKey(DisciplineDecision, on_delete=models.PROTECT, related_name="spans")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(_("Thời gian"))

    class Meta:
        constraints = [starts("actspan_starts")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.valid}"


class Counting(models.Model):
    """A year and a unit the act was looked at for, what came of it, and the mark where it counts.

    Worked out again whenever a decision on the same act comes or goes; marks that no longer count are withdrawn.
    """

    decision = models.ForeignKey(DisciplineDecision, on_delete=models.PROTECT, related_name="countings")
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=14)
    instead = models.ForeignKey(DisciplineDecision, on_delete=models.PROTECT, related_name="+", null=True)
    framework = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=160, blank=True)
    is_law = models.BooleanField(default=False)
    mark = models.OneToOneField("facts.Mark", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="counting_once", fields=["decision", "year", "unit"])]

    def __str__(self) -> str:
        return f"{self.year}: {self.why}"
