"""What the month asks of somebody today, for their home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.people import selectors as people
from namro.duties.evaluations.models import Petition, Round, Sheet, SheetState, Step

TO_REVIEW = (SheetState.SELF_SCORED, SheetState.FORWARDED)
OPEN_STEPS = (Step.SELF_SCORE, Step.REVIEW, Step.DECIDE)


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Self-score, sheets to review, rounds to decide and publish, petitions to answer: 7 queries at most."""
    if actor.person_id is None:
        return []
    headed = people.headed_units(actor.person_id, on=on)
    acts_for = headed | frozenset(people.delegated_units(actor.person_id, on=on))
    found = _self_scores(actor.person_id)
    if acts_for:
        found += _reviews(actor.person_id, acts_for)
    if headed:
        found += [*_decisions(headed), *_publications(headed)]
    return found + _petitions(actor.person_id, headed)


def _self_scores(person_id: int) -> list[Waiting]:
    rows = Sheet.objects.filter(person=person_id, state=SheetState.OPEN, not_rated="", round__step__in=OPEN_STEPS)
    return [
        Waiting(_("Tự chấm điểm kỳ %(month)s") % {"month": f"{first:%m/%Y}"}, 1, f"/sheets/{pk}", due)
        for pk, first, due in rows.order_by("round__self_score_by", "pk").values_list(
            "pk", "period__days__startswith", "round__self_score_by"
        )
    ]


def _reviews(person_id: int, units: frozenset[int]) -> list[Waiting]:
    rows = Sheet.objects.filter(reviewer_unit__in=units, state__in=TO_REVIEW, not_rated="", round__step__in=OPEN_STEPS)
    grouped = rows.exclude(person=person_id).values("period", "period__days").annotate(
        count=Count("pk"), due=Min("round__review_by")
    )  # fmt: skip
    return [
        Waiting(
            _("Phiếu kỳ %(month)s chờ anh/chị chấm") % {"month": f"{row['period__days'].lower:%m/%Y}"},
            row["count"], f"/review?period={row['period']}", row["due"],
        )
        for row in grouped.order_by("due")
    ]  # fmt: skip


def _decisions(headed: frozenset[int]) -> list[Waiting]:
    decided = Sheet.objects.filter(round=OuterRef("pk"), state=SheetState.DECIDED)
    rows = Round.objects.filter(~Exists(decided), unit__in=headed, step=Step.DECIDE).order_by("decide_by", "pk")
    return [
        Waiting(_("Quyết định xếp loại kỳ %(month)s") % {"month": f"{first:%m/%Y}"}, 1, f"/rounds/{pk}", due)
        for pk, first, due in rows.values_list("pk", "period__days__startswith", "decide_by")
    ]


def _publications(headed: frozenset[int]) -> list[Waiting]:
    decided = Sheet.objects.filter(round=OuterRef("pk"), state=SheetState.DECIDED)
    rows = Round.objects.filter(Exists(decided), unit__in=headed, step=Step.DECIDE).order_by("publish_by", "pk")
    return [
        Waiting(_("Công bố kết quả kỳ %(month)s") % {"month": f"{first:%m/%Y}"}, 1, f"/rounds/{pk}", due)
        for pk, first, due in rows.values_list("pk", "period__days__startswith", "publish_by")
    ]


def _petitions(person_id: int, headed: frozenset[int]) -> list[Waiting]:
    rows = Petition.objects.filter(Q(sheet__round__unit__in=headed) | Q(handler=person_id), answered_at=None)
    return [
        Waiting(_("Kiến nghị chờ giải quyết"), 1, f"/petitions/{pk}", due)
        for pk, due in rows.order_by("due_on", "pk").values_list("pk", "due_on")
    ]
