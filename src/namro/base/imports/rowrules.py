"""What the columns of one kind must say together, once each cell is read: people, catalogues, work, leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from namro.base.imports.checks import Columns
from namro.base.imports.findings import ERROR, QUESTION, WARNING
from namro.base.imports.grids import cell_name
from namro.base.imports.matching import plain
from namro.base.imports.values import rank_of_title, read_month

ROUND_FORMULA = re.compile(r"=?\s*ROUND\(\s*\$?([A-Z]{1,3})\$?(\d+)\s*/\s*([\d.]+)\s*[,;]\s*(\d+)\s*\)", re.IGNORECASE)
PERSON_ABOVE = re.compile(r"họ và tên\s*:\s*([^:;\d]{3,60})$", re.IGNORECASE)
MONTH_ABOVE = re.compile(r"^tháng\s+(\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+năm\s+\d{4})$", re.IGNORECASE)
LEADERS, SHARED, OFFICE = "leaders", "shared", "office"
Formulas = Mapping[tuple[int, int], str]


def check_staff(columns: Columns, _formulas: Formulas) -> None:
    """Names and birth dates made whole; no name stands for a code; one row per code."""
    _whole_names(columns)
    _birth_dates(columns)
    _require_names(columns)
    _unique_codes(columns)
    _needs_codes(columns)
    _namesakes(columns)
    _unit_from_groups(columns)
    _rank_from_title(columns)
    _in_order(columns, "start_date", "end_date")


def _whole_names(columns: Columns) -> None:
    full, family, given = (columns.get(name) for name in ("full_name", "family_name", "given_name"))
    columns.values["full_name"] = [
        name or " ".join(part for part in (first, last) if part)
        for name, first, last in zip(full, family, given, strict=True)
    ]


def _birth_dates(columns: Columns) -> None:
    """A birth date in two columns by sex says both the date and the sex."""
    if not (columns.has("birth_date_male") or columns.has("birth_date_female")):
        return
    men, women = columns.get("birth_date_male", None), columns.get("birth_date_female", None)
    births, sexes = list(columns.get("birth_date", None)), list(columns.get("sex"))
    for index, (man, woman) in enumerate(zip(men, women, strict=True)):
        if man and woman:
            raw = columns.raw("birth_date_female", index)
            columns.say(ERROR, "date.two_columns", "birth_date_female", index, raw)
            continue
        births[index] = man or woman or births[index]
        said = "male" if man else "female" if woman else ""
        if said and sexes[index] and sexes[index] != said:
            columns.say(ERROR, "person.sex_mismatch", "sex", index, columns.raw("sex", index),
                        value="nam" if man else "nữ")  # fmt: skip
        sexes[index] = sexes[index] or said
    columns.values["birth_date"], columns.values["sex"] = births, sexes


def _require_names(columns: Columns) -> None:
    field = "full_name" if columns.table.column_of("full_name") is not None else "given_name"
    for index, name in enumerate(columns.values["full_name"]):
        if not name:
            columns.say(ERROR, "required", field, index, title="họ và tên")


def _unique_codes(columns: Columns) -> None:
    first: dict[str, int] = {}
    for index, code in enumerate(columns.get("code")):
        if not code:
            continue
        key = code.casefold()
        if first.setdefault(key, index) != index:
            columns.say(ERROR, "code.duplicate", "code", index, code, other=columns.numbers[first[key]] + 1)


def _needs_codes(columns: Columns) -> None:
    """Joins go by staff code: a name alone is a question, not a guess."""
    codes = columns.get("code")
    columns.values["needs_code"] = [not code for code in codes]
    if not columns.has("code"):
        columns.say_once(WARNING, "file.no_codes", "code")
        return
    for index, code in enumerate(codes):
        if not code:
            name = columns.get("full_name")[index] if columns.has("full_name") else ""
            columns.say(QUESTION, "person.needs_code", "code", index, name)


def _namesakes(columns: Columns) -> None:
    """Equal names matter only where no code tells the persons apart."""
    first: dict[str, int] = {}
    codes = columns.get("code")
    for index, name in enumerate(columns.values["full_name"]):
        if codes[index] or not name:
            continue
        key = plain(name)
        if first.setdefault(key, index) != index:
            columns.say(QUESTION, "person.namesake", "full_name", index, name, other=columns.numbers[first[key]] + 1)


def _unit_from_groups(columns: Columns) -> None:
    if columns.has("unit_name") or columns.has("unit_code") or not any(columns.sections):
        return
    columns.values["unit_name"] = list(columns.sections)
    columns.say_once(WARNING, "file.unit_from_groups", "unit_name")


def _rank_from_title(columns: Columns) -> None:
    if columns.has("rank") or not columns.has("position"):
        return
    columns.values["rank"] = [rank_of_title(title or "") for title in columns.values["position"]]
    columns.say_once(WARNING, "file.rank_from_title", "rank")


def _in_order(columns: Columns, first: str, last: str) -> None:
    if not (columns.has(first) and columns.has(last)):
        return
    for index, (start, end) in enumerate(zip(columns.values[first], columns.values[last], strict=True)):
        if start and end and end < start:
            columns.say(ERROR, "date.order", last, index, columns.raw(last, index))


def check_catalogue(columns: Columns, formulas: Formulas) -> None:
    """Unique codes, points inside their range, coefficients equal to the version's own formula."""
    _unique_codes(columns)
    columns.values["part"] = [_part(columns)] * len(columns.numbers)
    _points_in_range(columns)
    _coefficients(columns, formulas)


