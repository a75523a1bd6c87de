"""Before a period is opened: whether the table of frameworks names the framework chosen, for whom it would take."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.app.evaluations.month import AT, DEADLINES, FIRST, FRAMEWORK, TODAY, actor, city_officer
from tests.app.evaluations.test_whole_year import code_of
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.jobs.models import Job
from namro.duties.evaluations import jobs, services
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.selectors.applying import Naming, naming_of

pytestmark = pytest.mark.django_db
YEAR = {"kind": "year", "first": date(2026, 1, 1), "until": date(2027, 1, 1), "units": None, "on": TODAY}


def named(framework: str, **changes: Any) -> Naming:
    return naming_of(framework, **{**YEAR, "staff_groups": ("cong_chuc",), **changes})


def test_the_framework_the_table_names_needs_no_reason_and_leaders_are_asked_about(city: City) -> None:
    found = named(FRAMEWORK)
    assert (found.is_own, found.others) == (False, ())
    (leaders,) = found.asks
    assert leaders.leads and {row.framework for row in leaders.rows} == {FRAMEWORK, "qd366-2025"}
    assert [text.vi for text in leaders.part.questions] == ["Người này có thuộc diện cấp ủy quản lý không?"]


def test_another_framework_says_how_many_the_table_gives_which_law(city: City) -> None:
    found = named("nd90-2020")
    staff, leaders = found.others
    assert (staff.leads, leaders.leads, found.asks) == (False, True, ())
    assert [row.framework for row in staff.rows] == [FRAMEWORK]
    assert staff.rows[0].article == "Điều 17.3, 19, 20, 27"
    assert (staff.people, leaders.people) == (4, 6)
    assert found.kept()[0] == {
        "staff_group": "cong_chuc", "leads": False, "people": staff.people, "rows": ["year-cong-chuc-335"],
    }  # fmt: skip


def test_only_the_people_of_the_officers_units_are_counted(city: City) -> None:
    whole, part = named("nd90-2020"), named("nd90-2020", units=[city.culture.pk])
    assert 0 < sum(one.people for one in part.others) < sum(one.people for one in whole.others)
    assert named("nd90-2020", units=[]).others == ()


def test_a_framework_drafted_here_is_said_to_be_in_no_row(city: City) -> None:
    found = named("tp-hn-2026")
    assert found.is_own and found.needs_reason
    assert not named("nd90-2020").is_own


def test_the_question_costs_one_query_however_many_people(city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        named(FRAMEWORK)


def asked(city: City, **changes: Any) -> dict[str, Any]:
    given = {
        "kind": "year",
        "first_day": date(2026, 1, 1),
        "framework_id": "nd90-2020",
        "by": actor(city_officer(city)),
    }
    return {**given, "at": AT, **changes}


def test_opening_against_the_table_needs_a_reason_which_the_log_keeps_with_a_name(city: City) -> None:
    assert code_of(lambda: services.start_opening(**asked(city))) == "evaluations.period.why"
    assert not Job.objects.exists()
    services.start_opening(**asked(city, why="Cấp có thẩm quyền cho thí điểm tại văn bản 12/UBND-NV"))
    jobs.open_period(arguments=Job.objects.get().arguments, progress=None)
    event = Event.objects.get(tag="evaluations:period:opened")
    assert event.reason == "Cấp có thẩm quyền cho thí điểm tại văn bản 12/UBND-NV"
    assert event.user_id == city_officer(city).pk
    assert event.after["named_elsewhere"][0]["rows"] == ["year-cong-chuc-335"]
    assert Period.objects.get().framework == "nd90-2020"


def test_opening_by_the_table_asks_for_none_and_keeps_none(city: City) -> None:
    by = actor(city_officer(city))
    services.open_period(kind="month", first_day=FIRST, framework_id=FRAMEWORK, deadlines=DEADLINES, by=by, at=AT)
    event = Event.objects.get(tag="evaluations:period:opened")
    assert (event.reason, event.after["named_elsewhere"]) == ("", [])


def test_the_page_names_who_which_law_and_asks_why(city: City, as_) -> None:
    given = {"kind": "year", "first": "2026-01", "framework": "nd90-2020"}
    page = as_(city_officer(city)).get("/periods/open", given).content.decode().split("<main")[1]
    assert "Bảng khung áp dụng nêu khung khác" in page and "Nghị định 335/2025/NĐ-CP. Điều 17.3, 19, 20, 27" in page
    assert 'name="why"' in page
    refused = as_(city_officer(city)).post("/periods/open", given)
    assert refused.status_code == 400 and "ghi lý do" in refused.content.decode()
    usual = as_(city_officer(city)).get("/periods/open", {**given, "framework": FRAMEWORK}).content.decode()
    assert 'name="why"' not in usual and "thuộc diện cấp ủy quản lý" in usual
