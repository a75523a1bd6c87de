"""The frame of a bonus fund: law refuses more, what is less certain asks for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.money.purse import PAY, TODAY, made, own_line_decided, rated, regulation, submitted, when, whole
from tests.cast import City

from namro.base.errors import DomainError
from namro.city.people.models import Posting
from namro.duties.careers.money import services
from namro.duties.careers.money.models import PayBase, PayList, Regulation
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.selectors import framing

pytestmark = pytest.mark.django_db
FRAME = 7 * 12 * PAY // 10  # of seven people in a year
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
REASON = "Hội đồng nhân dân bổ sung quỹ"


def refused(code: str):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


@pytest.fixture
def rule(city) -> Regulation:
    """A bonus by months: the parameters know no other frame than that of the year it falls in."""
    whole(city)
    row = regulation(city, "nd161-bonus")
    row.scheme.period = "month"
    row.scheme.save()
    return row


def listed(city: City, rule: Regulation, fund: int, first: date = OCTOBER, reason: str = "") -> PayList:
    return services.make_list(
        scheme_id=rule.scheme_id, first=first, fund=fund, frame_reason=reason, **when(city.officer)
    )


@pytest.fixture
def as_policy(monkeypatch):
    """The same frame, known as a local policy only."""
    law = parameters()
    funds = tuple(replace(one, basis=replace(one.basis, authority="LOCAL_POLICY")) for one in law.bonus_funds)
    monkeypatch.setattr(framing, "parameters", lambda: replace(law, bonus_funds=funds))


def test_a_tenth_of_the_years_salaries_is_the_most(city, rule):
    assert listed(city, rule, FRAME).frame == FRAME
    assert PayList.objects.get().frame_reason == ""


def test_law_refuses_more_with_its_figures_whatever_the_reason(city, rule):
    with refused("money.fund.frame") as error:
        listed(city, rule, FRAME + 1000, reason=REASON)
    assert all(text in str(error.value) for text in ("50.401.000", "50.400.000", "Nghị định 161/2026/NĐ-CP"))
    assert not PayList.objects.exists()


def test_a_policy_asks_for_a_reason(city, rule, as_policy):
    with refused("money.fund.frame_reason"):
        listed(city, rule, FRAME + 1000)
    row = listed(city, rule, FRAME + 1000, reason=f" {REASON} ")
    assert (row.frame, row.frame_reason) == (FRAME, REASON)
    row = services.recompute_list(list_id=row.pk, fund=FRAME, edits=0, frame_reason=REASON, **when(city.officer))
    assert row.frame_reason == ""


def test_a_frame_not_known_to_the_full_asks_for_a_reason(city, rule):
    PayBase.objects.filter(person=city.an.person_id).delete()
    with refused("money.fund.frame_reason") as error:
        listed(city, rule, FRAME)
    assert "1 người chưa có mức lương" in str(error.value)
    assert listed(city, rule, FRAME, reason=REASON).frame == FRAME * 6 // 7


def test_what_other_lists_of_the_year_give_counts_once(city, rule):
    for who in (city.an, city.binh):
        rated(who, "HTT", first=SEPTEMBER, until=OCTOBER)
    first = decided_anyhow(city, listed(city, rule, 30_000_000, SEPTEMBER))
    with refused("money.fund.frame") as error:
        listed(city, rule, 20_401_000)
    assert "30.000.000" in str(error.value)
    assert listed(city, rule, 20_400_000).frame == 20_400_000
    rated(city.an, "HTXS", first=SEPTEMBER, until=OCTOBER, ref="2")
    new = services.correct_list(list_id=first.pk, **when(city.officer))
    assert framing.frame_of(new).given == 20_400_000


def decided_anyhow(city: City, row: PayList) -> PayList:
    row = submitted(city, row, waiting_reason="Trình trước")
    own_line_decided(city, row)
    return services.decide_list(list_id=row.pk, edits=row.edits, number="8/QĐ", decided_on=TODAY, **when(city.chair))


def test_part_of_a_year_counts_for_its_days(city, rule):
    Posting.objects.filter(person=city.an.person_id).update(valid=(date(2026, 9, 1), None))
    days = Posting.objects.get(person=city.an.person_id).valid.lower
    expected = (6 * 12 * PAY * 365 + 12 * PAY * (date(2027, 1, 1) - days).days) // 3650
    assert listed(city, rule, 1_000_000).frame == expected


def test_the_frame_is_asked_again_when_the_list_is_decided(city, rule):
    row = submitted(city, listed(city, rule, FRAME))
    own_line_decided(city, row)
    PayBase.objects.filter(person=city.an.person_id).update(amount=PAY // 2)
    with refused("money.fund.frame"):
        services.decide_list(list_id=row.pk, edits=row.edits, number="8/QĐ", decided_on=TODAY, **when(city.chair))


def test_no_frame_is_known_before_the_decree_nor_for_other_money(city, rule):
    rule.valid = (date(2025, 1, 1), None)
    rule.save()
    assert listed(city, rule, FRAME * 2, date(2026, 6, 1)).frame is None
    assert made(city, regulation(city), fund=FRAME * 2).frame is None


def test_the_form_asks_and_the_page_tells(city, rule, as_, as_policy):
    officer = as_(city.officer)
    new = f"/money/regulations/{rule.pk}/list/"
    sent = {"first": "2026-10-01", "fund": str(FRAME + 1000)}
    again = officer.post(new, sent)
    assert again.status_code == 422 and "hãy ghi lý do" in again.content.decode()
    officer.post(new, {**sent, "frame_reason": REASON})
    row = PayList.objects.get()
    page = officer.get(f"/money/lists/{row.pk}/").content.decode()
    assert "50.400.000" in page and REASON in page
    assert REASON in officer.get(f"/money/lists/{row.pk}/recompute/").content.decode()
    other = regulation(city)
    assert "frame_reason" not in officer.get(f"/money/regulations/{other.pk}/list/").content.decode()


def test_a_bonus_is_made_submitted_and_decided_within_the_budget(city, rule, as_):
    acts = [
        (city.officer, f"/money/regulations/{rule.pk}/list/", {"first": "2026-10-01", "fund": "7000000"}),
        (city.officer, "{path}recompute/", {"fund": "7700000", "edits": "0"}),
        (city.officer, "{path}submit/", {"edits": "1"}),
        (city.city_chair, "{line}", {"number": "4/QĐ", "decided_on": "2026-11-20"}),
        (city.chair, "{path}decide/", {"number": "5/QĐ", "decided_on": "2026-11-20", "edits": "2"}),
    ]
    for who, address, sent in acts:
        found = PayList.objects.first()
        own = found.lines.get(person=city.chair.person_id).pk if found else 0
        path = f"/money/lists/{found.pk}/" if found else ""
        client = as_(who)
        with CaptureQueriesContext(connection) as capture:
            status = client.post(address.format(path=path, line=f"/money/lines/{own}/decide/"), sent).status_code
        said = [one["sql"] for one in capture if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert (status, len(said) <= 20) == (302, True), f"{address} {len(said)}\n" + "\n".join(said)
