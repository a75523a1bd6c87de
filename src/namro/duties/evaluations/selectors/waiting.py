"""What the month asks of somebody today, for their home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.duties.evaluations.models import Period, Petition, Round, Sheet, SheetState, Step
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_waiting import UnitRow, UnitWaiting, undecided_units, units_waiting

YEAR = Period.Kind.YEAR
TO_REVIEW = (SheetState.SELF_SCORED, SheetState.FORWARDED)
PETITION = "petition"  # a row that is no unit
OPEN_STEPS = (Step.SELF_SCORE, Step.REVIEW, Step.DECIDE)


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Waiting | UnitWaiting]:
    """Self-score, sheets to review, rounds to decide and publish, petitions to answer, units of a year: 4 queries."""
    if actor.person_id is None:
        return []
    reach = reach_of(actor, on=on)
    headed, acts_for = reach.headed, reach.acts_for
    found = _sheets(actor.person_id, acts_for)
    if headed:
        found += _rounds(headed)
    return [*found, *_petitions_and_units(actor.person_id, headed, acts_for, on)]


def _sheets(person_id: int, units: frozenset[int]) -> list[Waiting]:
    """One's own sheets to score, then how many of each period wait for one's score: one query."""
    own = Q(person=person_id, state=SheetState.OPEN)
    team = Q(reviewer_unit__in=units, state__in=TO_REVIEW) & ~Q(person=person_id)
    rows = Sheet.objects.filter(own | team, not_rated="", round__step__in=OPEN_STEPS).values_list(
        "pk", "person", "period", "period__days__startswith", "round__self_score_by", "round__review_by", "period__kind"
    )  # fmt: skip
    mine: list[Waiting] = []
    counted: dict[tuple[int, date, bool], list[date]] = {}
    for pk, person, period, first, self_by, review_by, kind in rows.order_by("round__self_score_by", "pk"):
        if person == person_id:
            text = _("Tự xếp loại năm %(when)s") if kind == YEAR else _("Tự chấm điểm kỳ %(when)s")
            mine.append(Waiting(text % {"when": _when(kind, first)}, 1, f"/sheets/{pk}", self_by))
        else:
            counted.setdefault((period, first, kind == YEAR), []).append(review_by)
    waiting = [_team(period, first, is_year, due) for (period, first, is_year), due in counted.items()]
    return mine + sorted(waiting, key=lambda one: one.due or date.max)


def _when(kind: str, first: date) -> str:
    return f"{first:%Y}" if kind == YEAR else f"{first:%m/%Y}"


def _team(period: int, first: date, is_year: bool, due: list[date]) -> Waiting:
    """Sheets of others that wait: months in the reviewer's table, years for their meeting."""
    if is_year:
        text = _("Phiếu năm %(year)s chờ cuộc họp nhận xét") % {"year": f"{first:%Y}"}
        return Waiting(text, len(due), f"/periods/{period}/meetings", min(due))
    text = _("Phiếu kỳ %(month)s chờ anh/chị chấm") % {"month": f"{first:%m/%Y}"}
    return Waiting(text, len(due), f"/review?period={period}", min(due))


def _rounds(headed: frozenset[int]) -> list[Waiting]:
    """Rounds to decide, then those to publish: one query."""
    decided = Exists(Sheet.objects.filter(round=OuterRef("pk"), state=SheetState.DECIDED))
    rows = (
        Round.objects.filter(unit__in=headed, step=Step.DECIDE).annotate(is_decided=decided).order_by("decide_by", "pk")
    )
    found = list(
        rows.values_list("pk", "period__days__startswith", "decide_by", "publish_by", "is_decided", "period__kind")
    )
    decisions = [
        Waiting(_decide(kind) % {"when": _when(kind, first)}, 1, f"/rounds/{pk}", due)
        for pk, first, due, _publish_by, done, kind in found if not done
    ]  # fmt: skip
    return decisions + [
        Waiting(_publish(kind) % {"when": _when(kind, first)}, 1, f"/rounds/{pk}", due)
        for pk, first, _decide_by, due, done, kind in found if done
    ]  # fmt: skip


def _decide(kind: str) -> str:
    return _("Quyết định xếp loại năm %(when)s") if kind == YEAR else _("Quyết định xếp loại kỳ %(when)s")


def _publish(kind: str) -> str:
    return _("Công bố kết quả năm %(when)s") if kind == YEAR else _("Công bố kết quả kỳ %(when)s")


def _petitions_and_units(
    person_id: int, headed: frozenset[int], acts_for: frozenset[int], on: date
) -> list[Waiting | UnitWaiting]:
    """Petitions to answer, then the units of a year: one query, for everybody's home page asks it."""
    mine = Q(sheet__round__unit__in=headed) | Q(handler=person_id)
    none = {
        "of_period": Value(0),
        "of_unit": Value(0),
        "of_authority": Value(0),
        "of_state": Value(PETITION),
        "seen": Value(False),
    }
    petitions = Petition.objects.filter(mine, answered_at=None).annotate(**none)
    rows = petitions.values_list("pk", "due_on", *none).order_by()
    if acts_for:
        rows = rows.union(undecided_units(acts_for).order_by(), all=True)
    found = sorted((UnitRow(*one) for one in rows), key=lambda one: (one.first, one.pk))
    return [
        *(Waiting(_("Kiến nghị chờ giải quyết"), 1, f"/petitions/{one.pk}", one.first) for one in found if one.state == PETITION),
        *units_waiting([one for one in found if one.state != PETITION], headed, acts_for, on=on),
    ]  # fmt: skip
