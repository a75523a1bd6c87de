"""What scores of the desk ask of other duties, without knowing them: complaints, answers, online services, satisfaction.

config/wiring.py names who answers. Where nobody does, there is no data, and the indicator is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True)
class Complaint:
    """A complaint about a dossier that was not disproved; of somebody, or of nobody named."""

    dossier_code: str
    person_id: int | None


@dataclass(frozen=True)
class Answered:
    """Feedback a unit owed an answer to in a period, and how much of it was answered in time."""

    owed: int
    in_time: int


@dataclass(frozen=True)
class OnlineCodes:
    """Procedures that should be online on a day, and those that are, by code."""

    eligible: frozenset[str]
    online: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """A procedure in force on a day: its field, the levels it is done at, since when, and whether it says all its parts."""

    field: str
    levels: frozenset[str]
    since: date
    is_whole: bool


@dataclass(frozen=True)
class Catalogued:
    """A procedure in force on a day: what it is called, where it is shown, whether it is online and has a process."""

    code: str
    name: str
    field: str
    link: str
    is_online: bool
    has_process: bool


@dataclass(frozen=True)
class Heard:
    """Feedback a unit received in a period: all of it, about rules and procedures, and about officials."""

    received: int
    rules: int
    officials: int


@dataclass(frozen=True)
class Named:
    """A procedure or a decision behind a number: what it is called, where it is shown, whether it is met."""

    text: str
    link: str
    is_met: bool


class Outside(Protocol):
    """Who knows. A pair is how many of how many."""

    def complaints(self, *, at: datetime) -> list[Complaint]: ...

    def answered(self, *, first: date, last: date, at: datetime) -> dict[int, Answered]: ...

    def published(self, *, first: date, last: date) -> tuple[int, int]: ...

    def entered(self, *, first: date, last: date) -> tuple[int, int]: ...

    def standing(self, *, on: date) -> dict[str, Standing]: ...

    def catalogue(self, *, on: date) -> list[Catalogued]: ...

    def whole(self, *, on: date) -> tuple[int, int]: ...

    def online(self, *, on: date) -> OnlineCodes: ...

    def proactive(self, *, on: date) -> tuple[int, int]: ...

    def named(self, kind: str, *, first: date, last: date) -> list[Named]:
        """What `published`, `entered`, `whole`, `proactive` and `online_procedures` count, one by one."""
        ...

    def heard(self, *, first: date, last: date) -> dict[int, Heard]: ...

    def satisfied(self, *, first: date, last: date, instruments: tuple[str, ...]) -> dict[int, tuple[int, int]]: ...


_KNOWN: list[Callable[[], Outside]] = []


def connect(outside: Callable[[], Outside]) -> None:
    """Name who answers; the last one named does."""
    _KNOWN[:] = [outside]


def outside() -> Outside | None:
    """Whoever answers; nobody where nothing is joined."""
    return _KNOWN[0]() if _KNOWN else None
