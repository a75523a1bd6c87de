"""The accepted rows of a staff list as columns ready to be copied, with their units and keys found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import Finding
from namro.base.imports.registry import SKIP, Question, say
from namro.city.people.imports import codes
from namro.city.people.imports.staff_sql import SCHEMA
from namro.city.people.imports.units import ASKED, UnitNames
from namro.engine.text import nfc, search_key, sort_key

SEXES = {"male": "m", "female": "f", "m": "m", "f": "f"}


@dataclass
class StaffTable:
    """Columns of the rows that can be written, and what stands in the way of the others."""

    frame: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    skipped: int = 0


@lru_cache(maxsize=65536)
def _word(word: str) -> str:
    return search_key(word)


def staff_table(
    analysis: Analysis, units: UnitNames, answers: Mapping[str, str], *, default_unit: int | None
) -> StaffTable:
    """Every accepted row with a code and a unit; a finding or question for each other."""
    columns = analysis.columnar()
    found = StaffTable(pl.DataFrame(schema=SCHEMA))
    size = len(columns["row"])
    given = {name: columns.get(name) or [None] * size for name in ("code", "unit_code", "unit_name")}
    answered = _codes(columns, given["code"], answers, found)
    placed = _units(analysis, columns, given, units, answers, default_unit, found)
    keep = [
        index
        for index, (accepted, code, unit) in enumerate(zip(columns["accepted"], answered, placed, strict=True))
        if accepted and code and code != SKIP and isinstance(unit, int)
    ]
    found.frame = _frame(columns, keep, answered, placed)
    _unanswered(analysis, columns, answered, found)
    return found


def _codes(
    columns: Mapping[str, list[Any]], given: list[Any], answers: Mapping[str, str], found: StaffTable
) -> list[str | None]:
    if all(given):
        return given
    rows, sheets, names = columns["row"], columns["sheet"], columns.get("full_name", given)
    missing = [i for i, code in enumerate(given) if not code and columns["accepted"][i]]
    asked = [(rows[i], sheets[i], names[i] or "") for i in missing]
    found.questions += codes.questions(asked, new_allowed=True)
    result: list[str | None] = list(given)
    for index in missing:
        result[index] = answers.get(codes.key_of(sheets[index], rows[index]), "").strip() or None
    found.skipped = sum(code == SKIP for code in result)
    return result


def _unanswered(
    analysis: Analysis, columns: Mapping[str, list[Any]], answered: list[str | None], found: StaffTable
) -> None:
    for index, code in enumerate(answered):
        if not code and columns["accepted"][index]:
            found.findings.append(
                say(analysis, "person.unanswered", "code", row=columns["row"][index], sheet=columns["sheet"][index])
            )


def _units(
    analysis: Analysis, columns: Mapping[str, list[Any]], given: Mapping[str, list[Any]], units: UnitNames,
    answers: Mapping[str, str], default: int | None, found: StaffTable,
) -> list[int | str]:  # fmt: skip
    pairs = [(code or "", name or "") for code, name in zip(given["unit_code"], given["unit_name"], strict=True)]
    meaning = {pair: units.meaning(pair, answers, default) for pair in set(pairs)}
    placed = [meaning[pair] for pair in pairs]
    if all(isinstance(unit, int) for unit in meaning.values()) and not any(key.startswith("unit:") for key in answers):
        return placed
    asked: dict[str, list[int]] = {}
    for index, (pair, unit) in enumerate(zip(pairs, placed, strict=True)):
        if not columns["accepted"][index]:
            continue
        if not pair[0] and len(units.by_name.get(nfc(pair[1]).casefold(), [])) > 1:
            asked.setdefault(pair[1], []).append(columns["row"][index])
        if isinstance(unit, str):
            name = "unit_code" if pair[0] else "unit_name"
            code = "unit.unknown" if unit == ASKED else unit
            found.findings.append(
                say(
                    analysis,
                    code,
                    name,
                    row=columns["row"][index],
                    sheet=columns["sheet"][index],
                    got=pair[0] or pair[1],
                )
            )
    found.questions += [units.question(title, rows) for title, rows in asked.items()]
    return placed


def _frame(
    columns: Mapping[str, list[Any]], keep: list[int], answered: list[str | None], placed: list[int | str]
) -> pl.DataFrame:
    whole = len(keep) == len(columns["row"])

    def of(name: str) -> list[Any]:
        values = columns.get(name)
        if values is None:
            return [None] * len(keep)
        return values if whole else [values[index] for index in keep]

    def chosen(values: list[Any]) -> list[Any]:
        return values if whole else [values[index] for index in keep]

    names = [nfc(name) for name in of("full_name")]
    data = {
        "row": of("row"), "sheet": of("sheet"), "code": chosen(answered), "full_name": names,
        "sort_key": [sort_key(name) for name in names],
        "search_key": [" ".join([_word(word) for word in name.split(" ")]) for name in names],
        "birth_date": of("birth_date"), "sex": [SEXES.get(sex or "") for sex in of("sex")], "email": of("email"),
        "unit_id": chosen(placed), "rank": of("rank"), "staff_group": of("staff_group"), "title": of("position"),
        "task_group": of("task_group"), "first_day": of("start_date"), "last_day": of("end_date"),
    }  # fmt: skip
    frame = pl.DataFrame(data, schema=SCHEMA, strict=False)
    empty_is_nothing = [
        pl.when(pl.col(name) != "").then(pl.col(name))
        for name in ("sex", "email", "rank", "staff_group", "title", "task_group")
    ]
    return frame.with_columns(empty_is_nothing)
