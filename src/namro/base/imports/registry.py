"""Who writes what an import brings: each kind has one handler, registered by the module that owns the tables.

A handler is asked twice with the same analysis: once to show the officer what would happen (`prepare`, whose temporary
tables go with the transaction), and once to do it (`prepare` and `apply` in one transaction). `undo` takes back one
import from the acts it left. Joins go by staff code; what a handler cannot decide it asks (`Question`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import ERROR, TEXTS, Finding

Report = Callable[[int, int, str], None]  # done, total, message
SKIP = "-"  # the answer that leaves a row out


@dataclass(frozen=True)
class Question:
    """Something only the officer can say; `key` is stable between two readings of the same file."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]  # value to send back, what the officer reads
    rows: tuple[int, ...] = ()  # as the officer counts them
    free: bool = False  # whether another value may be typed (a staff code)

    def as_dict(self) -> dict[str, Any]:
        return {"key": self.key, "text": self.text, "options": [list(one) for one in self.options],
                "rows": list(self.rows), "free": self.free}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What an existing record says and what the file would make it say."""

    row: int
    subject: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Act:
    """What an import did to one table: rows inserted, or rows changed with what they held before."""

    table: str
    inserted: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)  # each {"id": …, "before": {…}, "after": {…}}


@dataclass
class Prepared:
    """What would happen: findings only the database can make, open questions, counts, differences."""

    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # new, changed, unchanged, skipped
    differences: list[Difference] = field(default_factory=list)
    plan: Any = None  # the handler's own, only within the transaction


class Handler(Protocol):
    """The writer of one kind. `wants` names what the officer chooses beside the file: "unit", "month".

    A handler whose rights follow from headship says `by_relation = True`: its `on` is then always today. The others
    read the database as of `on`, and ask of `today` what the actor may write.
    """

    wants: tuple[str, ...]

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],
    ) -> Prepared: ...  # fmt: skip

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]: ...

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None: ...


HANDLERS: dict[str, Handler] = {}
UnitChoices = Callable[[Actor, date], list[tuple[str, str]] | None]
UnitNamed = Callable[[Actor, date, str], str | None]
_UNITS: list[tuple[UnitChoices, UnitNamed]] = []


def register(kind: str, handler: Handler, texts: Mapping[str, tuple[Any, Any]] | None = None) -> None:
    """Make `handler` the writer of `kind`. `texts` adds the findings it makes: code to (what is wrong, what is expected)."""
    HANDLERS[kind] = handler
    TEXTS.update(texts or {})


def handler_of(kind: str) -> Handler:
    """Refuses: imports.kind.unhandled"""
    if kind not in HANDLERS:
        raise DomainError(
            "imports.kind.unhandled",
            _("Chưa có phần mềm nhận loại dữ liệu “%(kind)s”. Hãy báo quản trị.") % {"kind": kind},
        )
    return HANDLERS[kind]


def say(
    analysis: Analysis,
    code: str,
    name: str,
    *,
    row: int,
    sheet: str,
    got: Any = "",
    severity: str = ERROR,
    **values: Any,
) -> Finding:
    """A finding at a record: `row` and `sheet` as `analysis.columnar()` gives them, `name` the field at fault."""
    columns = next((one for one in analysis.tables if one.table.grid.name == sheet), None)
    place = columns.table.column_of(name) if columns else None
    return Finding(severity, code, name, sheet, row - 1, -1 if place is None else place, str(got)[:200], values)


def offer_units(choices: UnitChoices, named: UnitNamed) -> None:
    """Who knows the units an actor may import for: all of them as (number, name), or None where that is too long a list
    to choose from; and the number of the one that bears a code.
    """
    _UNITS[:] = [(choices, named)]


def units_of(actor: Actor, *, on: date) -> list[tuple[str, str]] | None:
    """The units to choose from beside a file; None where they are too many, and one is asked for by its code."""
    return _UNITS[0][0](actor, on) if _UNITS else []


def unit_named(code: str, actor: Actor, *, on: date) -> str | None:
    """The number of the unit of that code, if the actor may import for it."""
    return _UNITS[0][1](actor, on, code) if _UNITS else None
