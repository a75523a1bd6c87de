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
class Parameters:
    """Numbers of the month that the law or the agency sets; each is argued and cited in the file."""

    deadline_days: dict[str, int]
    deadline_latest: int
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]
    forwards_without_self: bool
    petition_days: int
    sync_days: int
    short_days: int
    may_also_apply: dict[str, frozenset[str]]
    over_quota: str
    histogram_step: int
    high_share: Decimal


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
        sync_days=data["national_sync"]["value"],
        short_days=data["short_period"]["value"],
        may_also_apply={key: frozenset(one["staff_groups"]) for key, one in data["may_also_apply"].items()},
        over_quota=data["over_quota"]["value"],
        histogram_step=data["formalism"]["histogram_step"],
        high_share=Decimal(str(data["formalism"]["high_share"])),
    )
