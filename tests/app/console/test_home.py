"""Home says what waits for me and by when, and teaches the next step when nothing does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.app.evaluations.month import reviewed_month
from tests.cast import City, user

from namro.web.console import waiting
from namro.web.console.waiting import Waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(monkeypatch):
    """Sources of this test only."""
    monkeypatch.setattr(waiting, "_sources", {})
    return waiting.register


def lines_of(*lines: Waiting):
    def source(actor, on):
        return list(lines)

    return source


def test_late_things_come_first(only, city: City, as_):
    today = timezone.localdate()
    only(
        lines_of(
            Waiting("Việc sau", due=today + timedelta(days=9)), Waiting("Việc trễ", 3, "/x/", today - timedelta(days=1))
        )
    )
    page = as_(city.an).get("/").content.decode()
    assert page.index("Việc trễ") < page.index("Việc sau")
    assert 'href="/x/"' in page


def test_urgency_follows_from_the_day(only):
    day = date(2026, 11, 22)
    only(
        lines_of(
            Waiting("a", due=day),
            Waiting("b", due=date(2026, 11, 26)),
            Waiting("c", due=date(2026, 11, 21)),
            Waiting("d"),
        )
    )
    found = {line.text: line.urgency for line in waiting.waiting_for(None, on=day)}
    assert found == {"a": "soon", "b": "later", "c": "overdue", "d": "later"}


def test_registering_twice_counts_once(only):
    source = lines_of(Waiting("a"))
    only(source)
    only(source)
    assert len(waiting.waiting_for(None, on=date(2026, 11, 22))) == 1


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("an", "Báo cáo kết quả ngay khi xong"),
        ("office_head", "Giao việc đủ năm rõ"),
        ("chair", "ba cách tính tỷ lệ"),
        ("officer", "Nhập danh sách nhân sự"),
        ("administrator", "Cấp quyền cán bộ nội vụ"),
    ],
)
def test_empty_home_teaches_the_next_step(only, city: City, as_, who, step):
    assert step in as_(getattr(city, who)).get("/").content.decode()


def test_account_without_posting_is_told_why(only, city: City, as_):
    assert "chưa gắn với vị trí công tác" in as_(user("moi")).get("/").content.decode()


def test_officer_is_told_of_headships_to_fill(city: City, as_):
    city.office_head.person.postings.all().delete()
    page = as_(city.officer).get("/").content.decode()
    assert "chưa có người đứng đầu" in page
    assert "Phòng Văn hóa - Xã hội" in page
    assert "/people/vacancies/" in page


@pytest.mark.parametrize("who", ["chair", "office_head", "officer", "an", "city_chair", "administrator"])
def test_home_asks_the_database_at_most_twelve_times(city: City, as_, django_assert_max_num_queries, who):
    reviewed_month(city)
    browser = as_(getattr(city, who))
    browser.get("/")  # the first visit also keeps whose browser it is
    with django_assert_max_num_queries(12):
        assert browser.get("/").status_code == 200
