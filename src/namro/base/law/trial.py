"""Sheets as JSON scored under a framework and explained: what `namro score` prints and the trial page shows."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from namro.engine.framework import Framework, Input

FIGURES = ("a", "b", "c", "d", "đ", "e", "result_points", "total")
AT_FAULT = re.compile(r"late|short|failing|absence")  # counts of an example that begin at nothing
SHEETS_AT_MOST = 50  # of a trial: everything more is what `namro score` is for


def read_json(text: str) -> Any:
    """The plain data of JSON text: numbers exact, no key twice. Refuses: file.json, sheet.key.twice"""
    from namro.engine.errors import RuleError, Text

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=without_twins)
    except (json.JSONDecodeError, RecursionError) as error:
        said = Text(f"không phải JSON hợp lệ: {error}", f"not valid JSON: {error}")
        raise RuleError("file.json", said) from error


def few_sheets(text: str) -> Any:
    """The sheets of a trial. Refuses: law.trial.many, file.json, sheet.key.twice"""
    from namro.engine.errors import RuleError, Text

    sheets, most = read_json(text), SHEETS_AT_MOST
    if isinstance(sheets, list) and len(sheets) > most:
        said = Text(f"tính thử nhận tối đa {most} phiếu mỗi lần", f"a trial takes at most {most} sheets at a time")
        raise RuleError("law.trial.many", said)
    return sheets


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Refuses: sheet.key.twice"""
    from namro.engine.errors import SheetError, Text

    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        text = Text(f"khóa “{twice}” xuất hiện hai lần", f"the key “{twice}” appears twice")
        raise SheetError("sheet.key.twice", text, sheet=str(found.get("id", "")), field=twice)
    return found


def score_json(framework: Framework, data: object, settings: dict[str, str]) -> list[dict[str, Any]]:
    """The public result of `namro score`: one object per sheet, in the order given."""
    from namro.engine import figures
    from namro.engine.explain import explain_sheet
    from namro.engine.intake import read_sheets
    from namro.engine.scoring import score

    intake = read_sheets(framework, data, settings)
    results = score(framework, intake.sheets, intake.lines, settings, detail=True)
    keys = [key for key in FIGURES if f"{key}_num" in results.columns]
    columns = {key: [figures.machine(framework, one) for one in figures.to_fractions(results, key)] for key in keys}
    lines = intake.lines.partition_by("sheet", as_dict=True) if intake.lines.height else {}
    printed = []
    for row, (sheet, result) in enumerate(
        zip(intake.sheets.iter_rows(named=True), results.iter_rows(named=True), strict=True)
    ):
        own = lines.get((sheet["sheet"],))
        tree = explain_sheet(
            framework,
            sheet,
            own.to_dicts() if own is not None else [],
            settings,
            criteria=intake.criteria.get(sheet["sheet"]),
        )
        printed.append(
            {
                "id": intake.ids[sheet["sheet"]],
                **{key: columns[key][row] if key in columns else None for key in FIGURES},
                "band": result["band"],
                "state": result["state"],
                **({"reasons": result["reasons"], "authority": result["authority"]} if framework.levels else {}),
                "explanation": tree.as_dict(),
            }
        )
    return printed


# examples ---------------------------------------------------------------------------------------------------------
def example_json(framework: Framework) -> str:
    """Two sheets to begin a trial with: one without any loss, one with some."""
    sheets = [_sheet(framework, "vi-du-1", good=True), _sheet(framework, "vi-du-2", good=False)]
    return json.dumps(sheets, ensure_ascii=False, indent=2)


def _sheet(framework: Framework, name: str, *, good: bool) -> dict[str, Any]:
    from namro.engine.intake_facts import is_fact

    inputs = {one.name: one for one in framework.sheet_inputs}
    points = {
        one.key: _plain(one.maximum if good else one.maximum * Decimal("0.8")) for one in framework.groups if one.key in inputs
    }  # fmt: skip
    sheet: dict[str, Any] = {"id": name}
    if framework.line_inputs:
        line = {
            "assigned": 10,
            "completed": 10 if good else 8,
            "coefficient": 1,
            "major_errors": 0 if good else 1,
            "delays": 0,
        }
        known = {one.name for one in framework.line_inputs}
        sheet |= {**points, "lines": [{key: value for key, value in line.items() if key in known}]}
    elif points:
        sheet["scores"] = points
    facts = {one.name: _fact(one) for one in framework.sheet_inputs if is_fact(framework, one)}
    return {**sheet, "facts": facts} if facts else sheet


def _fact(one: Input) -> Any:
    """A figure that costs nothing, as far as the framework says what that is."""
    given = one.default if one.default is not None else one.best
    if one.kind == "choice":
        return given if given in one.choices else one.choices[0]
    if one.kind == "flag":
        return given == "true"
    if given is None or not given.replace(".", "", 1).isdigit():
        return _plain(one.maximum) if one.maximum is not None else 0 if AT_FAULT.search(one.name) else 10
    return _plain(Decimal(given))


def _plain(value: Decimal) -> int | str:
    """A whole number as one; other numbers as text, which JSON keeps exact."""
    return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
