"""Dossiers on their way to an agency of another territory than the point that took them."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Page, Paginator

from namro.base.access.rules import Actor
from namro.city.people import selectors as people
from namro.duties.onestop.access import point_units
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.models.dossiers import ON_ITS_WAY
from namro.duties.onestop.selectors.finding import PAGE


def arriving_page(actor: Actor, *, on: date, page: str | None) -> Page[Dossier]:
    """Those for the agencies the actor heads, or at whose points they work."""
    headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    rows = Dossier.objects.filter(ON_ITS_WAY, unit__in=headed | point_units(actor, on=on)).select_related("point")
    return Paginator(rows.order_by("transfer_by", "pk"), PAGE).get_page(page)
