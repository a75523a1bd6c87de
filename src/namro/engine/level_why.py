"""Why this level, by conditions: what each level asks, what held and what failed, and who decides where nothing does."""

from __future__ import annotations

from namro.engine.arithmetic import names, write_test
from namro.engine.case import Case, Node
from namro.engine.errors import Text
from namro.engine.expression import Expression
from namro.engine.framework import LevelCondition, Override
from namro.engine.plan import PlannedLevel

HELD = Text("đạt", "holds")
FAILED = Text("không đạt", "fails")
FLAG = {"True": Text("có", "yes"), "False": Text("không", "no")}


def conditions_node(case: Case, by_points: Node | None = None) -> Node:
    """The level, with every level that asks something of this person below it, best first.

    Its value is None where the authority has to decide and has not: then `authority` says under which article, and the
    levels below say which condition failed.
    """
    override, by_law = case.override, case.by_law
    label = Text("Mức xếp loại", "Level")
    points = (by_points,) if by_points else ()
    levels = tuple(_level_node(case, one) for one in case.asked)
    if override is not None:
        children = (*points, override_node(case, override), *levels)
        return Node("level", label, override.band, f"→ {override.band}", override.rule, children)
    if by_law is not None:
        rule = case.framework.band(by_law).rule
        unasked = (_answer_node(case, needed=False),) if case.authority else ()
        return Node(
            "level", label, by_law, by_points.arithmetic if by_points else "", rule, (*points, *levels, *unasked)
        )
    children = (*points, _answer_node(case, needed=True), *levels)
    return Node("level", label, case.authority, "", case.framework.authority_rule, children)


def _answer_node(case: Case, *, needed: bool) -> Node:
    """The authority's part: asked for, answered by a document, or answered without need."""
    rule = case.framework.authority_rule
    if not needed:
        label = Text(
            "Không cần cấp có thẩm quyền quyết định: điều kiện của mức đã đạt", "The authority's answer is not needed"
        )
        return Node("authority.unneeded", label, case.authority, case.document, rule)
    if case.authority:
        return Node("authority", Text("Cấp có thẩm quyền đã quyết định", "Decided by the authority"),
                    case.authority, case.document, rule)  # fmt: skip
    assert rule is not None
    return Node("authority", rule.title, None, "", rule)


def _level_node(case: Case, level: PlannedLevel) -> Node:
    children = tuple(_condition_node(case, level, condition, tree) for condition, tree in level.tests)
    holds = all(case.holds(tree) for _, tree in level.tests)
    rule = case.framework.band(level.level.band).rule
    title = Text(f"Điều kiện của mức “{rule.title.vi}”", f"What “{rule.title.en}” asks for")
    return Node(f"level.{level.level.band}", _said(title, holds), None, "", rule, children, holds)


def _condition_node(case: Case, level: PlannedLevel, condition: LevelCondition, tree: Expression) -> Node:
    holds, rule = case.holds(tree), condition.rule
    arithmetic = write_test(tree, case.values, case.show)
    said, figures = _said(rule.title, holds), _figures(case, tree)
    return Node(level.reason(condition), said, None, arithmetic, rule, figures, holds)


def override_node(case: Case, override: Override) -> Node:
    """A case rated so whatever else; with its figures where it was computed."""
    computed = (one.tree for one in case.plan.computed if one.override is override)
    tree = None if override.code in case.overrides else next(computed, None)
    if tree is None:
        return Node("override", override.rule.title, override.code, f"→ {override.band}", override.rule)
    arithmetic = f"{write_test(tree, case.values, case.show)} → {override.band}".lstrip()
    return Node("override", override.rule.title, override.code, arithmetic, override.rule, _figures(case, tree))


def _figures(case: Case, tree: Expression) -> tuple[Node, ...]:
    """The figures a condition looked at."""
    return tuple(_figure(case, name) for name in names(tree) if name != "leader")


def _figure(case: Case, name: str) -> Node:
    value = case.values[name]
    if name not in case.inputs:
        formula, tree = next((one, tree) for one, tree in case.plan.sheet if one.key == name)
        return Node(name, formula.rule.title, case.show(value), case.show(value), formula.rule, _figures(case, tree))
    one = case.inputs[name]
    words = FLAG.get(str(value)) if one.kind == "flag" else one.choice_titles.get(str(value))
    if words is None:
        return Node(name, one.title, None if value is None else case.show(value), case.show(value), None)
    label = Text(f"{one.title.vi}: {words.vi}", f"{one.title.en}: {words.en}")
    flag = value if isinstance(value, bool) else None
    return Node(name, label, None, "", None, (), flag)


def _said(title: Text, holds: bool) -> Text:
    verdict = HELD if holds else FAILED
    return Text(f"{title.vi}: {verdict.vi}", f"{title.en}: {verdict.en}")
