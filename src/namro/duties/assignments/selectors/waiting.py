"""What waits for somebody here, for the home page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.ui.waiting import Counted
from namro.city.people import selectors as people
from namro.duties.assignments.models import (
    Assignment,
    AssignmentState,
    Catalogue,
    CatalogueState,
    ItemProposal,
    ProposalState,
)
from namro.duties.assignments.rules import month_of
from namro.duties.assignments.selectors.reach import standings_under

SOON = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """One line of the home page: what, how many, where to, by when, and how urgent (overdue, soon, later)."""

    text: str
    count: int
    link: str
    due: date | None = None
    urgency: str = "later"


def waiting_for(actor: Actor, *, on: date) -> list[Waiting | Counted]:
    """Work to report, results to accept, plans begun, people without work, proposals and catalogues to decide."""
    if actor.person_id is None:
        return []
    units = people.headed_units(actor.person_id, on=on) | people.delegated_units(actor.person_id, on=on).keys()
    found: list[Waiting | Counted] = [*_mine(actor, on)]
    if units:
        found += [*_team(actor, units, on), *_catalogue(units)]
    return found


def _mine(actor: Actor, on: date) -> Iterator[Waiting]:
    """One's own work that is due, and a plan one has begun: one query."""
    due = Q(posting__person=actor.person_id, state=AssignmentState.ASSIGNED, deadline__lte=on + SOON)
    draft = Q(created_by=actor.user_id, state=AssignmentState.DRAFT)
    # Two lists joined, each found by its own index; said with OR, every assignment of the city would be read.
    kinds = [("due", Assignment.objects.filter(due)), ("draft", Assignment.objects.filter(draft))]
    listed = [
        rows.order_by().annotate(what=Value(what)).values_list("what", "deadline", "month") for what, rows in kinds
    ]
    found = list(listed[0].union(listed[1], all=True))
    deadlines = [deadline for what, deadline, _month in found if what == "due" and deadline]
    months = [month for what, _deadline, month in found if what == "draft"]
    if deadlines:
        first = min(deadlines)
        link = f"{reverse('my_work')}?month={month_of(first):%Y-%m}"
        text = _("Việc của tôi đến hạn, chưa báo cáo kết quả")
        yield Waiting(text, len(deadlines), link, first, "overdue" if first < on else "soon")
    if months:
        link = f"{reverse('work_plan')}?month={min(months):%Y-%m}"
        yield Waiting(_("Kế hoạch giao việc đang soạn dở"), len(months), link)


def _team(actor: Actor, units: Any, on: date) -> Iterator[Waiting]:
    """Results to accept, and people without work this month: two queries."""
    standings = [one for one in standings_under(units, on=on) if one.person_id != actor.person_id]
    scored = {one.posting_id for one in standings if one.reviewer_unit_id in units}
    this = month_of(on)
    rows = Assignment.objects.filter(Q(state=AssignmentState.REPORTED) | Q(month=this), posting__in=scored)
    found = list(rows.exclude(state=AssignmentState.DRAFT).order_by().values_list("posting_id", "month", "state"))
    reported = [month for _posting, month, state in found if state == AssignmentState.REPORTED]
    if reported:
        link = f"{reverse('team_work')}?month={min(reported):%Y-%m}"
        yield Waiting(_("Kết quả đã báo cáo, chờ tôi xác nhận"), len(reported), link, None, "soon")
    idle = len(scored - {posting for posting, month, _state in found if month == this})
    if idle:
        yield Waiting(
            _("Người chưa được giao việc nào trong tháng"), idle, f"{reverse('work_plan')}?month={this:%Y-%m}"
        )


def _catalogue(units: Any) -> Iterator[Counted]:
    """Proposals to pass on or answer, catalogues to decide."""
    for rows, text, name in (
        (
            ItemProposal.objects.filter(unit__in=units, state=ProposalState.PROPOSED),
            _("Đề nghị bổ sung danh mục chờ tôi chuyển"), "proposals",
        ),
        (
            ItemProposal.objects.filter(catalogue__unit__in=units, state=ProposalState.FORWARDED),
            _("Đề nghị bổ sung danh mục chờ tôi quyết định"), "proposals",
        ),
        (
            Catalogue.objects.filter(unit__in=units, state=CatalogueState.REVIEWED),
            _("Danh mục đã thẩm định, chờ quyết định"), "catalogues",
        ),
    ):  # fmt: skip
        yield Counted(rows, partial(_counted, text, reverse(name)))


def _counted(text: str, link: str, count: int, _due: date | None) -> Waiting:
    return Waiting(text, count, link)
