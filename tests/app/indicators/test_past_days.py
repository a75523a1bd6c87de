"""Every figure as of a past day says what it said on that day, whatever was decided, moved or renamed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.app.evaluations.month import AT as WHEN
from tests.app.evaluations.month import FULL, Month, actor, city_officer, published_month, reviewed_month
from tests.app.evaluations.months import month, period
from tests.app.indicators.published import tell, told
from tests.cast import City

from namro.city.facts.services import withdraw_ratings
from namro.city.organisation.services import rename_unit
from namro.city.people.services.postings import move
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Period, Petition, Round, Sheet
from namro.insight.indicators.figures.registry import FIGURES
from namro.insight.indicators.figures.shape import Cell, Figure
from namro.insight.indicators.services import adding

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
THEN, NOW = date(2026, 11, 30), date(2026, 12, 4)
LATER = datetime(2026, 12, 2, 9, tzinfo=ZONE)
YEAR = {"kind": "year", "first": date(2025, 1, 1), "until": date(2025, 1, 1)}
SPAN = {"first": date(2026, 8, 1), "until": date(2026, 12, 1)}


def before(city: City) -> Month:
    """A published November, an October to compare it with, the year before, and a petition."""
    made = published_month(city)
    october = period(10)
    for who in (city.an, city.binh, city.officer, city.vice_chair, city.office_head):
        sheet = Sheet.objects.get(person=who.person_id, period=made.period)
        old = month(who, 10, "100", unit=city.commune, of=october)
        Sheet.objects.filter(pk=old.pk).update(
            review_points=FULL, reviewer_unit=city.culture, posting=sheet.posting, review_at=WHEN, self_at=WHEN, self_by=who,
            review_by=city.chair,
        )  # fmt: skip
    Round.objects.filter(period=october).update(published_at=WHEN)
    for who in (city.an, city.binh):
        tell(city, [told(who, date(2025, number, 1), "HTT", "80", on=date(2025, 12, 20)) for number in (7, 8)])
        tell(city, [told(who, date(2025, 1, 1), "HTT", "85", kind="year", on=date(2026, 1, 10))])
    Petition.objects.create(
        sheet=Sheet.objects.get(person=city.binh.person_id, period=made.period), grounds="x", received_on=date(2026, 11, 24),
        due_on=date(2026, 12, 3), filed_at=WHEN, filed_by=city.binh,
    )  # fmt: skip
    adding.add_up_published(at=WHEN)
    return made


def since(city: City, made: Month) -> None:
    """What happened after the day looked at."""
    sheet = Sheet.objects.get(person=city.binh.person_id, period=made.period)
    services.replace_rating(
        sheet_id=sheet.pk, rating="HTT", reason="Phát hiện sai sót", number="99/QĐ", decided_on=date(2026, 12, 1),
        by=actor(city.city_chair, date(2026, 12, 2)), at=LATER, on=date(2026, 12, 2),
    )  # fmt: skip
    Petition.objects.update(outcome="upheld", answer="y", answered_at=LATER, answered_by=city.chair)
    tell(city, [told(city.an, date(2025, 1, 1), "HTXS", "95", kind="year", again=1, on=date(2026, 12, 1))])
    withdraw_ratings(
        source="test", source_refs=["binh:year:2025-01-01:0"], reason="Nhập nhầm", by=actor(city.officer, NOW), at=LATER
    )
    whole = actor(city_officer(city), NOW)
    move(person_id=city.an.person_id, unit_id=city.other_commune.pk, on=date(2026, 12, 1), by=whole, at=LATER)
    rename_unit(unit_id=city.culture.pk, name="Phòng Văn hóa, Khoa học", on=date(2026, 12, 1), by=whole, at=LATER)
    for who in (city.vice_chair, city.office_head, city.economy_head, city.an, city.officer):
        late = month(who, 9, "70", unit=city.commune)
        Sheet.objects.filter(pk=late.pk).update(review_points=FULL, reviewer_unit=city.commune)
        tell(city, [told(who, date(2026, 9, 1), "HTT", "70", on=date(2026, 12, 2))])
    Period.objects.filter(pk=period(9).pk).update(opened_at=LATER)
    Round.objects.filter(period=period(9)).update(published_at=LATER)
    adding.add_up_published(at=LATER)


def said(figure: Figure, ask: Callable, **days: date) -> list[object]:
    """All a figure says: every cut, every line with its name, and who stands behind every number."""
    found: list[object] = []
    for by in figure.dimensions:
        question = ask(by=by, **(YEAR if figure.kinds == ("year",) else SPAN), **days)
        result = figure.result(*question)
        for line in [*result.lines, *([result.total] if result.total else [])]:
            found.append((by, line.key, line.label, sorted(line.values.items(), key=lambda one: one[0])))
            for column in (one for one in result.columns if one.leads):
                count, rows = figure.behind(*question, Cell(line.key, column.key), 0, 50)
                assert count == len(rows) == line.values[column.key], (by, line.label, column.key)
                found += [(one, question[1].tree.name(one.unit_id)) for one in rows]
    return found


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.slug)
def test_a_past_day_says_what_it_said_then(city: City, ask, figure: Figure):
    made = before(city)
    then = said(figure, ask, on=THEN, today=THEN)
    assert then
    since(city, made)
    assert said(figure, ask, on=THEN, today=NOW) == then
    assert said(figure, ask, on=NOW, today=NOW) != then


def test_who_moved_away_stays_where_they_were_rated(city: City, ask):
    """Ratings stand at the unit of their period; only the name of that unit is the one of the day looked at."""
    made = before(city)
    since(city, made)
    ratings = FIGURES[0]
    for on, name in ((THEN, "Phòng Văn hóa - Xã hội"), (NOW, "Phòng Văn hóa, Khoa học")):
        question = ask(by="unit", first=date(2026, 11, 1), until=date(2026, 11, 1), on=on, today=NOW)
        line = next(one for one in ratings.result(*question).lines if one.key == str(city.culture.pk))
        assert line.label == name
        _count, rows = ratings.behind(*question, Cell(line.key, "rated"), 0, 50)
        assert city.an.person_id in {one.person_id for one in rows}


def test_a_decision_taken_back_by_a_reopening_is_none_until_decided_again(city: City, ask):
    made = reviewed_month(city)
    made.decide()
    on = date(2026, 11, 29)
    services.reopen_round(
        round_id=made.commune.pk, to_step="decide", reason="Sai sót", by=actor(city.chair), on=date(2026, 11, 24),
        at=datetime(2026, 11, 24, 9, tzinfo=ZONE),
    )  # fmt: skip
    lateness = FIGURES[-1]

    def decided_late(on: date) -> int:
        return lateness.result(*ask(on=on, today=on)).total.values["decide"]

    assert decided_late(on) == 1
    made.decide(number="13/QĐ", at=datetime(2026, 12, 1, 9, tzinfo=ZONE))
    assert [decided_late(day) for day in (date(2026, 11, 28), on, date(2026, 12, 3))] == [0, 1, 1]
    _count, rows = lateness.behind(*ask(on=date(2026, 12, 3), today=date(2026, 12, 3)), Cell("", "decide"), 0, 50)
    assert "quyết định 01/12/2026" in rows[0].note
