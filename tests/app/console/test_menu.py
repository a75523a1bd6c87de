"""What the menu shows can be opened, by everybody it is shown to."""

from __future__ import annotations

import pytest
from django.urls import resolve
from tests.cast import City

from namro.base.access.selectors import actor_of
from namro.base.ui.navigation import menu_for
from namro.web.console.menu import items
from namro.web.console.standing import standing_of

pytestmark = pytest.mark.django_db
WHO = ["an", "office_head", "vice_chair", "chair", "city_chair", "officer", "administrator", "outsider"]


def test_every_place_exists():
    assert all(resolve(item.path) for item in items())


@pytest.mark.parametrize("who", WHO)
def test_shown_places_open(city: City, as_, who: str, django_assert_max_num_queries):
    user = getattr(city, who)
    day = city.today
    actor = actor_of(user, on=day)
    client = as_(user)
    shut = []
    for item in menu_for(actor, standing_of(actor, day), "/"):
        with django_assert_max_num_queries(24 if item.path == "/" else 15):  # home asks every duty
            if client.get(item.path, follow=True).status_code != 200:
                shut.append(item.path)
    assert shut == []


def test_standing_is_one_query(city: City, django_assert_num_queries):
    actor = actor_of(city.chair, on=city.today)
    with django_assert_num_queries(1):
        standing = standing_of(actor, city.today)
    assert (standing.heads, standing.decides, standing.unit_name) == (True, True, "Phường Tây Hồ")


def test_the_place_one_is_in_is_marked(city: City):
    actor = actor_of(city.officer, on=city.today)
    current = [
        i.path for i in menu_for(actor, standing_of(actor, city.today), "/admin/accounts/3/password/") if i.is_current
    ]
    assert current == ["/admin/accounts/"]
