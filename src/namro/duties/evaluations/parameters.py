"""The deadlines, clocks and limits of law/parameters/evaluations.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from namro.base.law import law_folder

FILE = "evaluations.yaml"


@dataclass(frozen=True)
class YearSteps:
    """What has to be there before a year's rating is decided under one framework, and where that comes from."""

    source: str  # instrument and article
    is_law: bool
    meeting: bool
    committee_opinion: frozenset[str]
    home_affairs_proposal: frozenset[str]
    unit_first: frozenset[str]
    corrected_by: str


@dataclass(frozen=True)
class Channel:
    """One advisory channel: its key, its weight in the second figure, its name in both languages."""

    key: str
    weight: Decimal
    title: dict[str, str]


@dataclass(frozen=True)
class Parameters:
    """Numbers of the month that the law or the agency sets; each is argued and cited in the file."""

    deadline_days: dict[str, int]
    deadline_latest: int
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]
    forwards_without_self: bool
    petition_days: int
    petition_source: str  # article and instrument
    petition_law_for: frozenset[str]  # frameworks under which those days are law
    sync_days: int
    petition_pauses: dict[str, dict[str, str]]  # reason -> its title in both languages; empty: no pause is allowed
    short_days: int
    may_also_apply: dict[str, frozenset[str]]
    over_quota: str
    histogram_step: int
    high_share: Decimal
    year_before: tuple[int, int]  # month and day
    year_special_before: tuple[int, int]
    year_days: dict[str, int]
    year_steps: dict[str, YearSteps]
    mixed_year: dict[str, str]  # how months and quarters make one year, in both languages
    mixed_year_source: str
    unit_framework: dict[str, str]
    unit_kinds: dict[str, tuple[str, ...]]  # agency framework -> kinds of agencies whose units it rates
    unit_over_quota: str
    channels: dict[str, Channel]
    channels_source: str

    def steps_of_year(self, framework: str) -> YearSteps:
        """The steps a framework asks for; those of "default" where it names none."""
        return self.year_steps.get(framework, self.year_steps["default"])


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    path = law_folder() / "parameters" / FILE
    return _read(yaml.safe_load(path.read_text(encoding="utf-8")))


def _read(data: dict[str, Any]) -> Parameters:
    return Parameters(
        deadline_days=dict(data["deadlines"]["steps"]),
        deadline_latest=data["deadline_latest"]["value"],
        remind_before=tuple(data["reminders"]["before"]),
        remind_after=tuple(data["reminders"]["after"]),
        forwards_without_self=data["forwards_without_self"]["value"],
        petition_days=data["petition_answer"]["value"],
        petition_source=f"{data['petition_answer']['article']}, {data['petition_answer']['instrument']}",
        petition_law_for=frozenset(data["petition_answer"]["law_for"]),
        sync_days=data["national_sync"]["value"],
        petition_pauses={one["key"]: one["title"] for one in data["petition_pause"]["reasons"]},
        short_days=data["short_period"]["value"],
        may_also_apply={key: frozenset(one["staff_groups"]) for key, one in data["may_also_apply"].items()},
        over_quota=data["over_quota"]["value"],
        histogram_step=data["formalism"]["histogram_step"],
        high_share=Decimal(str(data["formalism"]["high_share"])),
        year_before=_day(data["year_calendar"]["done_before"]),
        year_special_before=_day(data["year_calendar"]["special_before"]),
        year_days=dict(data["year_deadlines"]["steps"]),
        year_steps={key: _steps(one) for key, one in data["year_steps"].items()},
        mixed_year=dict(data["mixed_year"]["title"]),
        mixed_year_source=f"{data['mixed_year']['article']}; {data['mixed_year']['instrument']}",
        unit_framework=dict(data["unit_framework"]["of"]),
        unit_kinds={key: tuple(kinds) for key, kinds in data["unit_kinds"]["of"].items()},
        unit_over_quota=data["unit_over_quota"]["value"],
        channels={
            one["key"]: Channel(one["key"], Decimal(one["weight"]), one["title"])
            for one in data["advisory_channels"]["channels"]
        },
        channels_source=data["advisory_channels"]["instrument"],
    )


def _day(given: dict[str, int]) -> tuple[int, int]:
    return given["month"], given["day"]


def _steps(given: dict[str, Any]) -> YearSteps:
    return YearSteps(
        source=f"{given['article']}, {given['instrument']}",
        is_law=given["authority"] == "LEGAL",
        meeting=given["meeting"],
        committee_opinion=frozenset(given["committee_opinion"]),
        home_affairs_proposal=frozenset(given["home_affairs_proposal"]),
        unit_first=frozenset(given["unit_first"]),
        corrected_by=given["corrected_by"],
    )
