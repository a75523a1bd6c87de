"""What somebody with ill intent would try, by what they hold: each is refused, and nothing is written."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.cast import SINCE, City, grant, user
from tests.things.work import work_of_an

from namro.base.access import services as grants
from namro.base.access.guard import current_page
from namro.base.access.models import Grant, Role
from namro.base.access.routes import WroteWhileReading, read_only
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.base.imports import services as imports
from namro.base.jobs.models import Job
from namro.base.notify.models import Notice
from namro.city.organisation import services as units
from namro.city.organisation.models import UnitSpell
from namro.city.people import services as people
from namro.city.people.models import Posting
from namro.duties.assignments.models import Assignment
from namro.duties.evaluations import jobs as month_jobs
from namro.duties.evaluations.services import closing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def acting(who, city: City) -> Actor:
    return actor_of(who, on=city.today)


def ended_yesterday(posting: Posting, city: City) -> None:
    posting.valid = DateRange(posting.valid.lower, city.today)
    posting.save()


def nobody_head_any_more(city: City) -> None:
    """Hoa headed the office of culture until yesterday."""
    ended_yesterday(city.office_head.person.postings.get(), city)


# what a head was ------------------------------------------------------------------------------------------------
def results_file(work: Assignment) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("KQ")
        sheet.write_row(
            0, 0, ["Mã việc được giao", "Mã cán bộ", "Nội dung công việc", "Số lượng hoàn thành", "Ngày hoàn thành"]
        )
        sheet.write_row(1, 0, [work.pk, "CB-AN", work.title, 4, f"{work.month:%d/%m/%Y}"])
    return SimpleUploadedFile("kq.xlsx", stream.getvalue())


def import_results(city: City, work: Assignment, on: date):
    return imports.receive(
        file=results_file(work), kind="results", on=on, options={"month": f"{work.month:%Y-%m}"}, at=timezone.now(),
        by=acting(city.office_head, city),
    )  # fmt: skip


def test_who_headed_until_yesterday_accepts_nothing_by_dating_a_file_back(city):
    work = work_of_an(city)
    assert import_results(city, work, city.today).analysis["accepted"] > 0  # the head may
    nobody_head_any_more(city)
    upload = import_results(city, work, city.today - timedelta(days=3))
    assert not upload.analysis.get("accepted")
    with pytest.raises(DomainError):
        imports.confirm(upload_id=upload.pk, by=acting(city.office_head, city), at=timezone.now(), only_accepted=True)
    work.refresh_from_db()
    assert work.accepted_quantity is None


def test_who_headed_until_yesterday_does_not_confirm_what_they_uploaded_then(city):
    work = work_of_an(city)
    upload = import_results(city, work, city.today)
    nobody_head_any_more(city)
    with pytest.raises(DomainError):
        imports.confirm(upload_id=upload.pk, by=acting(city.office_head, city), at=timezone.now())
    work.refresh_from_db()
    assert work.accepted_quantity is None


def test_who_headed_until_yesterday_does_not_take_back_what_they_imported(city):
    work = work_of_an(city)
    upload = import_results(city, work, city.today)
    imports.confirm(upload_id=upload.pk, by=acting(city.office_head, city), at=timezone.now())
    nobody_head_any_more(city)
    with pytest.raises(DomainError) as refused:
        imports.undo(upload_id=upload.pk, by=acting(city.office_head, city), at=timezone.now(), reason="thử")
    assert refused.value.status in (403, 404)


# what an officer was, and what is not theirs ----------------------------------------------------------------------
def test_an_office_given_up_takes_no_staff_import_back(city):
    from tests.things.technical import upload as uploaded

    made = uploaded(city).arguments["upload_id"]
    imports.confirm(upload_id=made, by=acting(city.officer, city), at=timezone.now())
    Grant.objects.filter(user=city.officer).delete()
    with pytest.raises(NotAllowed):
        imports.undo(upload_id=made, by=acting(city.officer, city), at=timezone.now(), reason="thử")


def test_a_job_run_again_has_the_rights_of_now_not_of_then(city):
    job = closing.start_closing(period_id=1, by=acting(city.officer, city), at=timezone.now())
    Grant.objects.filter(user=city.officer).delete()
    with pytest.raises(NotAllowed):
        month_jobs.close_period(arguments=job.arguments, progress=None)


def test_two_offices_each_have_a_job_of_their_own(city):
    other = user("nvbd")
    grant(other, Role.OFFICER, city.other_commune)
    mine = closing.start_closing(period_id=1, by=acting(city.officer, city), at=timezone.now())
    theirs = closing.start_closing(period_id=1, by=acting(other, city), at=timezone.now())
    assert mine.pk != theirs.pk
    assert set(Job.objects.values_list("asked_by__username", flat=True)) == {"oanh", "nvbd"}


def test_a_unit_that_left_the_area_is_not_changed_by_a_date_when_it_was_inside(city):
    spell = UnitSpell.objects.get(unit=city.economy)
    spell.valid = DateRange(SINCE, city.today)
    spell.save()
    UnitSpell.objects.create(
        unit=city.economy, valid=DateRange(city.today, None), name=spell.name, search_key=spell.search_key, kind=spell.kind,
        role=spell.role, parent=city.other_commune,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        people.post(
            person_id=city.outsider.person_id, unit_id=city.economy.pk, on=city.today - timedelta(days=9), kind="concurrent",
            staff_group="cong_chuc", by=acting(city.officer, city), at=timezone.now(),
        )  # fmt: skip


def test_home_affairs_of_a_commune_founds_no_unit_on_top(city):
    with pytest.raises(NotAllowed):
        units.found_unit(
            code="X", name="Thành phố X", kind="city", role="managing", parent_id=None, on=city.today,
            by=acting(city.officer, city), at=timezone.now(),
        )  # fmt: skip


def test_nobody_makes_themself_head(city):
    for act in (
        lambda: people.post(
            person_id=city.officer.person_id, unit_id=city.economy.pk, on=city.today, kind="acting", rank="deputy",
            staff_group="cong_chuc", by=acting(city.officer, city), at=timezone.now(),
        ),
        lambda: people.move(
            person_id=city.officer.person_id, unit_id=city.economy.pk, on=city.today, rank="deputy",
            by=acting(city.officer, city), at=timezone.now(),
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "people.own_record"


def test_giving_somebody_up_does_not_make_them_lead_another_unit(city):
    ended_yesterday(city.other_chair.person.postings.get(), city)
    with pytest.raises(NotAllowed):
        people.move(
            person_id=city.an.person_id, unit_id=city.other_commune.pk, on=city.today, rank="head",
            by=acting(city.officer, city), at=timezone.now(),
        )  # fmt: skip


def test_the_form_of_a_person_of_another_area_does_not_show_a_birth_date(city, as_):
    city.outsider.person.birth_date = date(1987, 6, 5)
    city.outsider.person.save()
    page = as_(city.officer).get(reverse("person_correct", args=[city.outsider.person_id]))
    assert page.status_code == 403
    assert b"1987" not in page.content


# accounts and grants ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "at_top"), [(Role.ADMINISTRATOR, None), (Role.OFFICER, True)])
def test_an_officer_does_not_take_over_an_account_that_may_do_more(city, as_, role, at_top):
    grant(city.an, role, city.city_unit if at_top else None)
    before = city.an.password
    page = as_(city.officer).post(reverse("account_renew", args=[city.an.pk]))
    locked = as_(city.officer).post(reverse("account_switch", args=[city.an.pk]), {"active": "0"})
    city.an.refresh_from_db()
    assert (page.status_code, locked.status_code, city.an.password, city.an.is_active) == (403, 403, before, True)


def test_who_gets_a_new_password_is_told(city, as_):
    page = as_(city.officer).post(reverse("account_renew", args=[city.an.pk]))
    assert page.status_code == 200
    assert Notice.objects.get(person=city.an.person, kind="accounts.password").link == "/account/"


def test_a_new_password_ends_the_sessions_of_the_old(city, as_):
    an = as_(city.an)
    assert an.get("/").status_code == 200
    as_(city.officer).post(reverse("account_renew", args=[city.an.pk]))
    assert an.get("/").headers["Location"].startswith("/accounts/login/")


def test_a_locked_account_is_out_at_once(city, as_):
    an = as_(city.an)
    as_(city.officer).post(reverse("account_switch", args=[city.an.pk]), {"active": "0"})
    assert an.get("/").headers["Location"].startswith("/accounts/login/")


def give(city: City, user_id: int, role: Role, unit_id: int | None = None):
    return grants.give(
        user_id=user_id, role=role, unit_id=unit_id, since=city.today, until=None, basis="", at=timezone.now(),
        by=acting(city.administrator, city),
    )  # fmt: skip


def test_the_administrator_does_not_give_themself_the_office_that_sees_scores(city):
    with pytest.raises(NotAllowed) as refused:
        give(city, city.administrator.pk, Role.OFFICER, city.city_unit.pk)
    assert refused.value.code == "access.grant.own"


def test_nobody_is_officer_and_administrator_at_once(city):
    with pytest.raises(DomainError) as refused:
        give(city, city.officer.pk, Role.ADMINISTRATOR)
    assert refused.value.code == "access.grant.apart"
    assert give(city, city.an.pk, Role.ADMINISTRATOR).pk


# the edges of a request -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "page", ["https://ac.example//ac.example/x", "https://ac.example", "javascript:alert(1)", "//ac.example"]
)
def test_the_page_htmx_names_never_leads_off_this_site(page):
    found = current_page(RequestFactory().get("/sheets/mine", headers={"HX-Current-URL": page}))
    assert found.startswith("/")
    assert not found.startswith("//")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_write_answers_nothing_but_get_and_post(city, as_, method):
    assert getattr(as_(city.an), method)(reverse("language")).status_code == 405


@pytest.mark.parametrize(
    "statement",
    [
        "WITH gone AS (DELETE FROM access_grant RETURNING id) SELECT * FROM gone",
        "with x as (insert into access_grant default values returning id) select 1",
        "WITH x AS (UPDATE access_grant SET basis = '' RETURNING id) SELECT 1",
    ],
)
def test_a_reading_page_changes_nothing_through_a_with(city, statement):
    with read_only(), connection.cursor() as cursor, pytest.raises(WroteWhileReading):
        cursor.execute(statement)


def test_evidence_is_a_download_and_never_a_page(city, as_):
    page = as_(city.office_head).get(reverse("work_evidence", args=[work_of_an(city).pk]))
    b"".join(page.streaming_content)
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_a_notice_leads_nowhere_else(city, as_):
    made = Notice.objects.create(
        person=city.an.person, kind="x", key="x", text="x", link="//ac.example/x", at=timezone.now()
    )
    assert as_(city.an).post(reverse("notice_open", args=[made.pk])).headers["Location"] == reverse("notices")


@pytest.mark.parametrize("number", [10**20, 2**63])
def test_numbers_no_row_could_have_are_not_found(city, as_, number):
    for path in (f"/sheets/{number}", f"/rounds/{number}", f"/people/{number}/", f"/units/{number}/", f"/work/{number}", f"/jobs/{number}/",
                 f"/work/person/{number}", f"/petitions/{number}", f"/catalogue/{number}", f"/relations/{number}/"):  # fmt: skip
        assert as_(city.chair).get(path).status_code == 404, path


@pytest.mark.parametrize("typed", ["²", "99999999999999999999", "-1", "<b>", "'", "\x00", "9999-99"])
def test_whatever_stands_in_an_address_no_page_fails(city, as_, typed):
    names = (
        "page",
        "q",
        "unit",
        "month",
        "on",
        "state",
        "show",
        "sort",
        "period",
        "id",
        "type",
        "since",
        "with",
        "who",
        "tag",
    )
    query = dict.fromkeys(names, typed)
    for path in ("/", "/people/", "/units/", "/work/team", "/work/mine", "/rounds/", "/periods/", "/petitions/", "/catalogue/",
                 "/audit/", "/admin/accounts/", "/jobs/", "/notices/", "/imports/", "/sheets/review", "/work/plan"):  # fmt: skip
        for who in (city.chair, city.officer):
            assert as_(who).get(path, query).status_code < 500, path


def test_nothing_here_left_a_trace_of_an_act_that_was_refused(city, as_):
    before = Event.objects.count()
    as_(city.outsider).post(reverse("account_renew", args=[city.an.pk]))
    assert Event.objects.exclude(tag__startswith="accounts:user:signed").count() == before
