"""Sheets as plain data (JSON) checked against the framework and made into the frames `scoring.score` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from namro.engine.framework import Framework


@dataclass(frozen=True)
class Intake:
    """Frames ready to score, and the criterion points given per sheet (sheet id -> group -> criterion -> points)."""

    sheets: pl.DataFrame
    lines: pl.DataFrame
    criteria: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


def read_sheets(framework: Framework, data: object, settings: Mapping[str, str] | None = None) -> Intake:
    """Check and frame a list of sheets in the public JSON form (numbers as int, Decimal or decimal text).

    Refuses, as SheetError naming sheet and field: sheet.id, sheet.duplicate, sheet.key.unknown, sheet.number,
    sheet.negative, sheet.maximum, sheet.step, sheet.origin, sheet.override.unknown, sheet.value, …
    """
    raise NotImplementedError
