"""What numbers about the catalogue are made of, one by one: what it is called, where it is shown, whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.urls import reverse

from namro.duties.procedures.models import Axis, OnlineLevel, PublicationDecision
from namro.duties.procedures.selectors.decisions import entered_between, published_between
from namro.duties.procedures.selectors.online import listed, online_share
from namro.duties.procedures.selectors.standing import SAYS_ALL, standing_on

Row = tuple[str, str, bool]


def behind(kind: str, *, first: date, last: date) -> list[Row]:
    """What one of KINDS counts between two days, or on the last of them; in an order that stays the same."""
    count = KINDS.get(kind)
    return count(first, last) if count else []


def _decisions(rows: Iterable[tuple[PublicationDecision, bool]]) -> list[Row]:
    return [(f"{one.number}: {one.title}", reverse("publication", args=[one.pk]), met) for one, met in rows]


def _published(first: date, last: date) -> list[Row]:
    return _decisions(published_between(first=first, last=last))


def _entered(first: date, last: date) -> list[Row]:
    return _decisions(entered_between(first=first, last=last))


def _procedures(ids: Iterable[int], met: Iterable[int], on: date) -> list[Row]:
    held = frozenset(met)
    return [
        (f"{one.procedure.code} · {one.name}", reverse("procedure", args=[one.procedure_id]), one.procedure_id in held)
        for one in listed(ids, on=on)
    ]


def _whole(_first: date, last: date) -> list[Row]:
    rows = standing_on(last).order_by("procedure__code")
    ids = list(rows.values_list("procedure", flat=True))
    return _procedures(ids, rows.filter(SAYS_ALL).values_list("procedure", flat=True), last)


def _online(_first: date, last: date) -> list[Row]:
    share = online_share(on=last).share
    return _procedures(share.denominator, share.numerator, last)


def _proactive(_first: date, last: date) -> list[Row]:
    eligible = online_share(on=last).share.denominator
    rows = OnlineLevel.objects.filter(axis=Axis.PROACTIVE, valid__contains=last, procedure__in=eligible)
    return _procedures(eligible, rows.exclude(level="").values_list("procedure", flat=True), last)


KINDS: dict[str, Callable[[date, date], list[Row]]] = {
    "published": _published, "entered": _entered, "whole": _whole, "online_procedures": _online, "proactive": _proactive,
}  # fmt: skip
