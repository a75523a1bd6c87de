"""Reads law/applicability.yaml into a `Table` and refuses one with holes, overlaps or unknown frameworks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from namro.base.law import available_frameworks, law_folder
from namro.base.law.applicability import GROUPS, MONTHS_OF, REGULATIONS, STANDINGS, Cell, Row, Table
from namro.base.law.reading import LawFile, Step, parse_law_text, read_law_file
from namro.engine.errors import Text

SCHEMA = "applicability"


@lru_cache
def load_table() -> Table:
    """The shipped table, read once. Refuses: as `read_table`."""
    return read_table(law_folder() / "applicability.yaml", available_frameworks())


def read_table(path: Path, frameworks: Collection[str] | None = None) -> Table:
    """The table in a file. Refuses: law.file, and as `parse_table`."""
    return _table(read_law_file(path, SCHEMA), frameworks)


def parse_table(text: str, source: str, frameworks: Collection[str] | None = None) -> Table:
    """The table a YAML text describes; `frameworks`: the ids that may be named (None: any).

    Refuses, as FrameworkError naming source and line: law.yaml, law.schema, law.date, law.applicability.dates,
    law.applicability.duplicate, law.applicability.framework, law.applicability.overlap, law.applicability.hole
    """
    return _table(parse_law_text(text, source, SCHEMA), frameworks)


def _table(file: LawFile, frameworks: Collection[str] | None) -> Table:
    data = file.data
    begin = _day(file, data["covers"]["valid_from"], "covers", "valid_from")
    rows = tuple(_row(file, one, index) for index, one in enumerate(data["rows"]))
    _check_keys(file, rows)
    _check_frameworks(file, rows, frameworks)
    _check_cells(file, rows, begin)
    questions = data["questions"]
    return Table(
        begin, rows, _text(data["rating"]["title"]), _text(questions["standing"]), _text(questions["regulation"])
    )


def _text(data: Mapping[str, str]) -> Text:
    return Text(data["vi"], data["en"])


def _day(file: LawFile, value: str, *path: Step) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        vi, en = f"“{value}” không phải là ngày có thật (năm-tháng-ngày)", f"“{value}” is not a real date"
        raise file.refusal("law.date", vi, en, *path) from error


def _row(file: LawFile, one: Mapping[str, Any], index: int) -> Row:
    begin = _day(file, one["valid_from"], "rows", index, "valid_from")
    end = None if one["valid_to"] is None else _day(file, one["valid_to"], "rows", index, "valid_to")
    if end is not None and end < begin:
        vi, en = "ngày hết hiệu lực phải sau ngày có hiệu lực", "valid_to must follow valid_from"
        raise file.refusal("law.applicability.dates", vi, en, "rows", index, "valid_to")
    return Row(
        key=one["key"],
        cells=frozenset(cell for who in one["who"] for cell in _cells(who)),
        periods=tuple(one["periods"]),
        valid_from=begin,
        valid_to=end,
        outcome=one["outcome"],
        framework=one.get("framework"),
        candidates=tuple(one.get("candidates", ())),
        authority=one["authority"],
        instrument=one["instrument"],
        article=one["article"],
        basis=one["basis"],
        title=_text(one["title"]),
        question=_text(one["question"]) if "question" in one else None,
        note=_text(one["note"]) if "note" in one else None,
    )


def _cells(who: Mapping[str, list[str]]) -> list[Cell]:
    standings, regulations = who.get("standing", STANDINGS), who.get("regulation", REGULATIONS)
    return list(product(who["groups"], standings, regulations))


def _check_keys(file: LawFile, rows: tuple[Row, ...]) -> None:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row.key in seen:
            vi, en = f"khóa “{row.key}” đã có ở dòng khác", f"the key “{row.key}” is used by another row"
            raise file.refusal("law.applicability.duplicate", vi, en, "rows", index, "key")
        seen.add(row.key)


def _check_frameworks(file: LawFile, rows: tuple[Row, ...], known: Collection[str] | None) -> None:
    for index, row in enumerate(rows):
        where = "framework" if row.framework else "candidates"
        for one in (row.framework, *row.candidates):
            if one is not None and known is not None and one not in known:
                listed = ", ".join(sorted(known))
                vi, en = f"không có khung “{one}”; các khung: {listed}", f"no framework “{one}”; known: {listed}"
                raise file.refusal("law.applicability.framework", vi, en, "rows", index, where)


def _check_cells(file: LawFile, rows: tuple[Row, ...], begin: date) -> None:
    """Every cell has exactly one row on every day from `begin` on, without end."""
    for kind, cell in product(MONTHS_OF, product(GROUPS, STANDINGS, REGULATIONS)):
        own = [(row, index) for index, row in enumerate(rows) if kind in row.periods and cell in row.cells]
        _check_cell(file, sorted(own, key=lambda one: one[0].valid_from), f"{kind} {' '.join(cell)}", begin)


def _check_cell(file: LawFile, own: list[tuple[Row, int]], name: str, begin: date) -> None:
    due: date | None = begin
    index = 0
    for row, index in own:
        path: tuple[Step, ...] = ("rows", index, "valid_from")
        if due is None or row.valid_from < due:
            vi = f"ô “{name}” đã thuộc dòng khác, hoặc bảng chưa bắt đầu, vào ngày {row.valid_from}"
            en = f"the cell “{name}” is in another row, or the table has not begun, on {row.valid_from}"
            raise file.refusal("law.applicability.overlap", vi, en, *path)
        if row.valid_from > due:
            raise _hole(file, name, due, *path)
        due = None if row.valid_to is None else row.valid_to + timedelta(days=1)
    if due is not None:
        path = ("rows", index, "valid_to") if own else ("rows",)
        raise _hole(file, name, due, *path)


def _hole(file: LawFile, name: str, due: date, *path: Step) -> Exception:
    vi, en = f"ô “{name}” không có dòng nào từ ngày {due}", f"the cell “{name}” has no row from {due}"
    return file.refusal("law.applicability.hole", vi, en, *path)
