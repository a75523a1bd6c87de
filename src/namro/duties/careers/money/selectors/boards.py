"""The boards of money: regulations, lists, lines; each a page of rows in a fixed number of statements."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from namro.base.access.rules import Actor
from namro.city.people.selectors import people_matching
from namro.duties.careers.money.models import ListState, PayLine, PayList, Regulation
from namro.duties.careers.money.selectors.checking import with_stale
from namro.duties.careers.money.selectors.standing import overseen

MOST_FOUND = 500


def regulations_for(actor: Actor, *, words: str = "", on: date) -> QuerySet[Regulation]:
    """The regulations of the units the actor oversees, drafts first."""
    units = overseen(actor, on=on)
    rows = Regulation.objects.filter(Q() if units is None else Q(scheme__unit__in=units)).select_related("scheme")
    return rows.filter(title__icontains=words.strip()).order_by("-state", "title", "-version", "pk")


def lists_for(actor: Actor, *, state: str = "", sort: str = "", on: date) -> QuerySet[PayList]:
    """The lists the actor oversees, the newest span first."""
    units = overseen(actor, on=on)
    rows = PayList.objects.filter(Q() if units is None else Q(unit__in=units)).select_related("regulation__scheme")
    rows = with_stale(rows.filter(Q(state=state) if state in ListState.values else Q()))
    order = {"total": ("total", "pk"), "-total": ("-total", "pk")}
    return rows.order_by(*order.get(sort, ("-valid", "-pk")))


def lines_of(row: PayList, *, state: str = "", words: str = "", sort: str = "") -> QuerySet[PayLine]:
    """The lines of a list, by name unless asked otherwise."""
    rows = row.lines.filter(Q(state=state) if state else Q())
    if state == "changed":
        rows = row.lines.exclude(before=None).exclude(amount=F("before"))
    if words.strip():
        rows = rows.filter(person__in=people_matching(words, most=MOST_FOUND))
    order = {"amount": ("amount", "pk"), "-amount": ("-amount", "pk"), "-name": ("-person__sort_key", "pk")}
    return rows.select_related("person", "rating").order_by(*order.get(sort, ("person__sort_key", "person__code")))


def counts_of(row: PayList) -> dict[str, int]:
    """How many lines stand in each state: one query."""
    found = row.lines.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(found)


def own_lines(person_id: int, *, on: date) -> QuerySet[PayLine]:
    """What somebody was given by decided lists."""
    rows = PayLine.objects.filter(person=person_id, pay_list__state=ListState.DECIDED, pay_list__decided_on__lte=on)
    return rows.select_related("pay_list__regulation__scheme").order_by("-pay_list__valid", "-pk")
