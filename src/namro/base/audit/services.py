"""The only writer of the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.rows import planned_cursor

# Every act writes one: said plainly, it costs a third of what the ORM takes.
INTO = """
INSERT INTO audit_event (at, tag, user_id, person_id, acting_for_id, subject_type, subject_id, unit_id, before, after, reason)
VALUES """
INSERT = f"{INTO}(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def record(
    *,
    tag: str,
    by: Actor,
    at: datetime,
    subject: tuple[str, int | None],
    unit_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    acting_for_id: int | None = None,
) -> None:
    """Write one event. `tag` is source:subject:action, `subject` a type and a number. Rows can never be changed."""
    with planned_cursor() as cursor:
        cursor.execute(INSERT, [
            at, tag, by.user_id, by.person_id, acting_for_id, subject[0], subject[1], unit_id, _json(before), _json(after),
            reason,
        ])  # fmt: skip


def event(
    *,
    tag: str,
    by: Actor,
    at: datetime,
    subject_type: str,
    unit_id: int | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """The same, not written yet: for `rows.insert`, which writes it together with its subject, whose number it takes."""
    return Event(
        at=at,
        tag=tag,
        user_id=by.user_id,
        person_id=by.person_id,
        subject_type=subject_type,
        unit_id=unit_id,
        after=after,
    )


def _json(value: dict[str, Any] | None) -> Any:  # psycopg adapts a Jsonb; the stubs do not know it
    return None if value is None else Jsonb(value)


def record_many(
    acts: Iterable[tuple[str, tuple[str, int | None], int | None]], *, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Write one event for each (tag, subject, unit), in one statement."""
    rows = [(at, tag, by.user_id, by.person_id, *subject, unit_id, reason) for tag, subject, unit_id in acts]
    if not rows:
        return
    line = "(%s, %s, %s, %s, NULL, %s, %s, %s, NULL, NULL, %s)"
    with planned_cursor() as cursor:
        cursor.execute(INTO + ", ".join([line] * len(rows)), [value for row in rows for value in row])


@dataclass(frozen=True)
class Told:
    """One event of several that are written together."""

    tag: str
    subject: tuple[str, int | None]
    unit_id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


def record_all(told: Iterable[Told], *, by: Actor, at: datetime) -> None:
    """Write several events, each with what it says, in one statement."""
    values = [
        (
            at,
            one.tag,
            by.user_id,
            by.person_id,
            None,
            *one.subject,
            one.unit_id,
            _json(one.before),
            _json(one.after),
            one.reason,
        )
        for one in told
    ]
    if not values:
        return
    line = f"({', '.join(['%s'] * len(values[0]))})"
    with planned_cursor() as cursor:
        cursor.execute(INTO + ", ".join([line] * len(values)), [value for row in values for value in row])
