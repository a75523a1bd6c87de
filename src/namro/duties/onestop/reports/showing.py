"""What the agency shows of its procedures on the last day of a period: what its points take, what hangs there, what is online."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from namro.duties.onestop.models import AcceptanceEntry, Posting
from namro.duties.onestop.reports.outside import Standing, outside
from namro.duties.onestop.reports.periods import Span


@dataclass(frozen=True)
class Shown:
    """`lists`: the codes of each point that has an acceptance list; a point without one takes everything."""

    standing: Mapping[str, Standing]
    lists: Mapping[int, frozenset[str]]
    postings: Mapping[int, Posting]  # the last look at each point
    is_in_time: bool  # every decision of the period was published by its day

    def left_off(self, points: Collection[int], level: str, fields: Collection[str]) -> list[str]:
        """The procedures of a level and some fields that none of the points takes."""
        if any(one not in self.lists for one in points):
            return []
        taken = frozenset[str]().union(*(self.lists[one] for one in points))
        mine = (code for code, one in self.standing.items() if level in one.levels and one.field in fields)
        return sorted(code for code in mine if code not in taken)

    def posted(self, points: Collection[int], codes: Iterable[str]) -> int | None:
        """How many of the points were found right and whole since the newest of the procedures began; None: nobody looked."""
        if not any(one in self.postings for one in points):
            return None
        newest = max((self.standing[code].since for code in codes if code in self.standing), default=date.min)
        found = [self.postings[one] for one in points if one in self.postings]
        return sum(one.is_whole and one.day >= newest for one in found)

    def is_electronic(self, codes: Iterable[str]) -> bool:
        """Everything of the procedures is on the portal; one no longer in force is nobody's to look up."""
        return self.is_in_time and all(self.standing[code].is_whole for code in codes if code in self.standing)


def shown_on(span: Span, at: datetime, points: Collection[int]) -> Shown:
    """As it stood on the last day of a period, or today where it still runs."""
    on, other = span.day(at), outside()
    in_time, signed = other.published(first=span.first, last=on) if other else (0, 0)
    entries = AcceptanceEntry.objects.filter(point__in=points, valid__startswith__lte=on).values_list("point")
    lists = entries.annotate(codes=ArrayAgg("procedure_code", filter=Q(valid__contains=on), default=[])).order_by(
        "point"
    )
    looks = Posting.objects.filter(point__in=points, day__lte=on).order_by("point", "-day").distinct("point")
    return Shown(
        other.standing(on=on) if other else {}, {point: frozenset(codes) for point, codes in lists},
        {one.point_id: one for one in looks}, in_time == signed,
    )  # fmt: skip
