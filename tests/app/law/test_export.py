"""`namro frameworks export`: a decided text as a file, never over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.law.versions import decided
from tests.cast import City

from namro.base.law import read_framework
from namro.base.law.selectors import shipped_text
from namro.web.ops import django_setup
from namro.web.ops.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_setup, "start_django", lambda: None)


def test_the_text_of_the_day_is_written(city: City, tmp_path: Path) -> None:
    version = decided(city)
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    assert main(["frameworks", "export", "nd335-2025", "--on", "2026-11-30", "--to", str(before)]) == 0
    assert main(["frameworks", "export", "nd335-2025", "--on", "2026-12-01", "--to", str(after)]) == 0
    assert before.read_text() == shipped_text("nd335-2025")
    assert after.read_text() == version.text
    assert read_framework(after).band("HTT").at_least == 75


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nd335-2025", "--on", "mai"], "không phải là ngày"),
        (["khong-co"], "không có khung đánh giá"),
        (["nd335-2025", "--to", "{there}"], "không ghi được"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    there = tmp_path / "there.yaml"
    there.write_text("mine")
    assert main(["frameworks", "export", *[one.format(there=there) for one in arguments]]) == 1
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert there.read_text() == "mine"
