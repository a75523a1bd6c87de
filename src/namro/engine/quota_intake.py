"""People for the quota as plain data: [{"id", "unit", "group", "total"}] checked and made into a frame."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from namro.engine.framework import Framework
from namro.engine.intake_values import number, plain, refuse

KEYS = ("id", "unit", "group", "total", "level")


def read_people(framework: Framework, data: object) -> pl.DataFrame:
    """Columns person, unit, group, total (text as given), total_num, total_den (String) and band, for `quota.caps`.

    A null total is somebody not rated: not counted. `level` is what they were rated where that does not follow from
    the total alone (a framework with conditions); a framework without points needs no total.
    Refuses: sheet.list, sheet.id, sheet.duplicate, sheet.key.unknown, sheet.missing, sheet.number, sheet.negative,
    sheet.type, sheet.level
    """
    if not isinstance(data, list):
        raise refuse("sheet.list", "cần một danh sách [...]", "a list [...] was expected", "")
    rows: dict[str, dict[str, Any]] = {}
    for position, raw in enumerate(data, 1):
        row = _person(framework, raw, position)
        if row["person"] in rows:
            raise refuse("sheet.duplicate", "“id” bị trùng", "the “id” appears twice", row["person"], "id")
        rows[row["person"]] = row
    names = ("person", "unit", "group", "total", "total_num", "total_den", "band")
    return pl.DataFrame(list(rows.values()), schema=dict.fromkeys(names, pl.String))


def _person(framework: Framework, raw: object, position: int) -> dict[str, Any]:
    at = f"#{position}"
    if not isinstance(raw, Mapping):
        raise refuse("sheet.type", "cần một đối tượng {...}", "an object {...} was expected", at)
    person = _name(raw.get("id"), at, "id")
    if person is None:
        raise refuse("sheet.id", "thiếu “id”", "“id” is missing", at, "id")
    for key in raw:
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise refuse(
                "sheet.key.unknown", f"khóa lạ “{key}”; nhận: {known}", f"unknown key “{key}”", person, str(key)
            )
    if "total" not in raw and "level" not in raw and framework.scored:
        raise refuse("sheet.missing", "thiếu “total” (null nếu chưa có)", "“total” is missing", person, "total")
    scope = {key: _name(raw.get(key), person, key) for key in ("unit", "group")}
    level = _level(framework, raw.get("level"), person)
    if raw.get("total") is None:
        return {"person": person, **scope, "band": level}
    total = number(raw["total"], person, "total")
    exact = Fraction(total)
    band = level or (framework.band_of(exact) if framework.scored else None)
    figures = {"total_num": str(exact.numerator), "total_den": str(exact.denominator), "band": band}
    return {"person": person, **scope, "total": plain(total), **figures}


def _level(framework: Framework, raw: object, person: str) -> str | None:
    codes = [band.code for band in framework.bands]
    if raw is None or raw in codes:
        return None if raw is None else str(raw)
    listed = ", ".join(codes)
    raise refuse("sheet.level", f"không có mức {raw!r}; các mức: {listed}", f"no level {raw!r}", person, "level")


def _name(raw: object, sheet: str, at: str) -> str | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise refuse("sheet.type", "cần chuỗi hoặc số nguyên", "text or a whole number was expected", sheet, at)
    return str(raw)
