"""Drafting: copies, texts with errors that are kept, two editors, values by forms, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from tests.app.evaluations.month import AT, actor, city_officer
from tests.app.law.versions import SHIPPED, decided, draft, replaced, save
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.law import selectors, services
from namro.base.law.faults import read_text
from namro.base.law.models import FrameworkVersion, VersionState

pytestmark = pytest.mark.django_db
As = Callable[..., Client]


def test_a_draft_begins_as_an_exact_copy_with_its_comments(city: City) -> None:
    made = draft(city)
    assert made.text == selectors.shipped_text(SHIPPED)
    assert (made.state, made.edits, made.based_on) == (VersionState.DRAFT, 1, SHIPPED)
    assert Event.objects.get(tag="law:framework:drafted").subject_id == made.pk


def test_a_draft_under_another_id_carries_it(city: City) -> None:
    made = draft(city, new_id="nd335-2025-tay-ho")
    assert read_text(made.text, made.framework).framework.id == "nd335-2025-tay-ho"
    assert made.text.count("\n") == selectors.shipped_text(SHIPPED).count("\n")


@pytest.mark.parametrize("new_id", ["", "ND 335", "-x", "a" * 80, "khung/1"])
def test_an_id_no_file_could_have_is_refused(city: City, new_id: str) -> None:
    with pytest.raises(DomainError) as refused:
        draft(city, new_id=new_id)
    assert (refused.value.code, refused.value.field) == ("law.version.id", "new_id")


@pytest.mark.parametrize("who", ["an", "chair", "officer", "administrator", "city_chair"])
def test_only_home_affairs_of_the_whole_city_drafts(city: City, who: str) -> None:
    with pytest.raises(NotVisible):
        draft(city, by=actor(getattr(city, who)))
    made = draft(city)
    with pytest.raises(NotVisible):
        save(city, made, "x", by=actor(getattr(city, who)))
    with pytest.raises(NotVisible):
        selectors.version_for(made.pk, actor(getattr(city, who)), on=AT.date())
    assert FrameworkVersion.objects.get().text == made.text


def test_a_text_with_an_error_is_kept_and_says_the_line(city: City) -> None:
    made = replaced(
        city,
        draft(city),
        ('    maximum: 30\n    title: {vi: "Tiêu chí chung"', '    maximum: 40\n    title: {vi: "Tiêu chí chung"'),
    )
    [fault] = read_text(made.text, made.framework).faults
    assert fault.code == "framework.criteria.sum"
    assert "maximum: 40" in made.text.splitlines()[fault.line - 1]
    assert "40" in fault.text.vi and "40" in fault.text.en
    assert made.edits == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: [", 2),
        ("id: nd335-2025\nid: nd335-2025\n", 2),
        ("a: &x [1]\nb: *x\n", 2),
        ("- 1\n", 1),
        ("a: b: c\n", 1),
        ("\x07", 1),
    ],
)
def test_what_is_no_framework_at_all_is_kept_too(city: City, text: str, line: int) -> None:
    made = save(city, draft(city), text)
    [fault] = read_text(made.text, made.framework).faults
    assert fault.line == line and fault.text.vi and fault.text.en


def test_nothing_at_all_is_not_saved(city: City) -> None:
    made = draft(city)
    for text, code in ((" \r\n ", "law.version.empty"), ("x" * (services.LONGEST + 1), "law.version.too_long")):
        with pytest.raises(DomainError) as refused:
            save(city, made, text)
        assert refused.value.code == code
    assert FrameworkVersion.objects.get().text == made.text


def test_saving_what_is_there_already_records_nothing(city: City) -> None:
    made = draft(city)
    assert save(city, made, made.text.replace("\n", "\r\n")).edits == 1
    assert not Event.objects.filter(tag="law:framework:edited").exists()


def test_the_second_of_two_editors_is_told_and_both_texts_are_on_the_page(city: City, as_: As) -> None:
    made = draft(city)
    browser = as_(city_officer(city))
    path = f"/frameworks/drafts/{made.pk}/"
    first = made.text.replace("at_least: 70", "at_least: 72")
    second = made.text.replace("at_least: 70", "at_least: 74")
    assert browser.post(path, {"text": first, "note": "", "edits": 1}).status_code == 302
    answer = browser.post(path, {"text": second, "note": "của tôi", "edits": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "at_least: 72" in page and "at_least: 74" in page and "của tôi" in page
    assert FrameworkVersion.objects.get().text == first
    assert 'name="edits" value="2"' in page
    assert browser.post(path, {"text": second, "note": "của tôi", "edits": 2}).status_code == 302
    assert FrameworkVersion.objects.get().text == second


def test_a_value_form_changes_that_value_alone(city: City, as_: As) -> None:
    made = draft(city)
    path = f"/frameworks/drafts/{made.pk}/values/"
    sent = {"part": "bands", "edits": 1, "v/bands/1/at_least": "72,5", "v/bands/1/article": "Điều 20.2: sửa"}
    assert as_(city_officer(city)).post(path, sent).status_code == 302
    now = FrameworkVersion.objects.get()
    before, after = made.text.splitlines(), now.text.splitlines()
    [(old, new)] = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert "at_least: 70," in old and "at_least: 72.5," in new and '"Điều 20.2: sửa"' in new
    assert read_text(now.text, now.framework).framework.band("HTT").rule.article == "Điều 20.2: sửa"
    assert Event.objects.get(tag="law:framework:edited").after["values"] == ["bands.1.at_least", "bands.1.article"]


def test_what_cannot_be_read_stands_in_the_form_and_nothing_is_saved(city: City, as_: As) -> None:
    made = draft(city)
    sent = {
        "part": "sources",
        "edits": 1,
        "v/sources/decree/valid_from": "31/02/2027",
        "v/sources/local/authority": "KING",
    }
    answer = as_(city_officer(city)).post(f"/frameworks/drafts/{made.pk}/values/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "31/02/2027" in page and "“KING”" in page
    assert FrameworkVersion.objects.get().edits == 1


def test_a_value_form_that_is_late_keeps_what_was_typed(city: City, as_: As) -> None:
    made = replaced(city, draft(city), ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 71,"))
    sent = {"part": "bands", "edits": 1, "v/bands/1/at_least": "73"}
    answer = as_(city_officer(city)).post(f"/frameworks/drafts/{made.pk}/values/", sent)
    assert answer.status_code == 409
    assert 'value="73"' in answer.content.decode() and "Trong văn bản: 71" in answer.content.decode()
    assert "at_least: 71" in FrameworkVersion.objects.get().text


def test_an_archived_draft_is_read_and_copied_never_edited(city: City) -> None:
    made = draft(city)
    given = {"version_id": made.pk, "by": actor(city_officer(city)), "at": AT}
    with pytest.raises(DomainError) as refused:
        services.archive_draft(reason=" ", **given)
    assert refused.value.code == "law.version.reason"
    services.archive_draft(reason="Làm lại", **given)
    with pytest.raises(Conflict) as refused:
        save(city, made, "x")
    assert refused.value.code == "law.version.archived"
    assert draft(city, version_id=made.pk).text == made.text


@pytest.mark.parametrize("sql", ["UPDATE law_frameworkversion SET text = 'x'", "DELETE FROM law_frameworkversion"])
def test_the_database_keeps_a_decided_version_whoever_asks(city: City, sql: str) -> None:
    text = decided(city).text
    with pytest.raises(Error, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert FrameworkVersion.objects.get().text == text


def test_an_edit_of_a_decided_version_is_refused_and_loses_nothing(city: City, as_: As) -> None:
    made = decided(city)
    typed = made.text.replace("at_least: 75", "at_least: 76")
    answer = as_(city_officer(city)).post(
        f"/frameworks/drafts/{made.pk}/", {"text": typed, "note": "", "edits": made.edits}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "bản dự thảo mới" in page and "at_least: 76" in page
    assert FrameworkVersion.objects.get().text == made.text
