"""Whose figures somebody may look at, and which of the sheets behind them they may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotVisible
from namro.base.reading import once_a_reading
from namro.city.people import selectors as people
from namro.insight.indicators.selectors.tree import DIRECT, Tree, tree_on

MANAGING = "managing"


@dataclass(frozen=True, eq=False)
class Scope:
    """The units on whose figures the actor holds INSIGHT_READ today, in the tree of the day looked at."""

    tree: Tree
    tops: tuple[int, ...]  # the highest units of the scope
    units: frozenset[int]
    opens: frozenset[int]  # of whose people the actor may open the sheets
    heads_only: frozenset[int]  # of whose heads only
    is_whole: bool = False  # every unit there is and ever was, looked at today

    def is_everything(self, unit: int) -> bool:
        """Whether a unit, or none asked for, has every unit under it."""
        return self.is_whole and (not unit or (unit,) == self.tops)

    def may_open(self, unit_id: int, rank: str) -> bool:
        return unit_id in self.opens or (rank == "head" and unit_id in self.heads_only)


def not_found() -> NotVisible:
    return NotVisible("indicators.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


@once_a_reading
def scope_of(actor: Actor, *, today: date, on: date) -> Scope:
    """Home affairs see their subtrees, whoever heads an agency sees it and what stands under it.

    Rights are those of today; `on` says as of which day the figures are shown.
    Refuses: indicators.not_found
    """
    tree = tree_on(on)
    now = tree if on == today else tree_on(today)
    headed = {
        one for one in people.headed_units(actor.person_id, on=today)
        if one in now.places and now.places[one].role != DIRECT
    }  # fmt: skip
    relations = actor.own_relations | ({Relation.DECIDER} if headed else frozenset())
    if not may(Permission.INSIGHT_READ, relations):
        raise not_found()
    kept, led = now.subtree(actor.officer_of), now.subtree(headed)
    own = now.subtree(one for one in headed if now.places[one].role != MANAGING)
    units = kept | led
    if tree is now and len(units) == len(tree.places):
        return Scope(tree, tuple(tree.roots), units, kept | own, led, is_whole=True)
    return Scope(tree, _tops(tree, units), units, kept | own, led)


def _tops(tree: Tree, units: frozenset[int]) -> tuple[int, ...]:
    """The units none above which is in the scope too."""
    found = [one for one in units if one in tree.places and tree.places[one].parent_id not in units]
    return tuple(sorted(found, key=lambda one: tree.places[one].order))
