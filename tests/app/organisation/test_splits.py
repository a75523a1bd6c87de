"""A unit is divided among new ones: people and units by name, nobody lost, one entry in the log."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors
from namro.city.organisation.models import Succession, Unit
from namro.city.people.models import Posting
from namro.city.people.services import Part, merge_units, split_unit

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


def halves(city) -> list[Part]:
    """Culture goes to Hoa and An, society to Bình."""
    hoa, an, binh = (one.person_id for one in (city.office_head, city.an, city.binh))
    return [
        Part("HN-TH-V", "Phòng Văn hóa", [hoa, an], head_id=hoa),
        Part("HN-TH-X", "Phòng Xã hội", [binh], head_id=binh),
    ]


def split(city, officer, parts, **more):
    return split_unit(unit_id=city.culture.pk, parts=parts, on=ON, by=officer, at=AT, **more)


def place_of(user, on=ON) -> tuple[str, str]:
    row = Posting.objects.select_related("unit").get(person=user.person, valid__contains=on)
    return row.unit.code, row.rank


def test_people_go_where_they_are_named_and_past_days_stay(city, officer):
    Posting.objects.filter(person=city.binh.person).update(valid=DateRange(date(2025, 7, 1), date(2027, 1, 1)))
    culture, society = split(city, officer, halves(city), basis="9/QĐ")
    assert [place_of(one) for one in (city.office_head, city.an, city.binh)] == [
        ("HN-TH-V", "head"), ("HN-TH-V", "staff"), ("HN-TH-X", "head"),
    ]  # fmt: skip
    assert place_of(city.an, BEFORE) == (city.culture.code, "staff")
    assert Posting.objects.get(unit=society).valid.upper == date(2027, 1, 1)
    assert selectors.spell(city.culture.pk, on=ON) is None
    assert selectors.spell(city.culture.pk, on=BEFORE) is not None
    made, old = selectors.spell(culture.pk, on=ON), selectors.spell(city.culture.pk, on=BEFORE)
    assert (made.name, made.kind, made.role, made.parent_id) == ("Phòng Văn hóa", old.kind, old.role, city.commune.pk)


def test_a_split_is_one_entry_in_the_log_with_its_successors(city, officer):
    made = split(city, officer, halves(city), basis="9/QĐ")
    event = Event.objects.get()
    assert (event.tag, event.subject_id, event.reason) == ("people:unit:split", city.culture.pk, "9/QĐ")
    assert event.before == {"name": "Phòng Văn hóa - Xã hội", "people": 3, "units": 0}
    assert [one["unit"] for one in event.after["parts"]] == [one.pk for one in made]
    rows = Succession.objects.order_by("id").values_list("predecessor", "successor", "is_whole")
    assert list(rows) == [(city.culture.pk, one.pk, False) for one in made]


def test_a_unit_that_stays_keeps_whoever_is_not_named(city, officer):
    split(city, officer, [Part("HN-TH-X", "Phòng Xã hội", [city.binh.person_id])], keep=True)
    assert place_of(city.binh) == ("HN-TH-X", "staff")
    assert place_of(city.office_head) == (city.culture.code, "head")
    assert selectors.spell(city.culture.pk, on=ON) is not None


def test_units_below_go_along_by_name(city, city_officer):
    here = Posting.objects.filter(unit=city.commune).order_by("id").values_list("person_id", flat=True)
    parts = [
        Part("HN-BAC", "Phường Bắc", list(here), head_id=city.chair.person_id, unit_ids=[city.culture.pk]),
        Part("HN-NAM", "Phường Nam", unit_ids=[city.economy.pk]),
    ]
    north, south = split_unit(unit_id=city.commune.pk, parts=parts, on=ON, by=city_officer, at=AT)
    assert selectors.spell(city.culture.pk, on=ON).parent_id == north.pk
    assert selectors.spell(city.economy.pk, on=ON).parent_id == south.pk
    assert selectors.spell(city.economy.pk, on=BEFORE).parent_id == city.commune.pk
    assert selectors.using_agency_of(city.culture.pk, on=ON) == north.pk
    assert place_of(city.chair) == ("HN-BAC", "head")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda city: [], "people.split.nothing"),
        (lambda city: halves(city)[:1], "people.split.left_over"),
        (lambda city: [*halves(city), Part("B", "B", [city.an.person_id])], "people.split.twice"),
        (lambda city: [*halves(city), Part("B", "B", [city.outsider.person_id])], "people.split.stranger"),
        (lambda city: [*halves(city), Part("B", "B", unit_ids=[city.economy.pk])], "people.split.stranger"),
        (lambda city: [*halves(city), Part("B", "B", head_id=city.an.person_id)], "people.split.head"),
        (lambda city: [*halves(city), Part("HN-TH", "B")], "organisation.unit.code_taken"),
        (lambda city: [*halves(city), Part("B", " ")], "organisation.unit.name_required"),
    ],
)
def test_what_cannot_be_divided_so_is_refused_and_nothing_is_written(city, officer, wrong, code):
    with pytest.raises(DomainError) as refused:
        split(city, officer, wrong(city))
    assert refused.value.code == code
    assert place_of(city.an) == (city.culture.code, "staff")
    assert not Unit.objects.filter(code__in=["HN-TH-V", "B"]).exists()


def test_somebody_who_comes_only_later_still_needs_the_unit(city, officer):
    later = city.outsider.person
    Posting.objects.filter(person=later).update(valid=DateRange(date(2025, 7, 1), date(2027, 1, 1)))
    Posting.objects.create(
        person=later, unit=city.culture, rank="staff", staff_group="cong_chuc", valid=DateRange(date(2027, 1, 1), None)
    )
    with pytest.raises(DomainError) as refused:
        split(city, officer, halves(city))
    assert refused.value.code == "organisation.unit.has_people"


def test_only_officers_over_the_unit_split_it(city, officer):
    for actor in (Actor(user_id=1), Actor(user_id=1, is_administrator=True)):
        with pytest.raises(NotAllowed):
            split(city, actor, halves(city))
    with pytest.raises(NotAllowed):
        split_unit(unit_id=city.other_commune.pk, parts=[Part("B", "B")], on=ON, by=officer, at=AT, keep=True)


def test_a_merger_keeps_the_day_a_posting_was_to_end_anyway(city, city_officer):
    Posting.objects.filter(person=city.an.person).update(valid=DateRange(date(2025, 7, 1), date(2027, 3, 1)))
    merge_units(unit_ids=[city.culture.pk], into_id=city.economy.pk, on=ON, by=city_officer, at=AT)
    row = Posting.objects.get(person=city.an.person, valid__contains=ON)
    assert (row.unit, row.valid.upper) == (city.economy, date(2027, 3, 1))
