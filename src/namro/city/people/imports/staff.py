"""The staff list: people by code, their main postings as of a date; differences shown before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.constraints import said_plainly
from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import ERROR, WARNING, Finding
from namro.base.imports.registry import Act, Difference, Prepared, Report, say
from namro.city.organisation import selectors as organisation
from namro.city.people import watch
from namro.city.people.imports import staff_sql as sql
from namro.city.people.imports.staff_table import staff_table
from namro.city.people.imports.undoing import require_still_officer, take_back
from namro.city.people.imports.units import unit_names
from namro.city.people.models import StaffGroup
from namro.city.people.services.refusals import REFUSALS

CHUNK = 20_000
PERSONS, POSTINGS = "people_person", "people_posting"
# statement, finding, field, severity
CHECKS = (
    (sql.TWO_HEADS, "head.second_in_file", "rank", ERROR),
    (sql.HEAD_ALREADY, "head.already", "rank", ERROR),
    (sql.OVERLAPS, "posting.overlap", "start_date", ERROR),
    (sql.OUTSIDE, "person.outside", "code", ERROR),
    (sql.OWN, "person.own", "code", ERROR),
    (sql.NAME_DIFFERS, "person.name_differs", "full_name", WARNING),
)


class StaffImport:
    """Writes persons and main postings, set-based: the same statements for 60 rows and for 200,000."""

    wants: tuple[str, ...] = ("unit", "staff_group")

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],
    ) -> Prepared:  # fmt: skip
        """Load the accepted rows and say what each would do."""
        units = unit_names(actor, on=on, today=today)
        unit = options.get("unit", "")
        table = staff_table(analysis, units, answers, default_unit=int(unit) if unit.isdigit() else None)
        with connection.cursor() as cursor:
            cursor.execute(sql.CREATE)
            with cursor.copy(sql.COPY) as stream:
                stream.write(table.frame.write_csv(include_header=False))
            group = options.get("staff_group") or StaffGroup.CIVIL_SERVANT.value
            cursor.execute(
                sql.PLAN.replace("%(on)s", f"date '{on.isoformat()}'").replace("%(staff_group)s", _quoted(group))
            )
        prepared = Prepared(findings=table.findings, questions=table.questions)
        asked = {"scope": list(units.scope), "today": today, "own": actor.person_id}
        prepared.findings += list(_checks(analysis, asked))
        _leave_out(prepared.findings)
        prepared.counts = {**_counts(), "skipped": table.skipped}
        prepared.differences = _differences(on) if prepared.counts["changed"] else []
        prepared.plan = table.frame["row"].max() or 0
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:  # noqa: ARG002 - the handlers' protocol
        """Write what was prepared in this transaction.

        Refuses: people.posting.second_main, people.posting.second_head, people.posting.twice, people.person.code_taken
        """
        persons, postings = Act(PERSONS), Act(POSTINGS)
        last = int(prepared.plan)
        total = 2 * last
        with said_plainly(REFUSALS, check_now=True), connection.cursor() as cursor:
            _change(cursor, sql.UPDATE_PERSONS, persons, {})
            _change(cursor, sql.CLOSE, postings, {"act": "move"})
            _change(cursor, sql.CORRECT, postings, {"act": "correct"})
            for above in range(0, last, CHUNK):
                _insert(cursor, sql.INSERT_PERSONS, persons, above)
                report(min(above + CHUNK, last), total, _("Đang ghi người"))
            for above in range(0, last, CHUNK):
                _insert(cursor, sql.INSERT_POSTINGS, postings, above)
                report(last + min(above + CHUNK, last), total, _("Đang ghi vị trí công tác"))
        return [persons, postings]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Remove what the import inserted and restore what it changed.

        Refuses: access.denied, imports.undo.changed_since, imports.undo.depended_on
        """
        require_still_officer(acts, by=by, at=at)
        take_back(acts, order=(POSTINGS, PERSONS))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _checks(analysis: Analysis, asked: dict[str, Any]) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for statement, code, name, severity in CHECKS:
            cursor.execute(statement, asked if "%(" in statement else None)
            for row, sheet, value in cursor.fetchall():
                yield say(analysis, code, name, row=row, sheet=sheet, severity=severity, value=value, other=value)
        cursor.execute(sql.OTHER_POSTS)
        posts = cursor.fetchall()
    for place, why in watch.barred([watch.Wanted(*post[2:]) for post in posts]).items():
        row, sheet = posts[place][:2]
        yield say(analysis, "posting.barred", "rank", row=row, sheet=sheet, severity=ERROR, value=why, other=why)


def _leave_out(findings: list[Finding]) -> None:
    """Rows with an error are not in the plan: the officer may choose to import the others."""
    refused = {(one.row + 1, one.sheet) for one in findings if one.severity == ERROR}
    if not refused:
        return
    rows, sheets = zip(*refused, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(sql.LEAVE_OUT, {"rows": list(rows), "sheets": list(sheets)})


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS)
        return dict(zip(("new", "changed", "unchanged"), cursor.fetchone(), strict=True))


def _differences(on: date) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(sql.DIFFERENCES)
        rows = cursor.fetchall()
    units = {int(value) for row in rows if row[2] == "unit" for value in row[3:] if value}
    names = {str(key): name for key, name in organisation.name_of(units, on=on).items()}
    return [
        Difference(row, who, field, names.get(before, before) or "", names.get(after, after) or "")
        if field == "unit"
        else Difference(row, who, field, before or "", after or "")
        for row, who, field, before, after in rows
    ]


def _change(cursor: Any, statement: str, act: Act, parameters: dict[str, Any]) -> None:
    cursor.execute(statement, parameters)
    for row, before, after in cursor.fetchall():
        act.changed.append({"id": row, "before": json.loads(before), "after": json.loads(after)})


def _insert(cursor: Any, statement: str, act: Act, above: int) -> None:
    cursor.execute(statement, {"above": above, "upto": above + CHUNK})
    act.inserted.extend(row[0] for row in cursor.fetchall())
