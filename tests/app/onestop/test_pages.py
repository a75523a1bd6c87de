"""The desk's pages: points, intake, a dossier's whole way, and what each says to whom."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import COPY, MARRIAGE, Desk, moment

from namro.base.access import middleware
from namro.base.audit.models import Event
from namro.duties.onestop.models import Counter, Dossier, PointStaff, ServicePoint, State, Step, Supplement
from namro.duties.onestop.services import Told, move

pytestmark = pytest.mark.django_db
WHEN = moment("2026-11-03T09:00")


@pytest.fixture(autouse=True)
def _it_is_tuesday(monkeypatch):
    """Pages of the desk ask the clock of the request: it stands still on a Tuesday morning."""
    at_the_desk(monkeypatch, WHEN)


def at_the_desk(monkeypatch, when: datetime) -> None:
    monkeypatch.setattr(middleware.timezone, "now", lambda: when)
    monkeypatch.setattr(middleware.timezone, "localdate", lambda *_given: when.date())


def shown(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:600]
    return response.content.decode()


def typed(desk: Desk, **changes) -> dict[str, object]:
    given = {
        "point": desk.point.pk, "procedure": MARRIAGE.code, "channel": "counter", "case": "", "applicant": "Trần Thị Mơ",
        "id_number": "001090012345", "phone": "0912345678", "unit": "", "paper0": "on", "originals0": "1",
        "copies0": "0", "paper1": "on", "originals1": "1", "copies1": "2", "act": "accept",
    }  # fmt: skip
    return {**given, **changes}


def test_points_are_listed_with_their_counters_and_people(desk: Desk, as_):
    as_(desk.city.officer).post(
        f"/points/{desk.point.pk}/counter/",
        {"number": "2", "title": "Hộ tịch", "fields_received": "Hộ tịch\nChứng thực", "first": "2026-11-01"},
    )
    assert Counter.objects.get().fields == ["Hộ tịch", "Chứng thực"]
    page = shown(as_(desk.city.an).get("/points/?q=phuc vu"))
    assert "Trung tâm phục vụ hành chính công" in page and "của tôi" in page
    assert "Không có điểm phục vụ nào" in shown(as_(desk.city.an).get("/points/?q=khong co"))
    one = shown(as_(desk.city.an).get(f"/points/{desk.point.pk}/"))
    for words in ("Hộ tịch; Chứng thực", "08:00–12:00, 13:00–17:00", "Nguyễn Văn An", "Đăng ký kết hôn", "nghỉ"):
        assert words in one


def test_home_affairs_open_a_point_staff_it_and_change_its_hours(desk: Desk, as_):
    officer = as_(desk.city.officer)
    week = {f"day{number}": "7:30-11:30, 13:30-17:00" for number in range(1, 6)} | {"day6": "", "day7": ""}
    given = {
        "unit": "HN-TH-VH",
        "code": "H26.19.1",
        "name": "Điểm tiếp nhận số 2",
        "kind": "point",
        "first": "2026-11-02",
        **week,
    }
    assert "08:00-12:00, 13:30-17:30" in shown(officer.get("/points/new/"))
    wrong = shown(officer.post("/points/new/", {**given, "day1": "sáng"}), 422)
    assert "Ghi từng ca" in wrong and "Điểm tiếp nhận số 2" in wrong
    assert officer.post("/points/new/", given).status_code == 302
    made = ServicePoint.objects.get(code="H26.19.1")
    assert made.hours.get().week["1"] == [["07:30", "11:30"], ["13:30", "17:00"]] and "6" not in made.hours.get().week
    staff = {"person": f"{desk.city.binh.person.code} · Bình", "duty": "receiver", "first": "2026-11-02"}
    assert officer.post(f"/points/{made.pk}/staff/", staff).status_code == 302
    assert PointStaff.objects.get(point=made).person_id == desk.city.binh.person_id
    assert "đã làm việc ở điểm" in shown(officer.post(f"/points/{made.pk}/staff/", staff), 422)
    assert (
        officer.post(f"/points/{made.pk}/hours/", {**week, "day6": "8:00-11:00", "first": "2026-12-01"}).status_code
        == 302
    )
    assert made.hours.count() == 2
    assert as_(desk.city.chair).post(f"/points/{made.pk}/staff/", staff).status_code == 404


def test_the_procedure_is_found_then_the_dossier_is_accepted(desk: Desk, as_):
    receiver = as_(desk.city.an)
    assert "Đăng ký kết hôn" in shown(receiver.get("/dossiers/new/?q=kết hôn"))
    assert "Không tìm thấy thủ tục nào" in shown(receiver.get("/dossiers/new/?q=xyz"))
    form = shown(receiver.get(f"/dossiers/new/?procedure={MARRIAGE.code}"))
    for words in ("Giấy tờ tùy thân", "3 ngày làm việc", "Phải xác minh", "Phường Tây Hồ"):
        assert words in form
    answer = receiver.post("/dossiers/new/", typed(desk))
    made = Dossier.objects.get()
    assert answer.headers["Location"] == f"/dossiers/{made.pk}/"
    assert (made.code, made.state, made.due_at) == ("H26.19-261103-0001", State.ACCEPTED, moment("2026-11-06T17:00"))
    assert made.papers[1] == {"name": "Giấy tờ tùy thân", "originals": 1, "copies": 2}
    page = shown(receiver.get(answer.headers["Location"]))
    for words in (
        "H26.19-261103-0001",
        "Tiếp nhận 09:00 03/11/2026, thời hạn 3 ngày làm việc",
        "17:00 06/11/2026",
        "Không tính ngày tiếp nhận",
        "001090012345",
    ):
        assert words in page


def test_a_missing_paper_keeps_what_was_typed_and_offers_the_slip(desk: Desk, as_):
    receiver, given = as_(desk.city.an), typed(desk)
    del given["paper1"]
    page = shown(receiver.post("/dossiers/new/", given), 422)
    assert "Còn thiếu: Giấy tờ tùy thân" in page and 'value="Trần Thị Mơ"' in page
    assert Dossier.objects.count() == 0
    assert receiver.post("/dossiers/new/", {**given, "act": "ask"}).status_code == 302
    made = Dossier.objects.get()
    assert (made.state, made.code) == (State.REGISTERED, None)
    assert Supplement.objects.get().items == [{"paper": "Giấy tờ tùy thân", "why": "Chưa có trong hồ sơ nộp"}]
    # A second slip before acceptance wants a law that allows it; the one after acceptance is another.
    again = receiver.post(f"/dossiers/{made.pk}/move/ask_papers/", {"items": "Ảnh; thiếu"})
    assert "chỉ được yêu cầu bổ sung một lần" in shown(again, 422)
    accept = f"/dossiers/{made.pk}/accept/"
    assert "Còn thiếu: Giấy tờ tùy thân" in shown(receiver.post(accept, {"paper0": "on"}), 422)
    made.refresh_from_db()
    assert (made.version, made.state) == (2, State.REGISTERED) or made.state == State.REGISTERED
    assert receiver.post(accept, {"paper0": "on", "paper1": "on"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.code, len(made.papers)) == (State.ACCEPTED, "H26.19-261103-0001", 2)


def test_a_refusal_wants_its_reason_and_leaves_nothing_half_done(desk: Desk, as_):
    receiver = as_(desk.city.an)
    page = shown(receiver.post("/dossiers/new/", typed(desk, act="refuse")), 422)
    assert "Hãy ghi lý do." in page and Dossier.objects.count() == 0
    receiver.post("/dossiers/new/", typed(desk, act="refuse", reason="Không thuộc thẩm quyền"))
    assert Dossier.objects.get().state == State.REFUSED


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("12 chữ số", {"id_number": "12345"}),
        ("Số điện thoại chỉ gồm chữ số", {"phone": "gọi sau"}),
        ("Hãy ghi tên người nộp", {"applicant": " "}),
        ("Nộp thay thì phải ghi giấy ủy quyền", {"agent": "Văn phòng tư vấn"}),
        ("không có phiên bản còn hiệu lực", {"procedure": "9.999999"}),
    ],
)
def test_what_intake_says_of_bad_input(desk: Desk, as_, words, changes):
    assert words in shown(as_(desk.city.an).post("/dossiers/new/", typed(desk, **changes)), 422)
    assert Dossier.objects.count() == 0


def test_green_tuesday_is_received_and_due_the_same_day(desk: Desk, as_):
    receiver = as_(desk.city.an)
    receiver.post("/dossiers/new/", typed(desk, procedure=COPY.code, is_same_day="on"))
    made = Dossier.objects.get()
    assert made.due_at == moment("2026-11-03T17:00")
    assert "trả ngay trong ngày" in shown(receiver.get(f"/dossiers/{made.pk}/"))


def test_only_people_of_a_point_receive(desk: Desk, as_):
    assert as_(desk.city.binh).get("/dossiers/new/").status_code == 403
    assert as_(desk.city.outsider).post("/dossiers/new/", typed(desk)).status_code == 403


def steps_of(desk: Desk) -> dict[str, str]:
    city = desk.city
    return {
        "person1": f"{city.binh.person.code} · Bình", "task1": "Thẩm định", "result1": "Phiếu trình", "quantity1": "1", "unit1": "working_days",
        "person2": city.office_head.person.code, "task2": "Ký", "result2": "Giấy chứng nhận", "quantity2": "4", "unit2": "hours",
        "person3": "", "task3": "", "result3": "", "quantity3": "", "unit3": "working_days",
    }  # fmt: skip


def test_the_whole_way_through_the_pages(desk: Desk, as_):
    city, made = desk.city, desk.received("2026-11-02T09:00")
    path = f"/dossiers/{made.pk}/"
    assert "Chuyển xử lý" in shown(as_(city.an).get(path))
    unclear = shown(
        as_(city.an).post(f"{path}begin/", {**steps_of(desk), "task1": "", "quantity2": "x", "person2": "ZZ"}), 422
    )
    for words in ("Bước 1: chưa rõ việc", "Bước 2: chưa rõ thời gian", "Bước 2: chưa rõ người"):
        assert words in unclear
    assert as_(city.an).post(f"{path}begin/", steps_of(desk)).status_code == 302
    assert [one.person_id for one in Step.objects.order_by("number")] == [
        city.binh.person_id,
        city.office_head.person_id,
    ]
    assert as_(city.binh).post(f"{path}step/", {"outcome": "Đủ điều kiện"}).status_code == 302
    assert "Kết quả phải có số" in shown(as_(city.office_head).post(f"{path}move/finish/", {}), 422)
    result = {"result_number": "12/GCN", "result_on": "2026-11-03", "result_signer": "Lê Thị Hoa"}
    assert as_(city.office_head).post(f"{path}move/finish/", result).status_code == 302
    assert (
        as_(city.an)
        .post(f"{path}move/give_back/", {"returned_way": "person", "returned_to": "Trần Thị Mơ"})
        .status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.state, made.is_late) == (State.RETURNED, False)
    page = shown(as_(city.an).get(path))
    for words in ("Đã trả kết quả", "12/GCN", "Hồ sơ đã kết thúc", "Đủ điều kiện"):
        assert words in page


def test_the_page_offers_what_is_mine_and_says_whose_the_rest_is(desk: Desk, as_):
    made = desk.begun()
    path = f"/dossiers/{made.pk}/"
    handler, receiver = shown(as_(desk.city.binh).get(path)), shown(as_(desk.city.an).get(path))
    assert f"{path}move/ask_completion/" in handler and f"{path}move/withdraw/" not in handler
    assert f"{path}move/withdraw/" in receiver and f"{path}move/ask_completion/" not in receiver
    assert "Việc này của người đang giữ bước xử lý" in receiver
    assert as_(desk.city.an).get(f"{path}move/ask_completion/").status_code == 403
    assert as_(desk.city.binh).get(f"{path}move/resume/").status_code == 400
    assert as_(desk.city.outsider).get(path).status_code == 404


def test_who_looks_is_written_down_and_numbers_are_covered(desk: Desk, as_):
    made = desk.begun()
    Dossier.objects.filter(pk=made.pk).update(id_number="001090012345", phone="0912345678")
    path = f"/dossiers/{made.pk}/"
    assert "001090012345" in shown(as_(desk.city.an).get(path))
    covered = shown(as_(desk.city.officer).get(path))
    assert "•••••••••345" in covered and "001090012345" not in covered and "0912345678" not in covered
    looks = Event.objects.filter(tag="onestop:dossier:viewed").order_by("pk").values_list("reason", flat=True)
    assert list(looks) == ["Tiếp nhận, trả kết quả", "Theo dõi, quản lý của cán bộ nội vụ"]


def test_a_pause_is_told_with_its_rule_and_its_effect(desk: Desk, as_):
    made = desk.begun()
    form = shown(as_(desk.city.binh).get(f"/dossiers/{made.pk}/move/ask_completion/"))
    assert "thời hạn tính lại từ đầu" in form and "chưa đối chiếu" in form
    unsaid = as_(desk.city.binh).post(
        f"/dossiers/{made.pk}/move/ask_completion/", {"reason": "Thiếu", "items": "Tờ khai"}
    )
    assert "Có dòng chưa ghi lý do" in shown(unsaid, 422)
    as_(desk.city.binh).post(
        f"/dossiers/{made.pk}/move/ask_completion/", {"reason": "Thiếu", "items": "Tờ khai; thiếu chữ ký\nẢnh; mờ"}
    )
    page = shown(as_(desk.city.an).get(f"/dossiers/{made.pk}/"))
    for words in ("Đồng hồ đang dừng", "Chờ bổ sung giấy tờ từ 09:00 03/11/2026, chưa xong", "thiếu chữ ký"):
        assert words in page
    move(made.pk, "complete", Told(came=["Tờ khai", "Ảnh"]), **desk.who(desk.city.an, "2026-11-10T09:00"))
    page = shown(as_(desk.city.an).get(f"/dossiers/{made.pk}/"))
    assert "Thời hạn tính lại từ đầu sau khi kết thúc." in page and "17:00 13/11/2026" in page


def test_an_apology_is_made_and_sent(desk: Desk, as_):
    made = desk.begun()
    path = f"/dossiers/{made.pk}/"
    assert as_(desk.city.an).get(f"{path}apologise/").status_code in (200, 403)
    head = as_(desk.city.vice_chair)
    assert "chỉ hẹn lại một lần" in shown(head.get(f"{path}apologise/"))
    given = {"new_day": "2026-11-08", "fault": desk.city.binh.person.code, "reason": "Mất điện"}
    assert "là ngày nghỉ" in shown(head.post(f"{path}apologise/", given), 422)
    assert head.post(f"{path}apologise/", {**given, "new_day": "2026-11-09"}).status_code == 302
    assert as_(desk.city.an).post(f"{path}apology-sent/", {"channel": "Điện thoại"}).status_code == 302
    page = shown(as_(desk.city.an).get(path))
    for words in ("17:00 09/11/2026", "hạn ban đầu 17:00 05/11/2026", "Mất điện", "Điện thoại", "vẫn tính là chậm"):
        assert words in page


def test_somebody_else_was_quicker(desk: Desk, as_):
    made = desk.begun()
    answer = as_(desk.city.binh).post(f"/dossiers/{made.pk}/step/", {"outcome": "Đủ", "version": made.version - 1})
    assert "người khác cập nhật" in shown(answer, 409) and 'value="Đủ"' in answer.content.decode()


def test_a_step_is_handed_on(desk: Desk, as_):
    made = desk.begun()
    assert as_(desk.city.vice_chair).post(
        f"/dossiers/{made.pk}/hand/", {"person": desk.city.an.person.code, "reason": "Ốm", "version": made.version}
    ).status_code == 302  # fmt: skip
    made.refresh_from_db()
    assert made.step_person_id == desk.city.an.person_id


def test_saving_asks_little(desk: Desk, as_):
    """Every act of a dossier's way stays within twenty statements, its savepoints aside."""
    city = desk.city
    an, binh, head = as_(city.an), as_(city.binh), as_(city.vice_chair)
    for client in (an, binh, head):
        client.get("/points/")
    assert sent(an, "/dossiers/new/", typed(desk)) <= 20
    path = f"/dossiers/{Dossier.objects.get().pk}/"
    assert sent(an, f"{path}begin/", steps_of(desk)) <= 20
    apology = {"new_day": "2026-11-09", "fault": city.binh.person.code, "reason": "Mất điện"}
    assert sent(head, f"{path}apologise/", apology) <= 20
    assert sent(binh, f"{path}step/", {"outcome": "Đủ"}) <= 20
    signer = as_(city.office_head)
    signer.get("/points/")
    result = {"result_number": "1", "result_on": "2026-11-03", "result_signer": "Lê Thị Hoa"}
    assert sent(signer, f"{path}move/finish/", result) <= 20


