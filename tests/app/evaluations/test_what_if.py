"""What if other rules applied: who moves, what the quota does, and that nothing is changed by looking."""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.evaluations.month import AT, Month, actor, city_officer, published_month, sheet_of
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.base.jobs.models import Job
from namro.city.facts.models import WorkLine
from namro.duties.evaluations.models import DecidedRating, Score, Sheet
from namro.duties.evaluations.selectors.what_if import DOWN, SAME, what_if
from namro.duties.evaluations.services.what_if import compare_period, start_what_if

pytestmark = pytest.mark.django_db
PER_LINE = {"deduction": "per_line"}


@pytest.fixture
def month(city: City) -> Month:
    """An's ten files held four major errors and four delays: each a quarter of one file, or a quarter of all ten."""
    made = published_month(city)
    WorkLine.objects.filter(posting__person=city.an.person_id).update(completed=10, major_errors=4, delays=4)
    return made


def state() -> tuple[list[object], ...]:
    models = (Sheet, Score, DecidedRating, WorkLine)
    return (
        *(list(model.objects.order_by("pk").values()) for model in models),
        list(Event.objects.order_by("pk").values("pk")),
    )


def test_under_its_own_rules_a_round_stays_as_it_is(city: City) -> None:
    found = what_if(published_month(city).commune)
    assert found.counts == {SAME: 6}
    assert all(one.result_before.total == one.result_after.total for one in found.rows)
    assert [cap.cap for cap in found.caps_before] == [cap.cap for cap in found.caps_after]


def test_another_reading_of_the_deduction_moves_whoever_it_touches_and_writes_nothing(city: City, month: Month) -> None:
    before = state()
    mine = what_if(month.commune, settings={}).rows
    moved = [one for one in what_if(month.commune, settings=PER_LINE).rows if one.direction == DOWN]
    an = sheet_of(city.an).pk
    assert [one.sheet.pk for one in moved] == [an]
    as_is = next(one for one in mine if one.sheet.pk == an)
    assert as_is.result_after.ratios["b"] == pytest.approx(0.9)  # 10 files, 4 quarters of one lost
    assert moved[0].result_after.ratios["b"] == 0
    assert state() == before


def test_units_and_levels_are_counted(city: City, month: Month) -> None:
    found = what_if(month.commune, settings=PER_LINE)
    (an,) = [one for one in found.rows if one.direction == DOWN]
    assert found.matrix[an.calculated, an.after] == 1
    assert sum(found.matrix.values()) == 6
    assert found.by_unit[an.unit_name][DOWN] == 1
    assert sum(sum(one.values()) for one in found.by_unit.values()) == 6


def test_the_quota_is_counted_under_the_chosen_reading_and_ratio(city: City, month: Month) -> None:
    literal = what_if(month.commune, settings={"quota_reading": "literal"})
    wider = what_if(month.commune, settings={"quota_reading": "of_all_rated", "quota_ratio": "outstanding"})
    unit = [next(cap for cap in one.caps_after if cap.chosen and cap.scope == "unit") for one in (literal, wider)]
    assert [(cap.reading, cap.ratio) for cap in unit] == [("literal", "standard"), ("of_all_rated", "outstanding")]
    assert [(cap.rated, cap.candidates, cap.over) for cap in unit] == [(6, 6, 5), (6, 6, 5)]
    assert [cap.candidates for cap in what_if(month.commune, settings=PER_LINE).caps_after if cap.scope == "unit"] == [
        5
    ] * 3


def test_a_setting_nobody_knows_is_refused(city: City, month: Month) -> None:
    with pytest.raises(DomainError) as refusal:
        what_if(month.commune, settings={"deduction": "per_moon"})
    assert refusal.value.code == "framework.setting.value"


def page(client, who, month: Month, query: str = ""):
    client.force_login(who)
    return client.get(f"/rounds/{month.commune.pk}/what-if{query}")


