"""Campaigns somebody sees, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.city.organisation import selectors as organisation
from namro.duties.surveys import access
from namro.duties.surveys.models import Campaign, Channel, PaperSheet, Response, Token


def campaigns(actor: Actor, *, on: date, state: str = "", query: str = "") -> QuerySet[Campaign]:
    """What the actor may open, the newest first."""
    rows = Campaign.objects.filter(access.sight_of(actor, on=on).q()).select_related("instrument")
    if state:
        rows = rows.filter(state=state)
    if query:
        rows = rows.filter(title__icontains=query)
    return rows.order_by("-first", "-pk")


def campaigns_kept(actor: Actor, *, on: date) -> bool:
    """Whether the actor plans campaigns of any unit."""
    return bool(actor.officer_of)


def one(actor: Actor, campaign_id: int, *, on: date) -> tuple[Campaign, frozenset[Relation]]:
    """Refuses: surveys.not_found"""
    found = Campaign.objects.select_related("instrument").filter(pk=campaign_id).first()
    if found is None:
        raise access.not_found()
    relations = access.relations_to_unit(found.unit_id, actor, on=on)
    if not may(Permission.SURVEY_READ, relations):
        raise access.not_found()
    return found, relations


@dataclass(frozen=True)
class Progress:
    """How many answered, by channel, against the sample; how many invitations came back; paper that waits."""

    answers: int
    by_channel: dict[str, int]
    invited: int
    used: int
    waiting: int
    differing: int


def progress(found: Campaign) -> Progress:
    """Three queries, whatever the size."""
    channels = dict(Response.objects.filter(campaign=found).order_by().values_list("channel").annotate(Count("pk")))
    tokens = Token.objects.filter(campaign=found).aggregate(all=Count("pk"), used=Count("pk", filter=Q(is_used=True)))
    sheets = PaperSheet.objects.filter(campaign=found, is_matched=False).aggregate(
        once=Count("pk", filter=Q(second_at__isnull=True)), twice=Count("pk", filter=Q(second_at__isnull=False))
    )
    by_channel = {key: channels.get(key, 0) for key in Channel.values}
    return Progress(
        sum(by_channel.values()), by_channel, tokens["all"], tokens["used"], sheets["once"], sheets["twice"]
    )


def papers(found: Campaign) -> QuerySet[PaperSheet]:
    """Paper that waits for its second keying, or whose keyings differ."""
    return PaperSheet.objects.filter(campaign=found, is_matched=False).order_by("number")


def units_of(found: Campaign, *, on: date) -> list[tuple[int, str]]:
    """The units a campaign is about, by name."""
    names = organisation.name_of(organisation.subtree_ids(found.unit_id, on=on), on=on)
    return sorted(names.items(), key=lambda item: (item[0] != found.unit_id, item[1]))
