"""What every test may ask for. The session's own PostgreSQL comes from harness/throwaway_database.py."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data of the project's makers; tests that need it are skipped by name elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, the makers' reference data")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The cache table is not a model; and tests that commit are cleaned up by TRUNCATE, which the audit log refuses.

    The test of that refusal switches its trigger on again.
    """
    from django.core.management import call_command
    from django.db import connection

    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_no_truncate")


@pytest.fixture(autouse=True)
def _plain_static_files(settings: object) -> None:
    """Templates name static files without a collected manifest."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
