"""The six forms: what each says, to whom, and that its code can be read back."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader
from tests.app.onestop.desk import Desk
from tests.app.onestop.test_board import FRIDAY
from tests.app.onestop.test_pages import at_the_desk

from namro.base.audit.models import Event
from namro.duties.onestop.services import Told, apologise, move, register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _it_is_friday(monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)


def pdf_of(response) -> PdfReader:
    assert response.status_code == 200, response.content[:300]
    return PdfReader(io.BytesIO(response.content))


def text_of(response) -> str:
    return " ".join("".join(page.extract_text() for page in pdf_of(response).pages).split())


def word_of(response) -> str:
    book = Document(io.BytesIO(response.content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in book.paragraphs), *cells])


def test_the_receipt_says_what_was_handed_in_and_when_to_come_back(desk: Desk, as_):
    made = desk.begun()
    move(made.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-03T09:00"))
    path = f"/dossiers/{made.pk}/form-01"
    answer = as_(desk.city.an).get(f"{path}.pdf")
    page, words = pdf_of(answer).pages[0], text_of(answer)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (420, 595)  # A5
    for said in (
        "GIẤY TIẾP NHẬN HỒ SƠ", "Trần Thị Mơ", "Đăng ký kết hôn (1.000894)", "Tờ khai (1 bản chính)", "3 ngày làm việc",
        "09 giờ 00, ngày 02/11/2026", "17 giờ 00, ngày 05/11/2026", made.code, "Nguyễn Văn An", "chưa đối chiếu nguyên văn",
    ):  # fmt: skip
        assert said in words, said
    word = as_(desk.city.an).get(f"{path}.docx")
    for said in ("GIẤY TIẾP NHẬN HỒ SƠ", made.code, "17 giờ 00, ngày 05/11/2026", "chưa đối chiếu nguyên văn"):
        assert said in word_of(word), said
    assert [name for name in zipfile.ZipFile(io.BytesIO(word.content)).namelist() if name.endswith(".png")]
    assert Event.objects.filter(tag="onestop:dossier:printed").count() == 2


def test_a_request_names_every_paper(desk: Desk, as_):
    made = desk.begun()
    items = [{"paper": "Tờ khai", "why": "thiếu chữ ký"}, {"paper": "Ảnh", "why": "mờ"}]
    move(made.pk, "ask_completion", Told(reason="Chưa đủ", items=items), **desk.who(desk.city.binh, "2026-11-03T09:00"))
    words = text_of(as_(desk.city.binh).get(f"/dossiers/{made.pk}/form-02.pdf"))
    for said in ("PHIẾU YÊU CẦU BỔ SUNG", "Tờ khai: thiếu chữ ký", "Ảnh: mờ", "Chưa đủ", "Đỗ Thanh Bình"):
        assert said in words, said


def test_a_refusal_gives_its_reason(desk: Desk, as_):
    noted = register(desk.handed(), **desk.who(desk.city.an, "2026-11-03T08:00"))
    move(noted.pk, "refuse", Told(reason="Không thuộc thẩm quyền"), **desk.who(desk.city.an, "2026-11-03T08:10"))
    for kind, read in (("pdf", text_of), ("docx", word_of)):
        words = read(as_(desk.city.an).get(f"/dossiers/{noted.pk}/form-03.{kind}"))
        assert "PHIẾU TỪ CHỐI" in words and "Không thuộc thẩm quyền" in words


def test_an_apology_gives_the_one_new_day(desk: Desk, as_):
    made = desk.begun()
    who = desk.who(desk.city.vice_chair, "2026-11-04T09:00")
    apologise(made.pk, reason="Mất điện", new_day=date(2026, 11, 9), fault_person_id=None, **who)
    words = text_of(as_(desk.city.an).get(f"/dossiers/{made.pk}/form-04.pdf"))
    for said in ("XIN LỖI", "Mất điện", "17 giờ 00, ngày 05/11/2026", "17 giờ 00, ngày 09/11/2026", "Trần Quang Minh"):
        assert said in words, said


def test_the_control_slip_follows_the_steps(desk: Desk, as_):
    made = desk.begun()
    words = text_of(as_(desk.city.binh).get(f"/dossiers/{made.pk}/form-05.pdf"))
    for said in ("PHIẾU KIỂM SOÁT", "1. Thẩm định hồ sơ", "Đỗ Thanh Bình", "09:00 02/11/2026", "2. Ký"):
        assert said in words, said


def test_the_register_of_a_month(desk: Desk, as_):
    codes = [desk.received().code, desk.received("2026-11-05T09:00", applicant="Đỗ Văn Ước").code]
    desk.received("2026-10-05T09:00")
    answer = as_(desk.city.chair).get(f"/points/{desk.point.pk}/register.pdf?month=2026-11")
    words = text_of(answer)
    page = pdf_of(answer).pages[0]
    assert page.mediabox.width > page.mediabox.height
    assert "SỔ THEO DÕI HỒ SƠ" in words and "Tổng số: 2 hồ sơ." in words and "Đỗ Văn Ước" in words
    word = word_of(as_(desk.city.an).get(f"/points/{desk.point.pk}/register.docx?month=2026-11"))
    assert all(code in word for code in codes)
    assert as_(desk.city.outsider).get(f"/points/{desk.point.pk}/register.pdf").status_code == 404
    assert as_(desk.city.an).get(f"/points/{desk.point.pk}/register.pdf?month=2026-13").status_code == 400


def test_forms_a_dossier_has_not(desk: Desk, as_):
    made = desk.received()
    for path in ("form-02.pdf", "form-04.docx", "form-09.pdf", "form-01.odt"):
        assert as_(desk.city.an).get(f"/dossiers/{made.pk}/{path}").status_code == 404
    assert as_(desk.city.outsider).get(f"/dossiers/{made.pk}/form-01.pdf").status_code == 404
    page = as_(desk.city.an).get(f"/dossiers/{made.pk}/").content.decode()
    assert "form-01.pdf" in page and "form-02.pdf" not in page
