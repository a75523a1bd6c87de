"""The pages of the catalogue: a procedure from its draft to the desk, decisions counted, plans, online services."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.app.evaluations.month import city_officer
from tests.app.procedures.catalogue import CODE, MARRIAGE, SINCE, STEPS, TODAY, drafted, published, when
from tests.cast import City

from namro.duties.procedures import services
from namro.duties.procedures.models import (
    ChangeLine,
    Procedure,
    ProcedureLimit,
    ProcedureVersion,
    ProcessStep,
    PublicationDecision,
    SimplificationLine,
    SimplificationPlan,
)

pytestmark = pytest.mark.django_db
TYPED = {
    "code": CODE, "name": "Đăng ký kết hôn", "field": "Hộ tịch", "levels": ["commune"], "sets": "1",
    "papers": "Tờ khai | 1 | 0 | Mẫu 01\nGiấy xác nhận tình trạng hôn nhân", "steps": "Nộp tờ khai\nKý sổ",
    "limit_any": "03 ngày làm việc; trường hợp phải xác minh: 08 ngày làm việc", "limit_online": "02 ngày làm việc",
    "fees": "0", "legal_basis": "Luật Hộ tịch 2014",
}  # fmt: skip


@pytest.fixture
def keeper(city: City, as_):
    return as_(city_officer(city))


def test_from_the_draft_to_the_decision(city: City, keeper) -> None:
    wrong = keeper.post("/procedures/new/", {**TYPED, "limit_any": "khoảng ba ngày"})
    assert wrong.status_code == 422 and "Chưa đọc được thời hạn" in wrong.content.decode()
    assert "Giấy xác nhận tình trạng hôn nhân" in wrong.content.decode()
    assert keeper.post("/procedures/new/", TYPED).status_code == 302
    procedure = Procedure.objects.get()
    limits = {(one.channel, one.case): (one.quantity, one.unit) for one in ProcedureLimit.objects.all()}
    assert limits == {
        ("", ""): (3, "working_days"), ("", "trường hợp phải xác minh"): (8, "working_days"), ("online", ""): (2, "working_days"),
    }  # fmt: skip
    assert "Có bản dự thảo chưa công bố" in keeper.get(f"/procedures/{procedure.pk}/").content.decode()
    given = {
        "title": "Công bố hộ tịch",
        "issuer": "chair",
        "source_text": "NĐ thử",
        "source_effective_on": SINCE.isoformat(),
    }
    assert keeper.post("/procedures/decisions/new/", given).status_code == 302
    here = f"/procedures/decisions/{PublicationDecision.objects.get().pk}"
    keeper.post(f"{here}/line/", {"codes": CODE, "kind": "new", "effective_on": SINCE.isoformat()})
    keeper.post(f"{here}/publish/", {"number": "1/QĐ-UBND", "signed_on": SINCE.isoformat(), "signer": "Chủ tịch"})
    keeper.post(f"{here}/enter/", {"entered_on": TODAY.isoformat()})
    made = PublicationDecision.objects.get()
    assert (made.state, made.number, made.entered_on) == ("published", "1/QĐ-UBND", TODAY)
    page = keeper.get(f"/procedures/{procedure.pk}/").content.decode()
    assert "trường hợp phải xác minh" in page and "Miễn phí" in page and "mẫu Mẫu 01" in page


def test_what_stands_is_the_beginning_of_an_amendment(city: City, keeper) -> None:
    published(city)
    procedure = Procedure.objects.get()
    page = keeper.get(f"/procedures/{procedure.pk}/draft/").content.decode()
    assert "Giấy xác nhận tình trạng hôn nhân | 1" in page and "phải xác minh: 08 ngày làm việc" in page


def test_a_line_is_taken_off_a_draft(city: City, keeper) -> None:
    drafted(city)
    services.draft_decision(title="A", source_text="B", source_effective_on=SINCE, **when(city))
    here = f"/procedures/decisions/{PublicationDecision.objects.get().pk}"
    keeper.post(f"{here}/line/", {"codes": CODE, "kind": "new", "effective_on": SINCE.isoformat()})
    keeper.post(f"{here}/lines/{ChangeLine.objects.get().pk}/", {})
    assert not ChangeLine.objects.exists()


def test_versions_are_compared_on_the_page(city: City, keeper) -> None:
    published(city)
    published(city, kind="amended", effective_on=date(2026, 6, 1), number="2/QĐ", papers=MARRIAGE.papers[:1])
    procedure = Procedure.objects.get()
    new, old = ProcedureVersion.objects.order_by("-valid")
    page = keeper.get(f"/procedures/{procedure.pk}/", {"a": old.pk, "b": new.pk}).content.decode()
    assert "<del>Giấy xác nhận tình trạng hôn nhân" in page
    before = keeper.get(f"/procedures/{procedure.pk}/", {"on": "2025-12-31"}).content.decode()
    assert "Không có phiên bản nào có hiệu lực" in before


def test_a_process_is_typed_a_step_a_line(city: City, keeper) -> None:
    published(city)
    here = f"/procedures/{Procedure.objects.get().pk}/process/"
    given = {"first": SINCE.isoformat(), "number": "5/QĐ", "signed_on": SINCE.isoformat()}
    short = keeper.post(here, {**given, "steps": "Một cửa | Tiếp nhận | | Giấy tiếp nhận"})
    assert short.status_code == 422 and not ProcessStep.objects.exists()
    typed = "Một cửa | Tiếp nhận | 4 giờ | Giấy tiếp nhận\nTư pháp | Thẩm tra | 1 ngày làm việc | Dự thảo"
    assert keeper.post(here, {**given, "steps": typed}).status_code == 302
    assert list(ProcessStep.objects.order_by("sequence").values_list("who", "quantity", "unit")) == [
        ("Một cửa", 4, "hours"), ("Tư pháp", 1, "working_days"),
    ]  # fmt: skip


def test_online_services_with_their_lists(city: City, keeper) -> None:
    published(city)
    published(city, code="1.000895", number="9/QĐ")
    here = f"/procedures/{Procedure.objects.get(code=CODE).pk}/online/"
    sent = {"first": TODAY.isoformat(), "axis": "0", "level": "whole", "is_eligible": "on"}
    assert keeper.post(here, sent).status_code == 302
    page = keeper.get("/procedures/online/", {"on": TODAY.isoformat()}).content.decode()
    assert "100,0 %" in page and CODE in page and "1.000895" not in page.split("<main")[1]
    unsaid = keeper.get("/procedures/online/", {"on": TODAY.isoformat(), "show": "unsaid"}).content.decode()
    assert "1.000895" in unsaid.split("<main")[1]


def test_a_plan_from_its_draft_to_what_it_brought(city: City, keeper) -> None:
    published(city)
    keeper.post("/procedures/plans/new/", {"year": "2026", "title": "Đơn giản hóa hộ tịch"})
    here = f"/procedures/plans/{SimplificationPlan.objects.get().pk}"
    numbers = {
        "days_before": 3,
        "days_after": 2,
        "papers_cut": 1,
        "steps_cut": 0,
        "cost_before": 900,
        "cost_after": 400,
    }
    keeper.post(f"{here}/line/", {"code": CODE, "content": "Bỏ giấy xác nhận", **numbers})
    keeper.post(f"{here}/approve/", {"number": "8/QĐ", "signed_on": SINCE.isoformat()})
    published(city, kind="amended", effective_on=date(2026, 6, 1), number="2/QĐ", papers=MARRIAGE.papers[:1])
    change = ChangeLine.objects.get(kind="amended")
    keeper.post(f"{here}/lines/{SimplificationLine.objects.get().pk}/", {"change_id": change.pk})
    assert SimplificationLine.objects.get().change_id == change.pk
    assert "2/QĐ" in keeper.get(f"{here}/").content.decode()


def test_the_list_finds_filters_and_is_a_workbook(city: City, as_) -> None:
    published(city)
    published(city, code="1.000895", number="9/QĐ", name="Khai sinh", levels=("province",))
    browser = as_(city.an)
    found = {
        "ket hon": [CODE], "1.000895": ["1.000895"], "xe máy": [],
    }  # fmt: skip
    for words, codes in found.items():
        rows = browser.get("/procedures/", {"q": words, "on": TODAY.isoformat()}).context["rows"]
        assert [one["code"] for one in rows] == codes
    assert [
        one["code"]
        for one in browser.get("/procedures/", {"level": "province", "on": TODAY.isoformat()}).context["rows"]
    ] == ["1.000895"]
    sheet = load_workbook(io.BytesIO(browser.get(f"/procedures.xlsx?on={TODAY}").content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [CODE, "1.000895"]
    assert browser.get("/procedures/new/").status_code == 404
    assert "Không có thủ tục nào" in browser.get("/procedures/", {"on": "2025-01-01"}).content.decode()


def test_pages_keep_their_budget(city: City, as_) -> None:
    for number in range(3):
        published(city, code=f"1.00090{number}", number=f"{number}/QĐ")
    given = {"code": "1.000900", "first": SINCE, "number": "5/QĐ", "signed_on": SINCE, **when(city)}
    services.approve_process(steps=STEPS, **given)
    browser = as_(city_officer(city))
    pk, decision = Procedure.objects.first().pk, PublicationDecision.objects.first().pk
    for address in (
        "/procedures/", f"/procedures/{pk}/", "/procedures/decisions/", f"/procedures/decisions/{decision}/", "/procedures/online/",
        "/procedures/plans/",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= 12, (address, len(asked))
