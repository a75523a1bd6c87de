"""Finding a procedure without signing in, and reading what it asks for."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.app.procedures.catalogue import CODE, drafted, published
from tests.cast import City

from namro.duties.procedures.models import Procedure
from namro.duties.procedures.rules.times import Unread, Why

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_found_without_accents_and_opened_by_a_stranger(city: City, client: Client) -> None:
    published(city)
    assert "Hộ tịch" in text(client, "/portal/")
    found = text(client, "/portal/procedures/?q=dang ky KET HON")
    assert f'href="/portal/procedures/{CODE}/"' in found and "1 thủ tục đang có hiệu lực" in found
    page = text(client, f"/portal/procedures/{CODE}/")
    for part in (
        "Tờ khai đăng ký kết hôn", "Trực tuyến: 2 ngày làm việc", "phải xác minh", "Miễn phí", "Hai bên ký sổ",
        "Luật Hộ tịch 2014", "Giấy chứng nhận",
    ):  # fmt: skip
        assert part in page, part


def test_narrowed_by_field_and_level_and_an_empty_answer_teaches(city: City, client: Client) -> None:
    published(city)
    field = Procedure.objects.get(code=CODE).field_id
    assert CODE in text(client, f"/portal/procedures/?field={field}&level=commune")
    empty = text(client, f"/portal/procedures/?field={field}&level=ministry&q=ket")
    assert "Không có thủ tục nào khớp" in empty and "Bỏ chọn lĩnh vực" in empty and CODE not in empty
    for odd in (
        "field=x",
        "field=99999999999999999999999",
        "level=x",
        "page=999",
        "page=x",
        "q=%27--",
        "q=" + "a" * 900,
    ):
        assert client.get(f"/portal/procedures/?{odd}").status_code == 200


def test_a_time_that_could_not_be_read_stands_in_its_own_words(city: City, client: Client) -> None:
    published(city, limits=(), unread=(Unread("không quá 03 ngày kể từ khi nhận đủ", Why.NO_KIND),))
    page = text(client, f"/portal/procedures/{CODE}/")
    assert "không quá 03 ngày kể từ khi nhận đủ" in page and "chưa đọc được thành số ngày" in page
    assert "không rõ là ngày hay ngày làm việc" in page


def test_a_draft_is_not_there_and_one_abolished_says_so(city: City, client: Client) -> None:
    drafted(city, "1.000895")
    text(client, "/portal/procedures/1.000895/", 404)
    text(client, "/portal/procedures/khong-co/", 404)
    published(city)
    published(city, kind="abolished", effective_on=date(2026, 11, 1), number="2/QĐ-UBND")
    page = text(client, f"/portal/procedures/{CODE}/")
    assert "hết hiệu lực từ 01/11/2026" in page
    assert "Hộ tịch" not in text(client, "/portal/")  # a field with nothing in force is no choice
    assert "0 thủ tục đang có hiệu lực" in text(client, "/portal/procedures/?q=ket hon")


def test_one_that_comes_later_says_when(city: City, client: Client) -> None:
    published(city, effective_on=date(2027, 1, 1))
    assert "áp dụng từ 01/01/2027" in text(client, f"/portal/procedures/{CODE}/")


def test_a_page_holds_twenty_and_costs_the_same_for_many(city: City, client: Client) -> None:
    published(city)
    with CaptureQueriesContext(connection) as few:
        text(client, "/portal/procedures/?q=ket")
    for number in range(22):
        published(city, f"2.{number:06d}", number=f"{number + 5}/QĐ-UBND")
    with CaptureQueriesContext(connection) as many:
        page = text(client, "/portal/procedures/?q=ket")
    assert page.count("<h2><a") == 20 and 'rel="next"' in page
    assert len(many) == len(few) <= 12
    assert len(page) < 100_000


def test_no_page_needs_a_script(city: City, client: Client) -> None:
    published(city)
    for path in ("/portal/", "/portal/procedures/", f"/portal/procedures/{CODE}/"):
        page = text(client, path)
        assert "<script" not in page and 'class="nr-skip"' in page and 'action="/language/"' in page


def test_in_english(city: City, client: Client) -> None:
    published(city)
    client.cookies["namro_language"] = "en"
    page = text(client, f"/portal/procedures/{CODE}/")
    assert (
        '<html lang="en">' in page and "Papers to prepare" in page and '<span lang="vi">Đăng ký kết hôn</span>' in page
    )