def _part(columns: Columns) -> str:
    """A list for leaders, one shared by all offices, or one by office, as its title says."""
    words = plain(" ".join((columns.table.grid.name, *columns.table.titles)))
    if columns.has("office"):
        return OFFICE
    if "dung chung" in words:
        return SHARED
    return LEADERS if "lanh dao" in words or "quan ly" in words else SHARED


def _points_in_range(columns: Columns) -> None:
    for index, (points, bounds) in enumerate(
        zip(columns.get("points", None), columns.get("points_range", None), strict=True)
    ):
        if points is not None and bounds and not bounds[0] <= points <= bounds[1]:
            shown = f"{bounds[0]}-{bounds[1]}"
            columns.say(WARNING, "points.out_of_range", "points", index, columns.raw("points", index), range=shown)


def _coefficients(columns: Columns, formulas: Formulas) -> None:
    """A formula decides over the value a program left in its cell; a typed value stands, and is compared."""
    place, points_at = columns.table.column_of("coefficient"), columns.table.column_of("points")
    if place is None or points_at is None:
        return
    rule = rule_of(formulas)
    points, given = columns.values["points"], columns.values["coefficient"]
    for index, number in enumerate(columns.numbers):
        text = formulas.get((number, place), "")
        own = by_formula(text, points[index], cell_name(number, points_at))
        value = own if own is not None else by_rule(rule, points[index])
        if value is None or value == given[index]:
            continue
        code = "coefficient.mismatch" if own is None and given[index] is not None else "coefficient.recomputed"
        columns.say(WARNING, code, "coefficient", index, columns.raw("coefficient", index), value=f"{value:f}")
        if code == "coefficient.recomputed":
            given[index] = value


def by_formula(formula: str, points: Decimal | None, points_cell: str) -> Decimal | None:
    """The exact value of ROUND(points / divisor, places) when the formula is about that row's own points."""
    found = ROUND_FORMULA.fullmatch(formula.strip())
    if not found or (found[1] + found[2]).upper() != points_cell:
        return None
    return by_rule({"divisor": found[3], "places": found[4]}, points)


def by_rule(rule: Mapping[str, str] | None, points: Decimal | None) -> Decimal | None:
    """Points over the divisor, rounded to the places, halves away from zero as Excel rounds them."""
    if not rule or points is None or Decimal(rule["divisor"]) == 0:
        return None
    places = Decimal(1).scaleb(-int(rule["places"]))
    return (points / Decimal(rule["divisor"])).quantize(places, ROUND_HALF_UP)


