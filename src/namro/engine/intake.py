"""Sheets as plain data (JSON) checked against the framework and made into the frames `scoring.score` takes.

A sheet with lines (NĐ 335): {"id", "leader", "general", "lines", "unit", "overrides", "not_rated"}; a sheet of points
only (3814): {"id", "scores": {…}, "overrides", "not_rated"}; a sheet rated by conditions (NĐ 90) has "facts": {…} and
may have "authority": {"level", "document"}, the recorded answer where the law leaves the level open. Points of a group are a number or a mapping of criterion
code to points. Numbers are int, Decimal or decimal text, never float; null means not known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from namro.engine.errors import SheetError, Text
from namro.engine.framework import Framework, Input, ScoreGroup
from namro.engine.intake_facts import is_fact, read_authority, read_fact
from namro.engine.intake_values import as_mapping, known_only, number, plain, refuse

Sheet = Mapping[str, Any]


@dataclass(frozen=True)
class Intake:
    """Frames ready to score, and the criterion points given per sheet (sheet id -> group -> criterion -> points)."""

    sheets: pl.DataFrame
    lines: pl.DataFrame
    criteria: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    ids: Mapping[str, str | int] = field(default_factory=dict)


def read_sheets(framework: Framework, data: object, settings: Mapping[str, str] | None = None) -> Intake:
    """Check and frame a list of sheets in the public JSON form.

    Refuses, as SheetError naming sheet and field: sheet.list, sheet.id, sheet.duplicate, sheet.key.unknown,
    sheet.missing, sheet.type, sheet.number, sheet.whole, sheet.negative, sheet.maximum, sheet.step, sheet.value,
    sheet.origin, sheet.criterion.unknown, sheet.managed.twice, sheet.override.unknown, sheet.not_rated.unknown,
    sheet.authority.level, sheet.authority.document
    """
    if not isinstance(data, list):
        raise SheetError("sheet.list", Text("cần một danh sách các phiếu [...]", "a list of sheets [...] was expected"))
    reader = _Reader(framework, framework.settle(settings))
    for position, sheet in enumerate(data, 1):
        reader.read(sheet, position)
    return reader.intake()


class _Reader:
    def __init__(self, framework: Framework, settings: Mapping[str, str]) -> None:
        self.framework, self.settings = framework, settings
        self.sheet_inputs = {one.name: one for one in framework.sheet_inputs}
        self.sheets: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.criteria: dict[str, dict[str, Mapping[str, Any]]] = {}
        self.ids: dict[str, str | int] = {}
        self.in_scores = not framework.line_inputs
        self.facts = [one for one in framework.sheet_inputs if is_fact(framework, one)]

    def intake(self) -> Intake:
        return Intake(
            pl.DataFrame(self.sheets, schema=self._sheet_schema()),
            pl.DataFrame(self.lines, schema=self._line_schema()),
            self.criteria,
            self.ids,
        )

    def _sheet_schema(self) -> dict[str, Any]:
        kinds = {name: _dtype(one) for name, one in self.sheet_inputs.items()}
        answer = {"authority": pl.String, "authority_document": pl.String} if self.framework.levels else {}
        return {"sheet": pl.String, **kinds, "not_rated": pl.String, "overrides": pl.List(pl.String), **answer}

    def _line_schema(self) -> dict[str, Any]:
        return {"sheet": pl.String, **{one.name: _dtype(one) for one in self.framework.line_inputs}}

    # a sheet -----------------------------------------------------------------------------------------------------

    def read(self, raw: object, position: int) -> None:
        sheet = as_mapping(raw, f"#{position}", "")
        name = self._id(sheet, position)
        known_only(sheet, self._keys(), name, "")
        row: dict[str, Any] = {"sheet": name}
        if "leader" in self.sheet_inputs:
            row["leader"] = self._leader(sheet, name)
        scores = self._scores(sheet, name)
        for group in self.framework.groups:
            if group.key in self.sheet_inputs:
                row[group.key] = self._points(group, scores.get(group.key), name)
        if any(key.startswith("unit_") for key in self.sheet_inputs):
            row.update(self._unit(sheet.get("unit"), name))
        row.update(self._facts(sheet.get("facts"), name))
        row["not_rated"] = self._not_rated(sheet.get("not_rated"), name)
        row["overrides"] = self._overrides(sheet.get("overrides"), name, leader=row.get("leader"))
        if self.framework.levels:
            row.update(read_authority(self.framework, sheet.get("authority"), name))
        self.sheets.append(row)
        if self.framework.line_inputs:
            self._lines(sheet.get("lines"), name)

    def _keys(self) -> list[str]:
        keys = ["id", "overrides", "not_rated"]
        keys += ["leader"] if "leader" in self.sheet_inputs else []
        keys += (
            ["scores"] if self.in_scores and self.framework.groups else [group.key for group in self.framework.groups]
        )
        keys += ["lines"] if self.framework.line_inputs else []
        keys += ["facts"] if self.facts else []
        keys += ["authority"] if self.framework.levels else []
        return keys + (["unit"] if any(key.startswith("unit_") for key in self.sheet_inputs) else [])

    def _facts(self, raw: object, name: str) -> dict[str, Any]:
        given = as_mapping({} if raw is None else raw, name, "facts")
        known_only(given, [one.name for one in self.facts], name, "facts")
        return {one.name: read_fact(one, given.get(one.name), name) for one in self.facts}

    def _id(self, sheet: Sheet, position: int) -> str:
        raw = sheet.get("id")
        if isinstance(raw, bool) or not isinstance(raw, str | int) or raw == "":
            raise refuse(
                "sheet.id",
                "thiếu “id” (chuỗi hoặc số nguyên)",
                "“id” (text or whole number) is missing",
                f"#{position}",
                "id",
            )
        name = str(raw)
        if name in self.ids:
            raise refuse(
                "sheet.duplicate", "“id” bị trùng với một phiếu khác", "another sheet has the same “id”", name, "id"
            )
        self.ids[name] = raw
        return name

    def _leader(self, sheet: Sheet, name: str) -> bool:
        leader = sheet.get("leader", False)
        if not isinstance(leader, bool):
            raise refuse("sheet.type", "cần true hoặc false", "true or false was expected", name, "leader")
        return leader

    def _scores(self, sheet: Sheet, name: str) -> Sheet:
        if not self.in_scores:
            return sheet
        scores = as_mapping(sheet.get("scores") if sheet.get("scores") is not None else {}, name, "scores")
        known_only(scores, [group.key for group in self.framework.groups], name, "scores")
        return scores

    def _points(self, group: ScoreGroup, raw: object, name: str) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, Mapping):
            points = number(raw, name, group.key)
            _at_most(points, group.maximum, name, group.key)
            return plain(points)
        given = {unicodedata.normalize("NFC", str(key)): value for key, value in raw.items()}
        points_of = {code: self._criterion(group, code, value, name) for code, value in given.items()}
        self.criteria.setdefault(name, {})[group.key] = points_of
        every = [points_of.get(one.code) for one in group.criteria]
        known = [Decimal(points) for points in every if points is not None]
        return plain(sum(known, Decimal(0))) if len(known) == len(every) else None

    def _criterion(self, group: ScoreGroup, code: str, raw: object, name: str) -> str | None:
        one, at = group.criterion(code), f"{group.key}.{code}"
        if one is None:
            listed = ", ".join(item.code for item in group.criteria)
            raise refuse(
                "sheet.criterion.unknown",
                f"không có tiêu chí này; các tiêu chí: {listed}",
                f"no such criterion; known: {listed}",
                name,
                at,
            )
        if raw is None:
            return None
        points = number(raw, name, at)
        _at_most(points, one.maximum, name, at)
        if one.step is not None and points % one.step:
            raise refuse("sheet.step", f"phải là bội số của {one.step}", f"must be a multiple of {one.step}", name, at)
        return plain(points)

    # d, đ, e -----------------------------------------------------------------------------------------------------

    def _unit(self, raw: object, name: str) -> dict[str, Any]:
        unit = as_mapping({} if raw is None else raw, name, "unit")
        shares = [key.removeprefix("unit_") for key in self.sheet_inputs if key.startswith("unit_")]
        unit = {"đ" if key == "dd" else key: value for key, value in unit.items()}
        known_only(unit, [*shares, "managed"], name, "unit")
        row = {f"unit_{key}": self._share(f"unit_{key}", unit.get(key), name, f"unit.{key}") for key in shares}
        managed = unit.get("managed")
        if managed is None:
            return row
        if unit.get("d") is not None:
            raise refuse(
                "sheet.managed.twice",
                "chỉ ghi “d” hoặc “managed”, không ghi cả hai",
                "give either “d” or “managed”, not both",
                name,
                "unit.managed",
            )
        return {**row, **self._managed(managed, name)}

    def _share(self, key: str, raw: object, name: str, at: str) -> str | None:
        if raw is None:
            return None
        value, allowed = number(raw, name, at), self.sheet_inputs[key].allowed
        if value not in allowed:
            listed = ", ".join(str(one) for one in allowed)
            raise refuse(
                "sheet.value",
                f"chỉ nhận {listed}, nhận được {value}",
                f"must be one of {listed}, got {value}",
                name,
                at,
            )
        return plain(value)

    def _managed(self, raw: object, name: str) -> dict[str, str | None]:
        """Counts of those managed; an empty list is nobody, which says nothing (not 100 %)."""
        if not isinstance(raw, list):
            raise refuse(
                "sheet.type",
                "cần danh sách điểm của những người được quản lý",
                "a list of the totals of those managed was expected",
                name,
                "unit.managed",
            )
        totals = [None if one is None else number(one, name, f"unit.managed[{index}]") for index, one in enumerate(raw)]
        known = [total for total in totals if total is not None]
        for index, total in enumerate(totals):
            if total is not None and self.settings.get("cap") != "no":
                _at_most(total, self.framework.maximum, name, f"unit.managed[{index}]")
        lowest = self.framework.bands[-1].code
        failing = sum(1 for total in known if self.framework.band_of(total) == lowest)
        unrated = len(totals) - len(known)
        return {"managed_failing": str(failing) if totals else None, "managed_unrated": str(unrated)}

    # marks and lines ---------------------------------------------------------------------------------------------

    def _not_rated(self, raw: object, name: str) -> str | None:
        if raw is None:
            return None
        if raw not in self.framework.not_rated:
            listed = ", ".join(self.framework.not_rated)
            raise refuse(
                "sheet.not_rated.unknown",
                f"không có lý do {raw!r}; các lý do: {listed}",
                f"no reason {raw!r}; known: {listed}",
                name,
                "not_rated",
            )
        return str(raw)

    def _overrides(self, raw: object, name: str, *, leader: bool | None) -> list[str]:
        known = {one.code: one for one in self.framework.overrides}
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise refuse("sheet.type", "cần một danh sách mã", "a list of codes was expected", name, "overrides")
        for code in raw:
            if not isinstance(code, str) or code not in known:
                listed = ", ".join(known)
                raise refuse(
                    "sheet.override.unknown",
                    f"không có trường hợp {code!r}; các trường hợp: {listed}",
                    f"no override {code!r}; known: {listed}",
                    name,
                    "overrides",
                )
            if leader is False and not {"staff", "unit"} & set(known[code].roles):
                raise refuse(
                    "sheet.override.role",
                    f"“{code}” chỉ áp dụng cho lãnh đạo, quản lý",
                    f"“{code}” applies to leaders only",
                    name,
                    "overrides",
                )
        return list(raw)

    def _lines(self, raw: object, name: str) -> None:
        if raw is None:
            return
        if not isinstance(raw, list):
            raise refuse(
                "sheet.type", "cần một danh sách dòng công việc", "a list of work lines was expected", name, "lines"
            )
        for index, line in enumerate(raw):
            at = f"lines[{index}]"
            given = as_mapping(line, name, at)
            known_only(given, [one.name for one in self.framework.line_inputs], name, at)
            self.lines.append({"sheet": name, **self._line(given, name, at)})

    def _line(self, line: Sheet, name: str, at: str) -> dict[str, Any]:
        inputs = self.framework.line_inputs
        choices = [one for one in inputs if one.kind == "choice"]
        row = {one.name: self._choice(one, line.get(one.name), name, f"{at}.{one.name}") for one in choices}
        for one in inputs:
            if one.kind != "choice":
                row[one.name] = self._quantity(one, line.get(one.name), row, name, f"{at}.{one.name}")
        return row

    def _choice(self, one: Input, raw: object, name: str, at: str) -> str:
        value = one.default if raw is None else raw
        if value not in one.choices:
            listed = ", ".join(one.choices)
            raise refuse(
                "sheet.origin",
                f"phải là một trong: {listed}; nhận được {raw!r}",
                f"must be one of: {listed}; got {raw!r}",
                name,
                at,
            )
        return str(value)

    def _quantity(self, one: Input, raw: object, row: Mapping[str, str], name: str, at: str) -> str:
        if raw is None and one.default is not None:
            return one.default
        if raw is None and any(choice in one.optional_when for choice in row.values()):
            return "0"
        if raw is None:
            raise refuse(
                "sheet.missing",
                "thiếu giá trị (một số không âm)",
                "a value (a number, not negative) is missing",
                name,
                at,
            )
        value = number(raw, name, at)
        if one.kind == "count" and value != value.to_integral_value():
            raise refuse(
                "sheet.whole",
                f"cần số nguyên, nhận được {value}",
                f"a whole number was expected, got {value}",
                name,
                at,
            )
        return plain(value)


def _dtype(one: Input) -> Any:
    return pl.Boolean if one.kind == "flag" else pl.String


def _at_most(value: Decimal, maximum: Decimal, sheet: str, at: str) -> None:
    if value > maximum:
        raise refuse(
            "sheet.maximum", f"tối đa {maximum}, nhận được {value}", f"at most {maximum}, got {value}", sheet, at
        )
