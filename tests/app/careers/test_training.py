"""Courses completed: recorded once, told on the timeline as of any day, withdrawn with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.careers.career import when
from tests.cast import City

from namro.base.errors import DomainError
from namro.city.people.models import Person
from namro.duties.careers import services
from namro.duties.careers.selectors.life import timeline_of

pytestmark = pytest.mark.django_db
COURSE = {
    "title": "Bồi dưỡng ngạch chuyên viên", "organiser": "Trường Chính trị", "first": date(2026, 3, 2),
    "last": date(2026, 4, 24), "number": "12/CC", "result": "Khá",
}  # fmt: skip


def told(city: City, on: date) -> list[tuple[date, str, str, bool]]:
    entries = timeline_of(Person.objects.get(pk=city.an.person_id), on=on)
    return [(one.day, one.title, one.detail, one.is_void) for one in entries if one.kind == "training"]


def test_a_course_stands_on_the_timeline_from_its_last_day(city: City):
    services.record_training(person_id=city.an.person_id, **COURSE, **when(city.officer))
    assert told(city, date(2026, 4, 23)) == []
    expected = (date(2026, 4, 24), "Bồi dưỡng ngạch chuyên viên", "Trường Chính trị; Khá", False)
    assert told(city, date(2026, 4, 24)) == [expected]


def test_a_wrong_one_is_withdrawn_and_still_stood_before(city: City):
    made = services.record_training(person_id=city.an.person_id, **COURSE, **when(city.officer))
    with pytest.raises(DomainError) as silent:
        services.withdraw_training(training_id=made.pk, reason=" ", **when(city.officer))
    assert silent.value.code == "careers.reason.missing"
    services.withdraw_training(training_id=made.pk, reason="Nhầm người", **when(city.officer))
    day = when(city.officer)["on"]
    assert [one[3] for one in told(city, day)] == [True]
    with pytest.raises(DomainError) as again:
        services.withdraw_training(training_id=made.pk, reason="Nhầm", **when(city.officer))
    assert again.value.code == "careers.training.withdrawn"
    services.record_training(person_id=city.an.person_id, **COURSE, **when(city.officer))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("careers.training.order", {"last": date(2026, 3, 1)}),
        ("careers.training.future", {"last": date(2027, 1, 1)}),
        ("careers.title.missing", {"title": " "}),
        ("careers.organiser.missing", {"organiser": ""}),
        ("careers.number.missing", {"number": ""}),
    ],
)
def test_what_is_refused(city: City, code: str, changes: dict):
    with pytest.raises(DomainError) as refused:
        services.record_training(person_id=city.an.person_id, **{**COURSE, **changes}, **when(city.officer))
    assert refused.value.code == code


def test_nobody_records_their_own_and_nothing_twice(city: City):
    services.record_training(person_id=city.an.person_id, **COURSE, **when(city.officer))
    with pytest.raises(DomainError) as twice:
        services.record_training(person_id=city.an.person_id, **COURSE, **when(city.officer))
    assert twice.value.code == "careers.training.twice"
    with pytest.raises(DomainError) as own:
        services.record_training(person_id=city.officer.person_id, **COURSE, **when(city.officer))
    assert own.value.code == "careers.own_record"


def test_the_form_records_and_shows_it_and_only_keepers_may_take_it_back(city: City, as_):
    page = f"/people/{city.an.person_id}/training/new/"
    sent = {**COURSE, "first": "02/03/2026", "last": "24/04/2026"}
    assert as_(city.officer).post(page, sent).status_code == 302
    assert "/careers/training/" in as_(city.officer).get(f"/people/{city.an.person_id}/career/").content.decode()
    own = as_(city.an).get(f"/people/{city.an.person_id}/career/").content.decode()
    assert "Bồi dưỡng ngạch chuyên viên" in own
    assert "/careers/training/" not in own
    assert as_(city.an).post(page, sent).status_code in (403, 404)
