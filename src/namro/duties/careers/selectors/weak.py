"""Who may not move upward on a day, and who may not hold an equal or higher post than one given up."""

from __future__ import annotations

from datetime import date

from django.db import connection

from namro.city.facts.models import RatedKind, Rating
from namro.duties.careers.models import DisciplineDecision, PostBlock
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules.moves import Bar, Place

# Whether the last year's rating published by a day failed, and whether discipline has effect on it.
WEAK = """
SELECT coalesce((
    SELECT is_failing FROM facts_rating
    WHERE person_id = %(person)s AND kind = 'year' AND in_force AND is_main AND level <> '' AND published_on <= %(on)s
    ORDER BY valid DESC, id DESC LIMIT 1), false),
EXISTS (
    SELECT FROM careers_disciplinedecision
    WHERE person_id = %(person)s AND withdrawn_at IS NULL AND effective_on <= %(on)s AND until > %(on)s)
"""


def weak_bars(person_id: int, *, on: date) -> frozenset[Bar]:
    """What makes a person weak in the sense of law/parameters/careers.yaml#upward_moves: one query.

    Years decided not to be rated say nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(WEAK, {"person": person_id, "on": on})
        failed, disciplined = cursor.fetchone() or (False, False)
    found = {Bar.FAILING_YEAR: failed, Bar.DISCIPLINE: disciplined}
    return frozenset(bar for bar, holds in found.items() if holds and bar in parameters().bars)


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
