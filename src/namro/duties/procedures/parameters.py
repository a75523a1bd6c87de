"""law/parameters/procedures.yaml, read once: deadlines of a date, the measure of processes, the scales of online service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.duties.procedures.rules.deadlines import Deadline
from namro.duties.procedures.rules.online import OnlineStep, Scale
from namro.engine.errors import Text

FILE = "procedures.yaml"


@dataclass(frozen=True)
class Source:
    """Where a value comes from, for the screen."""

    title: Text
    authority: str
    instrument: str
    article: str

    @property
    def citation(self) -> str:
        return ", ".join(part for part in (self.article, self.instrument) if part)


def deadline_of(key: str, *, on: date) -> tuple[Deadline, Source]:
    """The deadline in force on a day. Refuses: procedures.no_rule"""
    row = _row("deadlines", key, on)
    return Deadline(row["rule"], row["value"]), _source(row)


def hours_of_a_day(*, on: date) -> tuple[int, Source]:
    """Hours of a working day when the steps of a process are added up. Refuses: procedures.no_rule"""
    row = _row("process", "hours_of_a_day", on)
    return row["value"], _source(row)


@lru_cache
def scales() -> dict[str, Scale]:
    """Every scale by its key, in the order of the file."""
    return {
        row["key"]: Scale(
            key=row["key"], axis=row["axis"], first=row["valid_from"], last=row["valid_to"], title=Text(**row["title"]),
            steps=tuple(
                OnlineStep(one["key"], Text(**one["title"]), is_online=one["online"], needs_reason=one["reason"])
                for one in row["levels"]
            ),
        )
        for row in _read()["scales"]
    }  # fmt: skip


@lru_cache
def scale_source(key: str) -> Source:
    """Where a scale comes from."""
    return _source(next(row for row in _read()["scales"] if row["key"] == key))


def scale_on(axis: str, *, on: date) -> Scale | None:
    """The scale of an axis on a day, if there is one."""
    return next((one for one in scales().values() if one.axis == axis and one.holds(on)), None)


@lru_cache
def _read() -> Any:
    return yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))


def _row(part: str, key: str, on: date) -> Any:
    for row in _read()[part]:
        if row["key"] == key and row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"]):
            return row
    message = _("Chưa có quy định “%(key)s” cho ngày %(day)s trong law/parameters/procedures.yaml.") % {
        "key": key, "day": f"{on:%d/%m/%Y}",
    }  # fmt: skip
    raise DomainError("procedures.no_rule", message, key=key)


def _source(row: Any) -> Source:
    return Source(Text(**row["title"]), row["authority"], row["instrument"], row["article"])
