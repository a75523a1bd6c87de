"""The shipped table of applicability."""

from __future__ import annotations

import pytest

from namro.base.law.applicability import Table
from namro.base.law.applicability_file import load_table


@pytest.fixture(scope="session")
def table() -> Table:
    return load_table()
