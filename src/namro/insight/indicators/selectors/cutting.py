"""How the lines of a figure are cut: by period, by unit under the one asked for, by group, by rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from namro.base.reading import once_a_reading
from namro.base.ui.wording import in_english, month_text
from namro.city.people.models import Rank, StaffGroup
from namro.insight.indicators.figures.shape import TOTAL, Cell, Line
from namro.insight.indicators.selectors.asked import MONTHS, Asked, after
from namro.insight.indicators.selectors.scope import Scope, not_found

OWN = "0"  # the line of the unit itself, beside those of what stands under it


@dataclass(frozen=True)
class Cut:
    """The units of a question, each with the line it adds to; or the whole city, which nothing has to be narrowed to."""

    units: tuple[int, ...] = ()
    roots: tuple[int, ...] = ()
    is_whole: bool = False

    @cached_property
    def given(self) -> dict[str, Any]:
        return {} if self.is_whole else {"units": array_of(self.units), "roots": array_of(self.roots)}

    def said(self, sql: str) -> str:
        """The statement, without the pieces that narrow it where the whole city is asked for: most of what it costs."""
        return everywhere(sql) if self.is_whole else sql


def joined(column: str) -> str:
    """SQL: only rows of the units of the cut, with the line `u.root` each adds to."""
    return f"JOIN unnest(%(units)s::bigint[], %(roots)s::bigint[]) AS u(unit, root) ON u.unit = {column}"


def among(column: str) -> str:
    """SQL: only rows of the units of the cut."""
    return f" AND {column} = ANY(%(units)s::bigint[])"


@lru_cache
def everywhere(sql: str) -> str:
    for column in ("t.unit_id", "r.unit_id", "s.unit_id", "t.reviewer_unit_id"):
        sql = sql.replace(joined(column), "CROSS JOIN (VALUES (0)) AS u(root)").replace(among(column), "")
    return sql


def array_of(ids: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: a city has thousands of units, and a driver takes them one by one."""
    return f"{{{','.join(map(str, ids))}}}"


def cut_of(asked: Asked, scope: Scope) -> Cut:
    """Every unit looked at, with the unit of the next level it belongs to (0: the one asked for itself)."""
    if scope.is_everything(asked.unit) and asked.by != "unit":
        return Cut(is_whole=True)
    return _cut_at(asked.unit, scope)


@once_a_reading
def _cut_at(unit: int, scope: Scope) -> Cut:
    """Seven figures of one page ask for the same."""
    pairs = dict[int, int]()
    for top in _next_level(unit, scope):
        pairs |= dict.fromkeys(scope.tree.subtree([top]) & scope.units, top)
    if unit:
        pairs[unit] = 0
    return Cut(tuple(pairs), tuple(pairs.values()))


def _next_level(unit: int, scope: Scope) -> list[int]:
    return scope.tree.children(unit) if unit else list(scope.tops)


def within(asked: Asked, scope: Scope, cell: Cell) -> Cut:
    """The units behind one line: those of the line, or all of the question. Refuses: indicators.not_found"""
    cut = cut_of(asked, scope)
    if asked.by != "unit" or cell.row == TOTAL:
        return cut
    if not cell.row.isdigit() or int(cell.row) not in set(cut.roots):
        raise not_found()
    pairs = [(unit, root) for unit, root in zip(cut.units, cut.roots, strict=True) if root == int(cell.row)]
    return Cut(tuple(unit for unit, _root in pairs), tuple(root for _unit, root in pairs))


def days_of(asked: Asked, cell: Cell) -> tuple[date, date]:
    """The span behind one line: of its period, or the whole question. Refuses: indicators.not_found"""
    if asked.by != "period" or cell.row == TOTAL:
        return asked.first, asked.end
    try:
        first = date.fromisoformat(cell.row)
    except ValueError as error:
        raise not_found() from error
    return first, after(first, MONTHS[asked.kind])


def people_of(asked: Asked, cell: Cell) -> tuple[str, str]:
    """The staff group and the rank behind one line; empty is all."""
    group = cell.row if asked.by == "group" and cell.row != TOTAL else asked.group
    rank = cell.row if asked.by == "rank" and cell.row != TOTAL else asked.rank
    return group, rank


# SQL of the key of a line, by dimension; `t` is the table counted, `u` the units with their lines.
KEYS = {"period": "t.first::text", "unit": "u.root::text", "group": "t.staff_group", "rank": "t.rank"}


def keys_of(asked: Asked, scope: Scope) -> list[str]:
    """Every line there is room for, in its natural order; what is empty may be left out."""
    if asked.by == "period":
        found, at = [], asked.first
        while at <= asked.until:
            found.append(at.isoformat())
            at = after(at, MONTHS[asked.kind])
        return found
    if asked.by == "unit":
        return ([OWN] if asked.unit else []) + [str(one) for one in _next_level(asked.unit, scope)]
    return list(StaffGroup.values if asked.by == "group" else Rank.values)


def label_of(key: str, asked: Asked, scope: Scope) -> tuple[str, str]:
    """What a line is called, and a note beside it."""
    if asked.by == "period":
        return period_text(asked.kind, date.fromisoformat(key)), ""
    if asked.by == "unit" and key == OWN:
        return _("Tại %(unit)s") % {"unit": scope.tree.name(asked.unit)}, _("không kể đơn vị bên dưới")
    if asked.by == "unit":
        place = scope.tree.places[int(key)]
        return place.name, "" if place.stands or not place.last_day else _("đã kết thúc")
    return str(dict(StaffGroup.choices if asked.by == "group" else Rank.choices)[key]), ""


def line(key: str, values: dict[str, Any], asked: Asked, scope: Scope, **more: Any) -> Line:
    """A line with its words; a unit with others under it may be gone down to."""
    label, note = label_of(key, asked, scope)
    unit = int(key) if asked.by == "unit" and key != OWN and scope.tree.children(int(key)) else 0
    return Line(key, label, values, note, unit=unit, **more)


def whole(values: dict[str, Any]) -> Line:
    return Line(TOTAL, _("Tất cả"), values)


def period_text(kind: str, first: date) -> str:
    """“Tháng 3/2026”, “Quý 1/2026”, “6 tháng đầu năm 2026”, “Năm 2026”; in English likewise."""
    if kind == "month":
        text = month_text(first)
        return text[:1].upper() + text[1:]
    if kind == "quarter":
        number = (first.month + 2) // 3
        return f"Q{number} {first.year}" if in_english() else f"Quý {number}/{first.year}"
    if kind == "half_year":
        half = 1 if first.month == 1 else 2
        return f"H{half} {first.year}" if in_english() else f"6 tháng {'đầu' if half == 1 else 'cuối'} năm {first.year}"
    return str(first.year) if in_english() else f"Năm {first.year}"
