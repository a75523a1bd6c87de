"""A month of viên chức under Decree 233/2026 by the same steps: the points come from the unit's own regulation."""

from __future__ import annotations

import pytest
from tests.app.evaluations.month import AT, TODAY, actor, open_month, review, self_score, sheet_of
from tests.cast import City

from namro.base.errors import DomainError
from namro.city.people.models import Posting
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Round, Score

pytestmark = pytest.mark.django_db
BEST = [1000, 1000, 1000, 3000, 2000, 2000]  # general 10 + 10 + 10, quantity 30, quality 20, progress 20


@pytest.fixture
def school(city: City) -> City:
    """The same people, all of them viên chức."""
    Posting.objects.update(staff_group="vien_chuc")
    return city


def test_a_month_of_vien_chuc_from_the_self_score_to_the_score(school: City) -> None:
    open_month(school, framework_id="nd233-2026")
    for who in (school.an, school.office_head):
        self_score(who, BEST)
    review(school.office_head, school.an, [1000, 1000, 1000, 3000, 2000, 950])
    review(school.chair, school.office_head, BEST, unit_marks=[100, 50, 75])
    for sheet in (sheet_of(school.an), sheet_of(school.office_head)):
        services.recalculate(round_ids=Round.objects.filter(pk=sheet.round_id).values_list("pk", flat=True), at=AT)
    found = {who.pk: Score.objects.get(sheet=sheet_of(who)) for who in (school.an, school.office_head)}
    assert (str(found[school.an.pk].total), found[school.an.pk].band) == ("89.5000", "HTT")
    assert (str(found[school.office_head.pk].total), found[school.office_head.pk].band) == ("91.2500", "HTXS")


def test_a_mark_the_regulation_does_not_know_is_refused(school: City) -> None:
    open_month(school, framework_id="nd233-2026")
    self_score(school.office_head, BEST)
    with pytest.raises(DomainError) as refused:
        services.review(
            sheet_id=sheet_of(school.office_head).pk, points=BEST, unit_marks=[100, 60, 100], version=2, comment="",
            by=actor(school.chair), at=AT, on=TODAY,
        )  # fmt: skip
    assert refused.value.code == "evaluations.marks.value"


def test_only_vien_chuc_are_rated_by_it(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(staff_group="vien_chuc")
    open_month(city, framework_id="nd233-2026")
    assert sheet_of(city.an).not_rated == ""
    assert sheet_of(city.binh).not_rated != ""
