"""One piece of feedback from its receipt to its answer."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by


def _act() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class Channel(models.TextChoices):
    COUNTER = "counter", _("Tại quầy")
    PORTAL = "portal", _("Cổng thông tin")
    CODE = "code", _("Mã QR sau kết quả")
    PHONE = "phone", _("Điện thoại")
    POST = "post", _("Thư")
    MEETING = "meeting", _("Tiếp công dân")


class State(models.TextChoices):
    RECEIVED = "received", _("Chờ phân công")
    ASSIGNED = "assigned", _("Đang xác minh")
    VERIFIED = "verified", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    PASSED_ON = "passed_on", _("Đã chuyển cơ quan khác")


class Outcome(models.TextChoices):
    TRUE = "true", _("Đúng")
    PARTLY = "partly", _("Đúng một phần")
    FALSE = "false", _("Không đúng")


OPEN = (State.RECEIVED, State.ASSIGNED, State.VERIFIED)


class CodeCounter(models.Model):
    """The last number given in a year; locked while the next is given, so that codes have no gap."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Feedback(models.Model):
    """What somebody said about a unit, or about one of its people. The sender is personal data, and may be unknown."""

    code = models.CharField(_("Mã"), max_length=20, unique=True)
    klass = models.CharField(_("Loại"), max_length=20)  # law/parameters/feedback.yaml#classes
    channel = models.CharField(_("Kênh"), max_length=7, choices=Channel)
    content = models.TextField(_("Nội dung"))
    content_key = models.TextField(editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    dossier_code = models.CharField(_("Mã hồ sơ"), max_length=60, blank=True)
    sender = models.CharField(_("Người gửi"), max_length=160, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    received_at = models.DateTimeField()
    received_by = _act()  # nobody: sent from the portal
    received_on = models.DateField(_("Ngày nhận"))
    pass_by = models.DateField(_("Hạn chuyển"))
    due_on = models.DateField(_("Hạn trả lời"))
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    handler = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    assigned_at = models.DateTimeField(null=True)
    assigned_by = _act()
    outcome = models.CharField(_("Kết quả xác minh"), max_length=6, choices=Outcome, blank=True)
    finding = models.TextField(_("Nội dung xác minh"), blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = _act()
    counted_in = models.DateField(null=True)  # the month it is observed in
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _act()
    passed_to = models.CharField(_("Cơ quan nhận chuyển"), max_length=200, blank=True)
    passed_at = models.DateTimeField(null=True)
    passed_by = _act()
    summary = models.TextField(_("Tóm tắt công khai"), blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = _act()

    class Meta:
        constraints = [
            models.CheckConstraint(name="feedback_said", condition=~Q(content="")),
            at_with_by("feedback_assigned", "assigned_at", "assigned_by"),
            at_with_by("feedback_verified", "verified_at", "verified_by"),
            at_with_by("feedback_answered", "answered_at", "answered_by"),
            at_with_by("feedback_passed", "passed_at", "passed_by"),
            at_with_by("feedback_published", "published_at", "published_by"),
            models.CheckConstraint(
                name="feedback_assigned_to",
                condition=~Q(state__in=["assigned", "verified", "answered"]) | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_verified_as",
                condition=Q(verified_at__isnull=True, outcome="", counted_in__isnull=True)
                | Q(verified_at__isnull=False, counted_in__isnull=False, counted_in__day=1)
                & ~Q(outcome="")
                & ~Q(finding=""),
            ),
            models.CheckConstraint(
                name="feedback_answered_state",
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="") & Q(verified_at__isnull=False)
                | ~Q(state="answered") & Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="feedback_passed_state",
                condition=Q(state="passed_on", passed_at__isnull=False) & ~Q(passed_to="")
                | ~Q(state="passed_on") & Q(passed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="feedback_published_answer",
                condition=Q(published_at__isnull=True) | Q(state="answered") & ~Q(summary=""),
            ),
            models.CheckConstraint(
                name="feedback_not_by_subject",
                condition=Q(handler__isnull=True) | Q(person__isnull=True) | ~Q(handler=F("person")),
            ),
            models.CheckConstraint(name="feedback_due_later", condition=Q(due_on__gt=F("received_on"))),
        ]
        indexes = [
            models.Index(fields=["unit", "-received_on", "-id"], name="feedback_unit"),
            models.Index(fields=["-received_on", "-id"], name="feedback_newest"),
            models.Index(fields=["handler"], name="feedback_handler", condition=Q(state__in=["assigned", "verified"])),
            models.Index(fields=["person", "counted_in"], name="feedback_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["due_on"], name="feedback_open", condition=Q(state__in=["received", "assigned", "verified"])
            ),
            models.Index(
                fields=["-published_at", "-id"], name="feedback_public", condition=Q(published_at__isnull=False)
            ),
            GinIndex(SearchVector("content_key", config="simple"), name="feedback_words"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
