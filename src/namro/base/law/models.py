"""Framework versions an agency writes for itself: drafts, and decided ones, which nobody changes or removes (triggers)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    DECIDED = "decided", _("Đã ban hành")
    ARCHIVED = "archived", _("Đã lưu trữ")


DECIDED = Q(state="decided")
WITH_DECISION = (
    ~Q(number="") & ~Q(authority="") & Q(decided_on__isnull=False) & Q(valid_from__isnull=False)
)  # fmt: skip
WITHOUT_DECISION = Q(number="", authority="", decided_on=None, valid_from=None)


class FrameworkVersion(models.Model):
    """One text of a framework. `edits` counts its savings: a form that knows an older count is a conflict."""

    framework = models.CharField(max_length=80)  # the id its text must carry
    text = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    edits = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.DRAFT)
    note = models.CharField(max_length=500, blank=True)
    based_on = models.CharField(max_length=200, blank=True)  # what it was copied from, in words
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    authority = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="law_one_decided_per_day", fields=["framework", "valid_from"], condition=DECIDED),
            models.CheckConstraint(
                name="law_decided_says_by_what", condition=(DECIDED & WITH_DECISION) | (~DECIDED & WITHOUT_DECISION)
            ),
            models.CheckConstraint(
                name="law_decided_at_by",
                condition=(DECIDED & Q(decided_at__isnull=False, decided_by__isnull=False))
                | (~DECIDED & Q(decided_at=None, decided_by=None)),
            ),
            models.CheckConstraint(
                name="law_archived_at_by",
                condition=Q(state="archived", archived_at__isnull=False, archived_by__isnull=False)
                | (~Q(state="archived") & Q(archived_at=None, archived_by=None)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-edited_at"])]

    def __str__(self) -> str:
        return f"{self.framework} · {self.number}" if self.number else self.framework
