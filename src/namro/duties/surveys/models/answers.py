"""What was answered, and the marks that let each answer only once. No key leads from one to the other."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.surveys.models.campaigns import Campaign, act

Levels = dict[str, int]


class Channel(models.TextChoices):
    KIOSK = "kiosk", _("Máy tại quầy")
    CODE = "code", _("Mã QR, đường dẫn")
    PAPER = "paper", _("Phiếu giấy")


BY_RESULT = "result"  # the source of what comes after the result, by the QR of the receipt


class Response(models.Model):
    """The answers of one person nobody knows, about a unit and, at the counter, the officer who served."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # its number says no order
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="responses", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel)
    source = models.CharField(max_length=60)  # the device or the batch of paper: bursts are looked for within it
    answers: models.JSONField[Levels, Levels] = models.JSONField()
    received_at = models.DateTimeField()
    is_straight = models.BooleanField(default=False)
    is_burst = models.BooleanField(default=False)  # found when the campaign closes

    class Meta:
        constraints = [models.CheckConstraint(name="survey_response_says", condition=~Q(answers={}))]
        indexes = [
            models.Index(fields=["campaign", "unit"], name="survey_response_unit"),
            models.Index(fields=["campaign", "source", "received_at"], name="survey_response_source"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.channel}"


class Token(models.Model):
    """An invitation, kept as a hash. That it was used is known; when, and what was answered, is not."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tokens", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    hash = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["campaign", "unit"], name="survey_token_unit")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.hash[:6]}"


class RatedMark(models.Model):
    """That a dossier was rated in a campaign, as a keyed hash of its code: once, and without its answers."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="survey_rated_once", fields=["campaign", "mark"])]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.mark[:6]}"


class PaperSheet(models.Model):
    """A paper questionnaire keyed by two people; it counts once both read the same."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="papers", db_index=False)
    number = models.CharField(_("Số in trên phiếu"), max_length=20)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    first: models.JSONField[Levels, Levels] = models.JSONField()
    first_at = models.DateTimeField()
    first_by = act(null=False)
    second: models.JSONField[Levels | None, Levels | None] = models.JSONField(null=True)
    second_at = models.DateTimeField(null=True)
    second_by = act()
    is_matched = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="survey_paper_once", fields=["campaign", "number"]),
            at_with_by("survey_paper_second", "second_at", "second_by"),
            models.CheckConstraint(
                name="survey_paper_two_people", condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by"))
            ),
            models.CheckConstraint(
                name="survey_paper_matched",
                condition=Q(is_matched=False) | Q(second_at__isnull=False, second=F("first")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
