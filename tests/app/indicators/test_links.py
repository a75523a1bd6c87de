"""Every link of every figure page is followed: it leads to as many rows as its number says, whatever the cut."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.app.indicators.test_past_days import before
from tests.cast import City

from namro.base.access.rules import Actor
from namro.city.people.models import Posting
from namro.duties.evaluations.models import Petition
from namro.insight.indicators.figures.registry import FIGURES, figure
from namro.insight.indicators.figures.shape import TOTAL, Cell
from namro.insight.indicators.selectors.asked import asked_of
from namro.insight.indicators.selectors.scope import scope_of
from namro.insight.indicators.selectors.tree import tree_on

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CELL = re.compile(r'<td class="num"[^>]*>(?:<a href="([^"]+)">)?([^<]*)')
DOWN = re.compile(r'<th scope="row"><a href="([^"]+)">')
CUTS = [(one.slug, by) for one in FIGURES for by in one.dimensions]
LEAST = {"ratings": 6, "excellent": 6, "reviewers": 1, "copies": 1, "gap": 4, "petitions": 4, "lateness": 2}


def asked(slug: str, by: str) -> str:
    span = "from=2025-01-01&to=2025-01-01" if slug == "gap" else "from=2026-09-01&to=2026-12-01"
    return f"/figures/{slug}?by={by}&on=2026-12-02&{span}"


@pytest.mark.parametrize(("slug", "by"), CUTS)
def test_every_link_of_every_figure_finds_what_its_number_says(city: City, as_, monkeypatch, slug: str, by: str):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 4, 9, tzinfo=ZONE))
    for who in (city.an, city.binh):
        Posting.objects.filter(person=who.person_id).update(task_group="Một cửa")
    before(city)
    Petition.objects.update(
        outcome="upheld", answer="y", answered_at=datetime(2026, 12, 1, 9, tzinfo=ZONE), answered_by=city.chair
    )
    browser = as_(city.officer)
    waiting, seen, followed = [asked(slug, by)], set[str](), 0
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = browser.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        for href, text in CELL.findall(page):
            if not href:
                continue
            listed = browser.get(href.replace("&amp;", "&"))
            assert listed.status_code == 200
            assert listed.context["count"] == int(text) == len(listed.context["rows"]), (href, text)
            followed += 1
        waiting += [f"/figures/{slug}" + href.replace("&amp;", "&") for href in DOWN.findall(page)]
    assert followed >= LEAST[slug] if by in ("period", "reviewer") else followed, (slug, by, followed)


def test_a_list_longer_than_a_page_is_whole(city: City, as_):
    from tests.app.indicators.published import tell, told

    people = [city.an, city.binh, city.officer, city.vice_chair, city.chair]
    tell(
        city,
        [
            told(who, date(2026 - back, month, 1), "HTT", "80")
            for who in people
            for back in (0, 1)
            for month in range(1, 8)
        ],
    )
    browser = as_(city.officer)
    address = "/figures/ratings/sheets?column=rated&from=2025-01-01&to=2026-12-01&page="
    rows = [one["row"] for page in (1, 2) for one in browser.get(f"{address}{page}").context["rows"]]
    assert len(rows) == 70 == browser.get(f"{address}1").context["count"]
    assert len({(one.code, one.period) for one in rows}) == 70


@pytest.mark.parametrize(("slug", "by"), [cut for cut in CUTS if cut[1] != "unit"])
def test_the_whole_city_unnarrowed_says_what_its_units_say(city: City, monkeypatch, slug: str, by: str):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 4, 9, tzinfo=ZONE))
    before(city)
    one, today = figure(slug), date(2026, 12, 4)
    roots = frozenset(tree_on(today).roots)
    whole = scope_of(Actor(city.officer.pk, city.officer.person_id, officer_of=roots), today=today, on=today)
    assert whole.is_whole
    narrowed = replace(whole, is_whole=False)
    span = {"from": "2025-01-01", "to": "2025-01-01"} if slug == "gap" else {"from": "2026-09-01", "to": "2026-12-01"}
    asks = asked_of({"by": by, **span}, whole, today=today, kinds=one.kinds, is_current=one.is_current)
    found = one.result(asks, whole)
    assert found == one.result(asks, narrowed)
    assert found.lines
    for column in (column.key for column in found.columns if column.leads):
        for row in (TOTAL, *(line.key for line in found.lines)):
            cell = Cell(row, column)
            assert one.behind(asks, whole, cell, 0, 50) == one.behind(asks, narrowed, cell, 0, 50)
