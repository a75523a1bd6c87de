"""`namro frameworks applies` as people and programs call it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from namro.web.ops.main import main

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, line: str) -> tuple[int, str, str]:
    status = main(["frameworks", "applies", *line.split()])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def parts(capsys: Captured, line: str) -> list[dict[str, Any]]:
    status, out, _ = run(capsys, f"{line} --json")
    assert status == 0
    listed: list[dict[str, Any]] = json.loads(out)
    return listed


def test_one_row_with_its_citation(capsys: Captured) -> None:
    status, out, err = run(capsys, "--group cong_chuc --leader no --period month --on 2019-03-01")
    assert (status, err) == (0, "")
    first, second, third = out.splitlines()
    assert first == "2019-03-01 → 2019-03-31\thanoi-3814-2018\tngày hỏi"
    assert "3814-QĐ/TU" in second
    assert "OFFICIAL_GUIDANCE" in third and "2018-07-01 → 2020-12-31" in third


def test_a_year_across_a_change_of_law_names_the_part_that_rates(capsys: Captured) -> None:
    line = "--group cong_chuc --leader no --period year --on 2020-03-01"
    out = run(capsys, line)[1].splitlines()
    assert out[0] == "2020-01-01 → 2020-08-19\tnd56-2015\tngày hỏi"
    assert "2020-08-20 → 2020-12-31\tnd90-2020\txếp loại cả kỳ" in out
    assert out[-1].startswith("Phần kỳ có ngày cuối cùng")
    assert [part["framework"] for part in parts(capsys, line)] == ["nd56-2015", "nd90-2020"]


def test_what_is_not_known_is_asked_with_its_note(capsys: Captured) -> None:
    out = run(capsys, "--group vien_chuc --leader no --period month --on 2026-02-01")[1]
    assert "chưa xác định được, phải hỏi" in out
    assert "hỏi: " in out and "lưu ý: " in out and "không tìm được văn bản" in out
    [part] = parts(capsys, "--group vien_chuc --leader no --period month --on 2026-02-01")
    assert (part["framework"], part["outcome"]) == (None, "NOT_KNOWN")
    assert part["questions"][0]["en"].endswith("?")
    assert part["rows"][0]["rule"]["authority"] == "LOCAL_POLICY"


def test_answers_settle_what_was_open(capsys: Captured) -> None:
    line = "--group vien_chuc --leader yes --period year --on 2026-12-31"
    assert len(parts(capsys, line)[-1]["rows"]) == 3
    assert parts(capsys, f"{line} --managed no --own-regulation yes")[-1]["framework"] == "nd233-2026"
    assert parts(capsys, f"{line} --managed no --own-regulation no")[-1]["framework"] == "nd90-2020"
    assert parts(capsys, f"{line} --managed yes")[-1]["framework"] == "qd366-2025"


@pytest.mark.parametrize(("day", "says"), [("1/3/2019", "YYYY-MM-DD"), ("2017-12-31", "01/01/2018")])
def test_a_day_that_is_none_or_too_early_is_refused(capsys: Captured, day: str, says: str) -> None:
    status, out, err = run(capsys, f"--group ldhd --leader no --period month --on {day}")
    assert (status, out) == (1, "")
    assert err.startswith("namro: ") and says in err
