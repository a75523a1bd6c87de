"""The log: append-only in the database itself, who looked, and who may read which lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from tests.cast import City

from namro.base.access.selectors import actor_of
from namro.base.audit import selectors
from namro.base.audit.middleware import LookedAt
from namro.base.audit.models import Event
from namro.base.audit.services import record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def happened(tag: str, by, unit_id=None, subject=("sheet", 7), at=AT, **more):
    record(tag=tag, by=actor_of(by, on=at.date()), at=at, subject=subject, unit_id=unit_id, **more)


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_database_refuses_to_change_the_log(city: City, sql):
    happened("people:person:read", city.officer)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(sql)
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_no_truncate")
    assert Event.objects.filter(tag="people:person:read", reason="").exists()


def look(city: City, status: int = 200) -> None:
    request = RequestFactory().get("/sheets/7")
    request.actor, request.at = actor_of(city.office_head, on=AT.date()), AT
    request.looked_at = [("evaluations:sheet:viewed", ("sheet", 7), city.culture.pk)]
    LookedAt(lambda _: HttpResponse(status=status))(request)


def test_looking_is_recorded_after_the_answer(city: City):
    look(city)
    event = Event.objects.get(tag="evaluations:sheet:viewed")
    assert (event.person_id, event.subject_id, event.unit_id) == (city.office_head.person_id, 7, city.culture.pk)


def test_a_page_that_failed_was_not_seen(city: City):
    look(city, status=404)
    assert not Event.objects.filter(tag__endswith=":viewed").exists()


def test_viewers_count_and_leave_the_owner_out(city: City):
    look(city)
    look(city)
    happened("evaluations:sheet:viewed", city.an)
    [viewer] = selectors.viewers_of(("sheet", 7), but=city.an.pk)
    assert (viewer.user_id, viewer.times, viewer.last_at) == (city.office_head.pk, 2, AT)


def test_officer_reads_her_subtree_only(city: City, as_):
    happened("evaluations:sheet:reviewed", city.office_head, city.culture.pk, reason="trong phường")
    happened("evaluations:sheet:reviewed", city.other_chair, city.other_commune.pk, reason="phường khác")
    page = as_(city.officer).get("/audit/").content.decode()
    assert "trong phường" in page
    assert "phường khác" not in page


def test_administrator_sees_no_scores(city: City, as_):
    happened(
        "evaluations:sheet:reviewed", city.office_head, city.culture.pk, after={"review_points": [400]}, reason="chấm"
    )
    happened("access:grant:given", city.administrator, city.commune.pk, reason="phân công")
    page = as_(city.administrator).get("/audit/").content.decode()
    assert "phân công" in page
    assert "review_points" not in page


def test_administrator_cannot_ask_for_scores_by_tag(city: City, as_):
    happened("evaluations:sheet:reviewed", city.office_head, city.culture.pk, reason="chấm")
    assert "Không có dòng nào khớp" in as_(city.administrator).get("/audit/?tag=evaluations:").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=hoa", True), ("who=nobody", False), ("tag=evaluations:", True), ("tag=people:", False), ("type=sheet&id=7", True),
        ("id=8", False), ("since=2026-11-22&until=2026-11-22", True), ("until=2026-11-21", False), ("since=2026-11-23", False),
    ],
)  # fmt: skip
def test_filters(city: City, as_, query, found):
    happened("evaluations:sheet:reviewed", city.office_head, city.culture.pk, reason="dấu vết")
    assert ("dấu vết" in as_(city.officer).get(f"/audit/?{query}").content.decode()) is found


def test_unit_outside_the_subtree_is_not_found(city: City, as_):
    assert as_(city.officer).get(f"/audit/?unit={city.other_commune.pk}").status_code == 404


def test_long_log_is_paged_within_budget(city: City, as_, django_assert_max_num_queries):
    for number in range(60):
        happened("evaluations:sheet:reviewed", city.office_head, city.culture.pk, subject=("sheet", number))
    client = as_(city.officer)
    with django_assert_max_num_queries(12):
        page = client.get("/audit/").content.decode()
    assert "Trang sau" in page
    assert "sheet 9<" in client.get("/audit/?page=2").content.decode()
