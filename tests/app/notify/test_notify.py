"""A person is told a thing once, in the application and by mail."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.base.jobs.models import Job
from namro.base.jobs.services import run
from namro.base.notify.models import Notice
from namro.base.notify.selectors import notices_of, unread_count
from namro.base.notify.services import mark_read, tell
from namro.city.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_server(settings):
    settings.SENDS_MAIL = True


@pytest.fixture
def an():
    return Person.objects.create(
        code="A1", full_name="Lê An", sort_key="a", search_key="le an", email="an@example.test"
    )


@pytest.fixture
def binh():
    return Person.objects.create(code="B1", full_name="Vũ Bình", sort_key="b", search_key="vu binh")


def say(*people, key="due:1"):
    return tell(
        person_ids=[person.pk for person in people], kind="due", key=key, text="Đến hạn tự chấm",
        text_en="Self score is due", link="/sheets/mine", at=timezone.now(),
    )  # fmt: skip


def test_the_same_thing_is_told_once(an, binh):
    assert say(an, binh) == 2
    assert say(an, binh) == 0
    assert say(an, key="due:2") == 1
    assert unread_count(Actor(user_id=1, person_id=an.pk)) == 2


def test_reading_one_or_all_touches_only_mine(an, binh):
    say(an, binh)
    say(an, key="due:2")
    me = Actor(user_id=1, person_id=an.pk)
    assert mark_read(by=me, at=timezone.now(), notice_id=notices_of(me).first().pk) == 1
    assert mark_read(by=me, at=timezone.now()) == 1
    assert Notice.objects.filter(person=binh, read_at=None).count() == 1


def test_somebody_elses_notice_does_not_exist_for_me(an, binh):
    say(binh)
    with pytest.raises(NotVisible):
        mark_read(by=Actor(user_id=1, person_id=an.pk), at=timezone.now(), notice_id=Notice.objects.get().pk)


@pytest.mark.django_db(transaction=True)
def test_mail_goes_once_to_those_with_an_address(an, binh):
    say(an, binh)
    run(Job.objects.get(task="notify.mail").pk)
    assert [message.to for message in mail.outbox] == [["an@example.test"]]
    assert mail.outbox[0].body.startswith("Đến hạn tự chấm")
    say(an, key="due:2")
    run(Job.objects.get(task="notify.mail", state="waiting").pk)
    assert len(mail.outbox) == 2


def test_without_a_mail_server_nothing_is_queued_and_nothing_said_to_be_mailed(an, settings):
    settings.SENDS_MAIL = False
    assert say(an) == 1
    assert not Job.objects.exists()
    assert Notice.objects.get().mailed_at is None
