"""A table of agencies brought in whole or not at all, and Phú Thọ's reproduced to the last digit."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.app.evaluations.month import actor, city_officer
from tests.app.procedures.catalogue import AT
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.imports import services
from namro.base.imports.models import Upload, UploadState
from namro.duties.onestop.models import Summary, SummaryRow
from namro.duties.onestop.reports.rounding import exact_text
from namro.duties.onestop.summaries import reading

pytestmark = pytest.mark.django_db
LAST = date(2026, 9, 26)
YEAR = "2026-01-01"
HEADS = "Mã cơ quan,Tên cơ quan,Cấp,Tiếp nhận,Đúng hạn,Quá hạn,Tỷ lệ đúng hạn,Số ngày giải quyết bình quân"
GOOD = (
    "T1.01,Sở Mẫu Một,Cấp tỉnh,8,7,1,87.5,4.25",
    "T1.02,Thanh tra Mẫu,Cấp tỉnh,0,0,0,0,0",
    "T1.03,UBND xã Mẫu,Cấp xã,3,1,2,33.33,",
)


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def table(*rows: str) -> bytes:
    return "\n".join([HEADS, *rows]).encode()


def sent(by: Any, data: bytes, name: str = "bang.csv", span: str = YEAR) -> Upload:
    upload = services.receive(file=SimpleUploadedFile(name, data), kind="summary", on=LAST, by=actor(by), at=AT)
    return services.change_choices(upload_id=upload.pk, by=actor(by), at=AT, answers={"period": span})


def brought_in(
    by: Any, data: bytes, name: str = "bang.csv", *, only_accepted: bool = False, span: str = YEAR
) -> Upload:
    upload = sent(by, data, name, span)
    return services.confirm(upload_id=upload.pk, by=actor(by), at=AT, only_accepted=only_accepted)


def said(upload: Upload) -> set[str]:
    return {one["code"] for one in upload.analysis["findings"]}


def test_a_table_that_adds_up_is_written_whole_and_told(city: City) -> None:
    upload = brought_in(city_officer(city), table(*GOOD))
    assert upload.state == UploadState.CONFIRMED
    found = Summary.objects.get()
    assert (found.first, found.last, found.title) == (date(2026, 1, 1), LAST, "bang.csv")
    total = reading.total(reading.agencies(found.pk))
    assert (total.agencies, total.received, total.on_time, total.overdue) == (3, 11, 8, 3)
    assert total.share == Fraction(800, 11)
    assert Event.objects.filter(tag="onestop:summary:imported", subject_id=found.pk).count() == 1


def test_only_codes_names_and_counts_are_needed(city: City) -> None:
    data = b"agency_code,agency_name,received,on_time,overdue\nT1.01,So Mau,5,4,1\n"
    assert brought_in(city_officer(city), data).state == UploadState.CONFIRMED
    row = SummaryRow.objects.get()
    assert (row.received, row.tier, row.days) == (5, "", None)


def test_the_period_is_asked_for_and_never_guessed(city: City) -> None:
    by = city_officer(city)
    upload = services.receive(
        file=SimpleUploadedFile("b.csv", table(*GOOD)), kind="summary", on=LAST, by=actor(by), at=AT
    )
    offered = [key for key, _text in upload.analysis["questions"][0]["options"]]
    assert offered == ["2026-01-01", "2026-07-01", "2026-09-01"]  # the year's, the quarter's, the month's beginning
    with pytest.raises(DomainError):
        services.confirm(upload_id=upload.pk, by=actor(by), at=AT)
    assert not Summary.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("T1.04,Sở Lệch,Cấp tỉnh,9,7,1,87.5,4", "summary.sum"),
        ("T1.04,Sở Lệch,Cấp tỉnh,8,7,1,87.6,4", "summary.share"),
        ("T1.04,Sở Lệch,Cấp tỉnh,8,bảy,1,87.5,4", "number.unreadable"),
        ("T1.04,Sở Lệch,Cấp tỉnh,-8,-7,-1,87.5,4", "number.negative"),
        ("T1.04,Sở Lệch,Cấp huyện,8,7,1,87.5,4", "choice.unknown"),
        ("T1.01,Sở Mẫu Một,Cấp tỉnh,8,7,1,87.5,4", "code.duplicate"),
        ("T1.04,Sở Lệch,Cấp tỉnh,,7,1,87.5,4", "required"),
    ],
)
def test_one_wrong_row_and_nothing_of_the_table_is_written(city: City, row: str, code: str) -> None:
    by = city_officer(city)
    upload = sent(by, table(*GOOD, row))
    assert {code, "summary.whole"} <= said(upload)
    with pytest.raises(DomainError):
        services.confirm(upload_id=upload.pk, by=actor(by), at=AT, only_accepted=True)
    assert not Summary.objects.exists()


def test_the_same_agency_and_period_twice_is_refused_another_period_is_not(city: City) -> None:
    by = city_officer(city)
    first = brought_in(by, table(*GOOD))
    assert {"summary.twice", "summary.whole"} <= said(sent(by, table(GOOD[0]), "lan-hai.csv"))
    brought_in(by, table(GOOD[0]), "thang-chin.csv", span="2026-09-01")
    assert [one.title for one in reading.tables()] == ["thang-chin.csv", "bang.csv"]
    services.undo(upload_id=first.pk, by=actor(by), at=AT, reason="Nhầm tệp")
    assert "summary.twice" not in said(sent(by, table(GOOD[0]), "lan-ba.csv"))


def test_only_whoever_keeps_the_whole_tree_brings_tables_in(city: City) -> None:
    upload = sent(city.officer, table(*GOOD))  # home affairs of one commune
    assert "summary.denied" in said(upload)
    assert not Summary.objects.exists()


def test_the_database_itself_refuses_a_row_that_does_not_add_up(city: City) -> None:
    brought_in(city_officer(city), table(*GOOD))
    with pytest.raises(IntegrityError), transaction.atomic():
        SummaryRow.objects.filter(code="T1.01").update(overdue=2)


def test_the_worst_stand_first_and_an_agency_without_dossiers_has_no_share(city: City, as_: Any) -> None:
    brought_in(city_officer(city), table(*GOOD))
    found = Summary.objects.get()
    assert [one.code for one in reading.agencies(found.pk, order="share")] == ["T1.03", "T1.01", "T1.02"]
    page = as_(city.an).get(reverse("summary", args=[found.pk]) + "?order=share&tier=province").content.decode()
    assert page.index("Sở Mẫu Một") < page.index("Thanh tra Mẫu")
    assert "UBND xã Mẫu" not in page and "87,50" in page and "–" in page
    file = as_(city.an).get(reverse("summary_file", args=[found.pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert rows[-1][1:6] == ("Cộng", None, 11, 8, 3) and len(rows) == 5


def test_phu_tho_is_reproduced_to_the_last_digit(city: City, as_: Any, shared: Path) -> None:
    """163 agencies, each share, the province's totals and points: the portal's own numbers."""
    folder = shared / "data" / "one-stop-stats"
    path = folder / "phu_tho_2026_ytd_by_agency.csv"
    brought_in(city_officer(city), path.read_bytes(), path.name)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        real = {row["agency_code"]: row for row in csv.DictReader(stream)}
    found = Summary.objects.get()
    rows = reading.agencies(found.pk)
    assert len(rows) == 163 == len(real)
    for one in rows:
        expected, share = real[one.code], reading.share_of(one.on_time, one.received)
        shown = "0" if share is None else exact_text(share, reading.PLACES).replace(",", ".")
        assert float(shown) == float(expected["on_time_pct"]), one.code
        assert [one.name, str(one.received), str(one.on_time), str(one.overdue)] == [
            expected[name] for name in ("agency_name", "received", "on_time", "overdue")
        ]
        assert one.days is not None and float(one.days) == float(expected["avg_processing_days"])
    totals = json.loads((folder / "phu_tho_2026_ytd_totals.json").read_text(encoding="utf-8"))["parent_totals"]
    total = reading.total(rows)
    assert (total.received, total.on_time) == (totals["received"], totals["on_time"]) == (597_918, 528_684)
    assert exact_text(total.share, 2) == "88,42" == f"{totals['on_time_pct']:.2f}".replace(".", ",")
    assert exact_text(total.score, 2) == "17,68" == f"{totals['score']:.2f}".replace(".", ",")
    assert len(reading.agencies(found.pk, tier="commune")) == 148
    page = as_(city.an).get(reverse("summary", args=[found.pk])).content.decode()
    assert all(text in page for text in ("597.918", "528.684", "69.234", "88,42", "17,68"))
