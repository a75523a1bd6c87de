"""How many statements the pages of money ask: lists 12, other pages and forms 15, saving 20."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.app.money.purse import made, rated, regulation, submitted, whole, year
from tests.cast import City, things
from tests.things import money as _registered  # noqa: F401 - says what the routes are about

from namro.base.access.routes import ROUTES
from namro.duties.careers.money import urls
from namro.duties.careers.money.models import PayBase, PayList, Regulation, Reward, RewardProposal

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in urls.urlpatterns]
LISTS = {"money_regulations", "money_lists", "money_rewards", "money_merit", "money_mine"}
LIST, PAGE, SAVING = 12, 15, 20


def counted(client, path: str) -> tuple[int, list[str]]:
    client.get(path)
    with CaptureQueriesContext(connection) as capture:
        status = client.get(path).status_code
    return status, [one["sql"] for one in capture if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def crowd(city: City) -> City:
    """Year results of several people, so that lists of merit and rewards have rows."""
    for who in (city.binh, city.economy_head, city.vice_chair, city.office_head):
        for of in (2023, 2024, 2025):
            year(who, of, "HTXS")
    return city


@pytest.mark.parametrize("name", NAMES)
def test_every_page_keeps_its_budget(city, as_, name):
    route = ROUTES[name]
    given = things.make(route.of, city).arguments if route.of else {}
    busy = crowd(city)
    path = reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in route.pattern})
    seen = [counted(as_(who), path) for who in (busy.officer, busy.chair)]
    assert {status for status, _said in seen} & {200, 302}
    for _status, said in seen:
        assert len(said) <= (LIST if name in LISTS else PAGE), f"{len(said)}\n" + "\n".join(said)


def test_an_agencys_list_is_made_and_decided_within_the_budget(city, as_):
    whole(city)
    rule = regulation(city)
    keeps(as_(city.officer), f"/money/regulations/{rule.pk}/list/", {"first": "2026-10-01", "fund": "22000000"})
    path = f"/money/lists/{PayList.objects.get().pk}/"
    keeps(as_(city.officer), f"{path}recompute/", {"fund": "23000000", "edits": "0"})
    keeps(as_(city.officer), f"{path}submit/", {"edits": "1"})
    keeps(as_(city.chair), f"{path}return/", {"reason": "Xem lại"})
    keeps(as_(city.officer), f"{path}submit/", {"edits": "3"})
    own = PayList.objects.get().lines.get(person=city.chair.person_id)
    keeps(as_(city.city_chair), f"/money/lines/{own.pk}/decide/", {"number": "4/QĐ", "decided_on": "2026-11-20"})
    keeps(as_(city.chair), f"{path}decide/", {"number": "5/QĐ", "decided_on": "2026-11-20", "edits": "4"})
    rated(city.an, "KHT", ref="2")
    keeps(as_(city.officer), f"{path}correct/", {})
    keeps(as_(city.officer), f"/money/lists/{PayList.objects.latest('pk').pk}/discard/", {})


def test_a_list_that_waits_and_whose_figures_changed_keeps_its_budget(city, as_):
    whole(city)
    row = submitted(city, made(city, regulation(city)))
    for who in (city.an, city.binh, city.economy_head):
        rated(who, "KHT", ref="2")
    for who in (city.officer, city.chair):
        status, said = counted(as_(who), f"/money/lists/{row.pk}/")
        assert (status, len(said) <= PAGE) == (200, True), f"{len(said)}\n" + "\n".join(said)
    line = row.lines.get(person=city.chair.person_id)
    status, said = counted(as_(city.city_chair), f"/money/lines/{line.pk}/")
    assert (status, len(said) <= PAGE) == (200, True), f"{len(said)}\n" + "\n".join(said)


def test_pay_and_rewards_are_kept_within_the_budget(city, as_):
    officer, one = as_(city.officer), city.an.person_id
    year(city.an, 2025, "HTXS")
    keeps(officer, f"/people/{one}/pay/new/", {"first": "2026-07-01", "coefficient": "3,33"})
    keeps(officer, f"/money/pay/{PayBase.objects.get().pk}/withdraw/", {})
    keeps(officer, f"/people/{one}/rewards/new/", {"title": "Giấy khen", "number": "1/QĐ", "decided_on": "2026-01-05"})
    keeps(officer, f"/money/given/{Reward.objects.get().pk}/withdraw/", {"reason": "Nhầm"})
    keeps(officer, "/money/rewards/propose/?year=2025&rule=certificate", {"people": [one], "merit": "Cải cách"})
    decided = {"approved": "yes", "number": "7/QĐ", "decided_on": "2026-01-20", "reason": "Xứng đáng"}
    keeps(as_(city.chair), f"/money/rewards/{RewardProposal.objects.get().pk}/decide/", decided)


def test_a_regulation_is_kept_within_the_budget(city, as_):
    drafted = {"unit": "HN-TH", "money": "additional", "period": "month", "title": "Quy chế", "preset": "danang-month"}
    keeps(as_(city.officer), "/money/regulations/new/", drafted)
    path = f"/money/regulations/{Regulation.objects.get().pk}"
    terms = {"title": "Quy chế", "method": "rates", "base": "fixed", "fixed": "5", "shared": "0", "unit": "1",
             "unspent": "returned", "code_0": "HTXS", "coefficient_0": "1", "edits": "0"}  # fmt: skip
    keeps(as_(city.officer), f"{path}/edit/", terms)
    decided = {"number": "3/QĐ", "decided_on": "2026-01-02", "valid_from": "2026-01-02", "edits": "1"}
    keeps(as_(city.chair), f"{path}/decide/", decided)


def keeps(client, path: str, data: dict) -> None:
    with CaptureQueriesContext(connection) as capture:
        status = client.post(path, data).status_code
    said = [one["sql"] for one in capture if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert status == 302, path
    assert len(said) <= SAVING, f"{path}: {len(said)}\n" + "\n".join(said)
