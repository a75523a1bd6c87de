"""What other duties tell the index of service, joined for real: each number counted by hand beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.app.feedback import complaints
from tests.app.procedures import catalogue
from tests.app.surveys import asked
from tests.cast import City

from namro.config.joining import DeskOutside
from namro.duties.onestop.reports.outside import Heard
from namro.duties.procedures import services as procedures
from namro.duties.procedures.models import Axis
from namro.duties.surveys import served

pytestmark = pytest.mark.django_db

NOVEMBER: dict[str, Any] = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}


@pytest.fixture(autouse=True)
def _any_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratings here are about no dossier of a desk."""
    monkeypatch.setattr(served, "_KNOWN", [])


def test_satisfied_answers_of_closed_surveys_of_the_desk_and_none_of_what_is_hidden(city: City) -> None:
    found = asked.started(city)
    asked.rated(city, found, 30)  # three of four answers satisfied
    told = DeskOutside()
    assert told.satisfied(**NOVEMBER, instruments=("counter",)) == {}  # still collecting
    asked.closed(city, found)
    assert told.satisfied(**NOVEMBER, instruments=("counter", "services")) == {city.culture.pk: (90, 120)}
    assert told.satisfied(**NOVEMBER, instruments=("schools",)) == {}
    assert told.satisfied(first=date(2026, 10, 1), last=date(2026, 10, 31), instruments=("counter",)) == {}


def test_a_unit_too_few_rated_tells_nothing(city: City) -> None:
    found = asked.started(city)
    asked.rated(city, found, 30)
    asked.rated(city, found, 4, unit_id=city.economy.pk, person_id=None)
    asked.rated(city, found, 12, unit_id=city.commune.pk, person_id=None)
    asked.closed(city, found)
    assert set(DeskOutside().satisfied(**NOVEMBER, instruments=("counter",))) == {city.culture.pk}


def test_feedback_about_rules_and_about_officials_of_all_received(city: City) -> None:
    first = complaints.received(city)
    complaints.received(city, klass="regulation")
    complaints.received(city, klass="praise")
    assert DeskOutside().heard(**NOVEMBER) == {first.unit_id: Heard(received=3, rules=1, officials=1)}
    assert DeskOutside().heard(first=date(2026, 12, 1), last=date(2026, 12, 31)) == {}


def test_procedures_that_say_every_part(city: City) -> None:
    catalogue.published(city)
    assert DeskOutside().whole(on=catalogue.TODAY) == (1, 1)
    catalogue.published(city, code="1.000895", number="2/QĐ", applicants="")
    assert DeskOutside().whole(on=catalogue.TODAY) == (1, 2)
    assert DeskOutside().whole(on=date(2025, 1, 1)) == (0, 0)


def test_entered_in_the_national_database_by_its_day(city: City) -> None:
    """Signed on Friday 2 January 2026; the chair of a province has five working days: until the 9th."""
    made = catalogue.published(city, effective_on=date(2026, 1, 2))
    january: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 1, 31)}
    assert DeskOutside().entered(**january) == (0, 1)
    procedures.enter_decision(decision_id=made.pk, entered_on=date(2026, 1, 8), **catalogue.when(city))
    assert DeskOutside().entered(**january) == (1, 1)
    assert DeskOutside().entered(first=date(2026, 2, 1), last=date(2026, 2, 28)) == (0, 0)


def test_procedures_offered_of_ones_own_accord_of_those_eligible(city: City) -> None:
    catalogue.published(city)
    catalogue.published(city, code="1.000895", number="2/QĐ")
    assert DeskOutside().proactive(on=catalogue.TODAY) == (0, 0)
    given = catalogue.when(city) | {"first": date(2026, 7, 1)}
    procedures.set_online_level(code="1.000894", level="whole", **given)
    procedures.set_online_level(code="1.000895", level="", **given)
    procedures.set_online_level(code="1.000894", level="2", axis=Axis.PROACTIVE, **given)
    assert DeskOutside().proactive(on=catalogue.TODAY) == (1, 2)
