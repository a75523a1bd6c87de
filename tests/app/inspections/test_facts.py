"""What a month's findings say beside a sheet: counted, taken back, moved to another month, taken up as evidence."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import actor, open_month, sheet_of
from tests.app.inspections.concluded import AT, NOVEMBER, TODAY, of_the_unit, recorded, remedied, stated, when
from tests.cast import City

from namro.base.errors import NotVisible
from namro.city.facts.models import Observation
from namro.duties.evaluations.models import ObservationUse
from namro.duties.evaluations.selectors.observing import observations_of
from namro.duties.inspections import selectors, services

pytestmark = pytest.mark.django_db


def told(month: date = NOVEMBER) -> dict[tuple[str, int], int]:
    """Whose, and how many, of what stands."""
    rows = Observation.objects.filter(kind="findings", source="inspections", month=month, withdrawn_at=None)
    return {("person", one.person_id) if one.person_id else ("unit", one.unit_id): one.number for one in rows}


def test_a_person_and_a_unit_are_counted_as_soon_as_it_is_recorded(city: City) -> None:
    recorded(city)
    assert told() == {("person", city.an.person_id): 1, ("unit", city.culture.pk): 1}
    recorded(city, content="Đi muộn", number="15/KL-SNV")
    recorded(city, person_id=city.binh.person_id)
    of_the_unit(city)
    assert told() == {
        ("person", city.an.person_id): 2,
        ("person", city.binh.person_id): 1,
        ("unit", city.culture.pk): 4,
    }
    mine = Observation.objects.get(person=city.an.person_id)
    assert (mine.unit_id, mine.note, mine.total) == (city.culture.pk, "12/KL-UBND, 15/KL-SNV", None)
    assert mine.link == f"/inspections/findings/2026-11/person/{city.an.person_id}/"


def test_what_was_remedied_was_still_found(city: City) -> None:
    remedied(city)
    assert told()[("person", city.an.person_id)] == 1


def test_what_is_withdrawn_is_taken_back_at_once(city: City) -> None:
    made = recorded(city)
    recorded(city, content="Đi muộn")
    services.withdraw_finding(finding_id=made.pk, reason="Nhầm", **when(city.officer))
    assert told() == {("person", city.an.person_id): 1, ("unit", city.culture.pk): 1}
    left = selectors.found_in(NOVEMBER).get()
    services.withdraw_finding(finding_id=left.pk, reason="Nhầm", **when(city.officer))
    assert told() == {}
    assert Observation.objects.filter(kind="findings").count() == 2  # kept, withdrawn


def test_a_day_that_was_wrong_moves_the_count_to_its_month(city: City) -> None:
    made = recorded(city)
    services.withdraw_finding(finding_id=made.pk, reason="Ghi sai ngày vi phạm", **when(city.officer))
    recorded(city, found_on=date(2026, 10, 30))
    assert told() == {}
    assert told(date(2026, 10, 1)) == {("person", city.an.person_id): 1, ("unit", city.culture.pk): 1}


def test_the_last_day_of_a_month_is_of_that_month(city: City) -> None:
    recorded(city, found_on=date(2026, 10, 31))
    recorded(city, found_on=date(2026, 11, 1), content="Đi muộn")
    assert told()[("person", city.an.person_id)] == told(date(2026, 10, 1))[("person", city.an.person_id)] == 1


def test_counting_twice_changes_nothing(city: City) -> None:
    recorded(city)
    before = told()
    assert services.observe_findings(date(2026, 11, 17), by=actor(city.officer), at=AT) == 2
    assert told() == before


def test_other_duties_observations_of_the_month_stay(city: City) -> None:
    from namro.city.facts.observing import ObservationData, put_observations

    other = ObservationData(
        month=NOVEMBER, unit_id=city.culture.pk, kind="absences", source="roster", source_ref="unit:1:2026-11", number=3
    )
    put_observations([other], by=actor(city.officer), at=AT)
    recorded(city)
    assert Observation.objects.get(source="roster").withdrawn_at is None


def test_counting_a_month_costs_the_same_for_one_and_for_many(city: City) -> None:
    recorded(city)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            services.observe_findings(NOVEMBER, by=actor(city.officer), at=AT)
        return len(found)

    one = queries()
    rows = [stated(city, content=f"Tồn tại {number}") for number in range(30)]
    services.record_findings(rows=rows, **when(city.officer))
    assert queries() == one


def test_it_is_offered_on_the_sheet_of_november_and_taken_up_as_evidence(city: City, as_) -> None:
    open_month(city)
    recorded(city)
    of_the_unit(city)
    (mine,) = observations_of(sheet_of(city.an))
    (unit,) = observations_of(sheet_of(city.office_head))
    assert (mine.row.number, mine.is_of_unit, mine.bears_on("nd335-2025")) == (1, False, "I.2")
    assert (unit.row.number, unit.is_of_unit) == (2, True)
    sheet = sheet_of(city.an)
    page = as_(city.office_head).get(f"/sheets/{sheet.pk}").content.decode()
    assert "Sai phạm được kết luận khi kiểm tra công vụ" in page and mine.row.link in page
    behind = as_(city.office_head).get(mine.row.link).content.decode()
    assert "Không có mặt tại nơi làm việc" in behind and "12/KL-UBND" in behind
    sent = as_(city.office_head).post(
        f"/sheets/{sheet.pk}/observations/{mine.row.pk}", {"outcome": "used", "criterion": "I.2", "reason": "Theo kết luận"}
    )  # fmt: skip
    assert sent.status_code == 302
    assert ObservationUse.objects.get().outcome == "used"
    finding = selectors.found_in(NOVEMBER).get(person=city.an.person_id)
    services.withdraw_finding(finding_id=finding.pk, reason="Nhầm", **when(city.officer))
    (after,) = observations_of(sheet)
    assert after.is_changed
    assert "đã rút lại" in as_(city.an).get(f"/sheets/{sheet.pk}").content.decode()


def test_who_sees_what_is_behind_a_fact(city: City) -> None:
    mine, unit = recorded(city), of_the_unit(city)

    def behind(who, **whose: int) -> list[int]:
        return [one.pk for one, _opens in selectors.behind(actor(who), NOVEMBER, on=TODAY, **whose)]

    an, culture = {"person_id": city.an.person_id}, {"unit_id": city.culture.pk}
    for who in (city.office_head, city.chair, city.city_chair, city.officer):
        assert behind(who, **an) == [mine.pk]
        assert behind(who, **culture) == [mine.pk, unit.pk]
    assert behind(city.an, **an) == [mine.pk]
    hidden = [
        (city.an, culture),
        (city.binh, an),
        (city.economy_head, an),
        (city.outsider, an),
        (city.administrator, culture),
    ]
    for who, whose in hidden:
        with pytest.raises(NotVisible):
            behind(who, **whose)
    assert not [one for one, opens in selectors.behind(actor(city.office_head), NOVEMBER, on=TODAY, **an) if not opens]
