"""Takes one import back: all of it, or none when something later stands on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict, NotAllowed
from namro.base.imports.registry import Act
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Leave, Posting

# Tables that may lean on imported people, as an officer knows them.
LEANING = {
    "people_posting": _("điều động, bổ nhiệm"),
    "people_leave": _("đợt nghỉ"),
    "people_delegation": _("văn bản ủy quyền"),
    "people_fieldofresponsibility": _("lĩnh vực phụ trách"),
    "accounts_user": _("tài khoản đăng nhập"),
    "assignments_assignment": _("công việc đã giao"),
    "evaluations_sheet": _("phiếu đánh giá"),
    "facts_workline": _("kết quả công việc"),
    "facts_mark": _("kết luận, kỷ luật"),
    "facts_rating": _("kết quả xếp loại"),
}
CURRENT = "SELECT id, to_jsonb(t) - 'id' FROM {table} t WHERE id = ANY(%s) FOR UPDATE"
RESTORE = """
UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(NULL::{table}, old.before))
FROM jsonb_to_recordset(%s::jsonb) AS old(id bigint, before jsonb) WHERE t.id = old.id
"""


def require_still_officer(acts: Sequence[Act], *, by: Actor, at: datetime) -> None:
    """An office given up since the import takes nothing back. Refuses: access.denied"""
    on = timezone.localdate(at)
    rows = {act.table: [*act.inserted, *(one["id"] for one in act.changed)] for act in acts}
    postings = Posting.objects.filter(pk__in=rows.get("people_posting", []))
    units = set(postings.order_by().values_list("unit_id", flat=True).distinct())
    away = Leave.objects.filter(pk__in=rows.get("people_leave", [])).values("person")
    units |= _left_for(away, by, on)
    if not by.officer_of or not units <= organisation.writable_ids(by, on=on, today=on):
        raise NotAllowed("access.denied", _("Đơn vị này không thuộc phạm vi quản lý của anh/chị."))


def _left_for(person_ids: Any, by: Actor, on: date) -> set[int]:
    """Units in which these people are posted today, none of their units being the officer's."""
    mine = organisation.writable_ids(by, on=on, today=on)
    posted = Posting.objects.filter(person__in=person_ids, valid__contains=on).order_by()
    theirs: dict[int, set[int]] = {}
    for person, unit in posted.values_list("person_id", "unit_id"):
        theirs.setdefault(person, set()).add(unit)
    return set().union(*(units for units in theirs.values() if not units & mine))


def take_back(acts: Sequence[Act], *, order: Sequence[str]) -> None:
    """Delete inserted rows and restore changed ones, table by table in `order`.

    Refuses: imports.undo.changed_since, imports.undo.depended_on
    """
    by_table = {act.table: act for act in acts}
    chosen = [by_table[table] for table in order if table in by_table]
    for act in chosen:
        _require_untouched(act)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for act in chosen:
                cursor.execute(f"DELETE FROM {act.table} WHERE id = ANY(%s)", [act.inserted])  # noqa: S608
                _restore(cursor, act)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise _depended_on(error) from error


def _require_untouched(act: Act) -> None:
    """What the import changed or inserted must still be as it left it."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENT.replace("{table}", act.table), [[one["id"] for one in act.changed]])
        now: dict[int, Any] = {row: json.loads(value) if isinstance(value, str) else value for row, value in cursor}
        cursor.execute(f"SELECT count(*) FROM {act.table} WHERE id = ANY(%s)", [act.inserted])  # noqa: S608
        (left,) = cursor.fetchone()
    touched = sum(now.get(one["id"]) != one["after"] for one in act.changed) + len(act.inserted) - left
    if touched:
        raise Conflict(
            "imports.undo.changed_since",
            _(
                "%(count)s dòng đã được sửa sau lần nhập này nên không hoàn tác được. Hãy sửa từng người thay vì hoàn tác."
            )
            % {"count": touched},
            count=touched,
        )


def _restore(cursor: Any, act: Act) -> None:
    if not act.changed:
        return
    generated = _generated(cursor, act.table)
    columns = ", ".join(f'"{name}"' for name in act.changed[0]["before"] if name not in generated)
    statement = RESTORE.replace("{table}", act.table).replace("{columns}", columns)
    cursor.execute(statement, [json.dumps([{"id": one["id"], "before": one["before"]} for one in act.changed])])


def _depended_on(error: IntegrityError) -> Conflict:
    table = getattr(getattr(error.__cause__, "diag", None), "table_name", "") or ""
    what = LEANING.get(table, table)
    return Conflict(
        "imports.undo.depended_on",
        _(
            "Không hoàn tác được: đã có %(what)s dựa trên dữ liệu của lần nhập này. Hãy gỡ phần đó trước, hoặc sửa từng dòng."
        )
        % {"what": what},
        table=table,
    )


def _generated(cursor: Any, table: str) -> set[str]:
    """Columns the database computes by itself: they follow what is restored."""
    cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated <> ''", [table])
    return {name for (name,) in cursor.fetchall()}
