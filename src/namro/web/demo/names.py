"""Invented people: names drawn at random, the same ones every time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random


@dataclass(frozen=True)
class Invented:
    full_name: str
    sex: str  # "m" or "f"
    birth_date: date


def read(name: str) -> list[dict[str, str]]:
    """Rows of a data file of the demonstration."""
    text = files("namro.web.demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class People:
    """An endless supply of invented people; the seed makes a demonstration repeatable."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  (names, not secrets)
        families = read("family_names.csv")
        self._families = [row["name"] for row in families]
        self._weights = [int(row["count"]) for row in families]
        given = read("given_names.csv")
        self._middles = {sex: [row["middle"] for row in given if row["sex"] == sex] for sex in "mf"}
        self._givens = {sex: [row["given"] for row in given if row["sex"] == sex] for sex in "mf"}

    def next(self, sex: str = "") -> Invented:
        sex = sex or self._random.choice("mf")
        family = self._random.choices(self._families, self._weights)[0]
        middle = self._random.choice(self._middles[sex])
        given = self._random.choice(self._givens[sex])
        born = date(1968, 1, 1) + timedelta(days=self._random.randrange(365 * 34))
        return Invented(f"{family} {middle} {given}", sex, born)
