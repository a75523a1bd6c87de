"""Scales of online service, and the share of services online with the lists it is made of (NĐ 224/2026 art. 14 to 17, 19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from namro.engine.errors import RuleError, Text


@dataclass(frozen=True, slots=True)
class OnlineStep:
    """One level of a scale."""

    key: str
    title: Text
    is_online: bool
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels one law knows, on its days; `last` None: until further notice."""

    key: str
    axis: str
    first: date
    last: date | None
    title: Text
    steps: tuple[OnlineStep, ...]

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)

    def step(self, key: str) -> OnlineStep | None:
        return next((one for one in self.steps if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Service:
    """A procedure as the share sees it on a day: `level` "" is not offered yet, `is_eligible` None is not said."""

    procedure_id: int
    scale: str = ""
    level: str = ""
    is_eligible: bool | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Online services over eligible ones, each as the list of its procedures; `unsaid` stand in neither."""

    numerator: tuple[int, ...]
    denominator: tuple[int, ...]
    unsaid: tuple[int, ...]

    @property
    def ratio(self) -> Fraction:
        """Refuses: procedures.share.nothing_eligible"""
        if not self.denominator:
            raise RuleError("procedures.share.nothing_eligible", Text(
                vi="Không có thủ tục nào đủ điều kiện cung cấp trực tuyến trong ngày này: không tính được tỷ lệ.",
                en="No procedure is eligible for online service on this day: there is no share.",
            ))  # fmt: skip
        return Fraction(len(self.numerator), len(self.denominator))


def share_of(services: Iterable[Service], scales: dict[str, Scale]) -> Share:
    """Sort services into the lists of the share. A level counts by its own scale only."""
    counted: list[int] = []
    eligible: list[int] = []
    unsaid: list[int] = []
    for one in services:
        if one.is_eligible is None:
            unsaid.append(one.procedure_id)
        elif one.is_eligible:
            eligible.append(one.procedure_id)
            step = scales[one.scale].step(one.level) if one.scale in scales else None
            if step and step.is_online:
                counted.append(one.procedure_id)
    return Share(tuple(counted), tuple(eligible), tuple(unsaid))
