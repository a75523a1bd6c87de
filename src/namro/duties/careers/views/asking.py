"""What a page of careers asks before it shows a form: whether the actor may write, or decide, of a person at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.duties.careers.selectors import standing


def keeper(request: Request, person_id: int, needs: Permission = Permission.CAREER_WRITE) -> Callable[[], None]:
    """Asks whether home affairs may write of the person."""
    return partial(standing.require_keeper, request.actor, person_id, on=request.on, needs=needs)


def decider(request: Request, person_id: int) -> Callable[[], None]:
    """Asks whether the actor decides about the person."""
    return partial(standing.require_decider, request.actor, person_id, on=request.on)
