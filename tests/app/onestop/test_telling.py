"""Whoever left an e-mail address is told of every move: once, by whom, when, and what comes next."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from tests.app.onestop.desk import Desk

from namro.base.jobs.models import Job
from namro.base.jobs.services import run
from namro.duties.onestop.jobs import mail_again
from namro.duties.onestop.models import CitizenMail, Movement
from namro.duties.onestop.services import Told, move, register
from namro.duties.onestop.services.telling import send_waiting

pytestmark = pytest.mark.django_db
WHERE = "mo@vidu.invalid"


@pytest.fixture(autouse=True)
def _server(settings: Any) -> None:
    settings.SENDS_MAIL, settings.MINE_ADDRESS = True, "https://namro.vidu.invalid/portal/mine/"


def sent() -> list[Any]:
    for _number in send_waiting():
        pass
    return mail.outbox


def test_each_move_is_told_once_with_agency_people_and_moments(desk: Desk) -> None:
    made = desk.received(email=WHERE, id_number="001190000345")
    assert len(sent()) == 1 and len(sent()) == 1
    (first,) = mail.outbox
    assert first.to == [WHERE] and str(made.code) in first.subject
    for there in (
        made.procedure_name,
        desk.point.name,
        "Phường Tây Hồ",
        desk.city.an.person.full_name,
        "09:00",
        "05/11/2026",
        f"/portal/mine/{made.code}/",
    ):
        assert there in first.body, there
    assert (
        "The dossier is accepted" in first.body
        and made.applicant not in first.body
        and "001190000345" not in first.body
    )
    move(made.pk, "withdraw", Told(reason="Gia đình đổi ý, lý do riêng"), **desk.who(desk.city.an, "2026-11-02T10:00"))
    assert len(sent()) == 2 and "Hồ sơ đã được rút" in mail.outbox[1].subject
    assert "lý do riêng" not in mail.outbox[1].body


def test_what_has_no_code_yet_is_told_too(desk: Desk) -> None:
    register(desk.handed(email=WHERE, papers=[]), **desk.who(desk.city.an, "2026-11-02T09:00"))
    (first,) = sent()
    assert first.subject == "Hồ sơ đã được ghi nhận." and "chưa cấp mã" in first.body


def test_nothing_is_queued_for_who_left_no_address_or_without_a_server(desk: Desk, settings: Any) -> None:
    desk.received()
    settings.SENDS_MAIL = False
    desk.received(email=WHERE)
    assert not CitizenMail.objects.exists() and not Job.objects.filter(task="onestop.mail").exists()


def test_an_address_the_server_refuses_is_told_to_the_desk_and_stops_nobody_elses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    wrong, right = desk.received(email="khong-co@vidu.invalid"), desk.received(email=WHERE)
    real = EmailMessage.send

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["khong-co@vidu.invalid"]:
            raise SMTPRecipientsRefused({"khong-co@vidu.invalid": (550, b"no such user")})
        return real(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", send)
    assert [one.to for one in sent()] == [[WHERE]]
    refused = CitizenMail.objects.get(movement__dossier=wrong)
    assert refused.mailed_at is None and "550" in refused.problem
    assert CitizenMail.objects.get(movement__dossier=right).mailed_at is not None
    client.force_login(desk.city.an)
    assert "Thư không đến được" in client.get(f"/dossiers/{wrong.pk}/").content.decode()
    assert "Đã gửi thư cho người nộp" in client.get(f"/dossiers/{right.pk}/").content.decode()


def test_a_server_that_is_not_there_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.received(email=WHERE)

    def gone(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", gone)
        with pytest.raises(ConnectionRefusedError):
            sent()
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_sends_and_the_clock_takes_up_what_was_left(desk: Desk) -> None:
    made = desk.received(email=WHERE)
    job = Job.objects.get(task="onestop.mail")
    run(job.pk)
    assert [one.to for one in mail.outbox] == [[WHERE]]
    CitizenMail.objects.filter(movement__dossier=made).update(mailed_at=None)
    mail_again(made.accepted_at)
    run(Job.objects.get(task="onestop.mail", state="waiting").pk)
    assert len(mail.outbox) == 2
    mail_again(made.accepted_at)
    assert not Job.objects.filter(task="onestop.mail", state="waiting").exists()


def test_a_move_is_somebodys_but_for_registering(desk: Desk) -> None:
    made = desk.received()
    with pytest.raises(IntegrityError, match="movement_by"), transaction.atomic():
        Movement.objects.filter(dossier=made).update(by=None)
