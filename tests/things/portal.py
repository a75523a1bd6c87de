"""What the public pages name in their addresses."""

from __future__ import annotations

from tests.app.procedures.catalogue import CODE, published
from tests.cast import City, Thing, things


def public_procedure(city: City) -> Thing:
    published(city)
    return Thing({"code": CODE}, {})


things.register("public_procedure", public_procedure)