def test_the_page_lists_who_moves_and_teaches_when_nobody_does(client, city: City, month: Month) -> None:
    moved = page(client, city.chair, month, "?set-deduction=per_line").content.decode()
    assert "giảm mức" in moved
    assert "Nguyễn Văn An" in moved
    assert "Trần Quốc Bình" not in moved or "CB-BINH" not in moved
    everybody = page(client, city.chair, month, "?set-deduction=per_line&show=all").content.decode()
    assert everybody.count("data-label") > moved.count("data-label")
    assert page(client, city.chair, month, "?set-deduction=per_line&q=zzz").content.decode().count("data-label") == 0
    client.cookies["namro_language"] = "en"
    assert "moves down" in page(client, city.chair, month, "?set-deduction=per_line").content.decode()


def test_a_wrong_choice_says_so_and_keeps_the_page(client, city: City, month: Month) -> None:
    answer = page(client, city.chair, month, "?set-deduction=per_moon")
    assert answer.status_code == 400
    assert "per_moon" in answer.content.decode()
    assert "So sánh" in answer.content.decode()


def test_frameworks_that_ask_for_other_things_are_shown_but_cannot_be_chosen(client, city: City, month: Month) -> None:
    text = page(client, city.chair, month, "?framework=hanoi-3814-2018").content.decode()
    assert 'value="nd335-2025" selected' in text
    assert "disabled" in text


def test_the_page_keeps_the_budget_of_a_list(client, city: City, month: Month, django_assert_max_num_queries) -> None:
    page(client, city.chair, month)
    with django_assert_max_num_queries(15):
        client.get(f"/rounds/{month.commune.pk}/what-if?set-deduction=per_line")


# the whole period ------------------------------------------------------------------------------------------------


def compared(city: City, month: Month, settings: dict[str, str]) -> dict[str, Any]:
    return compare_period(
        period_id=month.period.pk, framework_id="", settings=settings, by=actor(city_officer(city)), at=AT
    )


def test_a_whole_period_agrees_with_its_rounds(city: City, month: Month) -> None:
    found = compared(city, month, PER_LINE)
    (round_,) = [one for one in found["rounds"] if one["round"] == month.commune.pk]
    alone = what_if(month.commune, settings=PER_LINE)
    assert {way: round_[way] for way in (DOWN, SAME)} == {way: alone.counts[way] for way in (DOWN, SAME)}
    unit = [
        next(cap for cap in caps if cap.chosen and cap.scope == "unit")
        for caps in (alone.caps_before, alone.caps_after)
    ]
    assert [round_["over_before"], round_["over_after"]] == [cap.over for cap in unit]
    assert found["counts"][DOWN] == 1
    assert (
        sum(number for _before, _after, number in found["matrix"]) == Sheet.objects.filter(period=month.period).count()
    )


def test_comparing_a_period_changes_nothing(city: City, month: Month) -> None:
    before = state()
    compared(city, month, PER_LINE)
    assert state() == before


def test_only_an_office_compares_and_only_known_choices(city: City, month: Month) -> None:
    with pytest.raises(NotAllowed):
        start_what_if(period_id=month.period.pk, by=actor(city.chair), at=AT)
    with pytest.raises(DomainError) as refusal:
        start_what_if(period_id=month.period.pk, settings={"deduction": "per_moon"}, by=actor(city.officer), at=AT)
    assert refusal.value.code == "framework.setting.value"


def test_the_officer_starts_a_comparison_and_reads_its_result(client, city: City, month: Month) -> None:
    client.force_login(city.officer)
    url = f"/periods/{month.period.pk}/what-if"
    assert "Chưa có kết quả so sánh" in client.get(url).content.decode()
    answer = client.post(url, {"framework": "nd335-2025", "set-deduction": "per_line"})
    assert answer.status_code == 302
    assert "Đang tính lại" in client.get(answer["Location"]).content.decode()
    job = Job.objects.get(task="evaluations.what_if")
    assert job.arguments["settings"]["deduction"] == "per_line"
    again = client.post(url, {"framework": "nd335-2025", "set-deduction": "per_line"})
    assert again["Location"] == answer["Location"]  # asked twice, run once
    Job.objects.filter(pk=job.pk).update(state="done", result=compared(city, month, PER_LINE))
    text = client.get(answer["Location"]).content.decode()
    assert f"/rounds/{month.commune.pk}/what-if?framework=nd335-2025" in text
    client.force_login(city_officer(city))
    assert client.get(answer["Location"]).status_code == 404  # somebody else's
