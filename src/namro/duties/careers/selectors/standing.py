"""What somebody is to a person's career on a day, and which units' boards they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.base.reading import once_a_reading
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Posting, Rank
from namro.city.people.selectors.relations import decider_of


def not_found() -> NotVisible:
    return NotVisible("careers.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def last_posting(person_id: int, *, on: date) -> Posting | None:
    """The main posting of the day, or the last one there was by then."""
    held = people.posting_on(person_id, on=on)
    if held is not None:
        return held
    return Posting.objects.filter(person=person_id, valid__startswith__lte=on).order_by("-valid", "-pk").first()


@once_a_reading
def relations_to(actor: Actor, person_id: int, *, on: date) -> frozenset[Relation]:
    """As to the person; whoever has left is still kept by home affairs of the unit they left."""
    found = people.relations_to_person(actor, person_id, on=on)
    if Relation.OFFICER in found or not actor.officer_of or people.postings_on(person_id, on=on):
        return found
    posting = last_posting(person_id, on=on)
    if posting and organisation.covers(actor, posting.unit_id, on=_day_of(posting, on)):
        return found | {Relation.OFFICER}
    return found


def _day_of(posting: Posting, on: date) -> date:
    """The day, while the posting's unit still stands; else the first day of the posting."""
    return on if organisation.spell(posting.unit_id, on=on) else posting.valid.lower


def require(permission: Permission, relations: frozenset[Relation]) -> None:
    """Refuses: careers.not_found (404) to whoever may not read it, access.denied to whoever may not do this"""
    if may(permission, relations):
        return
    if not may(Permission.CAREER_READ, relations):
        raise not_found()
    raise NotAllowed("access.denied", _("Việc này không thuộc thẩm quyền của anh/chị."))


def require_keeper(by: Actor, person_id: int, *, on: date, needs: Permission = Permission.CAREER_WRITE) -> None:
    """Home affairs over the person; never of oneself. Refuses: careers.not_found, access.denied, careers.own_record"""
    require(needs, relations_to(by, person_id, on=on))
    _require_other(by, person_id)


def require_decider(by: Actor, person_id: int, *, on: date) -> None:
    """The authority over the person; home affairs where nobody in the system decides for them.

    Refuses: careers.not_found, access.denied, careers.own_record
    """
    _require_other(by, person_id)
    relations = relations_to(by, person_id, on=on)
    if Relation.OFFICER in relations and not _has_authority(person_id, on):
        return
    require(Permission.CAREER_DECIDE, relations)


def may_decide(by: Actor, person_id: int, *, on: date) -> bool:
    """Whether the page shows the form of a decision."""
    if by.person_id == person_id:
        return False
    relations = relations_to(by, person_id, on=on)
    if may(Permission.CAREER_DECIDE, relations):
        return True
    return Relation.OFFICER in relations and not _has_authority(person_id, on)


def _has_authority(person_id: int, on: date) -> bool:
    posting = people.posting_on(person_id, on=on)
    return posting is not None and decider_of(posting, on=on) is not None


def _require_other(by: Actor, person_id: int) -> None:
    if by.person_id == person_id:
        raise NotAllowed("careers.own_record", _("Không ai tự ghi, tự quyết định cho mình. Nhờ cấp trên làm việc này."))


# Units somebody heads with the direct-using ones below, and the agencies below whose heads they decide for (art. 10): down
# to the next managing agency, and only from a managing one.
HEADED = """
WITH RECURSIVE down(unit_id, is_own, is_direct, is_decided, ends) AS (
    SELECT unit_id, true, false, role = 'managing', false FROM organisation_unitspell
    WHERE unit_id = ANY(%(headed)s) AND valid @> %(on)s::date
    UNION
    SELECT s.unit_id, down.is_own AND s.role = 'direct', s.role = 'direct', down.is_decided, s.role = 'managing'
    FROM down JOIN organisation_unitspell s ON s.parent_id = down.unit_id AND s.valid @> %(on)s::date
    WHERE NOT down.ends AND (down.is_decided OR s.role = 'direct')
)
SELECT unit_id, is_own FROM down WHERE is_own OR NOT is_direct
"""


@dataclass(frozen=True)
class Reach:
    """Whose rows the boards show: everybody's of some units, and the heads of others."""

    is_all: bool = False
    units: frozenset[int] = frozenset()
    headed_by: frozenset[int] = frozenset()  # agencies whose heads alone are shown

    def of(self, unit: str = "unit", rank: str = "rank") -> Q:
        """As a condition on rows with a unit and a rank."""
        if self.is_all:
            return Q()
        return Q(**{f"{unit}__in": self.units}) | Q(**{f"{unit}__in": self.headed_by, rank: Rank.HEAD})


@once_a_reading
def overseen(actor: Actor, *, on: date) -> Reach:
    """Home affairs oversee their subtree, heads those they score or decide for.

    Refuses: careers.not_found to whoever oversees nobody
    """
    if organisation.keeps_all(actor, on=on):
        return Reach(is_all=True)
    headed = people.headed_units(actor.person_id, on=on)
    if not headed and not actor.officer_of:
        raise not_found()
    own, headed_by = _headed(headed, on)
    return Reach(units=organisation.subtrees_ids(actor.officer_of, on=on) | own, headed_by=headed_by)


def _headed(headed: frozenset[int], on: date) -> tuple[frozenset[int], frozenset[int]]:
    """The units whose people somebody scores or decides for, and the agencies whose heads."""
    if not headed:
        return frozenset(), frozenset()
    with connection.cursor() as cursor:
        cursor.execute(HEADED, {"headed": sorted(headed), "on": on})
        rows = cursor.fetchall()
    own = frozenset(unit for unit, is_own in rows if is_own)
    return own, frozenset(unit for unit, _own in rows) - own
