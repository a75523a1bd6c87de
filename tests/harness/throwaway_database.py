"""A data folder and a PostgreSQL for this test session alone, there before Django reads its settings.

DATABASE_URL, when given, names the server instead; the test databases made there are removed at the end.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg


def _prepare() -> None:
    """Once, in the controller; an xdist worker inherits its address."""
    os.environ.setdefault("NAMRO_SECRET_KEY", "only-for-tests")
    if "NAMRO_TEST_DATA" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="namro-test-"))
    os.environ["NAMRO_TEST_DATA"] = os.environ["NAMRO_DATA"] = str(folder)
    # Registered before the server's own exit hook, and so run after it has stopped.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    from namro.base.ui.messages import compile_catalogues

    compile_catalogues()
    if "DATABASE_URL" in os.environ:
        atexit.register(_leave_nothing_behind, os.environ["DATABASE_URL"])
    else:
        os.environ["DATABASE_URL"] = _quick_database(folder)


def _quick_database(folder: Path) -> str:
    """An embedded server that need not survive a power cut, and so is quick."""
    from namro.base.embedded import ensure_database

    url = ensure_database(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def _leave_nothing_behind(url: str) -> None:
    from copied_database import drop_template

    drop_template(url)


_prepare()
