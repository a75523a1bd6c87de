"""The decided level of units, as far as it caps those who head them."""

from __future__ import annotations

from collections.abc import Iterable

from namro.duties.evaluations.models import Period, UnitRating


def unit_levels(period: Period, unit_ids: Iterable[int]) -> dict[int, str]:
    """The level of each unit for the span of a period, where it has one: one query.

    The units of a year are rated in a period of their own, under the framework for agencies.
    """
    units = list(unit_ids)
    if not units:
        return {}
    rows = UnitRating.objects.filter(unit__in=units)
    if period.kind == Period.Kind.YEAR:
        rows = rows.filter(period__kind=Period.Kind.YEAR, period__days=period.days)
    else:
        rows = rows.filter(period=period)
    return dict(rows.order_by("pk").values_list("unit_id", "rating"))
