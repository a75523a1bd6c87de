"""A citizen's own dossiers: all of theirs and none of anybody else's, whole, in words, and each look in the log."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.portal.citizens import MINE, NUMBER, a_citizen, handed_in
from tests.unit.ui.test_uploads import JPEG, PDF

from namro.base.audit.models import Event
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.services import (
    FeeData,
    PartData,
    Payment,
    Told,
    add_result_file,
    apologise,
    ask_fees,
    begin,
    finish,
    finish_step,
    link,
    move,
    pay,
    refund,
    register,
    withdraw_result_file,
)
from namro.engine.clock import Limit, Unit

pytestmark = pytest.mark.django_db
OTHER = "001099000009"


def begun(desk: Desk, **changes: Any) -> Dossier:
    dossier = handed_in(desk, **changes)
    steps = (desk.step(desk.city.binh), desk.step(desk.city.office_head, task="Ký", result="Giấy chứng nhận"))
    return begin(dossier.pk, steps, **desk.who(desk.city.an, "2026-11-02T09:00"))


def page_of(client: Client, dossier: Dossier) -> str:
    answer = client.get(f"{MINE}{dossier.code}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_is_of_ones_own_newest_first(desk: Desk) -> None:
    first = handed_in(desk)
    second = handed_in(desk, case="Phải xác minh")
    theirs = handed_in(desk, OTHER)
    desk.received()  # without a number
    page = a_citizen(desk, first).get(MINE).content.decode()
    assert page.index(str(second.code)) < page.index(str(first.code)) and str(theirs.code) not in page
    assert page.count("<li>\n<h2") == 2 and "•••••••••345" in page and NUMBER not in page


def test_the_list_is_narrowed_and_paged(desk: Desk) -> None:
    made = [handed_in(desk) for _number in range(22)]
    done = begun(desk)
    move(
        done.pk,
        "ask_completion",
        Told(reason="Thiếu", items=[{"paper": "Tờ khai", "why": "Chưa ký"}]),
        **desk.who(desk.city.binh, "2026-11-02T14:00"),
    )
    client = a_citizen(desk, made[0])
    assert str(made[0].code) not in client.get(MINE).content.decode()
    assert str(made[0].code) in client.get(MINE, {"page": 2}).content.decode()
    waiting = client.get(MINE, {"state": "waiting"}).content.decode()
    assert str(done.code) in waiting and str(made[5].code) not in waiting
    assert "Không có hồ sơ nào ở tình trạng này" in client.get(MINE, {"state": "returned"}).content.decode()
    assert client.get(MINE, {"state": "gì đó", "page": "x"}).status_code == 200


def test_what_has_no_code_yet_stands_there_without_a_link(desk: Desk) -> None:
    first = handed_in(desk)
    register(desk.handed(id_number=NUMBER, papers=[]), **desk.who(desk.city.an, "2026-11-02T10:00"))
    page = a_citizen(desk, first).get(MINE).content.decode()
    assert "Chưa cấp mã" in page and "Mới đăng ký" in page


def test_an_empty_list_says_why_a_dossier_may_be_missing(desk: Desk) -> None:
    first = handed_in(desk)
    client = a_citizen(desk, first)
    Dossier.objects.update(id_number="")
    page = client.get(MINE).content.decode()
    assert "khai đúng số định danh" in page and 'href="/portal/dossiers/"' in page


def test_somebody_elses_reads_as_one_that_is_not_there(desk: Desk) -> None:
    client, theirs = a_citizen(desk, handed_in(desk)), handed_in(desk, OTHER)
    silent = desk.received()
    answers = [client.get(f"{MINE}{code}/") for code in (theirs.code, silent.code, "H26.19-261102-9999", "gì-đó")]
    assert {one.status_code for one in answers} == {404}
    assert (
        len({_without_address(one) for one in answers}) == 1
        and "Không tìm thấy trang này" in answers[0].content.decode()
    )
    assert not Event.objects.filter(tag="portal:dossier:read").exists()


def _without_address(answer: Any) -> str:
    page = answer.content.decode().replace(answer.wsgi_request.get_full_path(), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_each_look_is_in_the_log_with_its_purpose(desk: Desk) -> None:
    made = begun(desk)
    client = a_citizen(desk, made)
    client.get(MINE)
    page_of(client, made)
    event = Event.objects.get(tag="portal:dossier:read")
    assert (event.user_id, event.subject_type, event.subject_id, event.unit_id) == (
        None,
        "dossier",
        made.pk,
        made.unit_id,
    )
    assert "hồ sơ của chính mình" in event.reason


def test_a_dossier_on_its_way_is_told_down_to_division_and_person(desk: Desk) -> None:
    made = begun(desk)
    finish_step(made.pk, outcome="Đủ", **desk.who(desk.city.binh, "2026-11-04T09:00"))  # a day late
    page = page_of(a_citizen(desk, made), made)
    binh, an, head = (str(one.person.full_name) for one in (desk.city.binh, desk.city.an, desk.city.office_head))
    for said in (
        made.procedure_name,
        "Đang xử lý",
        desk.point.name,
        an,
        binh,
        head,
        "Thẩm định hồ sơ",
        "Ký",
        "02/11/2026",
        "chậm",
    ):
        assert said in page, said
    assert page.index("Thẩm định hồ sơ") < page.index("→") < page.index(head)
    assert "Đánh giá việc giải quyết" not in page and NUMBER not in page
    for hidden in ("Phiếu trình", "Đủ"):  # what the office writes for itself
        assert f">{hidden}<" not in page


def test_a_request_for_papers_its_pause_and_its_reason_are_told(desk: Desk) -> None:
    made = begun(desk)
    items = [{"paper": "Tờ khai", "why": "Chưa ký"}, {"paper": "Bản sao", "why": "Mờ"}]
    move(
        made.pk,
        "ask_completion",
        Told(reason="Giấy tờ chưa rõ", items=items),
        **desk.who(desk.city.binh, "2026-11-02T14:00"),
    )
    page = page_of(a_citizen(desk, made), made)
    for said in (
        "Yêu cầu bổ sung giấy tờ",
        "Tờ khai: Chưa ký",
        "Bản sao: Mờ",
        "Giấy tờ chưa rõ",
        "chưa bổ sung",
        "Chờ bổ sung giấy tờ",
        "Đang tạm dừng nên chưa có ngày trả",
    ):
        assert said in page, said


def test_an_apology_shows_both_days_and_why(desk: Desk) -> None:
    made = begun(desk)
    who = desk.who(desk.city.vice_chair, "2026-11-04T09:00")
    apologise(
        made.pk, reason="Mất điện ba ngày", new_day=moment("2026-11-10T00:00").date(), fault_person_id=None, **who
    )
    page = page_of(a_citizen(desk, made), made)
    for said in ("10/11/2026", "(hẹn lại)", "Hẹn ban đầu", "05/11/2026", "Mất điện ba ngày"):
        assert said in page, said


def test_fees_are_told_asked_paid_and_given_back(desk: Desk) -> None:
    made = begun(desk)
    given = [
        FeeData("charge", "Lệ phí hộ tịch", 20_000, "Nghị quyết 06"),
        FeeData("fee", "Phí bản sao", 8_000, "Nghị quyết 06"),
    ]
    first, _second = ask_fees(made.pk, given, **desk.who(desk.city.an, "2026-11-02T10:00"))
    pay(first.pk, Payment("cash", "BL-7"), **desk.who(desk.city.an, "2026-11-02T10:30"))
    refund(
        first.pk, amount=5_000, reason="Thu thừa", voucher="PC-1", **desk.who(desk.city.vice_chair, "2026-11-02T11:00")
    )
    page = page_of(a_citizen(desk, made), made)
    for said in ("Lệ phí hộ tịch", "20.000 ₫", "BL-7", "đã hoàn 5.000 ₫", "Phí bản sao", "8.000 ₫", "Chưa nộp"):
        assert said in page, said


def test_parts_at_other_agencies_are_told(desk: Desk) -> None:
    made = begun(desk, case="Phải xác minh")
    part = PartData(desk.city.other_commune.pk, "Xác nhận cư trú", 1, Limit(2, Unit.WORKING_DAYS))
    link(made.pk, [part], **desk.who(desk.city.binh, "2026-11-02T10:00"))
    page = page_of(a_citizen(desk, made), made)
    assert "Phần việc ở cơ quan khác" in page and "Xác nhận cư trú" in page


def test_a_result_and_how_it_came_back_are_told_and_may_be_rated(desk: Desk) -> None:
    made = begun(desk)
    finish_step(made.pk, outcome="Đủ", **desk.who(desk.city.binh, "2026-11-02T15:00"))
    result = Told(result_number="12/KQ", result_on=moment("2026-11-03T00:00").date(), result_signer="Nguyễn Thị Lan")
    move(made.pk, "finish", result, **desk.who(desk.city.chair, "2026-11-03T09:00"))
    move(made.pk, "give_back", Told(returned_to="Trần Thị Mơ"), **desk.who(desk.city.an, "2026-11-03T15:00"))
    client = a_citizen(desk, made)
    page = page_of(client, made)
    for said in (
        "Đã trả kết quả",
        "12/KQ",
        "Nguyễn Thị Lan",
        'Người nhận: <span lang="vi">Trần Thị Mơ',
        "Đánh giá việc giải quyết hồ sơ này",
    ):
        assert said in page, said
    assert "không còn cần làm" not in page or made.steps.filter(finished_at=None).exists()


def test_a_dossier_costs_a_bounded_number_of_queries(desk: Desk) -> None:
    made = begun(desk, case="Phải xác minh")
    ask_fees(
        made.pk,
        [FeeData("charge", f"Lệ phí {number}", 20_000, "NQ 06") for number in range(5)],
        **desk.who(desk.city.an, "2026-11-02T10:00"),
    )
    part = PartData(desk.city.other_commune.pk, "Xác nhận cư trú", 1, Limit(2, Unit.WORKING_DAYS))
    link(made.pk, [part], **desk.who(desk.city.binh, "2026-11-02T10:00"))
    client = a_citizen(desk, made)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, made)
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
    for _number in range(25):
        handed_in(desk)
    with CaptureQueriesContext(connection) as asked:
        client.get(MINE)
    assert len(asked) <= 4, [one["sql"][:90] for one in asked]


def test_the_list_is_read_along_an_index(desk: Desk) -> None:
    handed_in(desk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Dossier.objects.filter(id_number=NUMBER).exclude(state="draft").order_by("-pk").explain()
    assert "dossier_owned" in plan


def test_pages_are_in_english_too(desk: Desk) -> None:
    made = begun(desk)
    client = a_citizen(desk, made)
    client.cookies["namro_language"] = "en"
    assert "My dossiers" in client.get(MINE).content.decode() and "Steps</h2>" in page_of(client, made)


def test_the_file_of_the_result_once_it_was_returned_and_of_ones_own_alone(desk: Desk) -> None:
    made = begun(desk)
    finish_step(made.pk, outcome="Đủ", **desk.who(desk.city.binh, "2026-11-03T09:00"))
    result = Told(result_number="12", result_on=date(2026, 11, 3), result_signer="Lan")
    finish(made.pk, result, SimpleUploadedFile("1.pdf", PDF), **desk.who(desk.city.office_head, "2026-11-03T10:00"))
    kept = made.result_files.get()
    client, path = a_citizen(desk, made), f"{MINE}{made.code}/result-{kept.pk}/"
    assert client.get(path).status_code == 404 and path not in page_of(client, made)  # still the desk's to hand over
    sent = Told(returned_way="electronic", returned_to="mo@example.org")
    move(made.pk, "give_back", sent, **desk.who(desk.city.an, "2026-11-03T11:00"))
    assert path in page_of(client, made)
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == PDF and answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    assert Event.objects.filter(tag="portal:result:read", subject_id=made.pk).count() == 1
    theirs = handed_in(desk, OTHER)
    assert a_citizen(desk, theirs, OTHER).get(path).status_code == 404
    assert client.get(f"{MINE}{theirs.code}/result-{kept.pk}/").status_code == 404
    assert Client().get(path).status_code == 302
    right = SimpleUploadedFile("2.jpg", JPEG)
    add_result_file(made.pk, right, **desk.who(desk.city.an, "2026-11-03T13:00"))
    withdraw_result_file(kept.pk, reason="Nhầm", **desk.who(desk.city.an, "2026-11-03T14:00"))
    assert client.get(path).status_code == 404
