"""The index of service (Decision 766): what the records say of each metric, and the points it comes to where points are known.

A metric the records do not hold, or with nothing to count, has no data and no points: it is never nought, and it is left out
of what could have been reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import yaml
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.duties.onestop.access import Sight
from namro.duties.onestop.models import Dossier, FeeRequest, ResultFile
from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.models.fees import PayMode
from namro.duties.onestop.reports.conventions import counting
from namro.duties.onestop.reports.counting import Asked, lines, summed
from namro.duties.onestop.reports.outside import Heard, outside
from namro.duties.onestop.reports.periods import Span
from namro.duties.onestop.reports.rounding import rounded
from namro.duties.onestop.reports.tables import columns
from namro.duties.onestop.selectors.finding import midnight
from namro.engine.errors import Text

FILE = "service_index.yaml"
Share = tuple[int, int]  # how many of how many


@dataclass(frozen=True)
class Metric:
    """One of the metrics: its group, the points it may give, and what of the records says it."""

    number: int
    group: str
    points: int | None
    counted: str
    title: Text
    instruments: tuple[str, ...] = ()  # of surveys, where one says it


@dataclass(frozen=True)
class Group:
    key: str
    points: int
    title: Text


@dataclass(frozen=True)
class Index:
    """The index of a day."""

    authority: str
    instrument: str
    article: str
    note: Text
    places: int
    groups: tuple[Group, ...]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class Measured:
    """A metric with what was counted; None where there is no data."""

    metric: Metric
    share: Share | None
    points: Fraction | None

    @property
    def hundredths(self) -> Fraction | None:
        return Fraction(100 * self.share[0], self.share[1]) if self.share else None


def index_on(on: date) -> Index:
    """The metrics of a day. Refuses: onestop.index.no_rules"""
    row = _read()["index"]
    if not (row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"])):
        raise DomainError(
            "onestop.index.no_rules", _("Chưa có bộ chỉ số phục vụ cho ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"}
        )
    groups = tuple(Group(one["key"], one["points"], Text(**one["title"])) for one in row["groups"])
    metrics = tuple(
        Metric(
            one["number"], one["group"], one["points"], one["counted"], Text(**one["title"]), tuple(one.get("instruments", ()))
        )
        for one in row["of"]
    )  # fmt: skip
    return Index(
        row["authority"], row["instrument"], row["article"], Text(**row["note"]), row["places"], groups, metrics
    )


@lru_cache(maxsize=1)
def _read() -> Any:
    return yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))


def measured(span: Span, sight: Sight, *, at: datetime) -> list[Measured]:
    """Every metric of a period, of what somebody may see. Refuses: onestop.index.no_rules"""
    index = index_on(span.last)
    return [_measured(one, _counted(one, span, sight, at), index.places) for one in index.metrics]


def _counted(metric: Metric, span: Span, sight: Sight, at: datetime) -> Share | None:
    if metric.instruments:
        return _added(sight, satisfied_units(span, metric.instruments))
    if metric.counted in BY_UNIT:
        return _added(sight, BY_UNIT[metric.counted](span, at))
    count = COUNTED.get(metric.counted)
    return count(span, sight, at) if count else None


def _measured(metric: Metric, share: Share | None, places: int) -> Measured:
    if share is None or not share[1]:
        return Measured(metric, None, None)
    points = None if metric.points is None else Fraction(rounded(Fraction(share[0] * metric.points, share[1]), places))
    return Measured(metric, share, points)


def total(rows: list[Measured]) -> tuple[Fraction, int]:
    """The points of the metrics with data, and how many those could have given."""
    known = [one for one in rows if one.points is not None]
    return sum((one.points or Fraction(0) for one in known), Fraction(0)), sum(one.metric.points or 0 for one in known)


def _progress(span: Span, sight: Sight, at: datetime) -> Share | None:
    """By the usual counting: withdrawn ones on time, paused ones pending in time, as the reports say."""
    line = summed(lines(Asked(span), sight, "unit", at=at))
    numbers = {one.key: one.of(line) for one in columns(counting("practice", on=span.last))}
    whole = numbers["done"] + numbers["running"]
    return whole - numbers["late"] - numbers["pending_late"], whole


def _online_dossiers(span: Span, sight: Sight, at: datetime) -> Share | None:
    origins = summed(lines(Asked(span), sight, "unit", at=at)).origins
    return origins["online"], origins["online"] + origins["direct"]


def _online_procedures(span: Span, _sight: Sight, at: datetime) -> Share | None:
    other = outside()
    codes = other.online(on=span.day(at)) if other else None
    return (len(codes.online & codes.eligible), len(codes.eligible)) if codes else None


def _proactive(span: Span, _sight: Sight, at: datetime) -> Share | None:
    other = outside()
    return other.proactive(on=span.day(at)) if other else None


def _published(span: Span, _sight: Sight, at: datetime) -> Share | None:
    other = outside()
    return other.published(first=span.first, last=span.day(at)) if other else None


def _entered(span: Span, _sight: Sight, at: datetime) -> Share | None:
    other = outside()
    return other.entered(first=span.first, last=span.day(at)) if other else None


def _whole(span: Span, _sight: Sight, at: datetime) -> Share | None:
    other = outside()
    return other.whole(on=span.day(at)) if other else None


def answered_units(span: Span, at: datetime) -> dict[int, Share]:
    other = outside()
    told = other.answered(first=span.first, last=span.last, at=at) if other else {}
    return {unit: (one.in_time, one.owed) for unit, one in told.items()}


def rules_units(span: Span, at: datetime) -> dict[int, Share]:
    return {unit: (one.rules, one.received) for unit, one in _heard(span, at).items()}


def officials_units(span: Span, at: datetime) -> dict[int, Share]:
    return {unit: (one.officials, one.received) for unit, one in _heard(span, at).items()}


# What other duties count by agency.
BY_UNIT: dict[str, Callable[[Span, datetime], dict[int, Share]]] = {
    "answers": answered_units, "rules": rules_units, "officials": officials_units,
}  # fmt: skip


def _heard(span: Span, at: datetime) -> dict[int, Heard]:
    other = outside()
    return other.heard(first=span.first, last=span.day(at)) if other else {}


def satisfied_units(span: Span, instruments: tuple[str, ...]) -> dict[int, Share]:
    """Of surveys that ended in the period, what their own results show."""
    other = outside()
    return other.satisfied(first=span.first, last=span.last, instruments=instruments) if other else {}


def _added(sight: Sight, told: Mapping[int, Share]) -> Share:
    """Of the units somebody oversees together."""
    mine = [one for unit, one in told.items() if sight.is_whole or unit in sight.units]
    return sum(met for met, _all in mine), sum(every for _met, every in mine)


def finished(span: Span, sight: Sight, at: datetime) -> QuerySet[Dossier]:
    """Dossiers with a result in the period that somebody may see."""
    rows = Dossier.objects.filter(
        finished_at__gte=midnight(span.first), finished_at__lt=span.until(at), state__in=FINISHED
    )
    return rows if sight.is_whole else rows.filter(Q(point__in=sight.points) | Q(unit__in=sight.units))


def paid(span: Span, sight: Sight, at: datetime) -> QuerySet[FeeRequest]:
    """Fees paid in the period, of dossiers somebody may see."""
    rows = FeeRequest.objects.filter(paid_at__gte=midnight(span.first), paid_at__lt=span.until(at))
    return rows if sight.is_whole else rows.filter(Q(point__in=sight.points) | Q(dossier__unit__in=sight.units))


def _electronic_results(span: Span, sight: Sight, at: datetime) -> Share | None:
    """Of dossiers finished in the period, those whose result is there as a file."""
    file = ResultFile.objects.filter(dossier=OuterRef("pk"), withdrawn_at=None)
    found = finished(span, sight, at).aggregate(all=Count("pk"), electronic=Count("pk", filter=Exists(file)))
    return found["electronic"], found["all"]


def _online_payment(span: Span, sight: Sight, at: datetime) -> Share | None:
    found = paid(span, sight, at).aggregate(
        paid=Count("dossier", distinct=True), online=Count("dossier", distinct=True, filter=Q(mode=PayMode.ONLINE))
    )
    return found["online"], found["paid"]


# Of the one catalogue, whoever asks and whatever they oversee.
OF_THE_CATALOGUE = frozenset({"online_procedures", "published", "entered", "whole", "proactive"})
COUNTED: dict[str, Callable[[Span, Sight, datetime], Share | None]] = {
    "progress": _progress, "online_dossiers": _online_dossiers, "online_procedures": _online_procedures,
    "published": _published, "entered": _entered, "whole": _whole, "proactive": _proactive, "electronic_results": _electronic_results, "online_payment": _online_payment,
}  # fmt: skip
