"""What a number counts, one by one; the sheet itself shows its detail only to whom it may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from namro.base.access.http import Request
from namro.insight.indicators.figures.registry import figure
from namro.insight.indicators.figures.shape import TOTAL, Behind, Cell, Figure, Result
from namro.insight.indicators.selectors.asked import DIMENSIONS, Asked
from namro.insight.indicators.selectors.cutting import keys_of, label_of
from namro.insight.indicators.selectors.scope import Scope, not_found
from namro.insight.indicators.views.asking import question

PER_PAGE = 50
if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator


class Counted(Pages):
    """Pages of a list counted and cut by its own queries."""

    def __init__(self, number: int, rows: list[Any]) -> None:
        super().__init__(rows, PER_PAGE)
        self.__dict__["count"] = number

    def page(self, number: int | str) -> Page[Any]:
        return Page(self.object_list, self.validate_number(number), self)


def sheets(request: Request, slug: str) -> HttpResponse:
    """The list behind one number, with the same question."""
    one = figure(slug)
    asked, scope = question(request, one)
    known = one.result(asked, scope)
    cell = Cell(request.GET.get("row", ""), request.GET.get("column") or _first(known))
    what = _what(known, asked, scope, cell)
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and 0 < int(wanted) < 100_000 else 1
    count, rows = one.behind(asked, scope, cell, (number - 1) * PER_PAGE, PER_PAGE)
    shown = [_row(one, scope, row) for row in rows]
    context = {
        "figure": one, "asked": asked, "page": Counted(count, rows).get_page(number), "count": count, "back": f"{reverse('figure', args=[slug])}?{asked.query()}",
        "rows": shown, "what": what, "has_level": any(row["row"].level for row in shown),
        "has_note": any(row["note"] for row in shown), "has_link": any(row["link"] for row in shown),
    }  # fmt: skip
    return render(request, "figures/sheets.html", context)


def _first(known: Result) -> str:
    return next(column.key for column in known.columns if column.leads)


def _what(known: Result, asked: Asked, scope: Scope, cell: Cell) -> list[str]:
    """What the number was: the column, and the line it stood in. Refuses: indicators.not_found (no such number)"""
    column = next((column for column in known.columns if column.key == cell.column and column.leads), None)
    if column is None:
        raise not_found()
    return [text for text in (column.title, _line(known, asked, scope, cell)) if text]


def _line(known: Result, asked: Asked, scope: Scope, cell: Cell) -> str:
    """What the line is called; one that has become empty since is still one. Refuses: indicators.not_found"""
    found = next((line.label for line in known.lines if line.key == cell.row), "")
    if found or cell.row == TOTAL:
        return found
    if asked.by not in DIMENSIONS or cell.row not in keys_of(asked, scope):
        raise not_found()
    return label_of(cell.row, asked, scope)[0]


def _row(one: Figure, scope: Scope, row: Behind) -> dict[str, Any]:
    opens = scope.may_open(row.unit_id, row.rank)  # the level is public; why it is so is not
    return {
        "row": row, "unit": scope.tree.name(row.unit_id), "link": row.link if opens else "", "note": row.note if opens else "",
        "is_named": opens or not one.private,
    }  # fmt: skip
