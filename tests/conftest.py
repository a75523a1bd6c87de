"""Every test session has a PostgreSQL of its own, or the server DATABASE_URL names; nothing outside is reached."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """Start the throw-away database before Django reads its settings; xdist workers inherit its address."""
    os.environ.setdefault("NAMRO_DATA", tempfile.mkdtemp(prefix="namro-test-"))
    os.environ.setdefault("NAMRO_SECRET_KEY", "only-for-tests")
    config.addinivalue_line("markers", "browser: drives a real Chromium")
    if "DATABASE_URL" in os.environ:
        return
    from namro.base.embedded import ensure_database

    folder = Path(os.environ["NAMRO_DATA"])
    os.environ["DATABASE_URL"] = ensure_database(folder)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data of the project's makers; tests that need it are skipped by name elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, the makers' reference data")
    return SHARED
