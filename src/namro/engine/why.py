"""Why this level and not a better one: the level, what forbids it, the distance, and what took the points away.

A loss is what the total would gain if that one thing, and nothing else, had been at its best: the criterion at its
maximum, b at 100 %, line 3 without its delay. Where ratios are limited to 100 % losses overlap, so they need not add
up to the distance; each is true by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from namro.engine import figures
from namro.engine.case import Case, Node
from namro.engine.errors import Text
from namro.engine.evaluate import Value, evaluate
from namro.engine.framework import Band, Override, Rule
from namro.engine.level_why import conditions_node, override_node
from namro.engine.rows import line_values


@dataclass(frozen=True)
class Loss:
    """Points one thing cost: `without` is the total had it been at its best."""

    key: str
    label: Text
    rule: Rule | None
    points: Fraction
    without: Fraction


def level_nodes(case: Case) -> tuple[Node, ...]:
    """The nodes below the total: `missing`, or `level` with `why_not_higher`; an override is always shown."""
    override = case.override
    if case.failing:
        extra = (override_node(case, override),) if override else ()
        return (_missing_node(case), *extra)
    if not case.framework.scored:
        return (conditions_node(case),)
    total = case.values["total"]
    assert isinstance(total, Fraction)
    band = case.framework.band(case.framework.band_of(total))
    by_points = Node("score_band", band.rule.title, band.code, _between(case, band, total), band.rule)
    level = conditions_node(case, by_points) if case.plan.levels else _level_node(case, band, override, by_points)
    if case.framework.rank_of(band.code) == 0:
        return (level,)
    return (level, _why_node(case, band, total))


def _missing_node(case: Case) -> Node:
    states = [state for _, state in case.failing]
    state = "INSUFFICIENT_DATA" if "INSUFFICIENT_DATA" in states else "NOT_RATED"
    children = tuple(Node(rule.key, rule.title, None, "", rule) for rule, _ in case.failing)
    label = Text("Chưa có điểm vì", "Not scored because")
    return Node("missing", label, state, "", None, (*children, *_missing_criteria(case)))


def _missing_criteria(case: Case) -> Iterator[Node]:
    for group in case.framework.groups:
        given = case.criteria.get(group.key)
        for one in group.criteria if given is not None else ():
            if given is not None and given.get(one.code) is None:
                yield Node(f"missing.{one.code}", one.rule.title, None, "", one.rule)


def _level_node(case: Case, band: Band, override: Override | None, by_points: Node) -> Node:
    label = Text("Mức xếp loại", "Level")
    if override is None:
        return Node("level", label, band.code, by_points.arithmetic, band.rule, (by_points,))
    arithmetic = f"{band.code} → {override.band}"
    return Node("level", label, override.band, arithmetic, override.rule, (by_points, override_node(case, override)))


def _between(case: Case, band: Band, total: Fraction) -> str:
    rank = case.framework.rank_of(band.code)
    shown = case.show(total)
    if rank == 0:
        return f"{band.at_least} ≤ {shown}"
    above = case.framework.bands[rank - 1].at_least
    if band.code == case.framework.bands[-1].code:
        return f"{shown} < {above}"
    return f"{band.at_least} ≤ {shown} < {above}"


def _why_node(case: Case, band: Band, total: Fraction) -> Node:
    better = case.framework.bands[case.framework.rank_of(band.code) - 1]
    distance = Fraction(better.at_least) - total
    label = Text(
        f"Vì sao {band.code} mà chưa phải {better.code}: còn thiếu", f"Why {band.code} and not {better.code}: short by"
    )
    ranked = sorted(losses(case), key=lambda loss: (-loss.points, loss.key))
    children = tuple(
        Node(
            f"loss.{loss.key}",
            loss.label,
            figures.machine(case.framework, loss.points),
            f"{case.show(loss.without)} − {case.show(total)} = {case.show(loss.points)}",
            loss.rule,
        )
        for loss in ranked
    )
    arithmetic = f"{better.at_least} − {case.show(total)} = {case.show(distance)}"
    return Node("why_not_higher", label, figures.machine(case.framework, distance), arithmetic, better.rule, children)


# losses ----------------------------------------------------------------------------------------------------------


def losses(case: Case) -> Iterator[Loss]:
    """Everything that cost points, each by itself."""
    yield from _criterion_losses(case)
    yield from _formula_losses(case)
    yield from _line_losses(case)


def _total_with(case: Case, changed: Mapping[str, Value]) -> Fraction | None:
    """The total with some inputs, line totals or formulas held at other values."""
    row = {**case.given, **{one.key: case.values[one.key] for one in case.plan.totals}, **changed}
    for formula, tree in case.plan.sheet:
        if formula.key not in changed:
            row[formula.key] = evaluate(tree, row)
    total = row["total"]
    return total if isinstance(total, Fraction) else None


def _loss(case: Case, key: str, label: Text, rule: Rule | None, changed: Mapping[str, Value]) -> Iterator[Loss]:
    without, total = _total_with(case, changed), case.values["total"]
    if without is not None and isinstance(total, Fraction) and without > total:
        yield Loss(key, label, rule, without - total, without)


def _criterion_losses(case: Case) -> Iterator[Loss]:
    total = case.values["total"]
    assert isinstance(total, Fraction)
    for one in case.framework.sheet_inputs:
        group = case.framework.group(one.name)
        if group is None or one.best is None:
            continue
        given = case.criteria.get(one.name)
        if given is None:
            yield from _loss(case, one.name, one.title, group.rule, {one.name: Fraction(one.best)})
            continue
        for item in group.criteria:
            lost = Fraction(item.maximum) - Fraction(str(given[item.code]))
            if lost > 0:
                yield Loss(item.code, item.rule.title, item.rule, lost, total + lost)


def _formula_losses(case: Case) -> Iterator[Loss]:
    for formula, _ in case.plan.sheet:
        if formula.best is not None and case.values[formula.key] is not None:
            best = Fraction(formula.best)
            yield from _loss(case, formula.key, formula.rule.title, formula.rule, {formula.key: best})


def _line_losses(case: Case) -> Iterator[Loss]:
    for number, line in enumerate(case.lines, 1):
        for one in case.framework.line_inputs:
            best = _best(one.best, line)
            if best is None or line[one.name] == best:
                continue
            worked = line_values(case.plan, {**{key: line[key] for key in _given(case)}, one.name: best})
            changed = _totals_with(case, line, worked)
            label = Text(f"Dòng {number}: {one.title.vi}", f"Line {number}: {one.title.en}")
            yield from _loss(case, f"line.{number}.{one.name}", label, None, changed)


def _totals_with(case: Case, line: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value]:
    """The line totals with one line replaced by another."""
    moved = {}
    for one in case.plan.totals:
        total, before, after = case.values[one.key], line[one.key], other[one.key]
        if isinstance(total, Fraction) and isinstance(before, Fraction) and isinstance(after, Fraction):
            moved[one.key] = total - before + after if after != before else total
    return dict(moved)


def _given(case: Case) -> list[str]:
    return [one.name for one in case.framework.line_inputs]


def _best(best: str | None, line: Mapping[str, Value]) -> Value:
    if best is None:
        return None
    return line[best] if best in line else Fraction(best)
