"""What the desk asks of the catalogue of procedures, without knowing it: config/wiring.py names who answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.engine.clock import Limit


@dataclass(frozen=True)
class OfferedLimit:
    """A time limit of a procedure: for a channel ("" for any) and a case ("" for the ordinary one)."""

    limit: Limit
    channel: str = ""
    case: str = ""


@dataclass(frozen=True)
class OfferedStep:
    """A step of the internal process: who (a role in words), what, in what time, with which result."""

    who: str
    task: str
    result: str
    limit: Limit


@dataclass(frozen=True)
class OfferedCharge:
    """A line of fees of a procedure: whole đồng, None where only words say it, 0 where it is free."""

    amount: int | None
    text: str
    channel: str = ""


@dataclass(frozen=True)
class Offer:
    """A procedure as it may be asked for on a day."""

    version_id: int
    code: str
    name: str
    about: str
    papers: tuple[str, ...] = ()
    limits: tuple[OfferedLimit, ...] = ()
    steps: tuple[OfferedStep, ...] = ()
    is_same_day: bool = False
    fees: tuple[str, ...] = ()
    charges: tuple[OfferedCharge, ...] = ()

    def limit_for(self, channel: str, case: str) -> Limit | None:
        """The limit of a channel and case; the one of any channel where the channel has none of its own."""
        of_case = [one for one in self.limits if one.case == case]
        for wanted in (channel, ""):
            for one in of_case:
                if one.channel == wanted:
                    return one.limit
        return None

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.case for one in self.limits))


class Catalogue(Protocol):
    """Who knows the procedures."""

    def find(self, code: str, *, on: date) -> Offer | None: ...

    def find_version(self, version_id: int, *, on: date) -> Offer | None: ...

    def search(
        self, words: str, *, on: date, most: int, among: Collection[str] | None = None
    ) -> list[tuple[str, str]]: ...

    def listed(self, *, on: date, level: str = "", field: str = "") -> list[str]: ...

    def levels(self) -> list[tuple[str, str]]: ...

    def fields(self) -> list[tuple[str, str]]: ...


_KNOWN: list[Callable[[], Catalogue]] = []


def connect(catalogue: Callable[[], Catalogue]) -> None:
    """Name who answers; the last one named does."""
    _KNOWN[:] = [catalogue]


def search(words: str, *, on: date, most: int = 20, among: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Procedures in force on a day by code or name: (code, name); of some codes only, if named."""
    return _KNOWN[0]().search(words, on=on, most=most, among=among) if _KNOWN else []


def listed(*, on: date, level: str = "", field: str = "") -> list[str]:
    """The codes in force on a day, of a level, of a field, or all of them."""
    return _KNOWN[0]().listed(on=on, level=level, field=field) if _KNOWN else []


def levels() -> list[tuple[str, str]]:
    """The levels procedures are done at: value, label."""
    return _KNOWN[0]().levels() if _KNOWN else []


def fields() -> list[tuple[str, str]]:
    """The fields procedures are of: value, label."""
    return _KNOWN[0]().fields() if _KNOWN else []


def offer(code: str, *, on: date) -> Offer:
    """The procedure as it stands on a day. Refuses: onestop.procedure.not_in_force."""
    found = _KNOWN[0]().find(code, on=on) if _KNOWN else None
    if found is None:
        message = _("Thủ tục %(code)s không có phiên bản còn hiệu lực ngày %(day)s. Hãy chọn thủ tục khác.") % {
            "code": code, "day": f"{on:%d/%m/%Y}",
        }  # fmt: skip
        raise DomainError("onestop.procedure.not_in_force", message, field="procedure")
    return found


def accepted(version_id: int | None, code: str, *, on: date) -> Offer | None:
    """The version a dossier was accepted under, with the process of that day, whatever holds now; of a dossier that names
    none, what was in force that day. None where the catalogue never had it.
    """
    if not _KNOWN:
        return None
    return _KNOWN[0]().find_version(version_id, on=on) if version_id else _KNOWN[0]().find(code, on=on)
