"""What somebody is to a sheet or a round on a date, and what they may therefore see and do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.base.reading import once_a_reading
from namro.base.rows import Columns, instances, planned_cursor
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Person, Posting
from namro.duties.evaluations.models import DecidedRating, Period, Round, Sheet, Step

PUBLISHED_STEPS = (Step.PUBLISHED, Step.CLOSED)
HEAVY = "period__framework_text"  # the frozen law file: read only when this process does not know it yet
SHEET, ROUND = Columns(Sheet, "s"), Columns(Round, "r")
PERIOD = Columns(Period, "p", leave=[HEAVY.removeprefix("period__")])
PERSON, POSTING = Columns(Person, "h"), Columns(Posting, "w")
# Every page about a sheet begins with it.
LOADED = f"""
SELECT {SHEET.sql}, {ROUND.sql}, {PERIOD.sql}, {PERSON.sql}, {POSTING.sql} FROM evaluations_sheet s
JOIN evaluations_round r ON r.id = s.round_id JOIN evaluations_period p ON p.id = s.period_id
JOIN people_person h ON h.id = s.person_id JOIN people_posting w ON w.id = s.posting_id
WHERE s.id = %s
"""  # noqa: S608 - names of columns


@dataclass(frozen=True)
class Reach:
    """The units somebody acts for on a date: by heading them, by written delegation, as home-affairs officer.

    Asked for when first needed: on one's own sheet nothing of it is.
    """

    actor: Actor
    on: date

    @cached_property
    def _leads(self) -> tuple[frozenset[int], dict[int, int]]:
        return people.leads(self.actor.person_id, on=self.on)

    @property
    def headed(self) -> frozenset[int]:
        return self._leads[0]

    @property
    def delegated(self) -> dict[int, int]:
        """Unit -> the head who delegated it."""
        return self._leads[1]

    @cached_property
    def office(self) -> frozenset[int] | None:
        """Units of the officer's subtrees; None is the whole city."""
        return _office(self.actor, self.on)

    @property
    def acts_for(self) -> frozenset[int]:
        return self.headed | frozenset(self.delegated)

    def oversees(self, *units: int | None) -> bool:
        return self.office is None or not self.office.isdisjoint(unit for unit in units if unit is not None)

    def acting_for(self, unit_id: int | None) -> int | None:
        """The head in whose name the actor acts for the unit; None when in their own."""
        return None if unit_id is None or unit_id in self.headed else self.delegated.get(unit_id)


@once_a_reading
def reach_of(actor: Actor, *, on: date) -> Reach:
    """One query when it is needed, and two more for an officer."""
    return Reach(actor, on)


def _office(actor: Actor, on: date) -> frozenset[int] | None:
    if not actor.officer_of:
        return frozenset()
    if {root.unit_id for root in organisation.roots(on=on)} <= actor.officer_of:
        return None
    return organisation.subtrees_ids(actor.officer_of, on=on)


def sheet_relations(reach: Reach, sheet: Sheet) -> frozenset[Relation]:
    """Relations to a sheet, from what is already known: no query (the round must be loaded)."""
    found = set(reach.actor.own_relations - {Relation.OFFICER})
    decider_unit = sheet.round.unit_id
    if sheet.person_id == reach.actor.person_id:
        found.add(Relation.OWNER)  # and nothing more on one's own sheet but an officer's view
    else:
        if sheet.reviewer_unit_id in reach.headed:
            found.add(Relation.REVIEWER)
        if decider_unit in reach.headed:
            found.add(Relation.DECIDER)
        if sheet.reviewer_unit_id in reach.delegated or decider_unit in reach.delegated:
            found.add(Relation.DELEGATE)
    if reach.actor.officer_of and reach.oversees(sheet.unit_id, decider_unit):
        found.add(Relation.OFFICER)
    return frozenset(found)


def sheet_standing(actor: Actor, sheet: Sheet, *, on: date) -> frozenset[Relation]:
    """What the actor is to the sheet on a date, a colleague included."""
    found = sheet_relations(reach_of(actor, on=on), sheet)
    return found | {Relation.COLLEAGUE} if sheet.unit_id in agency_units(actor, on=on) else found


@once_a_reading
def agency_units(actor: Actor, *, on: date) -> frozenset[int]:
    """Units of the using agencies where the actor is posted on a date: their colleagues' units."""
    if actor.person_id is None:
        return frozenset()
    postings = people.postings_on(actor.person_id, on=on)
    agencies = {organisation.using_agency_of(one.unit_id, on=on) for one in postings}
    return organisation.subtrees_ids([unit for unit in agencies if unit is not None], on=on)


