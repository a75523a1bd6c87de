"""Feedback from its receipt to its answer: who may, what is refused, what is observed of whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.app.feedback.complaints import AT, TODAY, answered, assigned, received, verified, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.base.law.calendars import standard_calendar
from namro.base.ui.waiting import settled
from namro.city.facts.models import Observation
from namro.duties.feedback import selectors, services
from namro.duties.feedback.models import Feedback, State
from namro.duties.feedback.parameters import parameters

pytestmark = pytest.mark.django_db


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_codes_have_no_gap_and_days_are_those_of_the_calendar(city: City) -> None:
    first = received(city)
    assert code_of(lambda: received(city, content="  ")) == "feedback.content.missing"
    second = received(city)
    assert (first.code, second.code) == ("PA-2026-000001", "PA-2026-000002")
    calendar, known = standard_calendar(), parameters()
    assert calendar.working_days_between(TODAY + timedelta(days=1), first.due_on) == known.answer_days == 15
    assert calendar.working_days_between(TODAY + timedelta(days=1), first.pass_by) == known.pass_days == 5
    assert received(city, received_on=date(2025, 12, 31)).code == "PA-2025-000001"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"klass": "x"}, "feedback.klass"),
        ({"channel": "x"}, "feedback.channel"),
        ({"content": "a" * 8001}, "feedback.content.long"),
        ({"received_on": TODAY + timedelta(days=1)}, "feedback.received_on"),
        ({"unit_id": 0}, "feedback.unit"),
        ({"received_on": date(1999, 1, 1)}, "feedback.unit"),
    ],
)
def test_what_cannot_be_received(city: City, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: received(city, **changes)) == code
    assert not Feedback.objects.exists()


def test_a_person_of_another_unit_is_refused(city: City) -> None:
    assert code_of(lambda: received(city, unit_id=city.economy.pk)) == "feedback.person"
    assert received(city, unit_id=city.commune.pk).person_id == city.an.person_id


def test_nobody_looks_into_feedback_about_themself(city: City) -> None:
    made = received(city)
    for who in (city.office_head, city.chair, city.officer):
        refused = code_of(
            lambda who=who: services.assign(feedback_id=made.pk, handler_id=city.an.person_id, version=1, **when(who))
        )
        assert refused == "feedback.handler.subject"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_feedback SET handler_id = person_id WHERE id = %s", [made.pk])


def test_a_head_it_is_about_decides_nothing_of_it_the_one_above_does(city: City) -> None:
    made = received(city, person_id=city.office_head.person_id)
    with pytest.raises(NotVisible):
        services.assign(feedback_id=made.pk, handler_id=city.binh.person_id, version=1, **when(city.office_head))
    services.assign(feedback_id=made.pk, handler_id=city.binh.person_id, version=1, **when(city.chair))
    assert Feedback.objects.get().state == State.ASSIGNED


@pytest.mark.parametrize("who", ["an", "binh", "economy_head", "outsider", "other_chair", "administrator"])
def test_who_assigns(city: City, who: str) -> None:
    made = received(city)
    with pytest.raises((NotVisible, NotAllowed)):
        services.assign(feedback_id=made.pk, handler_id=city.binh.person_id, version=1, **when(getattr(city, who)))


@pytest.mark.parametrize("who", ["an", "office_head", "chair", "officer", "outsider"])
def test_only_the_handler_verifies_and_answers(city: City, who: str) -> None:
    made = assigned(city)
    given = {"feedback_id": made.pk, "version": made.version, **when(getattr(city, who))}
    with pytest.raises((NotVisible, NotAllowed)):
        services.verify(outcome="true", finding="x", **given)
    with pytest.raises((NotVisible, NotAllowed)):
        services.answer(answer="x", **given)


def test_whoever_verifies_names_whom_it_is_about_where_the_sender_could_not(city: City) -> None:
    found = assigned(city, person_id=None)
    given: dict[str, Any] = {"feedback_id": found.pk, "outcome": "true", "finding": "Đúng", **when(city.binh)}
    for person, code in (
        (city.binh.person_id, "feedback.handler.subject"),
        (city.outsider.person_id, "feedback.person"),
    ):
        assert code_of(lambda one=person: services.verify(version=found.version, person_id=one, **given)) == code
    made = services.verify(version=found.version, person_id=city.an.person_id, **given)
    told = Observation.objects.get(kind="complaints", person=city.an.person_id)
    assert (made.person_id, told.number, told.note) == (city.an.person_id, 1, made.code)
    other = city.office_head.person_id
    assert code_of(lambda: services.verify(version=made.version, person_id=other, **given)) == "feedback.person.named"


def test_the_steps_come_in_their_order(city: City) -> None:
    made = assigned(city)
    given = {"feedback_id": made.pk, "version": made.version, **when(city.binh)}
    assert code_of(lambda: services.answer(answer="x", **given)) == "feedback.state"
    assert code_of(lambda: services.verify(outcome="", finding="x", **given)) == "feedback.outcome"
    assert code_of(lambda: services.verify(outcome="true", finding=" ", **given)) == "feedback.finding.missing"
    assert Feedback.objects.get().state == State.ASSIGNED
    done = answered(city)
    assert (done.state, done.answered_by_id) == (State.ANSWERED, city.binh.pk)
    again = {"feedback_id": done.pk, "version": done.version, **when(city.binh)}
    assert code_of(lambda: services.verify(outcome="false", finding="x", **again)) == "feedback.state"


def test_the_second_of_two_editors_is_told(city: City) -> None:
    made = received(city)
    services.assign(feedback_id=made.pk, handler_id=city.binh.person_id, version=1, **when(city.chair))
    with pytest.raises(Conflict) as refused:
        services.assign(feedback_id=made.pk, handler_id=city.officer.person_id, version=1, **when(city.chair))
    assert refused.value.code == "feedback.conflict"
    assert Feedback.objects.get().handler_id == city.binh.person_id


def test_what_is_true_is_observed_of_the_officer_and_the_unit(city: City) -> None:
    verified(city)
    verified(city, outcome="partly")
    verified(city, outcome="false")
    verified(city, klass="praise")
    rows = {one.person_id: one for one in Observation.objects.order_by("pk")}
    assert set(rows) == {city.an.person_id, None}
    assert {one.number for one in rows.values()} == {2}
    mine = rows[city.an.person_id]
    assert (mine.kind, mine.month, mine.unit_id) == ("complaints", date(2026, 11, 1), city.culture.pk)
    assert mine.note == "PA-2026-000001, PA-2026-000002"
    assert mine.link == f"/feedback/?person={city.an.person_id}&month=2026-11&counted=1"


def test_a_correction_takes_the_observation_back(city: City) -> None:
    made = answered(city)
    assert Observation.objects.filter(withdrawn_at=None).count() == 2
    services.correct(
        feedback_id=made.pk, outcome="false", finding="Nhầm người", answer="Xin đính chính.", reason="Camera quầy khác",
        version=made.version, **when(city.chair),
    )  # fmt: skip
    assert not Observation.objects.filter(withdrawn_at=None).exists()
    event = Event.objects.get(tag="feedback:item:corrected")
    assert event.before["outcome"] == "true" and event.reason == "Camera quầy khác"


def test_what_is_passed_on_names_the_body_and_why(city: City) -> None:
    made = received(city)
    given = {"feedback_id": made.pk, "version": 1, **when(city.chair)}
    assert code_of(lambda: services.pass_on(passed_to="", reason="x", **given)) == "feedback.passed_to.missing"
    assert code_of(lambda: services.pass_on(passed_to="Sở Xây dựng", reason="", **given)) == "feedback.reason.missing"
    done = services.pass_on(passed_to="Sở Xây dựng", reason="Không thuộc thẩm quyền", **given)
    assert (done.state, done.passed_to) == (State.PASSED_ON, "Sở Xây dựng")
    assert Event.objects.get(tag="feedback:item:passed_on").after["late"] is False


@pytest.mark.parametrize("text", ["Ông Trần Văn Dân phản ánh", "gọi 0912345678", "Nguyễn Văn An"])
def test_a_public_summary_names_nobody(city: City, text: str) -> None:
    made = answered(city)
    named = {**when(city.chair), "feedback_id": made.pk, "version": made.version}
    name = city.an.person.full_name
    said = text.replace("Nguyễn Văn An", name)
    assert code_of(lambda: services.publish(summary=said, **named)) == "feedback.summary.names"
    done = services.publish(summary="Phản ánh về thái độ: đúng, đã nhắc nhở.", **named)
    assert done.published_at == AT


def test_no_event_names_the_sender(city: City) -> None:
    answered(city)
    for event in Event.objects.filter(tag__startswith="feedback:"):
        assert "Trần Văn Dân" not in f"{event.before}{event.after}{event.reason}"
        assert "0912345678" not in f"{event.before}{event.after}{event.reason}"


def test_whose_list_it_stands_in(city: City) -> None:
    first = verified(city)
    other = received(city, unit_id=city.economy.pk, person_id=None)

    def seen(who: Any, **given: str) -> set[int]:
        asked = selectors.asked_of(given)
        return set(selectors.register(when(who)["by"], asked, on=TODAY).values_list("pk", flat=True))

    assert seen(city.office_head) == {first.pk}
    assert seen(city.chair) == seen(city.officer) == seen(city.city_chair) == {first.pk, other.pk}
    assert seen(city.an) == seen(city.binh) == {first.pk}
    assert seen(city.outsider) == seen(city.administrator) == set()
    assert seen(city.chair, state="open") == {first.pk, other.pk}
    assert seen(city.chair, state="late") == set()
    assert seen(city.chair, q="trong khong") == {first.pk, other.pk}
    assert seen(city.chair, q="khen") == set()
    assert seen(city.chair, unit=str(city.economy.pk)) == {other.pk}
    assert seen(city.an, person=str(city.an.person_id), month="2026-11", counted="1") == {first.pk}
    assert seen(city.an, person=str(city.an.person_id), month="2026-10", counted="1") == set()


def test_counts_by_class(city: City) -> None:
    verified(city)
    received(city, klass="delay")
    (attitude, delay) = selectors.counts(when(city.chair)["by"], selectors.Asked(), on=TODAY + timedelta(days=60))
    assert (attitude.klass, attitude.received, attitude.unanswered, attitude.late, attitude.upheld) == (
        "attitude",
        1,
        1,
        1,
        1,
    )
    assert (delay.klass, delay.received, delay.upheld) == ("delay", 1, 0)


def test_the_home_page_says_what_waits(city: City) -> None:
    received(city)
    assigned(city)
    (handing_out,) = settled(selectors.waiting_for(when(city.office_head)["by"], on=TODAY))
    assert (handing_out.count, handing_out.due) == (1, Feedback.objects.first().pass_by)
    (to_verify,) = settled(selectors.waiting_for(when(city.binh)["by"], on=TODAY))
    assert to_verify.count == 1
    assert settled(selectors.waiting_for(when(city.an)["by"], on=TODAY)) == []
