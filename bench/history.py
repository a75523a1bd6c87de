"""Ten years behind everybody of a bench city: a rating each, as an import leaves them, made once."""

from __future__ import annotations

from datetime import datetime

YEARS = range(2016, 2026)
# Two in ten thousand fail two years running, one in a thousand fails one; one in five is at the top.
RATINGS = """
INSERT INTO facts_rating (person_id, unit_id, kind, framework, staff_group, rank, is_main, level, place, is_failing, total,
    reason, number, decided_on, decided_by, published_on, source, subject_ref, source_ref, link, valid, in_force, known_at,
    withdrawal_reason)
SELECT p.person_id, p.unit_id, 'year', CASE WHEN y < 2020 THEN 'nd56-2015' ELSE 'nd90-2020' END, p.staff_group, p.rank, true,
    given.level, given.place, given.place = 3, NULL, '', y || '/QD', make_date(y, 12, 10), '', make_date(y, 12, 12), 'bench',
    y || ':' || p.person_id, y || ':' || p.person_id, '', daterange(make_date(y, 1, 1), make_date(y + 1, 1, 1)), true,
    %(at)s, ''
FROM people_posting p CROSS JOIN generate_series(%(first)s, %(last)s) AS y
CROSS JOIN LATERAL (SELECT (p.person_id * 7919 + y * 31) %% 10000 AS roll) AS dice
CROSS JOIN LATERAL (
    SELECT CASE WHEN roll < 10 THEN 3 WHEN roll < 800 THEN 2 WHEN roll < 8000 THEN 1 ELSE 0 END AS place
) AS at_place
CROSS JOIN LATERAL (
    SELECT place, (ARRAY['HTXS', 'HTT', 'HTNV', 'KHT'])[place + 1] AS level
) AS given
WHERE p.kind = 'main' AND p.valid @> CURRENT_DATE
"""


def ensure(at: datetime) -> None:
    """Nothing where ratings of earlier years are there already."""
    from django.db import connection

    from namro.city.facts.models import Rating

    if Rating.objects.filter(source="bench").exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(RATINGS, {"at": at, "first": YEARS[0], "last": YEARS[-1]})
        for table in ("facts_rating", "indicators_ratingtally"):
            cursor.execute(f"VACUUM ANALYZE {table}")
