"""Exact numbers as text, by the one rounding rule of a framework.

Half up at a fixed number of places, for display only. Where the rounded figure would lie in another band than the
exact one, or be 0 for what is not, as many more decimals are written as it takes not to: 89.996 stays 89.996, never
90.00 beside “good”.
Machine figures are exact when their decimals end within `rounding.machine_places`, else rounded there the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import polars as pl

from namro.engine.framework import Framework


def to_fractions(results: pl.DataFrame, key: str = "total") -> list[Fraction | None]:
    """The exact values of <key>_num / <key>_den, whatever their width."""
    pairs = zip(results[f"{key}_num"].to_list(), results[f"{key}_den"].to_list(), strict=True)
    return [None if num is None else Fraction(int(num), int(den)) for num, den in pairs]


def rounded(framework: Framework, value: Fraction, places: int) -> tuple[int, int]:
    """The value half up as (digits, places), at more places where it would leave its band or vanish to 0."""
    num, den = value.numerator, value.denominator
    while True:
        unit = 10**places
        digits = (2 * num * unit + den) // (2 * den)
        same_band = all((num * two >= one * den) == (digits * two >= one * unit) for one, two in framework.thresholds)
        if same_band and (digits == 0) == (num == 0):
            return digits, places
        places += 1


def _point(digits: int, places: int) -> str:
    text = str(abs(digits)).rjust(places + 1, "0")
    sign = "-" if digits < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def display(framework: Framework, value: Fraction | None, settings: Mapping[str, str] | None = None) -> str | None:
    """A total for people: the framework's places (setting display_decimals), never across a band threshold."""
    if value is None:
        return None
    chosen = framework.settle(settings).get("display_decimals")
    return _point(*rounded(framework, value, int(chosen) if chosen else framework.rounding.places))


def machine(framework: Framework, value: Fraction | Decimal | None) -> str | None:
    """A figure for JSON: exact where its decimals end within machine_places, and without trailing zeros."""
    return None if value is None else machine_text(framework, Fraction(value))[0]


def machine_text(framework: Framework, value: Fraction) -> tuple[str, bool]:
    """The figure as `machine` writes it, and whether that is the very value."""
    places = framework.rounding.machine_places
    digits, rest = divmod(value.numerator * 10**places, value.denominator)
    if rest:
        digits, places = rounded(framework, value, places)
    text = _point(digits, places)
    exact = digits * value.denominator == value.numerator * 10**places
    return (text.rstrip("0").rstrip(".") if "." in text else text), exact
