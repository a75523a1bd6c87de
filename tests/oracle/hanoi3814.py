"""Regulation 3814-QĐ/TU as published: 20 + 70 + 10 points, bands A to D, quota 30 % / 40 %."""

from __future__ import annotations

from fractions import Fraction


def score(scores, overrides=()):
    """(total, band), or None where a part is missing."""
    parts = [scores.get(key) for key in ("conduct", "results", "bonus")]
    if None in parts:
        return None
    total = sum(Fraction(str(part)) for part in parts)
    band = "A" if total >= 90 else "B" if total >= 70 else "C" if total >= 50 else "D"
    return total, "D" if overrides else band


def cap(rated, ratio):
    """The largest number not above the share of everyone rated."""
    return max(number for number in range(rated + 1) if number <= Fraction(ratio) * rated)
