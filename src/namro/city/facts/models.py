"""Facts about people in a month, with where each came from and when it became known."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, starts


class Origin(models.TextChoices):
    """How a piece of work came to a person (NĐ 335/2025 art. 18.1)."""

    PLANNED = "planned", _("Theo kế hoạch")
    HANDED_OVER = "handed_over", _("Đã chuyển giao")
    RECEIVED = "received", _("Nhận thêm")
    AD_HOC = "ad_hoc", _("Đột xuất, phát sinh")


class WorkLine(models.Model):
    """One piece of work of one posting in one month, in units and coefficient, as accepted so far.

    The narrow table the month's scoring reads; the duty that assigned the work keeps it up to date.
    Quantities are in the catalogue item's own unit; times the coefficient they are standard units (art. 13).
    """

    month = models.DateField()  # first day of the month
    posting = models.ForeignKey("people.Posting", on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.PLANNED)
    coefficient = models.DecimalField(max_digits=9, decimal_places=4)
    assigned = models.DecimalField(max_digits=14, decimal_places=4)
    completed = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    major_errors = models.PositiveSmallIntegerField(default=0)
    errors_excused = models.PositiveSmallIntegerField(default=0)
    delays = models.PositiveSmallIntegerField(default=0)
    delays_excused = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=300)
    source = models.CharField(max_length=40)  # the duty or system that knows: "assignments", "import"
    source_ref = models.CharField(max_length=60)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="workline_one_per_source", fields=["source", "source_ref"]),
            models.CheckConstraint(name="workline_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="workline_coefficient", condition=Q(coefficient__gt=0)),
            models.CheckConstraint(name="workline_amounts", condition=Q(assigned__gte=0, completed__gte=0)),
            models.CheckConstraint(
                name="workline_planned_within", condition=~Q(origin="planned") | Q(completed__lte=F("assigned"))
            ),
            models.CheckConstraint(
                name="workline_excused_within",
                condition=Q(errors_excused__lte=F("major_errors"), delays_excused__lte=F("delays")),
            ),
        ]
        indexes = [models.Index(fields=["month", "posting"])]

    def __str__(self) -> str:
        return self.label


class RatedKind(models.TextChoices):
    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF_YEAR = "half_year", _("6 tháng")
    YEAR = "year", _("Năm")


class Rating(models.Model):
    """A published rating of a person for a span of time, as decided: what careers and figures rest on.

    Rows are only added. A decision that replaces another adds its own row and takes the other's `in_force` away; both
    stay, and so does one withdrawn because it should never have been told. `subject_ref` is what was rated in the source
    (a sheet, a line of an old register), `source_ref` the decision on it.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="ratings")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=RatedKind)
    valid = DateRangeField(_("Thời gian"))
    framework = models.CharField(max_length=40)
    staff_group = models.CharField(max_length=10)
    rank = models.CharField(max_length=6)
    is_main = models.BooleanField(default=True)  # of the main post; a concurrent one is rated beside it
    level = models.CharField(_("Mức"), max_length=8, blank=True)  # empty: decided not to be rated
    place = models.PositiveSmallIntegerField(null=True)  # of the level among the framework's, 0 is the best
    is_failing = models.BooleanField(default=False)  # the framework's lowest level
    total = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    reason = models.TextField(blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60)
    decided_on = models.DateField(_("Ngày quyết định"))
    decided_by = models.CharField(_("Người ký"), max_length=160, blank=True)
    published_on = models.DateField(_("Ngày công bố"))
    in_force = models.BooleanField(default=True)
    source = models.CharField(max_length=40)  # "evaluations", or the register it was imported from
    subject_ref = models.CharField(max_length=60)
    source_ref = models.CharField(max_length=60)
    link = models.CharField(max_length=120, blank=True)  # the page that explains it
    known_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            starts("rating_starts"),
            models.UniqueConstraint(name="rating_once_per_decision", fields=["source", "source_ref"]),
            models.UniqueConstraint(
                name="rating_subject_one_in_force", fields=["source", "subject_ref"], condition=Q(in_force=True)
            ),
            models.UniqueConstraint(
                name="rating_one_of_a_year", fields=["person", "valid"], condition=Q(kind="year", in_force=True)
            ),
            models.CheckConstraint(
                name="rating_level_or_reason",
                condition=~Q(level="") & Q(place__isnull=False) | Q(level="") & ~Q(reason=""),
            ),
            at_with_by("rating_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="rating_withdrawn_why",
                condition=Q(withdrawn_at__isnull=True) | Q(in_force=False) & ~Q(withdrawal_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-valid"], name="rating_person"),
            models.Index(fields=["kind", "valid"], name="rating_span"),
            # Few, and asked for whenever ratings are published: failing years have consequences.
            models.Index(
                fields=["person"], condition=Q(kind="year", is_failing=True, in_force=True), name="rating_failing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid}: {self.level}"


class Mark(models.Model):
    """An act, concluded by a named document, that a framework may weigh: discipline, degradation, corruption …

    `code` is one of the override codes of the framework (law/frameworks). A mark is never deleted: one that was wrong is
    withdrawn, with a reason, and weighs no more. `unit` is the one whose result it counts in, where the law says so.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="marks")
    code = models.CharField(_("Loại"), max_length=60)
    valid = DateRangeField(_("Thời gian tính"))
    document = models.CharField(_("Văn bản"), max_length=160)
    note = models.TextField(_("Nội dung"), blank=True)
    source = models.CharField(max_length=40)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    link = models.CharField(max_length=120, blank=True)  # the page that explains it
    known_at = models.DateTimeField()
    known_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            starts("mark_starts"),
            models.CheckConstraint(name="mark_documented", condition=~Q(document="")),
            at_with_by("mark_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="mark_withdrawn_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason="")
            ),
        ]
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return self.document


class Observation(models.Model):
    """What another duty observed of a person, or of a unit, in a month: evidence for whoever scores, never points.

    Kinds and how their numbers read: law/parameters/observations.yaml. The duty replaces its own by `source_ref`, and
    withdraws what it no longer stands by.
    """

    month = models.DateField()  # first day of the month
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    kind = models.CharField(max_length=30)
    number = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)  # of which, of those owed, or in the sample
    value = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    note = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=160, blank=True)  # the page that shows what was counted
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=80)
    known_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="observation_one_per_source", fields=["source", "source_ref"]),
            models.CheckConstraint(name="observation_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="observation_says_something", condition=Q(number__isnull=False) | Q(value__isnull=False)
            ),
            models.CheckConstraint(
                name="observation_part_of_all",
                condition=Q(number__isnull=True) | Q(total__isnull=True) | Q(number__lte=F("total")),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "month"], name="observation_person", condition=Q(person__isnull=False)),
            models.Index(fields=["unit", "month"], name="observation_unit", condition=Q(person__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.month}"
