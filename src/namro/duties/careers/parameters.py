"""The dated rules of law/parameters/careers.yaml, read once; every one says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import yaml

from namro.base.law import law_folder
from namro.engine.errors import Text

FILE = "careers.yaml"
LEGAL = "LEGAL"


@dataclass(frozen=True)
class Basis:
    """Where a rule comes from, whom it was written for, and between which days it holds; both included."""

    authority: str
    instrument: str
    article: str
    title: Text
    groups: frozenset[str]
    valid_from: date
    valid_to: date | None

    def holds(self, on: date, group: str = "") -> bool:
        """Whether the rule holds on a day, for a staff group where one is asked for."""
        in_time = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_time and (not group or not self.groups or group in self.groups)

    def is_law_for(self, group: str) -> bool:
        """Whether it is law for that group; for the others it is a template taken from it."""
        return self.authority == LEGAL and (not self.groups or group in self.groups)

    @property
    def citation(self) -> str:
        return f"{self.article}, {self.instrument}"


@dataclass(frozen=True)
class FormsRow:
    """The forms of discipline there are, for a kind of decision."""

    basis: Basis
    kind: str
    forms: tuple[str, ...]
    for_leaders: frozenset[str]


@dataclass(frozen=True)
class LastsRow:
    basis: Basis
    kinds: frozenset[str]
    months: int


@dataclass(frozen=True)
class HandlingRow:
    """Within how many days of being found discipline is decided, and where the matter is complex."""

    basis: Basis
    days: int
    complex_days: int


@dataclass(frozen=True)
class DelayRow:
    """How many months a rise in pay waits, by form of discipline."""

    basis: Basis
    months: dict[str, int]


@dataclass(frozen=True)
class CountsRow:
    """How a disciplined act counts in a year under one framework."""

    basis: Basis
    framework: str
    code: str
    natures: frozenset[str]
    articles: dict[str, str]  # once, used, old_unit, both_units


@dataclass(frozen=True)
class TermRow:
    basis: Basis
    years: int


@dataclass(frozen=True)
class StepRow:
    """One step of a removal file: in how many working days, counted from what."""

    key: str
    working_days: int
    after: str
    extension: int
    authority: str


@dataclass(frozen=True)
class RemovalRow:
    """What so many failing years in a row start."""

    key: str
    basis: Basis
    years: int
    ranks: frozenset[str]
    outcomes: tuple[str, ...]
    steps: tuple[StepRow, ...]
    notice: dict[str, int]


@dataclass(frozen=True)
class Calendar:
    basis: Basis
    notice_days: int
    decision_working_days: int
    window_days: int


@dataclass(frozen=True)
class Share:
    """A part of a number: `part` of `of`."""

    part: int
    of: int


@dataclass(frozen=True)
class Votes:
    basis: Basis
    more_than: Share
    quorum: Share


@dataclass(frozen=True)
class Levels:
    """The level of units and the height of posts."""

    of: dict[str, int]
    otherwise: int
    heights: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Parameters:
    form_titles: dict[str, Text]
    forms: tuple[FormsRow, ...]
    lasts: tuple[LastsRow, ...]
    handling: tuple[HandlingRow, ...]
    delays: tuple[DelayRow, ...]
    counts: tuple[CountsRow, ...]
    marks_from_effect: bool
    old_unit_by_act: bool
    terms: tuple[TermRow, ...]
    near_retirement: Basis
    extension_below_years: int
    calendar: Calendar
    reappointment: Basis
    least_months: int
    votes: Votes
    levels: Levels
    upward: Basis
    bars: frozenset[str]
    not_reappointed: Basis
    consecutive: Basis
    passes_over_not_rated: bool
    removals: tuple[RemovalRow, ...]


Row = TypeVar("Row", FormsRow, LastsRow, HandlingRow, DelayRow, CountsRow, TermRow)


def in_force(rows: Iterable[Row], on: date, group: str) -> Row | None:
    """The first row that holds on a day for a staff group."""
    return next((one for one in rows if one.basis.holds(on, group)), None)


def forms_on(on: date, *, kind: str, group: str) -> FormsRow | None:
    """The forms of discipline of one kind there are for a staff group on a day."""
    return in_force((one for one in parameters().forms if one.kind == kind), on, group)


def lasts_on(on: date, *, kind: str, group: str) -> LastsRow | None:
    return in_force((one for one in parameters().lasts if kind in one.kinds), on, group)


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    path = law_folder() / "parameters" / FILE
    return _read(yaml.safe_load(path.read_text(encoding="utf-8")))


def _text(given: dict[str, str]) -> Text:
    return Text(given["vi"], given["en"])


def _basis(row: dict[str, Any]) -> Basis:
    return Basis(
        authority=row["authority"],
        instrument=row["instrument"],
        article=row["article"],
        title=_text(row.get("title", {"vi": "", "en": ""})),
        groups=frozenset(row.get("groups", ())),
        valid_from=row.get("valid_from", date.min),
        valid_to=row.get("valid_to"),
    )


def _forms(row: dict[str, Any]) -> FormsRow:
    codes = tuple(one["code"] for one in row["forms"])
    return FormsRow(
        _basis(row), row["kind"], codes, frozenset(one["code"] for one in row["forms"] if one.get("leaders"))
    )


def _counts(row: dict[str, Any]) -> CountsRow:
    articles = {key: row[key] for key in ("once", "used", "old_unit", "both_units")}
    return CountsRow(_basis(row), row["framework"], row["code"], frozenset(row["natures"]), articles)


def _removal(row: dict[str, Any]) -> RemovalRow:
    steps = tuple(
        StepRow(one["key"], one["working_days"], one["from"], one.get("extension", 0), one["authority"])
        for one in row["steps"]
    )
    return RemovalRow(
        row["key"],
        _basis(row),
        row["years"],
        frozenset(row["ranks"]),
        tuple(row["outcomes"]),
        steps,
        dict(row.get("notice", {})),
    )


def _calendar(row: dict[str, Any]) -> Calendar:
    return Calendar(_basis(row), row["notice_days"], row["decision_working_days"], row["window_days"])


def _votes(row: dict[str, Any]) -> Votes:
    return Votes(_basis(row), Share(**row["more_than"]), Share(**row["quorum"]))


def _levels(data: dict[str, Any]) -> Levels:
    heights = {role: data["post_heights"][role] for role in ("direct", "using", "managing")}
    return Levels(dict(data["unit_levels"]["of"]), data["unit_levels"]["otherwise"], heights)


def _read(data: dict[str, Any]) -> Parameters:
    return Parameters(
        form_titles={key: _text(one) for key, one in data["form_titles"].items()},
        forms=tuple(_forms(one) for one in data["discipline_forms"]),
        lasts=tuple(LastsRow(_basis(one), frozenset(one["kinds"]), one["months"]) for one in data["discipline_lasts"]),
        handling=tuple(
            HandlingRow(_basis(one), one["days"], one["complex_days"]) for one in data["discipline_handling"]
        ),
        delays=tuple(DelayRow(_basis(one), dict(one["months"])) for one in data["raise_delay"]),
        counts=tuple(_counts(one) for one in data["discipline_counts"]),
        marks_from_effect=data["mark_covers"]["value"] == "from_effect",
        old_unit_by_act=data["old_unit_year"]["value"] == "act",
        terms=tuple(TermRow(_basis(one), one["years"]) for one in data["term_length"]),
        near_retirement=_basis(data["near_retirement"]),
        extension_below_years=data["near_retirement"]["extension_below_years"],
        calendar=_calendar(data["term_calendar"]),
        reappointment=_basis(data["reappointment"]),
        least_months=data["reappointment"]["least_months_of_a_year"],
        votes=_votes(data["votes"]),
        levels=_levels(data),
        upward=_basis(data["upward_moves"]),
        bars=frozenset(data["upward_moves"]["bars"]),
        not_reappointed=_basis(data["not_reappointed"]),
        consecutive=_basis(data["consecutive_years"]),
        passes_over_not_rated=data["consecutive_years"]["value"] == "rated_years",
        removals=tuple(_removal(one) for one in data["removal_rules"]),
    )
