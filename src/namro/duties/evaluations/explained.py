"""The explanation of a score as the annex of its sheet: one line a step, in Vietnamese, each with its article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils import translation

from namro.base.documents.types import ExplanationLine, SheetDocument
from namro.duties.evaluations.models import Sheet
from namro.duties.evaluations.observed import with_observations
from namro.duties.evaluations.selectors.observing import observations_of
from namro.duties.evaluations.selectors.scores import live_score
from namro.engine.case import Node
from namro.engine.framework import Rule

NUMBER = re.compile(r"-?\d+(\.\d+)?$")
LONG = re.compile(r"(\d\.\d{4})\d+…?")
POINT = re.compile(r"(?<=\d)\.(?=\d)")
WORK = re.compile(r"Dòng (\d+)$")
COMPARES = ("≤", "<", "≥", ">", "=")
LABEL_LETTERS = 80


def with_explanation(document: SheetDocument, sheet: Sheet) -> SheetDocument:
    """The sheet's form with the annex that says how its score came about."""
    with translation.override("vi"):
        score = live_score(sheet)
        lines = score.lines()
        named = {str(number): one.label[:LABEL_LETTERS] for number, one in enumerate(lines, 1)}
        origins = {one.origin: str(one.get_origin_display()) for one in lines}
        tree = with_observations(score.explanation(lines), observations_of(sheet))
        return replace(document, explanation=list(Annex(named, origins).lines(tree)))


@dataclass(frozen=True)
class Annex:
    """A tree written down once: a step met again is said again without what it is made of."""

    work: Mapping[str, str] = field(default_factory=dict)  # number of a line of work -> what it was
    origins: Mapping[str, str] = field(default_factory=dict)  # WorkLine.origin -> how people say it
    _said: set[tuple[str, str | None]] = field(default_factory=set)

    def lines(self, node: Node, depth: int = 0) -> Iterator[ExplanationLine]:
        """The tree from the top down: a step comes before what it is made of."""
        step = (node.key, node.value)
        again = bool(node.children) and step in self._said
        self._said.add(step)
        yield ExplanationLine(depth, self._label(node), self._reached(node, again), _cited(node.rule))
        for child in () if again else node.children:
            yield from self.lines(child, depth + 1)

    def _label(self, node: Node) -> str:
        found = WORK.match(node.label.vi)
        name = self.work.get(found[1], "") if found else ""
        label = node.label.vi.rstrip(".")
        return f"{label} ({name})" if name else label

    def _reached(self, node: Node, again: bool) -> str:
        """How the value was reached, and the value."""
        value, sum_ = node.value or "", node.arithmetic
        if node.key == "origin":
            return self.origins.get(value, value)
        if again:
            return f"{written(value)} (như trên)"
        return written(_whole(value, sum_))


def _whole(value: str, arithmetic: str) -> str:
    if not arithmetic or arithmetic == value:
        return value
    if arithmetic.startswith("≤ "):
        return f"{value} (tối đa {arithmetic.removeprefix('≤ ')})"
    if not any(sign in arithmetic for sign in COMPARES):
        return f"{arithmetic} = {value}" if value else arithmetic
    return arithmetic if NUMBER.match(value) or not value else f"{value} ({arithmetic})"


def written(text: str) -> str:
    """Figures as Vietnamese papers write them: a comma, and four decimals at most."""
    return POINT.sub(",", LONG.sub(r"\1…", text))


def _cited(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return ", ".join(part for part in (rule.article, rule.instrument) if part)
