"""Frozen values from the plain data of a framework file that already satisfies the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from namro.engine.errors import Text
from namro.engine.framework import (
    Band,
    Check,
    Condition,
    Criterion,
    Formula,
    Framework,
    Input,
    Least,
    Level,
    LevelCondition,
    Override,
    Parameter,
    Quota,
    Reading,
    RollUp,
    Rounding,
    Rule,
    ScoreGroup,
    Setting,
)  # fmt: skip
from namro.engine.framework_fault import FaultError, Path

Data = Mapping[str, Any]


def build(data: Data, source: str, line_of: Callable[[Path], int]) -> Framework:
    """The framework; `line_of` gives the line of a path, kept on formulas for later refusals."""
    made = _Builder(data, line_of)
    return Framework(
        id=data["id"],
        rule=made.rule(data, (), data["id"]),
        source=source,
        staff_groups=tuple(data["staff_groups"]),
        roles=tuple(data["roles"]),
        periods=tuple(data["periods"]),
        maximum=Decimal(data["maximum"]),
        parameters=made.parameters(),
        line_inputs=made.inputs("lines"),
        sheet_inputs=made.inputs("sheet"),
        groups=made.groups(),
        settings=made.settings(),
        checks=made.checks(),
        line_formulas=made.formulas("lines"),
        sheet_formulas=made.formulas("sheet"),
        conditions=made.conditions(),
        bands=tuple(
            Band(one["code"], made.rule(one, ("bands", index), one["code"]), Decimal(one.get("at_least", 0)))
            for index, one in enumerate(data["bands"])
        ),
        overrides=made.overrides(),
        not_rated={
            one["key"]: made.rule(one, ("not_rated", index), one["key"]) for index, one in enumerate(data["not_rated"])
        },
        quota=made.quota(),
        roll_ups=made.roll_ups(),
        head_rule=made.optional_rule("head_not_above_unit"),
        rounding=Rounding(
            made.rule(data["rounding"], ("rounding",), "rounding"),
            data["rounding"]["places"],
            data["rounding"]["machine_places"],
        ),
        subject=data.get("subject", "person"),
        scored=all("at_least" in one for one in data["bands"]),
        levels=made.levels(),
        authority_rule=made.optional_rule("authority_decides"),
        absences={
            one["key"]: made.rule(one, ("absences", index), one["key"])
            for index, one in enumerate(data.get("absences", ()))
        },
    )


def _text(data: Mapping[str, str]) -> Text:
    return Text(data["vi"], data["en"])


def _day(value: str | None, path: Path) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        text = Text(f"“{value}” không phải là ngày có thật (năm-tháng-ngày)", f"“{value}” is not a real date")
        raise FaultError("framework.date", text, path) from error


class _Builder:
    def __init__(self, data: Data, line_of: Callable[[Path], int]) -> None:
        self.data, self.line_of = data, line_of

    def rule(self, one: Data, path: Path, key: str) -> Rule:
        sources = self.data["sources"]
        if one["source"] not in sources:
            names = ", ".join(sources)
            text = Text(f"nguồn “{one['source']}” không có; hãy dùng: {names}", f"no such source; use one of: {names}")
            raise FaultError("framework.source", text, (*path, "source"))
        source = sources[one["source"]]
        begin = _day(one.get("valid_from", source["valid_from"]), (*path, "valid_from"))
        end = _day(one.get("valid_to", source["valid_to"]), (*path, "valid_to"))
        if begin is None or (end is not None and end < begin):
            text = Text("ngày hết hiệu lực phải sau ngày có hiệu lực", "valid_to must follow valid_from")
            raise FaultError("framework.dates", text, path)
        return Rule(key, _text(one["title"]), source["authority"], source["instrument"], one["article"], begin, end)

    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(
            Parameter(one["key"], self.rule(one, ("parameters", index), one["key"]), Decimal(one["value"]))
            for index, one in enumerate(self.data["parameters"])
        )

    def inputs(self, which: str) -> tuple[Input, ...]:
        return tuple(
            Input(
                name=one["name"],
                title=_text(one["title"]),
                kind=one["kind"],
                unit=_text(one["unit"]) if "unit" in one else Text("", ""),
                maximum=Decimal(one["maximum"]) if "maximum" in one else None,
                allowed=tuple(Decimal(value) for value in one.get("allowed", ())),
                choices=tuple(one.get("choices", ())),
                default=one["default"],
                best=one["best"],
                optional_when=tuple(one.get("optional_when", ())),
                choice_titles={key: _text(title) for key, title in one.get("choice_titles", {}).items()},
            )
            for one in self.data["inputs"][which]
        )

    def groups(self) -> tuple[ScoreGroup, ...]:
        return tuple(self._group(one, ("score_groups", index)) for index, one in enumerate(self.data["score_groups"]))

    def _group(self, one: Data, path: Path) -> ScoreGroup:
        criteria = tuple(
            Criterion(
                code=item["code"],
                rule=self.rule(item, (*path, "criteria", index), item["code"]),
                maximum=Decimal(item["maximum"]),
                step=None if item["step"] is None else Decimal(item["step"]),
                section=item.get("section", ""),
            )
            for index, item in enumerate(one["criteria"])
        )
        sections = {key: _text(title) for key, title in one["sections"].items()}
        return ScoreGroup(one["key"], self.rule(one, path, one["key"]), Decimal(one["maximum"]), criteria, sections)

    def settings(self) -> tuple[Setting, ...]:
        return tuple(
            Setting(
                key=one["key"],
                rule=self.rule(one, ("settings", index), one["key"]),
                allowed={key: _text(title) for key, title in one["allowed"].items()},
                default=one["default"],
                argument=_text(one["argument"]),
            )
            for index, one in enumerate(self.data["settings"])
        )

    def checks(self) -> tuple[Check, ...]:
        return tuple(
            Check(
                one["key"],
                self.rule(one, ("checks", index), one["key"]),
                one["sql"],
                one["field"],
                self.line_of(("checks", index, "sql")),
                one.get("of", "line") == "sheet",
            )
            for index, one in enumerate(self.data["checks"])
        )

    def formulas(self, which: str) -> tuple[Formula, ...]:
        return tuple(
            Formula(
                key=one["key"],
                rule=self.rule(one, ("formulas", which, index), one["key"]),
                sql=one["sql"],
                line=self.line_of(("formulas", which, index, "sql")),
                total=one.get("sum", False),
                output=one.get("output", False),
                roles=tuple(one.get("roles", self.data["roles"])),
                best=one.get("best"),
            )
            for index, one in enumerate(self.data["formulas"][which])
        )

    def conditions(self) -> tuple[Condition, ...]:
        return tuple(self._condition(one, ("conditions", index)) for index, one in enumerate(self.data["conditions"]))

    def _condition(self, one: Data, path: Path) -> Condition:
        state = one["state"]
        fixed, setting = (state, None) if isinstance(state, str) else (None, state["setting"])
        rule = self.rule(one, path, one["key"])
        return Condition(one["key"], rule, one["sql"], fixed, setting, self.line_of((*path, "sql")))

    def overrides(self) -> tuple[Override, ...]:
        return tuple(self._override(one, ("overrides", index)) for index, one in enumerate(self.data["overrides"]))

    def _override(self, one: Data, path: Path) -> Override:
        rule, line = self.rule(one, path, one["code"]), self.line_of((*path, "sql"))
        return Override(one["code"], rule, one["band"], tuple(one["roles"]), one.get("sql"), line)

    def levels(self) -> tuple[Level, ...]:
        return tuple(self._level(one, ("levels", index)) for index, one in enumerate(self.data.get("levels", ())))

    def _level(self, one: Data, path: Path) -> Level:
        conditions = tuple(
            LevelCondition(
                item["key"],
                self.rule(item, (*path, "conditions", index), item["key"]),
                item["sql"],
                self.line_of((*path, "conditions", index, "sql")),
            )
            for index, item in enumerate(one["conditions"])
        )
        line = self.line_of((*path, "when"))
        return Level(one["band"], tuple(one["roles"]), conditions, one.get("when"), line)

    def quota(self) -> Quota:
        one = self.data["quota"]
        if one is None:
            top = self.data["bands"][0]["code"]
            return Quota(top, self.rule(self.data, (), "quota"), (), {}, {}, ())
        return Quota(
            band=one["band"],
            rule=self.rule(one, ("quota",), "quota"),
            pool_bands=tuple(one["pool_bands"]),
            scopes={key: self.rule(rule, ("quota", "scopes", key), key) for key, rule in one["scopes"].items()},
            ratios={
                key: (Decimal(ratio["value"]), self.rule(ratio, ("quota", "ratios", key), key))
                for key, ratio in one["ratios"].items()
            },
            readings=tuple(
                Reading(
                    reading["key"],
                    self.rule(reading, ("quota", "readings", index), reading["key"]),
                    reading["sql"],
                    self.line_of(("quota", "readings", index, "sql")),
                )
                for index, reading in enumerate(one["readings"])
            ),
        )

    def roll_ups(self) -> tuple[RollUp, ...]:
        return tuple(self._roll_up(one, ("roll_up", index)) for index, one in enumerate(self.data["roll_up"]))

    def _roll_up(self, one: Data, path: Path) -> RollUp:
        rule, given, least = self.rule(one, path, one["key"]), one.get("least"), None
        if given:
            asked = self.rule(given, (*path, "least"), given["not_rated"])
            least = Least(given["periods"], given["not_rated"], tuple(given.get("unless", ())), asked)
        return RollUp(one["key"], rule, one["count"], one["of"], tuple(one.get("excused", ())), least)

    def optional_rule(self, key: str) -> Rule | None:
        one = self.data.get(key)
        return None if one is None else self.rule(one, (key,), key)
