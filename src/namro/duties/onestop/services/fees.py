"""Fees and charges of a dossier: asked for, paid once with a receipt, given back in a row of their own. Whole đồng."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.duties.onestop.access import relations_to
from namro.duties.onestop.models import Dossier, FeeRefund, FeeRequest
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.models.fees import FeeKind, PayMode
from namro.duties.onestop.selectors.accepted import offer_of
from namro.duties.onestop.services.moving import taken

ASKS = frozenset({Relation.RECEIVER, Relation.SUPERVISOR, Relation.HANDLER})
TAKES = frozenset({Relation.RECEIVER, Relation.SUPERVISOR})
PAYABLE = (*RUNNING, "done", "returned")
MOST = 10**12  # a slip of the hand, not a fee


@dataclass(frozen=True)
class FeeData:
    """A fee or charge: its kind, what it is for, how much, and why where the catalogue names no such amount."""

    kind: str
    content: str
    amount: int
    because: str = ""


@dataclass(frozen=True)
class Payment:
    """How it was paid, and the number of the receipt given."""

    mode: str
    receipt_number: str


@transaction.atomic
def ask_fees(dossier_id: int, fees: Sequence[FeeData], *, by: Actor, at: datetime, on: date) -> list[FeeRequest]:
    """Ask for what a dossier costs.

    Refuses: onestop.not_found, access.denied, onestop.fee.not_running, onestop.fee.none, onestop.fee.kind,
    onestop.fee.content, onestop.fee.amount, onestop.fee.because, onestop.fee.asked_twice
    Records: onestop:fee:asked
    """
    dossier, relations = taken(dossier_id, by, on=on)
    _must_hold(relations & ASKS)
    if dossier.state not in (*RUNNING, "done"):
        raise DomainError("onestop.fee.not_running", _("Hồ sơ chưa tiếp nhận hoặc đã kết thúc nên không thu gì."))
    if not fees:
        raise DomainError("onestop.fee.none", _("Hãy chọn ít nhất một khoản thu."), field="content")
    known = _offered(dossier)
    assert by.user_id is not None
    made = []
    for one in fees:
        _must_be_clear(dossier, one, known)
        basis = one.because.strip() or known[one.amount]
        made.append(FeeRequest.objects.create(
            dossier=dossier, point_id=dossier.point_id, kind=one.kind, content=one.content.strip(), amount=one.amount,
            basis=basis, asked_at=at, asked_by_id=by.user_id,
        ))  # fmt: skip
    record(
        tag="onestop:fee:asked", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"fees": [{"id": one.pk, "kind": one.kind, "amount": one.amount} for one in made]},
    )  # fmt: skip
    return made


def _offered(dossier: Dossier) -> dict[int, str]:
    """The amounts the version it was accepted under names, with their lines; none where the catalogue never had it."""
    offered = offer_of(dossier)
    charges = offered.charges if offered else ()
    return {one.amount: one.text for one in charges if one.amount and one.channel in ("", dossier.channel)}


def _must_be_clear(dossier: Dossier, one: FeeData, known: dict[int, str]) -> None:
    if one.kind not in FeeKind.values:
        raise DomainError("onestop.fee.kind", _("Hãy chọn phí hoặc lệ phí."), field="kind")
    if not one.content.strip():
        raise DomainError("onestop.fee.content", _("Hãy ghi khoản thu."), field="content")
    if isinstance(one.amount, bool) or not isinstance(one.amount, int) or not 0 < one.amount <= MOST:
        text = _("Số tiền là số nguyên đồng, lớn hơn 0.")
        raise DomainError("onestop.fee.amount", text, field="amount")
    if one.amount not in known and not one.because.strip():
        text = _("Danh mục thủ tục không có mức thu này. Hãy ghi căn cứ của mức thu.")
        raise DomainError("onestop.fee.because", text, field="because")
    if FeeRequest.objects.filter(dossier=dossier, content=one.content.strip(), cancelled_at=None).exists():
        text = _("Khoản thu này đã yêu cầu rồi. Mỗi khoản chỉ thu một lần.")
        raise DomainError("onestop.fee.asked_twice", text, field="content")


@transaction.atomic
def pay(fee_id: int, payment: Payment, *, by: Actor, at: datetime, on: date) -> FeeRequest:
    """Take the money of a fee, whole, against a receipt.

    Refuses: onestop.fee.not_found, access.denied, onestop.fee.paid_twice, onestop.fee.cancelled, onestop.fee.mode,
    onestop.fee.receipt, onestop.fee.receipt_used, onestop.fee.not_running
    Records: onestop:fee:paid
    """
    fee, dossier, relations = _fee(fee_id, by, on, Permission.DOSSIER_WORK)
    _must_hold(relations & TAKES)
    _must_be_open(fee)
    if dossier.state not in PAYABLE:
        raise DomainError("onestop.fee.not_running", _("Hồ sơ chưa tiếp nhận hoặc đã kết thúc nên không thu gì."))
    number = payment.receipt_number.strip()
    if payment.mode not in PayMode.values:
        raise DomainError("onestop.fee.mode", _("Hãy chọn hình thức thanh toán."), field="mode")
    if not number:
        raise DomainError("onestop.fee.receipt", _("Hãy ghi số biên lai."), field="receipt_number")
    if FeeRequest.objects.filter(point=fee.point_id, receipt_number=number).exists():
        text = _("Số biên lai này đã dùng cho khoản thu khác. Hãy kiểm tra lại cuống biên lai.")
        raise DomainError("onestop.fee.receipt_used", text, field="receipt_number")
    fee.mode, fee.receipt_number, fee.paid_at, fee.paid_by_id = payment.mode, number, at, by.user_id
    fee.save()
    record(
        tag="onestop:fee:paid", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"fee": fee.pk, "amount": fee.amount, "mode": fee.mode, "receipt": number},
    )  # fmt: skip
    return fee


@transaction.atomic
def cancel_fee(fee_id: int, *, reason: str, by: Actor, at: datetime, on: date) -> FeeRequest:
    """A fee asked for by mistake, and not paid.

    Refuses: onestop.fee.not_found, access.denied, onestop.fee.paid_twice, onestop.fee.cancelled, onestop.reason.missing
    Records: onestop:fee:cancelled
    """
    fee, dossier, relations = _fee(fee_id, by, on, Permission.DOSSIER_WORK)
    _must_hold(relations & ASKS)
    _must_be_open(fee)
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do."), field="reason")
    fee.cancelled_at, fee.cancelled_by_id, fee.cancelled_because = at, by.user_id, reason.strip()
    fee.save()
    record(
        tag="onestop:fee:cancelled", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        reason=reason, after={"fee": fee.pk, "amount": fee.amount},
    )  # fmt: skip
    return fee


@transaction.atomic
def refund(fee_id: int, *, amount: int, reason: str, voucher: str, by: Actor, at: datetime, on: date) -> FeeRefund:
    """Give money back: all of a fee or some of it, never more than was paid and not given back yet.

    Refuses: onestop.fee.not_found, access.denied, onestop.fee.not_paid, onestop.fee.amount, onestop.refund.too_much,
    onestop.reason.missing, onestop.refund.voucher, onestop.refund.voucher_used
    Records: onestop:fee:refunded
    """
    fee, dossier, _relations = _fee(fee_id, by, on, Permission.DOSSIER_OVERSEE)
    _must_be_refundable(fee, amount)
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do."), field="reason")
    if not voucher.strip():
        raise DomainError("onestop.refund.voucher", _("Hãy ghi số phiếu chi."), field="voucher")
    if fee.refunds.filter(voucher=voucher.strip()).exists():
        raise DomainError("onestop.refund.voucher_used", _("Phiếu chi này đã ghi rồi."), field="voucher")
    assert by.user_id is not None
    made = FeeRefund.objects.create(
        fee=fee, amount=amount, reason=reason.strip(), voucher=voucher.strip(), at=at, by_id=by.user_id
    )
    record(
        tag="onestop:fee:refunded", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id, reason=reason,
        after={"fee": fee.pk, "amount": amount, "voucher": made.voucher},
    )  # fmt: skip
    return made


def _must_be_refundable(fee: FeeRequest, amount: int) -> None:
    if fee.paid_at is None:
        raise DomainError("onestop.fee.not_paid", _("Khoản này chưa thu nên không có gì để hoàn."))
    if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0:
        raise DomainError("onestop.fee.amount", _("Số tiền là số nguyên đồng, lớn hơn 0."), field="amount")
    left = fee.amount - (fee.refunds.aggregate(all=Sum("amount"))["all"] or 0)
    if amount > left:
        text = _("Chỉ còn %(left)s đồng chưa hoàn của khoản này.") % {"left": left}
        raise DomainError("onestop.refund.too_much", text, field="amount")


def _must_hold(found: frozenset[Relation]) -> None:
    if not found:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))


def _must_be_open(fee: FeeRequest) -> None:
    if fee.paid_at is not None:
        text = _("Khoản này đã thu rồi, biên lai số %(number)s. Không thu lần nữa.") % {"number": fee.receipt_number}
        raise DomainError("onestop.fee.paid_twice", text)
    if fee.cancelled_at is not None:
        raise DomainError("onestop.fee.cancelled", _("Khoản thu này đã hủy."))


def _fee(fee_id: int, by: Actor, on: date, needs: Permission) -> tuple[FeeRequest, Dossier, frozenset[Relation]]:
    """The fee and its dossier, both locked."""
    fee = FeeRequest.objects.select_for_update().filter(pk=fee_id).first()
    dossier = Dossier.objects.select_for_update().filter(pk=fee.dossier_id).first() if fee else None
    relations = relations_to(dossier, by, on=on) if dossier else frozenset()
    if fee is None or dossier is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.fee.not_found", _("Không có khoản thu này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    return fee, dossier, relations
