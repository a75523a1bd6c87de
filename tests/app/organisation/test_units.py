"""The tree of units: history is never rewritten, and what cannot be is refused in plain words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors, services
from namro.city.organisation.models import Succession, Unit, UnitSpell
from namro.city.people.models import Posting
from namro.city.people.services import merge_units

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
ON = date(2026, 12, 1)
BEFORE = date(2026, 11, 30)


@pytest.fixture
def officer(city) -> Actor:
    return Actor(user_id=city.officer.pk, officer_of=frozenset({city.commune.pk}))


@pytest.fixture
def city_officer(city) -> Actor:
    return Actor(user_id=city.officer.pk, officer_of=frozenset({city.city_unit.pk}))


def code_of(work) -> str:
    with pytest.raises(DomainError) as error:
        work()
    return error.value.code


def test_a_new_name_from_a_day_leaves_the_days_before(city, officer):
    services.rename_unit(unit_id=city.culture.pk, name="Phòng  Văn hóa", on=ON, by=officer, at=AT, basis="1/QĐ")
    assert selectors.name_of([city.culture.pk], on=BEFORE) == {city.culture.pk: "Phòng Văn hóa - Xã hội"}
    assert selectors.name_of([city.culture.pk], on=ON) == {city.culture.pk: "Phòng Văn hóa"}
    event = Event.objects.get(tag="organisation:unit:changed")
    assert (event.before["name"], event.after["name"], event.reason) == (
        "Phòng Văn hóa - Xã hội",
        "Phòng  Văn hóa",
        "1/QĐ",
    )


def test_a_change_on_the_first_day_corrects_that_spell(city, officer):
    first = selectors.spell(city.culture.pk, on=BEFORE).valid.lower
    services.rename_unit(unit_id=city.culture.pk, name="Phòng Văn hóa", on=first, by=officer, at=AT)
    assert UnitSpell.objects.filter(unit=city.culture).count() == 1


def test_found_and_search_without_accents(city, officer):
    made = services.found_unit(
        code="HN-TH-TP",
        name="Phòng Tư pháp",
        kind="division",
        role="direct",
        parent_id=city.commune.pk,
        on=ON,
        by=officer,
        at=AT,
    )
    (top,), hidden = selectors.tree(on=ON, query="tu phap")
    assert hidden == 0
    assert top.children[0].children[0].spell.unit_id == made.pk
    assert selectors.tree(on=BEFORE, query="tu phap") == ([], 0)
    assert selectors.using_agency_of(made.pk, on=ON) == city.commune.pk
    assert made.pk in selectors.subtree_ids(city.commune.pk, on=ON)
    assert made.pk not in selectors.subtree_ids(city.commune.pk, on=BEFORE)


def test_a_circle_is_refused(city, city_officer):
    move = services.move_unit
    assert (
        code_of(lambda: move(unit_id=city.commune.pk, parent_id=city.culture.pk, on=ON, by=city_officer, at=AT))
        == "organisation.unit.circle"
    )
    assert (
        code_of(lambda: move(unit_id=city.commune.pk, parent_id=city.commune.pk, on=ON, by=city_officer, at=AT))
        == "organisation.unit.own_parent"
    )
    assert selectors.path(city.culture.pk, on=ON)[0].unit_id == city.city_unit.pk


def test_a_taken_code_an_orphan_and_a_parentless_unit_are_refused(city, city_officer):
    def found(**changes):
        given = {
            "code": "MOI",
            "name": "Mới",
            "kind": "division",
            "role": "direct",
            "parent_id": city.commune.pk,
            "on": ON,
        }
        return lambda: services.found_unit(**{**given, **changes}, by=city_officer, at=AT)

    assert code_of(found(code="HN-TH")) == "organisation.unit.code_taken"
    assert code_of(found(on=date(2001, 1, 1))) == "organisation.unit.parent_missing"
    assert code_of(found(parent_id=None)) == "organisation.unit.parent_required"
    assert code_of(found(name=" ")) == "organisation.unit.name_required"
    assert not Unit.objects.filter(code="MOI").exists()


def test_a_unit_with_people_or_with_units_below_is_not_dissolved(city, city_officer):
    def dissolve(unit):
        return lambda: services.dissolve_unit(unit_id=unit.pk, on=ON, by=city_officer, at=AT)

    assert code_of(dissolve(city.culture)) == "organisation.unit.has_people"
    Posting.objects.filter(unit=city.commune).delete()
    assert code_of(dissolve(city.commune)) == "organisation.unit.parent_missing"
    assert selectors.spell(city.commune.pk, on=ON) is not None


def test_a_merger_takes_people_and_units_along_and_past_days_stay(city, city_officer):
    moved = merge_units(
        unit_ids=[city.commune.pk], into_id=city.other_commune.pk, on=ON, by=city_officer, at=AT, basis="NQ 1"
    )
    assert moved == 3
    assert selectors.spell(city.commune.pk, on=ON) is None
    assert selectors.spell(city.commune.pk, on=BEFORE).name == "Phường Tây Hồ"
    assert selectors.spell(city.culture.pk, on=ON).parent_id == city.other_commune.pk
    lan = Posting.objects.get(person=city.chair.person, valid__contains=ON)
    assert (lan.unit, lan.rank) == (city.other_commune, "deputy")
    assert Posting.objects.get(person=city.chair.person, valid__contains=BEFORE).unit == city.commune
    row = Succession.objects.get()
    assert (row.predecessor, row.successor, row.on) == (city.commune, city.other_commune, ON)


def test_only_officers_over_the_unit_write(city, officer):
    for actor in (Actor(user_id=1), Actor(user_id=1, is_administrator=True), officer):
        with pytest.raises(NotAllowed):
            services.rename_unit(unit_id=city.other_commune.pk, name="X", on=ON, by=actor, at=AT)
    with pytest.raises(NotAllowed):
        services.move_unit(unit_id=city.culture.pk, parent_id=city.other_commune.pk, on=ON, by=officer, at=AT)


def test_the_tree_page_opens_branch_by_branch_and_finds_by_search(client, city):
    client.force_login(city.an)
    assert "Phòng Kinh tế" not in client.get("/units/").content.decode()
    branch = client.get(f"/units/?under={city.commune.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "Phòng Kinh tế" in branch
    assert "<html" not in branch
    assert "Phòng Kinh tế" in client.get("/units/?q=kinh te").content.decode()
    assert "Chưa có đơn vị nào" in client.get("/units/?on=1990-01-01").content.decode()


def test_a_long_level_is_shown_page_by_page(client, city, city_officer, monkeypatch):
    monkeypatch.setattr(selectors, "LEVEL", 2)
    for number in range(3):
        services.found_unit(
            code=f"HN-X{number}", name=f"Phường Số {number}", kind="commune", role="using", parent_id=city.city_unit.pk, on=ON,
            by=city_officer, at=AT,
        )  # fmt: skip
    client.force_login(city.an)
    first = client.get("/units/?on=2026-12-01").content.decode()
    assert "Phường Số 0" in first
    assert "Phường Số 1" not in first
    more = f"?under={city.city_unit.pk}&amp;page=2&amp;on=2026-12-01"
    assert more in first
    second = client.get(f"/units/{more.replace('&amp;', '&')}").content.decode()
    assert "Phường Số 1" in second
    last = client.get(f"/units/?under={city.city_unit.pk}&page=3&on=2026-12-01").content.decode()
    assert "Phường Tây Hồ" in last
    assert "Xem tiếp" not in last


def test_a_search_shows_the_way_to_what_it_finds_and_says_how_many_more(client, city, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_FOUND", 1)
    client.force_login(city.an)
    page = client.get("/units/?q=phong")
    (top,) = page.context["nodes"]
    assert [top.is_match, top.children[0].is_match, top.children[0].children[0].is_match] == [False, False, True]
    assert page.context["hidden"] == 1
    assert [node.spell.unit.code for node in client.get("/units/?q=hn-th-vh").context["nodes"][0].children] == ["HN-TH"]
    for nothing in ("xyz", "%", "_"):
        assert client.get("/units/", {"q": nothing}).context["nodes"] == []


def test_forms_of_officers_write_through_the_services(client, city):
    client.force_login(city.officer)
    given = {
        "parent": "HN-TH",
        "code": "HN-TH-TP",
        "name": "Phòng Tư pháp",
        "kind": "division",
        "role": "direct",
        "on": "2026-12-01",
        "basis": "",
    }
    assert client.post("/units/new/", given).status_code == 302
    again = client.post("/units/new/", given)
    assert again.status_code == 422
    assert "đã dùng" in again.content.decode()
    change = {
        "name": "Phòng Kinh tế - Hạ tầng",
        "parent": "HN-TH",
        "kind": "division",
        "role": "direct",
        "position": "2",
        "on": "2026-12-01",
        "basis": "",
    }
    assert client.post(f"/units/{city.economy.pk}/change/", change).status_code == 302
    assert selectors.spell(city.economy.pk, on=ON).name == "Phòng Kinh tế - Hạ tầng"
    merge = {"on": "2026-12-15", "into": "HN-TH-KT", "basis": ""}
    assert client.post(f"/units/{city.culture.pk}/dissolve/", merge).status_code == 302
    assert selectors.spell(city.culture.pk, on=date(2026, 12, 15)) is None
