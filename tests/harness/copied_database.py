"""Every worker's test database is a copy of one that was migrated once.

Migrating takes seconds, `CREATE DATABASE … TEMPLATE` a fraction of one. The first worker to come makes the template,
under an advisory lock; the others wait for it and copy. It works the same on the embedded and on an installed server.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection

LOCK = 335_2025  # any number nobody else locks in the maintenance database of a test server


def template_name() -> str:
    return f"{os.environ.get('NAMRO_TEST_DB', 'test_namro')}_template"


def demo_name() -> str:
    """The demonstration the browser tests copy; see browser/demonstration.py."""
    return f"{os.environ.get('NAMRO_TEST_DB', 'test_namro')}_demo"


@contextmanager
def copied(worker: str) -> Generator[None]:
    """Give this process a database of its own for the session, and take it away afterwards."""
    own = f"{os.environ.get('NAMRO_TEST_DB', 'test_namro')}_{worker}"
    original = connection.settings_dict["NAME"]
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if _made_for(cursor) != _session():
            _make_template(cursor)
        _drop(cursor, own)
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template_name()}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _use(own)
    try:
        yield
    finally:
        connection.close()
        with _maintenance() as cursor:
            _drop(cursor, own)
        _use(original)


def drop_template(url: str) -> None:
    """Called once by the session that made it, when every worker has ended; needs no Django."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as maintenance:
        _drop(maintenance, template_name())
        _drop(maintenance, demo_name())


@contextmanager
def _maintenance() -> Generator[Any]:
    with connection._nodb_cursor() as cursor:
        yield cursor


def _session() -> str:
    """One name for this run, shared by its workers: the data folder the controller made."""
    return os.environ["NAMRO_TEST_DATA"]


def _made_for(cursor: Any) -> str | None:
    return _made_for_name(cursor, template_name())


def _made_for_name(cursor: Any, name: str) -> str | None:
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    row = cursor.fetchone()
    return row[0] if row else None


def _make_template(cursor: Any) -> None:
    name = template_name()
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}"')
    _use(name)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as inside:
        # Tests that commit are cleaned up by TRUNCATE, which the audit log refuses; the test of that refusal
        # switches its trigger on again.
        inside.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_no_truncate")
        inside.execute("ALTER TABLE law_frameworkversion DISABLE TRIGGER law_no_truncate")
        inside.execute("VACUUM ANALYZE")
    connection.close()
    cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{_session()}'")


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
