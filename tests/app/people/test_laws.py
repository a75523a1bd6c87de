"""Under which law somebody is evaluated, on their page and by their posts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.cast import City

from namro.city.people.models import Posting
from namro.city.people.selectors import laws_of

pytestmark = pytest.mark.django_db


def frameworks(city: City, on: date) -> dict[str, list[str | None]]:
    return {law.kind: [part.framework for part in law.parts] for law in laws_of(city.an.person_id, on=on)}


def post(city: City, first: date, until: date | None, group: str = "cong_chuc", rank: str = "staff") -> None:
    Posting.objects.create(
        person_id=city.an.person_id, unit=city.culture, valid=DateRange(first, until), staff_group=group, rank=rank
    )


def test_a_civil_servant_of_today_is_under_the_decree(city: City) -> None:
    assert frameworks(city, date(2026, 11, 22)) == {"month": ["nd335-2025"], "year": ["nd335-2025"]}


def test_a_past_day_has_the_law_of_its_time(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).delete()
    post(city, date(2018, 1, 1), None)
    assert frameworks(city, date(2019, 3, 1))["month"] == ["hanoi-3814-2018"]
    assert frameworks(city, date(2022, 3, 1))["year"] == ["nd90-2020"]
    assert laws_of(city.an.person_id, on=date(2017, 12, 31)) == []


def test_who_changes_group_in_the_year_has_parts_and_the_last_rates(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).delete()
    post(city, date(2025, 1, 1), date(2026, 9, 1), group="vien_chuc")
    post(city, date(2026, 9, 1), None)
    year = next(one for one in laws_of(city.an.person_id, on=date(2026, 10, 1)) if one.kind == "year")
    assert year.parts[-1].framework == "nd335-2025"
    assert (year.parts[-1].first, year.parts[-1].last) == (date(2026, 9, 1), date(2026, 12, 31))
    assert year.parts[0].framework != "nd335-2025"


def test_what_was_held_before_a_gap_is_another_part_of_the_career(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).delete()
    post(city, date(2026, 1, 1), date(2026, 3, 1))
    post(city, date(2026, 6, 1), None)
    year = next(one for one in laws_of(city.an.person_id, on=date(2026, 10, 1)) if one.kind == "year")
    assert year.parts[0].first == date(2026, 6, 1)


def test_without_a_main_post_no_law_is_named(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(kind="concurrent")
    assert laws_of(city.an.person_id, on=date(2026, 11, 22)) == []


def test_the_page_names_the_law_its_authority_and_what_must_be_asked(client, city: City) -> None:
    client.force_login(city.an)
    text = client.get(f"/relations/{city.an.person_id}/?on=2026-11-22").content.decode()
    assert "Đánh giá theo văn bản nào" in text
    assert "Nghị định 335/2025/NĐ-CP" in text
    assert "theo luật" in text
    chair = client.get(f"/relations/{city.chair.person_id}/?on=2026-11-22").content.decode()
    assert "Người này có thuộc diện cấp ủy quản lý không?" in chair
    assert "Còn tùy câu trả lời:" in chair
    client.cookies["namro_language"] = "en"
    assert "Evaluated under which law" in client.get(f"/relations/{city.an.person_id}/").content.decode()
