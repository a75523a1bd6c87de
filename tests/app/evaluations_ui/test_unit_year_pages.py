"""The pages of a year of units: who sees what, what each says is lacking, and the act with its consequences first."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.test_unit_years import GOOD
from tests.cast import City, posting, unit

from namro.base.accounts.models import User
from namro.city.organisation.models import AgencyRole, UnitKind
from namro.city.people.models import Rank
from namro.duties.evaluations.models import Period, UnitRating, UnitSheet, UnitSheetState
from namro.duties.evaluations.services.year import unit_decisions, units

pytestmark = pytest.mark.django_db


def main(answer: Any) -> str:
    return answer.content.decode().split("<main")[1]


def who_on(city: City) -> dict[str, Any]:
    return {"at": timezone.make_aware(datetime.combine(city.today, time(9))), "on": city.today}


@pytest.fixture
def period(city: City) -> Period:
    by = actor(city_officer(city), city.today)
    return units.open_unit_year(year=city.today.year, people_framework="nd335-2025", by=by, **who_on(city))


def path_of(period: Period, of: Any, act: str = "") -> str:
    sheet = UnitSheet.objects.get(period=period, unit=of)
    return f"/unit-years/{period.pk}/units/{sheet.pk}" + (f"/{act}" if act else "")


def send(client: Client, period: Period, of: Any, act: str, **fields: Any) -> Any:
    version = UnitSheet.objects.get(period=period, unit=of).version
    return client.post(path_of(period, of, act), {"version": version, **fields})


def ready(as_: Any, period: Period, of: Any, head: User, authority: User, **answers: str) -> None:
    given = {**GOOD, **answers}
    own = {**given, "level": "HTT", "report": "Hoàn thành kế hoạch năm."}
    assert send(as_(head), period, of, "self", **own).status_code == 302
    assert send(as_(authority), period, of, "review", **given).status_code == 302


def form(period: Period, ratings: dict[Any, tuple[str, str]], **changes: str) -> dict[str, str]:
    found = {"stage": "check", "number": "12/QĐ-UBND", "decided_on": timezone.localdate().isoformat(), **changes}
    for of, (level, reason) in ratings.items():
        pk = UnitSheet.objects.get(period=period, unit=of).pk
        found |= {f"rating-{pk}": level, f"reason-{pk}": reason}
    return found


# the years --------------------------------------------------------------------------------------------------------
def test_nothing_yet_teaches_what_will_happen_and_home_affairs_opens(city: City, as_):
    text = main(as_(city.chair).get("/unit-years/"))
    assert "Chưa có năm nào" in text and "Mở kỳ xếp loại đơn vị" not in text
    officer = as_(city_officer(city))
    assert "Mở kỳ xếp loại đơn vị" in main(officer.get("/unit-years/"))
    answer = officer.post("/unit-years/open", {"year": str(city.today.year), "framework": "nd335-2025"})
    assert answer.headers["Location"] == f"/unit-years/{Period.objects.get().pk}"
    again = officer.post("/unit-years/open", {"year": str(city.today.year), "framework": "nd335-2025"})
    assert again.status_code == 409 and "đã có phiếu" in main(again)


@pytest.mark.parametrize("year", ["", "20", "hai nghìn", "99999"])
def test_a_year_that_is_none_is_refused_and_kept(city: City, as_, year: str):
    answer = as_(city_officer(city)).post("/unit-years/open", {"year": year, "framework": "nd335-2025"})
    assert answer.status_code == 400 and "bốn chữ số" in main(answer) and f'value="{year}"' in main(answer)


def test_staff_see_no_year_of_units(city: City, as_, period: Period):
    assert "Chưa có năm nào" in main(as_(city.an).get("/unit-years/"))
    assert as_(city.an).get(f"/unit-years/{period.pk}").status_code == 404
    assert as_(city.an).get(path_of(period, city.culture)).status_code == 404


def test_each_sees_the_units_that_concern_them(city: City, as_, period: Period):
    seen = {
        who: main(as_(who).get(f"/unit-years/{period.pk}")).count('<th scope="row">')
        for who in (city.office_head, city.chair, city.other_chair, city_officer(city), city.officer)
    }
    assert seen == {
        city.office_head: 1, city.chair: 3, city.other_chair: 1, city_officer(city): 4, city.officer: 3,
    }  # fmt: skip


def test_the_lowest_come_first_and_the_list_can_be_searched_and_filtered(city: City, as_, period: Period):
    client = as_(city_officer(city))
    text = main(client.get(f"/unit-years/{period.pk}"))
    assert text.index("Phòng Kinh tế") < text.index(f'{path_of(period, city.commune)}"')
    assert "Phòng Kinh tế" in main(client.get(f"/unit-years/{period.pk}", {"q": "kinh te"}))
    assert "Hiện tất cả" in main(client.get(f"/unit-years/{period.pk}", {"show": "ready"}))
    ready(as_, period, city.culture, city.office_head, city.chair)
    text = main(client.get(f"/unit-years/{period.pk}", {"show": "ready", "sort": "-name"}))
    assert "Phòng Văn hóa" in text and "Phòng Kinh tế" not in text


# one unit ---------------------------------------------------------------------------------------------------------
def test_the_head_writes_and_the_authority_sees_what_was_written_beside_its_own(city: City, as_, period: Period):
    ready(as_, period, city.culture, city.office_head, city.chair)
    text = main(as_(city.chair).get(path_of(period, city.culture)))
    assert "95,00" in text and "đơn vị tự ghi: 20" in text and "MẪU" in text
    assert "Ít nhất 30% nhiệm vụ hoàn thành vượt mức yêu cầu" in text and "chưa đạt" not in text


def test_a_condition_that_fails_is_shown_with_its_article_and_leaves_it_to_the_authority(city: City, as_, period):
    ready(as_, period, city.culture, city.office_head, city.chair, tasks_exceeded="2")
    text = main(as_(city.office_head).get(path_of(period, city.culture)))
    assert "chưa đạt" in text and "Điều 8.1a" in text and "cấp có thẩm quyền quyết định" in text


def test_what_was_typed_stays_when_it_cannot_be_saved(city: City, as_, period: Period):
    answer = send(as_(city.office_head), period, city.culture, "self", **{**GOOD, "I.1": "11", "report": "Đã viết dài"})
    text = main(answer)
    assert answer.status_code == 400 and 'value="11"' in text and "Đã viết dài" in text and "I.1" in text
    stale = as_(city.office_head).post(path_of(period, city.culture, "self"), {**GOOD, "version": "9", "report": "Mới"})
    assert stale.status_code == 409 and "Nội dung anh/chị đang nhập vẫn còn dưới đây" in main(stale)
    assert UnitSheet.objects.get(period=period, unit=city.culture).state == UnitSheetState.OPEN


def test_a_draft_hands_nothing_in(city: City, as_, period: Period):
    assert send(as_(city.office_head), period, city.culture, "self", stage="draft", **GOOD).status_code == 302
    sheet = UnitSheet.objects.get(period=period, unit=city.culture)
    assert (sheet.state, sheet.self_answers["tasks"]) == (UnitSheetState.OPEN, 20)


def test_a_signal_is_written_and_verified_on_the_page(city: City, as_, period: Period):
    officer = as_(city.officer)
    assert send(officer, period, city.culture, "signal", signal="Đơn phản ánh").status_code == 302
    text = main(officer.get(path_of(period, city.culture)))
    assert "Đơn phản ánh" in text and "chưa xác minh" in text
    assert send(officer, period, city.culture, "verify", verified="Không có cơ sở").status_code == 302
    assert "Không có cơ sở" in main(officer.get(path_of(period, city.culture)))
    assert send(as_(city.office_head), period, city.culture, "signal", signal="x").status_code == 403


def test_a_sheet_of_another_year_is_not_found_under_this_one(city: City, as_, period: Period):
    path = path_of(period, city.culture).replace(f"/{period.pk}/", f"/{period.pk + 1}/", 1)
    assert as_(city.chair).get(path).status_code == 404


# deciding ---------------------------------------------------------------------------------------------------------
def test_only_the_head_of_the_authority_comes_to_decide(city: City, as_, period: Period):
    answers = {who: as_(who).get(f"/unit-years/{period.pk}/decide").status_code for who in (
        city.chair, city.city_chair, city.office_head, city.officer, city.an, city.vice_chair,
    )}  # fmt: skip
    assert answers == {
        city.chair: 200, city.city_chair: 200, city.office_head: 403, city.officer: 403, city.an: 404, city.vice_chair: 404,
    }  # fmt: skip
    other = as_(city.chair).get(f"/unit-years/{period.pk}/decide", {"of": city.city_unit.pk})
    assert other.status_code == 403


def test_consequences_come_first_then_the_act(city: City, as_, period: Period):
    for of, head in ((city.culture, city.office_head), (city.economy, city.economy_head)):
        ready(as_, period, of, head, city.chair)
    client, path = as_(city.chair), f"/unit-years/{period.pk}/decide"
    assert "2 đơn vị chờ Phường Tây Hồ quyết định" in main(client.get(f"/unit-years/{period.pk}"))
    assert "tối đa 0, đang có 2" in main(client.get(path))
    top = {city.culture: ("HTXS", ""), city.economy: ("HTT", "Ít việc vượt mức hơn")}
    over = client.post(path, form(period, top))
    assert over.status_code == 400 and "Vượt tỷ lệ" in main(over) and "Ít việc vượt mức hơn" in main(over)
    both = dict.fromkeys((city.culture, city.economy), ("HTT", "Ít việc vượt mức hơn"))
    text = main(client.post(path, form(period, both)))
    assert (
        "Quyết định số 12/QĐ-UBND" in text
        and "Phòng Kinh tế" in text
        and "2 đơn vị được quyết định trong một lần" in text
    )
    assert not UnitRating.objects.exists()
    assert "Ít việc vượt mức hơn" in main(client.post(path, form(period, both, stage="edit")))
    assert client.post(path, form(period, both, stage="decide")).status_code == 302
    assert set(UnitRating.objects.order_by("pk").values_list("rating", "number")) == {("HTT", "12/QĐ-UBND")}
    assert "Mọi đơn vị trong phạm vi này đã có quyết định" in main(client.get(path))


def test_who_is_not_ready_is_named_with_what_to_do(city: City, as_, period: Period):
    answer = as_(city.chair).post(f"/unit-years/{period.pk}/decide", form(period, {city.culture: ("HTT", "")}))
    text = main(answer)
    assert (
        answer.status_code == 400
        and "Chưa quyết định được" in text
        and "Chưa ghi kết quả của cấp có thẩm quyền" in text
    )


def test_a_decision_is_replaced_on_the_page_of_the_unit(city: City, as_, period: Period):
    ready(as_, period, city.culture, city.office_head, city.chair)
    low = {city.culture: ("HTT", "Ít việc vượt mức hơn")}
    as_(city.chair).post(f"/unit-years/{period.pk}/decide", form(period, low, stage="decide"))
    new = {"rating": "HTNV", "number": "20/QĐ", "decided_on": city.today.isoformat()}
    empty = send(as_(city.chair), period, city.culture, "correct", **new, reason="")
    assert empty.status_code == 400 and "20/QĐ" in main(empty)
    assert send(as_(city.chair), period, city.culture, "correct", **new, reason="Kết luận thanh tra").status_code == 302
    text = main(as_(city.office_head).get(path_of(period, city.culture)))
    assert "Kết luận thanh tra" in text and "Thay bằng quyết định mới" not in text


def test_the_list_as_a_workbook(city: City, as_, period: Period):
    ready(as_, period, city.culture, city.office_head, city.chair)
    low = {city.culture: ("HTT", "Ít việc vượt mức hơn")}
    as_(city.chair).post(f"/unit-years/{period.pk}/decide", form(period, low, stage="decide"))
    answer = as_(city.chair).get(f"/unit-years/{period.pk}/list.xlsx")
    assert "xep-loai-don-vi" in answer.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(answer.content)) as file:
        text = file.read("xl/worksheets/sheet1.xml").decode() + "".join(
            file.read(name).decode() for name in file.namelist() if "sharedStrings" in name
        )
    assert "Phòng Văn hóa" in text and "Ít việc vượt mức hơn" in text


# in English, and how much it reads --------------------------------------------------------------------------------
def test_pages_in_english(city: City, as_, period: Period):
    ready(as_, period, city.culture, city.office_head, city.chair, tasks_exceeded="2")
    client = as_(city.chair)
    client.cookies["namro_language"] = "en"
    says = {
        "/unit-years/": "Due before",
        f"/unit-years/{period.pk}": "the authority decides",
        f"/unit-years/{period.pk}/decide": "Share of the top level",
        path_of(period, city.culture): "At least 30 % of the tasks beyond what was required",
    }
    assert [path for path, text in says.items() if text not in main(client.get(path))] == []


def more_offices(city: City, number: int) -> None:
    for place in range(number):
        made = unit(f"HN-TH-{place:03}", f"Phòng số {place}", UnitKind.DIVISION, AgencyRole.DIRECT, city.commune)
        posting((city.an, city.binh)[place % 2].person, made, Rank.HEAD, kind="concurrent")


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_pages_read_little_however_many_units_there_are(city: City, as_, period: Period):
    chair, officer = as_(city.chair), as_(city_officer(city))
    paths = ("/unit-years/", f"/unit-years/{period.pk}", f"/unit-years/{period.pk}/decide")
    before = [queries_of(chair, path) for path in paths]
    more_offices(city, 60)
    by = actor(city_officer(city), city.today)
    units.open_unit_year(year=city.today.year, people_framework="nd335-2025", by=by, **who_on(city))
    assert [queries_of(chair, path) for path in paths] == before
    assert max(before) <= 12
    assert queries_of(officer, f"/unit-years/{period.pk}") <= 12
    assert queries_of(chair, path_of(period, city.culture)) <= 15
    assert len(officer.get(f"/unit-years/{period.pk}").content) < 100_000


def test_deciding_many_units_takes_as_many_queries_as_deciding_one(city: City, as_, period: Period):
    more_offices(city, 20)
    by = actor(city_officer(city), city.today)
    units.open_unit_year(year=city.today.year, people_framework="nd335-2025", by=by, **who_on(city))
    sheets = UnitSheet.objects.filter(period=period, authority_unit=city.commune)
    sheets.update(
        state=UnitSheetState.SELF_RATED, self_at=timezone.now(), self_by=city.chair, review_at=timezone.now(),
        review_by=city.chair, answers=GOOD,
    )  # fmt: skip
    ratings = dict.fromkeys(sheets.order_by("pk").values_list("pk", flat=True), ("HTT", "Ít việc vượt mức hơn"))
    chair = actor(city.chair, city.today)
    given = {"period_id": period.pk, "authority_unit_id": city.commune.pk, "number": "1/QĐ", "decided_on": city.today}
    with CaptureQueriesContext(connection) as found:
        made = unit_decisions.decide_units(ratings=ratings, **given, by=chair, **who_on(city))
    assert len(made) == 22 and len(found) <= 20
