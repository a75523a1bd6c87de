"""Years and months added to a day, and whole years between days."""

from __future__ import annotations

from datetime import date

FEBRUARY, MARCH, LEAP_DAY = 2, 3, 29


def years_after(day: date, years: int) -> date:
    """The same day of a later year; after 29 February where there is none, 1 March.

    As the first day no longer included, so that a term begun on 29 February ends with February.
    """
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return date(day.year + years, MARCH, 1)
    return day.replace(year=day.year + years)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the first of the month after where there is none; the first day not included."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    try:
        return date(year, month, day.day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def months_within(first: date, until: date, year: int) -> int:
    """Whole and begun months of [first, until) that lie in a year."""
    begin, end = max(first, date(year, 1, 1)), min(until, date(year + 1, 1, 1))
    if begin >= end:
        return 0
    whole = (end.year - begin.year) * 12 + end.month - begin.month
    return whole + (1 if end.day > begin.day else 0)


def first_of(year: int) -> date:
    return date(year, 1, 1)
