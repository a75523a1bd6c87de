"""The code of a dossier: given once, in order, with no gap, by the rule of the day."""

from __future__ import annotations

from datetime import date

from namro.base.rows import planned_cursor
from namro.duties.onestop.parameters import code_format

# The row stays locked until the dossier is written, so that a refused one leaves no gap.
NEXT = """
INSERT INTO onestop_codecounter (prefix, last) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET last = onestop_codecounter.last + 1 RETURNING last
"""


def next_code(point_code: str, *, on: date) -> str:
    """The next code of a point on a day. Source: law/parameters/onestop.yaml#codes. Refuses: onestop.no_rule."""
    form = code_format(on=on).value
    with planned_cursor() as cursor:
        cursor.execute(NEXT, [f"{point_code}-{on:%y%m%d}"])
        row = cursor.fetchone()
    return str(form.format(point=point_code, day=on, number=row[0]))
