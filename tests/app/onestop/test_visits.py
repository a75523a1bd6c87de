"""The mobile team: with consent, by people of the point, and nobody else reads where somebody lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop.models import HomeVisit, VisitState
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.services import put_staff
from namro.duties.onestop.services.visits import VisitData, ask_visit, end_visit, plan_visit

pytestmark = pytest.mark.django_db
ASKED, EVE, GOES = "2026-11-02T09:00", "2026-11-02T15:00", "2026-11-03T14:00"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def data(desk: Desk, **changes: Any) -> VisitData:
    given = VisitData(
        desk.point.pk, "Trần Thị Mơ", "12 phố Quán Thánh", "Ốm nặng", "Đăng ký kết hôn", "0912345678", consents=True
    )
    return replace(given, **changes)


def asked(desk: Desk) -> HomeVisit:
    return ask_visit(data(desk), **desk.who(desk.city.an, ASKED))


def planned(desk: Desk, **changes: Any) -> HomeVisit:
    given = {"when": moment(GOES), "team": [desk.city.an.person_id], **changes}
    return plan_visit(asked(desk).pk, **given, **desk.who(desk.city.vice_chair, EVE))


def test_a_visit_is_asked_for_planned_and_done_with_the_dossiers_it_helped_with(desk: Desk) -> None:
    dossier = desk.received("2026-11-03T15:00")
    visit = planned(desk)
    who = desk.who(desk.city.an, "2026-11-03T16:00")
    end_visit(
        visit.pk, state=VisitState.DONE, outcome="Đã nhận hồ sơ tại nhà", codes=[str(dossier.code).lower(), ""], **who
    )
    visit.refresh_from_db()
    assert (visit.state, list(visit.dossiers.all()), list(visit.team.all())) == (
        "done",
        [dossier],
        [desk.city.an.person],
    )
    tags = Event.objects.filter(tag__startswith="onestop:visit").order_by("pk").values_list("tag", flat=True)
    assert list(tags) == ["onestop:visit:asked", "onestop:visit:planned", "onestop:visit:done"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consents": False}, "onestop.visit.consent"),
        ({"address": " "}, "onestop.visit.missing"),
        ({"wish": ""}, "onestop.visit.missing"),
    ],
)
def test_nobody_is_visited_without_consent_or_an_address(desk: Desk, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: ask_visit(data(desk, **changes), **desk.who(desk.city.an, ASKED))) == code
    assert code_of(lambda: ask_visit(data(desk), **desk.who(desk.city.binh, ASKED))) == "access.denied"
    assert not HomeVisit.objects.exists()


def test_who_goes_works_at_the_point_and_whoever_is_in_charge_sends_them(desk: Desk) -> None:
    visit, chair = asked(desk), desk.who(desk.city.vice_chair, EVE)
    an, binh = desk.city.an.person_id, desk.city.binh.person_id
    assert code_of(lambda: plan_visit(visit.pk, when=moment(GOES), team=[an, binh], **chair)) == "onestop.visit.team"
    assert code_of(lambda: plan_visit(visit.pk, when=moment(GOES), team=[], **chair)) == "onestop.visit.team"
    assert code_of(lambda: plan_visit(visit.pk, when=moment(ASKED), team=[an], **chair)) == "onestop.visit.past"
    mine = desk.who(desk.city.an, EVE)
    assert code_of(lambda: plan_visit(visit.pk, when=moment(GOES), team=[an], **mine)) == "access.denied"
    assert (
        code_of(lambda: plan_visit(visit.pk, when=moment(GOES), team=[an], **desk.who(desk.city.binh, EVE)))
        == "onestop.visit.unknown"
    )


def test_it_is_not_done_before_its_time_nor_with_somebody_elses_dossier(desk: Desk) -> None:
    visit, other = planned(desk), desk.received("2026-11-03T08:30", applicant="Lê Văn Khác")
    an = desk.city.an
    early = desk.who(an, "2026-11-03T13:00")
    assert code_of(lambda: end_visit(visit.pk, state="done", outcome="Xong", **early)) == "onestop.visit.early"
    late = desk.who(an, "2026-11-03T16:00")
    for code in (str(other.code), "H26.19-261103-9999"):
        act = lambda wrong=code: end_visit(visit.pk, state="done", outcome="Xong", codes=[wrong], **late)  # noqa: E731
        assert code_of(act) == "onestop.visit.dossier"
    assert code_of(lambda: end_visit(visit.pk, state="not_done", outcome=" ", **late)) == "onestop.visit.outcome"
    end_visit(visit.pk, state="not_done", outcome="Không có ai ở nhà", **late)
    assert code_of(lambda: end_visit(visit.pk, state="done", outcome="Xong", **late)) == "onestop.visit.ended"


def test_a_visit_never_planned_is_not_done(desk: Desk) -> None:
    visit = asked(desk)
    assert (
        code_of(lambda: end_visit(visit.pk, state="done", outcome="Xong", **desk.who(desk.city.an, GOES)))
        == "onestop.visit.ended"
    )


def test_where_somebody_lives_is_for_the_team_and_each_look_is_kept(desk: Desk, as_: Any, monkeypatch: Any) -> None:
    at_the_desk(monkeypatch, moment("2026-11-02T16:00"))
    officer = desk.who(desk.city.officer, "2026-10-05T09:00")
    put_staff(desk.point.pk, person_id=desk.city.binh.person_id, duty=Duty.RECEIVER, first=date(2026, 10, 6), **officer)
    visit = planned(desk)
    path = f"/visits/{visit.pk}/"
    for who, sees in ((desk.city.an, True), (desk.city.vice_chair, True), (desk.city.binh, False)):
        page = as_(who).get(path).content.decode()
        assert ("12 phố Quán Thánh" in page and "0912345678" in page and "Trần Thị Mơ" in page) == sees
        assert ("chỉ tổ đi và người phụ trách xem" in page) == (not sees)
        assert "12 phố Quán Thánh" not in as_(who).get("/visits/").content.decode()
    looks = Event.objects.filter(tag="onestop:visit:viewed", subject_id=visit.pk).values_list("reason", flat=True)
    assert list(looks) == ["Đến nhà người dân theo đăng ký"] * 2
    assert as_(desk.city.outsider).get(path).status_code == 404
    day = (date(2026, 11, 2) + timedelta(days=1)).isoformat()
    assert "12 phố Quán Thánh" in as_(desk.city.an).get(f"/visits/route/?day={day}").content.decode()
    assert "12 phố Quán Thánh" not in as_(desk.city.binh).get(f"/visits/route/?day={day}").content.decode()


def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(desk: Desk, as_: Any, monkeypatch: Any) -> None:
    at_the_desk(monkeypatch, moment(ASKED))
    sent = {"asker": "Trần Thị Mơ", "address": "12 phố Quán Thánh", "reason": "Ốm", "wish": "Khai sinh", "phone": ""}
    client = as_(desk.city.an)
    refused = client.post("/visits/new/", {**sent, "point": desk.point.pk})
    assert (
        refused.status_code == 422
        and "12 phố Quán Thánh" in refused.content.decode()
        and "đồng ý" in refused.content.decode()
    )
    assert client.post("/visits/new/", {**sent, "point": desk.point.pk, "consents": "on"}).status_code == 302
    visit, chair = HomeVisit.objects.get(), as_(desk.city.vice_chair)
    plan = {"day": "2026-11-03", "hour": "14:00", "team": f"{desk.city.an.person.code}\nKHONGCO"}
    wrong = chair.post(f"/visits/{visit.pk}/plan/", plan)
    assert wrong.status_code == 422 and "Không có ai mang mã" in wrong.content.decode()
    assert chair.post(f"/visits/{visit.pk}/plan/", {**plan, "team": desk.city.an.person.code}).status_code == 302
    at_the_desk(monkeypatch, moment("2026-11-03T15:00"))
    assert (
        as_(desk.city.an)
        .post(f"/visits/{visit.pk}/end/", {"state": "done", "outcome": "Đã giúp", "codes": ""})
        .status_code
        == 302
    )
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE
