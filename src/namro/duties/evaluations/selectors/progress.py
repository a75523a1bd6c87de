"""Who is behind: a period counted by unit, for home affairs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from namro.duties.evaluations.models import Period, SheetCount, SheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.selectors.standing import HEAVY

# Each sheet is counted with its round's unit.
PROGRESS = """
SELECT r.id, r.unit_id, coalesce(n.name, u.code), r.step, r.self_score_by, r.review_by, r.decide_by, r.publish_by,
    coalesce(c.sheets, 0), coalesce(c.not_rated, 0), coalesce(c.open, 0), coalesce(c.to_review, 0), coalesce(c.reviewed, 0),
    coalesce(c.decided, 0), coalesce(c.forwarded, 0)
FROM evaluations_round r
JOIN organisation_unit u ON u.id = r.unit_id
LEFT JOIN LATERAL (SELECT name FROM organisation_unitspell x WHERE x.unit_id = r.unit_id
    ORDER BY x.valid @> %(on)s::date DESC, lower(x.valid) DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (
    SELECT sum(number) AS sheets, sum(number) FILTER (WHERE NOT is_rated) AS not_rated,
        sum(number) FILTER (WHERE state = 'open' AND is_rated) AS open,
        sum(number) FILTER (WHERE state IN ('self_scored', 'forwarded') AND is_rated) AS to_review,
        sum(number) FILTER (WHERE state = 'reviewed' AND is_rated) AS reviewed,
        sum(number) FILTER (WHERE state = 'decided') AS decided,
        sum(number) FILTER (WHERE state = 'forwarded' AND is_rated) AS forwarded
    FROM evaluations_sheetcount s WHERE s.round_id = r.id
) c ON true
WHERE r.period_id = %(period)s AND (%(units)s::bigint[] IS NULL OR r.unit_id = ANY(%(units)s::bigint[]))
ORDER BY 3, r.id
"""
SCORED = Q(state__in=[SheetState.REVIEWED, SheetState.DECIDED])


@dataclass(frozen=True)
class UnitProgress:
    """How far one round is."""

    round_id: int
    unit_id: int
    name: str
    step: str
    self_score_by: date
    review_by: date
    decide_by: date
    publish_by: date
    sheets: int
    not_rated: int
    open: int
    to_review: int
    reviewed: int
    decided: int
    forwarded: int

    @property
    def rated(self) -> int:
        return self.sheets - self.not_rated

    @property
    def share_done(self) -> int:
        """Percent of the steps self-score, review, decision that are behind this round."""
        if self.step in ("published", "closed") or not self.rated:
            return 100
        decided = min(self.decided, self.rated)
        done = self.to_review + 2 * self.reviewed + 3 * decided
        return 100 * done // (3 * self.rated)

    def is_late(self, on: date) -> bool:
        """Whether the step it is in is past its deadline."""
        deadline = {
            "self_score": self.self_score_by,
            "review": self.review_by,
            "decide": self.publish_by if self.decided else self.decide_by,
        }.get(self.step)
        return deadline is not None and on > deadline


def periods_of_people() -> QuerySet[Period]:
    """Periods in which people are rated; those of units have pages of their own."""
    return Period.objects.exclude(framework__in=set(parameters().unit_framework.values()))


def periods() -> QuerySet[Period]:
    """Periods, newest first, with how many rounds they have and how many are published or closed."""
    counted = periods_of_people().annotate(
        round_count=Count("rounds"),
        done_count=Count("rounds", filter=Q(rounds__step__in=["published", "closed"])),
        closed_count=Count("rounds", filter=Q(rounds__step="closed")),
    )
    return counted.defer(HEAVY.removeprefix("period__")).order_by("-days", "framework")


def period_progress(period: Period, *, under: frozenset[int] | None = None, on: date) -> list[UnitProgress]:
    """Every round of a period (of some units, or all), by name of its unit: one aggregated query."""
    units = None if under is None else sorted(under)
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, {"period": period.pk, "units": units, "on": on})
        return [UnitProgress(*row) for row in cursor.fetchall()]


def sheets_and_scored(round_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many sheets some rounds hold and how many of them their reviewers have scored: one query."""
    rows = SheetCount.objects.filter(round__in=round_ids).order_by().values("round")
    counted = rows.annotate(n=Sum("number"), scored=Coalesce(Sum("number", filter=SCORED), 0))
    return {one["round"]: (one["n"], one["scored"]) for one in counted}
