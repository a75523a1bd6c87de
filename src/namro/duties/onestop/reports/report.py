"""One report drawn up: its lines with their names, each number with what stands behind it, and the sentences of its face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from namro.base.ui.wording import said
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.access import Sight
from namro.duties.onestop.reports.conventions import Counting, Table, counting, source
from namro.duties.onestop.reports.counting import Asked, Line, lines, summed
from namro.duties.onestop.reports.tables import Column, columns, share
from namro.engine.text import search_key


@dataclass(frozen=True)
class Drawn:
    """One line of a report: its name, what the list behind it is asked with, and its numbers."""

    name: str
    asks: dict[str, Any]
    numbers: list[tuple[Column, int]]
    share: Fraction | None
    strict: Fraction | None

    @property
    def received(self) -> int:
        return self.numbers[0][1]


@dataclass(frozen=True)
class Report:
    """A report of a period by one counting, the share of the strict counting beside."""

    table: Table
    counting: Counting
    strict: Counting
    asked: Asked
    columns: list[Column]
    rows: list[Drawn]
    total: Drawn

    @property
    def sentences(self) -> list[str]:
        """How everything is counted: printed on every page and file."""
        found = [said(one) for one in self.counting.text]
        if self.counting.key != self.strict.key:
            words = [said(one) for one in self.strict.text]
            found.append(_("Cột “%(name)s”: %(text)s") % {"name": said(self.strict.title), "text": " ".join(words)})
        found.append(_("Kỳ trước chuyển sang: tiếp nhận trước kỳ, chưa xong khi kỳ bắt đầu. Tiếp nhận = đã giải quyết + đang giải quyết + phần để riêng."))  # fmt: skip
        found.append(_("Biểu và cách đếm là lựa chọn của cơ quan, không phải quy định đã đối chiếu: %(source)s.") % {"source": said(source())})  # fmt: skip
        return found


def drawn_up(table: Table, key: str, asked: Asked, sight: Sight, *, at: datetime) -> Report:
    """The report of a table and a counting. Refuses: onestop.report.no_counting."""
    how, strict = counting(key, on=asked.span.last), counting("strict", on=asked.span.last)
    shown, beside = columns(how), columns(strict)
    found = lines(asked, sight, table.rows, at=at)
    names = _names(table.rows, found, asked)
    rows = [_drawn(names[one.key], _asks(table.rows, one.key), one, shown, beside) for one in found]
    rows.sort(key=lambda one: (search_key(one.name), one.name))
    return Report(table, how, strict, asked, shown, rows, _drawn(_("Tổng số"), {}, summed(found), shown, beside))


def _drawn(name: str, asks: dict[str, Any], line: Line, shown: Sequence[Column], beside: Sequence[Column]) -> Drawn:
    return Drawn(name, asks, [(one, one.of(line)) for one in shown], share(line, shown), share(line, beside))


def _names(rows: str, found: Sequence[Line], asked: Asked) -> dict[tuple[Any, ...], str]:
    """What each line is called."""
    if rows == "field":
        return {one.key: one.key[0] or _("Không ghi lĩnh vực") for one in found}
    if rows == "procedure":
        return {one.key: f"{one.key[0]} · {one.key[1]}" for one in found}
    units = organisation.name_of({one.key[0] for one in found}, on=asked.span.last)
    fields = {one.key: one.key[1] or _("Không ghi lĩnh vực") for one in found if len(one.key) > 1}
    return {one.key: " · ".join([units.get(one.key[0], "–"), *filter(None, [fields.get(one.key)])]) for one in found}


def _asks(rows: str, key: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip({"unit_field": ("unit", "field")}.get(rows, (rows,)), key, strict=False))
