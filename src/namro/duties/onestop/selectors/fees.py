"""What dossiers cost: the fees of one, and the totals of a point, which add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.duties.onestop.access import relations_to
from namro.duties.onestop.clocks import aware
from namro.duties.onestop.models import Dossier, FeeRefund, FeeRequest
from namro.duties.onestop.models.fees import OPEN_FEE, FeeKind, PayMode


@dataclass(frozen=True)
class Cost:
    """A fee of a dossier as its page shows it."""

    row: FeeRequest
    refunded: int
    is_open: bool


@dataclass(frozen=True)
class Totals:
    """Money of a point in a stretch of days: paid = net + refunded; by kind and by mode it adds up to the same."""

    paid: int
    refunded: int
    still_open: int  # asked in those days and neither paid nor cancelled by now
    kinds: list[tuple[str, int]]
    modes: list[tuple[str, int]]

    @property
    def net(self) -> int:
        return self.paid - self.refunded


def costs_of(dossier: Dossier) -> list[Cost]:
    """The fees of a dossier in the order they were asked for: two queries, or one."""
    rows = list(FeeRequest.objects.filter(dossier=dossier).prefetch_related("refunds").order_by("pk"))
    return [
        Cost(
            one, sum(back.amount for back in one.refunds.all()), one.paid_at is None and one.cancelled_at is None
        )
        for one in rows
    ]  # fmt: skip


def totals(point_id: int, *, first: date, until: date) -> Totals:
    """The money of a point from the first day to before the last: two queries."""
    since, before = (aware(datetime.combine(day, time())) for day in (first, until))
    paid = Q(paid_at__gte=since, paid_at__lt=before)
    sums = {"paid": paid, "open": OPEN_FEE & Q(asked_at__gte=since, asked_at__lt=before)}
    sums |= {f"kind_{one}": paid & Q(kind=one) for one in FeeKind.values}
    sums |= {f"mode_{one}": paid & Q(mode=one) for one in PayMode.values}
    rows = FeeRequest.objects.filter(paid | sums["open"], point=point_id)
    found = rows.aggregate(**{name: Coalesce(Sum("amount", filter=which), 0) for name, which in sums.items()})
    back = FeeRefund.objects.filter(fee__point=point_id, at__gte=since, at__lt=before)
    return Totals(
        int(found["paid"]), int(back.aggregate(all=Coalesce(Sum("amount"), 0))["all"]), int(found["open"]),
        [(str(one.label), int(found[f"kind_{one.value}"])) for one in FeeKind],
        [(str(one.label), int(found[f"mode_{one.value}"])) for one in PayMode],
    )  # fmt: skip


def taken(point_id: int, *, first: date, until: date) -> QuerySet[FeeRequest]:
    """What a point took in those days, latest first."""
    since, before = (aware(datetime.combine(day, time())) for day in (first, until))
    moments = Q(paid_at__gte=since, paid_at__lt=before)
    rows = FeeRequest.objects.filter(moments, point=point_id).select_related("dossier", "paid_by__person")
    return rows.prefetch_related("refunds").order_by("-paid_at", "-pk")


def fee_for(actor: Actor, fee_id: int, *, on: date, needs: Permission) -> tuple[FeeRequest, frozenset[Relation]]:
    """A fee with its dossier, and what the actor is to that. Refuses: onestop.fee.not_found, access.denied."""
    fee = FeeRequest.objects.select_related("dossier__point").filter(pk=fee_id).first()
    relations = relations_to(fee.dossier, actor, on=on) if fee else frozenset()
    if fee is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.fee.not_found", _("Không có khoản thu này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    return fee, relations
