"""Published figures: counted from the rows, hidden where few, the same on the page and in the files."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.app.feedback import complaints
from tests.app.indicators.published import some_months
from tests.app.onestop.desk import Desk, moment
from tests.app.procedures.catalogue import published as procedure
from tests.cast import City

from namro.base.access.rules import NOBODY
from namro.base.audit.models import Event
from namro.city.facts.models import Rating
from namro.duties.feedback.models import Feedback
from namro.duties.onestop.models import Dossier
from namro.web.portal.jobs import publish
from namro.web.portal.models import Published
from namro.web.portal.parameters import Publishing
from namro.web.portal.services import publish_lately, publish_month
from namro.web.portal.services import publishing as making

pytestmark = pytest.mark.django_db
TODAY, AT = date(2026, 11, 23), moment("2026-11-23T02:20")
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 5)
WHO: dict[str, Any] = {"by": NOBODY, "at": AT, "on": TODAY}


@pytest.fixture
def few_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny city has few people: two of anything may be shown."""
    monkeypatch.setattr(making, "publishing", lambda: Publishing(True, 2, 2, 3))


def numbers(topic: str, month: date) -> dict[str, int | None]:
    rows = Published.objects.filter(topic=topic, month=month).order_by("pk")
    return dict(rows.values_list("measure", "number"))


def page_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def finished(desk: Desk, when: str, *, late: bool = False, state: str = "returned") -> Dossier:
    made = desk.received("2026-11-02T09:00")
    Dossier.objects.filter(pk=made.pk).update(
        state=state, finished_at=moment(when), is_late=late, result_number="1", result_on=date(2026, 11, 4), result_signer="Sơn",
        returned_at=moment(when), returned_to="Mơ",
    )  # fmt: skip
    return made


def test_dossiers_are_counted_where_they_are_due(desk: Desk, client: Client) -> None:
    desk.received("2026-10-30T09:00")
    finished(desk, "2026-11-04T09:00")
    finished(desk, "2026-11-05T09:00", state="done")
    finished(desk, "2026-11-20T09:00", late=True)
    finished(desk, "2026-11-06T09:00", state="withdrawn")
    publish_lately(**WHO)
    assert numbers("dossiers", OCTOBER) == {"received": 1}
    assert numbers("dossiers", NOVEMBER) == {"received": 4, "on_time": 2, "late": 1, "withdrawn": 1}
    page = page_of(client, "/portal/statistics/dossiers/")
    assert "66,7 %" in page and "Phường" in page and "tính đến 23/11/2026" in page
    assert "–" in page_of(client, "/portal/statistics/dossiers/?month=2026-10")
    for hidden in ("Trần Thị Mơ", "H26.19-"):
        assert hidden not in page


def test_years_of_records_are_published_on_the_first_night(desk: Desk) -> None:
    old = [finished(desk, "2026-11-04T09:00") for _ in range(2)]
    for one, day in zip(old, ("2025-03-04", "2020-03-04"), strict=True):
        Dossier.objects.filter(pk=one.pk).update(
            submitted_at=moment(f"{day}T08:00"), accepted_at=moment(f"{day}T08:00"), finished_at=moment(f"{day}T09:00")
        )
    assert publish_lately(**WHO) == 2
    assert numbers("dossiers", date(2025, 3, 1)) == {"received": 1, "on_time": 1}
    assert Published.objects.filter(month__lt=date(2024, 12, 1)).count() == 0  # before what is shown
    assert publish_lately(**WHO) == 0


def test_feedback_waits_for_the_end_of_its_month_and_hides_few(city: City, client: Client, few_enough: None) -> None:
    for klass, times in (("attitude", 4), ("delay", 3), ("extortion", 1)):
        for _ in range(times):
            complaints.received(city, klass=klass)
    publish_lately(**WHO)
    assert numbers("feedback", NOVEMBER) == {}
    publish_lately(by=NOBODY, at=AT + timedelta(days=12), on=DECEMBER)
    assert numbers("feedback", NOVEMBER) == {"attitude": 4, "delay": None, "extortion": None, "all": 8}
    page = page_of(client, "/portal/statistics/feedback/")
    assert page.count(">ẩn<") == 2
    assert numbers("outcomes", NOVEMBER) == {"open": 8, "all": 8}
    assert "Chưa trả lời" in page_of(client, "/portal/statistics/outcomes/")


def test_ratings_are_counted_by_agency_with_no_name(city: City, client: Client, few_enough: None) -> None:
    some_months(city)
    publish_lately(**WHO)
    rows = Published.objects.filter(topic="ratings", month=OCTOBER)
    for unit in set(rows.values_list("unit", flat=True)):
        shown = dict(rows.filter(unit=unit).values_list("measure", "number"))
        total = shown.pop("all")
        assert all(number is None or number == 0 or number >= 2 for number in shown.values())
        assert total is None or total >= 2
    assert rows.filter(unit=city.commune).exists() and not rows.filter(unit=city.culture).exists()
    rated = Rating.objects.filter(
        in_force=True, kind="month", valid__startswith=OCTOBER, unit__in=[city.commune, city.culture, city.economy]
    )
    assert rows.get(unit=city.commune, measure="all").number == rated.count()
    page = page_of(client, "/portal/statistics/ratings/?month=2026-10")
    assert "Xếp loại" in page
    for one in rated.select_related("person"):
        assert one.person.full_name not in page


