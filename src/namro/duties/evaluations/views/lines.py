"""Rows of the reviewer's table: self and reviewer values beside each other, what may be edited, what is calculated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from namro.base.ui.wording import hundredths_text
from namro.duties.evaluations.forms import SentRow
from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.results import Result
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS
from namro.duties.evaluations.views import present

EDITABLE = (SheetState.SELF_SCORED, SheetState.FORWARDED, SheetState.REVIEWED)
MARKS = ("100", "50")


@dataclass(frozen=True)
class Cell:
    code: str
    value: str
    own: str


@dataclass(frozen=True)
class Mark:
    code: str
    value: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """One person's row."""

    pk: int
    version: int
    name: str
    about: str
    code: str
    state: str
    state_text: str
    cells: list[Cell]
    marks: list[Mark]
    ratios: list[tuple[str, str]]
    total: str
    band: str
    missing: str
    comment: str
    can_edit: bool
    can_accept: bool
    is_accepted: bool
    is_late: bool
    is_changed: bool
    result: Result | None
    sort_key: str
    error: str = ""


def line_of(
    sheet: Sheet, result: Result | None, book: Rulebook, *, unit: str = "", title: str = "", late: bool = False,
    typed: SentRow | None = None, error: str = "",
) -> Line:  # fmt: skip
    """The row of one sheet; `typed` are values a form sent that could not be saved."""
    open_round = sheet.round.step not in PUBLISHED_STEPS
    can_edit = open_round and not sheet.not_rated and sheet.state in EDITABLE
    cells = _cells(sheet, book, typed)
    return Line(
        pk=sheet.pk,
        version=sheet.version,
        name=sheet.person.full_name,
        about=present.about(sheet, title, unit),
        code=sheet.person.code,
        state="NOT_RATED" if sheet.not_rated else sheet.state,
        state_text=str(sheet.get_not_rated_display() if sheet.not_rated else sheet.get_state_display()),
        cells=cells,
        marks=_marks(sheet, book, typed, can_edit),
        ratios=_ratios(book, result),
        total=present.total_text(result),
        band=result.level if result else "",
        missing=_missing(sheet, book, result),
        comment=sheet.review_comment if typed is None else typed.typed("n"),
        can_edit=can_edit,
        can_accept=can_edit and sheet.state == SheetState.SELF_SCORED,
        is_accepted=sheet.accepted_as_self,
        is_late=late,
        is_changed=sheet.review_points is not None and sheet.review_points != sheet.self_points,
        result=result,
        sort_key=sheet.person.sort_key,
        error=error,
    )


def _missing(sheet: Sheet, book: Rulebook, result: Result | None) -> str:
    if sheet.not_rated:
        return sheet.not_rated_note
    if sheet.state not in (SheetState.REVIEWED, SheetState.DECIDED):
        return ""
    return "; ".join(present.missing_of(book, result))


def _cells(sheet: Sheet, book: Rulebook, typed: SentRow | None) -> list[Cell]:
    count = len(book.criteria)
    own = present.points_texts(sheet.self_points if sheet.self_at else None, count)
    reviewed = present.points_texts(sheet.review_points, count)
    if typed is not None:
        reviewed = [typed.typed("p", place) for place in range(count)]
    return [Cell(row.code, reviewed[row.place], own[row.place]) for row in book.criteria]


def _marks(sheet: Sheet, book: Rulebook, typed: SentRow | None, can_edit: bool) -> list[Mark]:
    is_leader = sheet.rank in ("head", "deputy")
    given = list(sheet.unit_marks or [None] * len(book.marks))
    found = []
    for place, code in enumerate(book.marks):
        value = "" if given[place] is None else str(given[place])
        if typed is not None:
            value = typed.typed("m", place)
        choices = [("", "–"), *((one, f"{one} %") for one in MARKS)] if is_leader and can_edit else []
        found.append(Mark(code, value if is_leader else "", choices))
    return found


def ratio_columns(book: Rulebook) -> list[str]:
    """The calculated ratios the table shows: those nobody types."""
    from namro.duties.evaluations.results import ratio_keys

    return [key for key in ratio_keys(book) if key not in book.marks]


def _ratios(book: Rulebook, result: Result | None) -> list[tuple[str, str]]:
    ratios = result.ratios if result else {}
    return [(key, present.percent(ratios.get(key))) for key in ratio_columns(book)]


def values_of(sheet: Sheet, book: Rulebook) -> dict[str, Any]:
    """Stored reviewer values as a form would send them."""
    marks = list(sheet.unit_marks or [None] * len(book.marks))
    return {
        "points": [hundredths_text(value) for value in (sheet.review_points or [None] * len(book.criteria))],
        "marks": ["" if value is None else str(value) for value in marks] if sheet.rank in ("head", "deputy") else [],
        "comment": sheet.review_comment,
    }
