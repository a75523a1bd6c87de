"""A framework with its settings put in: the expressions ready to compile or evaluate. Kept per framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from weakref import WeakKeyDictionary

from namro.engine.expression import Expression, parse, settle
from namro.engine.framework import Check, Condition, Formula, Framework

RATED, NOT_RATED, INSUFFICIENT_DATA = "RATED", "NOT_RATED", "INSUFFICIENT_DATA"
STATES = (RATED, NOT_RATED, INSUFFICIENT_DATA)


@dataclass(frozen=True, eq=False)
class Plan:
    """Every rule of the framework beside its settled expression; `states` gives each condition's state."""

    framework: Framework
    settings: Mapping[str, str]
    checks: tuple[tuple[Check, Expression], ...]
    lines: tuple[tuple[Formula, Expression], ...]
    sheet: tuple[tuple[Formula, Expression], ...]
    conditions: tuple[tuple[Condition, str, Expression], ...]

    @property
    def totals(self) -> tuple[Formula, ...]:
        """The line formulas that are added up over the sheet."""
        return tuple(formula for formula, _ in self.lines if formula.total)


_PLANS: WeakKeyDictionary[Framework, dict[tuple[tuple[str, str], ...], Plan]] = WeakKeyDictionary()


def plan_for(framework: Framework, settings: Mapping[str, str] | None = None) -> Plan:
    """The plan under these settings (defaults for the rest); made once per framework and choice.

    Refuses: framework.setting.unknown, framework.setting.value
    """
    settled = framework.settle(settings)
    plans = _PLANS.setdefault(framework, {})
    key = tuple(sorted(settled.items()))
    if key not in plans:
        plans[key] = _make(framework, settled)
    return plans[key]


def _make(framework: Framework, settings: dict[str, str]) -> Plan:
    parameters = {one.key: Fraction(one.value) for one in framework.parameters}

    def ready(sql: str) -> Expression:
        return settle(parse(sql), settings, parameters)

    return Plan(
        framework,
        settings,
        tuple((one, ready(one.sql)) for one in framework.checks),
        tuple((one, ready(one.sql)) for one in framework.line_formulas),
        tuple((one, ready(one.sql)) for one in framework.sheet_formulas),
        tuple((one, _state(one, settings), ready(one.sql)) for one in framework.conditions),
    )


def _state(condition: Condition, settings: Mapping[str, str]) -> str:
    return settings[condition.state_setting] if condition.state_setting else str(condition.state)
