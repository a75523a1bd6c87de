"""A table of agencies as it is read: rows with their shares, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.errors import NotVisible
from namro.duties.onestop.models import Summary, SummaryRow
from namro.duties.onestop.reports.conventions import summary_score
from namro.duties.onestop.reports.rounding import rounded

PLACES = 2  # of shares, as the portals print them
ORDERS = {
    "code": ("code",), "name": ("name", "code"), "received": ("-received", "code"), "overdue": ("-overdue", "code"),
    "days": (F("days").desc(nulls_last=True), "code"),
}  # fmt: skip


@dataclass(frozen=True)
class Total:
    """What agencies add up to; shares in hundredths, None where nothing was received."""

    agencies: int
    received: int
    on_time: int
    overdue: int

    @property
    def share(self) -> Fraction | None:
        return share_of(self.on_time, self.received)

    @property
    def score(self) -> Fraction | None:
        """Points of the share as it is printed, by the rule of law/parameters/desk_reports.yaml."""
        if self.share is None:
            return None
        best, places = summary_score().best, summary_score().places
        return Fraction(rounded(Fraction(rounded(self.share, PLACES)) * best / 100, places))


def share_of(on_time: int, received: int) -> Fraction | None:
    """On time out of received, in hundredths."""
    return Fraction(100 * on_time, received) if received else None


def tables() -> QuerySet[Summary]:
    """Every table, newest first, with how many agencies it has."""
    return (
        Summary.objects.select_related("imported_by__person")
        .annotate(agencies=Count("rows"))
        .order_by("-last", "-first", "-pk")
    )


def table(summary_id: int) -> Summary:
    """Refuses: onestop.summary.not_found"""
    found = tables().filter(pk=summary_id).first()
    if found is None:
        raise NotVisible("onestop.summary.not_found", _("Không có bảng này: có thể lần nhập đã được hoàn tác."))
    return found


def agencies(summary_id: int, *, tier: str = "", words: str = "", order: str = "code") -> list[SummaryRow]:
    """Its agencies, narrowed and ordered; by share the worst first, those without dossiers last."""
    rows = SummaryRow.objects.filter(summary=summary_id)
    if tier:
        rows = rows.filter(tier=tier)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__iexact=words))
    if order == "share":
        return sorted(rows.order_by("code"), key=_share_or_last)
    return list(rows.order_by(*ORDERS.get(order, ORDERS["code"])))


def _share_or_last(row: SummaryRow) -> Fraction:
    share = share_of(row.on_time, row.received)
    return Fraction(101) if share is None else share


def total(rows: Sequence[SummaryRow]) -> Total:
    """What the agencies shown add up to."""
    return Total(
        len(rows), sum(one.received for one in rows), sum(one.on_time for one in rows), sum(one.overdue for one in rows)
    )
