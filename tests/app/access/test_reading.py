"""Selectors that ask the database once while a page is read, and every time elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import person

from namro.base.access.routes import read_only
from namro.base.access.rules import NOBODY
from namro.base.errors import NotVisible
from namro.city.people.selectors import headed_units
from namro.duties.evaluations.selectors import sheet_for

ON = date(2026, 11, 20)


def asked(select):
    with CaptureQueriesContext(connection) as captured:
        found = select()
    return found, len(captured)


def test_the_same_question_is_asked_once_while_reading(city):
    with read_only():
        first, cost = asked(lambda: headed_units(city.chair.person_id, on=ON))
        again, more = asked(lambda: headed_units(city.chair.person_id, on=ON))
    assert first == again == frozenset({city.commune.pk})
    assert (cost, more) == (1, 0)


def test_another_person_or_day_is_another_question(city):
    with read_only():
        headed_units(city.chair.person_id, on=ON)
        assert asked(lambda: headed_units(city.an.person_id, on=ON)) == (frozenset(), 1)
        assert asked(lambda: headed_units(city.chair.person_id, on=date(2020, 1, 1))) == (frozenset(), 1)


def test_a_write_is_seen_at_once_outside_and_by_the_next_page(city):
    with read_only():
        someone = city.chair.person_id
        assert headed_units(someone, on=ON)
    newcomer = person("CB-MOI", "Nguyễn Thị Mới")
    assert headed_units(newcomer.pk, on=ON) == frozenset()
    city.other_chair.person.postings.update(person=newcomer)
    assert headed_units(newcomer.pk, on=ON) == frozenset({city.other_commune.pk})
    with read_only():
        assert headed_units(newcomer.pk, on=ON) == frozenset({city.other_commune.pk})


def test_nothing_is_kept_after_a_page_that_failed(city):
    def page() -> None:
        with read_only():
            headed_units(city.chair.person_id, on=ON)
            sheet_for(NOBODY, 1, on=ON)

    with pytest.raises(NotVisible):
        page()
    assert asked(lambda: headed_units(city.chair.person_id, on=ON))[1] == 1
