"""The demonstration's past: eight years of ratings through the importer, each under the framework of its date."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from namro.base.errors import Conflict
from namro.base.imports import services as imports
from namro.base.imports.models import Upload
from namro.base.law.applicability import applies_to
from namro.base.law.applicability_file import load_table
from namro.city.facts import selectors
from namro.city.facts.models import Mark, Rating
from namro.city.organisation.models import Succession, UnitSpell
from namro.city.people.models import Person, Posting, StaffGroup
from namro.duties.careers.models import CaseStep, DisciplineDecision, RemovalCase, Term
from namro.duties.careers.rules.terms import Verdict
from namro.duties.careers.selectors.evidence import years_of
from namro.web.demo import build
from namro.web.demo.careers import careers_story
from namro.web.demo.city import DISTRICT, found_city
from namro.web.demo.history import old_posts, settle_in_the_district
from namro.web.demo.history_ratings import IN_TERM, LAST_YEAR, NOT_RATED, TWO_YEARS, YEARS, past_ratings
from namro.web.demo.names import People
from namro.web.demo.roster import COMMUNE, members
from namro.web.demo.work import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration up to its first working month; taken away with its transaction."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        stage = found_city(moment(date(2026, 1, 5)))
        build._import_staff(stage)
        settle_in_the_district(stage, build._staff())
        build._import_history(stage)
        careers_story(stage)
        yield stage
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def listed():
    return list(past_ratings(list(members(People(seed=335)))))


def years(code: str) -> dict[int, Rating]:
    person = Person.objects.get(code=code)
    found = selectors.ratings_of([person.pk], kind="year").get(person.pk, [])
    return {one.valid.lower.year: one for one in found}


def test_every_row_of_the_list_became_a_rating_and_none_had_an_error(demo, listed):
    upload = Upload.objects.get(kind="ratings")
    assert (upload.state, upload.analysis["errors"], upload.counts["new"]) == ("confirmed", 0, len(listed))
    kept = Counter(Rating.objects.filter(in_force=True).values_list("valid__startswith__year", flat=True))
    assert dict(kept) == Counter(one.year for one in listed)
    assert set(kept) == set(range(2018, 2026))
    assert all(45 <= count <= 58 for count in kept.values())


def test_every_year_stands_under_the_framework_the_table_names(demo, listed):
    managed = {(one.member.code, one.year): one.managed for one in listed}
    frameworks = {}
    for one in Rating.objects.select_related("person").order_by("pk"):
        year = one.valid.lower.year
        is_managed = managed[one.person.code, year]
        (row,) = applies_to(
            load_table(), group=one.staff_group, leader=one.rank != "staff", kind="year", first=one.valid.lower,
            last=date(year, 12, 31), managed=is_managed,
        ).rating.rows  # fmt: skip
        assert one.framework == (row.framework or row.key)
        frameworks.setdefault(year, set()).add((one.framework, is_managed))
    by_agency = {year: {name for name, is_managed in found if not is_managed} for year, found in frameworks.items()}
    assert by_agency == {year: {"nd56-2015" if year < 2020 else "nd90-2020"} for year in YEARS}
    assert {name for name, is_managed in frameworks[2025] if is_managed} == {"qd366-2025"}


def test_about_a_fifth_is_excellent_most_are_good_and_few_fail(demo):
    for year in YEARS:
        levels = Counter(Rating.objects.filter(valid__startswith__year=year).values_list("level", flat=True))
        rated = sum(levels.values()) - levels[""]
        assert Fraction(15, 100) <= Fraction(levels["HTXS"], rated) <= Fraction(20, 100)
        assert levels["HTT"] > rated / 2
        assert levels["KHT"] <= 2
        assert levels["HTNV"]


def test_one_failed_two_years_in_a_row_and_one_last_year_only(demo):
    failed = {code: [year for year, one in years(code).items() if one.is_failing] for code in (TWO_YEARS, LAST_YEAR)}
    assert failed == {TWO_YEARS: [2024, 2025], LAST_YEAR: [2025]}
    assert all(years(TWO_YEARS)[year].number for year in (2024, 2025))
    assert years(TWO_YEARS)[2025].reason


def test_a_deputy_failed_once_since_leading(demo):
    failed = [one for one in years(IN_TERM).values() if one.is_failing]
    assert [(one.valid.lower.year, one.rank) for one in failed] == [(2023, "deputy")]
    led = Posting.objects.get(person__code=IN_TERM, rank="deputy")
    assert (led.valid.lower, led.valid.upper) == (date(2022, 1, 1), None)


def test_the_failing_years_opened_their_cases_by_themselves(demo):
    cases = {one.person.code: one for one in RemovalCase.objects.select_related("person", "rating", "earlier")}
    assert set(cases) == {TWO_YEARS, LAST_YEAR}
    assert (cases[TWO_YEARS].earlier, cases[TWO_YEARS].rating) == (years(TWO_YEARS)[2024], years(TWO_YEARS)[2025])
    assert (cases[LAST_YEAR].earlier, cases[LAST_YEAR].rating) == (None, years(LAST_YEAR)[2025])
    done = CaseStep.objects.filter(done_at__isnull=False).values_list("case__person__code", "key")
    assert list(done) == [(TWO_YEARS, "proposal")]
    assert not CaseStep.objects.filter(done_at=None, due_on__lt=date(2026, 11, 19)).exists()


def test_whoever_leads_has_a_term_and_one_ends_soon_with_a_failed_year_in_it(demo):
    leading = Posting.objects.filter(valid__contains=build.TODAY).exclude(rank="staff")
    assert set(Term.objects.values_list("posting", flat=True)) == set(leading.values_list("pk", flat=True))
    (ending,) = Term.objects.filter(valid__endswith__lt=date(2027, 2, 1)).select_related("person")
    assert (ending.person.code, ending.valid.upper) == (IN_TERM, date(2027, 1, 1))
    verdicts = {one.year: one.verdict for one in years_of(ending, on=build.TODAY)}
    assert [year for year, verdict in verdicts.items() if verdict == Verdict.FAILED] == [2023]
    assert Verdict.MISSING not in verdicts.values()


def test_a_reprimand_counts_in_the_year_it_was_given_and_no_other(demo):
    (counted,) = Mark.objects.filter(withdrawn_at=None).select_related("person")
    assert (counted.person.code, counted.valid.upper) == (LAST_YEAR, date(2026, 1, 1))
    assert DisciplineDecision.objects.get().person.code == LAST_YEAR


def test_nobody_else_failed(demo):
    assert set(Rating.objects.filter(is_failing=True).values_list("person__code", flat=True)) == {
        TWO_YEARS,
        LAST_YEAR,
        IN_TERM,
    }


def test_whoever_joined_in_the_autumn_was_not_rated_that_year_and_did_not_fail(demo, listed):
    one = years("BD031")
    assert min(one) == 2021
    assert (one[2021].level, one[2021].is_failing, one[2021].place) == ("", False, None)
    assert "chưa đủ 6 tháng" in one[2021].reason
    assert one[2022].level
    assert Rating.objects.filter(level="").count() == sum(row.level == NOT_RATED for row in listed)


def test_whoever_changed_offices_was_rated_in_each(demo):
    found = {year: one.unit_id for year, one in years("BD029").items()}
    assert found[2020] == demo.units[f"{DISTRICT}-VX"]
    assert found[2021] == found[2024] == found[2025] == demo.units[f"{COMMUNE}-KT"]


def test_one_office_went_over_to_the_commune_with_its_people(demo):
    spells = UnitSpell.objects.filter(unit=demo.units[f"{COMMUNE}-KT"]).order_by("valid")
    assert [(one.parent_id, one.valid.lower) for one in spells] == [
        (demo.units[DISTRICT], date(2008, 8, 1)),
        (demo.units[COMMUNE], date(2025, 7, 1)),
    ]


def test_the_district_stood_until_the_commune_replaced_it(demo):
    spell = UnitSpell.objects.get(unit=demo.units[DISTRICT])
    assert spell.valid.upper == date(2025, 7, 1)
    assert Succession.objects.get(predecessor=demo.units[DISTRICT]).successor_id == demo.units[COMMUNE]
    assert not Posting.objects.filter(unit=demo.units[DISTRICT], valid__contains=date(2025, 7, 1)).exists()


def test_contract_workers_have_no_year_that_no_rule_is_known_for(demo):
    assert not Rating.objects.filter(staff_group=StaffGroup.CONTRACT).exists()


def test_everybody_was_grown_up_and_posts_follow_each_other():
    for member in members(People(seed=335)):
        posts = old_posts(member)
        assert all(one.first < one.until for one in posts)
        assert all(one.until == following.first for one, following in pairwise(posts))
        assert posts[-1].until == member.since
        assert posts[0].first.year - member.person.birth_date.year >= 23


def test_the_list_is_the_same_every_time(listed):
    assert list(past_ratings(list(members(People(seed=335))))) == listed


def test_the_list_is_not_undone_under_the_cases_that_rest_on_it(demo):
    upload = Upload.objects.get(kind="ratings")
    with pytest.raises(Conflict) as refused:
        imports.undo(upload_id=upload.pk, by=demo.officer, at=moment(build.TODAY), reason="Nhầm tệp")
    assert refused.value.code == "facts.rating.rested_on"
    assert "hồ sơ không hoàn thành nhiệm vụ" in str(refused.value)
    assert Rating.objects.filter(in_force=True).count() == upload.counts["new"]
