"""An instrument as its file or its row writes it, read into the parts the rules compute with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import yaml

from namro.base.law import law_folder
from namro.engine.errors import Text
from namro.engine.survey import Part, Scale

Data = dict[str, Any]
KEPT = ("id", "title", "authority", "instrument", "article", "scale", "factors")


@lru_cache(maxsize=1)
def built_in() -> dict[str, Data]:
    """The instruments of law/surveys by key; samples, every one."""
    found = {}
    for path in sorted((law_folder() / "surveys").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[data["id"]] = {key: data[key] for key in KEPT}
    return found


def scale_of(data: Data) -> Scale:
    return Scale(data["scale"]["levels"], data["scale"]["satisfied_from"])


def part_of(data: Data) -> Part:
    """The whole instrument. Parts that say no weight share their whole equally."""
    return Part(data["id"], Fraction(1), _parts(data["factors"]))


def _parts(rows: list[Data]) -> tuple[Part, ...]:
    equal = Fraction(1, len(rows))
    return tuple(
        Part(
            row["key"],
            Fraction(str(row["weight"])) if "weight" in row else equal,
            _parts(row.get("criteria") or row["questions"]) if "criteria" in row or "questions" in row else (),
        )
        for row in rows
    )


@dataclass(frozen=True)
class Line:
    """One line of an instrument as it is read: how deep it stands, and whether it is asked."""

    key: str
    title: Text
    weight: Fraction
    depth: int
    is_question: bool


def lines(data: Data) -> list[Line]:
    """Factors, criteria and questions in reading order."""
    return list(_lines(data["factors"], part_of(data).of, 0))


def _lines(rows: list[Data], parts: tuple[Part, ...], depth: int) -> Iterator[Line]:
    for row, part in zip(rows, parts, strict=True):
        yield Line(part.key, Text(**row["title"]), part.weight, depth, not part.of)
        if part.of:
            yield from _lines(row.get("criteria") or row["questions"], part.of, depth + 1)


def levels(data: Data) -> list[Text]:
    """The words of each level, the worst first."""
    return [Text(**one) for one in data["scale"]["names"]]
