"""Where people sit in a city of any size."""

from collections import Counter

import pytest

from namro.city.organisation.models import AgencyRole, UnitKind
from namro.web.demo.city import SEATS
from namro.web.demo.roster import COMMUNE
from namro.web.demo.scale_plan import agencies, places, split


@pytest.mark.parametrize("people", [100, 200, 999, 2_000, 20_000, 200_000])
def test_everybody_has_one_seat(people):
    assert sum(place.size for place in places(people)) + len(SEATS) == people


@pytest.mark.parametrize("people", [2_000, 200_000])
def test_units_are_of_a_believable_size(people):
    found = list(places(people))
    divisions = [
        place.size for place in found if place.kind == UnitKind.DIVISION and not place.code.startswith(COMMUNE)
    ]
    assert 8 <= min(divisions) <= max(divisions) <= 40
    assert all(40 <= agency.core + agency.service <= 2_300 for agency in agencies(people)[2:])


def test_every_agency_of_a_whole_city_is_staffed_and_codes_are_single():
    found = list(places(200_000))
    assert sum(place.role == AgencyRole.USING for place in found) == 142
    assert max(Counter(place.code for place in found).values()) == 1


def test_the_first_commune_is_the_same_in_a_town_and_in_a_city():
    def sample(people):
        return [(place.code, place.size) for place in places(people) if place.code.startswith(COMMUNE)]

    assert sample(200) == sample(200_000)


def test_splitting_loses_nobody():
    assert split(0, 22) == []
    assert all(sum(split(people, 22)) == people for people in range(1, 500))
