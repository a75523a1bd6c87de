"""Every public page: at most a dozen queries and a hundred kilobytes, for nobody and in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.app.feedback import complaints
from tests.app.procedures.catalogue import CODE, published
from tests.cast import City

import namro.config.urls  # noqa: F401 - declares the routes
from namro.base.access.routes import ROUTES
from namro.duties.feedback.services import publish

pytestmark = pytest.mark.django_db
KNOWN: dict[str, dict[str, Any]] = {
    "portal_procedure": {"code": CODE}, "portal_dossier": {"code": "H26.19-261102-0001"}, "portal_invited": {"code": "ABCD"},
    "portal_topic": {"topic": "procedures"}, "portal_data": {"topic": "procedures", "kind": "csv"},
}  # fmt: skip
# Where another site sends somebody back to, what leads there, and what only takes a POST; a citizen's own: test_mine.py, test_applying.py.
ELSEWHERE = {
    "portal_sign_in_return",
    "portal_sign_in_provider",
    "portal_sign_out",
    "portal_mine",
    "portal_mine_dossier",
    "portal_mine_result",
    "portal_apply",
    "portal_registered",
    "portal_supply",
    "portal_paper",
}
PAGES = sorted(name for name, route in ROUTES.items() if route.pattern.startswith("portal/") and name not in ELSEWHERE)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_asks_little(name: str, language: str, city: City, client: Client) -> None:
    published(city)
    made = complaints.answered(city)
    publish(feedback_id=made.pk, summary="Chờ hai giờ.", version=made.version, **complaints.when(city.chair))
    client.cookies["namro_language"] = language
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(name, kwargs=KNOWN.get(name)))
    assert answer.status_code == 200
    assert len(asked) <= 12
    assert len(answer.content) < 100_000
    assert "sessionid" not in answer.cookies
