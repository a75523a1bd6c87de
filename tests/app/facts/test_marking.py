"""Marks of one person that come and go together."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.facts import watch
from namro.city.facts.marking import MarkData, settle_marks
from namro.city.facts.models import Mark

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def mark(document: str = "1/QĐ", first: date = SEPTEMBER, until: date | None = OCTOBER, **given: object) -> MarkData:
    return MarkData(
        **{"code": "disciplined_in_year", "first": first, "until": until, "unit_id": None, "document": document,
           "note": "", "link": "", **given}
    )  # fmt: skip


def settle(city, put=(), withdrawn=(), reason="Không còn tính", by: Actor | None = None, who=None) -> list[Mark]:
    return settle_marks(
        person_id=(who or city.an).person_id, put=list(put), withdrawn=list(withdrawn), reason=reason, source="test",
        by=by or Actor(user_id=city.officer.pk), at=AT,
    )  # fmt: skip


@pytest.fixture
def told(monkeypatch):
    heard: list[watch.Touched] = []
    monkeypatch.setattr(watch, "_told", [heard.append])
    return heard


def test_marks_come_and_go_in_one_step_and_whoever_calculates_is_told_once(city, told):
    old, kept = settle(city, [mark(), mark("2/QĐ")])
    told.clear()
    (new,) = settle(city, [mark("3/QĐ", OCTOBER, NOVEMBER)], [old.pk])
    assert [*Mark.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", flat=True)] == [kept.pk, new.pk]
    assert [sorted(one) for one in told] == [[SEPTEMBER, OCTOBER]]
    old.refresh_from_db()
    assert (old.withdrawn_by_id, old.withdrawal_reason) == (city.officer.pk, "Không còn tính")


def test_every_mark_has_its_event(city, told):
    (old,) = settle(city, [mark()])
    settle(city, [mark("3/QĐ", OCTOBER, None)], [old.pk])
    events = list(Event.objects.order_by("pk").values_list("tag", "before", "after", "reason"))
    assert [one[0] for one in events] == ["facts:mark:put", "facts:mark:withdrawn", "facts:mark:put"]
    assert events[1][1:] == ({"code": "disciplined_in_year", "document": "1/QĐ"}, None, "Không còn tính")
    assert events[2][2]["first"] == "2026-10-01" and events[2][2]["until"] is None


def test_nobody_elses_mark_and_none_withdrawn_before_is_withdrawn(city, told):
    (theirs,) = settle(city, [mark()], who=city.binh)
    (mine,) = settle(city, [mark()])
    settle(city, (), [theirs.pk, mine.pk], "Lần một")
    settle(city, (), [theirs.pk, mine.pk], "Lần hai")
    found = {one.pk: one.withdrawal_reason for one in Mark.objects.order_by("pk")}
    assert found == {theirs.pk: "", mine.pk: "Lần một"}


def test_nothing_to_do_does_and_tells_nothing(city, told):
    assert settle(city) == [] and told == [] and not Event.objects.exists()


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("facts.mark.anonymous", {"put": [mark()], "by": Actor(user_id=None)}),
        ("facts.mark.reason", {"withdrawn": [1], "reason": " "}),
        ("facts.mark.document", {"put": [mark(" ")]}),
        ("dates.order", {"put": [mark(first=OCTOBER, until=SEPTEMBER)]}),
    ],
)
def test_what_is_refused(city, told, code, given):
    with pytest.raises(DomainError, check=lambda error: error.code == code):
        settle(city, **given)
