"""The workbook of conclusions: whose each row is, what is refused at its cell, undone as one act."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import actor, city_officer
from tests.app.inspections.concluded import AT, NOVEMBER, TODAY, proof, recorded, when
from tests.cast import City, posting

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.imports import services as imports
from namro.base.imports.models import Upload, UploadState
from namro.city.facts.models import Observation
from namro.city.people.models import Person, Posting
from namro.duties.inspections import services
from namro.duties.inspections.models import Finding

pytestmark = pytest.mark.django_db
HEADS = [
    "TT", "Đơn vị được kiểm tra", "Tập thể, cá nhân", "Mã cán bộ", "Ngày sinh", "Ngày kiểm tra", "Hình thức kiểm tra",
    "Cơ quan kiểm tra", "Số kết luận", "Ngày kết luận", "Tồn tại, vi phạm", "Điều khoản vi phạm", "Mức độ vi phạm", "Kiến nghị",
    "Thời hạn khắc phục", "Kết quả khắc phục", "Minh chứng khắc phục", "Số báo cáo khắc phục", "Ngày khắc phục",
]  # fmt: skip
ORDER = [
    "unit", "name", "code", "born", "found", "kind", "body", "number", "concluded", "content", "article", "severity",
    "recommendation", "due", "remedy", "proof", "proof_number", "remedied",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def line(**changes: Any) -> list[Any]:
    given = {
        "unit": "Phòng Văn hóa - Xã hội", "name": "Nguyễn Văn An", "code": "CB-AN", "born": "", "found": "05/11/2026",
        "kind": "Đột xuất", "body": "Đoàn kiểm tra công vụ Thành phố", "number": "12/KL-UBND", "concluded": "12/11/2026",
        "content": "Đi muộn", "article": "Điều 5 Quy tắc ứng xử", "severity": "Ít nghiêm trọng", "recommendation": "Kiểm điểm",
        "due": "30/11/2026", "remedy": "", "proof": "", "proof_number": "", "remedied": "", **changes,
    }  # fmt: skip
    return [1, *(given[name] for name in ORDER)]


def collective(**changes: Any) -> list[Any]:
    return line(**{"name": "Tập thể phòng", "code": "", "content": "Không niêm yết lịch trực", **changes})


def workbook(rows: Sequence[Sequence[Any]], title: str = "TỔNG HỢP TỒN TẠI QUA KIỂM TRA CÔNG VỤ") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("DS")
        sheet.write(0, 0, title)
        for number, row in enumerate([HEADS, *rows]):
            sheet.write_row(number + 2, 0, row)
    return stream.getvalue()


def sent(by: Any, *rows: Sequence[Any], title: str = "TỔNG HỢP", on: date = TODAY, **options: str) -> Upload:
    file = SimpleUploadedFile("ket-luan.xlsx", workbook(rows, title))
    return imports.receive(file=file, kind="findings", on=on, by=actor(by, TODAY), at=AT, options=options)


def confirmed(by: Any, upload: Upload, **more: Any) -> Upload:
    return imports.confirm(upload_id=upload.pk, by=actor(by, TODAY), at=AT, **more)


def errors(upload: Upload) -> list[tuple[str, str, int]]:
    """Code, field and row (from 1) of every error."""
    found = upload.analysis["findings"]
    return [(one["code"], one["field"], one["row"] + 1) for one in found if one["severity"] == "error"]


def test_a_table_of_conclusions_is_read_shown_and_then_written(city: City) -> None:
    done = {"remedy": "Đã kiểm điểm", "proof": "Biên bản", "proof_number": "45/BC-VH", "remedied": "20/11/2026"}
    upload = sent(city.officer, line(**done), collective(kind="Theo kế hoạch", severity="", recommendation="", due=""))
    assert (upload.state, upload.counts["new"], errors(upload)) == ("analysed", 2, [])
    assert not Finding.objects.exists()
    assert confirmed(city.officer, upload).state == UploadState.CONFIRMED
    mine, unit = Finding.objects.order_by("is_collective")
    assert (mine.person_id, mine.kind, mine.severity, mine.due_on) == (
        city.an.person_id,
        "surprise",
        "less",
        date(2026, 11, 30),
    )
    assert (mine.proof_number, mine.remedied_on) == ("45/BC-VH", date(2026, 11, 20))
    assert (unit.is_collective, unit.unit_id, unit.severity, unit.kind) == (
        True,
        city.culture.pk,
        "unstated",
        "planned",
    )
    assert Event.objects.filter(tag="inspections:finding:recorded").count() == 2
    assert Event.objects.filter(tag="inspections:finding:remedied").count() == 1
    assert Observation.objects.get(unit=city.culture, person=None, kind="findings", month=NOVEMBER).number == 2


def test_the_conclusion_may_stand_above_the_table(city: City) -> None:
    title = "Danh sách kèm theo Kết luận kiểm tra công vụ số 15/KL-SNV ngày 18 tháng 11 năm 2026"
    confirmed(city.officer, sent(city.officer, line(number="", concluded=""), title=title))
    found = Finding.objects.get()
    assert (found.number, found.concluded_on) == ("15/KL-SNV", date(2026, 11, 18))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"article": ""}, "finding.no_article", "article"),
        ({"content": ""}, "required", "content"),
        ({"number": ""}, "finding.no_number", "number"),
        ({"concluded": ""}, "finding.no_day", "concluded_on"),
        ({"found": ""}, "finding.no_found_day", "found_on"),
        ({"found": "24/11/2026", "concluded": "24/11/2026"}, "finding.found_later", "found_on"),
        ({"concluded": "04/11/2026"}, "finding.concluded_before", "concluded_on"),
        ({"body": ""}, "finding.no_body", "body"),
        ({"kind": "Bất chợt"}, "choice.unknown", "kind"),
        ({"kind": ""}, "required", "kind"),
        ({"severity": "Ghê gớm"}, "choice.unknown", "severity"),
        ({"recommendation": ""}, "finding.due_of_nothing", "recommendation"),
        ({"name": "", "code": ""}, "finding.nobody", "full_name"),
        ({"code": "KHONG-CO"}, "person.unknown", "code"),
        ({"unit": "Phòng Không Có"}, "unit.unknown", "unit_name"),
        ({"unit": ""}, "finding.no_unit", "unit_name"),
        ({"unit": "Phường Ba Đình"}, "unit.unknown", "unit_name"),
        ({"unit": "Phòng Kinh tế"}, "finding.not_posted", "code"),
        ({"unit": "Phường Tây Hồ", "code": "CB-OANH", "name": "Hoàng Thị Oanh"}, "finding.own", "code"),
        ({"remedy": "Đã kiểm điểm", "remedied": "20/11/2026"}, "finding.no_proof", "proof"),
        (
            {"remedy": "Đã kiểm điểm", "proof": "Biên bản", "remedied": "20/11/2026"},
            "finding.no_proof_number",
            "proof_number",
        ),
        ({"remedy": "Đã khắc phục xong"}, "finding.no_remedied_day", "remedied_on"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_cell(city: City, changes: dict[str, Any], code: str, field: str) -> None:
    upload = sent(city.officer, collective(), line(**changes))
    assert errors(upload) == [(code, field, 5)]
    with pytest.raises(DomainError) as refused:
        confirmed(city.officer, upload)
    assert refused.value.code == "imports.upload.has_errors"
    assert not Finding.objects.exists()
    confirmed(city.officer, upload, only_accepted=True)
    assert Finding.objects.get().is_collective


def test_not_remedied_yet_is_no_remedy(city: City) -> None:
    confirmed(
        city.officer, sent(city.officer, line(remedy="Chưa khắc phục"), line(content="Khác", remedy="Đang thực hiện"))
    )
    assert all(one.is_open for one in Finding.objects.order_by("pk"))


def test_whoever_had_left_on_the_day_is_refused_and_whoever_left_since_is_not(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(2025, 7, 1), date(2026, 11, 5)))
    posting(city.an.person, city.other_commune, since=date(2026, 11, 5))
    assert errors(sent(city.officer, line())) == [("finding.not_posted", "code", 4)]
    confirmed(city.officer, sent(city.officer, line(found="04/11/2026")))
    assert Finding.objects.get().person_id == city.an.person_id


def test_without_a_code_the_name_with_the_birth_date_tells_and_a_name_alone_asks(city: City) -> None:
    Person.objects.filter(pk=city.an.person_id).update(birth_date=date(1990, 5, 1))
    upload = sent(city.officer, line(code="", born="01/05/1990"))
    assert (upload.counts["new"], errors(upload)) == (1, [])
    upload = sent(city.officer, line(code=""))
    (question,) = upload.analysis["questions"]
    assert [value for value, _text in question["options"]] == ["CB-AN", "-"]
    answered = imports.change_choices(
        upload_id=upload.pk, by=actor(city.officer, TODAY), at=AT, answers={question["key"]: "CB-AN"}
    )
    confirmed(city.officer, answered)
    assert Finding.objects.get().person_id == city.an.person_id


def test_a_unit_by_its_code_or_chosen_with_the_file(city: City) -> None:
    confirmed(city.officer, sent(city.officer, collective(unit=""), unit=str(city.economy.pk)))
    assert Finding.objects.get().unit_id == city.economy.pk
    assert errors(sent(city.officer, collective(unit=""), unit=str(city.other_commune.pk))) == [
        ("unit.outside", "unit_name", 4)
    ]


def test_the_same_twice_in_a_file_is_refused_and_again_in_another_changes_nothing(city: City) -> None:
    assert errors(sent(city.officer, line(), line(content="đi muộn"))) == [("finding.twice_in_file", "content", 5)]
    confirmed(city.officer, sent(city.officer, line()))
    again = sent(city.officer, line(), line(content="Bỏ vị trí"))
    assert again.counts == {"new": 1, "changed": 0, "unchanged": 1, "skipped": 0}
    confirmed(city.officer, again)
    assert Finding.objects.count() == 2


def test_one_recorded_meanwhile_stops_the_writing(city: City) -> None:
    upload = sent(city.officer, line(content="Đi muộn"))
    recorded(city, content="Đi muộn")
    with pytest.raises(Conflict) as refused:
        confirmed(city.officer, upload)
    assert refused.value.code == "imports.upload.changed"


def test_undoing_withdraws_all_of_it_and_it_may_come_again(city: City) -> None:
    upload = confirmed(city.officer, sent(city.officer, line(), collective()))
    imports.undo(upload_id=upload.pk, by=actor(city.officer, TODAY), at=AT, reason="Nhầm tệp")
    assert Finding.objects.filter(withdrawn_at=AT, withdrawal_reason="Hoàn tác nhập tệp").count() == 2
    assert not Observation.objects.filter(kind="findings", withdrawn_at=None).exists()
    confirmed(city.officer, sent(city.officer, line(), collective()))
    assert Finding.objects.filter(withdrawn_at=None).count() == 2


def test_what_was_remedied_since_is_not_undone(city: City) -> None:
    upload = confirmed(city.officer, sent(city.officer, line(), collective()))
    made = Finding.objects.get(person=city.an.person_id)
    later = {**when(city.officer), "at": AT + timedelta(hours=1)}
    services.remedy_finding(finding_id=made.pk, data=proof(), **later)
    with pytest.raises(Conflict) as refused:
        imports.undo(upload_id=upload.pk, by=actor(city.officer, TODAY), at=AT, reason="Nhầm tệp")
    assert refused.value.code == "imports.undo.changed_since"
    assert not Finding.objects.filter(withdrawn_at__isnull=False).exists()


def test_an_office_given_up_since_undoes_nothing(city: City) -> None:
    from namro.base.access.models import Grant

    upload = confirmed(city.officer, sent(city.officer, line()))
    Grant.objects.filter(user=city.officer).update(valid=DateRange(date(2025, 7, 1), date(2026, 11, 1)))
    with pytest.raises(DomainError):
        imports.undo(upload_id=upload.pk, by=actor(city.officer, TODAY), at=AT, reason="Nhầm tệp")
    assert Finding.objects.get().is_open


def test_whoever_keeps_no_unit_brings_nothing_in(city: City) -> None:
    upload = sent(city.office_head, line())
    assert errors(upload) == [("unit.unknown", "unit_name", 4)]
    assert confirmed(city_officer(city), sent(city_officer(city), line())).state == UploadState.CONFIRMED
    with pytest.raises(NotAllowed):
        services.record_findings(
            rows=[services.FindingData(**_as_data(Finding.objects.get()))], **when(city.office_head)
        )


def _as_data(found: Finding) -> dict[str, Any]:
    names = ("found_on", "number", "concluded_on", "body", "kind", "unit_id", "person_id", "content", "article")
    return {name: getattr(found, name) for name in names}
