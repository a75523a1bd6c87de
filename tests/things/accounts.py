"""Accounts and grants, for the test of every route."""

from __future__ import annotations

from tests.cast import City, Thing, things

from namro.base.access.rules import Relation


def user(city: City) -> Thing:
    """An's account: kept by the commune's officer, and by the administrator."""
    return Thing({"pk": city.an.pk}, {"officer": {Relation.OFFICER}})


def grant(city: City) -> Thing:
    return Thing({"pk": city.officer.grants.get().pk}, {})


things.register("user", user)
things.register("grant", grant)
