"""Past ratings from upload to undo: whose, of when, under which law; and everything that is refused, with row and column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from tests import cast

from namro.base.access.models import Role
from namro.base.access.selectors import actor_of
from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.imports import services
from namro.base.imports.models import Upload
from namro.city.facts import selectors
from namro.city.facts.models import Rating
from namro.city.facts.services import put_ratings, withdraw_ratings
from namro.city.organisation.models import AgencyRole, UnitKind
from namro.city.people.models import Person, Posting, Rank, StaffGroup

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
ON = date(2026, 11, 1)
HEADERS = ["TT", "Mã cán bộ", "Họ và tên", "Năm", "Mức xếp loại", "Số quyết định", "Ngày quyết định", "Ghi chú"]
GOOD, FAILED, BEST = "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def old(city):
    """The district An, Bình and Hoa came from; the city stood before its communes did."""
    unit = cast.unit("QTH", "Quận Tây Hồ", UnitKind.CITY, AgencyRole.USING, None, since=date(2010, 1, 1))
    for user, rank in ((city.an, Rank.STAFF), (city.binh, Rank.STAFF), (city.office_head, Rank.HEAD)):
        Posting.objects.create(
            person=user.person, unit=unit, rank=rank, staff_group=StaffGroup.CIVIL_SERVANT,
            valid=DateRange(date(2015, 3, 1), date(2025, 7, 1)),
        )  # fmt: skip
    return unit


def workbook(rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS, title: str = "KẾT QUẢ XẾP LOẠI") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("DS")
        sheet.write(0, 0, title)
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number + 2, 0, row)
    return stream.getvalue()


def line(
    code: str = "CB-AN", year: Any = 2023, level: str = GOOD, number: str = "12/QĐ-UBND", day: str = "", **more
) -> list:
    return [
        1,
        code,
        more.get("name", "Nguyễn Văn An"),
        year,
        level,
        number,
        day or f"20/12/{year}",
        more.get("note", ""),
    ]


def sent(user, data: bytes) -> Upload:
    file = SimpleUploadedFile("xep-loai.xlsx", data)
    return services.receive(file=file, kind="ratings", on=ON, by=actor_of(user, on=ON), at=AT)


def confirmed(user, upload: Upload, **more) -> Upload:
    return services.confirm(upload_id=upload.pk, by=actor_of(user, on=ON), at=AT, **more)


def errors(upload: Upload) -> list[tuple[str, str, int]]:
    """Code, field and row (from 1) of every error."""
    found = upload.analysis["findings"]
    return [(one["code"], one["field"], one["row"] + 1) for one in found if one["severity"] == "error"]


def code_of(city, *rows: Sequence[Any], **more) -> str:
    (found,) = errors(sent(city.officer, workbook(rows, **more)))
    assert found[2] == 2 + len(rows) + 1  # the last of them
    return found[0]


def test_years_are_written_under_the_frameworks_of_their_dates_once_confirmed(city, old):
    rows = [line(year=2019), line(year=2022, level="HTXS"), line(year=2025, level="khong hoan thanh nhiem vu")]
    upload = sent(city.officer, workbook(rows))
    assert (upload.state, upload.counts["new"], errors(upload)) == ("analysed", 3, [])
    assert not Rating.objects.exists()
    confirmed(city.officer, upload)
    found = selectors.ratings_of([city.an.person_id], kind="year")[city.an.person_id]
    assert [(one.valid.lower.year, one.framework, one.level, one.place, one.is_failing) for one in found] == [
        (2019, "nd56-2015", "HTT", 1, False),
        (2022, "nd90-2020", "HTXS", 0, False),
        (2025, "nd90-2020", "KHT", 3, True),
    ]
    assert [one.unit for one in found] == [old, old, city.culture]
    assert {(one.staff_group, one.rank, one.number, one.source) for one in found} == {
        ("cong_chuc", "staff", "12/QĐ-UBND", "import")
    }
    assert Event.objects.filter(tag="imports:upload:confirmed", subject_id=upload.pk).count() == 1


def test_year_and_decision_may_stand_above_the_table(city, old):
    data = workbook(
        [["CB-AN", "Nguyễn Văn An", "HTT"]], ["Mã cán bộ", "Họ và tên", "Xếp loại"],
        "XẾP LOẠI CÔNG CHỨC NĂM 2021 (kèm theo Quyết định số 88/QĐ-UBND ngày 15/12/2021)",
    )  # fmt: skip
    confirmed(city.officer, sent(city.officer, data))
    found = Rating.objects.get()
    assert (found.valid.lower, found.number, found.decided_on) == (date(2021, 1, 1), "88/QĐ-UBND", date(2021, 12, 15))


def test_a_month_of_1841_is_written_in_its_letters_and_no_others(city, old):
    headers = ["Mã cán bộ", "Kỳ", "Xếp loại", "Điểm", "Số quyết định", "Ngày quyết định"]
    good = ["CB-AN", "Tháng 03/2023", "Loại B", 84.5, "5/TB", "05/04/2023"]
    confirmed(city.officer, sent(city.officer, workbook([good], headers)))
    found = Rating.objects.get()
    assert (found.kind, found.framework, found.level, found.total) == ("month", "hanoi-1841-2021", "B", Decimal("84.5"))
    assert code_of(city, [*good[:2], "HTXSNV", *good[3:]], headers=headers) == "rating.level_unknown"
    assert (
        code_of(city, ["CB-AN", "Tháng 04/2023", "A", 104, "6/TB", "05/05/2023"], headers=headers)
        == "rating.score_above"
    )


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (line(year=2014), "rating.not_posted", "full_name"),
        (line(year=2016), "rating.before_law", "level"),
        (line(year=2026, day="01/11/2026"), "rating.future", "year"),
        (line(year="nhiệm kỳ", day="20/12/2023"), "rating.period", "year"),
        (line(level="Giỏi"), "rating.level_unknown", "level"),
        (line(level="A"), "rating.level_unknown", "level"),
        (line(number=""), "rating.no_number", "number"),
        (line(number="1" * 61), "rating.long_number", "number"),
        (line(day="31/12/2022"), "rating.decided_before", "decided_on"),
        (line(day="23/11/2026"), "rating.decided_later", "decided_on"),
        ([*line()[:6], "", ""], "rating.no_day", "decided_on"),
        (line(level="Không xếp loại"), "rating.no_reason", "note"),
        (line("KHONG-CO"), "person.unknown", "code"),
        (line("CB-XUAN", name="Bùi Thị Xuân"), "person.outside", "code"),
        (line("CB-OANH", name="Hoàng Thị Oanh"), "rating.own", "code"),
    ],
)
def test_what_cannot_have_been_decided_so_is_refused_at_its_cell(city, old, row, code, field):
    upload = sent(city.officer, workbook([line(year=2020), row]))
    assert errors(upload) == [(code, field, 5)]
    (found,) = [one for one in upload.analysis["findings"] if one["severity"] == "error"]
    assert found["column"] == HEADERS.index({"full_name": "Họ và tên", "level": "Mức xếp loại", "year": "Năm", "code": "Mã cán bộ",
        "number": "Số quyết định", "decided_on": "Ngày quyết định", "note": "Ghi chú"}[field])  # fmt: skip
    with pytest.raises(DomainError) as refused:
        confirmed(city.officer, upload)
    assert refused.value.code == "imports.upload.has_errors"
    confirmed(city.officer, upload, only_accepted=True)
    assert Rating.objects.get().valid.lower == date(2020, 1, 1)


def test_a_decision_long_before_the_end_is_worth_a_look(city, old):
    upload = sent(city.officer, workbook([line(day="10/01/2023")]))
    assert (errors(upload), [one["code"] for one in upload.analysis["findings"]]) == ([], ["rating.decided_early"])


def test_two_rows_of_one_person_and_year_are_refused(city, old):
    assert code_of(city, line(), line(level="HTXS")) == "rating.twice"


def test_a_year_already_decided_is_refused_and_the_same_again_changes_nothing(city, old):
    confirmed(city.officer, sent(city.officer, workbook([line()])))
    again = sent(city.officer, workbook([line(), line(year=2024)]))
    assert again.counts == {"new": 1, "changed": 0, "unchanged": 1, "skipped": 0}
    other = sent(city.officer, workbook([line(level=FAILED)]))
    assert errors(other) == [("rating.year_taken", "level", 4)]
    assert "12/QĐ-UBND" in other.analysis["findings"][0]["values"]["value"]


def test_a_rating_published_meanwhile_stops_the_writing(city, old):
    upload = sent(city.officer, workbook([line()]))
    seed = sent(city.officer, workbook([line()]))
    confirmed(city.officer, seed)
    with pytest.raises(Conflict) as refused:
        confirmed(city.officer, upload)
    assert refused.value.code == "imports.upload.changed"
    assert Rating.objects.count() == 1


def test_the_unit_of_a_row_must_be_where_the_person_was(city, old):
    headers = [*HEADERS, "Đơn vị"]
    confirmed(city.officer, sent(city.officer, workbook([[*line(), "Quận Tây Hồ"]], headers)))
    assert Rating.objects.get().unit == old
    # A unit above counts too; another one does not.
    assert errors(sent(city.officer, workbook([[*line(year=2025), "Phường Tây Hồ"]], headers))) == []
    assert code_of(city, [*line(year=2022), "Phòng Kinh tế"], headers=headers) == "rating.other_unit"


def test_not_rated_is_kept_with_its_reason_and_is_no_failure(city, old):
    row = line(level="Không xếp loại", number="", note="Công tác chưa đủ 6 tháng")
    confirmed(city.officer, sent(city.officer, workbook([row])))
    found = Rating.objects.get()
    assert (found.level, found.place, found.is_failing, found.reason) == ("", None, False, "Công tác chưa đủ 6 tháng")


def test_a_leader_is_asked_about_once_and_the_answer_decides_the_law(city, old):
    rows = [line("CB-HOA", year, name="Lê Thị Hoa") for year in (2019, 2022, 2025)]
    upload = sent(city.officer, workbook(rows))
    assert [one[0] for one in errors(upload)] == ["rating.standing"] * 3
    (question,) = upload.analysis["questions"]
    assert (question["key"], question["rows"]) == ("rating:standing", [4, 5, 6])
    for answer, frameworks in (
        ("no", ["nd56-2015", "nd90-2020", "nd90-2020"]),
        ("yes", ["year-managed-132", "year-managed-132", "qd366-2025"]),
    ):
        answered = services.change_choices(
            upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, answers={"rating:standing": answer}
        )  # fmt: skip
        assert errors(answered) == []
        assert [one["key"] for one in answered.analysis["questions"]] == ["rating:standing"]
        done = services.undo if answer == "no" else None
        confirmed(city.officer, answered)
        found = Rating.objects.filter(in_force=True).order_by("valid")
        assert [one.framework for one in found] == frameworks
        if done:
            done(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="Trả lời nhầm")
            upload = sent(city.officer, workbook(rows))


def test_a_column_says_who_a_party_committee_manages(city, old):
    headers = [*HEADERS, "Diện cấp ủy quản lý"]
    rows = [[*line("CB-HOA", 2025, name="Lê Thị Hoa"), "x"], [*line(), ""]]
    upload = sent(city.officer, workbook(rows, headers))
    assert (errors(upload), upload.analysis["questions"]) == ([], [])
    confirmed(city.officer, upload)
    assert list(Rating.objects.order_by("valid").values_list("framework", flat=True)) == ["nd90-2020", "qd366-2025"]


def test_where_no_text_was_read_the_decided_level_is_kept_and_said_so(city, old):
    headers = [*HEADERS, "Diện cấp ủy quản lý"]
    upload = sent(city.officer, workbook([[*line("CB-HOA", 2022, FAILED, name="Lê Thị Hoa"), "có"]], headers))
    assert [one["code"] for one in upload.analysis["findings"]] == ["rating.unread"]
    confirmed(city.officer, upload)
    found = Rating.objects.get()
    assert (found.framework, found.level, found.is_failing) == ("year-managed-132", "KHT", True)
    title, is_known = selectors.rated_by(found.framework, on=found.valid.lower)
    assert ("132-QĐ/TW" in title.vi, is_known) == (True, False)
    title, is_known = selectors.rated_by("nd90-2020", on=found.valid.lower)
    assert ("90/2020" in title.vi, is_known) == (True, True)


def test_a_year_the_table_leaves_to_the_authority_asks_which_decree(city, old):
    Posting.objects.filter(person=city.an.person).update(staff_group=StaffGroup.CONTRACT)
    headers = ["Mã cán bộ", "Kỳ", "Xếp loại", "Số quyết định", "Ngày quyết định"]
    upload = sent(city.officer, workbook([["CB-AN", "Tháng 02/2026", "HTT", "9/TB", "05/03/2026"]], headers))
    assert errors(upload) == [("rating.which_law", "level", 4)]
    (question,) = upload.analysis["questions"]
    assert [value for value, _text in question["options"]] == ["nd335-2025"]
    answered = services.change_choices(
        upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, answers={question["key"]: "nd335-2025"}
    )
    confirmed(city.officer, answered)
    assert Rating.objects.get().framework == "nd335-2025"


def test_any_layout_a_csv_with_semicolons_too(city, old):
    text = "Ket qua nam truoc;;;;\nMa can bo;Nam;Xep loai;So quyet dinh;Ngay ky\nCB-AN;2022;HTT;7/QD;22/12/2022\n"
    confirmed(city.officer, sent(city.officer, text.encode("utf-8-sig")))
    assert Rating.objects.get().valid.lower.year == 2022


def test_reading_takes_as_many_queries_for_many_rows_as_for_few(city, old, django_assert_max_num_queries):
    for number in range(30):
        someone = cast.person(f"CB-{number}", f"Lý Văn Số {number}")
        since = date(2010 + number % 9, 1 + number % 12, 1)
        cast.posting(someone, city.culture, since=since)
    headers = [*HEADERS, "Đơn vị"]
    rows = [
        [*line(f"CB-{number}", year, name=""), "Phường Tây Hồ"] for number in range(30) for year in (2021, 2023, 2025)
    ]
    with django_assert_max_num_queries(25):
        upload = sent(city.officer, workbook(rows, headers))
    assert (upload.counts["new"], errors(upload)) == (90, [])


# Names without codes ------------------------------------------------------------------------------------------------
NAMED = ["Họ và tên", "Ngày sinh", "Năm", "Xếp loại", "Số quyết định", "Ngày quyết định"]


def named(name: str, born: str = "") -> list[Any]:
    return [name, born, 2023, GOOD, "12/QĐ-UBND", "20/12/2023"]


@pytest.fixture
def namesake(city, old):
    """Another Nguyễn Văn An, and a Nguyễn Văn Ân, in the same office."""
    Person.objects.filter(pk=city.an.person_id).update(birth_date=date(1990, 5, 15))
    for code, name, born in (("CB-AN2", "Nguyễn Văn An", 1985), ("CB-AAN", "Nguyễn Văn Ân", 1991)):
        someone = cast.person(code, name, birth_date=date(born, 1, 2))
        Posting.objects.create(
            person=someone, unit=city.culture, staff_group="cong_chuc", valid=DateRange(date(2020, 1, 1), None)
        )


def test_name_and_birth_date_name_one_person(city, namesake):
    confirmed(city.officer, sent(city.officer, workbook([named("nguyễn văn AN", "15/05/1990")], NAMED)))
    assert Rating.objects.get().person == city.an.person


def test_a_name_typed_without_accents_needs_the_birth_date_to_tell(city, namesake):
    confirmed(city.officer, sent(city.officer, workbook([named("Nguyen Van An", "02/01/1991")], NAMED)))
    assert Rating.objects.get().person.code == "CB-AAN"


def test_namesakes_are_listed_and_the_officer_chooses(city, namesake):
    upload = sent(city.officer, workbook([named("Nguyễn Văn An")], NAMED))
    assert errors(upload) == [("person.unanswered", "code", 4)]
    (question,) = upload.analysis["questions"]
    assert [value for value, _text in question["options"]] == ["CB-AN", "CB-AN2", "-"]
    answered = services.change_choices(
        upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, answers={question["key"]: "CB-AN2"}
    )
    confirmed(city.officer, answered)
    assert Rating.objects.get().person.code == "CB-AN2"


def test_a_row_may_be_left_out_and_a_wrong_birth_date_is_nobody(city, namesake):
    upload = sent(city.officer, workbook([named("Nguyễn Văn An"), named("Nguyễn Văn An", "01/01/2000")], NAMED))
    assert errors(upload)[-1] == ("rating.nobody", "full_name", 5)
    key = upload.analysis["questions"][0]["key"]
    answered = services.change_choices(
        upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, answers={key: "-"}
    )  # fmt: skip
    assert (answered.counts["skipped"], answered.counts["new"]) == (1, 0)


# Undoing ------------------------------------------------------------------------------------------------------------
def test_undo_takes_the_rows_out_of_force_with_who_and_why_and_they_may_come_again(city, old):
    upload = confirmed(city.officer, sent(city.officer, workbook([line(), line(year=2024)])))
    services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="Nhầm tệp")
    rows = Rating.objects.all()
    assert {(row.in_force, row.withdrawn_at, row.withdrawn_by, bool(row.withdrawal_reason)) for row in rows} == {
        (False, AT, city.officer, True)
    }
    assert selectors.ratings_of([city.an.person_id]) == {}
    (event,) = Event.objects.filter(tag="facts:rating:withdrawn")
    assert event.before["count"] == 2
    confirmed(city.officer, sent(city.officer, workbook([line(level=BEST)])))
    assert [row.level for row in selectors.ratings_of([city.an.person_id])[city.an.person_id]] == ["HTXS"]
    assert Rating.objects.count() == 3


def test_undo_is_refused_once_a_rating_was_replaced(city, old):
    upload = confirmed(city.officer, sent(city.officer, workbook([line(), line(year=2024)])))
    Rating.objects.filter(valid__startswith=date(2024, 1, 1)).update(in_force=False)
    with pytest.raises(Conflict) as refused:
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert refused.value.code == "imports.undo.changed_since"
    assert Rating.objects.filter(in_force=True).count() == 1


def test_undo_is_refused_while_something_rests_on_a_rating(city, old):
    from django.db import connection

    upload = confirmed(city.officer, sent(city.officer, workbook([line()])))
    with connection.cursor() as cursor:  # whatever table it is, a foreign key is enough
        cursor.execute("CREATE TABLE resting (rating_id bigint REFERENCES facts_rating (id))")
        cursor.execute("INSERT INTO resting SELECT id FROM facts_rating")
    with pytest.raises(Conflict) as refused:
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert refused.value.code == "facts.rating.rested_on"
    assert "resting" in str(refused.value)
    assert Rating.objects.get().in_force


def test_whoever_no_longer_keeps_the_people_takes_nothing_back(city, old):
    upload = confirmed(city.officer, sent(city.officer, workbook([line()])))
    city.officer.grants.filter(role=Role.OFFICER).delete()
    with pytest.raises(NotAllowed):
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=ON), at=AT, reason="x")
    assert Rating.objects.get().in_force


def test_withdrawing_is_signed_reasoned_and_all_or_none(city, old):
    by = actor_of(city.officer, on=ON)
    confirmed(city.officer, sent(city.officer, workbook([line(), line(year=2024)])))
    refs = list(Rating.objects.order_by("pk").values_list("source_ref", flat=True))
    for more, code in (
        ({"reason": " "}, "facts.rating.withdrawal_reason"),
        ({"by": replace(by, user_id=None)}, "facts.rating.anonymous"),
        ({"source_refs": [*refs, "x"]}, "facts.rating.not_in_force"),
    ):
        given = {"source": "import", "source_refs": refs, "reason": "Sai tệp", "by": by, "at": AT, **more}
        with pytest.raises(DomainError) as refused:
            withdraw_ratings(**given)
        assert refused.value.code == code
    assert Rating.objects.filter(in_force=True).count() == 2
    assert withdraw_ratings(source="import", source_refs=refs[:1], reason="Sai năm", by=by, at=AT) == 1
    assert Rating.objects.filter(in_force=True).count() == 1


def test_a_year_told_by_another_source_is_not_written_over(city, old):
    confirmed(city.officer, sent(city.officer, workbook([line()])))
    row = Rating.objects.get()
    Rating.objects.all().update(source="evaluations")
    assert errors(sent(city.officer, workbook([line(level=BEST)]))) == [("rating.year_taken", "level", 4)]
    assert put_ratings([], by=actor_of(city.officer, on=ON), at=AT) == 0
    assert Rating.objects.get() == row


def test_the_upload_page_says_what_the_list_needs_and_the_preview_lists_the_faults(city, old, client):
    client.force_login(city.officer)
    page = client.get(reverse("import_new"), {"kind": "ratings"}).content.decode()
    assert "kết quả xếp loại các năm trước" in page
    assert "khi ấy có vị trí công tác" in page
    upload = sent(city.officer, workbook([line(level="Giỏi")]))
    shown = client.get(reverse("import", args=[upload.pk])).content.decode()
    assert "Không có mức này trong" in shown
    assert "Hoàn thành xuất sắc nhiệm vụ" in shown
