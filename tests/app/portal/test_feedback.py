"""Feedback from a citizen: into the register once, with a file that is what it says, answered to whoever left a number."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.app.feedback import complaints
from tests.cast import City
from tests.unit.ui.test_uploads import JPEG, PDF

from namro.base.audit.models import Event
from namro.base.limits.models import Tally
from namro.duties.feedback import services
from namro.duties.feedback.models import Feedback
from namro.web.portal.models import Attachment
from namro.web.portal.parameters import limits, most_bytes

pytestmark = pytest.mark.django_db
HERE, ANSWER = "/portal/feedback/", "/portal/feedback/answer/"
NAMED = {"sender": "Lê Thị Hẹn", "phone": "0912 345 678", "email": "hen@example.vn"}


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def typed(city: City, **changes: Any) -> dict[str, Any]:
    given = {
        "klass": "delay", "unit_id": city.commune.pk, "content": "Quá hẹn ba ngày chưa có giấy.", "once": "một",
        "dossier_code": "H26.19-261102-0001", "sender": "", "phone": "", "email": "", "trap": "",
    }  # fmt: skip
    return {**given, **changes}


def page_of(answer: Any, status: int = 200) -> str:
    page = str(answer.content.decode())
    assert answer.status_code == status, page[:2000]
    return page


def test_it_enters_the_register_with_its_code_and_nobody_as_receiver(city: City, client: Client) -> None:
    assert f'<option value="{city.commune.pk}">' in page_of(client.get(HERE))
    page = page_of(client.post(HERE, typed(city, **NAMED)))
    made = Feedback.objects.get()
    assert made.code in page and "Hạn trả lời" in page
    assert (made.channel, made.received_by_id, made.unit_id) == ("portal", None, city.commune.pk)
    assert (made.sender, made.phone, made.dossier_code) == ("Lê Thị Hẹn", "0912 345 678", "H26.19-261102-0001")
    assert Event.objects.get(tag="feedback:item:received").user_id is None


def test_the_sender_may_stay_unknown(city: City, client: Client) -> None:
    page = page_of(client.post(HERE, typed(city)))
    assert "không để lại số điện thoại" in page and Feedback.objects.get().sender == ""


def test_one_form_is_one_piece_of_feedback(city: City, client: Client) -> None:
    page_of(client.post(HERE, typed(city)))
    assert "đã được gửi" in page_of(client.post(HERE, typed(city)), 422)
    assert Feedback.objects.count() == 1
    page_of(client.post(HERE, typed(city, once="hai")))
    assert Feedback.objects.count() == 2


def test_what_is_refused_may_be_sent_again(city: City, client: Client) -> None:
    blank = page_of(client.post(HERE, typed(city, content="  ")), 422)
    assert "Lê Thị Hẹn" not in blank
    page_of(client.post(HERE, typed(city)))
    assert Feedback.objects.count() == 1


def test_wrong_choices_are_refused(city: City, client: Client) -> None:
    for wrong in ({"klass": "khác"}, {"unit_id": "999999"}, {"unit_id": city.culture.pk}, {"email": "x"}, {"once": ""}):
        page_of(client.post(HERE, typed(city, **wrong)), 422)
    assert not Feedback.objects.exists() and not Tally.objects.exists()


def test_the_trap_is_for_scripts(city: City, client: Client) -> None:
    page = page_of(client.post(HERE, typed(city, trap="http://spam.example")), 422)
    assert "Hãy để trống ô" in page and not Feedback.objects.exists()


def test_one_place_sends_no_flood(city: City, client: Client) -> None:
    for number in range(limits()["feedback_address"].most):
        page_of(client.post(HERE, typed(city, once=str(number))))
    stopped = page_of(client.post(HERE, typed(city, once="nữa", **NAMED)), 429)
    assert "thử quá nhiều lần" in stopped and "Lê Thị Hẹn" in stopped  # what was typed stays
    assert Feedback.objects.count() == limits()["feedback_address"].most
    page_of(client.post(HERE, typed(city, once="nữa"), REMOTE_ADDR="198.51.100.3"))


def upload(data: bytes, name: str = "Lê Thị Hẹn - CCCD.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def test_a_file_is_kept_by_what_it_is_without_its_name(city: City, client: Client) -> None:
    page_of(client.post(HERE, typed(city, file=upload(PDF))))  # calls itself a picture
    kept = Attachment.objects.get()
    assert (kept.kind, kept.size) == ("pdf", len(PDF))
    assert kept.file.name.endswith(".pdf") and "Hẹn" not in kept.file.name and "CCCD" not in kept.file.name
    with kept.file.open() as held:
        assert held.read() == PDF


@pytest.mark.parametrize("data", [b"MZ\x90\x00" + b"\0" * 99, b"<html><script>", b"PK\x03\x04" + b"\0" * 99])
def test_a_file_that_is_something_else_is_refused_and_nothing_is_kept(city: City, client: Client, data: bytes) -> None:
    page = page_of(client.post(HERE, typed(city, file=upload(data))), 422)
    assert "không phải ảnh JPEG" in page
    assert not Feedback.objects.exists() and not Attachment.objects.exists()


def test_a_file_too_large_is_refused(city: City, client: Client) -> None:
    large = JPEG[:-2] + b"x" * most_bytes() + b"\xff\xd9"
    assert "Tệp lớn quá 5 MB" in page_of(client.post(HERE, typed(city, file=upload(large))), 422)
    assert not Feedback.objects.exists()


def test_the_handler_opens_the_file_and_whom_it_is_about_does_not(city: City, client: Client, as_: Any) -> None:
    page_of(client.post(HERE, typed(city, file=upload(JPEG))))
    made = Feedback.objects.get()
    Feedback.objects.filter(pk=made.pk).update(person=city.an.person_id)
    path = f"/feedback/{made.pk}/file/"
    assert path in as_(city.chair).get(f"/feedback/{made.pk}/").content.decode()
    answer = as_(city.chair).get(path)
    assert answer["Content-Type"] == "image/jpeg" and "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == JPEG
    assert Event.objects.filter(tag="portal:file:viewed").count() == 1
    assert as_(city.an).get(path).status_code == 404
    assert client.get(path).status_code == 302
    about = complaints.verified(city)
    Attachment.objects.create(feedback=about, file="x.jpg", kind="jpeg", size=1, sent_at=complaints.AT)
    assert as_(city.an).get(f"/feedback/{about.pk}/").status_code == 200
    assert f"/feedback/{about.pk}/file/" not in as_(city.an).get(f"/feedback/{about.pk}/").content.decode()
    assert as_(city.an).get(f"/feedback/{about.pk}/file/").status_code == 404


def asked(client: Client, code: str, digits: str, status: int = 200) -> str:
    return page_of(client.post(ANSWER, {"code": code, "digits": digits}), status)


def test_the_answer_is_for_whoever_left_the_number(city: City, client: Client) -> None:
    waiting = complaints.received(city)
    assert "Chờ phân công" in asked(client, waiting.code, "5678")
    made = complaints.answered(city)
    page = asked(client, made.code.lower(), "5678")
    assert "Đơn vị xin lỗi" in page and "Đúng" in page
    assert (
        made.sender not in page and made.phone not in page and made.content not in page and str(made.person) not in page
    )
    event = Event.objects.filter(tag="portal:feedback:followed").order_by("pk")[0]
    assert (event.subject_id, event.user_id) == (waiting.pk, None) and "tra cứu" in event.reason


def test_wrong_pairs_read_alike_and_are_stopped(city: City, client: Client) -> None:
    made, silent = complaints.received(city), complaints.received(city, phone="")
    for code, digits in ((made.code, "0000"), ("PA-2026-999999", "5678"), (silent.code, "0000"), (silent.code, "----")):
        page = asked(client, code, digits, 422)
        assert ("Không có phản ánh nào khớp" in page) is (digits != "----")
    for number in range(limits()["follow_code"].most):
        client.post(ANSWER, {"code": made.code, "digits": f"{number:04d}"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert "Chờ phân công" not in asked(client, made.code, "5678", 429)


def test_what_was_published_names_nobody(city: City, client: Client) -> None:
    assert "Chưa có phản ánh nào được công khai" in page_of(client.get("/portal/feedback/published/"))
    made = complaints.answered(city)
    complaints.answered(city)  # answered and not published
    services.publish(
        feedback_id=made.pk, summary="Người dân phải chờ hai giờ.", version=made.version, **complaints.when(city.chair)
    )
    page = page_of(client.get("/portal/feedback/published/"))
    assert "Người dân phải chờ hai giờ." in page and page.count("<h2>") == 1
    for hidden in (made.sender, made.phone, made.content, made.answer, made.finding, str(made.person), made.code):
        assert hidden not in page


def test_nothing_personal_is_in_logs_addresses_or_tallies(city: City, client: Client, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [client.post(HERE, typed(city, **NAMED)), client.post(HERE, typed(city, **NAMED))]
        made = Feedback.objects.get()
        answers.append(client.post(ANSWER, {"code": made.code, "digits": "5678"}))
    events = json.dumps(list(Event.objects.values("tag", "before", "after", "reason")), ensure_ascii=False)
    kept = json.dumps(list(Tally.objects.values("purpose", "key")))
    for hidden in (*NAMED.values(), "5678", "127.0.0.1", "Quá hẹn"):
        for where in (caplog.text, events, kept, *(one.wsgi_request.get_full_path() for one in answers)):
            assert hidden not in where, hidden


def test_pages_cost_a_few_queries(city: City, client: Client) -> None:
    with CaptureQueriesContext(connection) as shown:
        client.get(HERE)
    with CaptureQueriesContext(connection) as written:
        client.post(HERE, typed(city, file=upload(JPEG)))
    with CaptureQueriesContext(connection) as public:
        client.get("/portal/feedback/published/")
    assert len(shown) <= 15 and len(written) <= 20 and len(public) <= 12
