"""The limits of law/parameters/indicators.yaml, by the date they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from namro.base.law import law_folder

FILE = "indicators.yaml"


@dataclass(frozen=True)
class Choice:
    """One choice of the agency: its value, and why, in both languages."""

    value: Any
    argument: dict[str, str]
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Parameters:
    """Numbers the figures need; all are LOCAL_POLICY, argued in the file."""

    least_sheets: Choice
    leaning: Choice
    copied_share: Choice
    shown_periods: Choice

    @property
    def fewest(self) -> int:
        return int(self.least_sheets.value)

    @property
    def lean(self) -> Decimal:
        return Decimal(self.leaning.value)

    @property
    def copied(self) -> Decimal:
        return Decimal(self.copied_share.value)

    def shown(self, kind: str) -> int:
        return int(self.shown_periods.value[kind])


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    path = law_folder() / "parameters" / FILE
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = ("least_sheets", "leaning", "copied_share", "shown_periods")
    return Parameters(**{name: _choice(data[name]) for name in names})


def _choice(given: dict[str, Any]) -> Choice:
    value = given["of"] if "of" in given else given["value"]
    return Choice(value, given["argument"], given["valid_from"], given["valid_to"])
