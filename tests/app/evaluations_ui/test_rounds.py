"""The decider's page: who sees it, what it shows, and one act for the batch with its consequences first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import (
    AT,
    FULL,
    TODAY,
    actor,
    open_month,
    published_month,
    review,
    reviewed_month,
    round_of,
    self_score,
    sheet_of,
    work,
)
from tests.cast import City

from namro.base.notify.models import Notice
from namro.duties.evaluations import services
from namro.duties.evaluations.models import DecidedRating, Round, SheetState, Step

pytestmark = pytest.mark.django_db


def main(answer) -> str:
    return answer.content.decode().split("<main")[1]


def form(month, **changes: str) -> dict[str, str]:
    return {"stage": "check", "number": "12/QĐ-UBND", "decided_on": TODAY.isoformat(), **changes}


@pytest.mark.parametrize("who", ["chair", "officer"])
def test_the_authority_and_home_affairs_see_every_value_side_by_side(city: City, as_, who):
    month = reviewed_month(city)
    text = main(as_(getattr(city, who)).get(f"/rounds/{month.commune.pk}"))
    assert "Nguyễn Văn An" in text and "86,00" in text and "3 cách hiểu" in text
    assert "Dấu hiệu hình thức" in text
    signs = as_(getattr(city, who)).get(f"/rounds/{month.commune.pk}/signs")
    assert "người đạt mức cao nhất" in main(signs)


def test_who_scores_only_a_part_is_led_to_their_own_people(city: City, as_):
    month = reviewed_month(city)
    answer = as_(city.office_head).get(f"/rounds/{month.commune.pk}")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/sheets/review")
    assert as_(city.office_head).get(f"/rounds/{month.commune.pk}/files/list.xlsx").status_code == 403


@pytest.mark.parametrize("who", ["an", "outsider", "administrator", "other_chair"])
def test_for_everybody_else_it_does_not_exist(city: City, as_, who):
    month = reviewed_month(city)
    assert as_(getattr(city, who)).get(f"/rounds/{month.commune.pk}").status_code == 404


def test_the_officer_prepares_and_only_the_authority_decides(city: City, as_):
    month = reviewed_month(city)
    page = main(as_(city.officer).get(f"/rounds/{month.commune.pk}"))
    assert "Lưu đề xuất" in page and "Xem lại trước khi quyết định" not in page
    assert as_(city.officer).post(f"/rounds/{month.commune.pk}/decide", form(month)).status_code == 403
    binh = sheet_of(city.binh)
    sent = {f"rating-{binh.pk}": "HTT", f"reason-{binh.pk}": "Ít việc khó hơn"}
    assert as_(city.officer).post(f"/rounds/{month.commune.pk}/do/propose", sent).status_code == 302
    binh.refresh_from_db()
    assert (binh.proposed_rating, binh.proposed_reason) == ("HTT", "Ít việc khó hơn")


def test_what_fits_is_proposed_to_named_people_and_nobody_is_moved(city: City, as_):
    month = reviewed_month(city)
    review(city.office_head, city.binh, [450, *FULL[1:]], version=sheet_of(city.binh).version)
    answer = as_(city.chair).post(f"/rounds/{month.commune.pk}/do/fit")
    assert answer.status_code == 302
    assert not DecidedRating.objects.exists()
    assert sheet_of(city.binh).proposed_rating == "HTT" and "theo điểm" in sheet_of(city.binh).proposed_reason
    assert "Bằng điểm nhau ngay tại ngưỡng" in main(as_(city.chair).get(f"/rounds/{month.commune.pk}"))


def test_first_the_consequences_then_the_act(city: City, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    binh = sheet_of(city.binh)
    sent = form(month, **{f"rating-{binh.pk}": "HTT", f"reason-{binh.pk}": "Ít việc khó hơn"})
    check = browser.post(f"/rounds/{month.commune.pk}/decide", sent)
    text = main(check)
    assert check.status_code == 200 and not DecidedRating.objects.exists()
    assert "Ít việc khó hơn" in text and "Căn cứ được vượt tỷ lệ" in text and "trong một lần" in text
    refused = browser.post(f"/rounds/{month.commune.pk}/decide", {**sent, "stage": "decide"})
    assert refused.status_code == 400 and "Vượt tỷ lệ" in main(refused)
    done = browser.post(f"/rounds/{month.commune.pk}/decide", {**sent, "stage": "decide", "quota_reason": "Nổi trội"})
    assert done.status_code == 302
    assert DecidedRating.objects.get(sheet=binh).rating == "HTT"
    assert sheet_of(city.binh).state == SheetState.DECIDED


def test_a_lower_level_without_its_reason_names_the_person(city: City, as_):
    month = reviewed_month(city)
    binh = sheet_of(city.binh)
    answer = as_(city.chair).post(f"/rounds/{month.commune.pk}/decide", form(month, **{f"rating-{binh.pk}": "HTT"}))
    text = main(answer)
    assert answer.status_code == 400 and f"#row-{binh.pk}" in text and "ghi lý do" in text


def test_unreviewed_people_are_named_with_what_to_do(city: City, as_):
    period = open_month(city)
    work(city.an)
    self_score(city.an)
    answer = as_(city.chair).post(f"/rounds/{round_of(period, city.commune).pk}/decide", form(None))
    assert answer.status_code == 400
    assert "Nguyễn Văn An" in main(answer) and "Cấp trên chưa chấm" in main(answer)


def test_publish_tells_each_person_and_colleagues_see_the_level_only(city: City, as_):
    month = reviewed_month(city)
    month.decide()
    round_id = month.commune.pk
    assert as_(city.an).get(f"/rounds/{round_id}/ratings").status_code == 404
    assert as_(city.chair).post(f"/rounds/{round_id}/do/publish").status_code == 302
    assert Notice.objects.filter(person=city.an.person).exists()
    text = main(as_(city.an).get(f"/rounds/{round_id}/ratings"))
    assert "Đỗ Thanh Bình" in text and "Hoàn thành" in text
    assert "100,00" not in text and "86,00" not in text
    assert as_(city.outsider).get(f"/rounds/{round_id}/ratings").status_code == 404


def test_reopening_needs_a_reason_and_undoes_the_decision(city: City, as_):
    month = reviewed_month(city)
    month.decide()
    browser = as_(city.chair)
    bare = browser.post(f"/rounds/{month.commune.pk}/do/reopen", {"to_step": "decide", "reason": ""})
    assert bare.status_code == 400 and "Hãy ghi lý do" in main(bare)
    browser.post(f"/rounds/{month.commune.pk}/do/reopen", {"to_step": "decide", "reason": "Sai số liệu"})
    assert not DecidedRating.objects.filter(in_force=True).exists()
    assert Round.objects.get(pk=month.commune.pk).step == Step.DECIDE


def test_reminding_tells_whoever_is_behind_once_a_day(city: City, as_):
    period = open_month(city)
    round_id = round_of(period, city.commune).pk
    browser = as_(city.officer)
    assert browser.post(f"/rounds/{round_id}/do/remind").status_code == 302
    assert Notice.objects.filter(person=city.an.person, kind="evaluations.remind.self").count() == 1
    again = browser.post(f"/rounds/{round_id}/do/remind")
    assert again.status_code == 400 and "đã nhắc" in main(again)


@pytest.mark.parametrize(
    "kind", ["list.xlsx", "forms.pdf", "forms.docx", "decision.pdf", "decision.docx", "export.json"]
)
def test_every_document_of_the_round_comes_down(city: City, as_, kind):
    month = published_month(city)
    answer = as_(city.chair).get(f"/rounds/{month.commune.pk}/files/{kind}")
    assert answer.status_code == 200
    starts = {"pdf": b"%PDF", "json": b"{", "xlsx": b"PK", "docx": b"PK"}[kind.rpartition(".")[2]]
    assert answer.content.startswith(starts)
    assert answer.headers["Content-Disposition"].isascii()


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_person_prints_their_own_form(city: City, as_, kind, starts):
    open_month(city)
    self_score(city.an)
    answer = as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}/form.{kind}")
    assert answer.content.startswith(starts)
    assert as_(city.binh).get(f"/sheets/{sheet_of(city.an).pk}/form.{kind}").status_code == 404


def test_the_list_finds_rounds_without_accents(city: City, as_):
    open_month(city)
    assert "Phường Tây Hồ" in main(as_(city.chair).get("/rounds/?q=tay ho")).split("<tbody")[1]
    assert "Không có danh sách nào khớp" in main(as_(city.chair).get("/rounds/?q=hoan kiem"))


def test_pages_ask_few_questions(city: City, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    browser.get("/rounds/")
    for path, most in (("/rounds/", 12), (f"/rounds/{month.commune.pk}", 20)):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= most, (path, len(asked), "\n".join(one["sql"][:110] for one in asked.captured_queries))


def test_petition_from_filing_to_a_new_decision(city: City, as_):
    month = reviewed_month(city)
    month.decide({sheet_of(city.binh).pk: ("HTT", "Bằng điểm")})
    services.publish(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    sheet = sheet_of(city.binh)
    empty = as_(city.binh).post(f"/sheets/{sheet.pk}/petition", {"grounds": " "})
    assert empty.status_code == 400 and "Hãy viết nội dung kiến nghị" in main(empty)
    filed = as_(city.binh).post(f"/sheets/{sheet.pk}/petition", {"grounds": "Đủ 100 điểm", "evidence": ""})
    path = filed.headers["Location"]
    assert as_(city.an).get(path).status_code == 404
    assert "Trả lời kiến nghị" in main(as_(city.chair).get(path))
    assert as_(city.office_head).post(f"{path}/answer", {"outcome": "rejected", "answer": "Không"}).status_code in (
        403,
        404,
    )
    answer = {
        "outcome": "upheld", "answer": "Đúng, có sai sót", "rating": "HTXS", "number": "15/QĐ", "decided_on": TODAY.isoformat(),
    }  # fmt: skip
    unexamined = as_(city.chair).post(f"{path}/answer", answer)
    assert unexamined.status_code == 400 and "Đúng, có sai sót" in main(unexamined)
    as_(city.chair).post(f"{path}/handler", {"handler": city.officer.person_id})
    done = as_(city.chair).post(f"{path}/answer", answer)
    assert done.status_code == 302, main(done)
    assert DecidedRating.objects.get(sheet=sheet, in_force=True).rating == "HTXS"
    text = main(as_(city.binh).get(f"/sheets/{sheet.pk}"))
    assert "15/QĐ" in text and "Thay quyết định số 12/QĐ" in text
