"""`namro frameworks validate` on every kind of law file, and the refusal of each with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro.base.law import law_folder
from namro.base.law.checking import check_file, law_files
from namro.web.ops.main import main


def test_every_shipped_file_is_valid() -> None:
    ids = [check_file(path) for path in law_files()]
    assert ids == [path.stem for path in law_files()]
    assert {"nd335-2025", "applicability", "thanh-hoa-1053-2026"} <= set(ids)


def test_the_command_names_each_file_it_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frameworks", "validate"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(law_files())


@pytest.mark.parametrize("name", ["applicability.yaml", "presets/da-nang-2026.yaml", "frameworks/nd233-2026.yaml"])
def test_a_bad_file_of_each_kind_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / name
    bad.parent.mkdir(exist_ok=True)
    bad.write_text((law_folder() / name).read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    assert main(["frameworks", "validate", str(bad)]) == 1
    refusal = capsys.readouterr().err
    assert refusal.startswith(f"namro: {bad}:") and "colour" in refusal
