"""The nouns of a framework, as frozen values. `parse_framework` (in `framework_file`) makes one from YAML text.

A framework is compared and hashed by identity: load it once, keep it, and compiled formulas are kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from namro.engine.errors import SettingError, Text

LEGAL, OFFICIAL_GUIDANCE, LOCAL_POLICY = "LEGAL", "OFFICIAL_GUIDANCE", "LOCAL_POLICY"


@dataclass(frozen=True)
class Rule:
    """Where a rule comes from: its authority, instrument and article, and when it is in force."""

    key: str
    title: Text
    authority: str
    instrument: str
    article: str
    valid_from: date
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether the rule applies on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def cite(self) -> dict[str, str | None]:
        """Authority, instrument, article and dates, for JSON."""
        return {
            "authority": self.authority,
            "instrument": self.instrument,
            "article": self.article,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
        }


@dataclass(frozen=True)
class Input:
    """A named figure the formulas may use.

    `kind`: quantity (decimal), count and tally (whole), points (up to `maximum`), share (one of `allowed`), choice
    (one of `choices`, said as `choice_titles`) or flag. `default` is text (None: required, unless `optional_when` names the origins that need
    none). `best` costs the person nothing (a number, or the name of another input): it says what took points away.
    """

    name: str
    title: Text
    kind: str
    unit: Text
    maximum: Decimal | None
    allowed: tuple[Decimal, ...]
    choices: tuple[str, ...]
    default: str | None
    best: str | None
    optional_when: tuple[str, ...]
    choice_titles: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """A number of the law that formulas use by name."""

    key: str
    rule: Rule
    value: Decimal


@dataclass(frozen=True)
class Criterion:
    """One line of a score group with its maximum; `step` is None where the law fixes none."""

    code: str
    rule: Rule
    maximum: Decimal
    step: Decimal | None
    section: str


@dataclass(frozen=True)
class ScoreGroup:
    """Points given by judgement, as one figure or criterion by criterion ("general" 30, "conduct" 20 …)."""

    key: str
    rule: Rule
    maximum: Decimal
    criteria: tuple[Criterion, ...]
    sections: Mapping[str, Text]

    def criterion(self, code: str) -> Criterion | None:
        """The criterion of that code, or None."""
        return next((one for one in self.criteria if one.code == code), None)


@dataclass(frozen=True)
class Formula:
    """One named result: an SQL expression over inputs, parameters, settings, sums and the formulas above it.

    `total`: a line formula added up over the sheet. `output`: printed with the result, for `roles` only.
    """

    key: str
    rule: Rule
    sql: str
    line: int
    total: bool
    output: bool
    roles: tuple[str, ...]
    best: str | None


@dataclass(frozen=True)
class Check:
    """An SQL predicate that must hold on every line (or, `of_sheet`, on the sheet's own figures).

    Where it does not, the sheet is refused with `rule.title`.
    """

    key: str
    rule: Rule
    sql: str
    field: str
    line: int
    of_sheet: bool = False


@dataclass(frozen=True)
class Condition:
    """An SQL predicate which, when true, gives the sheet `state`, or the value of setting `state_setting`."""

    key: str
    rule: Rule
    sql: str
    state: str | None
    state_setting: str | None
    line: int


@dataclass(frozen=True)
class Band:
    """A level and the score it begins at (inclusive); ordered best first in `Framework.bands`.

    `at_least` is 0 throughout where the framework gives no points (`Framework.scored` is false).
    """

    code: str
    rule: Rule
    at_least: Decimal


@dataclass(frozen=True)
class Override:
    """A fact that sets the level whatever the score; the points stay as they are.

    Given with the sheet by its code or, where the law can be computed, found true by `sql`.
    """

    code: str
    rule: Rule
    band: str
    roles: tuple[str, ...]
    sql: str | None = None
    line: int = 0


@dataclass(frozen=True)
class LevelCondition:
    """One thing a level asks for: an SQL predicate over the named inputs."""

    key: str
    rule: Rule
    sql: str
    line: int


@dataclass(frozen=True)
class Level:
    """What `band` asks of `roles`, of those only for whom the predicate `when` holds: every condition must hold.

    Where the framework has a score, it is asked beside the score.
    """

    band: str
    roles: tuple[str, ...]
    conditions: tuple[LevelCondition, ...]
    when: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Setting:
    """An open point of the law: the values allowed, the default, and the argument for it."""

    key: str
    rule: Rule
    allowed: Mapping[str, Text]
    default: str
    argument: Text


@dataclass(frozen=True)
class Reading:
    """One way to read the quota: `sql` gives the cap from `ratio`, `pool` and `rated`."""

    key: str
    rule: Rule
    sql: str
    line: int


@dataclass(frozen=True)
class Quota:
    """How many may hold `band`: counted in each scope, at each ratio, under each reading; no readings: no limit."""

    band: str
    rule: Rule
    pool_bands: tuple[str, ...]
    scopes: Mapping[str, Rule]
    ratios: Mapping[str, tuple[Decimal, Rule]]
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Least:
    """Who worked fewer periods than this is not rated, for the reason named, unless absent for one of `unless`."""

    periods: int
    not_rated: str
    unless: tuple[str, ...]
    rule: Rule


@dataclass(frozen=True)
class RollUp:
    """How scores of short periods make the score of a longer one (the mean of `count` months or quarters).

    `excused`: keys of `Framework.absences`; a period without a score for such a reason does not count.
    """

    key: str
    rule: Rule
    count: int
    of: str
    excused: tuple[str, ...] = ()
    least: Least | None = None


@dataclass(frozen=True)
class Rounding:
    """The one rounding rule: display only, bands are tested on the exact figure before it."""

    rule: Rule
    places: int
    machine_places: int


@dataclass(frozen=True, eq=False)
class Framework:
    """A dated, cited set of evaluation rules. Equality is identity.

    `subject` is whom it rates: a person or a unit. Where `scored`, the points give the band and `levels` what else the
    band asks for; where not, the best band whose conditions all hold applies. `authority_rule` cites what makes the
    authority decide where neither gives a level.
    """

    id: str
    rule: Rule
    source: str
    staff_groups: tuple[str, ...]
    roles: tuple[str, ...]
    periods: tuple[str, ...]
    maximum: Decimal
    parameters: tuple[Parameter, ...]
    line_inputs: tuple[Input, ...]
    sheet_inputs: tuple[Input, ...]
    groups: tuple[ScoreGroup, ...]
    settings: tuple[Setting, ...]
    checks: tuple[Check, ...]
    line_formulas: tuple[Formula, ...]
    sheet_formulas: tuple[Formula, ...]
    conditions: tuple[Condition, ...]
    bands: tuple[Band, ...]
    overrides: tuple[Override, ...]
    not_rated: Mapping[str, Rule]
    quota: Quota
    roll_ups: tuple[RollUp, ...]
    head_rule: Rule | None
    rounding: Rounding
    subject: str = "person"
    scored: bool = True
    levels: tuple[Level, ...] = ()
    authority_rule: Rule | None = None
    absences: Mapping[str, Rule] = field(default_factory=dict)

    def band(self, code: str) -> Band:
        """The band of that code; KeyError when the framework has none such."""
        for one in self.bands:
            if one.code == code:
                return one
        raise KeyError(code)

    def band_of(self, total: Fraction | Decimal | int) -> str:
        """The band an exact total lies in; a total below every threshold is in the last band."""
        if not self.scored:
            raise ValueError(f"{self.id} gives no points, so no band follows from a total")
        exact = total if isinstance(total, Fraction) else Fraction(total)
        for floor, code in self._floors:
            if exact >= floor:
                return code
        return self.bands[-1].code

    @cached_property
    def thresholds(self) -> list[tuple[int, int]]:
        """Where each band begins, as (numerator, denominator)."""
        return [floor.as_integer_ratio() for floor, _ in self._floors]

    @cached_property
    def _floors(self) -> list[tuple[Fraction, str]]:
        return [(Fraction(one.at_least), one.code) for one in self.bands]

    def rank_of(self, code: str) -> int:
        """0 for the best band, growing downwards."""
        return [one.code for one in self.bands].index(code)

    def group(self, key: str) -> ScoreGroup | None:
        """The score group of that key, or None."""
        return next((one for one in self.groups if one.key == key), None)

    def as_of(self, day: date) -> Framework:
        """The framework with the rules in force on that day alone: an amendment adds and ends rules within one file.

        Bands, formulas and inputs are the framework's own. Made once for each set of rules.
        """
        kept = tuple(one.in_force(day) for one in self._dated)
        if kept not in self._versions:
            self._versions[kept] = _version(self, day)
        return self._versions[kept]

    @cached_property
    def _versions(self) -> dict[tuple[bool, ...], Framework]:
        return {}

    @cached_property
    def _dated(self) -> tuple[Rule, ...]:
        levels = (condition.rule for level in self.levels for condition in level.conditions)
        overrides, conditions = (one.rule for one in self.overrides), (one.rule for one in self.conditions)
        return (*levels, *overrides, *conditions, *self.not_rated.values(), self.quota.rule)

    def in_force(self, on: date) -> bool:
        """Whether the framework applies to a period that begins on this day."""
        return self.rule.in_force(on)

    def settle(self, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
        """Every setting with its value: the chosen ones over the defaults.

        Refuses: framework.setting.unknown, framework.setting.value
        """
        settled = {one.key: one.default for one in self.settings}
        known = {one.key: one for one in self.settings}
        for key, value in (chosen or {}).items():
            _allow(known, key, value)
            settled[key] = value
        return settled


def _version(framework: Framework, day: date) -> Framework:
    """One dated version; a level keeps the conditions in force, and goes where none is."""
    levels = (
        replace(one, conditions=tuple(part for part in one.conditions if part.rule.in_force(day)))
        for one in framework.levels
    )
    return replace(
        framework,
        levels=tuple(one for one in levels if one.conditions),
        overrides=tuple(one for one in framework.overrides if one.rule.in_force(day)),
        conditions=tuple(one for one in framework.conditions if one.rule.in_force(day)),
        not_rated={key: rule for key, rule in framework.not_rated.items() if rule.in_force(day)},
        quota=framework.quota if framework.quota.rule.in_force(day) else replace(framework.quota, readings=()),
    )


def _allow(known: Mapping[str, Setting], key: str, value: str) -> None:
    if key not in known:
        names = ", ".join(sorted(known))
        raise SettingError(
            "framework.setting.unknown",
            Text(
                f"không có thiết lập “{key}”; hãy chọn một trong: {names}",
                f"no setting “{key}”; choose one of: {names}",
            ),
        )
    if value not in known[key].allowed:
        names = ", ".join(known[key].allowed)
        raise SettingError(
            "framework.setting.value",
            Text(
                f"thiết lập “{key}” không nhận “{value}”; giá trị được phép: {names}",
                f"setting “{key}” does not take “{value}”; allowed values: {names}",
            ),
        )
