"""Opening: who gets a sheet, under whom, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import (
    AT,
    DEADLINES,
    FIRST,
    FRAMEWORK,
    TODAY,
    actor,
    city_officer,
    open_month,
    round_of,
    sheet_of,
)
from tests.cast import City, person, posting

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.jobs.models import Job
from namro.city.people.models import Leave, Posting, Rank
from namro.duties.evaluations import jobs, services
from namro.duties.evaluations.models import Period, Round, Sheet
from namro.duties.evaluations.rulebook import framework_in_force, openable
from namro.duties.evaluations.rules import Deadlines

pytestmark = pytest.mark.django_db


def test_everybody_posted_has_one_sheet_under_the_right_heads(city: City) -> None:
    period = open_month(city)
    assert Sheet.objects.count() == Posting.objects.count() == 10
    an, head, chair = sheet_of(city.an), sheet_of(city.office_head), sheet_of(city.chair)
    assert (an.reviewer_unit_id, an.round.unit_id) == (city.culture.pk, city.commune.pk)
    assert (head.reviewer_unit_id, head.round.unit_id) == (city.commune.pk, city.commune.pk)
    assert (chair.reviewer_unit_id, chair.round.unit_id) == (city.city_unit.pk, city.city_unit.pk)
    assert period.framework_digest
    assert "nd335-2025" in period.framework_text


def test_whoever_nobody_in_the_city_rates_is_shown_and_not_rated(city: City) -> None:
    open_month(city)
    top = sheet_of(city.city_chair)
    assert (top.not_rated, top.reviewer_unit_id, top.round.unit_id) == ("outside", None, city.city_unit.pk)


def test_a_month_opened_twice_is_refused_and_changes_nothing(city: City) -> None:
    open_month(city)
    with pytest.raises(Conflict) as refused:
        open_month(city)
    assert refused.value.code == "evaluations.period.open_already"
    assert (Period.objects.count(), Sheet.objects.count()) == (1, 10)


def test_an_opening_that_stopped_goes_on_with_the_missing_rounds(city: City) -> None:
    period = open_month(city)
    Sheet.objects.filter(round__unit=city.commune).delete()
    Round.objects.filter(unit=city.commune).delete()
    assert open_month(city).pk == period.pk
    assert Sheet.objects.filter(round__unit=city.commune).count() == 6


def test_an_officer_opens_only_their_own_subtree(city: City) -> None:
    open_month(city, by=actor(city.officer))
    assert list(Round.objects.values_list("unit", flat=True)) == [city.commune.pk]
    open_month(city)
    assert Round.objects.count() == 3


@pytest.mark.parametrize("who", ["an", "chair", "administrator", "outsider"])
def test_only_home_affairs_opens_a_month(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        open_month(city, by=actor(getattr(city, who)))
    assert not Period.objects.exists()


def test_leave_of_the_whole_month_is_not_rated_with_its_reason(city: City) -> None:
    Leave.objects.create(
        person_id=city.binh.person_id, kind="maternity", valid=DateRange(date(2026, 9, 1), date(2027, 3, 1))
    )
    Leave.objects.create(
        person_id=city.an.person_id, kind="sick", valid=DateRange(date(2026, 11, 2), date(2026, 11, 10))
    )
    open_month(city)
    assert (sheet_of(city.binh).not_rated, sheet_of(city.binh).not_rated_note) == ("leave", "Nghỉ thai sản")
    assert sheet_of(city.an).not_rated == ""


def test_joining_leaving_and_moving_mid_month_each_keep_their_days(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(2025, 7, 1), date(2026, 11, 10)))
    posting(city.an.person, city.economy, since=date(2026, 11, 10))
    posting(person("CB-MOI", "Trần Thị Mới"), city.culture, since=date(2026, 11, 25))
    open_month(city)
    days = {one.unit_id: one.days for one in Sheet.objects.filter(person=city.an.person_id)}
    assert days[city.culture.pk] == DateRange(date(2026, 11, 1), date(2026, 11, 10))
    assert days[city.economy.pk] == DateRange(date(2026, 11, 10), date(2026, 12, 1))
    new = Sheet.objects.get(person__code="CB-MOI")
    assert (new.days.lower, new.reviewer_unit_id) == (date(2026, 11, 25), city.culture.pk)


def test_two_posts_in_one_month_are_two_sheets(city: City) -> None:
    posting(city.an.person, city.economy, kind="concurrent")
    open_month(city)
    assert set(Sheet.objects.filter(person=city.an.person_id).values_list("reviewer_unit", flat=True)) == {
        city.culture.pk, city.economy.pk,
    }  # fmt: skip


def test_contract_workers_are_outside_unless_the_agency_applies_the_decree_to_them(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(staff_group="ldhd")
    Posting.objects.filter(person=city.binh.person_id).update(staff_group="vien_chuc")
    open_month(city, also=("ldhd",))
    assert (sheet_of(city.an).not_rated, sheet_of(city.binh).not_rated) == ("", "outside")


def test_the_decree_is_not_stretched_to_groups_it_does_not_name(city: City) -> None:
    with pytest.raises(DomainError) as refused:
        open_month(city, also=("vien_chuc",))
    assert refused.value.code == "evaluations.framework.staff_group"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first_day": date(2026, 11, 2)}, "evaluations.period.first_day"),
        ({"kind": "quarter"}, "evaluations.period.first_day"),
        ({"kind": "week"}, "evaluations.period.kind"),
        ({"framework_id": "hanoi-3814-2018"}, "evaluations.framework.not_in_force"),
        ({"framework_id": "nothing"}, "framework.unknown"),
        ({"settings": {"deduction": "double"}}, "framework.setting.value"),
        ({"deadlines": Deadlines(*[date(2026, 12, 1)] * 3, date(2026, 11, 30))}, "evaluations.deadline.order"),
        ({"deadlines": Deadlines(*[date(2026, 10, 31)] * 4)}, "evaluations.deadline.outside"),
        ({"deadlines": Deadlines(*[date(2027, 6, 1)] * 4)}, "evaluations.deadline.outside"),
    ],
)
def test_a_request_that_cannot_be_opened_is_refused_with_its_code(
    city: City, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        open_month(city, **changes)
    assert refused.value.code == code
    assert not Period.objects.exists()


def test_deadlines_fall_on_working_days_after_the_month_unless_given(city: City) -> None:
    period = open_month(city, deadlines=None)
    round_ = round_of(period, city.commune)
    assert (round_.self_score_by, round_.publish_by) == (date(2026, 12, 2), date(2026, 12, 10))


class Told:
    """Stands in for a job's progress."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def report(self, *, done: int, total: int, message: str = "") -> None:
        self.seen.append((done, total))


