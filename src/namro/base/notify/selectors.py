"""What a person was told."""

from __future__ import annotations

from django.db.models import QuerySet

from namro.base.access.rules import Actor
from namro.base.notify.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The actor's notices, newest first."""
    return Notice.objects.filter(person_id=actor.person_id or 0).order_by("-at", "-pk")


def unread_count(actor: Actor) -> int:
    return notices_of(actor).filter(read_at=None).count()
