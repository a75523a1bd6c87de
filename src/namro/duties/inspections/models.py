"""One finding of a concluded inspection, from the register to its remedy; withdrawn, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Upper
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by


def _act(*, null: bool = True) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=null, on_delete=models.PROTECT, related_name="+", db_index=False)


class Kind(models.TextChoices):
    """How the inspection came about."""

    PLANNED = "planned", _("Theo kế hoạch")
    SURPRISE = "surprise", _("Đột xuất, không báo trước")
    THEMATIC = "thematic", _("Theo chuyên đề")
    DIRECTED = "directed", _("Theo chỉ đạo")
    FEEDBACK = "feedback", _("Theo phản ánh")
    OWN = "own", _("Tự kiểm tra")
    AGAIN = "again", _("Tái kiểm tra")


class Severity(models.TextChoices):
    """What the conclusion itself calls it; where it says nothing, that is what stands here."""

    UNSTATED = "unstated", _("Kết luận không nêu")
    SHORTCOMING = "shortcoming", _("Thiếu sót, hạn chế")
    LESS = "less", _("Ít nghiêm trọng")
    SERIOUS = "serious", _("Nghiêm trọng")
    VERY = "very", _("Rất nghiêm trọng")


class Finding(models.Model):
    """What an inspection concluded of a person, or of a unit as a whole: the breach, its article, how it was remedied."""

    found_on = models.DateField(_("Ngày vi phạm, ngày kiểm tra"))
    number = models.CharField(_("Số kết luận"), max_length=60)
    concluded_on = models.DateField(_("Ngày kết luận"))
    body = models.CharField(_("Cơ quan, đoàn kiểm tra"), max_length=200)
    kind = models.CharField(_("Hình thức kiểm tra"), max_length=8, choices=Kind)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_collective = models.BooleanField(_("Tập thể"))  # said, not guessed from nobody being named
    content = models.TextField(_("Nội dung tồn tại"))
    content_key = models.TextField(editable=False)
    article = models.CharField(_("Điều, khoản bị vi phạm"), max_length=300)
    severity = models.CharField(_("Mức độ"), max_length=11, choices=Severity, default=Severity.UNSTATED)
    recommendation = models.TextField(_("Kiến nghị của kết luận"), blank=True)
    due_on = models.DateField(_("Hạn khắc phục"), null=True)
    recorded_at = models.DateTimeField()
    recorded_by = _act(null=False)
    remedy = models.TextField(_("Đã khắc phục thế nào"), blank=True)
    proof = models.TextField(_("Minh chứng"), blank=True)
    proof_number = models.CharField(_("Số văn bản minh chứng"), max_length=60, blank=True)
    remedied_on = models.DateField(_("Ngày khắc phục"), null=True)
    remedied_at = models.DateTimeField(null=True)
    remedied_by = _act()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = _act()
    withdrawal_reason = models.TextField(_("Lý do rút"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_said", condition=~Q(number="") & ~Q(body="") & ~Q(content="") & ~Q(article="")
            ),
            models.CheckConstraint(name="finding_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="finding_severity", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(
                name="finding_whose",
                condition=Q(person__isnull=True, is_collective=True) | Q(person__isnull=False, is_collective=False),
            ),
            models.CheckConstraint(name="finding_before_conclusion", condition=Q(concluded_on__gte=F("found_on"))),
            models.CheckConstraint(
                name="finding_due",
                condition=Q(due_on__isnull=True) | (Q(due_on__gte=F("concluded_on")) & ~Q(recommendation="")),
            ),
            at_with_by("finding_remedied", "remedied_at", "remedied_by"),
            models.CheckConstraint(
                name="finding_remedied_proven",
                condition=Q(remedied_at__isnull=True, remedied_on__isnull=True, remedy="", proof="", proof_number="")
                | Q(remedied_at__isnull=False, remedied_on__gte=F("found_on"))
                & ~Q(remedy="")
                & ~Q(proof="")
                & ~Q(proof_number=""),
            ),
            at_with_by("finding_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="finding_withdrawn_why",
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            ),
            # The words themselves may be longer than an index holds.
            models.UniqueConstraint(
                Upper("number"), "concluded_on", "unit", "person", MD5("content_key"),
                name="finding_once", condition=Q(withdrawn_at__isnull=True), nulls_distinct=False,
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit", "-found_on", "-id"], name="finding_unit"),
            models.Index(fields=["-found_on", "-id"], name="finding_newest"),
            models.Index(fields=["person", "-found_on"], name="finding_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["due_on"], name="finding_open", condition=Q(remedied_at__isnull=True, withdrawn_at__isnull=True)
            ),
            GinIndex(SearchVector("content_key", config="simple"), name="finding_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.found_on:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        """Neither remedied nor withdrawn."""
        return self.remedied_at is None and self.withdrawn_at is None
