"""The whole reading of one file: `analyse` finds the table, matches columns, checks rows, writes nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.base.errors import DomainError
from namro.base.imports import encodings
from namro.base.imports.checks import Columns, check_columns
from namro.base.imports.containers import Limits
from namro.base.imports.findings import ERROR, WARNING, Finding
from namro.base.imports.grids import SheetGrid, Workbook
from namro.base.imports.kinds import ALL_KINDS, KINDS, Kind, kind_of
from namro.base.imports.layout import Table, find_tables, table_at
from namro.base.imports.matching import memory_of
from namro.base.imports.readers import read_workbook
from namro.base.imports.rowrules import RULES, Formulas, rule_of
from namro.base.imports.rows import Rows, find_rows
from namro.base.imports.values import read_date

DECISION = re.compile(
    r"quyết định số:?\s*(\d+\s*/\s*[\w\-–/]+(?:\s*-\s*\w+)*)"
    r"(?:\s*,?\s+ngày\s+(\d+\s+tháng\s+\d+\s+năm\s+\d{4}|\d[\d/.\-]+\d))?",
    re.IGNORECASE,
)
CLOSE_SCORE = 0.85  # tables matched nearly as well as the best compete by their number of rows
FORMULA_ROWS = 20_000  # above this, formulas are not looked up: reading them costs ten times the values
SAMPLE_ROWS = 400


@dataclass
class Analysis:
    """One file read as one kind. `tables` has one entry, or one per list of a catalogue."""

    kind: Kind
    workbook: Workbook
    tables: tuple[Columns, ...]
    findings: tuple[Finding, ...]
    companion: tuple[Columns, ...] = ()
    coefficient_rule: Mapping[str, str] | None = None
    _refused: frozenset[tuple[str, int]] = field(init=False)
    _file_refused: bool = field(init=False)

    def __post_init__(self) -> None:
        self._refused = frozenset((one.sheet, one.row) for one in self.findings if one.severity == ERROR)
        self._file_refused = any(row < 0 for _sheet, row in self._refused)

    @property
    def row_count(self) -> int:
        """How many records the file holds."""
        return sum(len(columns.numbers) for columns in self.tables)

    @property
    def accepted_count(self) -> int:
        """How many records have no error; 0 when the file as a whole is refused."""
        return sum(self.accepts(columns, number) for columns in self.tables for number in columns.numbers)

    @property
    def has_file_error(self) -> bool:
        """Whether an error is about the whole table (a required column is missing)."""
        return self._file_refused

    @property
    def errors(self) -> list[Finding]:
        """What refuses a row, or the file."""
        return [one for one in self.findings if one.severity == ERROR]

    @property
    def warnings(self) -> list[Finding]:
        """Warnings and questions."""
        return [one for one in self.findings if one.severity != ERROR]

    @property
    def legacy(self) -> dict[str, str]:
        """Fields found in a legacy encoding, to be offered as converted."""
        return {name: encoding for columns in self.tables for name, encoding in columns.legacy.items()}

    @property
    def memory(self) -> dict[str, str]:
        """What to remember once the officer confirms: header to field."""
        return {key: name for columns in self.tables for key, name in memory_of(columns.table.matches).items()}

    @property
    def decision(self) -> tuple[str, date | None] | None:
        """The decision a table says it is attached to, above its header: number and date."""
        titles = (title for columns in self.tables for title in columns.table.titles)
        found = next((match for title in titles if (match := DECISION.search(title))), None)
        return (re.sub(r"\s+", "", found[1]), read_date(found[2] or "")[0]) if found else None

    def accepts(self, columns: Columns, number: int) -> bool:
        """Whether neither the row nor the file as a whole has an error."""
        return not self._file_refused and (columns.table.grid.name, number) not in self._refused

    def columnar(self) -> dict[str, list[Any]]:
        """Every field as one list over all records, with `row` (from 1), `sheet`, `section`, `accepted`."""
        names = sorted({name for columns in self.tables for name in columns.values})
        frame: dict[str, list[Any]] = {name: [] for name in ("row", "sheet", "section", "accepted", *names)}
        for columns in self.tables:
            frame["row"] += [number + 1 for number in columns.numbers]
            frame["sheet"] += [columns.table.grid.name] * len(columns.numbers)
            frame["section"] += columns.sections
            frame["accepted"] += [self.accepts(columns, number) for number in columns.numbers]
            for name in names:
                frame[name] += columns.values.get(name) or [None] * len(columns.numbers)
        return frame

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record as a dictionary; convenient for small files, `columnar` is for large ones."""
        frame = self.columnar()
        names = list(frame)
        for values in zip(*frame.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def report(self) -> dict[str, Any]:
        """The JSON report of `namro import KIND FILE --check`."""
        from namro.base.imports.report import report_of

        return report_of(self)


def analyse(
    data: bytes,
    name: str,
    kind: str,
    corrections: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    convert_legacy: bool = False,
    *,
    sheet: str = "",
    header_rows: tuple[int, int] | None = None,
    limits: Limits | None = None,
) -> Analysis:
    """Read and check a whole file.

    `corrections` map a column letter or header to a field ("" leaves it out); `header_rows` are the first and
    last header row the officer points at, counted from 1, on `sheet`.
    Refuses: imports.kind.unknown, imports.file.*, imports.sheet.unknown, imports.table.not_found,
    imports.map.*
    """
    wanted = kind_of(kind)
    workbook = read_workbook(data, name, limits)
    grids = _chosen_grids(workbook, sheet)
    tables = _tables(
        workbook=workbook,
        grids=grids,
        kind=wanted,
        corrections=corrections,
        remembered=remembered,
        header_rows=header_rows,
    )
    formulas = _Formulas(data, workbook, wanted)
    read = tuple(_check(table, rows, wanted, formulas, convert_legacy) for table, rows in tables)
    companion = _companion(workbook, wanted, convert_legacy)
    findings = [one for columns in (*read, *companion) for one in columns.findings]
    findings += _about_other_tables(tables, grids, wanted, remembered)
    findings += _unique_across(read, wanted)
    return Analysis(wanted, workbook, read, tuple(findings), companion, formulas.rule)


def _chosen_grids(workbook: Workbook, sheet: str) -> list[SheetGrid]:
    grids = [grid for grid in workbook.sheets if grid.rows and (not sheet or grid.name == sheet)]
    if sheet and not grids:
        names = ", ".join(grid.name for grid in workbook.sheets)
        message = _("Không có trang tính “%(sheet)s”. Các trang: %(names)s.") % {
            "sheet": sheet,
            "names": names,
        }
        raise DomainError("imports.sheet.unknown", message)
    if not grids:
        raise DomainError("imports.file.empty", _("Tệp “%(name)s” trống.") % {"name": workbook.name})
    return grids


def _tables(
    *,
    workbook: Workbook,
    grids: Sequence[SheetGrid],
    kind: Kind,
    corrections: Mapping[str, str] | None,
    remembered: Mapping[str, str] | None,
    header_rows: tuple[int, int] | None,
) -> list[tuple[Table, Rows]]:
    if header_rows:
        table = table_at(readable(grids[0]), kind, _checked(header_rows, grids[0]), corrections, remembered)
        return [(_original(table, grids), find_rows(table, kind))]
    found = find_tables([readable(grid) for grid in grids], kind, corrections, remembered)
    if not found:
        raise _not_found(workbook, grids, kind)
    pairs = [(_original(table, grids), find_rows(table, kind)) for table in found]
    if kind.many_sheets:
        order = {grid.name: number for number, grid in enumerate(grids)}
        lists = [pair for pair in pairs if pair[0].score >= found[0].score / 2]
        return sorted(lists, key=lambda pair: order[pair[0].grid.name])
    # The best is close to itself, even where its score is below nothing.
    close = [pair for pair in pairs if pair is pairs[0] or pair[0].score >= found[0].score * CLOSE_SCORE]
    return [max(close, key=lambda pair: len(pair[1].records))]


def _checked(header_rows: tuple[int, int], grid: SheetGrid) -> tuple[int, int]:
    top, bottom = header_rows
    if not 1 <= top <= bottom <= len(grid.rows):
        message = _("Dòng tiêu đề %(top)s-%(bottom)s không có trong trang tính (1-%(last)s).")
        figures = {"top": top, "bottom": bottom, "last": len(grid.rows)}
        raise DomainError("imports.table.not_found", message % figures)
    return top - 1, bottom - 1


def readable(grid: SheetGrid) -> SheetGrid:
    """The sheet with legacy letters converted, for finding headers and groups; itself when there are none."""
    head = (cell for row in grid.rows[:SAMPLE_ROWS] for cell in row)
    encoding = encodings.detect({cell for cell in head if isinstance(cell, str) and not cell.isascii()})
    if not encoding:
        return grid
    rows = [
        [encodings.heal(cell, encoding) if type(cell) is str and not cell.isascii() else cell for cell in row]
        for row in grid.rows
    ]
    return replace(grid, rows=rows)


def _original(table: Table, grids: Sequence[SheetGrid]) -> Table:
    """The table over the cells as they stand in the file."""
    return replace(table, grid=next(grid for grid in grids if grid.name == table.grid.name))


def _not_found(workbook: Workbook, grids: Sequence[SheetGrid], kind: Kind) -> DomainError:
    others = [one for one in KINDS.values() if one is not kind and find_tables(grids, one)]
    wanted = " / ".join(f"“{kind.field(name).title}”" for name in kind.anchors)
    message = _(
        "Không thấy bảng %(kind)s trong tệp “%(name)s”: không dòng nào giống tiêu đề có cột %(wanted)s. "
        "Hãy chọn dòng tiêu đề và ghép cột bằng tay, hoặc dùng mẫu của hệ thống."
    ) % {"kind": kind.title, "name": workbook.name, "wanted": wanted}
    if others:
        message += " " + str(_("Tệp này giống: %(kind)s.") % {"kind": others[0].title})
    return DomainError("imports.table.not_found", message, kinds=[one.name for one in others])


def _check(table: Table, rows: Rows, kind: Kind, formulas: _Formulas, convert_legacy: bool) -> Columns:
    columns = check_columns(table, rows, kind, convert_legacy=convert_legacy)
    RULES[kind.name](columns, formulas.of(table))
    if not rows.records:
        columns.say_once(WARNING, "file.no_rows")
    if rows.other_table is not None:
        columns.say_once(WARNING, "file.other_table", sheet=table.grid.name, row=rows.other_table + 1)
    return columns


def _about_other_tables(
    tables: Sequence[tuple[Table, Rows]],
    grids: Sequence[SheetGrid],
    kind: Kind,
    remembered: Mapping[str, str] | None,
) -> list[Finding]:
    """Another sheet with a table of the same kind is named, not silently passed over."""
    if kind.many_sheets or len(grids) == 1:
        return []
    used = {table.grid.name for table, _rows in tables}
    others = find_tables([readable(grid) for grid in grids if grid.name not in used], kind, None, remembered)
    return [
        Finding(WARNING, "file.other_table", sheet=other.grid.name,
                values={"sheet": other.grid.name, "row": other.header_rows[0] + 1})
        for other in others
    ]  # fmt: skip


def _unique_across(read: Sequence[Columns], kind: Kind) -> list[Finding]:
    """Codes are unique over all lists of a catalogue, not only within each."""
    if not kind.many_sheets:
        return []
    first: dict[str, tuple[str, int]] = {}
    found: list[Finding] = []
    for columns in read:
        sheet, place = columns.table.grid.name, columns.table.column_of("code")
        for number, code in zip(columns.numbers, columns.get("code"), strict=True):
            before = first.setdefault(code.casefold(), (sheet, number)) if code else (sheet, number)
            if before[0] != sheet:
                other = f"{before[1] + 1} ({before[0]})"
                found.append(
                    Finding(ERROR, "code.duplicate", "code", sheet, number, place or 0, code, {"other": other})
                )
    return found


def _companion(workbook: Workbook, kind: Kind, convert_legacy: bool) -> tuple[Columns, ...]:
    """What comes with the kind in the same workbook: a catalogue's general criteria."""
    if not kind.companion:
        return ()
    other = ALL_KINDS[kind.companion]
    tables = [table for table in find_tables(workbook.sheets, other) if table.column_of("maximum") is not None]
    return tuple(
        check_columns(table, find_rows(table, other), other, convert_legacy=convert_legacy) for table in tables[:1]
    )


class _Formulas:
    """The formulas of a workbook, read only where a kind needs them and the workbook is small."""

    def __init__(self, data: bytes, workbook: Workbook, kind: Kind) -> None:
        self.sheets: dict[str, dict[tuple[int, int], str]] = {}
        rows = sum(len(grid.rows) for grid in workbook.sheets)
        if kind.name == "catalogue" and workbook.format == "xlsx" and rows <= FORMULA_ROWS:
            self.sheets = _read_formulas(data)

    def of(self, table: Table) -> Formulas:
        """0-based cell to formula."""
        return self.sheets.get(table.grid.name, {})

    @property
    def rule(self) -> dict[str, str] | None:
        """The one coefficient rule all formulas follow, if they do."""
        return rule_of({(n, *key): text for n, cells in enumerate(self.sheets.values()) for key, text in cells.items()})


def _read_formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        return {
            sheet.title: {
                (cell.row - 1, cell.column - 1): cell.value
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, str) and cell.value.startswith("=")
            }
            for sheet in book.worksheets
        }
    finally:
        book.close()
