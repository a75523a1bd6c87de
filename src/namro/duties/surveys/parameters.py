"""The choices of law/parameters/surveys.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import yaml

from namro.base.law import law_folder

FILE = "surveys.yaml"


@dataclass(frozen=True)
class Parameters:
    error: str
    error_source: str
    minimum: int
    z: Fraction
    straight_from: int
    burst_seconds: int
    burst_most: int
    burst_hour_most: int
    token_bytes: int


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    data = yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
    flags = data["flags"]
    return Parameters(
        error=data["sample"]["error"],
        error_source=data["sample"]["instrument"],
        minimum=data["minimum"]["answers"],
        z=Fraction(data["interval"]["z"]),
        straight_from=flags["straight_from"],
        burst_seconds=flags["burst_seconds"],
        burst_most=flags["burst_most"],
        burst_hour_most=flags["burst_hour_most"],
        token_bytes=data["token"]["bytes"],
    )
