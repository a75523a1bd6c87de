"""Where the law files are, and reading them: the only file access between `law/` and the pure engine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from namro.engine.framework import Framework


def law_folder() -> Path:
    """`NAMRO_LAW`, else `law/` of a checkout, else the copy packed into the wheel."""
    raise NotImplementedError


@lru_cache
def load_framework(framework_id: str) -> Framework:
    """The framework of that id, checked. Refuses: framework.unknown, framework.invalid"""
    raise NotImplementedError


def available_frameworks() -> list[str]:
    """The ids of every framework file, in order."""
    raise NotImplementedError
