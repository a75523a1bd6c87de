"""Terms of office, their reviews, and the posts closed to whoever was not reappointed."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, no_overlap, starts


class Kind(models.TextChoices):
    FIRST = "first", _("Bổ nhiệm lần đầu")
    REAPPOINTMENT = "reappointment", _("Bổ nhiệm lại")
    EXTENSION = "extension", _("Kéo dài thời gian giữ chức vụ")


class Term(models.Model):
    """A post held for a time. `valid` is computed by the rule of its first day, never typed."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("people.Posting", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Chức vụ"), max_length=160)
    kind = models.CharField(_("Hình thức"), max_length=14, choices=Kind)
    is_full_time = models.BooleanField(default=True)
    valid = DateRangeField(_("Thời hạn"))
    retires_on = models.DateField(_("Đến tuổi nghỉ hưu"), null=True)
    rule = models.CharField(max_length=255)
    is_law = models.BooleanField()
    number = models.CharField(_("Số quyết định"), max_length=60)
    decided_on = models.DateField(_("Ngày quyết định"))
    restrictions = models.TextField(_("Giới hạn"), blank=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, related_name="following", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            starts("term_starts"),
            models.CheckConstraint(name="term_ends", condition=Q(valid__endswith__isnull=False)),
            models.CheckConstraint(name="term_named", condition=~Q(number="") & ~Q(title="")),
            no_overlap("term_no_overlap", "person_id", condition=Q(is_full_time=True, withdrawn_at=None)),
            no_overlap("term_post_no_overlap", "person_id", "unit_id", condition=Q(withdrawn_at=None)),
            at_with_by("term_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="term_withdrawn_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit"]), models.Index(fields=["valid"], name="term_days")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid}"


class ReviewOutcome(models.TextChoices):
    REAPPOINTED = "reappointed", _("Bổ nhiệm lại")
    NOT_REAPPOINTED = "not_reappointed", _("Không bổ nhiệm lại")
    EXTENDED = "extended", _("Kéo dài thời gian giữ chức vụ")
    DEFERRED = "deferred", _("Chưa xem xét")


class TermReview(models.Model):
    """The reappointment of one term: notice, votes, decision with the evidence it rested on."""

    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="review")
    notice_number = models.CharField(_("Số thông báo"), max_length=60, blank=True)
    notice_on = models.DateField(_("Ngày thông báo"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("Kết quả"), max_length=16, choices=ReviewOutcome, blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True)
    reason = models.TextField(_("Lý do"), blank=True)
    evidence = models.JSONField(default=list)  # the years as they stood at the decision
    is_override = models.BooleanField(default=False)  # reappointed although the years forbade it
    is_late = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            at_with_by("review_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="review_outcome_numbered",
                condition=Q(outcome="", decided_at__isnull=True)
                | ~Q(outcome="") & Q(decided_at__isnull=False, decided_on__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(name="review_override_why", condition=Q(is_override=False) | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["-decided_on"], condition=Q(is_override=True), name="review_overrides")]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.outcome or '…'}"


class VoteRound(models.Model):
    """One secret ballot. The base is those summoned; exactly half is settled by the head, who reports."""

    class Meeting(models.TextChoices):
        KEY_STAFF = "key_staff", _("Hội nghị cán bộ chủ chốt")
        LEADERSHIP = "leadership", _("Tập thể lãnh đạo")

    review = models.ForeignKey(TermReview, on_delete=models.PROTECT, related_name="votes")
    meeting = models.CharField(_("Hội nghị"), max_length=10, choices=Meeting)
    held_on = models.DateField(_("Ngày họp"))
    summoned = models.PositiveIntegerField(_("Được triệu tập"))
    present = models.PositiveIntegerField(_("Có mặt"))
    in_favour = models.PositiveIntegerField(_("Đồng ý"))
    minutes = models.CharField(_("Số biên bản"), max_length=60)
    head_chooses = models.BooleanField(null=True)  # at exactly half
    head_report = models.CharField(_("Số báo cáo"), max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="vote_one_a_meeting", fields=["review", "meeting", "held_on"]),
            models.CheckConstraint(
                name="vote_counts",
                condition=Q(summoned__gt=0, present__lte=F("summoned"), in_favour__lte=F("present")),
            ),
            models.CheckConstraint(name="vote_minuted", condition=~Q(minutes="")),
            models.CheckConstraint(
                name="vote_head_reports", condition=Q(head_chooses__isnull=True) | ~Q(head_report="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_favour}/{self.summoned}"


class PostBlock(models.Model):
    """Somebody was not reappointed: no equal or higher post until a decision says otherwise."""

    review = models.OneToOneField(TermReview, on_delete=models.PROTECT, related_name="block")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    unit_level = models.PositiveSmallIntegerField()
    post_height = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.unit_level}/{self.post_height}"
