"""Pages of figures: who sees them, that every number leads down to its list, and that files say what pages say."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import reviewed_month
from tests.app.indicators.published import some_months, tell, told
from tests.cast import City, grant, user

from namro.base.access.models import Role
from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Rank
from namro.insight.indicators.figures.registry import FIGURES, figure

SLUGS = [one.slug for one in FIGURES]
CELL = re.compile(r'<td class="num"[^>]*>(?:<a href="([^"]+)">)?([^<]*)')


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("slug", ["", *SLUGS])
def test_pages_open_within_their_budget(city: City, as_, slug: str, language: str):
    some_months(city)
    browser = as_(city.officer)
    browser.cookies["django_language"] = language
    browser.get("/figures/")  # a process keeps the tree of units until it changes
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = browser.get(f"/figures/{slug}")
    assert response.status_code == 200
    assert len(queries) <= 12, "\n".join(one["sql"][:150] for one in queries)
    assert len(response.content) < 100_000


def test_the_tree_a_process_keeps_follows_every_change(city: City, as_):
    some_months(city)
    browser = as_(city.officer)
    assert "Phòng Văn hóa số" not in browser.get(f"/figures/ratings?unit={city.commune.pk}").content.decode()
    UnitSpell.objects.filter(unit=city.culture).update(name="Phòng Văn hóa số")
    assert "Phòng Văn hóa số" in browser.get(f"/figures/ratings?unit={city.commune.pk}").content.decode()


def test_what_is_behind_today_is_shown_though_nothing_is_published_yet(city: City, as_):
    reviewed_month(city)
    page = as_(city.officer).get("/figures/lateness")
    assert page.context["asked"].until == page.wsgi_request.on.replace(day=1)
    assert [one["line"].key for one in page.context["rows"]] == ["2026-11-01"]
    assert "nr-figures" in as_(city.officer).get("/figures/").content.decode()


def test_empty_pages_teach(city: City, as_):
    assert "Chưa có kết quả nào được công bố" in as_(city.officer).get("/figures/").content.decode()
    assert "Chưa có số liệu cho câu hỏi này" in as_(city.officer).get("/figures/ratings").content.decode()


def test_every_number_leads_to_as_many_rows(city: City, as_):
    some_months(city)
    browser = as_(city.chair)
    page = browser.get(f"/figures/ratings?unit={city.commune.pk}").content.decode()
    links = [(href.replace("&amp;", "&"), text) for href, text in CELL.findall(page) if href]
    assert len(links) > 8
    for href, text in links:
        listed = browser.get(href)
        assert listed.status_code == 200
        assert listed.context["count"] == int(text) == len(listed.context["rows"])


@pytest.mark.parametrize(
    "path", ["/figures/", "/figures/ratings", "/figures/ratings/sheets?column=rated", "/figures/ratings/file.pdf"]
)
def test_who_may_look(city: City, as_, path: str):
    some_months(city)
    answers = {name: as_(who).get(path).status_code for name, who in city.roles.items()}
    assert answers == {
        "signed_out": 302, "staff": 404, "head": 404, "authority": 200, "officer": 200, "administrator": 404, "outsider": 404,
    }  # fmt: skip


def test_a_unit_of_others_does_not_exist(city: City, as_):
    some_months(city)
    for path in ("/figures/ratings", "/figures/ratings/sheets", "/figures/ratings/file.xlsx"):
        assert as_(city.officer).get(f"{path}?unit={city.other_commune.pk}&column=rated").status_code == 404
        assert as_(city.officer).get(f"{path}?unit={city.city_unit.pk}&column=rated").status_code == 404
        assert as_(city.officer).get(f"{path}?unit={city.culture.pk}&column=rated").status_code == 200
    rows = as_(city.officer).get("/figures/ratings/sheets?column=rated").context["rows"]
    assert {one["row"].unit_id for one in rows} <= {city.commune.pk, city.culture.pk, city.economy.pk}


def test_the_whole_city_is_seen_by_its_home_affairs_and_its_head(city: City, as_):
    some_months(city)
    everything = user("noivu")
    grant(everything, Role.OFFICER, city.city_unit)
    for who in (everything, city.city_chair):
        assert as_(who).get("/figures/ratings").context["total"]["cells"][0]["text"] == "21"
    # Of the staff of an agency its chair sees the level; the sheet is not theirs to open.
    rows = as_(city.city_chair).get("/figures/ratings/sheets?column=rated").context["rows"]
    assert {bool(one["link"]) for one in rows if one["row"].rank == "staff"} == {False}
    assert {bool(one["link"]) for one in rows if one["row"].rank == "head"} == {True}


def test_why_somebody_was_rated_so_is_for_whoever_may_open_the_sheet(city: City, as_):
    tell(city, [told(city.an, date(2026, 10, 1), "KHT", "40", reason="Bị khiển trách")])
    path = "/figures/ratings/sheets?column=place3"
    assert "Bị khiển trách" in as_(city.chair).get(path).content.decode()
    hidden = as_(city.city_chair).get(path)
    assert "Nguyễn Văn An" in hidden.content.decode() and "Bị khiển trách" not in hidden.content.decode()


def test_a_row_or_column_that_is_not_there_is_not_found(city: City, as_):
    some_months(city)
    for ask in (
        "column=salary",
        "column=rated&row=x",
        f"column=rated&by=unit&row={city.other_commune.pk}",
        "column=mean",
    ):
        assert as_(city.officer).get(f"/figures/ratings/sheets?{ask}").status_code == 404, ask


@pytest.mark.parametrize("slug", SLUGS)
def test_files_say_what_the_page_says(city: City, as_, slug: str):
    some_months(city)
    browser = as_(city.officer)
    page = browser.get(f"/figures/{slug}?kind=month")
    shown = [[one["line"].label, *(cell["text"] for cell in one["cells"])] for one in page.context["rows"]]
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/figures/{slug}/file.xlsx?kind=month").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert list(rows[0][1:]) == [column.title for column in page.context["found"].columns]
    assert [row[0] for row in rows[1 : len(shown) + 1]] == [row[0] for row in shown]
    for read, one in zip(rows[1:], page.context["rows"], strict=False):
        for value, cell in zip(read[1:], one["cells"], strict=True):
            known = one["line"].values.get(cell["column"].key)
            assert (value is None) == (known is None)
            assert value is None or isinstance(value, str) or value == pytest.approx(float(known))
    text = "\n".join(
        one.extract_text()
        for one in pypdf.PdfReader(io.BytesIO(browser.get(f"/figures/{slug}/file.pdf?kind=month").content)).pages
    )
    for row in shown:
        assert all(part in text.replace("\n", " ") for part in row[1:] if part != "–")


@pytest.mark.parametrize("slug", SLUGS)
def test_files_say_the_day_the_filters_and_what_is_counted(city: City, as_, slug: str):
    some_months(city)
    asks = "?on=2026-11-10&group=cong_chuc&rank=head&from=2025-01-01&to=2026-10-01"
    browser, one = as_(city.officer), figure(slug)
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/figures/{slug}/file.xlsx{asks}").content))
    about = " ".join(str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True) if row[0])
    pages = pypdf.PdfReader(io.BytesIO(browser.get(f"/figures/{slug}/file.pdf{asks}").content)).pages
    paper = " ".join("".join(page.extract_text() for page in pages).split())
    page = " ".join(browser.get(f"/figures/{slug}{asks}").content.decode().split())
    assert "Như đã biết vào ngày 10/11/2026" in about and "Như đã biết vào ngày 10/11/2026" in paper
    assert "Như đã biết vào ngày 10/11/2026" in page  # said on paper in place of the form
    wanted = ["Phường Tây Hồ", "2025 – ", "chia theo ", *(map(str, one.definition)), str(one.source)]
    wanted += ["Đối tượng: Công chức; Cấp bậc: " + Rank.HEAD.label] if one.people else []
    for text in wanted:
        assert text in about, text
        assert "".join(text.split()) in "".join(paper.split()), text
    assert ("Cơ quan tự chọn" in about) == ("Cơ quan tự chọn" in paper) == bool(one.choices)


def test_as_of_a_day_before_nothing_was_known(city: City, as_):
    some_months(city)
    page = as_(city.officer).get("/figures/ratings?on=2026-09-15&from=2026-08-01&to=2026-10-01")
    assert [one["line"].key for one in page.context["rows"]] == ["2026-08-01"]
    assert "như đã biết vào ngày 15/09/2026" in page.content.decode()
    assert page.context["asked"].on == date(2026, 9, 15)
