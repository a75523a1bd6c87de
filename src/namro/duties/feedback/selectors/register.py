"""The list of feedback, its counts, and one of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.city.organisation import selectors as organisation
from namro.duties.feedback import access
from namro.duties.feedback.models import Feedback, State
from namro.duties.feedback.models.register import OPEN
from namro.duties.feedback.parameters import parameters
from namro.engine.text import search_key

LATE = "late"
SORTS = {
    "newest": ("-received_on", "-id"), "oldest": ("received_on", "id"), "due": ("due_on", "id"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What of the list somebody asks for. `state` is a state, "open", "late" or empty."""

    query: str = ""
    state: str = ""
    klass: str = ""
    unit: int | None = None
    person: int | None = None
    month: date | None = None  # of the receipt; of the count where `is_counted`
    is_counted: bool = False  # only those observed of somebody
    sort: str = "newest"


def asked_of(get: Mapping[str, str]) -> Asked:
    """The question of an address; what makes no sense is left out."""
    state, klass, sort = get.get("state", ""), get.get("klass", ""), get.get("sort", "")
    return Asked(
        query=get.get("q", "").strip()[:200],
        state=state if state in {*State.values, "open", LATE} else "",
        klass=klass if klass in parameters().classes else "",
        unit=_number(get.get("unit", "")),
        person=_number(get.get("person", "")),
        month=_month(get.get("month", "")),
        is_counted=get.get("counted", "") == "1",
        sort=sort if sort in SORTS else "newest",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def register(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Feedback]:
    """What the actor may open of it."""
    rows = Feedback.objects.filter(access.sight_of(actor, on=on).q()).filter(_wanted(asked, on))
    if asked.query:
        rows = _found(rows, asked.query)
    return rows.select_related("person", "handler").order_by(*SORTS[asked.sort])


def _wanted(asked: Asked, on: date) -> Q:
    found = _in_state(asked.state, on)
    if asked.klass:
        found &= Q(klass=asked.klass)
    if asked.unit is not None:
        found &= Q(unit__in=organisation.subtree_ids(asked.unit, on=on) or {asked.unit})
    if asked.person is not None:
        found &= Q(person=asked.person)
    if asked.is_counted:
        found &= Q(klass__in=_complaints(), outcome__in=parameters().observed_outcomes)
    if asked.month is not None:
        after = (asked.month.replace(day=28) + timedelta(days=4)).replace(day=1)
        found &= (
            Q(counted_in=asked.month) if asked.is_counted else Q(received_on__gte=asked.month, received_on__lt=after)
        )
    return found


def _in_state(state: str, on: date) -> Q:
    if state == "open":
        return Q(state__in=OPEN)
    if state == LATE:
        return Q(state__in=OPEN, due_on__lt=on)
    return Q(state=state) if state else Q()


def _complaints() -> list[str]:
    return [one.key for one in parameters().classes.values() if one.is_complaint]


def _found(rows: QuerySet[Feedback], query: str) -> QuerySet[Feedback]:
    """By its code, by that of a dossier, or by words of what was said, accents optional."""
    words = " ".join(search_key(query).split())
    said = SearchQuery(words, config="simple", search_type="plain")
    rows = rows.annotate(words=SearchVector("content_key", config="simple"))
    return rows.filter(Q(code__iexact=query) | Q(dossier_code__iexact=query) | Q(words=said))


@dataclass(frozen=True)
class Count:
    """One class of feedback in what was asked for."""

    klass: str
    received: int
    unanswered: int
    late: int
    upheld: int


def counts(actor: Actor, asked: Asked, *, on: date) -> list[Count]:
    """By class, the order of the parameters: one query."""
    rows = register(actor, asked, on=on).order_by().values("klass")
    numbers = rows.annotate(
        received=Number("pk"),
        unanswered=Number("pk", filter=Q(state__in=OPEN)),
        late=Number("pk", filter=Q(state__in=OPEN, due_on__lt=on) | Q(answered_at__date__gt=F("due_on"))),
        upheld=Number("pk", filter=Q(outcome__in=parameters().observed_outcomes)),
    )
    found = {
        row["klass"]: Count(row["klass"], row["received"], row["unanswered"], row["late"], row["upheld"])
        for row in numbers
    }
    return [found[key] for key in parameters().classes if key in found]


def one(actor: Actor, feedback_id: int, *, on: date) -> tuple[Feedback, frozenset[Relation]]:
    """Refuses: feedback.not_found"""
    rows = Feedback.objects.select_related("person", "handler", "received_by__person", "answered_by__person")
    found = rows.filter(pk=feedback_id).first()
    if found is None:
        raise access.not_found()
    relations = access.relations_to(found, actor, on=on)
    if not may(Permission.FEEDBACK_READ, relations):
        raise access.not_found()
    return found, relations
