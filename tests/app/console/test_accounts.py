"""Officers issue accounts to the people of their subtree, and to nobody else; passwords are shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.cast import City, person, posting

from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.base.notify.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(city: City):
    someone = person("CB-GIANG", "Ngô Hương Giang")
    posting(someone, city.culture)
    return someone


def issue(client, city: City, **fields):
    return client.post("/admin/accounts/issue/", {"unit": city.culture.pk, **fields})


def password_on(page: str) -> str:
    return re.search(r"<code class=\"fs-6\">([a-z2-9-]{14})</code>", page).group(1)


def test_officer_issues_for_the_whole_unit(city: City, as_, newcomer):
    response = issue(as_(city.officer), city)
    made = User.objects.get(person=newcomer)
    assert made.username == "cb-giang"
    assert made.must_change_password
    assert made.check_password(password_on(response.content.decode()))
    assert response.headers["Cache-Control"] == "no-store"


def test_password_is_nowhere_in_the_log(city: City, as_, newcomer):
    password = password_on(issue(as_(city.officer), city).content.decode())
    event = Event.objects.get(tag="accounts:user:issued")
    assert event.after["count"] == 1
    assert password not in str(event.after)


def test_nobody_left_without_account_is_said(city: City, as_):
    response = issue(as_(city.officer), city)
    assert response.status_code == 400
    assert "đã có tài khoản" in response.content.decode()


def test_officer_of_another_commune_finds_no_such_unit(city: City, as_, newcomer):
    response = as_(city.officer).post("/admin/accounts/issue/", {"unit": city.other_commune.pk})
    assert response.status_code == 404
    assert not User.objects.filter(person=newcomer).exists()


def test_new_password_replaces_a_lost_one(city: City, as_):
    response = as_(city.officer).post(f"/admin/accounts/{city.an.pk}/password/")
    city.an.refresh_from_db()
    assert city.an.check_password(password_on(response.content.decode()))
    assert city.an.must_change_password


def test_an_officer_whose_password_the_administrator_sets_is_told_and_must_change_it(city: City, as_):
    """Recorded with who did it, told to its owner, and good for one sign-in that leads to nothing but its change."""
    officer = city.officer
    officer.person = city.an.person
    city.an.person = None
    city.an.save()
    officer.save()
    page = as_(city.administrator).post(f"/admin/accounts/{officer.pk}/password/").content.decode()
    event = Event.objects.get(tag="accounts:user:password_reset")
    assert (event.user_id, event.subject_id, event.unit_id) == (city.administrator.pk, officer.pk, city.culture.pk)
    notice = Notice.objects.get(person=officer.person, kind="accounts.password")
    assert "được cấp lại lúc" in notice.text
    client = Client()
    client.post("/accounts/login/", {"login": officer.username, "password": password_on(page)})
    for path in ("/", "/people/", "/imports/", "/notices/"):
        assert client.get(path).headers["Location"] == "/accounts/password/"


def test_new_password_for_a_stranger_is_not_found(city: City, as_):
    assert as_(city.officer).post(f"/admin/accounts/{city.outsider.pk}/password/").status_code == 404


def test_locking_is_recorded_and_reversible(city: City, as_):
    client = as_(city.officer)
    client.post(f"/admin/accounts/{city.an.pk}/active/", {"active": "0"})
    city.an.refresh_from_db()
    assert not city.an.is_active
    client.post(f"/admin/accounts/{city.an.pk}/active/", {"active": "1"})
    assert Event.objects.filter(subject_id=city.an.pk, tag__startswith="accounts:user:").count() == 2


def test_officer_cannot_lock_herself(city: City, as_):
    assert as_(city.officer).post(f"/admin/accounts/{city.officer.pk}/active/", {"active": "0"}).status_code == 400


def test_list_shows_the_subtree_within_budget(city: City, as_, django_assert_max_num_queries):
    client = as_(city.officer)
    with django_assert_max_num_queries(12):
        page = client.get("/admin/accounts/").content.decode()
    assert "Nguyễn Văn An" in page
    assert "Bùi Thị Xuân" not in page


def test_list_finds_people_without_accents(city: City, as_):
    page = as_(city.officer).get("/admin/accounts/?q=do thanh").content.decode()
    assert "Đỗ Thanh Bình" in page
    assert "Nguyễn Văn An" not in page


@pytest.fixture
def city_officer(city: City):
    from namro.base.access.models import Grant

    Grant.objects.filter(user=city.officer).update(unit=city.city_unit)
    return city.officer


def test_officer_of_the_whole_tree_lists_everybody_and_types_a_code(city: City, as_, city_officer):
    client = as_(city_officer)
    page = client.get("/admin/accounts/")
    assert {"CB-AN", "CB-XUAN"} <= {posting.person.code for posting, _account in page.context["rows"]}
    assert page.context["units"] == []
    asked = client.get("/admin/accounts/?unit=hn-th-vh")
    assert {posting.unit_id for posting, _account in asked.context["rows"]} == {city.culture.pk}
    assert client.get("/admin/accounts/?unit=KHONG-CO").status_code == 404


def test_officer_of_a_commune_asks_for_no_other_unit(city: City, as_):
    client = as_(city.officer)
    assert client.get(f"/admin/accounts/?unit={city.other_commune.pk}").status_code == 404
    assert client.get("/admin/accounts/?unit=HN-BD").status_code == 404
    assert client.get("/admin/accounts/?unit=HN-TH-VH").status_code == 200


def test_officer_of_the_whole_tree_keeps_no_account_outside_it(city: City, as_, city_officer):
    assert as_(city_officer).post(f"/admin/accounts/{city.administrator.pk}/password/").status_code == 404


def test_what_belongs_to_no_unit_is_the_administrators_to_read(city: City, as_, city_officer):
    from django.utils import timezone

    from namro.base.access.rules import Actor
    from namro.base.audit.services import record

    for unit_id in (None, city.culture.pk):
        by, subject = Actor(user_id=city.an.pk), ("user", city.an.pk)
        record(tag="accounts:user:signed_in", by=by, at=timezone.now(), subject=subject, unit_id=unit_id)
    for reader, seen in [(city_officer, {city.culture.pk}), (city.administrator, {None, city.culture.pk})]:
        page = as_(reader).get("/audit/?tag=accounts:user:signed_in&who=nguyen an")
        assert {event.unit_id for event in page.context["page"]} == seen
