"""SQL of published ratings as known on a day; `r` is a row of facts_rating."""

from __future__ import annotations

from namro.insight.indicators.selectors.cutting import among

# Ranges sort by their first day: the index on (kind, valid) gives those that begin in [first, end).
WITHIN = f"""r.kind = %(kind)s AND r.is_main{among("r.unit_id")}
    AND r.valid >= daterange(%(first)s, (%(first)s::date + 1)) AND r.valid < daterange(%(end)s, (%(end)s::date + 1))
    AND (%(group)s = '' OR r.staff_group = %(group)s) AND (%(rank)s = '' OR r.rank = %(rank)s)"""
_SAME = (
    "SELECT x.id, x.published_on FROM facts_rating x WHERE x.source = {r}.source AND x.subject_ref = {r}.subject_ref"
)


def known(r: str, day: str) -> str:
    """SQL: the rating `r` was published by the day, and neither replaced nor withdrawn by then.

    Few rows are not in force, each two steps in an index.
    """
    same = _SAME.format(r=r)
    return f"""{r}.published_on <= {day} AND ({r}.in_force OR coalesce(
    ({r}.withdrawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
    (SELECT greatest(z.published_on, {r}.published_on) FROM ({same} AND NOT x.in_force AND x.id > {r}.id
        UNION ALL {same} AND x.in_force AND x.id > {r}.id) z ORDER BY z.id LIMIT 1), 'infinity') > {day})"""  # noqa: S608 - its own text


KNOWN = known("r", "%(on)s")
# A list whose results were public by the day; `r` is a row of evaluations_round.
PUBLISHED = (
    "r.step IN ('published', 'closed') AND r.published_at IS NOT NULL"
    " AND (r.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s"
)