def test_the_job_opens_with_progress_and_may_run_twice(city: City) -> None:
    by = actor(city_officer(city))
    asked = {"kind": "month", "first_day": FIRST, "framework_id": FRAMEWORK, "deadlines": DEADLINES, "by": by, "at": AT}
    job = services.start_opening(**asked)
    assert services.start_opening(**asked).pk == job.pk
    progress = Told()
    arguments = Job.objects.get(pk=job.pk).arguments
    first = jobs.open_period(arguments=arguments, progress=progress)
    assert jobs.open_period(arguments=arguments, progress=progress) == first
    assert progress.seen[-1] == (10, 10)
    assert Event.objects.filter(tag="evaluations:period:opened").count() == 1


def test_a_refresh_adds_who_joined_and_ends_who_left(city: City) -> None:
    period = open_month(city)
    posting(person("CB-MOI", "Trần Thị Mới"), city.culture, since=date(2026, 11, 20))
    Posting.objects.filter(person=city.binh.person_id).update(valid=DateRange(date(2025, 7, 1), date(2026, 11, 15)))
    Leave.objects.create(
        person_id=city.an.person_id, kind="sick", valid=DateRange(date(2026, 10, 1), date(2026, 12, 5))
    )
    done = services.refresh_period(period_id=period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    assert (done.added, done.redated, done.leave, done.removed, done.lifted) == (1, 1, 1, 0, 0)
    assert sheet_of(city.binh).days.upper == date(2026, 11, 15)
    assert sheet_of(city.an).not_rated == "leave"


def test_somebody_who_became_the_head_is_lifted_out_of_their_own_hands(city: City) -> None:
    Posting.objects.filter(person=city.office_head.person_id).update(
        valid=DateRange(date(2025, 7, 1), date(2026, 11, 10))
    )
    period = open_month(city)
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(2025, 7, 1), date(2026, 11, 15)))
    Posting.objects.create(
        person_id=city.an.person_id, unit=city.culture, valid=DateRange(date(2026, 11, 15), None), rank=Rank.HEAD,
        staff_group="cong_chuc",
    )  # fmt: skip
    done = services.refresh_period(period_id=period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    assert (done.added, done.lifted) == (1, 1)
    assert set(Sheet.objects.filter(person=city.an.person_id).values_list("reviewer_unit", flat=True)) == {
        city.commune.pk
    }


def test_only_frameworks_whose_sheets_ask_for_all_they_need_are_offered(as_, city: City) -> None:
    page = as_(city.officer).get("/periods/open").content.decode()
    assert 'value="nd335-2025"' in page and 'value="hanoi-1841-2021"' not in page
    before = as_(city.officer).get("/periods/open", {"first": "2024-09"}).content.decode()
    assert 'value="hanoi-1841-2021"' in before and 'value="nd335-2025"' not in before
    for other in ("nd90-2020", "nd335-2025-agency", "qd366-2025"):
        assert f'value="{other}"' not in page


def test_a_framework_that_rates_by_conditions_opens_no_quarter(city: City) -> None:
    with pytest.raises(DomainError) as refused:
        services.plan(kind="quarter", first_day=date(2026, 1, 1), framework_id="qd366-2025")
    assert refused.value.code == "evaluations.framework.period"


def test_a_framework_out_of_force_is_not_offered_and_refused_when_sent():
    def offered(first: date, kind: str) -> set[str]:
        return {one.id for one in openable(first, kind)}

    assert not {"hanoi-1841-2021", "hanoi-3814-2018"} & offered(date(2026, 9, 1), "month")
    assert "hanoi-1841-2021" in offered(date(2024, 9, 1), "month")
    assert "nd56-2015" not in offered(date(2026, 1, 1), "year")
    with pytest.raises(DomainError) as refused:
        framework_in_force("hanoi-1841-2021", kind="month", first_day=date(2026, 9, 1))
    assert refused.value.code == "evaluations.framework.not_in_force"
