"""What every test may ask for. The session's own PostgreSQL comes from harness/throwaway_database.py."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from django.test import Client
    from tests.cast import City

    from namro.base.accounts.models import User

pytest_plugins = ["skipped_loudly"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BROWSER = ROOT / "tests" / "browser"
CRASH = ROOT / "tests" / "crash"
USES_DATABASE = {"db", "transactional_db", "live_server", "installation"}


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data of the project's makers; tests that need it are skipped by name elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, the makers' reference data")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Generator[None]:
    """A copy of the migrated database, for this worker alone; see harness/copied_database.py."""
    from copied_database import copied

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    stack = ExitStack()
    with django_db_blocker.unblock():
        stack.enter_context(copied(worker))
    yield
    with django_db_blocker.unblock():
        stack.close()


@pytest.fixture(autouse=True)
def _language() -> None:
    """Every test begins in the language of the settings, whatever the last page of the one before was read in."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session", autouse=True)
def _strict(django_test_environment: None) -> Generator[None]:
    """What finds bugs by itself: unknown template variables, inline code, and rows in no stated order."""
    from django.conf import settings
    from named_variables import Refusing
    from shuffled_rows import shuffled_rows

    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Refusing()
    settings.MIDDLEWARE.insert(
        settings.MIDDLEWARE.index("django.middleware.gzip.GZipMiddleware") + 1, "plain_pages.RefuseInlineCode"
    )
    # Templates name static files without a collected manifest; whitenoise warns when their folder is not there.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with shuffled_rows():
        yield


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


def pytest_configure(config: pytest.Config) -> None:
    # A deadline an example would be a timing assertion: how fast the engine is, is measured in bench/.
    hypothesis.settings.register_profile(
        "namro", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
    )
    hypothesis.settings.load_profile("namro")
    config.addinivalue_line("markers", "database: uses the database (set by itself; `make test-fast` leaves it out)")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what uses the database, before `-m` chooses."""
    if item.get_closest_marker("django_db") or USES_DATABASE & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.database)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in their turn, after they were shuffled."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """The longest first, so that no worker is left waiting for the other at the end.

    Browser tests come last, for their event loop stays with the process.
    """
    if BROWSER in item.path.parents:
        return 2 if item.path.name == "test_every_page.py" else 3
    return 0 if CRASH in item.path.parents else 1


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their length: a zipped file carries the time, and parallel workers must agree on names."""
    return f"{len(val)}_bytes" if isinstance(val, bytes) else None