def round_relations(reach: Reach, round_: Round) -> frozenset[Relation]:
    """Relations to a round. A delegate is one of the deciding authority; who scores part of it is a reviewer."""
    found = set(reach.actor.own_relations - {Relation.OFFICER})
    if round_.unit_id in reach.headed:
        found.add(Relation.DECIDER)
    if round_.unit_id in reach.delegated:
        found.add(Relation.DELEGATE)
    if reach.actor.officer_of and reach.oversees(round_.unit_id):
        found.add(Relation.OFFICER)
    if not found & {Relation.DECIDER, Relation.DELEGATE, Relation.OFFICER} and _scores_in(reach, round_):
        found.add(Relation.REVIEWER)
    return frozenset(found)


def _scores_in(reach: Reach, round_: Round) -> bool:
    return bool(reach.acts_for) and round_.sheets.filter(reviewer_unit__in=reach.acts_for).exists()


def round_standing(actor: Actor, round_: Round, *, on: date) -> frozenset[Relation]:
    """What the actor is to the round on a date."""
    return round_relations(reach_of(actor, on=on), round_)


def require(permission: Permission, relations: frozenset[Relation], *, sees: Permission) -> None:
    """Refuses: evaluations.not_found (may not even see it: it does not exist), access.denied (sees it, may not act)"""
    if may(permission, relations):
        return
    if not may(sees, relations):
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    message = _("Việc này không thuộc thẩm quyền của anh/chị vào ngày này. Xem trang “Ai chấm, ai quyết định”.")
    raise NotAllowed("access.denied", message)


def loaded(sheet_id: int) -> Sheet:
    """A sheet with its round, period, person and posting. Refuses: evaluations.not_found"""
    with planned_cursor() as cursor:
        cursor.execute(LOADED, [sheet_id])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    sheet: Sheet
    sheet, *belonging = instances(row, SHEET, ROUND, PERIOD, PERSON, POSTING)
    sheet.round, sheet.period, sheet.person, sheet.posting = belonging
    sheet.round.period = sheet.period
    return sheet


def sheet_for(actor: Actor, sheet_id: int, *, on: date, needs: Permission = Permission.SHEET_READ) -> Sheet:
    """A sheet the actor may see, and holds `needs` on.

    Refuses: evaluations.not_found, access.denied
    """
    sheet = loaded(sheet_id)
    require(needs, sheet_relations(reach_of(actor, on=on), sheet), sees=Permission.SHEET_READ)
    return sheet


def round_for(actor: Actor, round_id: int, *, on: date, needs: Permission = Permission.ROUND_READ) -> Round:
    """A round the actor may see, and holds `needs` on.

    Refuses: evaluations.not_found, access.denied
    """
    found = Round.objects.select_related("period").defer(HEAVY).filter(pk=round_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    require(needs, round_standing(actor, found, on=on), sees=Permission.ROUND_READ)
    return found


def sheets_visible_to(actor: Actor, *, on: date) -> QuerySet[Sheet]:
    """Sheets whose detail the actor may read: their own, those they score or decide, those of their office."""
    return Sheet.objects.filter(visible_part(reach_of(actor, on=on), "")).order_by("-period__days", "unit_id", "id")


def visible_part(reach: Reach, prefix: str) -> Q:
    """The condition of visible sheets on rows that lead to one by `prefix`; empty for who oversees the whole city."""
    if reach.actor.officer_of and reach.office is None:
        return Q()
    found = Q(**{f"{prefix}person_id": reach.actor.person_id}) if reach.actor.person_id else Q(pk__in=[])
    units = reach.acts_for
    if units:
        found |= Q(**{f"{prefix}reviewer_unit_id__in": units}) | Q(**{f"{prefix}round__unit_id__in": units})
    if reach.office:
        found |= Q(**{f"{prefix}unit_id__in": reach.office}) | Q(**{f"{prefix}round__unit_id__in": reach.office})
    return found


def ratings_visible_to(actor: Actor, *, on: date) -> QuerySet[DecidedRating]:
    """Published ratings in force: of colleagues in the using agency the level only, which is all this table holds."""
    seen = visible_part(reach_of(actor, on=on), "sheet__")
    units = agency_units(actor, on=on)
    if units:
        seen |= Q(sheet__unit_id__in=units)
    return DecidedRating.objects.filter(seen, in_force=True, sheet__round__step__in=PUBLISHED_STEPS).order_by(
        "sheet_id"
    )


def rounds_visible_to(actor: Actor, *, on: date) -> QuerySet[Round]:
    """Rounds the actor decides, prepares, oversees, or scores part of."""
    reach = reach_of(actor, on=on)
    rounds = Round.objects.select_related("period").defer(HEAVY).order_by("-period__days", "unit_id")
    if reach.actor.officer_of and reach.office is None:
        return rounds
    mine: Iterable[int] = reach.acts_for | (reach.office or frozenset())
    scored = Sheet.objects.filter(reviewer_unit__in=reach.acts_for).values("round")
    return rounds.filter(Q(unit__in=mine) | Q(pk__in=scored)) if mine else rounds.none()
