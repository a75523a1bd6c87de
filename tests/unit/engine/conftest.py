"""The two shipped frameworks, and a shorthand to score sheets given as plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from namro.base.law import load_framework
from namro.engine.framework import Framework
from namro.web.ops.scoring import score_json

Score = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def nd335() -> Framework:
    return load_framework("nd335-2025")


@pytest.fixture(scope="session")
def hanoi() -> Framework:
    return load_framework("hanoi-3814-2018")


@pytest.fixture(scope="session")
def score_one(nd335: Framework) -> Score:
    """Score one NĐ 335 sheet: 30 general points and one planned line of 1 unless told otherwise."""

    def run(*lines: dict[str, Any], settings: dict[str, str] | None = None, **sheet: Any) -> dict[str, Any]:
        given = [{"assigned": 1, "completed": 1, **line} for line in lines]
        return score_json(nd335, [{"id": "x", "general": 30, "lines": given, **sheet}], settings or {})[0]

    return run
