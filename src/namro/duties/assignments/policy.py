"""What law/parameters/assignments.yaml says, read once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from namro.base.errors import DomainError
from namro.base.law import law_folder

FILE = "assignments.yaml"


@lru_cache(maxsize=1)
def _parameters() -> dict[str, dict[str, Any]]:
    path = law_folder() / "parameters" / FILE
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, row in data["parameters"].items():
        _check(name, row, data["sources"])
    return dict(data["parameters"])


def _check(name: str, row: dict[str, Any], sources: dict[str, Any]) -> None:
    if missing := {"value", "source", "article", "title"} - row.keys():
        raise _invalid(name, f"thiếu {', '.join(sorted(missing))}")
    if row["source"] not in sources:
        raise _invalid(name, f"nguồn “{row['source']}” không có trong sources")
    values = row["value"] if isinstance(row["value"], list) else [row["value"]]
    if "allowed" in row and not set(values) <= set(row["allowed"]):
        raise _invalid(name, f"giá trị phải thuộc {', '.join(row['allowed'])}")


def _invalid(name: str, what: str) -> DomainError:
    return DomainError("law.parameters.invalid", f"law/parameters/{FILE}, {name}: {what}.")


def parameter(name: str) -> Any:
    """The value of a parameter. Refuses: law.parameters.invalid"""
    return _parameters()[name]["value"]


def article(name: str) -> str:
    """The article a parameter comes from, for the screens that show it."""
    return str(_parameters()[name]["article"])
