"""law/parameters/portal.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import yaml

from namro.base.law import law_folder
from namro.base.limits.services import Limit

FILE = "portal.yaml"


@lru_cache(maxsize=1)
def parameters() -> dict[str, Any]:
    """The parameters of this installation."""
    read: dict[str, Any] = yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """The limits by what they are about."""
    rows = parameters()["limits"]["of"]
    return {one["key"]: Limit(one["key"], one["most"], timedelta(minutes=one["minutes"])) for one in rows}


def most_bytes() -> int:
    """How large a file sent with feedback may be."""
    return int(parameters()["file"]["megabytes"]) * 2**20


def draft_kept() -> timedelta:
    """How long a dossier somebody is still filling in is kept after it was last saved."""
    return timedelta(days=parameters()["drafts"]["days"])


@dataclass(frozen=True)
class Publishing:
    """What is published, and how many there must be in a cell."""

    shows_ratings: bool
    feedback: int
    ratings: int
    months: int  # counted again every night


@lru_cache(maxsize=1)
def publishing() -> Publishing:
    row = parameters()["published"]
    return Publishing(row["shows_ratings"], row["feedback"], row["ratings"], row["months"])


@dataclass(frozen=True)
class Citizens:
    """How long what a citizen signs in with holds."""

    code_letters: int
    code: timedelta
    idle: timedelta
    most: timedelta
    provider: timedelta


@lru_cache(maxsize=1)
def citizens() -> Citizens:
    row = parameters()["citizens"]
    return Citizens(
        row["code_letters"], timedelta(days=row["code_days"]), timedelta(minutes=row["idle_minutes"]),
        timedelta(hours=row["most_hours"]), timedelta(minutes=row["provider_minutes"]),
    )  # fmt: skip


def source_of(key: str) -> str:
    """ "Điều 16, Thông tư 01/2018/TT-VPCP"."""
    row = parameters()[key]
    return f"{row['article']}, {row['instrument']}"
