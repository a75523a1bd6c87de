"""The shell: every page has it, in the language asked, without a script or a style inside."""

from __future__ import annotations

import re

import pytest
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_gallery_shows_every_component(as_, city: City):
    page = as_(city.officer).get("/gallery").content.decode()
    for piece in ("nr-errors", "nr-tiles", "nr-empty", "nr-why", "<progress", "nr-chart", "nr-spark", "pagination"):
        assert piece in page


def test_pages_hold_no_inline_script_or_style(as_, city: City):
    page = as_(city.officer).get("/gallery").content.decode()
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert "<style" not in page
    assert not re.search(r"\s(style|on[a-z]+)=\"", page)


def test_page_is_vietnamese_and_says_so(as_, city: City):
    page = as_(city.an).get("/").content.decode()
    assert '<html lang="vi">' in page
    assert city.an.person.full_name in page


def test_language_is_chosen_without_script_and_remembered(as_, city: City):
    client = as_(city.an)
    assert client.post("/language/", {"language": "en", "next": "/account/"}).headers["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert '<html lang="en">' in page
    assert "My account" in page
    city.an.refresh_from_db()
    assert city.an.language == "en"


def test_language_never_sends_to_another_site(as_, city: City):
    response = as_(city.an).post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_menu_follows_the_standing(as_, city: City):
    assert "/sheets/review" not in as_(city.an).get("/").content.decode()
    assert "/sheets/review" in as_(city.office_head).get("/").content.decode()
    assert "/admin/grants/" in as_(city.administrator).get("/").content.decode()
    assert "/sheets/mine" not in as_(city.administrator).get("/").content.decode()


def test_shell_costs_few_queries(as_, city: City, django_assert_max_num_queries):
    client = as_(city.officer)
    with django_assert_max_num_queries(6):
        client.get("/gallery")


def test_unknown_address_teaches_what_to_do(as_, city: City):
    response = as_(city.an).get("/nowhere/")
    assert response.status_code == 404
    assert "Về trang chủ" in response.content.decode()


def test_citations_are_read_in_the_language_of_the_page():
    from django.utils import translation

    from namro.base.ui.wording import citation_text

    with translation.override("en"):
        assert (
            citation_text("Phụ lục I; Mẫu số 01, Nghị định 335/2025/NĐ-CP") == "Annex I; Form 01, Decree 335/2025/NĐ-CP"
        )
        carried = "Điều 19.4, Nghị định 61/2018/NĐ-CP, áp dụng tiếp khi chưa đối chiếu Nghị định 118/2025/NĐ-CP"
        meant = "Article 19.4, Decree 61/2018/NĐ-CP, carried over until compared with Decree 118/2025/NĐ-CP"
        assert (
            citation_text(carried) == meant and citation_text("Thông tư 01/2018/TT-VPCP") == "Circular 01/2018/TT-VPCP"
        )
    with translation.override("vi"):
        assert citation_text("Điều 16") == "Điều 16"
    assert citation_text(None) == ""
