"""Why this score: a tree from the total down to every input, and what took the points away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from namro.engine.errors import Text
from namro.engine.framework import Framework, Rule


@dataclass(frozen=True)
class Node:
    """One step: what it is, its value (decimal text or None when unknown), how it was reached, under which rule."""

    key: str
    label: Text
    value: str | None
    arithmetic: str
    rule: Rule | None
    children: tuple[Node, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON: key, label{vi,en}, value, arithmetic, rule{authority,instrument,article,…}, children."""
        return {
            "key": self.key,
            "label": self.label.as_dict(),
            "value": self.value,
            "arithmetic": self.arithmetic,
            "rule": self.rule.cite() if self.rule else None,
            "children": [child.as_dict() for child in self.children],
        }


def explain_sheet(
    framework: Framework,
    sheet: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] = (),
    settings: Mapping[str, str] | None = None,
    *,
    criteria: Mapping[str, Mapping[str, Any]] | None = None,
) -> Node:
    """Explain one sheet from the same formulas that score it.

    `sheet` and `lines` are rows of the frames `scoring.score` takes (`frame.row(0, named=True)`); `criteria` may give
    the points criterion by criterion per score group ({"general": {"I.1": 5, …}}), and is only shown.
    The root is the total; its children are the steps of the formulas, the level (band, overrides) and, when a better
    band exists, `why_not_higher`: the distance to it and each loss, largest first.
    """
    raise NotImplementedError
