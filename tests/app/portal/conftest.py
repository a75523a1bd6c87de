from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.app.onestop.desk import Desk, make_desk, stocked
from tests.cast import City

from namro.duties.onestop import offers


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    """The desk of the tests, its own catalogue in place of the product's."""
    before = list(offers._KNOWN)
    stocked()
    yield make_desk(city)
    offers._KNOWN[:] = before
