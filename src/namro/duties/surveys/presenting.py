"""What pages say of campaigns: percents, intervals, the lines of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from namro.base.ui.wording import number_text, said
from namro.duties.surveys.selectors.results import Results
from namro.duties.surveys.services.observing import percent
from namro.duties.surveys.structure import Data, levels, lines
from namro.engine.survey import Index


def percent_text(share: Fraction | None) -> str:
    """ "87,2 %"; what is hidden is said."""
    return _("không hiện") if share is None else f"{number_text(percent(share), 1)} %"


def interval_text(low: Fraction | None, high: Fraction | None) -> str:
    return "" if low is None or high is None else f"{number_text(percent(low), 1)} – {number_text(percent(high), 1)} %"


@dataclass(frozen=True)
class Question:
    key: str
    title: str
    level: int | None
    wrong: bool


@dataclass(frozen=True)
class Group:
    title: str
    questions: list[Question]


def questionnaire(data: Data, given: Mapping[str, int], wrong: frozenset[str] = frozenset()) -> list[Group]:
    """The questions under the headings they stand under, with what was chosen."""
    found: list[Group] = []
    for line in lines(data):
        if line.is_question:
            found[-1].questions.append(Question(line.key, said(line.title), given.get(line.key), line.key in wrong))
        else:
            found.append(Group(said(line.title), []))
    return [one for one in found if one.questions]


def level_names(data: Data) -> list[tuple[int, str]]:
    return [(number, said(text)) for number, text in enumerate(levels(data), 1)]


def parts(data: Data, found: Results) -> Iterator[dict[str, Any]]:
    """Factor by factor and question by question: the index and how many it rests on."""
    known = dict(_flat(found.whole))
    for line in lines(data):
        one = known[line.key]
        yield {"title": said(line.title), "depth": line.depth, "size": one.size, "text": percent_text(one.value)}


def _flat(whole: Index) -> Iterator[tuple[str, Index]]:
    for one in whole.of:
        yield one.key, one
        yield from _flat(one)
