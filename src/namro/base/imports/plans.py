"""What an officer has chosen about a file, and the reading of it under those choices: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from namro.base.access.rules import Actor
from namro.base.imports.analysis import Analysis, analyse
from namro.base.imports.findings import ERROR, Finding
from namro.base.imports.registry import Prepared, handler_of

MOST_SHOWN = 1_000  # findings kept with an upload; the annotated workbook has all of them


@dataclass(frozen=True)
class Choices:
    """How the officer wants a file read. Kept as JSON with the upload."""

    sheet: str = ""
    header_rows: tuple[int, int] | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    convert_legacy: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    only_accepted: bool = False  # leave out rows with errors instead of refusing the file

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Choices:
        """From the JSON of an upload."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        if known.get("header_rows"):
            first, last = known["header_rows"]
            known["header_rows"] = (int(first), int(last))
        return cls(**known)

    def as_dict(self) -> dict[str, Any]:
        """As the JSON of an upload."""
        return asdict(self)


@dataclass(frozen=True)
class Reading:
    """A file read and compared with the database: what it says, and what confirming it would do."""

    analysis: Analysis
    prepared: Prepared

    @property
    def findings(self) -> list[Finding]:
        """Of the file and of the database, errors first, then by row."""
        every = [*self.analysis.findings, *self.prepared.findings]
        return sorted(every, key=lambda one: (one.severity != ERROR, one.sheet, one.row))

    @property
    def error_count(self) -> int:
        return sum(one.severity == ERROR for one in self.findings)

    @property
    def has_file_error(self) -> bool:
        """Errors about the whole table leave nothing to import."""
        return any(one.severity == ERROR and one.row < 0 for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """What is kept with the upload and shown: plain JSON, sentences made when read."""
        findings = self.findings
        refused = {(one.sheet, one.row) for one in findings if one.severity == ERROR}
        rows = self.analysis.row_count
        accepted = 0 if self.has_file_error else rows - sum(row >= 0 for _sheet, row in refused)
        return {
            "format": self.analysis.workbook.format,
            "sheets": [grid.name for grid in self.analysis.workbook.sheets],
            "tables": [_table(columns) for columns in self.analysis.tables],
            "rows": rows,
            "accepted": accepted,
            "errors": self.error_count,
            "warnings": len(findings) - self.error_count,
            "file_error": self.has_file_error,
            "legacy": dict(self.analysis.legacy),
            "findings": [as_json(one) for one in findings[:MOST_SHOWN]],
            "questions": [one.as_dict() for one in self.prepared.questions],
            "differences": [asdict(one) for one in self.prepared.differences],
            "counts": self.prepared.counts,
        }


def read(
    data: bytes, name: str, kind: str, choices: Choices, *, actor: Actor, on: date, today: date | None = None,
    remembered: Mapping[str, str] | None,
) -> Reading:  # fmt: skip
    """Analyse the file and prepare its writing, inside the caller's transaction.

    What the actor may write follows from `today`, never from `on`, the day typed beside the file: whoever headed or
    kept a unit then has no say now.
    Refuses: what `analyse` refuses, imports.kind.unhandled
    """
    today = today or on
    analysis = analyse_only(data, name, kind, choices, remembered=remembered)
    prepared = Prepared()
    if not analysis.has_file_error:
        handler = handler_of(kind)
        day = today if getattr(handler, "by_relation", False) else on
        prepared = handler.prepare(
            analysis, actor=actor, on=day, today=today, answers=choices.answers, options=choices.options
        )
    return Reading(analysis, prepared)


def analyse_only(
    data: bytes, name: str, kind: str, choices: Choices, *, remembered: Mapping[str, str] | None
) -> Analysis:
    """The file alone, without the database. Refuses: what `analyse` refuses"""
    return analyse(
        data, name, kind, choices.corrections, remembered, choices.convert_legacy,
        sheet=choices.sheet, header_rows=choices.header_rows,
    )  # fmt: skip


def with_findings(analysis: Analysis, more: Iterable[Finding]) -> Analysis:
    """The analysis with the database's findings among its own."""
    return replace(analysis, findings=(*analysis.findings, *more))


def _table(columns: Any) -> dict[str, Any]:
    table = columns.table
    return {
        "sheet": table.grid.name,
        "header_rows": [number + 1 for number in table.header_rows],
        "rows": len(columns.numbers),
        "columns": [
            {"letter": one.letter, "header": one.header, "field": one.field, "confidence": round(one.confidence, 2),
             "source": one.source, "sample": _sample(columns, one.column)}
            for one in table.matches
        ],
    }  # fmt: skip


def _sample(columns: Any, column: int) -> str:
    grid = columns.table.grid.rows
    values = (str(grid[number][column]).strip() for number in columns.numbers[:40])
    return next((value[:60] for value in values if value), "")


def as_json(one: Finding) -> dict[str, Any]:
    """A finding whose sentence is made when it is read, in the reader's language."""
    values = {key: _in_each_language(value) for key, value in one.values.items()}
    return {"severity": one.severity, "code": one.code, "field": one.field, "sheet": one.sheet, "row": one.row,
            "column": one.column, "got": one.got, "values": values}  # fmt: skip


def _in_each_language(value: Any) -> str | dict[str, str]:
    """A value's text; where it is not the same in every language (a law's title, a period), its text in each."""
    if isinstance(value, str | int):
        return str(value)
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = str(value)
    return texts if len(set(texts.values())) > 1 else str(value)
