"""Where the law files are, and reading them: the only file access between `law/` and the pure engine."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from namro.engine.errors import FrameworkError, Text
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework

_PACKAGE = Path(__file__).resolve().parents[2]


def law_folder() -> Path:
    """`NAMRO_LAW`, else `law/` of a checkout, else the copy packed into the wheel."""
    chosen = os.environ.get("NAMRO_LAW")
    if chosen:
        return Path(chosen)
    checkout = _PACKAGE.parents[1] / "law"
    return checkout if (checkout / "frameworks").is_dir() else _PACKAGE / "_law"


@lru_cache
def framework_schema() -> dict[str, Any]:
    """The published JSON Schema of framework files."""
    path = law_folder() / "schema" / "framework.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def available_frameworks() -> list[str]:
    """The ids of every framework file, in order."""
    return sorted(path.stem for path in (law_folder() / "frameworks").glob("*.yaml"))


@lru_cache
def load_framework(framework_id: str) -> Framework:
    """The framework of that id, checked. Refuses: framework.unknown and the codes of `parse_framework`"""
    known = available_frameworks()
    if framework_id not in known:
        listed = ", ".join(known)
        raise FrameworkError(
            "framework.unknown",
            Text(
                f"không có khung đánh giá “{framework_id}”; các khung hiện có: {listed}",
                f"no framework “{framework_id}”; available: {listed}",
            ),
        )
    return read_framework(law_folder() / "frameworks" / f"{framework_id}.yaml")


def read_framework(path: Path) -> Framework:
    """The framework in any file, checked. Refuses: framework.file and the codes of `parse_framework`"""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FrameworkError(
            "framework.file",
            Text(f"không đọc được tệp “{path}”: {error}", f"cannot read “{path}”: {error}"),
        ) from error
    return parse_framework(text, str(path), framework_schema())
