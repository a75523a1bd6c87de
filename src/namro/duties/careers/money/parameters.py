"""The dated rules of law/parameters/money.yaml, read once; every one says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import yaml

from namro.base.law import law_folder
from namro.duties.careers.money.rules import Base, Level, Method, Terms, Unspent
from namro.engine.errors import Text

FILE = "money.yaml"
LEGAL = "LEGAL"


@dataclass(frozen=True)
class Basis:
    """Where a rule comes from and between which days it holds; both included."""

    authority: str
    instrument: str
    article: str
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def is_law(self) -> bool:
        return self.authority == LEGAL

    @property
    def citation(self) -> str:
        return f"{self.article}, {self.instrument}"


@dataclass(frozen=True)
class BaseSalary:
    basis: Basis
    amount: int


@dataclass(frozen=True)
class BonusFund:
    basis: Basis
    title: Text
    share: Fraction


@dataclass(frozen=True)
class Preset:
    """Terms a draft may start from."""

    key: str
    basis: Basis
    title: Text
    argument: Text
    money: str
    period: str
    terms: Mapping[str, Any]


@dataclass(frozen=True)
class RewardRule:
    """Who may be proposed: so many years in a row at one of the places."""

    key: str
    basis: Basis
    title: Text
    places: tuple[int, ...]
    years: int


@dataclass(frozen=True)
class MeritRule:
    """Who comes first, and what leaves somebody out."""

    key: str
    basis: Basis
    title: Text
    last_place: int
    years: int
    each_place: int
    failing_excludes: bool
    marks_exclude: bool


@dataclass(frozen=True)
class Parameters:
    use: Basis
    use_articles: Mapping[str, str]
    base_salaries: tuple[BaseSalary, ...]
    bonus_funds: tuple[BonusFund, ...]
    presets: tuple[Preset, ...]
    rewards: tuple[RewardRule, ...]
    merit: tuple[MeritRule, ...]

    def base_salary(self, on: date) -> BaseSalary | None:
        """The State's base salary of a day; None before the first one known here."""
        return next((one for one in self.base_salaries if one.basis.holds(on)), None)

    def bonus_fund(self, on: date) -> BonusFund | None:
        return next((one for one in self.bonus_funds if one.basis.holds(on)), None)

    def preset(self, key: str) -> Preset | None:
        return next((one for one in self.presets if one.key == key), None)

    def reward(self, key: str) -> RewardRule | None:
        return next((one for one in self.rewards if one.key == key), None)

    def merit_rule(self, key: str) -> MeritRule | None:
        return next((one for one in self.merit if one.key == key), None)

    def citation_of_use(self, kind: str, on: date) -> str:
        """The article that makes ratings of a kind the basis; nothing before it was in force."""
        return f"{self.use_articles[kind]}, {self.use.instrument}" if self.use.holds(on) else ""


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this installation."""
    path = law_folder() / "parameters" / FILE
    return _read(yaml.safe_load(path.read_text(encoding="utf-8")))


def terms_of(data: Mapping[str, Any]) -> Terms:
    """Terms as plain data (a preset, a stored regulation) become the rules' own."""
    levels = tuple(
        Level(one["code"], Fraction(str(one["coefficient"])), int(one["floor"]), bool(one.get("excluded", False)))
        for one in data["levels"]
    )
    return Terms(
        method=Method(data["method"]), base=Base(data["base"]), fixed=int(data["fixed"]), levels=levels,
        shared=Fraction(str(data["shared"])), by_days=bool(data["by_days"]), absences=frozenset(data["absences"]),
        groups=frozenset(data["groups"]), per_month=bool(data["per_month"]), unit=int(data["unit"]),
        unspent=Unspent(data["unspent"]),
    )  # fmt: skip


def _text(given: Mapping[str, str]) -> Text:
    return Text(given["vi"], given["en"])


def _basis(row: Mapping[str, Any]) -> Basis:
    return Basis(row["authority"], row["instrument"], row.get("article", ""), row["valid_from"], row["valid_to"])


def _preset(row: Mapping[str, Any]) -> Preset:
    return Preset(
        row["key"], _basis(row), _text(row["title"]), _text(row["argument"]), row["money"], row["period"], row["terms"]
    )


def _merit(row: Mapping[str, Any]) -> MeritRule:
    excluded = row["excluded_by"]
    return MeritRule(
        row["key"], _basis(row), _text(row["title"]), row["last_place"], row["years"], row["each_place"],
        excluded["failing_last_year"], excluded["marks"],
    )  # fmt: skip


def _rewards(rows: Iterable[Mapping[str, Any]]) -> tuple[RewardRule, ...]:
    return tuple(
        RewardRule(one["key"], _basis(one), _text(one["title"]), tuple(one["places"]), one["years"]) for one in rows
    )


def _read(data: Mapping[str, Any]) -> Parameters:
    return Parameters(
        use=_basis(data["use_of_ratings"]),
        use_articles=data["use_of_ratings"]["articles"],
        base_salaries=tuple(BaseSalary(_basis(one), one["amount"]) for one in data["base_salary"]),
        bonus_funds=tuple(
            BonusFund(_basis(one), _text(one["title"]), Fraction(one["share"])) for one in data["bonus_fund"]
        ),
        presets=tuple(_preset(one) for one in data["presets"]),
        rewards=_rewards(data["rewards"]),
        merit=tuple(_merit(one) for one in data["merit"]),
    )
