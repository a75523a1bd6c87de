"""The desk, with a catalogue of two procedures in place of the product's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.app.onestop.desk import Desk, make_desk, stocked
from tests.cast import City

from namro.duties.onestop import offers


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    before = list(offers._KNOWN)
    stocked()
    yield make_desk(city)
    offers._KNOWN[:] = before
