"""law/parameters/desk_scoring.yaml, read once: the nine indicators of a day, and the service index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.engine.desk_score import Band
from namro.engine.errors import Text

FILE = "desk_scoring.yaml"


@dataclass(frozen=True)
class Indicator:
    """One of the nine: what earns which points; `given` are its thresholds."""

    number: int
    per: str  # dossier | unit
    title: Text
    two: Text
    one: Text
    none: Text
    given: dict[str, Fraction]


@dataclass(frozen=True)
class Rules:
    """The scale in force on a day."""

    authority: str
    instrument: str
    article: str
    note: Text
    places: int
    wanted: dict[str, tuple[int, ...]]  # officer, unit → their indicators
    indicators: dict[int, Indicator]
    readings: tuple[Text, ...]
    missing: dict[int, Text]
    bands: dict[str, tuple[Band, ...]]
    titles: dict[str, Text]  # of bands


def rules(*, on: date) -> Rules:
    """The nine indicators of a day. Refuses: onestop.score.no_rules."""
    for row in _read()["indicators"]:
        if row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"]):
            return _rules(row)
    message = _("Chưa có thang chấm giải quyết thủ tục cho ngày %(day)s trong law/parameters/desk_scoring.yaml.") % {
        "day": f"{on:%d/%m/%Y}"
    }
    raise DomainError("onestop.score.no_rules", message)


def _rules(row: dict[str, Any]) -> Rules:
    held = row["rules"]
    levels = [one for group in held["bands"].values() for one in group]
    return Rules(
        authority=row["authority"], instrument=row["instrument"], article=row["article"], note=Text(**row["note"]),
        places=held["places"], wanted={whose: tuple(held[whose]) for whose in ("officer", "unit")},
        indicators={one["number"]: _indicator(one) for one in held["of"]},
        readings=tuple(Text(**one) for one in held["readings"]["of"]),
        missing={int(number): Text(**text) for number, text in held["missing"].items()},
        bands={
            whose: tuple(Band(one["code"], Fraction(one["at_least"])) for one in group)
            for whose, group in held["bands"].items()
        },
        titles={one["code"]: Text(**one["title"]) for one in levels},
    )  # fmt: skip


def _indicator(row: dict[str, Any]) -> Indicator:
    given = {name: Fraction(number) for name, number in {**row.get("share", {}), **row.get("at_most", {})}.items()}
    title, two, one, none = (Text(**row[name]) for name in ("title", "two", "one", "none"))
    return Indicator(row["number"], row["per"], title, two, one, none, given)


@lru_cache(maxsize=1)
def _read() -> Any:
    return yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
