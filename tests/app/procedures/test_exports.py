"""The national portal's own .xlsx exports: a title row, the heads in row 2, and neither levels nor times."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.app.evaluations.month import actor, city_officer
from tests.app.procedures.catalogue import AT, CODE, MARRIAGE, published
from tests.app.procedures.test_import import brought_in
from tests.cast import City

from namro.base.imports import services
from namro.duties.procedures.models import Procedure, ProcedureVersion

pytestmark = pytest.mark.django_db
HEADS = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
ROWS = (
    ("1.013225", "Thủ tục cấp giấy phép xây dựng mới", "Bộ Xây dựng", "Sở Xây dựng", "Hoạt động xây dựng"),
    ("1.000894.000.00.00.H26", "Thủ tục đăng ký kết hôn", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("không có mã", "Thủ tục ghi sai mã", "Bộ Tư pháp", "", "Hộ tịch"),
)
FILES = {"BoTaiChinh": 706, "BoTuPhap": 271, "BoXayDung": 525}


def export(*rows: tuple[str, ...]) -> bytes:
    """A workbook as the portal writes it: the title over all columns, then the heads."""
    book = Workbook()
    page = book.active
    page.append(("DANH SÁCH THỦ TỤC HÀNH CHÍNH",))
    page.merge_cells("A1:E1")
    for row in (HEADS, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain(text: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(text or "")).split())


def test_an_export_brings_its_rows_in_and_names_the_one_it_cannot_read(city: City) -> None:
    upload = brought_in(city, export(*ROWS), "danh-sach-tthc.xlsx")
    versions = {one.procedure.code: one for one in ProcedureVersion.objects.select_related("procedure__field")}
    assert set(versions) == {"1.013225", "1.000894.000.00.00.H26"}
    permit = versions["1.013225"]
    assert (permit.name, permit.procedure.field.name) == ("Thủ tục cấp giấy phép xây dựng mới", "Hoạt động xây dựng")
    assert (
        permit.executing == "Sở Xây dựng" and permit.levels == [] and not permit.limits.exists() and permit.unread == []
    )
    assert upload.analysis["errors"] == 1


def test_an_export_leaves_times_and_levels_of_what_stands_as_they_are(city: City) -> None:
    published(city, effective_on=date(2025, 6, 1))
    brought_in(city, export((CODE, "Thủ tục đăng ký kết hôn (mới)", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch")))
    newest = ProcedureVersion.objects.filter(procedure__code=CODE).order_by("-pk")[0]
    assert newest.name == "Thủ tục đăng ký kết hôn (mới)"
    assert newest.levels == ["commune"] and newest.limits.count() == len(MARRIAGE.limits)
    assert len(newest.papers) == len(MARRIAGE.papers) and newest.fees.count() == 1


def test_taking_an_export_back_takes_all_of_it(city: City) -> None:
    upload = brought_in(city, export(*ROWS))
    services.undo(upload_id=upload.pk, by=actor(city_officer(city)), at=AT, reason="Nhầm tệp")
    assert not Procedure.objects.exists() and not ProcedureVersion.objects.exists()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_real_export_is_in_the_catalogue_row_by_row(city: City, shared: Path, name: str) -> None:
    """Counted and compared by openpyxl alone."""
    path = shared / "data" / "procedures" / f"danh-sach-tthc-{name}.xlsx"
    rows = list(load_workbook(path).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][:5] == HEADS
    given = {str(row[0]).strip(): row for row in rows[1:] if row[0]}
    upload = brought_in(city, path.read_bytes(), path.name)
    assert upload.analysis["errors"] == 0
    versions = {one.procedure.code: one for one in ProcedureVersion.objects.select_related("procedure__field")}
    assert len(versions) == len(given) == FILES[name] and set(versions) == set(given)
    for code, (_code, title, _issued, executing, field) in given.items():
        version = versions[code]
        assert plain(version.name) == plain(title), code
        assert plain(version.procedure.field.name) == plain(field)[:200], code
        assert plain(version.executing) == plain(executing), code
        assert version.valid.lower == date(2026, 1, 1) and version.valid.upper is None
