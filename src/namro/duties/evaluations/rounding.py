"""Fractions as decimal text for lists and pages: half up, in whole numbers. Totals use the framework's own rule instead."""

from __future__ import annotations

from fractions import Fraction


def decimals(value: Fraction, places: int) -> str:
    """The value half up with exactly that many decimals."""
    unit = 10**places
    digits = (2 * value.numerator * unit + value.denominator) // (2 * value.denominator)
    text = str(abs(digits)).rjust(places + 1, "0")
    sign = "-" if digits < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text
