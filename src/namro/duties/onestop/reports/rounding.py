"""Exact numbers as reports print them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from namro.base.ui.wording import number_text


def rounded(value: Fraction, places: int) -> Decimal:
    """To so many decimals, a half away from zero: from the exact number, never from a float."""
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def exact_text(value: Fraction | None, places: int) -> str:
    """The number in the language's marks; a dash where there is none."""
    return "–" if value is None else number_text(rounded(value, places), places)
