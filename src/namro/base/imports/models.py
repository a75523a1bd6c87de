"""Uploads and what became of them; what officers said about columns; what each import did, so that it can be undone."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by


class UploadState(models.TextChoices):
    ANALYSING = "analysing", _("Đang đọc")
    ANALYSED = "analysed", _("Chờ xác nhận")
    CONFIRMING = "confirming", _("Đang ghi")
    CONFIRMED = "confirmed", _("Đã nhập")
    UNDONE = "undone", _("Đã hoàn tác")
    FAILED = "failed", _("Không đọc được")
    DROPPED = "dropped", _("Đã bỏ")


class Upload(models.Model):
    """One file somebody gave us: kept as it came, with how it was read, what was found and what was done with it."""

    kind = models.CharField(max_length=20)
    name = models.CharField(_("Tên tệp"), max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m")
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes, so that what is confirmed is what was shown
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.ANALYSING)
    on = models.DateField(_("Số liệu tính đến ngày"))
    choices = models.JSONField(default=dict)  # sheet, header_rows, corrections, convert_legacy, answers, options …
    analysis = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="uploads")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_reason = models.TextField(_("Lý do hoàn tác"), blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [at_with_by("upload_undone", "undone_at", "undone_by")]
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"])]

    def __str__(self) -> str:
        return self.name


class RememberedMapping(models.Model):
    """What a header means in the files of one user, as they said it once."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    header = models.CharField(max_length=400)  # the header's fingerprint, as the matching makes it
    field = models.CharField(max_length=40, blank=True)  # empty: the column is left out
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="mapping_once", fields=["user", "kind", "header"])]

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"


class ImportAct(models.Model):
    """What one import did to one table: what undoing it needs."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="acts")
    table = models.CharField(max_length=80)
    inserted = ArrayField(models.BigIntegerField(), default=list)
    changed = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="act_once_per_table", fields=["upload", "table"])]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.table}"