def sent(client, path: str, data: dict[str, object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.post(path, data).status_code == 302
    return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize(
    ("received", "said"),
    [("2026-11-02T14:59", "chậm nhất 17:00 02/11/2026"), ("2026-11-02T15:01", "chậm nhất 08:00 03/11/2026")],
)
def test_it_goes_on_the_same_day_or_the_next_morning(desk: Desk, as_, received, said):
    made = desk.received(received)
    page = shown(as_(desk.city.an).get(f"/dossiers/{made.pk}/"))
    assert said in page and "đã quá" in page  # it is Tuesday, nine o'clock
    assert "chậm nhất" not in shown(as_(desk.city.an).get(f"/dossiers/{desk.begun().pk}/"))


@pytest.mark.parametrize(
    "path",
    [
        "/dossiers/?q=%25&field=%25&officer=99999999999&unit=99999999999&point=x&day=2026-13-01&page=-1&sort=%27&state=%27",
        "/dossiers/?term=%27&state=all&q=%25%5F-1", "/dossiers/board/?on=x", "/points/?q=%25", "/dossiers/new/?q=%25",
        "/dossiers.xlsx?field=%27&term=overdue",
    ],
)  # fmt: skip
def test_addresses_that_make_no_sense_show_a_page(desk: Desk, as_, path):
    desk.received()
    assert as_(desk.city.an).get(path).status_code == 200


def test_steps_too_long_to_keep_are_told(desk: Desk, as_):
    made = desk.received()
    given = {**steps_of(desk), "task1": "x" * 301, "quantity2": "99999999999"}
    page = shown(as_(desk.city.an).post(f"/dossiers/{made.pk}/begin/", given), 422)
    assert "Bước 1: ghi việc và kết quả ngắn hơn" in page and "Bước 2: chưa rõ thời gian" in page
