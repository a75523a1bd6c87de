"""Procedures by their use: never asked for, online and never so, without a process; counted for whoever asks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from tests.app.onestop.desk import COPY, MARRIAGE, ZONE, Desk
from tests.app.onestop.test_pages import at_the_desk

from namro.duties.onestop.access import sight_of
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.reports import outside
from namro.duties.onestop.reports.outside import Catalogued
from namro.duties.onestop.selectors.usage import LISTS, NO_PROCESS, NOT_ONLINE, UNUSED, usage
from namro.duties.onestop.views.usage import _since

pytestmark = pytest.mark.django_db
SHELF = [
    Catalogued(MARRIAGE.code, MARRIAGE.name, "Hộ tịch", "/procedures/1/", True, True),
    Catalogued(COPY.code, COPY.name, "Chứng thực", "/procedures/2/", True, False),
    Catalogued("1.000999", "Đăng ký lại khai sinh", "Hộ tịch", "/procedures/3/", False, False),
]
FROM, TO = datetime(2026, 1, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE)


class Shelf:
    def catalogue(self, *, on: date) -> list[Catalogued]:
        return SHELF


@pytest.fixture
def used(desk: Desk) -> Iterator[Desk]:
    before = list(outside._KNOWN)
    outside.connect(Shelf)
    for day in ("02", "03"):
        desk.received(f"2026-11-{day}T09:00")
    first = Dossier.objects.order_by("pk")[0]
    Dossier.objects.filter(pk=first.pk).update(channel="online")
    yield desk
    outside._KNOWN[:] = before


def of(desk: Desk, user, **days) -> dict[str, tuple[int, int]]:
    on = date(2026, 11, 20)
    rows = usage(sight_of(desk.actor(user, on), on=on), **{"first": FROM, "until": TO, **days}, on=on)
    assert [one.dossiers for one in rows] == sorted(one.dossiers for one in rows)
    return {one.procedure.code: (one.dossiers, one.online) for one in rows}


def test_each_procedure_is_counted_by_way_for_whoever_asks(used: Desk) -> None:
    assert of(used, used.city.officer) == {"1.000999": (0, 0), COPY.code: (0, 0), MARRIAGE.code: (2, 1)}
    assert of(used, used.city.other_chair)[MARRIAGE.code] == (0, 0)
    assert of(used, used.city.officer, first=datetime(2026, 11, 3, tzinfo=ZONE))[MARRIAGE.code] == (1, 0)
    assert of(used, used.city.officer, until=datetime(2026, 11, 3, tzinfo=ZONE))[MARRIAGE.code] == (1, 1)


def test_what_to_look_at_is_listed_apart(used: Desk) -> None:
    on = date(2026, 11, 20)
    rows = usage(sight_of(used.actor(used.city.officer, on), on=on), first=FROM, until=TO, on=on)
    listed = {key: [one.procedure.code for one in rows if LISTS[key](one)] for key in (UNUSED, NOT_ONLINE, NO_PROCESS)}
    assert listed == {
        UNUSED: ["1.000999", COPY.code], NOT_ONLINE: [COPY.code], NO_PROCESS: ["1.000999", COPY.code],
    }  # fmt: skip


def test_the_page_narrows_sorts_and_is_a_workbook(used: Desk, as_, monkeypatch) -> None:
    at_the_desk(monkeypatch, datetime(2026, 11, 20, 9, tzinfo=ZONE))
    browser = as_(used.city.officer)
    page = browser.get("/dossiers/usage/").content.decode()
    assert page.index("1.000999") < page.index(MARRIAGE.code)
    most = browser.get("/dossiers/usage/", {"sort": "-used"}).content.decode()
    assert most.index(f">{MARRIAGE.code}<") < most.index(">1.000999<")
    assert MARRIAGE.code not in browser.get("/dossiers/usage/", {"show": "unused"}).content.decode()
    found = browser.get("/dossiers/usage/", {"q": "khai sinh"}).content.decode()
    assert "1.000999" in found and f">{COPY.code}<" not in found
    assert f">{COPY.code}<" not in browser.get("/dossiers/usage/", {"field": "Hộ tịch"}).content.decode()
    assert "Không có thủ tục nào" in browser.get("/dossiers/usage/", {"q": "xe máy"}).content.decode()
    book = load_workbook(io.BytesIO(browser.get("/dossiers/usage.xlsx", {"show": "not_online"}).content)).active
    assert [row[0].value for row in book.iter_rows(min_row=2)] == [COPY.code]
    link = f"procedure={MARRIAGE.code}"
    assert link in page and browser.get(f"/dossiers/reports/?{link}").status_code == 200


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        (date(2026, 11, 24), 12, date(2025, 11, 24)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
    ],
)
def test_months_back(day: date, months: int, since: date) -> None:
    assert _since(day, months) == since
