"""Model instances out of plain SQL and back, where compiling a queryset would cost several times what asking it does,
and a cursor whose statements are planned once a connection, where planning would cost several times what doing it does.

    SHEET, ROUND = Columns(Sheet, "s"), Columns(Round, "r")
    with planned_cursor() as cursor:
        cursor.execute(f"SELECT {SHEET.sql}, {ROUND.sql} FROM … WHERE s.id = %s", [pk])
        sheet, round_ = instances(cursor.fetchone(), SHEET, ROUND)
    write(sheet, ["state", "version"])
    insert(movement, event)

For the few statements that every save runs; everything else asks querysets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, cached_property
from typing import Any, Generic, Self, TypeVar

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

M = TypeVar("M", bound=models.Model)


class _Planned(Cursor[Any]):
    """Sends parameters apart from the statement, which the server keeps prepared."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Self:
        return super().execute(query, params, prepare=True)


def planned_cursor() -> CursorWrapper:
    """A cursor of Django's connection, in its transaction and behind its guards, whose statements stay prepared.

    For statements found by keys, whose plan is the same whatever is asked. Where queries are logged it is an ordinary
    one: a prepared statement no longer knows its text.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    cursor: Any = _Planned(connection.connection)
    return connection.make_cursor(cursor)


class Columns(Generic[M]):
    """The columns of a model under an alias, but for those left for later: they are read when somebody asks."""

    def __init__(self, model: type[M], alias: str, leave: Collection[str] = ()) -> None:
        self.model = model
        self._fields = [one for one in model._meta.concrete_fields if one.attname not in leave]  # noqa: SLF001 - documented
        self.names = [one.attname for one in self._fields]
        self.sql = ", ".join(f'{alias}."{one.column}"' for one in self._fields)

    @cached_property
    def _converted(self) -> list[tuple[int, Any, Any]]:
        """Columns that are not what the driver gives, JSON for one: place, column, converters."""
        found = [
            (
                place,
                one.cached_col,
                [*connection.ops.get_db_converters(one.cached_col), *one.get_db_converters(connection)],
            )
            for place, one in enumerate(self._fields)
        ]
        return [one for one in found if one[2]]

    def instance(self, values: Sequence[Any]) -> M:
        """One instance from the values of its columns."""
        taken = list(values)
        for place, column, converters in self._converted:
            for convert in converters:
                taken[place] = convert(taken[place], column, connection)
        return self.model.from_db(connection.alias, self.names, taken)


def instances(row: Sequence[Any], *columns: Columns[Any]) -> list[Any]:
    """The instances of one row, in the order their columns were selected."""
    found, start = [], 0
    for one in columns:
        until = start + len(one.names)
        found.append(one.instance(row[start:until]))
        start = until
    return found


def write(instance: models.Model, names: Collection[str]) -> None:
    """Write some fields of a row that is there and locked: no signals, nothing computed."""
    statement, fields = _update(type(instance), tuple(names))
    values = [one.get_db_prep_save(getattr(instance, one.attname), connection) for one in fields]
    with planned_cursor() as cursor:
        cursor.execute(statement, [*values, instance.pk])


def insert(*instances: models.Model) -> None:
    """Write new rows in one statement and give each its number: no signals, nothing computed.

    What is empty is left out: the driver keeps a statement ready only up to fifty parameters.
    """
    fields = [tuple(one for one in _fields(type(row)) if getattr(row, one.attname) is not None) for row in instances]
    statement = _insert(
        tuple(type(row) for row in instances), tuple(tuple(one.column for one in each) for each in fields)
    )
    values = [
        one.get_db_prep_save(getattr(row, one.attname), connection)
        for row, each in zip(instances, fields, strict=True)
        for one in each
    ]
    with planned_cursor() as cursor:
        cursor.execute(statement, values)
        for row, pk in zip(instances, cursor.fetchone(), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - documented


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if not one.primary_key]  # noqa: SLF001 - documented


@cache
def _insert(written: tuple[type[models.Model], ...], columns: tuple[tuple[str, ...], ...]) -> str:
    each = [
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(f"{chr(34)}{one}{chr(34)}" for one in names)})'  # noqa: S608, SLF001
        f" VALUES ({', '.join(['%s'] * len(names))}) RETURNING id"
        for model, names in zip(written, columns, strict=True)
    ]
    if len(each) == 1:
        return each[0]
    rows = ", ".join(f"row{place} AS ({sql})" for place, sql in enumerate(each))
    numbers = ", ".join(f"(SELECT id FROM row{place})" for place in range(len(each)))  # noqa: S608 - names of these rows
    return f"WITH {rows} SELECT {numbers}"


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta = model._meta  # noqa: SLF001 - documented
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{one.column}" = %s' for one in fields)
    return f'UPDATE "{meta.db_table}" SET {sets} WHERE id = %s', fields  # noqa: S608 - names of columns
