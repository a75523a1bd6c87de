"""Procedures, their dated versions, and the time limits and fees of each."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, no_overlap

CODE = r"^[0-9]\.[0-9]{6}(\.[0-9A-Z]+)*$"


def act() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Level(models.TextChoices):
    MINISTRY = "ministry", _("Cấp bộ")
    PROVINCE = "province", _("Cấp tỉnh")
    COMMUNE = "commune", _("Cấp xã")
    OTHER = "other", _("Cơ quan khác")


class Channel(models.TextChoices):
    ANY = "", _("Mọi hình thức")
    IN_PERSON = "in_person", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    POSTAL = "postal", _("Bưu chính")


class Field(models.Model):
    """A field of state management (lĩnh vực) that procedures belong to."""

    name = models.CharField(_("Lĩnh vực"), max_length=200, unique=True)
    search_key = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """A procedure by its national code; what it asks for and grants is in its versions. Never deleted."""

    code = models.CharField(_("Mã thủ tục"), max_length=40, unique=True)
    name = models.CharField(_("Tên thủ tục"), max_length=1500)  # as in the newest version
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures", verbose_name=_("Lĩnh vực"))
    search_key = models.CharField(max_length=1600, editable=False)
    created_at = models.DateTimeField()
    created_by = act()

    class Meta:
        constraints = [models.CheckConstraint(name="procedure_code", condition=Q(code__regex=CODE))]
        indexes = [models.Index(fields=["field", "code"], name="procedure_field")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    PUBLISHED = "published", _("Đã công bố")
    ABOLISHED = "abolished", _("Đã bãi bỏ")
    WITHDRAWN = "withdrawn", _("Đã rút")


IN_FORCE = (VersionState.PUBLISHED, VersionState.ABOLISHED)  # each within its own `valid`


class ProcedureVersion(models.Model):
    """A procedure with all its constituent parts (NĐ 63/2010 art. 8), in force in `valid` once published.

    Parts that are lists: `steps` and `legal_basis` texts; `papers` [{"name", "originals", "copies", "form"}];
    `unread` [{"text", "why", "channel"}]: what a source says about time that nobody has read yet.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid = DateRangeField(_("Hiệu lực"), null=True, blank=True)
    name = models.CharField(_("Tên thủ tục"), max_length=1500)
    levels = ArrayField(models.CharField(max_length=8, choices=Level), verbose_name=_("Cấp thực hiện"), default=list)
    steps = models.JSONField(_("Trình tự thực hiện"), default=list)
    papers = models.JSONField(_("Thành phần hồ sơ"), default=list)
    sets = models.PositiveSmallIntegerField(_("Số bộ hồ sơ"), default=1)
    applicants = models.TextField(_("Đối tượng thực hiện"), blank=True)
    competent = models.TextField(_("Cơ quan có thẩm quyền"), blank=True)
    executing = models.TextField(_("Cơ quan thực hiện"), blank=True)
    result = models.TextField(_("Kết quả"), blank=True)
    conditions = models.TextField(_("Yêu cầu, điều kiện"), blank=True)
    legal_basis = models.JSONField(_("Căn cứ pháp lý"), default=list)
    unread = models.JSONField(_("Thời hạn chưa đọc được"), default=list)
    search_key = models.TextField(editable=False, blank=True)  # of the competent and executing bodies
    source = models.CharField(_("Nguồn"), max_length=200, blank=True)
    decision = models.ForeignKey(
        "procedures.PublicationDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="versions"
    )
    created_at = models.DateTimeField()
    created_by = act()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = act()

    class Meta:
        constraints = [
            at_with_by("version_published", "published_at", "published_by"),
            models.CheckConstraint(
                name="version_in_force_whole",
                condition=~Q(state__in=["published", "abolished"])
                | Q(
                    valid__isnull=False,
                    valid__startswith__isnull=False,
                    valid__isempty=False,
                    published_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="version_abolished_ends", condition=~Q(state="abolished") | Q(valid__endswith__isnull=False)
            ),
            models.CheckConstraint(name="version_sets", condition=Q(sets__gte=1)),
            no_overlap("version_one_in_force", "procedure_id", condition=Q(state__in=["published", "abolished"])),
            models.UniqueConstraint(name="version_one_draft", fields=["procedure"], condition=Q(state="draft")),
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureLimit(models.Model):
    """A time limit of a version: for a channel ("" for any) and a case ("" for the ordinary one)."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="limits")
    channel = models.CharField(_("Hình thức nộp"), max_length=9, choices=Channel, blank=True, default="")
    case = models.CharField(_("Trường hợp"), max_length=600, blank=True)
    quantity = models.PositiveSmallIntegerField(_("Số lượng"))
    unit = models.CharField(
        _("Đơn vị"), max_length=12,
        choices=[
            ("same_day", _("trong ngày")), ("hours", _("giờ")), ("days", _("ngày")),
            ("working_days", _("ngày làm việc")), ("months", _("tháng")),
        ],
    )  # fmt: skip
    is_maximum = models.BooleanField(default=False)  # the source says "at most"
    text = models.CharField(_("Nguyên văn"), max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="limit_once", fields=["version", "channel", "case"]),
            models.CheckConstraint(
                name="limit_quantity",
                condition=Q(unit="same_day", quantity=0) | ~Q(unit="same_day") & Q(quantity__gte=1),
            ),
            models.CheckConstraint(
                name="limit_unit", condition=Q(unit__in=["same_day", "hours", "days", "working_days", "months"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}"


class ProcedureFee(models.Model):
    """A fee or charge of a version: whole đồng, or words where the source gives no single amount."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="fees")
    channel = models.CharField(_("Hình thức nộp"), max_length=9, choices=Channel, blank=True, default="")
    amount = models.PositiveBigIntegerField(_("Mức thu (đồng)"), null=True, blank=True)
    text = models.CharField(_("Nội dung thu"), max_length=600, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="fee_said", condition=Q(amount__isnull=False) | ~Q(text=""))]

    def __str__(self) -> str:
        return self.text or str(self.amount)
