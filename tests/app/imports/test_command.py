"""`namro import`: a report without writing, and one transaction with it."""

from __future__ import annotations

import json

import pytest
from tests.app.imports.test_staff_import import line, workbook

from namro.city.people.models import Person
from namro.web.ops.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys, settings):
    settings.MEDIA_ROOT = tmp_path / "media"

    def command(data: bytes, *more: str, name: str = "ds.xlsx") -> tuple[int, dict]:
        path = tmp_path / name
        path.write_bytes(data)
        status = main(["import", "staff", str(path), *more])
        return status, json.loads(capsys.readouterr().out)

    return command


def test_check_writes_nothing_and_says_what_the_database_adds(city, run):
    status, report = run(workbook([line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Hai", unit="Không có")]), "--check")
    assert (status, report["errors"], report["rows"]) == (0, [], 2)
    assert [one["cell"] for one in report["database"]["errors"]] == ["E5"]
    assert report["database"]["counts"]["new"] == 1
    assert not Person.objects.filter(code="M1").exists()


def test_check_for_an_account_counts_what_the_database_says(city, run):
    status, report = run(workbook([line(1, "M2", "Hai", unit="Không có")]), "--check", "--as", "oanh")
    assert status == 1
    assert report["errors"][0]["code"] == "unit.unknown"


def test_writing_is_one_transaction_and_an_error_writes_nothing(city, run):
    bad = workbook([line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Hai", unit="Không có")])
    status, report = run(bad)
    assert (status, report["written"]) == (1, False)
    assert not Person.objects.filter(code="M1").exists()
    status, report = run(workbook([line(1, "M1", "Lý Thị Mới")]), "--as", "oanh", "--on", "2026-11-01")
    assert (status, report["written"]) == (0, True)
    assert Person.objects.filter(code="M1").exists()


def test_columns_are_mapped_by_header_or_letter(city, run):
    odd = ["TT", "Cột lạ", "Tên gọi đầy đủ", "Ngày sinh", "Đơn vị", "Chức vụ", "Đối tượng", "Ngày về đơn vị"]
    status, report = run(
        workbook([line(1, "M1", "Lý Thị Mới")], odd),
        "--check",
        "--header-row",
        "3",
        "--map",
        "Cột lạ=code",
        "--map",
        "C=full_name",
    )
    assert status == 0
    assert {"B": "code", "C": "full_name"}.items() <= {one["column"]: one["field"] for one in report["columns"]}.items()


def test_a_file_that_is_not_what_it_says_is_one_error(city, run):
    status, report = run(b"%PDF-1.7", "--check")
    assert status == 1
    assert [one["code"] for one in report["errors"]] == ["imports.file.not_spreadsheet"]


@pytest.mark.parametrize(
    "arguments", [["--map", "C"], ["--header-row", "x"], ["--on", "1/2/2026"], ["--as", "khong-ai"]]
)
def test_wrong_options_are_one_line(city, tmp_path, capsys, arguments):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(workbook([line(1, "M1", "Lý Thị Mới")]))
    assert main(["import", "staff", str(path), *arguments]) == 1
    assert capsys.readouterr().err.startswith("namro: ")
