"""Discipline enters ratings exactly as art. 11.3 says; each decision says on which line it counts and why."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.careers.career import actor, discipline, rated, since, when
from tests.cast import grant, user

from namro.base.access.models import Role
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.facts.models import Mark
from namro.city.people.models import Posting
from namro.duties.careers import services
from namro.duties.careers.models import Counting, DisciplineDecision
from namro.duties.careers.services import ActData

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[int, str]]:
    return list(Counting.objects.order_by("decision_id", "year", "unit_id").values_list("year", "why"))


def live() -> list[Mark]:
    return list(Mark.objects.filter(withdrawn_at=None).order_by("pk"))


def test_a_reprimand_of_the_year_marks_the_rest_of_the_year_under_its_framework(city):
    made = discipline(city, city.an)
    assert (made.until, made.unit_id) == (date(2027, 10, 5), city.culture.pk)
    [mark] = live()
    assert (mark.code, mark.unit_id) == ("disciplined_in_year", city.culture.pk)
    assert (mark.valid.lower, mark.valid.upper) == (date(2026, 10, 5), date(2027, 1, 1))
    [row] = made.countings.all()
    assert (row.year, row.why, row.article, row.is_law) == (2026, "in_year", "Điều 11.3a", True)
    assert Event.objects.filter(tag="careers:discipline:recorded").count() == 1
    assert Notice.objects.filter(person=city.an.person, kind="careers.discipline").count() == 1


@pytest.mark.parametrize(
    ("group", "effective", "code", "framework"),
    [
        ("cong_chuc", date(2026, 10, 5), "disciplined_in_year", "nd335-2025"),
        ("cong_chuc", date(2025, 10, 5), "disciplined_in_year", "nd90-2020"),
        ("vien_chuc", date(2026, 10, 5), "disciplined_in_year", "nd233-2026"),
        ("vien_chuc", date(2022, 10, 5), "disciplined", "nd90-2020"),
        ("cong_chuc", date(2022, 10, 5), "disciplined_civil", "nd90-2020"),
        ("cong_chuc", date(2019, 10, 5), "disciplined", "nd56-2015"),
        ("can_bo", date(2026, 10, 5), "blocker_unverified", "qd366-2025"),
    ],
)
def test_the_code_is_that_of_the_framework_of_group_and_year(city, group, effective, code, framework):
    since(city.an, date(2018, 1, 1), staff_group=group)
    acted = effective.replace(month=9, day=1)
    made = discipline(city, city.an, decided_on=effective, effective_on=effective, act_first=acted, act_last=acted)
    assert [mark.code for mark in live()] == [code]
    assert made.countings.get().framework == framework


def test_an_act_that_is_neither_degradation_nor_duty_counts_nowhere(city):
    discipline(city, city.an, nature="other")
    assert lines() == [(2026, "other_nature")] and live() == []


def test_party_and_administration_on_one_act_count_once_whichever_is_entered_first(city):
    since(city.an, date(2025, 1, 1))
    acted = {"act_first": date(2025, 11, 1), "act_last": date(2025, 11, 1), "act_key": "hồ sơ 15"}
    discipline(city, city.an, decided_on=date(2026, 2, 1), effective_on=date(2026, 2, 1), **acted)
    assert lines() == [(2026, "in_year")]
    discipline(
        city,
        city.an,
        kind="party",
        number="3-QĐ/UBKT",
        decided_on=date(2025, 12, 1),
        effective_on=date(2025, 12, 1),
        **acted,
    )
    assert lines() == [(2026, "same_act"), (2025, "in_year")]
    assert [mark.valid.lower for mark in live()] == [date(2025, 12, 1)]
    taken_back = Mark.objects.exclude(withdrawn_at=None).get()
    assert taken_back.withdrawal_reason and taken_back.withdrawn_by == city.officer


def test_an_act_that_failed_a_year_before_its_decision_is_not_counted_again(city):
    since(city.an, date(2024, 1, 1))
    failing = rated(city.an, 2025, "KHT")
    discipline(city, city.an, act_first=date(2025, 3, 1), act_last=date(2025, 3, 1), used_rating_id=failing.pk)
    assert lines() == [(2026, "already_used")] and live() == []
    assert Counting.objects.get().article == "Điều 11.3b"


def moved(city) -> None:
    """An worked in the office of economy until the end of 2025, and in that of culture since."""
    since(city.an, date(2026, 1, 1))
    Posting.objects.create(
        person=city.an.person, unit=city.economy, valid=DateRange(date(2025, 7, 1), date(2026, 1, 1)), rank="staff",
        staff_group="cong_chuc",
    )  # fmt: skip


def test_an_act_at_the_old_unit_counts_to_the_old_units_result(city):
    moved(city)
    discipline(city, city.an, act_first=date(2025, 9, 1), act_last=date(2025, 9, 30))
    [row] = Counting.objects.all()
    assert (row.year, row.unit, row.why, row.article) == (
        2025,
        city.economy,
        "old_unit",
        "Điều 2.5 (MẪU: đọc như Nghị định 335/2025/NĐ-CP)",
    )
    assert not row.is_law
    assert [(mark.unit_id, mark.valid.lower) for mark in live()] == [(city.economy.pk, date(2025, 1, 1))]


def test_an_act_at_both_units_counts_to_each_by_its_time(city):
    moved(city)
    discipline(city, city.an, act_first=date(2025, 11, 1), act_last=date(2026, 2, 1))
    assert lines() == [(2025, "both_units"), (2026, "both_units")]
    assert {mark.unit_id for mark in live()} == {city.economy.pk, city.culture.pk}


def test_a_correction_is_a_new_row_and_the_old_one_says_what_replaced_it(city):
    first = discipline(city, city.an, nature="other")
    second = discipline(city, city.an, replaces_id=first.pk)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.replaced_by) == (city.officer, second)
    assert lines() == [(2026, "in_year")] and len(live()) == 1


def test_withdrawing_takes_the_marks_back_with_the_reason(city):
    made = discipline(city, city.an)
    services.withdraw_discipline(decision_id=made.pk, reason="Bị hủy", **when(city.officer))
    made.refresh_from_db()
    assert made.withdrawal_reason == "Bị hủy" and live() == [] and lines() == []
    with pytest.raises(DomainError) as refused:
        services.withdraw_discipline(decision_id=made.pk, reason="Lần nữa", **when(city.officer))
    assert refused.value.code == "careers.discipline.withdrawn"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form": "pay_step_cut"}, "careers.discipline.form"),
        ({"form": "recalled"}, "careers.discipline.form"),
        ({"form": "post_removed"}, "careers.discipline.leader"),
        ({"number": " "}, "careers.number.missing"),
        ({"note": ""}, "careers.note.missing"),
        ({"decided_on": date(2026, 11, 23)}, "careers.decided_on.future"),
        ({"effective_on": date(2026, 10, 1)}, "careers.discipline.effective"),
        ({"act_first": date(2026, 9, 20)}, "careers.discipline.days"),
        ({"act_last": date(2026, 10, 6)}, "careers.discipline.days"),
        ({"act_first": date(2020, 1, 1), "act_last": date(2020, 1, 2)}, "careers.discipline.unposted"),
        ({"effective_on": date(2026, 10, 5), "kind": "other"}, "careers.discipline.kind"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(city, changes, code):
    with pytest.raises(DomainError) as refused:
        discipline(city, city.an, **changes)
    assert refused.value.code == code
    assert not DisciplineDecision.objects.exists() and not Mark.objects.exists()


def test_pay_cuts_were_lawful_before_they_were_abolished(city):
    since(city.an, date(2024, 1, 1))
    acted = date(2025, 5, 1)
    made = discipline(
        city, city.an, form="pay_step_cut", decided_on=date(2025, 6, 30), effective_on=date(2025, 6, 30), act_first=acted,
        act_last=acted,
    )  # fmt: skip
    assert made.form == "pay_step_cut"


def test_a_unit_the_person_was_not_in_is_refused(city):
    with pytest.raises(DomainError) as refused:
        discipline(city, city.an, acts=[ActData(city.economy.pk, date(2026, 9, 1), date(2026, 9, 1))])
    assert refused.value.code == "careers.discipline.unit"


def test_another_persons_rating_was_not_used_for_the_act(city):
    theirs = rated(city.binh, 2025, "KHT")
    with pytest.raises(DomainError) as refused:
        discipline(city, city.an, used_rating_id=theirs.pk)
    assert refused.value.code == "careers.discipline.used"


def test_the_same_decision_is_not_entered_twice(city):
    discipline(city, city.an)
    with pytest.raises(DomainError) as refused:
        discipline(city, city.an)
    assert refused.value.code == "careers.discipline.twice"


def test_only_home_affairs_of_the_unit_enters_it_and_never_their_own(city):
    for who in (city.office_head, city.chair):
        with pytest.raises(NotAllowed):
            discipline(city, city.an, by=actor(who))
    with pytest.raises(NotVisible):
        discipline(city, city.an, by=actor(city.outsider))
    with pytest.raises(NotVisible):
        discipline(city, city.an, by=actor(city.administrator))
    with pytest.raises(NotAllowed) as refused:
        discipline(city, city.officer)
    assert refused.value.code == "careers.own_record"
    above = user("tp")
    grant(above, Role.OFFICER, city.city_unit)
    assert discipline(city, city.an, by=actor(above)).pk


def test_whoever_has_left_is_still_kept_by_the_unit_they_left(city):
    Posting.objects.filter(person=city.an.person).update(valid=DateRange(date(2025, 7, 1), date(2026, 10, 20)))
    assert discipline(city, city.an).unit_id == city.culture.pk


@pytest.mark.parametrize("found_on", [date(2026, 8, 31), date(2026, 10, 6)])
def test_a_breach_is_found_after_it_began_and_before_the_decision(city, found_on):
    with pytest.raises(DomainError) as refused:
        discipline(city, city.an, detected_on=found_on)
    assert refused.value.code == "careers.discipline.detected"
