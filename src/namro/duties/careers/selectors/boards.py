"""The boards: terms by their end, cases by their clocks, discipline, overrides; each a page of rows, set-based."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from namro.base.access.rules import Actor
from namro.city.people.models import Posting, Rank
from namro.city.people.selectors import people_matching
from namro.duties.careers.models import (
    CaseDecision,
    CaseStep,
    DisciplineDecision,
    MoveOverride,
    RemovalCase,
    ReviewOutcome,
    Term,
    TermReview,
)
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules.terms import Standing, TermState, state_of
from namro.duties.careers.selectors.standing import overseen

MOST_FOUND = 500


@dataclass(frozen=True)
class Asked:
    """What a board is asked for: words of a name or a code, a state, how to sort."""

    query: str = ""
    state: str = ""
    sort: str = ""


def _people(asked: Asked) -> Q:
    if not asked.query.strip():
        return Q()
    return Q(person__in=people_matching(asked.query, most=MOST_FOUND))


# Terms -----------------------------------------------------------------------------------------------------------
def terms_for(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Term]:
    """The terms the actor oversees; without a state asked for, those that want something done."""
    rows = Term.objects.filter(overseen(actor, on=on).of(rank="posting__rank"), _people(asked), withdrawn_at=None)
    rows = rows.filter(_of_state(asked.state, on)).select_related("person", "review", "posting")
    order = {"name": ("person__sort_key", "pk"), "-until": ("-valid__endswith", "pk")}
    return rows.order_by(*order.get(asked.sort, ("valid__endswith", "pk")))


def _of_state(state: str, on: date) -> Q:
    window = on + timedelta(days=parameters().calendar.window_days)
    undecided = Q(review=None) | Q(review__outcome="")
    held = Q(posting__valid__endswith=None) | Q(posting__valid__endswith__gt=on)
    conditions = {
        TermState.ENDING: Q(review=None, valid__endswith__gt=on, valid__endswith__lte=window) & held,
        TermState.REVIEWED: Q(review__outcome="", valid__endswith__gt=on) & held,
        TermState.EXPIRED: undecided & Q(valid__endswith__lte=on) & held,
        TermState.RUNNING: Q(review=None, valid__endswith__gt=window) & held,
        "all": Q(),
    }
    conditions |= {one: Q(review__outcome=one) for one in ReviewOutcome.values}
    todo = conditions[TermState.ENDING] | conditions[TermState.REVIEWED] | conditions[TermState.EXPIRED]
    return conditions.get(state, todo)


def state_of_term(term: Term, *, on: date) -> TermState:
    """Where a term stands on a day; its review and posting are loaded with it."""
    review = getattr(term, "review", None)
    standing = Standing(
        first=term.valid.lower, until=term.valid.upper, outcome=review.outcome if review else "",
        is_open=review is not None and not review.outcome, ended_on=term.posting.valid.upper,
    )  # fmt: skip
    return state_of(standing, on, window_days=parameters().calendar.window_days)


def counts_of_terms(actor: Actor, *, on: date) -> dict[str, int]:
    """How many terms stand in the states that want something done: one query."""
    rows = Term.objects.filter(overseen(actor, on=on).of(rank="posting__rank"), withdrawn_at=None)
    states = (TermState.ENDING, TermState.REVIEWED, TermState.EXPIRED)
    return rows.aggregate(**{one.value: Count("pk", filter=_of_state(one, on)) for one in states})


def untermed(actor: Actor, *, on: date) -> QuerySet[Posting]:
    """Leading posts of the day nobody recorded a term for."""
    term = Term.objects.filter(person=OuterRef("person"), unit=OuterRef("unit"), withdrawn_at=None, valid__contains=on)
    rows = Posting.objects.filter(overseen(actor, on=on).of(), valid__contains=on).exclude(rank=Rank.STAFF)
    return rows.exclude(kind="acting").filter(~Exists(term)).select_related("person").order_by("person__sort_key", "pk")


# Cases -----------------------------------------------------------------------------------------------------------
def cases_for(actor: Actor, asked: Asked, *, on: date) -> QuerySet[RemovalCase]:
    """The cases the actor oversees, the next clock first; `due` is its day, `outcome` how it was closed."""
    due = CaseStep.objects.filter(case=OuterRef("pk"), done_at=None).order_by("due_on")
    decided = CaseDecision.objects.filter(case=OuterRef("pk"), in_force=True)
    rows = RemovalCase.objects.filter(overseen(actor, on=on).of(), _people(asked))
    rows = rows.annotate(due=Subquery(due.values("due_on")[:1]), next_step=Subquery(due.values("key")[:1]))
    rows = rows.annotate(outcome=Subquery(decided.values("outcome")[:1]))
    conditions = {
        "closed": Q(is_open=False), "flagged": Q(flagged_at__isnull=False, is_open=True), "all": Q(),
        "late": Q(is_open=True, due__lt=on), "two": Q(is_open=True, earlier__isnull=False),
    }  # fmt: skip
    rows = rows.filter(conditions.get(asked.state, Q(is_open=True))).select_related("person", "rating", "earlier")
    order = {"name": ("person__sort_key", "pk"), "newest": ("-opened_on", "-pk")}
    return rows.order_by(*order.get(asked.sort, ("due", "pk")))


def counts_of_cases(actor: Actor, *, on: date) -> dict[str, int]:
    """How many cases are open, late, and rest on a rating replaced: one query."""
    late = CaseStep.objects.filter(case=OuterRef("pk"), done_at=None, due_on__lt=on)
    rows = RemovalCase.objects.filter(overseen(actor, on=on).of(), is_open=True)
    return rows.aggregate(
        open=Count("pk"), late=Count("pk", filter=Exists(late)), flagged=Count("pk", filter=Q(flagged_at__isnull=False))
    )


# Discipline and overrides ----------------------------------------------------------------------------------------
def discipline_for(actor: Actor, asked: Asked, *, on: date) -> QuerySet[DisciplineDecision]:
    """Decisions on discipline, the last to take effect first."""
    rows = DisciplineDecision.objects.filter(overseen(actor, on=on).of(), _people(asked))
    conditions = {
        "in_effect": Q(withdrawn_at=None, effective_on__lte=on, until__gt=on),
        "lapsed": Q(withdrawn_at=None, until__lte=on), "withdrawn": Q(withdrawn_at__isnull=False),
    }  # fmt: skip
    rows = rows.filter(conditions.get(asked.state, Q())).select_related("person")
    return rows.order_by(*(("person__sort_key", "pk") if asked.sort == "name" else ("-effective_on", "-pk")))


def overrides_for(actor: Actor, *, on: date) -> tuple[QuerySet[TermReview], QuerySet[MoveOverride]]:
    """Every decision that went past a rule: reappointments, and postings."""
    reach = overseen(actor, on=on)
    reviews = TermReview.objects.filter(reach.of("term__unit", "term__posting__rank"), is_override=True)
    moves = MoveOverride.objects.filter(reach.of()).select_related("person")
    return reviews.select_related("term__person").order_by("-decided_on", "-pk"), moves.order_by("-decided_on", "-pk")


def ids_of(rows: Iterable[Term | RemovalCase | DisciplineDecision | MoveOverride]) -> set[int]:
    return {one.unit_id for one in rows}
