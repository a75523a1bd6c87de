"""What every test may ask for. The session's own PostgreSQL comes from harness/throwaway_database.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from namro.base.accounts.models import User
    from tests.cast import City

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
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is not there
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def city(db: None) -> City:
    """The tiny city of tests/cast.py."""
    from tests.cast import build

    return build()


@pytest.fixture
def as_() -> Callable[[User | None], Client]:
    """A browser of somebody: `as_(city.an).get("/")`; `as_(None)` is signed out."""

    def signed_in(user: User | None) -> Client:
        from django.test import Client

        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
