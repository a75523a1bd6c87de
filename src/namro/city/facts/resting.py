"""What rests on a rating: whatever table has a foreign key to it, found in the database itself, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext_lazy as _

# Tables that may rest on a rating, as an officer knows them.
WORDS = {
    "careers_removalcase": _("hồ sơ không hoàn thành nhiệm vụ"),
    "careers_disciplinedecision": _("quyết định kỷ luật"),
}
REFERENCES = """
SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.confrelid = 'facts_rating'::regclass ORDER BY 1, 2
"""


def resting_on(rating_ids: Collection[int]) -> list[str]:
    """What rests on any of these ratings, in words: one query a table."""
    found: dict[str, None] = {}
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        for table, column in cursor.fetchall():
            asked = f'SELECT EXISTS (SELECT 1 FROM {table} WHERE "{column}" = ANY(%s))'  # noqa: S608 - from the catalogue
            cursor.execute(asked, [list(rating_ids)])
            if cursor.fetchone()[0]:
                found[str(WORDS.get(table, table))] = None
    return list(found)
