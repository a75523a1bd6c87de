"""One act on many procedures: lines of a decision and levels pasted from its annex, a process for several; all or none."""

from __future__ import annotations

import pytest
from tests.app.evaluations.month import city_officer
from tests.app.procedures.catalogue import CODE, MARRIAGE, SINCE, TODAY, published, when
from tests.cast import City

from namro.duties.procedures import services
from namro.duties.procedures.models import ChangeLine, OnlineLevel, Procedure, ProcessTemplate, PublicationDecision
from namro.duties.procedures.typing import codes_of_lines

pytestmark = pytest.mark.django_db
BIRTH, DEATH, NONE = "1.000895", "1.000896", "1.999999"
ANNEX = f"STT 1\t{CODE}\tĐăng ký kết hôn\tHộ tịch\r\n2\t{BIRTH}\tĐăng ký khai sinh, trong 0.5 ngày\tHộ tịch"


@pytest.fixture
def keeper(city: City, as_):
    for number, code in enumerate((CODE, BIRTH, DEATH)):
        published(city, code=code, number=f"{number + 1}/QĐ", name=f"Thủ tục {number}")
    return as_(city_officer(city))


def test_a_code_is_found_in_a_pasted_row() -> None:
    assert [codes for _line, codes in codes_of_lines(ANNEX)] == [[CODE], [BIRTH]]
    assert [codes for _line, codes in codes_of_lines(f"{CODE}|{BIRTH};1.5\n\n không có mã")] == [[CODE, BIRTH], []]
    assert codes_of_lines("1.001234.000.00.00.H26 Cấp bản sao") == [
        ("1.001234.000.00.00.H26 Cấp bản sao", ["1.001234.000.00.00.H26"])
    ]


def test_the_lines_of_an_annex_are_pasted(city: City, keeper) -> None:
    services.draft_decision(title="Bãi bỏ", source_text="B", source_effective_on=TODAY, **when(city))
    made = PublicationDecision.objects.latest("pk")
    here = f"/procedures/decisions/{made.pk}"
    sent = {"kind": "abolished", "codes": ANNEX, "effective_on": TODAY.isoformat(), "basis": "NĐ thử"}
    unread = keeper.post(f"{here}/line/", {**sent, "codes": f"{ANNEX}\nĐăng ký khai tử"})
    assert (
        unread.status_code == 422 and "Không đọc được mã thủ tục trong dòng: Đăng ký khai tử" in unread.content.decode()
    )
    unknown = keeper.post(f"{here}/line/", {**sent, "codes": f"{ANNEX}\n{NONE}"})
    assert unknown.status_code == 422 and f"Không có trong danh mục: {NONE}" in unknown.content.decode()
    assert "Đăng ký khai sinh, trong 0.5 ngày" in unknown.content.decode(), "what was pasted is still there"
    assert not made.lines.exists()
    assert keeper.post(f"{here}/line/", sent).status_code == 302
    assert list(made.lines.order_by("pk").values_list("procedure__code", "kind", "basis")) == [
        (CODE, "abolished", "NĐ thử"), (BIRTH, "abolished", "NĐ thử"),
    ]  # fmt: skip


def test_what_replaces_stands_before_what_it_replaces(city: City, keeper) -> None:
    services.draft_version(code="1.000900", data=MARRIAGE, **when(city))
    services.draft_decision(title="Thay thế", source_text="B", source_effective_on=TODAY, **when(city))
    made = PublicationDecision.objects.latest("pk")
    sent = {"kind": "replaced", "effective_on": TODAY.isoformat()}
    one = keeper.post(f"/procedures/decisions/{made.pk}/line/", {**sent, "codes": "1.000900"})
    assert one.status_code == 422 and "Cần đúng 2 mã thủ tục trong mỗi dòng: 1.000900" in one.content.decode()
    keeper.post(f"/procedures/decisions/{made.pk}/line/", {**sent, "codes": f"1.000900 | {CODE}"})
    line = ChangeLine.objects.get(decision=made)
    assert (line.procedure.code, line.replaces.code) == ("1.000900", CODE)


def test_a_level_for_many_is_set_for_all_or_for_none(city: City, keeper) -> None:
    sent = {"first": TODAY.isoformat(), "axis": "0", "level": "whole", "is_eligible": "on", "number": "9/QĐ"}
    services.set_online_level(code=DEATH, first=TODAY, level="whole", **when(city))
    refused = keeper.post("/procedures/online/many/", {**sent, "codes": f"{ANNEX}\n{DEATH}\n{NONE}"})
    page = refused.content.decode()
    assert refused.status_code == 422 and OnlineLevel.objects.count() == 1
    assert f"{DEATH}: Đã có mức bắt đầu" in page and f"{NONE}: Không có thủ tục mã" in page and f"{CODE}:" not in page
    assert keeper.post("/procedures/online/many/", {**sent, "codes": ANNEX}).status_code == 302
    assert set(OnlineLevel.objects.filter(number="9/QĐ").values_list("procedure__code", flat=True)) == {CODE, BIRTH}


def test_one_process_for_several(city: City, keeper) -> None:
    here = f"/procedures/{Procedure.objects.get(code=CODE).pk}/process/"
    steps = "Một cửa | Tiếp nhận | 4 giờ | Giấy tiếp nhận\nTư pháp | Thẩm tra | 1 ngày làm việc | Dự thảo"
    sent = {"first": SINCE.isoformat(), "number": "5/QĐ", "signed_on": SINCE.isoformat(), "steps": steps}
    refused = keeper.post(here, {**sent, "also": f"{BIRTH}\n{NONE}"})
    assert refused.status_code == 422 and not ProcessTemplate.objects.exists()
    assert keeper.post(here, {**sent, "also": f"{BIRTH}\n{CODE}\n{BIRTH}"}).status_code == 302
    rows = ProcessTemplate.objects.all()
    assert {one.procedure.code: one.steps.count() for one in rows} == {CODE: 2, BIRTH: 2}
