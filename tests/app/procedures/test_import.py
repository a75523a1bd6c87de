"""The catalogue imported: a small workbook, the portal's real one, and taking it back."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from tests.app.evaluations.month import actor, city_officer
from tests.app.procedures.catalogue import AT, CODE, TODAY, published
from tests.cast import City

from namro.base.imports import services
from namro.base.imports.models import Upload, UploadState
from namro.duties.procedures import selectors
from namro.duties.procedures.models import ProcedureLimit, ProcedureVersion

pytestmark = pytest.mark.django_db
HEADS = ("Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện", "Thời hạn giải quyết")
ROWS = (
    ("1.000001", "Cấp bản sao trích lục", "Hộ tịch", "Cấp xã", "Ngay trong ngày"),
    ("1.000002", "Đăng ký khai sinh", "Hộ tịch", "Cấp xã", "03 Ngày làm việc"),
    ("1.000003", "Đăng ký giám hộ", "Hộ tịch", "Cấp xã", "khoảng ba ngày"),
)


def sheet(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought_in(city: City, data: bytes, name: str = "danh-muc.xlsx", on: date = date(2026, 1, 1)) -> Upload:
    by = actor(city_officer(city))
    upload = services.receive(file=SimpleUploadedFile(name, data), kind="procedures", on=on, by=by, at=AT)
    services.analyse_upload(upload_id=upload.pk, by=by, at=AT)
    upload = services.confirm(upload_id=upload.pk, by=by, at=AT, only_accepted=True)
    if upload.state != UploadState.CONFIRMED:  # a large one is written by a job
        services.write(upload_id=upload.pk, by=by, at=AT, report=lambda done, total, message: None)
        upload.refresh_from_db()
    return upload


def test_what_can_be_read_is_in_force_and_what_cannot_is_listed_word_for_word(city: City) -> None:
    brought_in(city, sheet(*ROWS))
    rows = {one.procedure.code: one for one in ProcedureVersion.objects.select_related("procedure")}
    assert set(rows) == {row[0] for row in ROWS}
    limits = {one.version.procedure.code: (one.quantity, one.unit) for one in ProcedureLimit.objects.all()}
    assert limits == {"1.000001": (0, "same_day"), "1.000002": (3, "working_days")}
    assert [one["text"] for one in rows["1.000003"].unread] == ["khoảng ba ngày"]
    assert [one.procedure.code for one in selectors.list_procedures(selectors.Filters(unread=True), on=TODAY)] == [
        "1.000003"
    ]
    assert [
        one.procedure.code for one in selectors.list_procedures(selectors.Filters(words="khai sinh"), on=TODAY)
    ] == ["1.000002"]


def test_the_same_file_again_changes_nothing_and_taking_it_back_takes_all(city: City) -> None:
    first = brought_in(city, sheet(*ROWS))
    brought_in(city, sheet(*ROWS), "lan-hai.xlsx")
    assert ProcedureVersion.objects.count() == len(ROWS)
    services.undo(upload_id=first.pk, by=actor(city_officer(city)), at=AT, reason="Nhầm tệp")
    assert not selectors.list_procedures(selectors.Filters(), on=TODAY).exists()


def test_a_file_brings_nothing_abolished_back(city: City) -> None:
    published(city)
    published(city, kind="abolished", effective_on=date(2026, 6, 1), number="3/QĐ")
    before = ProcedureVersion.objects.count()
    brought_in(city, sheet((CODE, "Đăng ký kết hôn", "Hộ tịch", "Cấp xã", "03 Ngày làm việc"), ROWS[1]))
    assert selectors.whole_by_code(CODE, on=TODAY) is None
    assert ProcedureVersion.objects.count() == before + 1


def test_the_whole_open_catalogue(city: City, shared: Path) -> None:
    """2,039 procedures: every time limit is a figure of its own text, or stands listed in its own words."""
    with gzip.open(shared / "data" / "procedures" / "catalogue_open.csv.gz", "rb") as packed:
        data = packed.read()
    given = {row["code"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    upload = brought_in(city, data, "catalogue_open.csv")
    rows = {
        one.procedure.code: one
        for one in ProcedureVersion.objects.select_related("procedure").prefetch_related("limits")
    }
    assert len(rows) + upload.analysis["errors"] == len(given) == 2039
    assert upload.analysis["errors"] <= 5
    for code, one in rows.items():
        source = _plain(
            " ".join(given[code][name] or "" for name in ("in_person", "online", "postal", "time_and_fee_text"))
        )
        for limit in one.limits.all():
            assert limit.quantity == 0 or str(limit.quantity) in source, (code, limit)
        for text in one.unread:
            assert _plain(text["text"]) in source, (code, text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


PLAIN_NUMBER = re.compile(r"(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)(\d+(?:[.,]\d+)?)(?! ?(?:Ngày|Giờ|Tháng)|[\d.,])")
OF_NAME = {"Trực tuyến": "online", "Trực tiếp": "in_person", "Dịch vụ bưu chính": "postal"}


def _blocks_by_name(text: str) -> list[tuple[str, str]]:
    """A cut at every channel name that a figure or a fee follows: (channel, the rest), told without the reader."""
    parts = re.split(r"(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)(?=\d|Miễn phí|Không)", text)
    return [(OF_NAME[name], rest) for name, rest in zip(parts[1::2], parts[2::2], strict=True)]


def test_no_service_of_the_open_catalogue_is_free_beside_an_amount_and_no_fee_loses_its_words(
    city: City, shared: Path
) -> None:
    given, rows = _whole_catalogue(city, shared)
    priced = wholly = free = 0
    for code, version in rows.items():
        for channel, rest in _blocks_by_name(given[code]["time_and_fee_text"]):
            if not re.search(r"\d\s*(?:VNĐ|Việt Nam Đồng|đồng)", rest):
                continue
            words = _plain(re.sub(r"^\d[\d.,]* ?(?:Ngày làm việc|Ngày|Giờ|Tháng)|^\d+(?=Miễn phí|Không)", "", rest))
            mine = {_plain(one.text): one.amount for one in version.fees.all() if one.channel in ("", channel)}
            found = next((text for text in mine if text and (words.startswith(text) or text.startswith(words))), None)
            assert found is not None, (code, channel, words[:80])
            priced += 1
            wholly += len(found) >= min(len(words), 590)
            if words.startswith(("Miễn phí", "Không phải trả phí")):
                free += 1
                assert mine[found] is None, (code, channel)
    assert (priced, wholly, free) == (912, 912, 63)
    by_case = {one.text: one.amount for one in rows["1.002417"].fees.all()}
    assert all("trường hợp" in text for text in by_case)
    assert not any(one.amount == 0 for one in rows["1.003058"].fees.all())


def test_every_time_of_the_open_catalogue_that_is_not_understood_is_listed(city: City, shared: Path) -> None:
    given, rows = _whole_catalogue(city, shared)
    beside = 0
    for code, version in rows.items():
        source = given[code]
        told = any(source[name] for name in OF_NAME.values())
        for found in PLAIN_NUMBER.finditer(source["time_and_fee_text"]):
            channel = OF_NAME[found[1]]
            if not told or source[channel]:
                continue
            beside += 1
            assert any(one["channel"] == channel and one["text"] in found[0] for one in version.unread), (code, found)
    assert beside == 15
    assert {(one["channel"], one["text"]) for one in rows["1.013097"].unread} == {
        (name, "1.5 Ngày làm việc") for name in OF_NAME.values()
    }


def _whole_catalogue(city: City, shared: Path) -> tuple[dict[str, dict[str, str]], dict[str, ProcedureVersion]]:
    with gzip.open(shared / "data" / "procedures" / "catalogue_open.csv.gz", "rb") as packed:
        data = packed.read()
    brought_in(city, data, "catalogue_open.csv")
    rows = ProcedureVersion.objects.select_related("procedure").prefetch_related("limits", "fees")
    given = {row["code"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    return given, {one.procedure.code: one for one in rows}
