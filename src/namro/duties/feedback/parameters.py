"""The classes, days and choices of law/parameters/feedback.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml

from namro.base.law import law_folder
from namro.engine.errors import Text

FILE = "feedback.yaml"


@dataclass(frozen=True)
class Klass:
    """What feedback is about; complaints verified as true are observed of the people they were about."""

    key: str
    title: Text
    is_complaint: bool
    is_of_rules: bool = False


@dataclass(frozen=True)
class Parameters:
    classes: dict[str, Klass]
    pass_days: int
    pass_source: str
    answer_days: int
    observed_outcomes: tuple[str, ...]


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    data = yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
    return Parameters(
        classes={
            one["key"]: Klass(one["key"], Text(**one["title"]), one["is_complaint"], one.get("is_of_rules", False))
            for one in data["classes"]["of"]
        },
        pass_days=data["pass_on"]["value"],
        pass_source=f"{data['pass_on']['article']}, {data['pass_on']['instrument']}",
        answer_days=data["answer"]["value"],
        observed_outcomes=tuple(data["observed"]["outcomes"]),
    )
