"""Model instances out of plain SQL and back, where compiling a queryset would cost several times what asking it does,
and a cursor whose statements are planned once a connection, where planning would cost several times what doing it does.

    SHEET, ROUND = Columns(Sheet, "s"), Columns(Round, "r")
    with planned_cursor() as cursor:
        cursor.execute(f"SELECT {SHEET.sql}, {ROUND.sql} FROM … WHERE s.id = %s", [pk])
        sheet, round_ = instances(cursor.fetchone(), SHEET, ROUND)
    write(sheet, ["state", "version"])
    insert_with(dossier, (movement, "dossier"))

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


def insert_with(first: models.Model, *others: tuple[models.Model, str]) -> None:
    """Write a new row and others about it, in one statement: each of them with the field that takes its number. Every row
    is given its own. No signals, nothing computed.
    """
    statement, fields = _insert_with(type(first), tuple((type(one), link) for one, link in others))
    rows = [first, *(one for one, _link in others)]
    values = [value for row, named in zip(rows, fields, strict=True) for value in _values(row, named)]
    with planned_cursor() as cursor:
        cursor.execute(statement, values)
        for row, pk in zip(rows, cursor.fetchone(), strict=True):
            _stored(row, pk)
    for one, link in others:
        setattr(one, link, first if one._meta.get_field(link).is_relation else first.pk)  # noqa: SLF001 - documented


def _values(instance: models.Model, fields: Sequence[Any]) -> list[Any]:
    return [one.get_db_prep_save(getattr(instance, one.attname), connection) for one in fields]


def _stored(instance: models.Model, pk: int) -> None:
    instance.pk = pk
    instance._state.adding, instance._state.db = False, connection.alias  # noqa: SLF001 - documented


@cache
def _insert(model: type[models.Model], link: str = "") -> tuple[str, list[Any]]:
    """The statement, and the fields it takes; `link` is read off the row that `first` writes."""
    meta = model._meta  # noqa: SLF001 - documented
    fields = [one for one in meta.concrete_fields if not one.primary_key]
    names = ", ".join(f'"{one.column}"' for one in fields)
    marks = ", ".join("(SELECT id FROM first)" if one.name == link else "%s" for one in fields)
    sql = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}) RETURNING id'  # noqa: S608 - names of columns
    return sql, [one for one in fields if one.name != link]


@cache
def _insert_with(
    first: type[models.Model], others: tuple[tuple[type[models.Model], str], ...]
) -> tuple[str, list[list[Any]]]:
    each = [_insert(first), *(_insert(model, link) for model, link in others)]
    names = ["first", *(f"other{place}" for place in range(len(others)))]
    written = ", ".join(f"{name} AS ({sql})" for name, (sql, _fields) in zip(names, each, strict=True))
    numbers = ", ".join(f"{name}.id" for name in names)
    return f"WITH {written} SELECT {numbers} FROM {', '.join(names)}", [fields for _sql, fields in each]  # noqa: S608 - these


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta = model._meta  # noqa: SLF001 - documented
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{one.column}" = %s' for one in fields)
    return f'UPDATE "{meta.db_table}" SET {sets} WHERE id = %s', fields  # noqa: S608 - names of columns