def test_an_installation_may_keep_ratings_to_itself(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from namro.web.portal.selectors import statistics

    monkeypatch.setattr(making, "publishing", lambda: Publishing(False, 2, 2, 3))
    monkeypatch.setattr(statistics, "publishing", lambda: Publishing(False, 2, 2, 3))
    some_months(city)
    publish_lately(**WHO)
    assert not Published.objects.filter(topic="ratings").exists()
    page_of(client, "/portal/statistics/ratings/", 404)
    page_of(client, "/portal/data/ratings.json", 404)
    assert "/portal/statistics/ratings/" not in page_of(client, "/portal/statistics/")


def test_twice_changes_nothing_and_what_is_gone_goes(desk: Desk) -> None:
    made = finished(desk, "2026-11-04T09:00")
    assert publish_month(NOVEMBER, **WHO) == 2
    assert publish_month(NOVEMBER, **WHO) == 0
    publish(AT)  # by the clock
    assert Event.objects.filter(tag="portal:figures:published").count() == 1
    Dossier.objects.filter(pk=made.pk).update(is_late=True)
    assert publish_month(NOVEMBER, **WHO) == 2
    assert numbers("dossiers", NOVEMBER) == {"received": 1, "late": 1}


def test_open_data_says_the_same_as_the_page(city: City, client: Client, few_enough: None) -> None:
    for klass in ("attitude", "attitude", "delay", "delay", "praise"):
        complaints.received(city, klass=klass)
    Feedback.objects.update(received_on=date(2026, 10, 5))
    publish_month(OCTOBER, **WHO)
    answer = client.get("/portal/data/feedback.json?month=2026-10")
    rows = answer.json()["rows"]
    shown = {row["measure"]: (row["number"], row["hidden"]) for row in rows}
    assert shown == {"all": (5, False), "attitude": (None, True), "delay": (2, False), "praise": (None, True)}
    assert answer.json()["definitions"] and answer.headers["Cache-Control"].startswith("public")
    text = client.get("/portal/data/feedback.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {one["measure"]: one["number"] for one in lines} == {"all": "5", "attitude": "", "delay": "2", "praise": ""}
    assert {one["code"] for one in lines} == {city.commune.code}
    for hidden in ("Trần Văn Dân", "0912345678", "PA-2026", "Nguyễn Văn An", "trống không"):
        assert hidden not in text and hidden not in answer.content.decode()


def test_procedures_by_field(city: City, client: Client) -> None:
    procedure(city)
    procedure(city, "2.000001", number="9/QĐ-UBND", field="Đất đai", levels=("commune", "province"))
    page = page_of(client, "/portal/statistics/procedures/")
    assert "Hộ tịch" in page and "Đất đai" in page
    rows = client.get("/portal/data/procedures.json").json()["rows"]
    found = {(row["name"], row["measure"]): row["number"] for row in rows}
    assert (found["Đất đai", "all"], found["Đất đai", "commune"], found["Đất đai", "province"]) == (1, 1, 1)


def test_nothing_published_teaches_and_nonsense_is_not_found(city: City, client: Client) -> None:
    assert "Chưa có số liệu được công bố" in page_of(client, "/portal/statistics/dossiers/")
    page_of(client, "/portal/statistics/dossiers/?month=x")
    for path in ("/portal/statistics/khac/", "/portal/data/khac.csv", "/portal/data/dossiers.exe"):
        page_of(client, path, 404)


def test_one_number_is_published_once(city: City) -> None:
    given = {"topic": "dossiers", "month": NOVEMBER, "unit": city.commune, "measure": "late", "as_of": TODAY}
    Published.objects.create(number=1, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Published.objects.create(number=2, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Published.objects.create(number=2, **{**given, "month": TODAY})


def test_pages_cost_the_same_for_many(desk: Desk, client: Client) -> None:
    finished(desk, "2026-11-04T09:00")
    publish_lately(**WHO)
    with CaptureQueriesContext(connection) as few:
        page_of(client, "/portal/statistics/dossiers/")
    Published.objects.bulk_create(
        Published(topic="dossiers", month=NOVEMBER, unit=unit, measure="received", number=1, as_of=TODAY)
        for unit in (desk.city.other_commune, desk.city.culture, desk.city.economy)
    )
    with CaptureQueriesContext(connection) as many:
        page_of(client, "/portal/statistics/dossiers/")
    assert len(few) == len(many) <= 12
