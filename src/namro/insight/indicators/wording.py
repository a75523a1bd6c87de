"""Numbers of figures as the page says them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from namro.base.ui.wording import number_text


def text_of(value: Any, kind: str) -> str:
    """A number as the page says it; nothing known is a dash."""
    if value is None:
        return "–"
    if kind == "share":
        return number_text(decimal_of(value * 100), 1) + " %"
    if kind == "points":
        return points_text(value)
    if kind == "signed":
        return ("+" if value > 0 else "−" if value < 0 else "") + points_text(abs(value))
    return str(value) if kind == "text" else number_text(value)


def points_text(value: Any) -> str:
    return number_text(decimal_of(value), 2)


def decimal_of(value: Any) -> Decimal:
    """Half up to six decimals, enough for what is shown with two."""
    exact = Fraction(value)
    sign = -1 if exact < 0 else 1
    return Decimal(sign * int(abs(exact) * 10**6 + Fraction(1, 2))) / 10**6
