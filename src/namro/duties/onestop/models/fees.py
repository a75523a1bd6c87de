"""What a dossier costs, in whole đồng: asked for, paid with a receipt, given back with a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.onestop.models.dossiers import Dossier, _act

OPEN_FEE = Q(paid_at__isnull=True, cancelled_at__isnull=True)


class FeeKind(models.TextChoices):
    FEE = "fee", _("Phí")
    CHARGE = "charge", _("Lệ phí")


class PayMode(models.TextChoices):
    CASH = "cash", _("Tiền mặt")
    TRANSFER = "transfer", _("Chuyển khoản")
    ONLINE = "online", _("Thanh toán trực tuyến")


class FeeRequest(models.Model):
    """One fee or charge of a dossier. Paid once, whole; a receipt number is used once at a point."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="fees", db_index=False)
    point = models.ForeignKey("onestop.ServicePoint", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("Loại"), max_length=6, choices=FeeKind)
    content = models.CharField(_("Khoản thu"), max_length=300)
    amount = models.BigIntegerField(_("Số tiền"))
    basis = models.CharField(_("Căn cứ"), max_length=300)  # the line of the catalogue, or why another amount
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    mode = models.CharField(_("Hình thức thanh toán"), max_length=8, choices=PayMode, blank=True)
    receipt_number = models.CharField(_("Số biên lai"), max_length=40, blank=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = _act()  # who took it
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = _act()
    cancelled_because = models.CharField(max_length=300, blank=True)  # "": the dossier was withdrawn

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="fee_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="fee_clear", condition=~Q(content="") & ~Q(basis="")),
            models.CheckConstraint(name="fee_kinds", condition=Q(kind__in=FeeKind.values)),
            models.CheckConstraint(
                name="fee_paid_whole",
                condition=Q(paid_at__isnull=True, mode="", receipt_number="")
                | Q(paid_at__isnull=False, mode__in=PayMode.values) & ~Q(receipt_number=""),
            ),
            models.CheckConstraint(
                name="fee_one_end", condition=Q(paid_at__isnull=True) | Q(cancelled_at__isnull=True)
            ),
            at_with_by("fee_paid", "paid_at", "paid_by"),
            at_with_by("fee_cancelled", "cancelled_at", "cancelled_by"),
            models.UniqueConstraint(
                name="fee_asked_once", fields=["dossier", "content"], condition=Q(cancelled_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="fee_receipt_once", fields=["point", "receipt_number"], condition=~Q(receipt_number="")
            ),
        ]
        indexes = [
            models.Index(fields=["point", "paid_at"], condition=Q(paid_at__isnull=False), name="fee_point_paid"),
            models.Index(fields=["point", "asked_at"], name="fee_point_asked"),
        ]

    def __str__(self) -> str:
        return self.content


class FeeRefund(models.Model):
    """Money given back: a row of its own, so that what was paid is never changed."""

    fee = models.ForeignKey(FeeRequest, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField(_("Số tiền hoàn"))
    reason = models.CharField(_("Lý do"), max_length=300)
    voucher = models.CharField(_("Số phiếu chi"), max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="refund_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="refund_clear", condition=~Q(reason="") & ~Q(voucher="")),
            models.UniqueConstraint(name="refund_voucher_once", fields=["fee", "voucher"]),
        ]
        indexes = [models.Index(fields=["at"], name="refund_at")]

    def __str__(self) -> str:
        return self.reason
