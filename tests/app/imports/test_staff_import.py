"""A staff list from upload to undo: nothing before the officer confirms, all or nothing, joins by code only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from namro.base.access.selectors import actor_of
from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError
from namro.base.imports import services
from namro.base.imports.models import ImportAct, RememberedMapping, Upload
from namro.city.people.models import Leave, Person, Posting
from namro.city.people.services import end_posting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
ON = date(2026, 11, 1)
HEADERS = ["TT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Đối tượng", "Ngày về đơn vị"]


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def workbook(rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("DS")
        sheet.write(0, 0, "DANH SÁCH CÁN BỘ")
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number + 2, 0, row)
    return stream.getvalue()


def line(number: int, code: str, name: str, unit: str = "Phòng Kinh tế", title: str = "Chuyên viên") -> list[Any]:
    return [number, code, name, "15/05/1990", unit, title, "Công chức", "01/10/2026"]


def sent(user, data: bytes, kind: str = "staff", name: str = "ds.xlsx", **options: str) -> Upload:
    actor = actor_of(user, on=ON)
    return services.receive(file=SimpleUploadedFile(name, data), kind=kind, on=ON, by=actor, at=AT, options=options)


def confirmed(user, upload: Upload, **more) -> Upload:
    return services.confirm(upload_id=upload.pk, by=actor_of(user, on=ON), at=AT, **more)


def test_nothing_is_written_before_the_officer_confirms_and_then_all_is(city):
    upload = sent(
        city.officer, workbook([line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Trần Văn Tân", title="Phó Trưởng phòng")])
    )
    assert (upload.state, upload.counts["new"], upload.analysis["errors"]) == ("analysed", 2, 0)
    assert not Person.objects.filter(code__startswith="M").exists()
    confirmed(city.officer, upload)
    posting = Posting.objects.get(person__code="M2")
    assert (posting.unit, posting.rank, posting.valid.lower) == (city.economy, "deputy", date(2026, 10, 1))
    person = Person.objects.get(code="M1")
    assert (person.search_key, person.birth_date) == ("ly thi moi", date(1990, 5, 15))
    assert Event.objects.filter(tag="imports:upload:confirmed", subject_id=upload.pk).count() == 1
    assert RememberedMapping.objects.filter(user=city.officer, kind="staff", field="code").exists()


def test_undo_takes_all_of_it_back_as_one_act(city):
    before = list(Person.objects.values_list("code", "full_name").order_by("code")), Posting.objects.count()
    rows = [line(1, "M1", "Lý Thị Mới"), line(2, "CB-AN", "Nguyễn Văn Anh", unit="Phòng Kinh tế")]
    upload = confirmed(city.officer, sent(city.officer, workbook(rows)))
    assert upload.counts == {"new": 1, "changed": 1, "unchanged": 0, "skipped": 0}
    assert Posting.objects.filter(person=city.an.person).count() == 2
    services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="Nhầm tệp")
    assert (list(Person.objects.values_list("code", "full_name").order_by("code")), Posting.objects.count()) == before
    assert Posting.objects.get(person=city.an.person).valid.upper is None
    with pytest.raises(Conflict) as again:
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="Nhầm tệp")
    assert again.value.code == "imports.undo.not_written"


def test_undo_is_refused_when_later_work_stands_on_the_rows(city):
    upload = confirmed(city.officer, sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới")])))
    Leave.objects.create(
        person=Person.objects.get(code="M1"), kind="sick", valid=(date(2026, 11, 3), date(2026, 11, 5))
    )
    with pytest.raises(Conflict) as refused:
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert refused.value.code == "imports.undo.depended_on"
    assert "đợt nghỉ" in str(refused.value)
    assert Person.objects.filter(code="M1").exists()


def test_undo_is_refused_when_a_changed_row_was_changed_again(city):
    upload = confirmed(
        city.officer, sent(city.officer, workbook([line(1, "CB-AN", "Nguyễn Văn An", unit="Phòng Kinh tế")]))
    )
    Person.objects.filter(code="CB-AN").update(full_name="Khác")
    moved = Posting.objects.get(person=city.an.person, valid__contains=date(2026, 11, 5))
    end_posting(posting_id=moved.pk, on=date(2026, 11, 15), by=actor_of(city.officer, on=ON), at=AT)
    Posting.objects.filter(person=city.an.person, unit=city.culture).update(title="Sửa tay")
    with pytest.raises(Conflict) as refused:
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert refused.value.code == "imports.undo.changed_since"


def test_the_same_list_again_changes_nothing(city):
    rows = [line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Trần Văn Tân")]
    confirmed(city.officer, sent(city.officer, workbook(rows)))
    again = sent(city.officer, workbook(rows))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "skipped": 0}
    confirmed(city.officer, again)
    assert Posting.objects.filter(person__code__in=["M1", "M2"]).count() == 2


def test_differences_are_shown_before_confirming_and_a_namesake_code_warns(city):
    upload = sent(city.officer, workbook([line(1, "CB-AN", "Nguyễn Văn Anh", unit="Phòng Kinh tế")]))
    said = {one["field"]: (one["before"], one["after"]) for one in upload.analysis["differences"]}
    assert said["full_name"] == ("Nguyễn Văn An", "Nguyễn Văn Anh")
    assert said["unit"] == ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế")
    assert "person.name_differs" in {one["code"] for one in upload.analysis["findings"]}


def codes_of(upload: Upload) -> set[str]:
    return {one["code"] for one in upload.analysis["findings"] if one["severity"] == "error"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([line(1, "M1", "Mới", unit="Phòng Không Có")], "unit.unknown"),
        (
            [line(1, "M1", "Mới", unit="Phường Ba Đình")],
            "unit.unknown",
        ),  # another commune's: not in the officer's scope
        ([line(1, "M1", "Mới", unit="")], "unit.missing"),
        ([line(1, "M1", "Mới A", title="Trưởng phòng")], "head.already"),
        ([line(1, "CB-XUAN", "Bùi Thị Xuân")], "person.outside"),
        ([line(1, "M1", "Mới A"), line(2, "M1", "Mới B")], "code.duplicate"),
    ],
)
def test_what_cannot_be_written_is_an_error_at_its_cell_and_refuses_the_file(city, rows, code):
    upload = sent(city.officer, workbook([*rows, line(9, "OK9", "Người Đúng")]))
    assert code in codes_of(upload)
    assert all(one["row"] >= 0 for one in upload.analysis["findings"] if one["code"] == code)
    with pytest.raises(DomainError) as refused:
        confirmed(city.officer, upload)
    assert refused.value.code == "imports.upload.has_errors"
    assert not Person.objects.filter(code="OK9").exists()
    confirmed(city.officer, upload, only_accepted=True)
    assert Person.objects.filter(code="OK9").exists()


def test_two_heads_of_one_unit_in_the_file(city):
    Posting.objects.filter(person=city.economy_head.person).delete()
    upload = sent(
        city.officer,
        workbook([line(1, "M1", "A Một", title="Trưởng phòng"), line(2, "M2", "B Hai", title="Trưởng phòng")]),
    )
    assert "head.second_in_file" in codes_of(upload)


def test_a_new_head_may_come_in_the_file_that_moves_the_old_one_away(city):
    rows = [line(1, "CB-DUNG", "Vũ Tiến Dũng", unit="Phường Tây Hồ"), line(2, "M1", "Người Thay", title="Trưởng phòng")]
    upload = sent(city.officer, workbook(rows))
    assert codes_of(upload) == set()
    confirmed(city.officer, upload)
    assert Posting.objects.get(unit=city.economy, rank="head", valid__contains=ON).person.code == "M1"


def test_a_row_without_a_code_is_a_question_never_a_guess(city):
    upload = sent(city.officer, workbook([line(1, "", "Nguyễn Văn An"), line(2, "M2", "Trần Văn Tân")]))
    (question,) = upload.analysis["questions"]
    assert [value for value, _text in question["options"]] == ["CB-AN", "-"]
    assert "person.unanswered" in codes_of(upload)
    actor = actor_of(city.officer, on=ON)
    upload = services.change_choices(upload_id=upload.pk, by=actor, at=AT, answers={question["key"]: "-"})
    assert (codes_of(upload), upload.counts["skipped"]) == (set(), 1)
    upload = services.change_choices(upload_id=upload.pk, by=actor, at=AT, answers={question["key"]: "M9"})
    assert upload.counts["new"] == 2
    confirmed(city.officer, upload)
    assert Person.objects.filter(full_name="Nguyễn Văn An").count() == 2


def test_a_file_that_is_not_what_it_says_is_kept_as_failed_with_the_reason(city):
    upload = sent(city.officer, b"%PDF-1.7 something", name="ds.xlsx")
    assert (upload.state, upload.error_code) == ("failed", "imports.file.not_spreadsheet")
    assert "PDF" in upload.error


def test_of_two_confirms_one_wins(city):
    upload = sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới")]))
    confirmed(city.officer, upload)
    with pytest.raises(Conflict) as second:
        confirmed(city.officer, upload)
    assert second.value.code == "imports.upload.taken"
    assert ImportAct.objects.filter(upload=upload, table="people_person").count() == 1


def test_when_the_database_changed_since_the_officer_looked_they_look_again(city):
    upload = sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới")]))
    Person.objects.create(code="M1", full_name="Ai Đó", sort_key="a", search_key="ai do")
    with pytest.raises(Conflict) as changed:
        confirmed(city.officer, upload)
    assert changed.value.code == "imports.upload.changed"
    upload.refresh_from_db()
    assert upload.state == "analysed"


def test_leave_is_imported_by_code_and_overlaps_are_refused(city):
    headers = ["TT", "Mã cán bộ", "Họ và tên", "Loại nghỉ", "Từ ngày", "Đến ngày"]
    rows = [
        [1, "CB-AN", "Nguyễn Văn An", "Thai sản", "01/09/2026", "28/02/2027"],
        [2, "CB-BINH", "Đỗ Thanh Bình", "Ốm", "02/11/2026", "04/11/2026"],
    ]
    upload = confirmed(city.officer, sent(city.officer, workbook(rows, headers), kind="leave"))
    assert Leave.objects.get(person=city.an.person).valid.upper == date(2027, 3, 1)
    again = sent(city.officer, workbook(rows, headers), kind="leave")
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "skipped": 0}
    rows[1][4] = "03/11/2026"
    assert "leave.overlap" in codes_of(sent(city.officer, workbook(rows, headers), kind="leave"))
    services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert not Leave.objects.exists()


def test_the_whole_way_in_the_browser(client, city):
    client.force_login(city.officer)
    data = workbook([line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Xấu", unit="Không có")])
    page = client.post(
        "/imports/new/",
        {"kind": "staff", "file": SimpleUploadedFile("ds.xlsx", data), "on": "2026-11-01", "unit": "", "month": ""},
    )
    url = page.headers["Location"]
    text = client.get(url).content.decode()
    assert "E5" in text
    assert "Xác nhận nhập" in text
    client.post(
        f"{url}choices/",
        {"column:B": "code", "column:C": "full_name", "column:E": "", "first_row": "3", "last_row": ""},
    )
    assert Upload.objects.get().choices["corrections"] == {"E": ""}
    client.post(f"{url}choices/", {"column:E": "unit_name", "first_row": "", "last_row": ""})
    assert client.get(f"{url}annotated/").content.startswith(b"PK")
    client.post(f"{url}confirm/", {"only_accepted": "1"})
    assert Person.objects.filter(code="M1").exists()
    assert "Hoàn tác" in client.get(url).content.decode()
    client.post(f"{url}undo/", {"reason": "Nhầm"})
    assert not Person.objects.filter(code="M1").exists()
    assert client.get("/imports/").status_code == 200


def test_anothers_upload_does_not_exist(client, city):
    upload = sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới")]))
    client.force_login(city.chair)
    assert client.get(reverse("import", args=[upload.pk])).status_code == 404
    assert client.post(reverse("import_confirm", args=[upload.pk])).status_code == 404
    client.force_login(city.administrator)
    assert client.get("/imports/").status_code == 404
