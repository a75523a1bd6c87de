"""What waits for somebody here, for the home page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
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


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Work to report, results to accept, plans begun, people without work, proposals and catalogues to decide."""
    if actor.person_id is None:
        return []
    units = people.headed_units(actor.person_id, on=on) | people.delegated_units(actor.person_id, on=on).keys()
    found = [*_own(actor, on), *_drafts(actor)]
    if units:
        found += [*_team(actor, units, on), *_catalogue(units)]
    return found


def _own(actor: Actor, on: date) -> Iterator[Waiting]:
    rows = Assignment.objects.filter(
        posting__person=actor.person_id, state=AssignmentState.ASSIGNED, deadline__lte=on + SOON
    )
    figures = rows.aggregate(count=Count("pk"), due=Min("deadline"))
    if figures["count"]:
        late = figures["due"] < on
        link = f"{reverse('my_work')}?month={month_of(figures['due']):%Y-%m}"
        text = _("Việc của tôi đến hạn, chưa báo cáo kết quả")
        yield Waiting(text, figures["count"], link, figures["due"], "overdue" if late else "soon")


def _drafts(actor: Actor) -> Iterator[Waiting]:
    rows = Assignment.objects.filter(created_by=actor.user_id, state=AssignmentState.DRAFT)
    figures = rows.aggregate(count=Count("pk"), month=Min("month"))
    if figures["count"]:
        link = f"{reverse('work_plan')}?month={figures['month']:%Y-%m}"
        yield Waiting(_("Kế hoạch giao việc đang soạn dở"), figures["count"], link)


def _team(actor: Actor, units: Any, on: date) -> Iterator[Waiting]:
    standings = [one for one in standings_under(units, on=on) if one.person_id != actor.person_id]
    scored = [one.posting_id for one in standings if one.reviewer_unit_id in units]
    rows = Assignment.objects.filter(posting__in=scored, state=AssignmentState.REPORTED)
    figures = rows.aggregate(count=Count("pk"), month=Min("month"))
    if figures["count"]:
        link = f"{reverse('team_work')}?month={figures['month']:%Y-%m}"
        yield Waiting(_("Kết quả đã báo cáo, chờ tôi xác nhận"), figures["count"], link, None, "soon")
    month = month_of(on)
    busy = Assignment.objects.filter(posting__in=scored, month=month).exclude(state=AssignmentState.DRAFT)
    idle = len(set(scored) - set(busy.order_by().values_list("posting_id", flat=True)))
    if idle:
        link = f"{reverse('work_plan')}?month={month:%Y-%m}"
        yield Waiting(_("Người chưa được giao việc nào trong tháng"), idle, link)


def _catalogue(units: Any) -> Iterator[Waiting]:
    proposals = ItemProposal.objects.filter(unit__in=units, state=ProposalState.PROPOSED).count()
    if proposals:
        yield Waiting(_("Đề nghị bổ sung danh mục chờ tôi chuyển"), proposals, reverse("proposals"))
    forwarded = ItemProposal.objects.filter(catalogue__unit__in=units, state=ProposalState.FORWARDED).count()
    if forwarded:
        yield Waiting(_("Đề nghị bổ sung danh mục chờ tôi quyết định"), forwarded, reverse("proposals"))
    reviewed = Catalogue.objects.filter(unit__in=units, state=CatalogueState.REVIEWED).count()
    if reviewed:
        yield Waiting(_("Danh mục đã thẩm định, chờ quyết định"), reviewed, reverse("catalogues"))
