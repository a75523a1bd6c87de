"""Model instances out of plain SQL and back, where compiling a queryset would cost several times what asking it does,
and a cursor whose statements are planned once a connection, where planning would cost several times what doing it does.

    SHEET, ROUND = Columns(Sheet, "s"), Columns(Round, "r")
    with planned_cursor() as cursor:
        cursor.execute(f"SELECT {SHEET.sql}, {ROUND.sql} FROM … WHERE s.id = %s", [pk])
        sheet, round_ = instances(cursor.fetchone(), SHEET, ROUND)
    write(sheet, ["state", "version"])
    insert(dossier, (movement, "dossier"))

For the few statements that every save runs; everything else asks querysets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, cached_property, lru_cache
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


def insert(first: models.Model, *others: tuple[models.Model, str]) -> None:
    """Write a new row and others about it in one statement: each of them with the field that takes its number.

    Every row is given its own number; no signals, nothing computed. What is empty stands in the statement: the driver keeps
    one ready only up to fifty parameters.
    """
    rows = (first, *(one for one, _link in others))
    links = ("", *(link for _one, link in others))
    marks: list[tuple[str, ...]] = []
    values: list[Any] = []
    for row, link in zip(rows, links, strict=True):
        prepared = [
            (one, LINK if one.name == link else one.get_db_prep_save(getattr(row, one.attname), connection))
            for one in _fields(type(row))
        ]
        marks.append(tuple(_mark(value) for _one, value in prepared))
        values += [value for _one, value in prepared if _mark(value) == "%s"]
    with planned_cursor() as cursor:
        cursor.execute(_insert(tuple(type(row) for row in rows), tuple(marks)), values)
        for row, pk in zip(rows, cursor.fetchone(), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - documented
    for one, link in others:
        setattr(one, link, first if one._meta.get_field(link).is_relation else first.pk)  # noqa: SLF001 - documented


LINK = object()  # stands for the number of the first row


def _mark(value: Any) -> str:
    """How a value stands in the statement: empty ones as they are, so that few are sent apart."""
    if value is LINK:
        return "(SELECT id FROM row0)"
    return "NULL" if value is None else "''" if isinstance(value, str) and not value else "%s"


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if not one.primary_key]  # noqa: SLF001 - documented


@lru_cache(maxsize=256)
def _insert(written: tuple[type[models.Model], ...], marks: tuple[tuple[str, ...], ...]) -> str:
    each = []
    for model, places in zip(written, marks, strict=True):
        names = ", ".join(f'"{one.column}"' for one in _fields(model))
        table = model._meta.db_table  # noqa: SLF001 - documented
        each.append(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(places)}) RETURNING id')  # noqa: S608 - names of columns
    rows = ", ".join(f"row{place} AS ({sql})" for place, sql in enumerate(each))
    numbers = ", ".join(f"(SELECT id FROM row{place})" for place in range(len(each)))  # noqa: S608 - names of these rows
    return f"WITH {rows} SELECT {numbers}"


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta = model._meta  # noqa: SLF001 - documented
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{one.column}" = %s' for one in fields)
    return f'UPDATE "{meta.db_table}" SET {sets} WHERE id = %s', fields  # noqa: S608 - names of columns
