"""What the database keeps by itself is true after every test of the month."""

from __future__ import annotations

import pytest
from django.db import connection

WRONG = """
SELECT round_id, state, is_rated, sum(number) FROM (
    SELECT round_id, state, is_rated, number FROM evaluations_sheetcount
    UNION ALL SELECT round_id, state, not_rated = '', -1 FROM evaluations_sheet
) counted GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""


@pytest.fixture(autouse=True)
def counts_are_true(request: pytest.FixtureRequest):
    """The kept counts of sheets by state are those of the sheets."""
    yield
    if "db" in request.fixturenames and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(WRONG)
            assert cursor.fetchall() == []
