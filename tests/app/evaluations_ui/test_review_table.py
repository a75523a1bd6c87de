"""The reviewer's table: saved row by row, as one form, from a paste; two editors lose nothing; lean at any size."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import AT, FIRST, FULL, open_month, review, self_score, sheet_of, work
from tests.cast import City, person, posting

from namro.city.facts.models import WorkLine
from namro.duties.evaluations.models import Sheet, SheetState

pytestmark = pytest.mark.django_db
FULL_TEXT = ["5", "5", *["2,5"] * 8]


def row(sheet: Sheet, points: list[str] = FULL_TEXT, **changes: str) -> dict[str, str]:
    fields = {f"p-{place}": value for place, value in enumerate(points)}
    return {**fields, "version": str(sheet.version), "comment": "", **changes}


def rows(*sheets: Sheet, points: list[str] = FULL_TEXT, **changes: str) -> dict[str, str]:
    """The whole table as a browser without script sends it."""
    found = {"period": str(sheets[0].period_id)}
    for number, one in enumerate(sheets, 1):
        found |= {f"p{number}-{place}": value for place, value in enumerate(points)}
        found |= {f"s{number}": f"{one.pk}-{one.version}", f"n{number}": ""}
    return {**found, **changes}


@pytest.fixture
def scored(city: City) -> City:
    """An and Bình scored themselves and have work."""
    open_month(city)
    for who in (city.an, city.binh):
        work(who)
        self_score(who, [400, *FULL[1:]])
    return city


def test_the_table_shows_self_beside_the_empty_cell(scored: City, as_):
    text = as_(scored.office_head).get("/sheets/review").content.decode()
    assert "Nguyễn Văn An" in text and "Đỗ Thanh Bình" in text
    assert "<i>4</i>" in text and 'value="4"' not in text.split("<tbody", 1)[1]
    assert "Trần Quang Minh" not in text


@pytest.mark.parametrize("who", ["an", "outsider", "officer"])
def test_whoever_scores_nobody_sees_an_empty_table(scored: City, as_, who):
    answer = as_(getattr(scored, who)).get("/sheets/review")
    assert answer.status_code == 200 and "Nguyễn Văn An" not in answer.content.decode().split("<main")[1]


def test_a_row_is_saved_with_what_follows_from_it(scored: City, as_):
    sheet = sheet_of(scored.an)
    answer = as_(scored.office_head).post(f"/sheets/{sheet.pk}/review", row(sheet, comment="Tốt")).json()
    sheet.refresh_from_db()
    assert (sheet.review_points, sheet.state, sheet.review_comment) == (FULL, SheetState.REVIEWED, "Tốt")
    assert answer["version"] == sheet.version
    line = as_(scored.office_head).get(f"/sheets/review/lines?ids={sheet.pk}").json()[str(sheet.pk)]
    assert "100,00" in line["results"]
    assert "Cấp trên đã chấm" in line["state"]


@pytest.mark.parametrize("who", ["economy_head", "outsider", "administrator"])
def test_what_follows_from_a_row_is_shown_to_nobody_else(scored: City, as_, who):
    sheet = sheet_of(scored.an)
    answer = as_(getattr(scored, who)).get(f"/sheets/review/lines?ids={sheet.pk},999999,x")
    assert answer.status_code == 404 or answer.json() == {}


@pytest.mark.parametrize("who", ["binh", "economy_head", "outsider", "chair", "officer"])
def test_nobody_else_saves_a_row(scored: City, as_, who):
    sheet = sheet_of(scored.an)
    answer = as_(getattr(scored, who)).post(f"/sheets/{sheet.pk}/review", row(sheet))
    assert answer.status_code in (403, 404)
    sheet.refresh_from_db()
    assert sheet.review_points is None


@pytest.mark.parametrize(("value", "says"), [("6", "từ 0 đến 5"), ("x", "không phải là điểm"), ("", "chưa có điểm")])
def test_a_wrong_cell_is_named_and_nothing_is_saved(scored: City, as_, value, says):
    sheet = sheet_of(scored.an)
    answer = as_(scored.office_head).post(f"/sheets/{sheet.pk}/review", row(sheet, [value, *FULL_TEXT[1:]]))
    assert answer.status_code == 400 and says in answer.json()["message"]
    sheet.refresh_from_db()
    assert sheet.review_points is None


def test_the_second_editor_gets_both_values_and_neither_is_lost(scored: City, as_):
    sheet = sheet_of(scored.an)
    browser = as_(scored.office_head)
    browser.post(f"/sheets/{sheet.pk}/review", row(sheet))
    late = browser.post(f"/sheets/{sheet.pk}/review", row(sheet, ["3", *FULL_TEXT[1:]]))
    assert late.status_code == 409
    said = late.json()
    assert said["theirs"]["points"][0] == "5" and said["theirs"]["who"] == "Lê Thị Hoa"
    sheet.refresh_from_db()
    assert sheet.review_points == FULL
    again = browser.post(f"/sheets/{sheet.pk}/review", row(sheet, ["3", *FULL_TEXT[1:]], version=str(said["version"])))
    assert again.status_code == 200
    sheet.refresh_from_db()
    assert sheet.review_points[0] == 300


def test_without_script_good_rows_are_saved_and_the_bad_one_keeps_what_was_typed(scored: City, as_):
    an, binh = sheet_of(scored.an), sheet_of(scored.binh)
    sent = rows(an, binh, **{"p2-0": "9"})
    answer = as_(scored.office_head).post("/sheets/review", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Một số dòng chưa lưu được" in text and 'value="9"' in text
    an.refresh_from_db()
    binh.refresh_from_db()
    assert an.review_points == FULL and binh.review_points is None


def test_without_script_an_untouched_table_changes_nothing(scored: City, as_):
    an, binh = sheet_of(scored.an), sheet_of(scored.binh)
    answer = as_(scored.office_head).post("/sheets/review", rows(an, binh, points=[""] * 10))
    assert answer.status_code == 302
    an.refresh_from_db()
    assert an.version == sheet_of(scored.an).version and an.review_points is None


def test_without_script_somebody_elses_save_is_shown_and_the_next_save_keeps_mine(scored: City, as_):
    an = sheet_of(scored.an)
    review(scored.office_head, scored.an)
    browser = as_(scored.office_head)
    answer = browser.post("/sheets/review", rows(an, points=["3", *FULL_TEXT[1:]]))
    text = answer.content.decode()
    assert answer.status_code == 422 and "Giá trị đã lưu: 5" in text
    fresh = sheet_of(scored.an)
    assert f'name="s1" value="{an.pk}-{fresh.version}"' in text
    browser.post("/sheets/review", rows(fresh, points=["3", *FULL_TEXT[1:]]))
    assert sheet_of(scored.an).review_points[0] == 300


def test_accepting_one_is_recorded_as_exactly_that(scored: City, as_):
    sheet = sheet_of(scored.an)
    answer = as_(scored.office_head).post(f"/sheets/{sheet.pk}/accept", {"version": sheet.version})
    sheet.refresh_from_db()
    assert answer.status_code == 200
    line = as_(scored.office_head).get(f"/sheets/review/lines?ids={sheet.pk}").json()[str(sheet.pk)]
    assert "như tự chấm" in line["state"]
    assert sheet.accepted_as_self and sheet.review_points == sheet.self_points


def test_accepting_all_says_who_first_and_leaves_reviewed_rows(scored: City, as_):
    review(scored.office_head, scored.binh)
    browser = as_(scored.office_head)
    text = browser.get("/sheets/accept-all").content.decode().split("<main")[1]
    assert "Nguyễn Văn An" in text and "Đỗ Thanh Bình" not in text
    period = sheet_of(scored.an).period_id
    assert browser.post("/sheets/accept-all", {"period": period}).status_code == 302
    assert sheet_of(scored.an).accepted_as_self
    assert not sheet_of(scored.binh).accepted_as_self


def test_filters_and_search_without_accents(scored: City, as_):
    browser = as_(scored.office_head)
    assert "Đỗ Thanh Bình" not in browser.get("/sheets/review?q=nguyen van").content.decode().split("<tbody")[1]
    review(scored.office_head, scored.an)
    changed = browser.get("/sheets/review?show=changed").content.decode().split("<tbody")[1]
    assert "Nguyễn Văn An" in changed and "Đỗ Thanh Bình" not in changed


def big_team(city: City) -> None:
    """Sixty people of a city with millions of sheets behind it, everybody at work and reviewed: the longest rows."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE evaluations_sheet_id_seq RESTART WITH 4000000")
    for number in range(58):
        posting(person(f"CB{number:03}", f"Nguyễn Thị Minh Hằng {number}"), city.culture, title="Chuyên viên")
    open_month(city)
    at, by = "2026-11-22T02:00Z", city.office_head.pk
    team = Sheet.objects.filter(reviewer_unit=city.culture)
    team.update(state=SheetState.SELF_SCORED, self_points=[450, 450, *[200] * 8], self_at=at, self_by=by)
    lines = [
        WorkLine(
            month=FIRST, posting_id=one, origin="planned", coefficient=Decimal(1), assigned=Decimal(12), completed=Decimal(11),
            label="Hồ sơ", source="test", source_ref=str(one), known_at=AT,
        )
        for one in team.values_list("posting", flat=True)
    ]  # fmt: skip
    WorkLine.objects.bulk_create(lines)
    team.update(
        state=SheetState.REVIEWED, review_points=[450, 450, *[250] * 8], review_at=at, review_by=by,
        review_comment="Chủ động, đúng hạn",
    )  # fmt: skip


def test_sixty_people_are_one_lean_page(city: City, as_):
    big_team(city)
    browser = as_(city.office_head)
    browser.get("/sheets/review")
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/sheets/review")
    assert answer.content.count(b"<tr id=") == 60
    questions = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(questions) <= 12, "\n".join(one[:120] for one in questions)
    assert len(answer.content) <= 100_000
    assert len(gzip.compress(answer.content)) <= 13_000


def test_saving_one_row_asks_at_most_twenty(scored: City, as_):
    sheet = sheet_of(scored.an)
    browser = as_(scored.office_head)
    with CaptureQueriesContext(connection) as asked:
        browser.post(f"/sheets/{sheet.pk}/review", row(sheet))
    assert len(asked) <= 20, "\n".join(one["sql"][:120] for one in asked.captured_queries)
