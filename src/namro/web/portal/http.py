"""The request as the portal's views see it, and the citizen in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from namro.base.access.http import Request
from namro.base.audit.services import Told

SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Citizen:
    """Somebody who signed in on the portal. Never a user, never an actor: no permission of the staff is asked of them."""

    session_id: int
    account_id: int | None  # none who came by an identity provider
    number: str
    name: str
    seen_at: datetime

    @property
    def called(self) -> str:
        """Their name, or the end of their number."""
        return self.name or "•" * (len(self.number) - SHOWN_DIGITS) + self.number[-SHOWN_DIGITS:]


class PortalRequest(Request):
    """Never instantiated: it names, for the type checker, what the portal's middleware sets besides."""

    citizen: Citizen | None
    citizen_looked: list[Told]  # written to the log once the page has been shown
