"""What the QR of a receipt holds."""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.onestop.desk import Desk

from namro.base.documents.slip import _held


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("", "H26.19-261102-0001"),
        (
            "https://dichvu.example.vn/portal/dossiers/{code}/",
            "https://dichvu.example.vn/portal/dossiers/H26.19-261102-0001/",
        ),
    ],
)
def test_the_code_alone_or_the_page_that_asks_for_the_digits(settings: Any, address: str, held: str) -> None:
    settings.FOLLOW_ADDRESS = address
    assert _held("H26.19-261102-0001") == held


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_receipt_with_a_public_address_is_printed(settings: Any, desk: Desk, as_: Any, kind: str) -> None:
    settings.FOLLOW_ADDRESS = "https://dichvu.example.vn/portal/dossiers/{code}/"
    made = desk.begun()
    answer = as_(desk.city.an).get(f"/dossiers/{made.pk}/form-01.{kind}")
    assert answer.status_code == 200 and len(answer.content) > 5_000
