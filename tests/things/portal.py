"""What the public pages name in their addresses."""

from __future__ import annotations

from tests.app.procedures.catalogue import CODE, published
from tests.cast import City, Thing, things


def public_procedure(city: City) -> Thing:
    published(city)
    return Thing({"code": CODE}, {})


def public_dossier(_city: City) -> Thing:
    """Any code: the page says nothing of whether there is one."""
    return Thing({"code": "H26.40.2-261123-0001"}, {})


for make in (public_procedure, public_dossier):
    things.register(make.__name__, make)
