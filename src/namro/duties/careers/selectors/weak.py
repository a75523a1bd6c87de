"""Who may not move upward on a day, and who may not hold an equal or higher post than one given up."""

from __future__ import annotations

from datetime import date

from namro.city.facts.models import RatedKind, Rating
from namro.duties.careers.models import DisciplineDecision, PostBlock
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules.moves import Bar, Place
from namro.duties.careers.selectors.evidence import disciplined_on


def current_rating(person_id: int, *, on: date) -> Rating | None:
    """The last year's rating published by a day; years decided not to be rated say nothing."""
    rows = Rating.objects.filter(person=person_id, kind=RatedKind.YEAR, in_force=True, is_main=True)
    return rows.filter(published_on__lte=on).exclude(level="").order_by("-valid", "-pk").first()


def weak_bars(person_id: int, *, on: date) -> frozenset[Bar]:
    """What makes a person weak in the sense of law/parameters/careers.yaml#upward_moves: two queries."""
    asked, found = parameters().bars, set()
    if Bar.FAILING_YEAR in asked:
        rating = current_rating(person_id, on=on)
        if rating is not None and rating.is_failing:
            found.add(Bar.FAILING_YEAR)
    if Bar.DISCIPLINE in asked and disciplined_on(person_id, on=on):
        found.add(Bar.DISCIPLINE)
    return frozenset(found)


def given_up(person_id: int, *, on: date) -> Place | None:
    """The post the person was not reappointed to, the last one by a day."""
    block = PostBlock.objects.filter(person=person_id, since__lte=on).order_by("-since", "-pk").first()
    return Place(block.unit_level, block.post_height) if block else None


def possibly_barred() -> frozenset[int]:
    """Everybody with a failing year, a decision on discipline or a block, of any day: few, and found by index."""
    failing = Rating.objects.filter(kind=RatedKind.YEAR, is_failing=True, in_force=True).values_list(
        "person_id", flat=True
    )
    disciplined = DisciplineDecision.objects.filter(withdrawn_at=None).values_list("person_id", flat=True)
    blocked = PostBlock.objects.values_list("person_id", flat=True)
    return frozenset(one for rows in (failing, disciplined, blocked) for one in rows.order_by("person_id"))
