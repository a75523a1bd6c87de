"""One sheet with everything worked out, and the nodes of its explanation: what `explain` and `why` both build on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from namro.engine import figures
from namro.engine.errors import Text
from namro.engine.evaluate import Value, evaluate
from namro.engine.expression import Expression
from namro.engine.framework import Framework, Input, Override, Rule
from namro.engine.plan import Plan, PlannedLevel


@dataclass(frozen=True)
class Node:
    """One step: what it is, its value (decimal text or None when unknown), how it was reached, under which rule.

    `holds` says of a condition, a level or a flag whether it holds; the label then says so in words.
    """

    key: str
    label: Text
    value: str | None
    arithmetic: str
    rule: Rule | None
    children: tuple[Node, ...] = ()
    holds: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: key, label{vi,en}, value, arithmetic, rule{authority,instrument,article,…}, children, and `holds`."""
        return {
            "key": self.key,
            "label": self.label.as_dict(),
            "value": self.value,
            **({} if self.holds is None else {"holds": self.holds}),
            "arithmetic": self.arithmetic,
            "rule": self.rule.cite() if self.rule else None,
            "children": [child.as_dict() for child in self.children],
        }

    def find(self, key: str) -> Node | None:
        """The first node of that key, here or below."""
        if self.key == key:
            return self
        return next((found for child in self.children if (found := child.find(key))), None)


@dataclass(frozen=True)
class Case:
    """One sheet with everything worked out: what `explain` and `why` both read."""

    plan: Plan
    values: Mapping[str, Value]
    lines: Sequence[Mapping[str, Value]]
    given: Mapping[str, Value]
    criteria: Mapping[str, Mapping[str, Any]]
    overrides: tuple[str, ...] = ()
    not_rated: str | None = None
    inputs: dict[str, Input] = field(default_factory=dict)
    authority: str | None = None
    document: str = ""
    written: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)

    @property
    def framework(self) -> Framework:
        """The framework of the plan."""
        return self.plan.framework

    @property
    def failing(self) -> list[tuple[Rule, str]]:
        """The rules that keep the sheet from being rated, each with the state it gives."""
        if self.not_rated:
            return [(self.framework.not_rated[self.not_rated], "NOT_RATED")]
        return [(one.rule, state) for one, state, tree in self.plan.conditions if evaluate(tree, self.values) is True]

    @property
    def asked(self) -> list[PlannedLevel]:
        """The levels that ask something of this sheet, best first."""
        return [one for one in self.plan.levels if evaluate(one.applies, self.values) is True]

    @property
    def by_law(self) -> str | None:
        """The level that points and conditions give, before overrides; None where the law gives none."""
        held = {one.level.band: all(self.holds(tree) for _, tree in one.tests) for one in self.asked}
        if not self.framework.scored:
            return next((band for band, holds in held.items() if holds), None)
        total = self.values["total"]
        band = self.framework.band_of(total) if isinstance(total, Fraction) else None
        return band if band is not None and held.get(band, True) else None

    @property
    def override(self) -> Override | None:
        """The first override of the framework that the sheet carries or that its figures make true."""
        computed = {one.place for one in self.plan.computed if self.holds(one.tree)}
        listed = enumerate(self.framework.overrides)
        return next((one for place, one in listed if one.code in self.overrides or place in computed), None)

    def holds(self, tree: Expression) -> bool:
        """Whether a condition holds; one that is not known does not."""
        return evaluate(tree, self.values) is True

    def show(self, value: Value) -> str:
        """A value inside an arithmetic."""
        if isinstance(value, Fraction):
            text, exact = self.text_of(value)
            return text if exact else f"{text}…"
        return "?" if value is None else str(value)

    def text_of(self, value: Fraction) -> tuple[str, bool]:
        """The figure as text, and whether it is exact; the same few figures come back many times."""
        key = (value.numerator, value.denominator)
        if key not in self.written:
            self.written[key] = figures.machine_text(self.framework, value)
        return self.written[key]
