"""law/parameters/desk_reports.yaml, read once: the tables there are, and what a dossier counts as in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.engine.errors import Text

FILE = "desk_reports.yaml"
OUT = "out"


@dataclass(frozen=True)
class Table:
    """One table of the family: what a line of it is."""

    code: str
    rows: str
    title: Text


@dataclass(frozen=True)
class Counting:
    """What a withdrawn and a paused dossier count as, and the sentences that say how everything is counted."""

    key: str
    withdrawn: str
    paused: str
    paused_late: str  # paused when it was late already
    authority: str
    instrument: str
    title: Text
    text: tuple[Text, ...]


def tables() -> dict[str, Table]:
    """The tables by code, in the order of the file."""
    return {one["code"]: Table(one["code"], one["rows"], Text(**one["title"])) for one in _read()["tables"]["of"]}


def source() -> Text:
    """Where the tables come from."""
    return Text(**_read()["tables"]["source"])


def counting(key: str, *, on: date) -> Counting:
    """The counting in force on a day. Refuses: onestop.report.no_counting."""
    for row in _read()["countings"]:
        if row["key"] == key and row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"]):
            return Counting(
                key, row["withdrawn"], row["paused"], row["paused_late"], row["authority"], row["instrument"], Text(**row["title"]),
                tuple(Text(**one) for one in row["text"]),
            )  # fmt: skip
    message = _("Chưa có cách đếm “%(key)s” cho ngày %(day)s trong law/parameters/desk_reports.yaml.") % {
        "key": key, "day": f"{on:%d/%m/%Y}",
    }  # fmt: skip
    raise DomainError("onestop.report.no_counting", message)


@dataclass(frozen=True)
class SummaryScore:
    """The points of a share on time: at most so many, to so many decimals; from where, said in words."""

    best: int
    places: int
    source: Text


def summary_score() -> SummaryScore:
    """How a portal turns the share on time of a table of agencies into points."""
    row = _read()["summary_score"]
    return SummaryScore(row["best"], row["places"], Text(**row["source"]))


@lru_cache(maxsize=1)
def _read() -> Any:
    return yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
