"""Visits of the mobile team: the lists of a point, and who may see where somebody lives."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.errors import NotVisible
from namro.duties.onestop.access import points_of, relations_to_point
from namro.duties.onestop.clocks import aware
from namro.duties.onestop.models import HomeVisit, VisitState


def visits(actor: Actor, *, on: date, state: str = "") -> QuerySet[HomeVisit]:
    """Those of the points somebody works at, newest first."""
    rows = HomeVisit.objects.filter(point__in=points_of(actor, on=on)).select_related("point").prefetch_related("team")
    return rows.filter(state=state) if state in VisitState.values else rows


def visit_for(actor: Actor, visit_id: int, *, on: date) -> HomeVisit:
    """One of them. Refuses: onestop.visit.unknown"""
    found = visits(actor, on=on).filter(pk=visit_id).first()
    if found is None:
        raise NotVisible("onestop.visit.unknown", _("Không có lượt đến nhà này."))
    return found


def sees_address(visit: HomeVisit, actor: Actor, *, on: date) -> bool:
    """Whoever goes there, whoever is in charge of the point, and whoever noted it until somebody is chosen to go."""
    if actor.person_id in {one.pk for one in visit.team.all()} or Relation.SUPERVISOR in relations_to_point(
        visit.point, actor, on=on
    ):
        return True
    return visit.state == VisitState.ASKED and visit.asked_by_id == actor.user_id


def route(actor: Actor, day: date, *, on: date) -> list[HomeVisit]:
    """Where somebody goes on a day, in order: theirs alone, or the whole point's for whoever is in charge."""
    first, until = (aware(datetime.combine(day + timedelta(days=number), datetime.min.time())) for number in (0, 1))
    rows = visits(actor, on=on, state=VisitState.PLANNED).filter(planned_for__gte=first, planned_for__lt=until)
    return [one for one in rows.order_by("planned_for", "pk") if sees_address(one, actor, on=on)]
