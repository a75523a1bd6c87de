"""The clock of a petition: seven working days, standing still only where a regulation says for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.app.evaluations.month import AT, TODAY, actor, published_month, sheet_of
from tests.app.evaluations.test_whole_year import code_of
from tests.cast import City

from namro.base.errors import NotAllowed
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Petition
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.services import pausing

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(city: City) -> Petition:
    published_month(city)
    return services.file_petition(
        sheet_id=sheet_of(city.an).pk, grounds="Việc số 3 đã xong", received_on=date(2026, 11, 20), by=actor(city.an),
        at=AT, on=TODAY,
    )  # fmt: skip


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city whose regulation lets the clock stand still while an expert is heard."""
    titles = {"expert": {"vi": "chờ ý kiến giám định", "en": "waiting for an expert"}}
    given = replace(parameters(), petition_pauses=titles)
    monkeypatch.setattr(pausing, "parameters", lambda: given)


def pause(city: City, petition: Petition, on: date, **changes: str) -> object:
    given = {"why": "expert", "note": "Công văn 12", **changes}
    return services.pause_petition(petition_id=petition.pk, **given, by=actor(city.chair), at=AT, on=on)


def test_the_decree_knows_no_pause(city: City, petition: Petition) -> None:
    assert petition.due_on == date(2026, 12, 2)  # 24 November is a public holiday
    assert code_of(lambda: pause(city, petition, date(2026, 11, 23))) == "evaluations.petition.no_pause"


def test_days_paused_are_working_days_added(city: City, petition: Petition, allowed: None) -> None:
    pause(city, petition, date(2026, 11, 25))
    assert code_of(lambda: pause(city, petition, date(2026, 11, 26))) == "evaluations.petition.paused_already"
    again = services.resume_petition(petition_id=petition.pk, by=actor(city.chair), at=AT, on=date(2026, 11, 30))
    assert again.due_on == date(2026, 12, 7)  # 25, 26 and 27 November; the weekend counts for nothing anyway
    act = lambda: services.resume_petition(petition_id=petition.pk, by=actor(city.chair), at=AT, on=date(2026, 12, 1))  # noqa: E731
    assert code_of(act) == "evaluations.petition.not_paused"


def test_a_pause_needs_its_grounds_and_the_authority(city: City, petition: Petition, allowed: None) -> None:
    assert code_of(lambda: pause(city, petition, TODAY, note=" ")) == "evaluations.petition.pause_note"
    with pytest.raises(NotAllowed):
        services.pause_petition(
            petition_id=petition.pk, why="expert", note="x", by=actor(city.office_head), at=AT, on=TODAY
        )
