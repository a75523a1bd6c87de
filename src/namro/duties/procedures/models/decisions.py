"""Decisions that publish procedures, and what each line of them changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.procedures.models.catalogue import Field, Procedure, ProcedureVersion, act


class DecisionState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    PUBLISHED = "published", _("Đã công bố")


class Issuer(models.TextChoices):
    MINISTER = "minister", _("Bộ trưởng")
    CHAIR = "chair", _("Chủ tịch UBND cấp tỉnh")


class PublicationDecision(models.Model):
    """A decision publishing procedures (NĐ 63/2010 art. 13 to 15, 24); a draft is watched against its deadline."""

    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    issuer = models.CharField(_("Thẩm quyền"), max_length=8, choices=Issuer, default=Issuer.CHAIR)
    title = models.CharField(_("Trích yếu"), max_length=500)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True, blank=True)
    signer = models.CharField(_("Người ký"), max_length=120, blank=True)
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_text = models.CharField(_("Văn bản có quy định thủ tục"), max_length=300)
    source_signed_on = models.DateField(_("Ngày ký văn bản"), null=True, blank=True)
    source_effective_on = models.DateField(_("Văn bản có hiệu lực từ"))
    is_fast_track = models.BooleanField(_("Theo trình tự, thủ tục rút gọn"), default=False)
    entered_on = models.DateField(_("Ngày đưa vào cơ sở dữ liệu quốc gia"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = act()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = act()

    class Meta:
        constraints = [
            at_with_by("publication_published", "published_at", "published_by"),
            models.CheckConstraint(
                name="publication_whole",
                condition=~Q(state="published")
                | Q(signed_on__isnull=False, published_at__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="publication_fast_track_signed",
                condition=Q(is_fast_track=False) | Q(source_signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_entered_after",
                condition=Q(entered_on__isnull=True) | Q(entered_on__gte=F("signed_on")),
            ),
            models.UniqueConstraint(
                name="publication_number_once", fields=["number", "signed_on"], condition=Q(state="published")
            ),
        ]
        indexes = [models.Index(fields=["signed_on"], name="publication_signed")]

    def __str__(self) -> str:
        return self.number or self.title


class ChangeKind(models.TextChoices):
    NEW = "new", _("Ban hành mới")
    AMENDED = "amended", _("Sửa đổi, bổ sung")
    REPLACED = "replaced", _("Thay thế")
    ABOLISHED = "abolished", _("Bãi bỏ")
    ANNULLED = "annulled", _("Hủy bỏ")


class ChangeLine(models.Model):
    """What a decision does to one procedure, from a day on. A procedure has one line in a decision."""

    decision = models.ForeignKey(PublicationDecision, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("Thay đổi"), max_length=9, choices=ChangeKind)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="lines")
    version = models.ForeignKey(ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    replaces = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_in")
    effective_on = models.DateField(_("Hiệu lực từ"))
    basis = models.CharField(_("Văn bản quy định"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="line_once", fields=["decision", "procedure"]),
            models.CheckConstraint(name="line_replaces", condition=Q(replaces__isnull=True) | Q(kind="replaced")),
        ]
        indexes = [models.Index(fields=["procedure", "effective_on"], name="line_procedure")]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"
