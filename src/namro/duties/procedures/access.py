"""Who keeps the catalogue: home affairs of everything there is, for the catalogue is one for all units."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed
from namro.city.organisation import selectors as organisation


def relations_to_catalogue(actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to the catalogue: an officer only when their office covers the whole tree."""
    found = set(actor.own_relations) - {Relation.OFFICER}
    if organisation.keeps_all(actor, on=on):
        found.add(Relation.OFFICER)
    return frozenset(found)


def may_here(permission: Permission, actor: Actor, *, on: date) -> bool:
    return may(permission, relations_to_catalogue(actor, on=on))


def require(permission: Permission, actor: Actor, *, on: date) -> None:
    """Refuses: access.denied"""
    if not may_here(permission, actor, on=on):
        message = _("Danh mục thủ tục do bộ phận kiểm soát thủ tục hành chính của thành phố lập và công bố.")
        raise NotAllowed("access.denied", message)
