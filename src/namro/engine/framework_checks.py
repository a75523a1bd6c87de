"""What a framework must mean, beyond its shape: sums, bands, names and settings that hold together."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from namro.engine.errors import Text
from namro.engine.expression import Expression, FormulaError, Name, check_names, parse, words_compared
from namro.engine.framework import Framework, Input, Setting
from namro.engine.framework_fault import FaultError, Path

QUOTA_NAMES = frozenset({"ratio", "pool", "rated", "members"})
Choices = Mapping[str, frozenset[str]]
NUMERIC = frozenset({"quantity", "count", "tally", "points", "share"})


def check(framework: Framework) -> None:
    """Refuse a framework that contradicts itself.

    Refuses (as FaultError with its path): framework.duplicate, framework.criteria.sum, framework.maximum,
    framework.bands, framework.band.unknown, framework.setting.default, framework.setting.unknown,
    framework.section, framework.formula, framework.total, framework.input, framework.levels
    """
    _check_unique(framework)
    _check_sums(framework)
    _check_bands(framework)
    _check_levels(framework)
    _check_settings(framework)
    _check_inputs(framework)
    _check_choice_titles(framework)
    _check_formulas(framework)
    _check_quota(framework)
    _check_roll_ups(framework)


def _fault(code: str, vi: str, en: str, *path: str | int) -> FaultError:
    return FaultError(code, Text(vi, en), path)


def _check_unique(framework: Framework) -> None:
    keyed: dict[Path, Iterable[str]] = {
        ("settings",): (one.key for one in framework.settings),
        ("bands",): (one.code for one in framework.bands),
        ("overrides",): (one.code for one in framework.overrides),
        ("score_groups",): (one.key for one in framework.groups),
        ("conditions",): (one.key for one in framework.conditions),
        ("roll_up",): (one.key for one in framework.roll_ups),
        ("quota", "readings"): (one.key for one in framework.quota.readings),
        ("formulas",): _all_names(framework),
    }
    for index, group in enumerate(framework.groups):
        keyed[("score_groups", index, "criteria")] = (one.code for one in group.criteria)
    for index, level in enumerate(framework.levels):
        keyed[("levels", index)] = (one.key for one in level.conditions)
    keyed[("levels",)] = (
        f"{one.band} ({role}) {one.when or ''}".strip() for one in framework.levels for role in one.roles
    )
    for path, names in keyed.items():
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            listed = ", ".join(twice)
            raise _fault("framework.duplicate", f"khai báo hai lần: {listed}", f"declared twice: {listed}", *path)


def _all_names(framework: Framework) -> Iterable[str]:
    yield from (one.key for one in framework.parameters)
    yield from (one.name for one in (*framework.line_inputs, *framework.sheet_inputs))
    yield from (one.key for one in (*framework.line_formulas, *framework.sheet_formulas))
    yield from (one.key for one in framework.settings)


def _check_sums(framework: Framework) -> None:
    for index, group in enumerate(framework.groups):
        found = sum((one.maximum for one in group.criteria), Decimal(0))
        if found != group.maximum:
            raise _fault(
                "framework.criteria.sum",
                f"các tiêu chí của nhóm “{group.key}” cộng lại là {found}, phải bằng {group.maximum}",
                f"the criteria of “{group.key}” add up to {found}, expected {group.maximum}",
                "score_groups", index, "maximum",
            )  # fmt: skip
    whole = sum((group.maximum for group in framework.groups), Decimal(0))
    whole += sum((one.value for one in framework.parameters if one.key.endswith("_maximum")), Decimal(0))
    if whole != framework.maximum:
        raise _fault(
            "framework.maximum",
            f"các phần điểm cộng lại là {whole}, phải bằng {framework.maximum}",
            f"the parts add up to {whole}, expected {framework.maximum}",
            "maximum",
        )
    for index, group in enumerate(framework.groups):
        _check_sections(group.key, index, group.sections, [one.section for one in group.criteria])
    for one in framework.sheet_inputs:
        group_of = framework.group(one.name)
        if group_of is not None and one.maximum != group_of.maximum:
            raise _fault(
                "framework.maximum",
                f"đầu vào “{one.name}” có tối đa {one.maximum}, nhóm điểm ghi {group_of.maximum}",
                f"the input “{one.name}” has maximum {one.maximum}, its score group says {group_of.maximum}",
                "inputs", "sheet",
            )  # fmt: skip


def _check_sections(key: str, index: int, sections: Mapping[str, Text], used: list[str]) -> None:
    for position, section in enumerate(used):
        if section and section not in sections:
            raise _fault(
                "framework.section",
                f"nhóm “{key}” không có mục “{section}”",
                f"the group “{key}” has no section “{section}”",
                "score_groups", index, "criteria", position,
            )  # fmt: skip


def _check_floors(framework: Framework) -> None:
    if not framework.scored:
        _check_no_floors(framework)
        return
    floors = [band.at_least for band in framework.bands]
    for index, (upper, lower) in enumerate(itertools.pairwise(floors)):
        if upper <= lower:
            raise _fault(
                "framework.bands",
                f"mức “{framework.bands[index + 1].code}” bắt đầu từ {lower}, chồng lên mức trên ({upper}); "
                "xếp từ mức cao xuống thấp",
                f"band “{framework.bands[index + 1].code}” begins at {lower} and overlaps the one above ({upper}); "
                "list them from the best down",
                "bands", index + 1,
            )  # fmt: skip
    if floors[-1] != 0 or floors[0] > framework.maximum:
        raise _fault(
            "framework.bands",
            f"các mức phải phủ kín từ 0 đến {framework.maximum}, không để hở",
            f"the bands must cover 0 to {framework.maximum} without a gap",
            "bands",
        )


def _check_no_floors(framework: Framework) -> None:
    if any(band.at_least for band in framework.bands):
        raise _fault(
            "framework.bands",
            "ghi “at_least” cho mọi mức (khung chấm điểm) hoặc không mức nào (khung xếp theo điều kiện)",
            "give “at_least” for every band (rated by points) or for none (rated by conditions)",
            "bands",
        )


def _check_bands(framework: Framework) -> None:
    _check_floors(framework)
    codes = [band.code for band in framework.bands]
    for index, one in enumerate(framework.overrides):
        if one.band not in codes:
            raise _unknown_band(one.band, codes, "overrides", index, "band")
    for index, level in enumerate(framework.levels):
        if level.band not in codes:
            raise _unknown_band(level.band, codes, "levels", index, "band")
    for name in (framework.quota.band, *framework.quota.pool_bands):
        if name not in codes:
            raise _unknown_band(name, codes, "quota")


def _check_levels(framework: Framework) -> None:
    if framework.levels and framework.authority_rule is None:
        raise _fault(
            "framework.levels",
            "khung có điều kiện của mức phải có “authority_decides”: căn cứ để cấp có thẩm quyền quyết định khi không "
            "mức nào đạt",
            "a framework whose levels have conditions needs “authority_decides”: why the authority decides where no "
            "level's conditions hold",
            "levels",
        )
    reached = {one.band for one in framework.levels} | {one.band for one in framework.overrides}
    lost = [] if framework.scored else [band.code for band in framework.bands if band.code not in reached]
    if lost:
        listed = ", ".join(lost)
        raise _fault(
            "framework.levels",
            f"không điều kiện hay trường hợp nào dẫn đến mức: {listed}",
            f"no condition or override leads to the band: {listed}",
            "bands",
        )


def _unknown_band(name: str, codes: list[str], *path: str | int) -> FaultError:
    listed = ", ".join(codes)
    return _fault(
        "framework.band.unknown", f"không có mức “{name}”; các mức: {listed}", f"no band “{name}”: {listed}", *path
    )


def _check_settings(framework: Framework) -> None:
    for index, one in enumerate(framework.settings):
        if one.default not in one.allowed:
            listed = ", ".join(one.allowed)
            raise _fault(
                "framework.setting.default",
                f"mặc định “{one.default}” của “{one.key}” không nằm trong: {listed}",
                f"default “{one.default}” of “{one.key}” is not one of: {listed}",
                "settings", index, "default",
            )  # fmt: skip
    known = {one.key: one for one in framework.settings}
    _check_quota_settings(framework, known)
    for index, condition in enumerate(framework.conditions):
        if condition.state_setting is not None and condition.state_setting not in known:
            raise _fault(
                "framework.setting.unknown",
                f"không có thiết lập “{condition.state_setting}”",
                f"no setting “{condition.state_setting}”",
                "conditions", index, "state",
            )  # fmt: skip


def _check_quota_settings(framework: Framework, known: Mapping[str, Setting]) -> None:
    if not framework.quota.readings:
        return
    needed = {"quota_reading": [r.key for r in framework.quota.readings], "quota_ratio": list(framework.quota.ratios)}
    for key, values in needed.items():
        if key not in known or any(value not in values for value in known[key].allowed):
            raise _fault(
                "framework.setting.unknown",
                f"thiết lập “{key}” phải có và chỉ nhận: {', '.join(values)}",
                f"the setting “{key}” must exist and take only: {', '.join(values)}",
                "settings",
            )


def _check_inputs(framework: Framework) -> None:
    for which, inputs in (("lines", framework.line_inputs), ("sheet", framework.sheet_inputs)):
        for index, one in enumerate(inputs):
            if (one.kind == "choice") != bool(one.choices) or (one.kind == "share") != bool(one.allowed):
                raise _fault(
                    "framework.input",
                    f"đầu vào “{one.name}”: kiểu choice cần choices, kiểu share cần allowed",
                    f"input “{one.name}”: kind choice needs choices, kind share needs allowed",
                    "inputs", which, index,
                )  # fmt: skip


def _check_choice_titles(framework: Framework) -> None:
    for index, one in enumerate(framework.sheet_inputs):
        if one.choice_titles and set(one.choice_titles) != set(one.choices):
            raise _fault(
                "framework.input",
                f"đầu vào “{one.name}”: choice_titles phải gọi tên đúng các choices",
                f"input “{one.name}”: choice_titles must name exactly the choices",
                "inputs", "sheet", index, "choice_titles",
            )  # fmt: skip


def _check_formulas(framework: Framework) -> None:
    words = {one.key: frozenset(one.allowed) for one in framework.settings}
    common = {one.key for one in framework.parameters} | set(words)
    known = common | {one.name for one in framework.line_inputs}
    choices = words | _choices(framework.line_inputs)
    _check_all(framework, known, choices, of_sheet=False)
    for index, formula in enumerate(framework.line_formulas):
        _check_sql(formula.sql, known, choices, "formulas", "lines", index, "sql")
        known = known | {formula.key}
    known = common | {one.name for one in framework.sheet_inputs}
    known |= {one.key for one in framework.line_formulas if one.total}
    choices = words | _choices(framework.sheet_inputs)
    for index, formula in enumerate(framework.sheet_formulas):
        _check_sql(formula.sql, known, choices, "formulas", "sheet", index, "sql")
        known = known | {formula.key}
    _check_all(framework, known, choices, of_sheet=True)
    for index, condition in enumerate(framework.conditions):
        _check_sql(condition.sql, known, choices, "conditions", index, "sql")
    _check_level_sql(framework, known, choices)
    if framework.scored and "total" not in {one.key for one in framework.sheet_formulas}:
        raise _fault("framework.total", "thiếu công thức “total”", "the formula “total” is missing", "formulas")


def _check_all(framework: Framework, known: set[str], choices: Choices, *, of_sheet: bool) -> None:
    for index, one in enumerate(framework.checks):
        if one.of_sheet is of_sheet:
            _check_sql(one.sql, known, choices, "checks", index, "sql")


def _check_level_sql(framework: Framework, known: set[str], choices: Choices) -> None:
    for index, override in enumerate(framework.overrides):
        if override.sql is not None:
            _check_sql(override.sql, known, choices, "overrides", index, "sql")
    for index, level in enumerate(framework.levels):
        if level.when is not None:
            _check_sql(level.when, known, choices, "levels", index, "when")
        for at, condition in enumerate(level.conditions):
            _check_sql(condition.sql, known, choices, "levels", index, "conditions", at, "sql")


def _choices(inputs: Iterable[Input]) -> dict[str, frozenset[str]]:
    return {one.name: frozenset(one.choices) for one in inputs if one.kind == "choice"}


def _check_sql(sql: str, known: set[str], choices: Choices, *path: str | int) -> Expression:
    try:
        tree = parse(sql)
        check_names(tree, known)
    except FormulaError as error:
        raise FaultError(error.code, error.text, path) from error
    for name, word in words_compared(tree):
        if word not in choices.get(name, frozenset()):
            allowed = ", ".join(sorted(choices.get(name, ()))) or "—"
            raise _fault(
                "framework.formula",
                f"“{name}” không nhận giá trị “{word}”; được phép: {allowed}",
                f"“{name}” does not take “{word}”; allowed: {allowed}",
                *path,
            )
    return tree


def _check_quota(framework: Framework) -> None:
    for index, reading in enumerate(framework.quota.readings):
        tree = _check_sql(reading.sql, set(QUOTA_NAMES), {}, "quota", "readings", index, "sql")
        if isinstance(tree, Name):
            raise _fault(
                "framework.formula", "cần một công thức tính trần", "a formula for the cap was expected",
                "quota", "readings", index, "sql",
            )  # fmt: skip


def _check_roll_ups(framework: Framework) -> None:
    """Every absence and every reason a roll-up names is declared."""
    for index, one in enumerate(framework.roll_ups):
        least = one.least
        named = [*one.excused, *(least.unless if least else ())]
        unknown = [key for key in named if key not in framework.absences]
        if least and least.not_rated not in framework.not_rated:
            unknown.append(least.not_rated)
        if unknown:
            listed = ", ".join(unknown)
            raise _fault(
                "framework.absence",
                f"chưa khai báo ở “absences” hoặc “not_rated”: {listed}",
                f"not declared in “absences” or “not_rated”: {listed}",
                "roll_up", index,
            )  # fmt: skip