def rule_of(formulas: Mapping[Any, str]) -> dict[str, str] | None:
    """The coefficient rule the workbook itself uses, when all its formulas agree: divisor and places."""
    rules = {(found[3], found[4]) for text in formulas.values() if (found := ROUND_FORMULA.fullmatch(text.strip()))}
    if len(rules) != 1:
        return None
    divisor, places = rules.pop()
    return {"divisor": divisor, "places": places}


def check_assignments(columns: Columns, _formulas: Formulas) -> None:
    """Every assignment names a person and a piece of work; dates run forward."""
    _from_titles(columns)
    _needs_codes(columns)
    _needs_target(columns, ("catalogue_code", "task"))
    _in_order(columns, "assigned_on", "deadline")


def check_results(columns: Columns, _formulas: Formulas) -> None:
    """Every result names its assignment, or a person and work; nothing is excused that did not happen."""
    _from_titles(columns)
    if not columns.has("assignment"):
        _needs_codes(columns)
    _needs_target(columns, ("assignment", "catalogue_code", "task"))
    _at_most(columns, "errors_excused", "major_errors", ERROR, "excused.above")
    _at_most(columns, "delays_excused", "delays", ERROR, "excused.above")
    if columns.has("assigned"):  # only a warning: work received or ad hoc may exceed what was planned
        _at_most(columns, "completed", "assigned", WARNING, "quantity.above")


def _from_titles(columns: Columns) -> None:
    """A sheet about one person says who and which month above its table: "Họ và tên: …", "Tháng 04/2025"."""
    for name, pattern, read in (("full_name", PERSON_ABOVE, str.strip), ("month", MONTH_ABOVE, _month)):
        if columns.has(name) or (name == "full_name" and columns.has("code")):
            continue
        found = next((match for title in columns.table.titles if (match := pattern.search(title))), None)
        if found:
            columns.values[name] = [read(found[1])] * len(columns.numbers)


def _month(text: str) -> date | None:
    month: date | None = read_month(text)[0]
    return month


def _needs_target(columns: Columns, names: tuple[str, ...]) -> None:
    for index, values in enumerate(zip(*(columns.get(name) for name in names), strict=True)):
        if not any(values):
            columns.say(ERROR, "target.missing", names[0], index)


def _at_most(columns: Columns, lower: str, upper: str, severity: str, code: str) -> None:
    if not columns.has(lower):
        return
    limits = columns.get(upper, 0)
    for index, value in enumerate(columns.values[lower]):
        if value is not None and value > (limits[index] or 0):
            columns.say(severity, code, lower, index, columns.raw(lower, index), value=limits[index] or 0)


def check_leave(columns: Columns, _formulas: Formulas) -> None:
    """A person, and an end not before the beginning."""
    _needs_codes(columns)
    _in_order(columns, "first_day", "last_day")


def check_ratings(columns: Columns, _formulas: Formulas) -> None:
    """Birth dates in two columns by sex made one; everything else needs the registry."""
    _birth_dates(columns)


def check_pay(columns: Columns, _formulas: Formulas) -> None:
    """An end not before the beginning; whose row it is and what it meets only the registry knows."""
    _in_order(columns, "first_day", "last_day")


def check_procedures(columns: Columns, _formulas: Formulas) -> None:
    """One row per code; what the texts of a row mean the catalogue of procedures knows."""
    _unique_codes(columns)


def check_summary(columns: Columns, _formulas: Formulas) -> None:
    """One row per agency; whether the table adds up the desk knows."""
    _unique_codes(columns)


def check_findings(columns: Columns, _formulas: Formulas) -> None:
    """Birth dates in two columns by sex made one; whose a finding is and whether it can be so its owner knows."""
    _birth_dates(columns)


def check_criteria(columns: Columns, _formulas: Formulas) -> None:
    """Nothing beyond the cells."""


RULES: dict[str, Callable[[Columns, Formulas], None]] = {
    "staff": check_staff,
    "catalogue": check_catalogue,
    "assignments": check_assignments,
    "results": check_results,
    "leave": check_leave,
    "ratings": check_ratings,
    "pay": check_pay,
    "procedures": check_procedures,
    "summary": check_summary,
    "findings": check_findings,
    "criteria": check_criteria,
}
