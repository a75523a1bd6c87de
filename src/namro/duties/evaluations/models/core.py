"""Periods, sheets, scores, decisions, petitions. Self, reviewer and decided values are never the same column."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by


def _act() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def _points() -> ArrayField[Any, Any]:
    """Points per general criterion in hundredths, in the framework's order."""
    return ArrayField(models.SmallIntegerField(null=True), null=True, blank=True)


class Period(models.Model):
    """A month, quarter or year of evaluation of the city (or, for its units, a year), under one framework with its settings frozen at opening."""

    class Kind(models.TextChoices):
        MONTH = "month", _("Tháng")
        QUARTER = "quarter", _("Quý")
        YEAR = "year", _("Năm")

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.MONTH)
    days = DateRangeField(_("Thời gian"))
    framework = models.CharField(max_length=40)
    framework_digest = models.CharField(max_length=64)  # of the law file it was opened under
    framework_text = models.TextField()  # that file, whole: an old period recomputes exactly as it was
    settings = models.JSONField(default=dict)  # open points of the law and the values chosen
    opened_at = models.DateTimeField()
    opened_by = _act()

    class Meta:
        constraints = [models.UniqueConstraint(name="period_once", fields=["kind", "days", "framework"])]
        indexes = [models.Index(fields=["-days"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class Step(models.TextChoices):
    SELF_SCORE = "self_score", _("Tự chấm")
    REVIEW = "review", _("Cấp trên chấm")
    DECIDE = "decide", _("Quyết định")
    PUBLISHED = "published", _("Đã công bố")
    CLOSED = "closed", _("Đã khép kỳ")


class Round(models.Model):
    """What one authority decides of a period: the sheets whose ratings the head of `unit` decides, all or nothing.

    For the staff of an agency `unit` is the using agency; for the heads of agencies it is the managing agency (art. 10.2).
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="rounds")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="rounds")
    step = models.CharField(max_length=10, choices=Step, default=Step.SELF_SCORE)
    self_score_by = models.DateField(_("Hạn tự chấm"))
    review_by = models.DateField(_("Hạn cấp trên chấm"))
    decide_by = models.DateField(_("Hạn quyết định"))
    publish_by = models.DateField(_("Hạn công bố"))
    forwards_without_self = models.BooleanField(_("Chuyển cấp trên khi quá hạn tự chấm"), default=True)
    quota_reading = models.CharField(
        max_length=20, blank=True
    )  # the authority's signed choice; empty = framework default
    quota_rate = models.CharField(max_length=12, blank=True)
    quota_reason = models.TextField(blank=True)
    quota = models.JSONField(default=list)  # the caps as last counted: one row per scope, key and reading
    calculated_at = models.DateTimeField(null=True, blank=True)
    calculated_by = _act()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = _act()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _act()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="round_once", fields=["period", "unit"]),
            at_with_by("round_published", "published_at", "published_by"),
            at_with_by("round_closed", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="round_deadlines",
                condition=Q(
                    review_by__gte=models.F("self_score_by"),
                    decide_by__gte=models.F("review_by"),
                    publish_by__gte=models.F("decide_by"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} @ {self.unit_id}"


class SheetState(models.TextChoices):
    OPEN = "open", _("Chờ tự chấm")
    SELF_SCORED = "self_scored", _("Đã tự chấm")
    FORWARDED = "forwarded", _("Chuyển cấp trên, chưa tự chấm")
    REVIEWED = "reviewed", _("Cấp trên đã chấm")
    DECIDED = "decided", _("Đã quyết định")


class NotRated(models.TextChoices):
    """Why a sheet is not rated: a state with a reason, never a zero and never a fail."""

    LEAVE = "leave", _("Nghỉ cả kỳ")
    SHORT = "short", _("Thời gian làm việc trong kỳ chưa đủ")
    OUTSIDE = "outside", _("Không thuộc đối tượng")
    OTHER = "other", _("Lý do khác")


class Proposer(models.TextChoices):
    """In what capacity a rating was proposed: for heads home affairs must have (NĐ 335/2025 art. 21.1d)."""

    AUTHORITY = "authority", _("Người có thẩm quyền")
    DELEGATE = "delegate", _("Người được ủy quyền")
    OFFICER = "officer", _("Cơ quan tham mưu tổ chức, cán bộ")


class Sheet(models.Model):
    """One posting of one person in one period. Where, by whom and as what is a snapshot of the opening day.

    Whoever heads `reviewer_unit` on the day of the act scores; whoever heads the round's unit decides (art. 10).
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="sheets")
    posting = models.ForeignKey("people.Posting", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    reviewer_unit = models.ForeignKey(
        "organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    staff_group = models.CharField(max_length=10)
    rank = models.CharField(max_length=6)
    task_group = models.CharField(max_length=60, blank=True)
    days = DateRangeField()  # the part of the period this posting covers
    state = models.CharField(max_length=11, choices=SheetState, default=SheetState.OPEN)
    not_rated = models.CharField(max_length=8, choices=NotRated, blank=True)
    not_rated_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)  # two editors: the second save is told, not lost

    self_points = _points()
    self_strengths = models.TextField(_("Ưu điểm"), blank=True)
    self_limits = models.TextField(_("Hạn chế, khuyết điểm"), blank=True)
    self_at = models.DateTimeField(null=True, blank=True)
    self_by = _act()

    self_level = models.CharField(_("Mức tự xếp loại"), max_length=8, blank=True)  # of a year (Mẫu số 02, part II)

    review_points = _points()
    answers = models.JSONField(default=dict)  # a year rated by conditions: what was established, by input of the law
    handling = models.TextField(_("Đề xuất phương án xử lý"), blank=True)  # of a year (Mẫu số 02, part IV)
    unit_marks = ArrayField(
        models.SmallIntegerField(null=True), null=True, blank=True
    )  # d, đ, e in percent; empty = not given
    review_comment = models.TextField(_("Nhận xét"), blank=True)
    accepted_as_self = models.BooleanField(default=False)
    review_at = models.DateTimeField(null=True, blank=True)
    review_by = _act()

    proposed_rating = models.CharField(max_length=8, blank=True)
    proposed_reason = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = _act()
    proposed_as = models.CharField(max_length=9, choices=Proposer, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sheet_one_per_posting", fields=["period", "posting"]),
            at_with_by("sheet_self", "self_at", "self_by"),
            at_with_by("sheet_review", "review_at", "review_by"),
            at_with_by("sheet_proposed", "proposed_at", "proposed_by"),
            models.CheckConstraint(
                name="sheet_reviewed_has_points",
                condition=~Q(state__in=["reviewed"]) | Q(review_points__isnull=False) | ~Q(not_rated=""),
            ),
        ]
        indexes = [
            models.Index(fields=["period", "unit"]),
            models.Index(fields=["reviewer_unit", "period"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.period_id}"


class ScoreState(models.TextChoices):
    RATED = "RATED", _("Có điểm")
    NOT_RATED = "NOT_RATED", _("Không xếp loại")
    INSUFFICIENT = "INSUFFICIENT_DATA", _("Chưa đủ dữ liệu")
    AUTHORITY = "AUTHORITY_DECIDES", _("Luật để cấp có thẩm quyền quyết định")


class Score(models.Model):
    """What the engine calculated for a sheet: its own row, written by COPY, never typed by anyone.

    Ratios are in ten-thousandths; `total` is rounded by the framework's display rule, the band was tested before rounding.
    """

    sheet = models.OneToOneField(Sheet, primary_key=True, on_delete=models.CASCADE, related_name="score")
    state = models.CharField(max_length=17, choices=ScoreState)
    reasons = models.JSONField(default=list)
    general = models.IntegerField(null=True)  # hundredths
    ratios = ArrayField(models.IntegerField(null=True), null=True)  # a, b, c[, d, đ, e]
    total = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    exact = models.TextField(blank=True)  # the total as one fraction, "numerator/denominator": ties and means are exact
    band = models.CharField(max_length=8, blank=True)  # by points alone
    overrides = ArrayField(models.CharField(max_length=60), default=list)
    level = models.CharField(max_length=8, blank=True)  # band after overrides: what the law lets stand without a quota
    calculated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.total}"


class StaleMark(models.Model):
    """The stored score of a sheet no longer follows from what it was calculated from. Only added, and taken away by the
    calculation that saw the change: nobody waits for anybody, and a change made meanwhile keeps its mark.
    """

    sheet = models.ForeignKey(
        Sheet, on_delete=models.DO_NOTHING, related_name="stale_marks", db_constraint=False
    )  # a mark of a sheet that is gone says nothing

    def __str__(self) -> str:
        return f"{self.sheet_id} is stale"


class SheetCount(models.Model):
    """How many sheets of a round are in a state: the sum of what was added and taken away since, written by a trigger of
    the database with every change of a sheet. Rows are only added, so that saves never queue behind a counter, and put
    together by the clock.
    """

    round = models.ForeignKey(Round, on_delete=models.DO_NOTHING, related_name="sheet_counts", db_constraint=False)
    state = models.CharField(max_length=11, choices=SheetState)
    is_rated = models.BooleanField()
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.round_id} {self.state} {self.number:+d}"


class UnitTally(models.Model):
    """A unit's results in a round, rolled up when the round is calculated: counts, never names."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tallies")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    sheets = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    not_rated = models.PositiveIntegerField()
    insufficient = models.PositiveIntegerField()
    levels = models.JSONField(default=dict)  # level -> people
    mean = models.DecimalField(max_digits=9, decimal_places=4, null=True)  # of those rated; not the unit's own rating

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}: {self.rated}/{self.sheets}"


class UnitRating(models.Model):
    """An organisation's own rating in a period, decided by its authority: a head is never rated above it (art. 20.6)."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="unit_ratings")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    rating = models.CharField(max_length=8)
    reason = models.TextField(_("Lý do"), blank=True)  # why another level than was calculated
    number = models.CharField(_("Số quyết định"), max_length=60)
    on = models.DateField(_("Ngày quyết định"))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="unit_rated_once", fields=["period", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.rating}"


class Decision(models.Model):
    """One act of the authority for a whole batch: number, date, and the quota reading signed with it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")  # whose head decides
    number = models.CharField(_("Số quyết định"), max_length=60)
    on = models.DateField(_("Ngày quyết định"))
    signer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("Lý do"), blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="decision_number_once", fields=["unit", "number", "on"]),
            models.CheckConstraint(name="decision_numbered", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number


class DecidedRating(models.Model):
    """The decided rating of one sheet, with the reason where it differs from the calculated band."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="ratings")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="decided")
    rating = models.CharField(max_length=8)
    differs = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    in_force = models.BooleanField(default=True)  # false once a later decision replaced it

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rating_one_in_force", fields=["sheet"], condition=Q(in_force=True)),
            models.CheckConstraint(name="rating_reasoned", condition=Q(differs=False) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.rating}"


class Petition(models.Model):
    """A person disputes a published rating (art. 22); the clock runs in working days from receipt."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Chấp nhận, ra quyết định mới")
        REJECTED = "rejected", _("Giữ nguyên kết quả")

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="petitions")
    grounds = models.TextField(_("Nội dung kiến nghị"))
    evidence = models.CharField(_("Minh chứng"), max_length=500, blank=True)
    received_on = models.DateField(_("Ngày nhận"))
    due_on = models.DateField(_("Hạn giải quyết"))
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = _act()
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions")

    class Meta:
        constraints = [
            at_with_by("petition_answered", "answered_at", "answered_by"),
            models.CheckConstraint(
                name="petition_answer", condition=Q(answered_at__isnull=True) | ~Q(answer="") & ~Q(outcome="")
            ),
            models.UniqueConstraint(name="petition_one_open", fields=["sheet"], condition=Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"petition {self.pk}"


class PetitionPause(models.Model):
    """Days on which the clock of a petition stands still, for a reason a regulation allows (law/parameters)."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="pauses")
    why = models.CharField(max_length=40)
    note = models.CharField(_("Căn cứ"), max_length=300)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)  # the day the clock goes on
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pause_one_open", fields=["petition"], condition=Q(until__isnull=True)),
            models.CheckConstraint(
                name="pause_days", condition=Q(until__isnull=True) | Q(until__gte=models.F("first"))
            ),
            models.CheckConstraint(name="pause_noted", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} from {self.first}"


class Reopening(models.Model):
    """A step undone with a reason; what was approved after it is cleared, and kept here."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reopenings")
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="reopenings")
    to_step = models.CharField(max_length=10, choices=Step)
    reason = models.TextField(_("Lý do"))
    cleared = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="reopening_reasoned", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.round_id} → {self.to_step}"
