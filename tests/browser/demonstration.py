"""The demonstration, built once a session; a test that asks for `demo` works in a copy of its own.

Building takes tens of seconds, copying a fraction of one. The copy stands in for the test database, so that the live
server, the ORM of the test and the clean-up after it all see the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from unittest import mock

from copied_database import LOCK, _drop, _made_for_name, _maintenance, _session, _use, demo_name, template_name
from django.db import connection
from django.utils import timezone

from namro.web.demo import build
from namro.web.demo.work import moment


def evening_of_the_story() -> AbstractContextManager[None]:
    """The clock goes on from the day the demonstration stops, whatever day the tests run."""
    return from_moment(moment(build.TODAY, 18))


@contextmanager
def from_moment(start: datetime) -> Iterator[None]:
    """The clock goes on from that moment."""
    shift = start - datetime.now(tz=UTC)
    with mock.patch.object(timezone, "now", side_effect=lambda: datetime.now(tz=UTC) + shift):
        yield


@contextmanager
def a_demonstration(worker: str) -> Iterator[None]:
    """Everything inside happens in a fresh copy of the demonstration, which is then thrown away."""
    original, copy = connection.settings_dict["NAME"], f"{demo_name()}_{worker}"
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK + 1])
        if _made_for_name(cursor, demo_name()) != _session():
            _build(cursor)
        _drop(cursor, copy)
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{demo_name()}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + 1])
    _use(copy)
    try:
        yield
    finally:
        connection.close()
        _use(original)
        with _maintenance() as cursor:
            _drop(cursor, copy)


def _build(cursor: object) -> None:
    name = demo_name()
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}"')  # type: ignore[attr-defined]
    original = connection.settings_dict["NAME"]
    _use(name)
    build.build_demo(lambda _text: None)
    _use(original)
    cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{_session()}'")  # type: ignore[attr-defined]
