"""Each page says what it shows and why; each form does its act, or says what is wrong and keeps what was typed."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.app.money.purse import (
    PAY,
    TODAY,
    decided,
    made,
    own_line_decided,
    paid,
    rated,
    regulation,
    submitted,
    when,
    whole,
    year,
)

from namro.base.documents.wording import form
from namro.duties.careers.money import services
from namro.duties.careers.money.models import ListState, PayBase, PayList, Regulation, Reward, RewardProposal

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    assert response.status_code == 200, response.content.decode()[:600]
    return response.content.decode()


def test_a_regulation_is_drafted_edited_and_put_in_force(city, as_):
    officer, head = as_(city.officer), as_(city.chair)
    sent = {"unit": "HN-TH", "money": "additional", "period": "month", "title": "Quy chế", "preset": "danang-month"}
    answer = officer.post("/money/regulations/new/", sent)
    row = Regulation.objects.get()
    assert answer["Location"].endswith(f"/money/regulations/{row.pk}/edit/")
    form = shown(officer.get(f"/money/regulations/{row.pk}/edit/"))
    assert "1500000" in form and "HTNV" in form
    assert "MẪU" in shown(officer.get(f"/money/regulations/{row.pk}/"))
    bad = {"title": "Quy chế", "method": "rates", "base": "fixed", "fixed": "5", "shared": "0", "unit": "1", "unspent": "returned",
           "code_0": "HTXS", "coefficient_0": "một", "edits": "0"}  # fmt: skip
    again = officer.post(f"/money/regulations/{row.pk}/edit/", bad)
    assert again.status_code == 422 and "một" in again.content.decode()
    officer.post(f"/money/regulations/{row.pk}/edit/", {**bad, "coefficient_0": "0,5", "article_levels": "Điều 5"})
    row.refresh_from_db()
    assert row.terms["levels"] == [{"code": "HTXS", "coefficient": "1/2", "floor": 0, "excluded": False}]
    head.post(
        f"/money/regulations/{row.pk}/decide/",
        {"number": "3/QĐ", "decided_on": "2026-01-02", "valid_from": "2026-01-02", "edits": "1"},
    )
    assert "3/QĐ" in shown(officer.get(f"/money/regulations/{row.pk}/"))
    assert "Quy chế" in shown(officer.get("/money/regulations/?q=quy"))


def test_a_list_goes_from_fund_to_decision(city, as_):
    whole(city)
    rule = regulation(city)
    officer, head = as_(city.officer), as_(city.chair)
    short = officer.post(f"/money/regulations/{rule.pk}/list/", {"first": "2026-10-01", "fund": "1000"})
    assert short.status_code == 422 and "21.000.000" in short.content.decode()
    officer.post(f"/money/regulations/{rule.pk}/list/", {"first": "2026-10-01", "fund": "22000000"})
    row = PayList.objects.get()
    url = f"/money/lists/{row.pk}/"
    page = shown(officer.get(url))
    assert "1.000.000" in page and "3.000.000" in page and "Nguyễn Văn An" in page
    officer.post(f"{url}recompute/", {"fund": "23000000", "edits": "0"})
    officer.post(f"{url}submit/", {"edits": "1", "waiting_reason": ""})
    head.post(f"{url}return/", {"reason": "Xem lại"})
    assert "Xem lại" in shown(officer.get(url))
    officer.post(f"{url}submit/", {"edits": "3"})
    own_line_decided(city, row)
    head.post(f"{url}decide/", {"number": "5/QĐ", "decided_on": "2026-11-20", "edits": "4"})
    row.refresh_from_db()
    assert (row.state, row.fund) == (ListState.DECIDED, 23_000_000)
    rated(city.an, "KHT", ref="2")
    assert "danh sách điều chỉnh" in shown(officer.get(url))
    assert "có kết quả đã thay đổi" in shown(officer.get("/money/lists/?state=decided"))
    to = officer.post(f"{url}correct/")["Location"]
    assert "−3.000.000" in shown(officer.get(f"{to}?state=changed"))


def test_the_owner_sees_their_own_line_and_nobody_elses(city, as_):
    whole(city)
    row = decided(city, made(city, regulation(city)))
    mine, other = (row.lines.get(person=who.person_id) for who in (city.an, city.binh))
    client = as_(city.an)
    page = shown(client.get(f"/money/lines/{mine.pk}/"))
    assert "3.000.000" in page and "Điều 5" in page and "/sheets/1" in page
    assert client.get(f"/money/lines/{other.pk}/").status_code == 404
    assert client.get(f"/money/lists/{row.pk}/").status_code == 404
    assert "3.000.000" in shown(client.get("/money/mine/"))


def test_a_line_is_not_told_before_the_decision(city, as_):
    whole(city)
    row = submitted(city, made(city, regulation(city)))
    assert as_(city.an).get(f"/money/lines/{row.lines.get(person=city.an.person_id).pk}/").status_code == 404


def test_the_files_say_what_the_list_says(city, as_):
    whole(city)
    row = decided(city, made(city, regulation(city), fund=22_000_000))
    client = as_(city.officer)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/money/lists/{row.pk}/file.xlsx").content)).active
    assert [book.cell(n, 9).value for n in range(8, 15)] == [PAY // 2] * 7
    assert book.cell(15, 9).value == "=SUM(I8:I14)"
    paper = docx.Document(io.BytesIO(client.get(f"/money/lists/{row.pk}/file.docx").content))
    assert len(paper.tables[1].rows) == 8 and "88/QĐ" in "".join(one.text for one in paper.paragraphs)
    assert "21.000.000" in pdf_text(client, row)
    assert client.get(f"/money/lists/{row.pk}/file.exe").status_code == 404


def pdf_text(client, row: PayList) -> str:
    pages = PdfReader(io.BytesIO(client.get(f"/money/lists/{row.pk}/file.pdf").content)).pages
    return " ".join("".join(one.extract_text() for one in pages).split())


def test_the_papers_carry_the_places_of_signature_and_the_words_of_the_form(city, as_):
    whole(city)
    rated(city.binh, "KHT", ref="2")
    row = submitted(city, made(city, regulation(city)))
    client, words = as_(city.officer), form("pay-list")
    signs = [one["title"] for one in words["signatures"]]
    draft = pdf_text(client, row)
    assert words["draft"] in draft and words["undecided"] in draft and all(one in draft for one in signs)
    assert "Mức xếp loại không được chi" in draft
    paper = docx.Document(io.BytesIO(client.get(f"/money/lists/{row.pk}/file.docx").content))
    table = [[cell.text for cell in line.cells] for line in paper.tables[1].rows]
    assert table[0][-1] == "Ký nhận" and "Đỗ Thanh Bình" not in [line[1] for line in table]
    assert "được chi hoặc chưa đủ căn cứ: 1" in "".join(one.text for one in paper.paragraphs)
    own_line_decided(city, row)
    services.decide_list(list_id=row.pk, edits=row.edits, number="88/QĐ", decided_on=TODAY, **when(city.chair))
    done = pdf_text(client, row)
    assert "Quyết định số 88/QĐ ngày 22/11/2026" in done and words["draft"] not in done
    assert "Dòng của Nguyễn Thị Lan theo Quyết định số 77/QĐ-TP" in done and "ngày 22 tháng 11 năm 2026" in done
    paper = docx.Document(io.BytesIO(client.get(f"/money/lists/{row.pk}/file.docx").content))
    places = [cell.text for cell in paper.tables[2].rows[0].cells]
    assert [one.split("\n")[0] for one in places] == signs
    assert [one.split("\n")[-1] for one in places] == ["Hoàng Thị Oanh", "", "Nguyễn Thị Lan"]


def test_the_paper_of_a_correcting_list_says_what_was_paid(city, as_):
    whole(city)
    row = decided(city, made(city, regulation(city)))
    rated(city.an, "KHT", ref="2")
    new = services.correct_list(list_id=row.pk, **when(city.officer))
    text = pdf_text(as_(city.officer), new)
    assert "Điều chỉnh danh sách kèm theo Quyết định số 88/QĐ" in text and "−3.000.000" in text and "Đã chi" in text


def test_an_english_reader_gets_the_vietnamese_paper(city, as_):
    whole(city)
    row = made(city, regulation(city))
    city.officer.language = "en"
    city.officer.save()
    assert "tháng 10/2026" in pdf_text(as_(city.officer), row)


def test_rewards_are_proposed_decided_and_shown(city, as_):
    year(city.an, 2025, "HTXS")
    year(city.binh, 2025, "HTNV")
    officer = as_(city.officer)
    page = shown(officer.get("/money/rewards/propose/?year=2025&rule=certificate"))
    assert "Nguyễn Văn An" in page and "Đỗ Thanh Bình" not in page
    officer.post(
        "/money/rewards/propose/?year=2025&rule=certificate", {"people": [city.an.person_id], "merit": "Cải cách"}
    )
    row = RewardProposal.objects.get()
    assert "Giấy khen" in shown(officer.get("/money/rewards/?year=2025"))
    sent = {"approved": "yes", "number": "7/QĐ", "decided_on": "2026-01-20", "reason": "Xứng đáng"}
    assert officer.post(f"/money/rewards/{row.pk}/decide/", sent).status_code in (403, 404)
    as_(city.chair).post(f"/money/rewards/{row.pk}/decide/", sent)
    assert Reward.objects.get().number == "7/QĐ"
    assert "7/QĐ" in shown(as_(city.an).get("/money/mine/"))
    officer.post(f"/money/given/{Reward.objects.get().pk}/withdraw/", {"reason": "Ghi nhầm"})
    assert "7/QĐ" not in shown(as_(city.an).get("/money/mine/"))


def test_a_person_not_among_the_candidates_is_refused(city):
    year(city.binh, 2025, "HTNV")
    with pytest.raises(services.rewarding.DomainError, check=lambda error: error.code == "money.reward.not_candidate"):
        services.propose_rewards(rule="certificate", year=2025, unit_id=city.commune.pk, person_ids=[city.binh.person_id],
                                 **when(city.officer))  # fmt: skip


def test_merit_is_told_as_of_any_day_with_its_evidence(city, as_):
    for of in (2023, 2024, 2025):
        year(city.an, of, "HTXS", link=f"/sheets/{of}")
    year(city.binh, 2025, "KHT")
    client = as_(city.officer)
    first = shown(client.get("/money/merit/?rule=promotion"))
    assert "Nguyễn Văn An" in first and "/sheets/2024" in first and "Đỗ Thanh Bình" not in first and "MẪU" in first
    assert "Đỗ Thanh Bình" in shown(client.get("/money/merit/?rule=promotion&show=excluded"))
    year(city.binh, 2025, "HTT", ref="2", published_on=date(2026, 3, 1))
    assert "Đỗ Thanh Bình" not in shown(client.get("/money/merit/?rule=promotion&show=excluded"))
    assert "Đỗ Thanh Bình" in shown(client.get("/money/merit/?rule=promotion&show=excluded&on=2026-02-01"))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/money/merit.xlsx?rule=promotion").content)).active
    assert "2025: HTXS" in book.cell(2, 6).value and book.max_row == 2


def test_pay_is_recorded_followed_and_withdrawn(city, as_):
    paid(city, city.an)
    client = as_(city.officer)
    url = f"/people/{city.an.person_id}/pay/"
    client.post(f"{url}new/", {"first": "2026-07-01", "coefficient": "3,33"})
    assert "3,33" in shown(client.get(url)) and "30/06/2026" in shown(client.get(url))
    again = client.post(f"{url}new/", {"first": "2026-07-01", "coefficient": "3,66"})
    assert again.status_code == 422
    last = PayBase.objects.order_by("-pk").first()
    client.post(f"/money/pay/{last.pk}/withdraw/")
    assert "đã rút" in shown(client.get(url))
    assert as_(city.binh).get(url).status_code == 404


@pytest.mark.parametrize("path", ["regulations/", "lists/", "rewards/", "merit/", "lists/{}/"])
def test_pages_ask_little(city, as_, path):
    whole(city)
    row = made(city, regulation(city))
    year(city.an, 2025, "HTXS")
    client = as_(city.officer)
    client.get("/money/lists/")
    with CaptureQueriesContext(connection) as asked:
        shown(client.get(f"/money/{path.format(row.pk)}"))
    assert len(asked) <= 16, [one["sql"][:90] for one in asked]
