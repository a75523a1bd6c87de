"""Reading a large query as CSV bytes, as fast as PostgreSQL sends it.

psycopg's `Cursor.copy` schedules every row by itself, which for a million narrow rows costs more than the rows. Here
libpq is asked directly, in one loop. The statement runs on Django's own connection, in its transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from psycopg import pq


def copied(sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Everything a COPY … TO STDOUT statement gives, as it comes. Raises django.db.DatabaseError."""
    connection.ensure_connection()
    wire: psycopg.Connection[Any] = connection.connection
    if not wire.autocommit and wire.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        wire.execute("SELECT 1")  # psycopg begins a transaction with its first statement: this one
    statement = psycopg.ClientCursor(wire).mogrify(sql, parameters).encode()
    with wire.lock:
        started = wire.pgconn.exec_(statement)
        if started.status != pq.ExecStatus.COPY_OUT:
            raise DatabaseError(started.error_message.decode(errors="replace"))
        return _drained(wire.pgconn)


def _drained(line: pq.abc.PGconn) -> bytes:
    parts: list[bytes] = []
    take, read = parts.append, line.get_copy_data
    while True:
        size, part = read(0)
        if size <= 0:
            break
        take(bytes(part))
    ended = line.get_result()
    if size < -1 or ended is None or ended.status != pq.ExecStatus.COMMAND_OK:
        raise DatabaseError(line.error_message.decode(errors="replace"))
    while line.get_result() is not None:
        pass
    return b"".join(parts)
