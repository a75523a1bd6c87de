"""The demonstration is what the README promises: a real commune's month, through the product's own doors."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from namro.base.access.models import Grant
from namro.base.accounts.models import User
from namro.base.errors import DomainError
from namro.base.imports.models import Upload
from namro.city.organisation.models import UnitKind, UnitSpell
from namro.city.people.models import Leave, Person
from namro.duties.assignments.models import Assignment, AssignmentState, Catalogue, CatalogueItem
from namro.duties.evaluations import selectors
from namro.duties.evaluations.models import DecidedRating, Period, Petition, Round, Score, Sheet, Step, UnitSheet
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.owning import dossiers_of
from namro.duties.procedures import selectors as procedures
from namro.web.demo import build, citizen
from namro.web.portal.services.accounts import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Built once for the module, and taken away with its transaction."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield build.build_demo(lambda text: None)
        transaction.set_rollback(True)


def test_hanoi_has_its_126_communes_and_its_departments(demo):
    assert UnitSpell.objects.filter(kind=UnitKind.COMMUNE).count() == 126
    assert UnitSpell.objects.filter(kind=UnitKind.DEPARTMENT).count() == 16


def test_the_commune_was_staffed_by_the_importer(demo):
    upload = Upload.objects.get(kind="staff")
    assert upload.name == "danh-sach-can-bo.xlsx"
    assert Person.objects.filter(code__startswith="BD").count() == 60


def test_the_real_catalogue_is_in_force(demo):
    catalogue = Catalogue.objects.get(number="283/QĐ-UBND")
    assert catalogue.items.count() == 371
    assert CatalogueItem.objects.filter(catalogue=catalogue, part="leaders").count() == 18


def test_october_is_published_whole(demo):
    october = Period.objects.get(days__startswith=build.OCTOBER)
    assert set(Round.objects.filter(period=october).values_list("step", flat=True)) == {Step.PUBLISHED}
    sheets = Sheet.objects.filter(period=october)
    # The city's chair stands in the list they decide, outside the evaluation: decided by nobody.
    top = sheets.exclude(decided__in_force=True).get()
    assert (top.not_rated, top.unit_id) == ("outside", top.round.unit_id)


def test_the_quota_lowered_some_and_each_has_a_reason(demo):
    lowered = DecidedRating.objects.filter(differs=True).exclude(rating="KXL")
    assert lowered.count() > 5
    assert all(one.reason for one in lowered)
    october = Period.objects.get(days__startswith=build.OCTOBER)
    assert (
        Score.objects.filter(sheet__period=october, level="HTXS").count()
        > DecidedRating.objects.filter(rating="HTXS").count()
    )


def test_november_has_sheets_in_every_early_state_and_a_quota_conflict(demo):
    november = Period.objects.get(days__startswith=build.NOVEMBER)
    states = set(Sheet.objects.filter(period=november).values_list("state", flat=True))
    assert {"open", "self_scored", "reviewed"} <= states
    commune = Round.objects.get(period=november, unit_id=demo.units["00004"])
    assert selectors.board(commune).quota.over


def test_a_leader_lacks_d_and_is_not_scored_as_if_it_were_100_percent(demo):
    november = Period.objects.get(days__startswith=build.NOVEMBER)
    missing = Score.objects.filter(sheet__period=november, sheet__rank="head", state="INSUFFICIENT_DATA")
    assert missing.exists()
    assert all(one.total is None for one in missing)


def test_somebody_on_maternity_leave_is_not_rated_and_not_failed(demo):
    leave = Leave.objects.filter(kind="maternity").order_by("pk").first()
    october = Sheet.objects.get(person=leave.person, period__days__startswith=build.OCTOBER)
    assert october.not_rated == "leave"
    assert DecidedRating.objects.get(sheet=october).rating == "KXL"


def test_a_petition_is_open_and_its_clock_runs_in_working_days(demo):
    petition = Petition.objects.get(answered_at=None)
    # Received on Wednesday 18 November; the seven working days end on Friday 27, or on Monday 30 if the 24th is a holiday.
    assert (petition.received_on.isoformat(), petition.due_on.isoformat()) in {
        ("2026-11-18", "2026-11-27"),
        ("2026-11-18", "2026-11-30"),
    }


def test_somebody_handed_work_over_and_a_colleague_has_it(demo):
    given = Assignment.objects.get(state=AssignmentState.HANDED_OVER)
    assert given.handed_to.origin == "received"
    assert given.handed_to.coefficient == given.coefficient


def test_there_is_a_sign_in_for_every_role(demo):
    names = [name for name, _ in build.sign_ins()]
    users = User.objects.filter(username__in=names)
    assert users.count() == len(names)
    assert set(Grant.objects.values_list("role", flat=True)) == {"officer", "administrator"}
    assert User.objects.get(username="quantri").check_password("minh-hoa-2026")


def test_a_citizen_signs_in_with_the_same_password_and_has_dossiers_in_many_states(demo):
    at = timezone.now()
    proven = sign_in(number=citizen.NUMBER, password="minh-hoa-2026", address="192.0.2.1", at=at)
    assert proven.account_id is not None and citizen.NUMBER in citizen.citizen_sign_in()
    theirs = dossiers_of(citizen.NUMBER)
    assert {one.applicant for one in theirs} == {citizen.NAME}
    assert len({one.state for one in theirs}) >= 4


def test_it_is_not_built_over_anything(demo):
    assert build.is_demo()
    with pytest.raises(DomainError) as refusal:
        build.build_demo(lambda text: None)
    assert refusal.value.code == "demo.not_empty"


def test_the_year_of_units_stands_where_november_lets_it(demo):
    year = Period.objects.get(framework="nd335-2025-agency")
    sheets = {one.unit_id: one for one in UnitSheet.objects.filter(period=year).order_by("pk")}
    assert set(sheets) == {demo.units[code] for code in demo.units if code.startswith("00004")}
    by_office = {code: sheets[demo.units[f"00004-{code}"]] for code in ("VP", "KT", "VX", "HC")}
    assert {code: one.state for code, one in by_office.items()} == {
        "VP": "open", "KT": "self_rated", "VX": "self_rated", "HC": "open"
    }  # fmt: skip
    assert [code for code, one in by_office.items() if one.review_at] == ["KT"]
    assert "Quyết định xếp loại đơn vị năm 2026" in [
        str(one.text) for one in selectors.waiting_for(demo.actor("BD001", build.TODAY), on=build.TODAY)
    ]


def test_the_catalogue_has_an_amended_an_abolished_and_an_online_procedure(demo):
    before, after = (
        procedures.list_procedures(procedures.Filters(), on=day) for day in (date(2026, 6, 30), build.TODAY)
    )
    assert before.count() - after.count() == 1
    (year,) = [one for one in procedures.decisions_by_year() if one.year == 2026]
    assert (year.kinds, year.simplified) == ({"amended": 1, "abolished": 1}, 1)
    assert len(procedures.online_share(on=build.TODAY).share.numerator) == 2
    assert not procedures.late_publications(on=build.TODAY)


def test_the_counter_tells_a_month_of_dossiers(demo):
    states = set(Dossier.objects.values_list("state", flat=True))
    assert {"accepted", "processing", "supplement", "done", "returned", "refused", "withdrawn"} <= states
    assert Dossier.objects.filter(is_late=True).count() == 2
    assert Dossier.objects.filter(is_same_day=True, state="returned").exists()
