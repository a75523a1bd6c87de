"""The register of findings: what cannot be recorded, how a finding ends, and who may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import actor, city_officer
from tests.app.inspections.concluded import (
    AT,
    FOUND,
    TODAY,
    of_the_unit,
    proof,
    recorded,
    remedied,
    stated,
    when,
    withdrawn,
)
from tests.cast import City, grant

from namro.base.access.models import Role
from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.people.models import Posting
from namro.duties.inspections import selectors, services
from namro.duties.inspections.models import Finding

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 24)


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code.removeprefix("inspections.finding.")


def test_a_finding_is_kept_as_the_conclusion_states_it_and_told_to_the_log(city: City) -> None:
    made = recorded(city, number=" 12/KL-UBND ", severity="less", recommendation="Kiểm điểm", due_on=date(2026, 12, 1))
    found = Finding.objects.get()
    assert (found.number, found.person_id, found.is_collective) == ("12/KL-UBND", city.an.person_id, False)
    assert (found.severity, found.due_on, found.recorded_by_id) == ("less", date(2026, 12, 1), city.officer.pk)
    event = Event.objects.get(tag="inspections:finding:recorded")
    assert (event.subject_id, event.unit_id, event.user_id) == (made.pk, city.culture.pk, city.officer.pk)
    assert event.after["person"] == city.an.person_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"article": "  "}, "no_article"),
        ({"number": ""}, "no_number"),
        ({"number": "1" * 61}, "too_long"),
        ({"body": ""}, "no_body"),
        ({"content": ""}, "no_content"),
        ({"kind": ""}, "kind"),
        ({"kind": "sudden"}, "kind"),
        ({"severity": "bad"}, "severity"),
        ({"person_id": None}, "nobody"),
        ({"is_collective": True}, "both"),
        ({"found_on": LATER, "concluded_on": LATER}, "found_later"),
        ({"concluded_on": LATER}, "concluded_later"),
        ({"concluded_on": date(2026, 11, 4)}, "concluded_before"),
        ({"due_on": date(2026, 12, 1)}, "due_of_nothing"),
        ({"recommendation": "Kiểm điểm", "due_on": date(2026, 11, 11)}, "due_before"),
        ({"found_on": date(2025, 6, 30)}, "unit"),
        ({"remedy": proof(proof="")}, "no_proof"),
        ({"remedy": proof(proof_number=" ")}, "no_proof_number"),
    ],
)
def test_what_cannot_be_so_is_refused_and_nothing_is_written(city: City, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: recorded(city, **changes)) == code
    assert not Finding.objects.exists()
    assert not Event.objects.filter(tag__startswith="inspections:").exists()


def test_whoever_had_left_or_not_yet_come_on_the_day_is_refused(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(2025, 7, 1), FOUND))
    assert code_of(lambda: recorded(city)) == "not_posted"
    assert recorded(city, found_on=date(2026, 11, 4)).person_id == city.an.person_id
    assert code_of(lambda: recorded(city, unit_id=city.economy.pk, found_on=date(2026, 11, 4))) == "not_posted"


def test_a_conclusion_about_the_commune_names_people_of_its_offices(city: City) -> None:
    assert recorded(city, unit_id=city.commune.pk).unit_id == city.commune.pk


def test_nobody_records_a_finding_about_themselves(city: City) -> None:
    own = {"unit_id": city.commune.pk, "person_id": city.officer.person_id}
    assert code_of(lambda: recorded(city, **own)) == "own"
    made = recorded(city, by=city_officer(city), **own)
    for act in (
        lambda: services.withdraw_finding(finding_id=made.pk, reason="x", **when(city.officer)),
        lambda: services.remedy_finding(finding_id=made.pk, data=proof(), **when(city.officer)),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    "who", ["an", "office_head", "chair", "city_chair", "administrator", "outsider", "other_chair"]
)
def test_only_home_affairs_of_the_unit_record_remedy_and_withdraw(city: City, who: str) -> None:
    made, user = recorded(city), getattr(city, who)
    with pytest.raises(NotAllowed):
        recorded(city, by=user, content="Khác")
    for act in (
        lambda: services.withdraw_finding(finding_id=made.pk, reason="x", **when(user)),
        lambda: services.remedy_finding(finding_id=made.pk, data=proof(), **when(user)),
    ):
        with pytest.raises((NotVisible, NotAllowed)):
            act()
    assert Finding.objects.get().is_open


def test_an_officer_writes_only_of_units_of_their_office(city: City) -> None:
    other = {"unit_id": city.other_commune.pk, "person_id": city.outsider.person_id}
    with pytest.raises(NotAllowed):
        recorded(city, **other)
    assert recorded(city, by=city_officer(city), **other).pk
    grant(city.an, Role.OFFICER, city.economy)
    with pytest.raises(NotAllowed):
        recorded(city, by=city.an, person_id=city.binh.person_id)


def test_a_finding_stands_once_and_again_only_after_it_was_withdrawn(city: City) -> None:
    first = recorded(city)
    again = {"number": "12/kl-ubnd", "content": "khong co mat tai noi lam viec trong gio hanh chinh, khong bao cao."}
    assert code_of(lambda: recorded(city)) == code_of(lambda: recorded(city, **again)) == "twice"
    recorded(city, content="Đi muộn")
    recorded(city, person_id=city.binh.person_id)
    of_the_unit(city)
    assert code_of(lambda: of_the_unit(city)) == "twice"  # nobody is nobody: two units as a whole are the same
    services.withdraw_finding(finding_id=first.pk, reason="Nhầm", **when(city.officer))
    assert recorded(city).pk != first.pk


def test_the_words_may_be_longer_than_an_index_holds(city: City) -> None:
    assert recorded(city, content="Rất dài " * 900).pk


def test_withdrawing_needs_a_reason_and_deletes_nothing(city: City) -> None:
    made = recorded(city)
    given = {"finding_id": made.pk, **when(city.officer)}
    assert code_of(lambda: services.withdraw_finding(reason=" ", **given)) == "no_reason"
    services.withdraw_finding(reason="Ghi nhầm người", **given)
    found = Finding.objects.get()
    assert (found.withdrawn_at, found.withdrawn_by_id, found.withdrawal_reason) == (
        AT,
        city.officer.pk,
        "Ghi nhầm người",
    )
    assert Event.objects.get(tag="inspections:finding:withdrawn").reason == "Ghi nhầm người"
    with pytest.raises(Conflict):
        services.withdraw_finding(reason="Lần hai", **given)
    with pytest.raises(Conflict):
        services.remedy_finding(data=proof(), **given)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"remedy": ""}, "no_remedy"),
        ({"proof": " "}, "no_proof"),
        ({"proof_number": ""}, "no_proof_number"),
        ({"remedied_on": LATER}, "remedied_later"),
        ({"remedied_on": date(2026, 11, 4)}, "remedied_before"),
    ],
)
def test_remedied_without_proof_is_a_word(city: City, changes: dict[str, Any], code: str) -> None:
    made = recorded(city)
    act = {"finding_id": made.pk, "data": proof(**changes), **when(city.officer)}
    assert code_of(lambda: services.remedy_finding(**act)) == code
    assert Finding.objects.get().is_open


def test_a_remedy_is_kept_with_its_proof_once(city: City) -> None:
    made = remedied(city)
    found = Finding.objects.get()
    assert (found.proof_number, found.remedied_on, found.remedied_by_id) == (
        "45/BC-VH",
        date(2026, 11, 20),
        city.officer.pk,
    )
    assert Event.objects.get(tag="inspections:finding:remedied").after["proof_number"] == "45/BC-VH"
    with pytest.raises(Conflict) as refused:
        services.remedy_finding(finding_id=made.pk, data=proof(), **when(city.officer))
    assert refused.value.code == "inspections.finding.remedied"


@pytest.mark.parametrize(
    "broken",
    [
        {"article": ""},
        {"person_id": None},
        {"concluded_on": date(2026, 11, 4)},
        {"due_on": date(2026, 12, 1)},
        {"remedied_at": AT},
        {"remedy": "Đã làm"},
        {"withdrawn_at": AT},
        {"withdrawal_reason": "x"},
        {"kind": "sudden"},
    ],
)
def test_the_database_itself_refuses_half_a_finding(city: City, broken: dict[str, Any]) -> None:
    recorded(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(**broken)


def seen(who: Any, **given: str) -> set[int]:
    rows = selectors.register(actor(who, TODAY), selectors.asked_of(given), on=TODAY)
    return {one.pk for one in rows}


def test_whose_list_it_stands_in(city: City) -> None:
    mine, unit = recorded(city), of_the_unit(city)
    other = recorded(city, by=city_officer(city), unit_id=city.other_commune.pk, person_id=city.outsider.person_id)
    assert seen(city.an) == {mine.pk}
    assert seen(city.office_head) == seen(city.chair) == seen(city.officer) == {mine.pk, unit.pk}
    assert seen(city.binh) == seen(city.economy_head) == seen(city.vice_chair) == seen(city.administrator) == set()
    assert seen(city.outsider) == seen(city.other_chair) == {other.pk}
    assert seen(city.city_chair) == seen(city_officer(city)) == {mine.pk, unit.pk, other.pk}
    for who in (city.binh, city.vice_chair, city.other_chair, city.administrator):
        with pytest.raises(NotVisible):
            selectors.one(actor(who, TODAY), mine.pk, on=TODAY)


def test_the_list_is_narrowed_by_unit_person_kind_state_month_and_words(city: City) -> None:
    late = recorded(city, recommendation="Kiểm điểm", due_on=date(2026, 11, 20))
    done = remedied(city, content="Đi muộn", kind="planned", found_on=date(2026, 10, 30), person_id=city.binh.person_id)
    gone = withdrawn(city, content="Bỏ vị trí")
    unit = of_the_unit(city, unit_id=city.economy.pk)
    everything = {late.pk, done.pk, gone.pk, unit.pk}
    assert seen(city.chair) == seen(city.chair, state="nonsense", month="x", sort="?") == everything
    assert seen(city.chair, unit=city.culture.code) == {late.pk, done.pk, gone.pk}
    assert seen(city.chair, unit=city.commune.code) == everything
    assert seen(city.chair, unit="KHONG-CO") == set()
    assert seen(city.chair, person=city.binh.person.code) == {done.pk}
    assert seen(city.chair, kind="planned") == {done.pk}
    assert seen(city.chair, state="open") == {late.pk, unit.pk}
    assert seen(city.chair, state="late") == {late.pk}
    assert seen(city.chair, state="remedied") == {done.pk}
    assert seen(city.chair, state="withdrawn") == {gone.pk}
    assert seen(city.chair, month="2026-10") == {done.pk}
    assert seen(city.chair, q="niem yet") == {unit.pk}
    assert seen(city.chair, q="do thanh binh") == {done.pk}
    assert seen(city.chair, q="12/KL") == everything
    offered = selectors.choices(actor(city.chair, TODAY), on=TODAY)
    assert [code for code, _name in offered.units] == [city.economy.code, city.culture.code]
    assert [code for code, _name in offered.people] == [city.an.person.code, city.binh.person.code]


def test_the_list_is_sorted_by_day_and_by_name(city: City) -> None:
    first = recorded(city, person_id=city.binh.person_id, found_on=date(2026, 11, 3))
    second, unit = recorded(city), of_the_unit(city, found_on=date(2026, 11, 4))

    def order(sort: str) -> list[int]:
        rows = selectors.register(actor(city.chair, TODAY), selectors.asked_of({"sort": sort}), on=TODAY)
        return [one.pk for one in rows]

    assert order("") == [second.pk, unit.pk, first.pk]
    assert order("found") == [first.pk, unit.pk, second.pk]
    assert order("person") == [second.pk, first.pk, unit.pk]  # An before Bình, the unit as a whole last
    assert order("-due")


def test_several_are_written_all_or_none(city: City) -> None:
    assert services.record_findings(rows=[], **when(city.officer)) == []
    rows = [stated(city), stated(city, content="Đi muộn"), stated(city, article="")]
    assert code_of(lambda: services.record_findings(rows=rows, **when(city.officer))) == "no_article"
    assert not Finding.objects.exists()
    assert len(services.record_findings(rows=rows[:2], **when(city_officer(city)))) == 2
