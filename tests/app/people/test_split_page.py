"""The page that splits a unit: filled in, looked at once more, written in one act; only by its officer."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from namro.base.audit.models import Event
from namro.city.organisation.models import Unit
from namro.city.people.models import Posting

pytestmark = pytest.mark.django_db
ON = "2027-01-04"


@pytest.fixture
def page(client, city):
    client.force_login(city.officer)
    return reverse("unit_split", args=[city.culture.pk])


@pytest.fixture
def typed(city) -> dict[str, str]:
    """Hoa and An go to culture, which Hoa leads; Bình leads society."""
    hoa, an, binh = (one.person_id for one in (city.office_head, city.an, city.binh))
    return {
        "on": ON, "basis": "9/QĐ", "parts": "2", "code-1": "HN-TH-V", "name-1": "Phòng Văn hóa", "code-2": "HN-TH-X",
        "name-2": "Phòng Xã hội", f"person-{hoa}": "1", f"head-{hoa}": "1", f"person-{an}": "1",
        f"person-{binh}": "2", f"head-{binh}": "1",
    }  # fmt: skip


def units() -> set[str]:
    return set(Unit.objects.filter(code__startswith="HN-TH-").values_list("code", flat=True))


def test_checking_shows_the_whole_and_writes_nothing(client, city, page, typed):
    before = units()
    text = client.post(page, {**typed, "act": "check"}).content.decode()
    assert "Xác nhận chia tách" in text
    assert "Phòng Xã hội" in text
    assert "kết thúc hoạt động từ ngày 04/01/2027" in text
    assert f'name="head-{city.binh.person_id}" value="1"' in text  # carried to the next step
    assert units() == before
    assert not Event.objects.filter(tag="people:unit:split").exists()


def test_confirming_writes_the_split_with_its_decision(client, city, page, typed):
    answer = client.post(page, {**typed, "act": "split"})
    assert answer.headers["Location"] == reverse("unit", args=[city.culture.pk])
    rows = Posting.objects.filter(unit__code__in=["HN-TH-V", "HN-TH-X"]).order_by("unit__code", "rank", "pk")
    assert [(row.unit.code, row.person_id, row.rank) for row in rows] == [
        ("HN-TH-V", city.office_head.person_id, "head"),
        ("HN-TH-V", city.an.person_id, "staff"),
        ("HN-TH-X", city.binh.person_id, "head"),
    ]
    assert Event.objects.get(tag="people:unit:split").reason == "9/QĐ"


def test_going_back_keeps_everything_typed(client, city, page, typed):
    text = client.post(page, {**typed, "act": "edit"}).content.decode()
    assert 'value="HN-TH-V"' in text
    assert f'id="head-{city.binh.person_id}" name="head-{city.binh.person_id}" value="1" checked' in text
    assert '<option value="2" selected>Phòng Xã hội</option>' in text


def test_another_row_for_a_new_unit_up_to_nine(client, page, typed):
    assert 'id="code-3"' in client.post(page, {**typed, "act": "more"}).content.decode()
    last = client.post(page, {**typed, "parts": "9", "act": "more"}).content.decode()
    assert 'id="code-9"' in last
    assert 'id="code-10"' not in last
    assert 'value="more"' not in last


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code-2": ""}, "Hãy nhập mã cho đơn vị mới."),
        ({"name-1": " "}, "Hãy nhập tên đơn vị."),
        ({"code-1": "HN-TH"}, "Mã đơn vị này đã dùng"),
        ({"person-an": ""}, "Còn 1 người hoặc đơn vị trực thuộc chưa được phân về đâu"),
        ({"head-an": "1"}, "Mỗi đơn vị mới chỉ có một người đứng đầu"),
        ({"head-an": "1", "person-an": "", "keep": "on"}, "Nguyễn Văn An được chọn đứng đầu nhưng chưa chọn về đơn vị"),
        ({"on": "hôm nay"}, "ngày"),
        ({"on": "2025-07-01"}, "chính ngày chia tách"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(client, city, page, typed, change, said):
    before, an = units(), str(city.an.person_id)
    sent = {**typed, **{name.replace("-an", f"-{an}"): value for name, value in change.items()}}
    answer = client.post(page, {**sent, "act": "split"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert units() == before


def test_a_unit_that_goes_on_keeps_whoever_is_not_moved(client, city, page, typed):
    stays = {**typed, "keep": "on", "code-1": "", "name-1": ""}
    for user in (city.office_head, city.an):
        stays[f"person-{user.person_id}"] = stays[f"head-{user.person_id}"] = ""
    assert "Số người và đơn vị trực thuộc ở lại: 2" in client.post(page, {**stays, "act": "check"}).content.decode()
    client.post(page, {**stays, "act": "split"})
    assert Posting.objects.get(person=city.an.person, valid__contains=date.fromisoformat(ON)).unit == city.culture


def test_units_below_are_offered_and_go_along(client, city):
    client.force_login(city.officer)
    page = reverse("unit_split", args=[city.commune.pk])
    sent = {"on": ON, "keep": "on", "code-1": "HN-BAC", "name-1": "Phường Bắc", f"unit-{city.culture.pk}": "1"}
    assert "Phòng Kinh tế" in client.get(page).content.decode()
    client.post(page, {**sent, "act": "split"})
    assert Unit.objects.filter(code="HN-BAC").exists()
    assert Event.objects.get(tag="people:unit:split").after["parts"][0]["units"] == [city.culture.pk]


def test_nobody_makes_themselves_the_head_of_a_new_unit(client, city, page, typed):
    """An is the home-affairs officer of her own office."""
    city.officer.person = city.binh.person
    city.binh.person = None
    city.binh.save()
    city.officer.save()
    answer = client.post(page, {**typed, "act": "split"})
    assert answer.status_code == 422
    assert "Không ai tự ghi vị trí công tác của mình" in answer.content.decode()


def test_only_its_officer_finds_the_way_there(client, city, page):
    unit = reverse("unit", args=[city.culture.pk])
    assert page in client.get(unit).content.decode()
    client.force_login(city.chair)
    assert page not in client.get(unit).content.decode()
    assert client.get(page).status_code == 404
    client.force_login(city.officer)
    assert client.get(reverse("unit_split", args=[city.other_commune.pk])).status_code == 403


def test_the_form_costs_at_most_fifteen_queries(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        client.get(page)


def test_the_old_unit_says_where_its_parts_went(client, city, page, typed):
    client.post(page, {**typed, "act": "split"})
    text = client.get(reverse("unit", args=[city.culture.pk])).content.decode()
    assert "Chia tách, một phần về Phòng Văn hóa từ ngày 04/01/2027." in text
    assert "Sáp nhập vào" not in text


def test_a_fault_on_top_leads_to_its_cell(client, page, typed):
    text = client.post(page, {**typed, "code-2": "", "act": "check"}).content.decode()
    assert '<a href="#code-2">Hãy nhập mã cho đơn vị mới.</a>' in text
    assert 'aria-describedby="code-2-error"' in text
