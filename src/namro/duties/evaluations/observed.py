"""Observations in words: their numbers, and their place in the explanation of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.base.ui.wording import number_text
from namro.city.facts.observing import COUNT, INDEX, Kind
from namro.duties.evaluations.selectors.observing import Observed, numbers_of
from namro.engine.case import Node
from namro.engine.errors import Text

HUNDRED = 100


def numbers_text(kind: Kind, numbers: Mapping[str, Any]) -> str:
    """ "45/50 (90,0 %)", "2", "87,2 (34 câu trả lời)"."""
    number, total, value = numbers["number"], numbers["total"], numbers["value"]
    if kind.form == INDEX:
        sample = ngettext("%(n)s câu trả lời", "%(n)s câu trả lời", total) % {"n": number_text(total)}
        return f"{number_text(value, 1)} ({sample})"
    if kind.form == COUNT:
        return number_text(number)
    share = f" ({number_text(float(Fraction(number * HUNDRED, total)), 1)} %)" if total else ""
    return f"{number_text(number)}/{number_text(total)}{share}"


def now_text(one: Observed) -> str:
    """Its numbers today."""
    return _("đã rút lại") if one.row.withdrawn_at else numbers_text(one.kind, numbers_of(one.row))


def then_text(one: Observed) -> str:
    """The numbers somebody answered on."""
    return numbers_text(one.kind, one.use.said) if one.use else ""


def with_observations(tree: Node, observed: Sequence[Observed]) -> Node:
    """The explanation of a score with what the reviewer rested each criterion on."""
    used: dict[str, list[Node]] = {}
    for one in observed:
        if one.use and one.use.is_used:
            used.setdefault(one.use.criterion, []).append(_node(one))
    return _within(tree, used) if used else tree


def _node(one: Observed) -> Node:
    label = Text(f"Căn cứ: {one.kind.title.vi}", f"Evidence: {one.kind.title.en}")
    said = "; ".join(part for part in (then_text(one), one.use.reason if one.use else "") if part)
    return Node("observation", label, None, said, None)


def _within(node: Node, used: Mapping[str, list[Node]]) -> Node:
    children = tuple(_within(child, used) for child in node.children)
    return replace(node, children=(*children, *used.get(node.key, ())))
