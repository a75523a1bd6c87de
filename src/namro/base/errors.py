"""The one family of errors a service may raise; caught only at the edge (view, API, command)."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """A refusal with a stable dotted code and a message that says what to do next.

    `code` never changes once published; `message` is Vietnamese (or a lazy translation);
    `field` names the input at fault, where there is one; `details` holds plain values for logs and APIs.
    """

    status = 400

    def __init__(self, code: str, message: Any, *, field: str = "", **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class NotVisible(DomainError):
    """What you may not see does not exist."""

    status = 404


class NotAllowed(DomainError):
    """You can see it, but this act is not yours."""

    status = 403


class Conflict(DomainError):
    """Somebody else changed it first; nothing of either is lost."""

    status = 409
