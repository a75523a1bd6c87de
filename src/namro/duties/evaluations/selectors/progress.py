"""Who is behind: a period counted by unit, for home affairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet

from namro.duties.evaluations.models import Period
from namro.duties.evaluations.selectors.standing import HEAVY

# Units of the tree at the end of the period under the asked ones, each sheet counted with its round's unit.
# Sheets are counted by round first: sorting them by the unit's name would cost more than counting them.
PROGRESS = """
SELECT r.id, r.unit_id, coalesce(n.name, u.code), r.step, r.self_score_by, r.review_by, r.decide_by, r.publish_by,
    coalesce(c.sheets, 0), coalesce(c.not_rated, 0), coalesce(c.open, 0), coalesce(c.to_review, 0), coalesce(c.reviewed, 0),
    coalesce(c.decided, 0), coalesce(c.forwarded, 0)
FROM evaluations_round r
JOIN organisation_unit u ON u.id = r.unit_id
LEFT JOIN LATERAL (SELECT name FROM organisation_unitspell x WHERE x.unit_id = r.unit_id
    ORDER BY x.valid @> %(on)s::date DESC, lower(x.valid) DESC LIMIT 1) n ON true
LEFT JOIN (
    SELECT s.round_id, count(*) AS sheets, count(*) FILTER (WHERE s.not_rated <> '') AS not_rated,
        count(*) FILTER (WHERE s.state = 'open' AND s.not_rated = '') AS open,
        count(*) FILTER (WHERE s.state IN ('self_scored', 'forwarded') AND s.not_rated = '') AS to_review,
        count(*) FILTER (WHERE s.state = 'reviewed' AND s.not_rated = '') AS reviewed,
        count(*) FILTER (WHERE s.state = 'decided') AS decided,
        count(*) FILTER (WHERE s.state = 'forwarded' AND s.not_rated = '') AS forwarded
    FROM evaluations_sheet s WHERE s.period_id = %(period)s {inside} GROUP BY s.round_id
) c ON c.round_id = r.id
WHERE r.period_id = %(period)s AND (%(units)s::bigint[] IS NULL OR r.unit_id = ANY(%(units)s::bigint[]))
ORDER BY 3, r.id
"""
INSIDE = """AND s.round_id = ANY(ARRAY(
        SELECT id FROM evaluations_round WHERE period_id = %(period)s AND unit_id = ANY(%(units)s::bigint[])))"""


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


def periods() -> QuerySet[Period]:
    """Periods, newest first, with how many rounds they have and how many are published or closed."""
    counted = Period.objects.annotate(
        round_count=Count("rounds"),
        done_count=Count("rounds", filter=Q(rounds__step__in=["published", "closed"])),
        closed_count=Count("rounds", filter=Q(rounds__step="closed")),
    )
    return counted.defer(HEAVY.removeprefix("period__")).order_by("-days", "framework")


def period_progress(period: Period, *, under: frozenset[int] | None = None, on: date) -> list[UnitProgress]:
    """Every round of a period (of some units, or all), by name of its unit: one aggregated query."""
    units = None if under is None else sorted(under)
    with connection.cursor() as cursor:
        cursor.execute(
            PROGRESS.replace("{inside}", "" if units is None else INSIDE),
            {"period": period.pk, "units": units, "on": on},
        )
        return [UnitProgress(*row) for row in cursor.fetchall()]
