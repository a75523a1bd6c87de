"""Why this score: a tree from the total down to every input, and what took the points away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from namro.engine.arithmetic import names, taken, tests_passed, write
from namro.engine.case import Case, Node
from namro.engine.errors import Text
from namro.engine.evaluate import Value
from namro.engine.expression import Expression
from namro.engine.frames import parse_decimal
from namro.engine.framework import Framework, Input
from namro.engine.plan import plan_for
from namro.engine.rows import add_up, line_values, sheet_values
from namro.engine.why import level_nodes


def explain_sheet(
    framework: Framework,
    sheet: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] = (),
    settings: Mapping[str, str] | None = None,
    *,
    criteria: Mapping[str, Mapping[str, Any]] | None = None,
) -> Node:
    """Explain one sheet from the same formulas that score it.

    `sheet` and `lines` are rows of the frames `scoring.score` takes (`frame.row(0, named=True)`; quantities as int,
    Decimal or decimal text, not scaled); `criteria` may give the points criterion by criterion per score group
    ({"general": {"I.1": 5, …}}). The root is the total; its children are the steps of the formulas, then `level`
    (score band and override) and, when a better band exists, `why_not_higher`: the distance to it and each loss,
    largest first. A sheet that cannot be rated has `missing` instead, naming each reason. Where levels have conditions,
    `level` has each level below it with the conditions that held and failed, and `authority` where the law leaves the
    level to it; a framework without points has `rating` as its root.
    """
    case = work_out(framework, sheet, lines, settings, criteria or {})
    if not framework.scored:
        return _rating(case)
    root = _formula_node(case, "total")
    if case.failing:
        return Node("total", root.label, None, "", root.rule, (*root.children, *level_nodes(case)))
    return Node("total", root.label, root.value, root.arithmetic, root.rule, (*root.children, *level_nodes(case)))


def _rating(case: Case) -> Node:
    nodes = level_nodes(case)
    level = next((node.value for node in nodes if node.key == "level"), None)
    return Node("rating", Text("Xếp loại", "Rating"), level, "", case.framework.rule, nodes)


def work_out(
    framework: Framework,
    sheet: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    settings: Mapping[str, str] | None,
    criteria: Mapping[str, Mapping[str, Any]],
) -> Case:
    """Every value of one sheet, in fractions."""
    plan = plan_for(framework, settings)
    given = _row(sheet, framework.sheet_inputs)
    worked = [line_values(plan, _row(line, framework.line_inputs)) for line in lines]
    values = sheet_values(plan, given, add_up(plan, worked))
    inputs = {one.name: one for one in (*framework.line_inputs, *framework.sheet_inputs)}
    overrides = tuple(sheet.get("overrides") or ())
    answer, document = sheet.get("authority"), str(sheet.get("authority_document") or "")
    return Case(plan, values, worked, given, criteria, overrides, sheet.get("not_rated"), inputs, answer, document)


def _row(data: Mapping[str, Any], inputs: Sequence[Input]) -> dict[str, Value]:
    return {one.name: _value(one, data.get(one.name)) for one in inputs}


def _value(one: Input, raw: object) -> Value:
    if raw is None:
        raw = one.default
    if one.kind == "flag":
        return None if raw is None else raw is True or raw == "true"
    if raw is None or one.kind == "choice":
        return None if raw is None else str(raw)
    return Fraction(parse_decimal(str(raw)))


def _formula_node(case: Case, key: str) -> Node:
    formula, tree = next((one, tree) for one, tree in case.plan.sheet if one.key == key)
    value = case.values[key]
    branch = taken(tree, case.values)
    children = tuple(_named(case, name) for name in _used(tree, branch, case.values))
    arithmetic = _sum(case, branch, case.values, value)
    return Node(key, formula.rule.title, _text(case, value), arithmetic, formula.rule, children)


def _used(tree: Expression, branch: Expression, row: Mapping[str, Value]) -> tuple[str, ...]:
    """The names the branch taken needs, or, where it is a bare figure, those its conditions looked at."""
    looked_at = (name for test in tests_passed(tree, row) for name in names(test))
    return names(branch) or tuple(dict.fromkeys(looked_at))


def _sum(case: Case, branch: Expression, row: Mapping[str, Value], value: Value) -> str:
    worked = write(branch, row, case.show)
    shown = case.show(value)
    return worked if worked == shown else f"{worked} = {shown}"


def _text(case: Case, value: Value) -> str | None:
    if isinstance(value, Fraction):
        return case.text_of(value)[0]
    return None if value is None else str(value)


def _named(case: Case, name: str) -> Node:
    if any(one.key == name for one, _ in case.plan.sheet):
        return _formula_node(case, name)
    if any(one.key == name for one in case.plan.totals):
        return _total_node(case, name)
    return _input_node(case, name)


def _input_node(case: Case, name: str) -> Node:
    one = case.inputs[name]
    value = case.values[name]
    group = case.framework.group(name)
    children: tuple[Node, ...] = ()
    if group is not None and name in case.criteria:
        children = tuple(
            Node(item.code, item.rule.title, _points(case, name, item.code), f"≤ {item.maximum}", item.rule)
            for item in group.criteria
        )
    shown = " + ".join(child.value or "?" for child in children) if children else case.show(value)
    return Node(name, one.title, _text(case, value), shown, group.rule if group else None, children)


def _points(case: Case, group: str, code: str) -> str | None:
    points = case.criteria[group].get(code)
    return None if points is None else str(points)


def _total_node(case: Case, key: str) -> Node:
    formula, tree = next((one, tree) for one, tree in case.plan.lines if one.key == key)
    children = tuple(_line_node(case, key, tree, number, line) for number, line in enumerate(case.lines, 1))
    parts = " + ".join(case.show(line[key]) for line in case.lines) or "0"
    return Node(key, formula.rule.title, _text(case, case.values[key]), parts, formula.rule, children)


def _line_node(case: Case, key: str, tree: Expression, number: int, line: Mapping[str, Value]) -> Node:
    label = Text(f"Dòng {number}", f"Line {number}")
    rule = next(one.rule for one, _ in case.plan.lines if one.key == key)
    branch = taken(tree, line)
    used = _used(tree, branch, line)
    choices = (one.name for one in case.framework.line_inputs if one.kind == "choice" and one.name not in used)
    children = tuple(_line_part(case, name, number, line) for name in (*used, *choices))
    arithmetic = _sum(case, branch, line, line[key])
    return Node(f"{key}.{number}", label, _text(case, line[key]), arithmetic, rule, children)


def _line_part(case: Case, name: str, number: int, line: Mapping[str, Value]) -> Node:
    if name in case.inputs:
        return Node(name, case.inputs[name].title, _text(case, line[name]), case.show(line[name]), None)
    tree = next(tree for one, tree in case.plan.lines if one.key == name)
    return _line_node(case, name, tree, number, line)
