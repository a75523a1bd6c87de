"""Pages about people and units: everybody reads, officers write within their subtree, nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from namro.city.people.models import Delegation, Leave, Person, Posting

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat()


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def place(unit: str, **more: str) -> dict[str, str]:
    return {
        "unit": unit,
        "rank": "staff",
        "staff_group": "cong_chuc",
        "title": "",
        "task_group": "",
        "on": TODAY,
        "basis": "1/QĐ",
        **more,
    }


def listed(client, query: str) -> list[str]:
    return [row.code for _link, row in client.get(f"/people/?{query}").context["rows"]]


@pytest.mark.parametrize("query", ["nguyen an", "Nguyễn Văn An", "an nguy", "CB-AN", "cb-an", "van a"])
def test_search_finds_an_without_accents_by_the_start_of_any_words_or_code(client, city, query):
    client.force_login(city.chair)
    assert listed(client, f"q={query}") == ["CB-AN"]


@pytest.mark.parametrize("query", ["nguyen xyz", "guyen", "B-AN", "an' | 'lan", "%", "_B-AN", "'", "\\"])
def test_search_finds_nobody_by_the_middle_of_a_word_nor_by_marks(client, city, query):
    client.force_login(city.chair)
    page = client.get("/people/", {"q": query})
    assert page.status_code == 200
    assert "CB-AN" not in [row.code for _link, row in page.context["rows"]] or query in "%'\\"


@pytest.mark.parametrize("often", [[True, True], [True, False], [False, True], [False, False]])
def test_every_way_to_a_page_shows_the_same_people_and_number(client, city, monkeypatch, often):
    from namro.city.people.selectors import listing

    held, named = often
    monkeypatch.setattr(listing.People, "_are_often_held", lambda *asked: held)
    monkeypatch.setattr(listing.People, "_are_often_named", lambda *asked: named)
    client.force_login(city.chair)
    everybody = list(
        Posting.objects.filter(kind="main")
        .order_by("person__sort_key", "person__code")
        .values_list("person__code", flat=True)
    )
    assert listed(client, "") == everybody
    assert listed(client, "sort=-name") == everybody[::-1]
    assert listed(client, "sort=code") == sorted(everybody)
    heads = list(Posting.objects.filter(rank="head", kind="main").values_list("person__code", flat=True))
    assert sorted(listed(client, "rank=head")) == sorted(heads)
    assert listed(client, "q=nguyen&rank=head") == ["CB-LAN"]
    assert listed(client, "q=thi&unit=hn-th-vh") == ["CB-HOA"]
    assert listed(client, "group=can_bo") == listed(client, "on=1990-01-01") == listed(client, "unit=KHONG-CO") == []
    assert client.get("/people/?rank=head").context["page"].paginator.count == len(heads)


def test_a_sample_of_a_table_answers(city):
    from namro.city.people.selectors.search import share

    assert 0 <= share("people_person p", "p.code LIKE %(code)s", {"code": "%"}) <= 1
    assert 0 <= share("people_posting w", "w.rank = 'head'", {}) <= 1


def test_far_pages_and_long_lists_are_capped(client, city, monkeypatch):
    from namro.city.people.selectors import listing

    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", 4)
    client.force_login(city.chair)
    assert "Hơn 4 người" in client.get("/people/").content.decode()
    first, last = listed(client, "sort=code"), listed(client, "sort=code&page=999")
    assert len(first) == len(last) == 2
    assert first < last
    assert listed(client, "sort=code&page=x") == first


def test_a_search_is_counted_less_far(client, city, monkeypatch):
    from namro.city.people.selectors import listing

    monkeypatch.setattr(listing, "PAGE", 1)
    monkeypatch.setattr(listing, "MOST_FOUND", 1)
    client.force_login(city.chair)
    assert "Hơn 1 người" in client.get("/people/?q=nguyen").content.decode()


def test_a_page_is_full_though_the_first_found_hold_no_post(client, city, monkeypatch):
    from namro.city.people.selectors import listing

    client.force_login(city.chair)
    before = listed(client, "q=nguyen")
    Person.objects.bulk_create(
        Person(code=f"X{n}", full_name="Nguyễn A", sort_key="", search_key="nguyen a") for n in range(3)
    )
    monkeypatch.setattr(listing, "SPARE", 1 - listing.PAGE)
    assert listed(client, "q=nguyen") == before
    assert len(before) > 1


def test_the_list_sorts_by_given_name_and_filters_by_subtree(client, city):
    text = get(client, city.an, "/people/?unit=HN-TH-VH").content.decode()
    assert text.index("Nguyễn Văn An") < text.index("Đỗ Thanh Bình") < text.index("Lê Thị Hoa")
    assert "Vũ Tiến Dũng" not in text


def test_the_list_costs_at_most_twelve_queries(client, city, django_assert_max_num_queries):
    client.force_login(city.officer)
    with django_assert_max_num_queries(12):
        client.get("/people/")


def test_the_relations_page_says_who_scores_who_decides_and_the_article(client, city):
    text = get(client, city.an, reverse("relations", args=[city.an.person_id])).content.decode()
    assert "Lê Thị Hoa" in text
    assert "Nguyễn Thị Lan" in text
    assert "10.1c, 10.2b" in text
    assert get(client, city.an, "/relations/").status_code == 302


def test_a_vacancy_shows_on_the_relations_page_and_in_the_officers_list(client, city):
    Posting.objects.filter(person=city.office_head.person).delete()
    text = get(client, city.an, reverse("relations", args=[city.an.person_id])).content.decode()
    assert "chưa có người đứng đầu" in text
    assert "Phòng Văn hóa" in get(client, city.officer, "/people/vacancies/").content.decode()
    assert get(client, city.an, "/people/vacancies/").status_code == 404


def test_birth_date_is_for_the_person_their_scorers_and_home_affairs(client, city):
    Person.objects.filter(pk=city.an.person_id).update(birth_date=date(1990, 5, 15))
    url = reverse("person", args=[city.an.person_id])
    for reader, sees in [
        (city.an, True),
        (city.office_head, True),
        (city.chair, True),
        (city.officer, True),
        (city.binh, False),
        (city.outsider, False),
    ]:
        assert ("15/05/1990" in get(client, reader, url).content.decode()) is sees


def test_an_officer_adds_moves_and_retires_somebody_and_history_stays(client, city):
    client.force_login(city.officer)
    new = {
        "code": "CB-MOI",
        "full_name": "Trần Thị  Mới",
        "birth_date": "",
        "sex": "f",
        "email": "",
        **place("HN-TH-VH", on="2026-01-05"),
    }
    assert client.post("/people/new/", new).status_code == 302
    who = Person.objects.get(code="CB-MOI")
    assert (who.full_name, who.search_key) == ("Trần Thị Mới", "tran thi moi")
    assert client.post(reverse("person_move", args=[who.pk]), place("HN-TH-KT", on="2026-06-01")).status_code == 302
    first, second = who.postings.order_by("valid")
    assert (first.unit, first.valid.upper, second.unit) == (city.culture, date(2026, 6, 1), city.economy)
    assert client.post(reverse("posting_end", args=[second.pk]), {"on": "2026-08-01", "basis": ""}).status_code == 302
    text = client.get(reverse("person", args=[who.pk])).content.decode()
    assert "Phòng Văn hóa" in text
    assert "31/07/2026" in text


def test_a_second_head_is_refused_with_what_to_do_and_what_was_typed_stays(client, city):
    client.force_login(city.officer)
    page = client.post(
        reverse("person_move", args=[city.an.person_id]), place("HN-TH-VH", rank="head", title="Trưởng phòng")
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert "đã có người đứng đầu" in text
    assert 'value="Trưởng phòng"' in text
    assert Posting.objects.filter(person=city.an.person).count() == 1


@pytest.mark.parametrize("name", ["person_move", "person_post", "person_leave", "person_correct"])
def test_only_officers_reach_the_forms(client, city, name):
    url = reverse(name, args=[city.an.person_id])
    assert get(client, city.officer, url).status_code == 200
    assert get(client, city.an, url).status_code == 404
    assert get(client, city.administrator, url).status_code == 404


def test_an_officer_of_one_commune_does_not_touch_another(client, city):
    client.force_login(city.officer)
    page = client.post(reverse("person_move", args=[city.outsider.person_id]), place("HN-BD"))
    assert page.status_code == 422
    page = client.post(
        reverse("person_leave", args=[city.outsider.person_id]),
        {"kind": "sick", "first_day": TODAY, "last_day": "", "basis": ""},
    )
    assert page.status_code == 403
    assert not Leave.objects.exists()


def test_a_head_delegates_by_a_written_decision_and_takes_it_back(client, city):
    client.force_login(city.chair)
    url = reverse("person_delegate", args=[city.chair.person_id])
    given = {
        "unit": "HN-TH",
        "receiver": "CB-MINH",
        "number": "12/QĐ",
        "signed_on": TODAY,
        "first_day": TODAY,
        "last_day": "",
    }
    assert client.post(url, given).status_code == 302
    row = Delegation.objects.get()
    assert row.receiver == city.vice_chair.person
    assert client.post(url, {**given, "receiver": "CB-LAN"}).status_code == 422
    assert client.post(reverse("delegation_revoke", args=[row.pk]), {"on": TODAY, "reason": ""}).status_code == 302
    assert not Delegation.objects.exists()
    client.force_login(city.an)
    assert client.post(url, given).status_code in (403, 422)


def test_the_unit_page_shows_people_history_and_no_forms_to_readers(client, city):
    url = reverse("unit", args=[city.culture.pk])
    text = get(client, city.an, url).content.decode()
    assert text.rindex("Lê Thị Hoa") < text.rindex("Nguyễn Văn An")
    assert reverse("unit_change", args=[city.culture.pk]) not in text
    assert reverse("unit_change", args=[city.culture.pk]) in get(client, city.officer, url).content.decode()


def test_before_the_unit_existed_the_page_says_so(client, city):
    text = get(client, city.an, f"{reverse('unit', args=[city.culture.pk])}?on=2020-01-01").content.decode()
    assert "không hoạt động" in text


@pytest.mark.parametrize("url", ["/people/", "/units/", "/relations/", "/people/999999/", "/units/999999/"])
def test_signed_out_visitors_sign_in_first(client, city, url):
    assert client.get(url).status_code == 302


def test_what_does_not_exist_is_not_found(client, city):
    assert get(client, city.an, "/people/999999/").status_code == 404
    assert get(client, city.an, "/units/999999/").status_code == 404
