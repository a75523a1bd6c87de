"""What an officer may import follows from today: a day typed beside the file opens nothing that is no longer theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.imports.test_staff_import import AT, codes_of, confirmed, line, workbook
from tests.cast import City

from namro.base.access.models import Grant
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.errors import NotAllowed
from namro.base.imports import services
from namro.base.imports.models import Upload
from namro.city.organisation import selectors
from namro.city.organisation.models import AgencyRole, Unit, UnitKind, UnitSpell
from namro.city.organisation.services import change_unit
from namro.city.people.models import Leave, Person, Posting
from namro.city.people.services import merge_units, move

pytestmark = pytest.mark.django_db
TODAY, MOVED, BEFORE, NEXT = date(2026, 11, 22), date(2026, 11, 10), date(2026, 11, 1), date(2027, 1, 4)
LEAVE = ["Mã cán bộ", "Họ và tên", "Loại nghỉ", "Từ ngày", "Đến ngày"]


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def whole_city(city: City) -> Actor:
    return Actor(user_id=city.administrator.pk, officer_of=frozenset({city.city_unit.pk}))


@pytest.fixture
def culture_left(city: City, whole_city: Actor) -> City:
    """The office of culture went to the other commune on the 10th, with everybody in it."""
    change_unit(unit_id=city.culture.pk, on=MOVED, parent_id=city.other_commune.pk, by=whole_city, at=AT)
    return city


@pytest.fixture
def an_left(city: City, whole_city: Actor) -> City:
    """An went to the other commune on the 10th."""
    move(person_id=city.an.person_id, unit_id=city.other_commune.pk, on=MOVED, by=whole_city, at=AT)
    return city


def sent(user, data: bytes, on: date, kind: str = "staff", **options: str) -> Upload:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("ds.xlsx", data)
    return services.receive(file=file, kind=kind, on=on, by=actor_of(user, on=TODAY), at=AT, options=options)


def named(code: str, name: str, unit: str) -> list:
    return line(1, code, name, unit=unit)


@pytest.mark.parametrize("on", [BEFORE, TODAY])
def test_nobody_is_put_into_a_unit_that_has_left(culture_left: City, on: date):
    upload = sent(culture_left.officer, workbook([named("M1", "Lý Thị Mới", "Phòng Văn hóa - Xã hội")]), on)
    assert codes_of(upload) == {"unit.unknown"}
    assert not Person.objects.filter(code="M1").exists()


@pytest.mark.parametrize("on", [BEFORE, TODAY])
def test_a_unit_that_has_left_is_not_reached_by_its_code_either(culture_left: City, on: date):
    headers = ["TT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Mã đơn vị", "Chức vụ", "Đối tượng", "Ngày về đơn vị"]
    upload = sent(culture_left.officer, workbook([named("M1", "Lý Thị Mới", culture_left.culture.code)], headers), on)
    assert codes_of(upload) == {"unit.outside"}


@pytest.mark.parametrize("on", [BEFORE, TODAY])
@pytest.mark.parametrize("name", ["Nguyễn Văn An", "Nguyễn Văn Đổi"])
def test_people_of_a_unit_that_has_left_are_not_taken_back_or_renamed(culture_left: City, on: date, name: str):
    upload = sent(culture_left.officer, workbook([named("CB-AN", name, "Phòng Kinh tế")]), on)
    assert "person.outside" in codes_of(upload)


@pytest.mark.parametrize("on", [BEFORE, TODAY])
def test_somebody_who_has_left_is_not_written_about(an_left: City, on: date):
    row = [1, "CB-AN", "Nguyễn Văn Đổi", "", "Phòng Văn hóa - Xã hội", "", "Công chức", ""]
    upload = sent(an_left.officer, workbook([row]), on)
    assert "person.outside" in codes_of(upload)
    assert Person.objects.get(code="CB-AN").full_name == "Nguyễn Văn An"


def test_an_officer_who_receives_a_unit_writes_it_from_the_day_it_came(culture_left: City):
    officer = culture_left.outsider
    Grant.objects.create(user=officer, role="officer", unit=culture_left.other_commune, valid=DateRange(BEFORE, None))
    upload = sent(officer, workbook([named("M1", "Lý Thị Mới", "Phòng Văn hóa - Xã hội")]), TODAY)
    assert codes_of(upload) == set()
    confirmed(officer, upload)
    assert Posting.objects.get(person__code="M1").unit == culture_left.culture


def test_a_unit_that_comes_later_can_be_filled_beforehand(city: City):
    unit = Unit.objects.create(code="HN-TH-MOI")
    UnitSpell.objects.create(
        unit=unit, valid=DateRange(NEXT, None), name="Phòng Mới", search_key="phong moi", kind=UnitKind.DIVISION,
        role=AgencyRole.DIRECT, parent=city.commune,
    )  # fmt: skip
    rows = [[1, "M1", "Lý Thị Mới", "", "Phòng Mới", "", "Công chức", "04/01/2027"]]
    assert codes_of(sent(city.officer, workbook(rows), NEXT)) == set()


def test_a_unit_beside_the_file_must_be_the_officers(city: City):
    rows = [[1, "M1", "Lý Thị Mới", "", "", "", "Công chức", ""]]
    data = workbook(rows)
    assert codes_of(sent(city.officer, data, TODAY, unit=str(city.other_commune.pk))) == {"unit.outside"}
    assert codes_of(sent(city.officer, data, TODAY, unit=str(city.culture.pk))) == set()


def test_nobody_imports_a_post_for_themself(city: City):
    city.officer.person, city.an.person = city.an.person, None
    city.an.save()
    city.officer.save()
    own = [1, "CB-AN", "Nguyễn Văn An", "", "Phòng Văn hóa - Xã hội", "Trưởng phòng", "Công chức", ""]
    assert "person.own" in codes_of(sent(city.officer, workbook([own]), TODAY))
    same = [1, "CB-AN", "Nguyễn Văn An", "", "Phòng Văn hóa - Xã hội", "", "Công chức", ""]
    assert codes_of(sent(city.officer, workbook([same]), TODAY)) == set()


def leave(code: str = "CB-AN") -> bytes:
    return workbook([[code, "Nguyễn Văn An", "Ốm đau", "02/11/2026", "06/11/2026"]], LEAVE)


@pytest.mark.parametrize("on", [BEFORE, TODAY])
@pytest.mark.parametrize("how", ["an_left", "culture_left"])
def test_leave_of_whoever_has_left_is_not_imported(request, city: City, how: str, on: date):
    request.getfixturevalue(how)
    upload = sent(city.officer, leave(), on, kind="leave")
    assert codes_of(upload) == {"person.outside"}
    assert not Leave.objects.exists()


def test_leave_of_ones_own_people_is_imported_whatever_the_day(city: City):
    for on in (BEFORE, TODAY):
        assert codes_of(sent(city.officer, leave(), on, kind="leave")) == set()


def test_leave_is_not_taken_back_once_the_person_has_left(city: City, whole_city: Actor):
    upload = confirmed(city.officer, sent(city.officer, leave(), TODAY, kind="leave"))
    move(person_id=city.an.person_id, unit_id=city.other_commune.pk, on=MOVED, by=whole_city, at=AT)
    with pytest.raises(NotAllowed):
        services.undo(upload_id=upload.pk, by=actor_of(city.officer, on=TODAY), at=AT, reason="Nhầm")
    assert Leave.objects.count() == 1


def test_a_head_of_before_assigns_nothing_by_typing_the_day(city: City):
    """Hoa headed the office until the 10th."""
    row = Posting.objects.get(person=city.office_head.person)
    row.valid = DateRange(date(2025, 7, 1), MOVED)
    row.save()
    data = workbook([["CB-AN", "DC.01", 1, "20/11/2026", "Q"]], ["Mã cán bộ", "Mã công việc", "Số lượng giao", "Thời hạn", "Quy trình"])  # fmt: skip
    for on in (BEFORE, TODAY):
        upload = sent(city.office_head, data, on, kind="assignments")
        assert codes_of(upload) == {"work.person"}


def test_a_unit_that_is_no_more_is_its_last_keepers(city: City, whole_city: Actor, culture_left: City):
    """Culture was the commune's, went to the other commune, and was then merged away."""
    merge_units(unit_ids=[city.culture.pk], into_id=city.other_commune.pk, on=date(2026, 11, 20), by=whole_city, at=AT)
    mine = actor_of(city.officer, on=TODAY)
    theirs = Actor(user_id=1, officer_of=frozenset({city.other_commune.pk}))
    assert city.culture.pk not in selectors.writable_ids(mine, on=BEFORE, today=TODAY)
    assert city.culture.pk in selectors.writable_ids(theirs, on=date(2026, 11, 15), today=TODAY)
    with pytest.raises(NotAllowed):
        change_unit(unit_id=city.culture.pk, on=BEFORE, name="Đổi tên", by=mine, at=AT)
    change_unit(unit_id=city.culture.pk, on=date(2026, 11, 15), name="Đổi tên", by=theirs, at=AT)
