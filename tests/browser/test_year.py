"""The year of a commune in a real browser: its screens at any width and language, then the whole of it, click by click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.months import month
from tests.app.evaluations.years import AT, ON, WHO, Year, open_year, ready, staff_of_commune
from tests.browser.looking import problems_of
from tests.cast import City

from namro.base.accounts.models import User
from namro.city.facts.models import Rating
from namro.duties.evaluations.models import DecidedRating, Meeting, Sheet, SheetState, UnitRating, UnitSheet
from namro.duties.evaluations.services.year import meetings, units

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def december(live_server) -> Iterator[None]:
    """The clock stands in the days the year is rated, whatever day the tests run."""
    from tests.browser.demonstration import from_moment

    with from_moment(AT):
        yield


@pytest.fixture
def year(city: City, december: None) -> Year:
    for who in [*staff_of_commune(city), city.chair]:
        for number in range(1, 12):
            month(who, number, "95" if who == city.binh else "85")
    return Year(city, open_year(city))


def units_opened(city: City) -> UnitSheet:
    period = units.open_unit_year(
        year=2026, people_framework="nd335-2025", by=actor(city_officer(city), ON), **WHO
    )  # fmt: skip
    return UnitSheet.objects.get(period=period, unit=city.culture)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_an_open_year(visit, faults, year: Year, width: int, language: str):
    city, of_unit = year.city, units_opened(year.city)
    year.hand_in(city.binh, "HTXS")
    held = meetings.call_meeting(
        period_id=year.period.pk, unit_id=city.culture.pk, kind="everybody", held_on=ON,
        chair_id=city.office_head.person_id, secretary_id=city.an.person_id, by=actor(city.office_head, ON), **WHO,
    )  # fmt: skip
    unit_page = f"/unit-years/{of_unit.period_id}/units/{of_unit.pk}"
    pages = [
        (city.an, "/sheets/mine"), (city.chair, f"/sheets/{year.sheet(city.office_head).pk}"),
        (city.office_head, f"/periods/{year.period.pk}/meetings"), (city.office_head, f"/meetings/{held.pk}"),
        (city.an, f"/meetings/{held.pk}"), (city.officer, f"/periods/{year.period.pk}"),
        (city.officer, "/periods/open?kind=year"), (city.chair, f"/rounds/{year.round(city.an).pk}"),
        (city.officer, "/unit-years/"), (city.chair, f"/unit-years/{of_unit.period_id}"), (city.office_head, unit_page),
        (city.chair, f"/unit-years/{of_unit.period_id}/decide"),
        (city.chair, unit_page),
    ]  # fmt: skip
    assert problems_of(visit, faults, pages, width=width, language=language) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_a_year_ready_to_decide(visit, faults, year: Year, width: int, language: str):
    ready(year)
    city = year.city
    pages = [
        (city.chair, f"/rounds/{year.round(city.an).pk}"), (city.chair, f"/rounds/{year.round(city.an).pk}/calibration"),
        (city.binh, f"/sheets/{year.sheet(city.binh).pk}"), (city.chair, f"/sheets/{year.sheet(city.office_head).pk}"),
    ]  # fmt: skip
    assert problems_of(visit, faults, pages, width=width, language=language) == []


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def hand_in(visit, who: User, level: str) -> None:
    page = visit(who, "/sheets/mine")
    page.get_by_label(level, exact=True).check()
    page.get_by_label("Kết quả, ưu điểm nổi bật trong năm").fill("Hoàn thành các việc được giao.")
    press(page, "Gửi phiếu")
    assert "Đã gửi phiếu xếp loại năm" in page.inner_text("body")
    page.context.close()


def meet(visit, year: Year, who: User, unit: object, *, party: User | None = None) -> None:
    """Keep the minutes of the first meeting the unit has to hold, everybody present, and adopt them."""
    page = visit(who, f"/periods/{year.period.pk}/meetings")
    row = page.locator("tbody tr", has_text="Tập thể lãnh đạo" if party else "Toàn thể").filter(
        has_text=unit.spell_name
    )
    row.get_by_role("button", name="Ghi biên bản họp").click()
    page.wait_for_load_state()
    if party:
        page.get_by_label("Mã cán bộ").fill(party.person.code)
        press(page, "Thêm")
    for box in page.locator("select[name^=presence-]").all():
        box.select_option("present")
    for box in page.locator("textarea[name^=opinion-]").all():
        box.fill("Nhất trí với mức tự xếp loại.")
    page.get_by_label("Diễn biến, ý kiến chung").fill("Từng người trình bày, cuộc họp góp ý, thống nhất.")
    press(page, "Lưu và thông qua biên bản")
    assert "đã được thông qua" in page.inner_text("body")
    page.context.close()


def named(unit: object, name: str) -> object:
    unit.spell_name = name
    return unit


def committee(visit, year: Year, who: User, of: User) -> None:
    page = visit(who, f"/sheets/{year.sheet(of).pk}")
    page.get_by_text("Ghi nhận xét của cấp ủy").click()
    page.get_by_label("Cấp ủy", exact=True).fill("Chi ủy cơ quan")
    page.get_by_label("Số văn bản").fill("07/NX")
    page.get_by_label("Nhận xét, đánh giá", exact=True).fill("Hoàn thành tốt nhiệm vụ.")
    press(page, "Ghi nhận xét")
    assert "Đã ghi nhận xét của cấp ủy" in page.inner_text("body")
    page.context.close()


def rate_unit(visit, sheet: UnitSheet, head: User, authority: User, number: str) -> None:
    """The head rates the unit, the authority looks and decides."""
    path = f"/unit-years/{sheet.period_id}/units/{sheet.pk}"
    for who, button in ((head, "Gửi tự đánh giá"), (authority, "Ghi kết quả")):
        page = visit(who, path)
        for box in page.locator("form input[inputmode=decimal]").all():
            most = box.locator("xpath=following-sibling::span").inner_text().strip(" /")
            box.fill(str(float(most.replace(",", ".")) * 0.8).replace(".", ","))
        for name, value in (
            ("tasks", "20"),
            ("tasks_done", "20"),
            ("tasks_good", "20"),
            ("tasks_late", "0"),
            ("tasks_exceeded", "5"),
        ):
            page.locator(f"input[name={name}]").fill(value)
        page.locator("select[name=shortcomings]").select_option("none")
        if who == head:
            page.get_by_label("Báo cáo tự đánh giá").fill("Hoàn thành kế hoạch năm.")
            page.get_by_label("Mức tự đề xuất").select_option("HTT")
        press(page, button)
        page.context.close()
    page = visit(authority, f"/unit-years/{sheet.period_id}")
    page.get_by_role("link", name="Xem và quyết định").click()
    page.get_by_label("Số quyết định").fill(number)
    press(page, "Xem trước khi quyết định")
    press(page, "Quyết định")
    assert UnitRating.objects.filter(period=sheet.period_id, unit=sheet.unit_id, rating="HTT").exists(), (
        page.inner_text("main")
    )
    page.context.close()


def test_a_year_from_the_forms_to_a_replaced_decision(visit, year: Year):
    """Forms, units, minutes, opinions, proposals, calibration, the decision, notices, a petition upheld."""
    city = year.city
    culture, economy, commune = (
        named(city.culture, "Phòng Văn hóa"),
        named(city.economy, "Phòng Kinh tế"),
        named(city.commune, "Phường Tây Hồ"),
    )
    sheet = units_opened(city)
    rate_unit(visit, sheet, city.office_head, city.chair, "41/QĐ")
    rate_unit(
        visit, UnitSheet.objects.get(period=sheet.period_id, unit=economy), city.economy_head, city.chair, "42/QĐ"
    )
    for who in staff_of_commune(city):
        hand_in(visit, who, "Hoàn thành xuất sắc nhiệm vụ" if who == city.binh else "Hoàn thành tốt nhiệm vụ")
    meet(visit, year, city.office_head, culture)
    meet(visit, year, city.economy_head, economy)
    meet(visit, year, city.chair, commune)
    meet(visit, year, city.chair, commune, party=city.officer)
    assert Meeting.objects.filter(period=year.period, adopted_at__isnull=False).count() == 4
    for who in (city.vice_chair, city.office_head, city.economy_head):
        committee(visit, year, city.officer, who)
    _home_affairs_proposes(visit, year)
    _calibrate(visit, year)
    _decide_and_publish(visit, year)
    _petition_upheld(visit, year)


def _home_affairs_proposes(visit, year: Year) -> None:
    round_ = year.round(year.city.an)
    page = visit(year.city.officer, f"/rounds/{round_.pk}")
    for who in (year.city.office_head, year.city.economy_head):
        page.locator(f"textarea[name=reason-{year.sheet(who).pk}]").fill("Tổng hợp ý kiến cuộc họp và cấp ủy")
        page.locator(f"select[name=rating-{year.sheet(who).pk}]").select_option("HTNV")
    press(page, "Lưu đề xuất")
    assert year.sheet(year.city.office_head).proposed_as == "officer"
    page.context.close()


def _calibrate(visit, year: Year) -> None:
    """Bình alone reaches the top level, and one in six may hold it: the session proposes the second."""
    page = visit(year.city.chair, f"/rounds/{year.round(year.city.an).pk}/calibration")
    page.get_by_label("Thành phần").fill("Chủ tịch, Phó Chủ tịch, hai Trưởng phòng")
    page.get_by_label("Nội dung, lý do lựa chọn").fill("So sánh sản phẩm, sáng kiến, điểm từng tháng.")
    press(page, "Lưu phiên họp và ghi đề xuất")
    page.context.close()


def _decide_and_publish(visit, year: Year) -> None:
    city, round_ = year.city, year.round(year.city.an)
    page = visit(city.chair, f"/rounds/{round_.pk}")
    page.get_by_label("Số quyết định").fill("99/QĐ-UBND")
    press(page, "Xem lại trước khi quyết định")
    if page.get_by_label("Căn cứ").count():
        page.get_by_label("Căn cứ").first.fill("Phường có thành tích nổi trội")
    page.get_by_role("button", name="Quyết định", exact=True).click()
    page.wait_for_load_state()
    assert DecidedRating.objects.filter(sheet__round=round_).count() == len(staff_of_commune(city)), page.inner_text(
        "main"
    )
    press(page, "Công bố và thông báo từng người")
    assert Rating.objects.filter(kind="year", person=city.an.person_id, level="HTT").exists()
    page.context.close()


def _petition_upheld(visit, year: Year) -> None:
    """Dũng was decided lower than his score; he disputes it, and the city replaces the decision."""
    city, sheet = year.city, year.sheet(year.city.economy_head)
    page = visit(city.economy_head, f"/sheets/{sheet.pk}")
    assert "Mức quyết định khác mức theo điểm" in page.inner_text("main")  # nobody is demoted in silence
    page.get_by_role("link", name="Gửi kiến nghị").click()
    page.locator("textarea[name=grounds]").fill("Điểm năm 85, các tháng đều tốt; lý do nêu chưa đúng.")
    press(page, "Gửi kiến nghị")
    petition = sheet.petitions.get()
    page.context.close()
    page = visit(city.chair, f"/petitions/{petition.pk}")
    page.locator("select[name=handler]").select_option(str(city.vice_chair.person_id))
    press(page, "Giao")
    page.locator("[name=outcome][value=upheld]").check()
    page.locator("textarea[name=answer]").fill("Chấp nhận: ý kiến cuộc họp thống nhất mức tốt.")
    page.locator("select[name=rating]").select_option("HTT")
    page.locator("input[name=number]").fill("100/QĐ-UBND")
    press(page, "Gửi trả lời")
    known = Rating.objects.filter(person=city.economy_head.person_id, kind="year").order_by("pk")
    assert [(one.level, one.in_force) for one in known] == [("HTNV", False), ("HTT", True)], page.inner_text("main")
    assert Sheet.objects.get(pk=sheet.pk).state == SheetState.DECIDED
    page.context.close()
