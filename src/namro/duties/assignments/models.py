"""Catalogue versions and their items; assignments, their results and incidents."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, no_overlap
from namro.city.facts.models import Origin

QUANTITY: dict[str, Any] = {"max_digits": 14, "decimal_places": 4}
COEFFICIENT: dict[str, Any] = {"max_digits": 9, "decimal_places": 4}


def _act(related: str = "+") -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name=related)


class CatalogueState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    REVIEWED = "reviewed", _("Đã thẩm định")
    DECIDED = "decided", _("Đã quyết định")
    REPLACED = "replaced", _("Đã thay thế")


class Catalogue(models.Model):
    """One version of a unit's catalogue (Danh mục sản phẩm/công việc quy đổi).

    `rule` computes a coefficient from an item's points by this version's own SQL expression.
    In force is what `valid` says once decided; two versions of a unit never overlap.
    """

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="catalogues")
    title = models.CharField(_("Tên danh mục"), max_length=255)
    state = models.CharField(max_length=10, choices=CatalogueState, default=CatalogueState.DRAFT)
    standard_points = models.DecimalField(_("Điểm của đơn vị chuẩn"), max_digits=9, decimal_places=2)
    rule = models.CharField(_("Cách tính hệ số"), max_length=200)
    groups = models.JSONField(
        _("Nhóm phức tạp"), default=list
    )  # [{"code": "N1", "from": "1", "to": "10"}, …], at most 5
    valid = DateRangeField(_("Hiệu lực"), null=True, blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = _act()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = _act()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _act()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        constraints = [
            at_with_by("catalogue_reviewed", "reviewed_at", "reviewed_by"),
            at_with_by("catalogue_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="catalogue_decided_whole",
                condition=~Q(state__in=["decided", "replaced"])
                | Q(valid__isnull=False, decided_on__isnull=False, decided_at__isnull=False) & ~Q(number=""),
            ),
            no_overlap("catalogue_one_in_force", "unit_id", condition=Q(state__in=["decided", "replaced"])),
        ]

    def __str__(self) -> str:
        return self.title


class Part(models.TextChoices):
    LEADERS = "leaders", _("A. Lãnh đạo, quản lý")
    SHARED = "shared", _("B1. Dùng chung")
    OFFICE = "office", _("B2. Theo phòng, đơn vị")


class CatalogueItem(models.Model):
    """An output that can be assigned: what it is, its complexity group, points and coefficient."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("Mã"), max_length=32)
    part = models.CharField(_("Phần"), max_length=8, choices=Part)
    office = models.CharField(_("Phòng, đơn vị"), max_length=160, blank=True)
    task = models.CharField(_("Nhiệm vụ"), max_length=500)
    detail = models.TextField(_("Công việc cụ thể"), blank=True)
    product = models.CharField(_("Sản phẩm đầu ra"), max_length=500)
    group = models.CharField(_("Nhóm"), max_length=12)
    points_range = models.CharField(_("Khung điểm"), max_length=40, blank=True)
    points = models.DecimalField(_("Điểm"), max_digits=9, decimal_places=2)
    coefficient = models.DecimalField(_("Hệ số"), **COEFFICIENT)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    added_number = models.CharField(_("Quyết định bổ sung"), max_length=60, blank=True)  # an amendment (art. 13.3)
    added_on = models.DateField(_("Ngày bổ sung"), null=True, blank=True)
    flags = models.JSONField(default=list)  # what the check of the version found: duplicate, outside_range …
    search_key = models.CharField(max_length=1200, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_code_once", fields=["catalogue", "code"]),
            models.CheckConstraint(name="item_amounts", condition=Q(points__gt=0, coefficient__gt=0)),
            models.CheckConstraint(
                name="item_added_whole",
                condition=Q(added_number="", added_on__isnull=True) | ~Q(added_number="") & Q(added_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.product}"


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Đã đề nghị")
    FORWARDED = "forwarded", _("Đã chuyển cấp có thẩm quyền")
    ADDED = "added", _("Đã bổ sung")
    REFUSED = "refused", _("Không chấp nhận")


class ItemProposal(models.Model):
    """A new output outside the catalogue, reported to whoever may add it (art. 13.3)."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="proposals")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("Phần"), max_length=8, choices=Part, default=Part.SHARED)
    office = models.CharField(_("Phòng, đơn vị"), max_length=160, blank=True)
    task = models.CharField(_("Nhiệm vụ"), max_length=500)
    product = models.CharField(_("Sản phẩm đầu ra"), max_length=500)
    group = models.CharField(_("Nhóm đề nghị"), max_length=12)
    points = models.DecimalField(_("Điểm đề nghị"), max_digits=9, decimal_places=2)
    reason = models.TextField(_("Lý do"))
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = _act()
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_by = _act()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = _act()
    answer = models.TextField(_("Trả lời"), blank=True)
    item = models.ForeignKey(CatalogueItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            at_with_by("proposal_forwarded", "forwarded_at", "forwarded_by"),
            at_with_by("proposal_answered", "answered_at", "answered_by"),
        ]

    def __str__(self) -> str:
        return self.product


class AssignmentState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    ASSIGNED = "assigned", _("Đã giao")
    REPORTED = "reported", _("Đã báo cáo kết quả")
    ACCEPTED = "accepted", _("Đã xác nhận")
    HANDED_OVER = "handed_over", _("Đã chuyển giao")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")
    SPLIT = "split", _("Đã chia phần")


LIVE = (AssignmentState.ASSIGNED, AssignmentState.REPORTED, AssignmentState.ACCEPTED)


class Assignment(models.Model):
    """A piece of work under the five clears; it cannot leave DRAFT unless all five are there (a CHECK, too)."""

    month = models.DateField(_("Tháng"))  # first day
    state = models.CharField(max_length=12, choices=AssignmentState, default=AssignmentState.DRAFT)
    origin = models.CharField(_("Nguồn"), max_length=12, choices=Origin, default=Origin.PLANNED)
    # rõ người
    posting = models.ForeignKey(
        "people.Posting", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    coordinators = models.ManyToManyField("people.Person", blank=True, related_name="+")
    # rõ việc
    item = models.ForeignKey(CatalogueItem, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(_("Công việc"), max_length=300)
    quantity = models.DecimalField(_("Số lượng"), null=True, blank=True, **QUANTITY)
    coefficient = models.DecimalField(_("Hệ số"), null=True, blank=True, **COEFFICIENT)  # copied when assigned
    # rõ trách nhiệm
    assigner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accountable = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # rõ quy trình
    process = models.CharField(_("Quy trình"), max_length=300, blank=True)
    # rõ hiệu quả
    product = models.CharField(_("Sản phẩm"), max_length=500, blank=True)
    deadline = models.DateField(_("Thời hạn"), null=True, blank=True)

    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    handed_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="handed_to"
    )
    batch = models.UUIDField(null=True, blank=True, db_index=True)  # what was assigned in one act is undone as one
    created_at = models.DateTimeField()
    created_by = _act()
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_by = _act()
    ended_at = models.DateTimeField(null=True, blank=True)  # handed over, withdrawn or split
    ended_by = _act()
    end_reason = models.TextField(_("Lý do"), blank=True)
    # result
    reported_quantity = models.DecimalField(_("Khối lượng báo cáo"), null=True, blank=True, **QUANTITY)
    finished_on = models.DateField(_("Ngày hoàn thành"), null=True, blank=True)
    evidence = models.CharField(_("Minh chứng"), max_length=500, blank=True)  # link or document number
    evidence_file = models.FileField(upload_to="evidence/%Y/%m", blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = _act()
    accepted_quantity = models.DecimalField(_("Khối lượng xác nhận"), null=True, blank=True, **QUANTITY)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = _act()
    accepted_as_reported = models.BooleanField(default=False)  # taken over from the report, not looked at one by one
    review_note = models.TextField(_("Ý kiến"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="assignment_five_clears",
                condition=Q(state="draft")
                | (
                    Q(
                        posting__isnull=False,
                        item__isnull=False,
                        quantity__isnull=False,
                        coefficient__isnull=False,
                        assigner__isnull=False,
                        accountable__isnull=False,
                        deadline__isnull=False,
                        assigned_at__isnull=False,
                    )
                    & ~Q(process="")
                    & ~Q(product="")
                    & ~Q(title="")
                ),
            ),
            models.CheckConstraint(name="assignment_quantity", condition=Q(quantity__isnull=True) | Q(quantity__gt=0)),
            models.CheckConstraint(
                name="assignment_accepted_within",
                condition=Q(accepted_quantity__isnull=True)
                | Q(accepted_quantity__gte=0) & (Q(accepted_quantity__lte=F("quantity"))),
            ),
            at_with_by("assignment_assigned", "assigned_at", "assigned_by"),
            at_with_by("assignment_reported", "reported_at", "reported_by"),
            at_with_by("assignment_accepted", "accepted_at", "accepted_by"),
            at_with_by("assignment_ended", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="assignment_end_reasoned",
                condition=~Q(state__in=["handed_over", "withdrawn", "split"])
                | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="assignment_reported_positive",
                condition=Q(reported_quantity__isnull=True)
                | Q(reported_quantity__gte=0, reported_quantity__lte=F("quantity")),
            ),
        ]
        indexes = [
            models.Index(fields=["posting", "month"]),
            models.Index(fields=["month", "state"]),
        ]

    def __str__(self) -> str:
        return self.title


class IncidentKind(models.TextChoices):
    MAJOR_ERROR = "major_error", _("Sai sót lớn về nội dung")
    DELAY = "delay", _("Chậm tiến độ")


class Incident(models.Model):
    """A major error found, or a delay; waived only when somebody with the right confirms an objective cause (art. 14.2)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=11, choices=IncidentKind)
    on = models.DateField(_("Ngày"))
    note = models.TextField(_("Nội dung"), blank=True)
    noted_at = models.DateTimeField()
    noted_by = _act()  # empty when computed from dates
    cause = models.TextField(_("Nguyên nhân khách quan"), blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = _act()
    confirmed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the authority that confirmed the cause
    document = models.CharField(_("Văn bản xác nhận"), max_length=160, blank=True)

    class Meta:
        constraints = [
            at_with_by("incident_excused", "excused_at", "excused_by"),
            models.CheckConstraint(
                name="incident_cause",
                condition=Q(excused_at__isnull=True) | Q(confirmed_by__isnull=False) & ~Q(cause=""),
            ),
            models.UniqueConstraint(
                name="incident_one_computed_delay",
                fields=["assignment"],
                condition=Q(kind="delay", noted_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
