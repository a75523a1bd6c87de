"""A framework with its settings put in: the expressions ready to compile or evaluate. Kept per framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from weakref import WeakKeyDictionary

from namro.engine.errors import Text
from namro.engine.expression import Binary, Call, Expression, Name, Truth, names_in, parse, settle
from namro.engine.framework import Check, Condition, Formula, Framework, Level, LevelCondition, Override, Rule

RATED, NOT_RATED, INSUFFICIENT_DATA = "RATED", "NOT_RATED", "INSUFFICIENT_DATA"
AUTHORITY_DECIDES = "AUTHORITY_DECIDES"
STATES = (RATED, NOT_RATED, INSUFFICIENT_DATA, AUTHORITY_DECIDES)

Asked = tuple[Condition, str, Expression]


@dataclass(frozen=True, eq=False)
class PlannedLevel:
    """A level with its place among the bands, whom it asks (`applies`) and its settled conditions."""

    level: Level
    rank: int
    applies: Expression
    tests: tuple[tuple[LevelCondition, Expression], ...]

    def reason(self, condition: LevelCondition) -> str:
        """“<band>.<condition>”: what `reasons` calls a condition that failed."""
        return f"{self.level.band}.{condition.key}"


@dataclass(frozen=True, eq=False)
class Computed:
    """An override the law lets one compute, and its place in the framework's list."""

    override: Override
    place: int
    tree: Expression


@dataclass(frozen=True, eq=False)
class Plan:
    """Every rule of the framework beside its settled expression; the text beside a condition is its state.

    `conditions` ends with one for each figure the levels need and nothing defaults: without it there is no level.
    `levels` are best first.
    """

    framework: Framework
    settings: Mapping[str, str]
    checks: tuple[tuple[Check, Expression], ...]
    lines: tuple[tuple[Formula, Expression], ...]
    sheet: tuple[tuple[Formula, Expression], ...]
    conditions: tuple[Asked, ...]
    sheet_checks: tuple[tuple[Check, Expression], ...] = ()
    computed: tuple[Computed, ...] = ()
    levels: tuple[PlannedLevel, ...] = ()

    @property
    def totals(self) -> tuple[Formula, ...]:
        """The line formulas that are added up over the sheet."""
        return tuple(formula for formula, _ in self.lines if formula.total)

    def rule_of(self, reason: str) -> Rule | None:
        """The rule behind a key of the `reasons` column, or None for none of this plan's."""
        rules = {condition.key: condition.rule for condition, _, _ in self.conditions}
        rules |= {level.reason(one): one.rule for level in self.levels for one, _ in level.tests}
        return {**self.framework.not_rated, **rules}.get(reason)


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

    conditions = tuple((one, _state(one, settings), ready(one.sql)) for one in framework.conditions)
    sheet = tuple((one, ready(one.sql)) for one in framework.sheet_formulas)
    computed = tuple(
        Computed(one, place, _both(_role(framework, one.roles), ready(one.sql)))
        for place, one in enumerate(framework.overrides)
        if one.sql is not None
    )
    levels = [
        PlannedLevel(
            one,
            framework.rank_of(one.band),
            _both(_role(framework, one.roles), ready(one.when) if one.when else Truth(True)),
            tuple((condition, ready(condition.sql)) for condition in one.conditions),
        )
        for one in framework.levels
    ]
    levels.sort(key=lambda one: one.rank)
    return Plan(
        framework,
        settings,
        tuple((one, ready(one.sql)) for one in framework.checks if not one.of_sheet),
        tuple((one, ready(one.sql)) for one in framework.line_formulas),
        sheet,
        (*conditions, *_Needed(framework, sheet).conditions(computed, levels), *_not_covered(framework, levels)),
        tuple((one, ready(one.sql)) for one in framework.checks if one.of_sheet),
        computed,
        tuple(levels),
    )


def _state(condition: Condition, settings: Mapping[str, str]) -> str:
    return settings[condition.state_setting] if condition.state_setting else str(condition.state)


def _role(framework: Framework, roles: tuple[str, ...]) -> Expression:
    """Whether the sheet is of these roles; a framework that does not tell leaders apart takes everybody."""
    if "unit" in roles or {"staff", "leader"} <= set(roles):
        return Truth(True)
    if all(one.name != "leader" for one in framework.sheet_inputs):
        return Truth("staff" in roles)
    return Name("leader") if "leader" in roles else Call("not", (Name("leader"),))


def _both(left: Expression, right: Expression) -> Expression:
    return settle(Binary("and", left, right), {}, {})


def _not_covered(framework: Framework, levels: Sequence[PlannedLevel]) -> list[Asked]:
    """Without points, a sheet no level asks anything of is not this framework's to rate, nor the authority's."""
    if framework.scored:
        return []
    asked = reduce(lambda left, right: settle(Binary("or", left, right), {}, {}), [one.applies for one in levels])
    text = Text(
        "khung này không, hoặc không còn, áp dụng cho đối tượng của phiếu",
        "the framework does not apply, or no longer, to whom the sheet is about",
    )
    rule = replace(framework.rule, key="not_covered", title=text)
    nobody = settle(Call("not", (asked,)), {}, {})
    covered = isinstance(nobody, Truth) and not nobody.value
    return [] if covered else [(Condition(rule.key, rule, "", NOT_RATED, None, 0), NOT_RATED, nobody)]


class _Needed:
    """The inputs that levels need and nothing defaults: each unknown one is a reason of its own, never a guess."""

    def __init__(self, framework: Framework, sheet: tuple[tuple[Formula, Expression], ...]) -> None:
        self.framework, self.formulas = framework, {one.key: tree for one, tree in sheet}
        self.inputs = {one.name: one for one in framework.sheet_inputs if one.default is None}
        self.found: dict[str, tuple[Rule, list[Expression]]] = {}

    def conditions(self, computed: Sequence[Computed], levels: Sequence[PlannedLevel]) -> list[Asked]:
        """One for each, in the order of the inputs; what the framework words itself is left to it."""
        for level in levels:
            self._by(level.applies, level.tests[0][0].rule, Truth(True))
            for condition, tree in level.tests:
                self._by(tree, condition.rule, level.applies)
        for one in computed:
            self._by(one.tree, one.override.rule, _role(self.framework, one.override.roles))
        said = {one.key for one in self.framework.conditions}
        ordered = [name for name in self.inputs if name in self.found and f"{name}_missing" not in said]
        return [self._condition(name, *self.found[name]) for name in ordered]

    def _by(self, tree: Expression, rule: Rule, applies: Expression) -> None:
        """Note what this expression of a rule reaches, through formulas too, and of whom it is asked."""
        for name in names_in(tree):
            if name in self.formulas:
                self._by(self.formulas[name], rule, applies)
            elif name in self.inputs:
                asked = self.found.setdefault(name, (rule, []))[1]
                asked += [applies] if all(one is not applies for one in asked) else []

    def _condition(self, name: str, rule: Rule, asked: list[Expression]) -> Asked:
        title = self.inputs[name].title
        text = Text(f"thiếu dữ liệu: {title.vi}", f"missing: {title.en}")
        own = replace(rule, key=f"{name}_missing", title=text)
        condition = Condition(own.key, own, f"{name} IS NULL", INSUFFICIENT_DATA, None, 0)
        of_whom = reduce(lambda left, right: settle(Binary("or", left, right), {}, {}), asked)
        return condition, INSUFFICIENT_DATA, _both(of_whom, Call("null", (Name(name),)))
