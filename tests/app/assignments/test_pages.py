"""Every page answers its people within its budget of queries, and forms keep what was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.app.assignments.conftest import AT, NOV, Town

from namro.base.accounts.models import User
from namro.city.people.models import Person
from namro.duties.assignments.models import Assignment, Catalogue
from namro.duties.assignments.services.results import Report, report_results
from namro.engine.text import search_key

LATER = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: LATER)


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def queries(client: Client, path: str, **data: Any) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, data)
    shell = ("SAVEPOINT", "django_session", "accounts_user", "access_grant", "notify_notice", "SET ")
    own = [one["sql"] for one in captured.captured_queries if not any(word in one["sql"] for word in shell)]
    return len(own), response


LISTS = ["/work/mine", "/work/team", "/work/accept", "/catalogue/", "/catalogue/proposals/"]
FORMS = ["/work/plan", "/work/assign", "/work/copy", "/catalogue/new", "/catalogue/proposals/new"]


@pytest.mark.parametrize(("path", "most"), [*((path, 12) for path in LISTS), *((path, 15) for path in FORMS)])
def test_pages_keep_their_budget_whatever_the_amount_of_work(town: Town, path: str, most: int) -> None:
    counts = []
    for _round in range(2):
        for who in ("an", "binh", "office_head"):
            for _n in range(4):
                town.give(who, by="chair" if who == "office_head" else "office_head")
        count, response = queries(
            client_of("office_head" if "catalogue/new" not in path else "chair"), path, month="2026-11"
        )
        assert response.status_code == 200
        assert len(response.content) <= 100_000
        counts.append(count)
    assert counts[1] <= counts[0] <= most


def test_a_piece_of_work_shows_its_five_clears_to_those_who_may(town: Town) -> None:
    work = town.give("an", coordinator_ids=(town.person("cuc"),))
    for who in ("an", "office_head", "chair", "officer", "cuc"):
        response = client_of(who).get(f"/work/{work.pk}")
        assert response.status_code == 200, who
        assert "Rõ trách nhiệm" in response.content.decode()
    for who in ("binh", "outsider", "administrator", "mayor"):
        assert client_of(who).get(f"/work/{work.pk}").status_code == 404, who


@pytest.mark.parametrize("act", ["hand-over", "split", "withdraw", "accept", "incident"])
def test_acts_on_work_show_their_form_to_the_head_alone(town: Town, act: str) -> None:
    work = town.give("an")
    assert client_of("office_head").get(f"/work/{work.pk}/{act}").status_code == 200
    for who in ("an", "officer", "outsider"):
        assert client_of(who).get(f"/work/{work.pk}/{act}").status_code == 404, who


def test_the_person_reports_in_bulk_on_one_page(town: Town) -> None:
    works = [town.give("an") for _ in range(2)]
    data = {"month": "2026-11"}
    for work in works:
        data |= {f"quantity-{work.pk}": "2,5", f"finished-{work.pk}": "2026-11-19", f"evidence-{work.pk}": "7/BC"}
    response = client_of("an").post("/work/mine", data)
    assert response.status_code == 302
    assert set(Assignment.objects.values_list("state", "evidence")) == {("reported", "7/BC")}


@pytest.mark.parametrize("typed", ["hai", "-1", "9"])
def test_a_wrong_quantity_is_said_and_what_was_typed_survives(town: Town, typed: str) -> None:
    work = town.give("an")
    data = {"month": "2026-11", f"quantity-{work.pk}": typed, f"evidence-{work.pk}": "số 7"}
    response = client_of("an").post("/work/mine", data)
    page = response.content.decode()
    assert response.status_code == 400
    assert f'value="{typed}"' in page
    assert 'value="số 7"' in page
    assert not Assignment.objects.filter(state="reported").exists()


def plan(town: Town, *rows: dict[str, str], act: str = "assign", **more: str) -> Any:
    data = {"month": "2026-11", "rows": str(len(rows)), "act": act, **more}
    for number, row in enumerate(rows, start=1):
        data |= {f"{name}-{number}": text for name, text in row.items()}
    return client_of("office_head").post("/work/plan", data)


GOOD = {"person": "CB-AN · An", "item": "DC.01 · Soạn", "quantity": "2,5", "deadline": "2026-11-27", "process": "Q1"}


def test_a_plan_is_assigned_at_once_also_to_several_people_a_row(town: Town) -> None:
    response = plan(town, GOOD, {**GOOD, "person": "CB-AN; CB-BINH", "item": "dc.02"})
    assert response.status_code == 302
    assert Assignment.objects.filter(state="assigned").count() == 3
    assert len(set(Assignment.objects.values_list("batch", flat=True))) == 1


def test_a_plan_with_a_bad_row_names_it_and_keeps_every_cell(town: Town) -> None:
    bad = {**GOOD, "item": "ZZ.1", "quantity": "nhiều", "deadline": "2026-12-01"}
    response = plan(town, GOOD, bad)
    page = response.content.decode()
    assert response.status_code == 400
    assert 'value="ZZ.1"' in page
    assert 'value="nhiều"' in page
    assert "Thời hạn phải nằm trong tháng 11/2026" in page
    assert not Assignment.objects.exists()


def test_a_plan_is_kept_as_a_draft_and_comes_back(town: Town) -> None:
    assert plan(town, {**GOOD, "process": ""}, act="save").status_code == 302
    page = client_of("office_head").get("/work/plan", {"month": "2026-11"}).content.decode()
    assert "CB-AN" in page
    draft = Assignment.objects.get(state="draft")
    assert f'name="draft-1" value="{draft.pk}"' in page


def test_rows_pasted_from_excel_fill_the_table_and_write_nothing(town: Town) -> None:
    pasted = "Mã cán bộ\tMã công việc\tSố lượng\tThời hạn\nCB-AN\tDC.01\t3\t20/11/2026\nCB-CUC\tDC.01\t3\t20/11/2026"
    response = plan(town, act="paste", pasted=pasted, process_all="Q1")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="2026-11-20"' in page
    assert "CB-CUC" in page
    assert "trong số người anh/chị giao việc" in page
    assert not Assignment.objects.exists()


def test_last_month_is_copied_with_its_deadlines_moved(town: Town) -> None:
    work = town.give("an", deadline=date(2026, 11, 10))
    page = client_of("office_head").get("/work/plan", {"month": "2026-12", "copy": "1", "id": work.pk})
    assert 'value="2026-12-09"' in page.content.decode()


def test_one_item_is_assigned_to_many_and_undone(town: Town) -> None:
    head = client_of("office_head")
    data = {"item": "DC.02", "people": [town.posting("an"), town.posting("binh")], "quantity": "1",
            "deadline": "2026-11-28", "process": "Q1", "is_ad_hoc": "on"}  # fmt: skip
    assert head.post("/work/assign?month=2026-11", data).status_code == 302
    assert Assignment.objects.filter(origin="ad_hoc", coefficient=5).count() == 2
    batch = Assignment.objects.values_list("batch", flat=True)[0]
    assert head.post(f"/work/undo/{batch}").status_code == 302
    assert Assignment.objects.filter(state="withdrawn").count() == 2


def test_a_missing_clear_is_asked_for_on_the_form(town: Town) -> None:
    data = {"item": "ZZ", "people": [town.posting("an")], "quantity": "1", "deadline": "2026-11-28", "process": "Q"}
    response = client_of("office_head").post("/work/assign?month=2026-11", data)
    assert response.status_code == 400
    assert "Rõ việc" in response.content.decode()


@pytest.mark.parametrize(("act", "as_reported"), [("each", False), ("all", True)])
def test_the_head_accepts_the_table(town: Town, act: str, as_reported: bool) -> None:
    work = town.give("an")
    report_results(reports=[Report(work.pk, work.quantity, date(2026, 11, 19))], by=town.actor("an"), at=AT, on=LATER)
    data = {"month": "2026-11", "act": act, "ids": [work.pk], f"quantity-{work.pk}": "3"}
    assert client_of("office_head").post("/work/accept", data).status_code == 302
    work.refresh_from_db()
    assert (work.accepted_quantity, work.accepted_as_reported) == (4 if as_reported else 3, as_reported)


def test_saving_a_report_keeps_its_budget(town: Town) -> None:
    work = town.give("an")
    client = client_of("an")
    data = {"month": "2026-11", f"quantity-{work.pk}": "2", f"finished-{work.pk}": "2026-11-19"}
    with CaptureQueriesContext(connection) as captured:
        client.post("/work/mine", data)
    statements = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 20


def test_a_catalogue_goes_from_draft_to_decision_on_screen(town: Town) -> None:
    officer, mayor = client_of("officer"), client_of("mayor")
    form = {"unit": town.units["commune"].pk, "title": "Danh mục 2027", "copy_of": town.catalogue.pk,
            "standard_points": "5", "rule": "ROUND(points / 5, 2)", "groups": "N1 1 10\nN2 11 50"}  # fmt: skip
    assert officer.post("/catalogue/new", form).status_code == 302
    made = Catalogue.objects.get(title="Danh mục 2027")
    item = {"code": "DC.09", "part": "shared", "task": "Việc", "product": "Bản", "group": "N1", "points": "2,5"}
    assert officer.post(f"/catalogue/{made.pk}/items/new", item).status_code == 302
    assert "DC.09" in officer.get(f"/catalogue/{made.pk}", {"q": "viec"}).content.decode()
    assert "Thêm mới" in officer.get(f"/catalogue/{made.pk}/compare", {"with": town.catalogue.pk}).content.decode()
    assert officer.post(f"/catalogue/{made.pk}/review").status_code == 302
    assert officer.get(f"/catalogue/{made.pk}/decide").status_code in (403, 404)
    decision = {"number": "9/QĐ", "decided_on": "2026-11-24", "valid_from": "2026-12-01"}
    assert mayor.post(f"/catalogue/{made.pk}/decide", decision).status_code == 302
    made.refresh_from_db()
    assert made.state == "decided"


def test_a_bad_rule_is_said_at_its_field(town: Town) -> None:
    form = {"unit": town.units["commune"].pk, "title": "x", "copy_of": "", "standard_points": "5", "rule": "SUM(x)",
            "groups": "N1 1 10"}  # fmt: skip
    response = client_of("officer").post("/catalogue/new", form)
    assert response.status_code == 400
    assert "Cách tính hệ số chưa đúng" in response.content.decode()


def test_a_proposal_on_screen(town: Town) -> None:
    form = {"unit": town.units["office"].pk, "task": "Việc mới", "product": "Báo cáo X", "group": "N2", "points": "30",
            "reason": "Mới"}  # fmt: skip
    assert client_of("an").post("/catalogue/proposals/new", form).status_code == 302
    listed = client_of("office_head").get("/catalogue/proposals/").content.decode()
    assert "Báo cáo X" in listed
    from namro.duties.assignments.models import ItemProposal

    found = ItemProposal.objects.get()
    assert client_of("office_head").post(f"/catalogue/proposals/{found.pk}", {"act": "forward"}).status_code == 302
    answer = {
        "act": "add",
        "code": "DC.77",
        "group": "N2",
        "points": "30",
        "number": "1/QĐ",
        "decided_on": "2026-11-24",
    }
    assert client_of("mayor").post(f"/catalogue/proposals/{found.pk}", answer).status_code == 302
    found.refresh_from_db()
    assert found.state == "added"


def test_what_waits_for_each(town: Town) -> None:
    from namro.base.ui.waiting import settled
    from namro.duties.assignments.selectors import waiting_for

    work = town.give("an")
    texts = [one.text for one in settled(waiting_for(town.actor("an"), on=LATER))]
    assert texts == ["Việc của tôi đến hạn, chưa báo cáo kết quả"]
    report_results(reports=[Report(work.pk, work.quantity, date(2026, 11, 19))], by=town.actor("an"), at=AT, on=LATER)
    head = {one.text: one.count for one in settled(waiting_for(town.actor("office_head"), on=LATER))}
    assert head == {"Kết quả đã báo cáo, chờ tôi xác nhận": 1, "Người chưa được giao việc nào trong tháng": 1}
    assert waiting_for(town.actor("officer"), on=LATER) == []
    assert NOV.month == 11


def rename(who: str, name: str) -> None:
    Person.objects.filter(code=f"CB-{who.upper()}").update(full_name=name, search_key=search_key(name))


def test_a_plan_names_coordinators_and_who_is_accountable(town: Town) -> None:
    row = {**GOOD, "coordinators": "CB-BINH · Bình; cb-outsider, Nguyen Van Cuc", "accountable": "CB-VICE"}
    assert plan(town, row).status_code == 302
    work = Assignment.objects.get()
    assert set(work.coordinators.values_list("code", flat=True)) == {"CB-BINH", "CB-OUTSIDER", "CB-CUC"}
    assert work.accountable_id == town.person("vice")


def test_the_head_is_accountable_where_nobody_is_named(town: Town) -> None:
    page = client_of("office_head").get("/work/plan", {"month": "2026-11"}).content.decode()
    head = 'value="CB-OFFICE_HEAD · Nguyễn Văn Office_Head"'
    assert f'id="accountable-1" name="accountable-1" {head}' in page
    checked = plan(town, {**GOOD, "accountable": ""}, act="check").content.decode()
    assert f'id="accountable-1" name="accountable-1" {head}' in checked
    plan(town, GOOD)
    assert Assignment.objects.get().accountable_id == town.person("office_head")


def test_people_of_different_heads_get_their_own(town: Town) -> None:
    data = {"month": "2026-11", "rows": "1", "act": "check", **{f"{name}-1": text for name, text in GOOD.items()}}
    chair = client_of("chair")
    page = chair.get("/work/plan", {"month": "2026-11"}).content.decode()
    assert 'id="accountable-1" name="accountable-1" value=""' in page  # depends on whose work it is
    checked = chair.post("/work/plan", {**data, "person-1": "CB-CUC"}).content.decode()
    assert 'name="accountable-1" value="CB-ECONOMY_HEAD · ' in checked
    both = chair.post("/work/plan", {**data, "person-1": "CB-CUC; CB-AN"}).content.decode()
    assert 'id="accountable-1" name="accountable-1" value=""' in both
    chair.post("/work/plan", {**data, "person-1": "CB-CUC; CB-AN", "act": "assign"})
    found = Assignment.objects.values_list("posting_id", "accountable_id")
    assert set(found) == {
        (town.posting("cuc"), town.person("economy_head")), (town.posting("an"), town.person("office_head")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("coordinators", "CB-AI", "Không tìm thấy “CB-AI”"),
        ("coordinators", "CB-BINH; Nguyễn Văn Outsider", "Không tìm thấy “Nguyễn Văn Outsider”"),  # another agency
        ("coordinators", "nguyen thi mai", "Có nhiều người tên “nguyen thi mai”: hãy gõ mã (CB-BINH, CB-CUC)."),
        ("coordinators", "CB-AN", "Người chủ trì không đồng thời là người phối hợp."),
        ("accountable", "CB-AI", "Không tìm thấy “CB-AI”"),
        ("accountable", "CB-VICE; CB-CHAIR", "Không tìm thấy"),
    ],
)
def test_a_name_nobody_or_several_have_is_at_fault_in_its_cell(town: Town, cell: str, text: str, said: str) -> None:
    for who in ("binh", "cuc"):
        rename(who, "Nguyễn Thị Mai")
    response = plan(town, {**GOOD, cell: text})
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert f'<a href="#{cell}-1">' in page
    assert not Assignment.objects.exists()


def test_a_draft_keeps_coordinators_and_who_is_accountable(town: Town) -> None:
    plan(town, {**GOOD, "coordinators": "CB-BINH;CB-CUC", "accountable": "CB-VICE"}, act="save")
    page = client_of("office_head").get("/work/plan", {"month": "2026-11"}).content.decode()
    assert 'value="CB-BINH · Nguyễn Văn Binh; CB-CUC · Nguyễn Văn Cuc"' in page
    assert 'name="accountable-1" value="CB-VICE · Nguyễn Văn Vice"' in page


def test_last_months_coordinators_are_copied_and_this_months_head_is_accountable(town: Town) -> None:
    work = town.give("an", coordinator_ids=(town.person("cuc"),), accountable_id=town.person("vice"))
    page = client_of("office_head").get("/work/plan", {"month": "2026-12", "copy": "1", "id": work.pk}).content.decode()
    assert 'name="coordinators-1" value="CB-CUC · Nguyễn Văn Cuc"' in page
    assert 'name="accountable-1" value="CB-OFFICE_HEAD · ' in page


def test_pasted_rows_bring_coordinators_and_who_is_accountable(town: Town) -> None:
    pasted = "CB-AN\tDC.01\t3\t20/11/2026\tCông văn\tQ1\tCB-BINH, CB-CUC\tCB-VICE"
    page = plan(town, act="paste", pasted=pasted).content.decode()
    assert 'name="coordinators-1" value="CB-BINH · Nguyễn Văn Binh; CB-CUC · Nguyễn Văn Cuc"' in page
    assert 'name="accountable-1" value="CB-VICE · Nguyễn Văn Vice"' in page
    assert "1 dòng đã đủ năm rõ" in page


def test_suggestions_are_of_ones_own_agency_only(town: Town) -> None:
    page = client_of("office_head").get("/work/plan", {"month": "2026-11"}).content.decode()
    suggested = page.split('<datalist id="colleagues">')[1].split("</datalist>")[0]
    assert "CB-CUC" in suggested
    assert "CB-CHAIR" in suggested
    assert "CB-OUTSIDER" not in suggested
    assert "CB-MAYOR" not in suggested


def test_one_item_with_a_coordinator_nobody_knows_is_asked_again(town: Town) -> None:
    data = {"item": "DC.02", "people": [town.posting("an")], "quantity": "1", "deadline": "2026-11-28", "process": "Q1"}
    head = client_of("office_head")
    refused = head.post("/work/assign?month=2026-11", {**data, "coordinators": "CB-AI"})
    assert refused.status_code == 400
    assert "Không tìm thấy “CB-AI”" in refused.content.decode()
    assert head.post("/work/assign?month=2026-11", {**data, "coordinators": "nguyen van cuc"}).status_code == 302
    assert list(Assignment.objects.get().coordinators.values_list("code", flat=True)) == ["CB-CUC"]
