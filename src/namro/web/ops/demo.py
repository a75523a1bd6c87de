"""The demonstration city: to come."""

from __future__ import annotations

from typing import Any


def add_commands(commands: Any) -> None:
    """None yet."""


def build_if_empty() -> None:
    """Nothing yet."""


def sign_ins() -> list[str]:
    return []
