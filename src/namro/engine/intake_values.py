"""Plain values as they come in: decimals, objects with known keys, and refusals that name sheet and field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from namro.engine.errors import SheetError, Text

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_MOST_DIGITS = 400


def refuse(code: str, vi: str, en: str, sheet: str, at: str = "") -> SheetError:
    """A refusal that names the sheet and the field."""
    return SheetError(code, Text(vi, en), sheet=sheet, field=at)


def number(raw: object, sheet: str, at: str) -> Decimal:
    """An exact number ≥ 0. Refuses: sheet.number, sheet.negative"""
    value = raw if isinstance(raw, Decimal) else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        value = Decimal(raw)
    elif isinstance(raw, str) and _DECIMAL.fullmatch(raw.strip()):
        value = Decimal(raw.strip())
    if value is None or not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise refuse(
            "sheet.number",
            f"cần một số thập phân, nhận được {raw!r}",
            f"a decimal number was expected, got {raw!r}",
            sheet,
            at,
        )
    if value < 0:
        raise refuse(
            "sheet.negative", f"không được âm, nhận được {value}", f"must not be negative, got {value}", sheet, at
        )
    return value


def plain(value: Decimal) -> str:
    """The decimal without exponent."""
    return format(value, "f")


def as_mapping(raw: object, sheet: str, at: str) -> dict[str, Any]:
    """An object with its keys in NFC. Refuses: sheet.type"""
    if not isinstance(raw, Mapping):
        raise refuse("sheet.type", "cần một đối tượng {...}", "an object {...} was expected", sheet, at)
    return {unicodedata.normalize("NFC", str(key)): value for key, value in raw.items()}


def known_only(found: Iterable[str], known: list[str], sheet: str, at: str) -> None:
    """Refuses: sheet.key.unknown"""
    for key in found:
        if key not in known:
            listed = ", ".join(known)
            raise refuse(
                "sheet.key.unknown",
                f"khóa lạ “{key}”; các khóa được nhận: {listed}",
                f"unknown key “{key}”; known: {listed}",
                sheet,
                f"{at}.{key}".lstrip("."),
            )
