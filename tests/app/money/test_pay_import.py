"""A pay table from a workbook: new rows, rows that follow others, and what cannot stand beside a known row."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.app.money.purse import AT, TODAY, actor, paid

from namro.base.imports import services as imports
from namro.duties.careers.money.models import PayBase

pytestmark = pytest.mark.django_db
HEADS = ["TT", "Mã cán bộ", "Họ và tên", "Hệ số lương", "Mức lương", "Hưởng từ ngày"]


def sent(city, *rows):
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    for number, row in enumerate(rows, 1):
        book.active.append([number, *row])
    made = io.BytesIO()
    book.save(made)
    file = SimpleUploadedFile("luong.xlsx", made.getvalue())
    return imports.receive(file=file, kind="pay", on=TODAY, by=actor(city.officer), at=AT)


def codes(upload) -> set[str]:
    return {one["code"] for one in upload.analysis["findings"]}


def test_rows_are_written_and_follow_those_before(city):
    paid(city, city.binh, first=date(2025, 7, 1))
    upload = sent(
        city,
        ["CB-AN", "Nguyễn Văn An", 3.33, None, "01/07/2026"],
        ["CB-BINH", "Đỗ Thanh Bình", None, 7500000, "01/07/2026"],
    )
    imports.confirm(upload_id=upload.pk, by=actor(city.officer), at=AT)
    an, before, after = PayBase.objects.order_by("person__code", "valid")
    assert (str(an.coefficient), an.valid.lower) == ("3.330", date(2026, 7, 1))
    assert (before.valid.upper, after.amount, after.valid.upper) == (date(2026, 7, 1), 7_500_000, None)
    imports.undo(upload_id=upload.pk, by=actor(city.officer), at=AT, reason="Nhầm tệp")
    assert PayBase.objects.get().valid.upper is None


def test_conflicts_are_listed(city):
    paid(city, city.an, first=date(2026, 7, 1))
    upload = sent(
        city, ["CB-AN", "Nguyễn Văn An", 3.33, None, "01/01/2026"], ["CB-BINH", "Đỗ Thanh Bình", None, None, "01/07/2026"],
        ["CB-HOA", "Lê Thị Hoa", 3, None, "01/07/2026"], ["CB-HOA", "Lê Thị Hoa", 4, None, "01/08/2026"],
        ["CB-OANH", "Hoàng Thị Oanh", 4, None, "01/08/2026"], ["CB-XUAN", "Bùi Thị Xuân", 4, None, "01/08/2026"],
    )  # fmt: skip
    assert {"pay.conflict", "pay.measure", "pay.twice", "pay.own", "person.outside"} <= codes(upload)
