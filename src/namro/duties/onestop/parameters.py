"""law/parameters/onestop.yaml, read once: the rule of a day, and the table of moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.engine.errors import Text

FILE = "onestop.yaml"
BACK = "back"  # the target of a move that returns to the state before


@dataclass(frozen=True)
class Rule:
    """One dated value of the clock or of the code, and where it comes from."""

    key: str
    value: Any
    authority: str
    instrument: str
    article: str
    title: Text

    @property
    def citation(self) -> str:
        return ", ".join(part for part in (self.article, self.instrument) if part)


@dataclass(frozen=True)
class Move:
    """A legal move of a dossier: who may make it, from where to where, and what must be there first."""

    key: str
    sources: frozenset[str]
    target: str  # a state, or BACK
    who: frozenset[str]
    needs: frozenset[str]
    form: str
    clock: str  # none | start | arrive | pause | resume | finish
    title: Text
    notice: Text


@lru_cache(maxsize=512)  # the same few of a day, at every dossier
def rule_of(key: str, *, on: date) -> Rule:
    """The rule in force on a day. Refuses: onestop.no_rule."""
    for row in _read()["clock"]:
        if row["key"] == key and _holds(row, on):
            return _rule(row, row["value"])
    raise _none(key, on)


@lru_cache(maxsize=64)
def code_format(*, on: date) -> Rule:
    """How a dossier received on that day is numbered. Refuses: onestop.no_rule."""
    for row in _read()["codes"]:
        if _holds(row, on):
            return _rule(row | {"key": "code"}, row["format"])
    raise _none("code", on)


@lru_cache
def moves() -> dict[str, Move]:
    """Every move by its key, in the order of the file."""
    return {
        row["key"]: Move(
            key=row["key"], sources=frozenset(row["from"]), target=row["to"], who=frozenset(row["who"]),
            needs=frozenset(row["needs"]), form=row["form"], clock=row["clock"], title=Text(**row["title"]),
            notice=Text(**row["notice"]),
        )
        for row in _read()["moves"]
    }  # fmt: skip


@dataclass(frozen=True)
class Most:
    """How much of something is kept at most."""

    bytes: int
    files: int


@lru_cache
def most_of_results() -> Most:
    """How large a file of a result may be, and how many a dossier has."""
    row = _read()["result_files"]
    return Most(row["megabytes"] * 2**20, row["files"])


@lru_cache
def most_of_papers() -> Most:
    """How large a file of a paper sent online may be, and how many files a dossier has."""
    row = _read()["paper_files"]
    return Most(row["megabytes"] * 2**20, row["files"])


def moves_from(state: str) -> list[Move]:
    """What may happen to a dossier in that state, in the order of the file."""
    return [one for one in moves().values() if state in one.sources]


@lru_cache
def _read() -> Any:
    return yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))


def _holds(row: dict[str, Any], on: date) -> bool:
    return bool(row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"]))


def _rule(row: dict[str, Any], value: Any) -> Rule:
    return Rule(row["key"], value, row["authority"], row["instrument"], row["article"], Text(**row["title"]))


def _none(key: str, on: date) -> DomainError:
    message = _("Chưa có quy định “%(key)s” cho ngày %(day)s trong law/parameters/onestop.yaml.") % {
        "key": key, "day": f"{on:%d/%m/%Y}",
    }  # fmt: skip
    return DomainError("onestop.no_rule", message, key=key)
