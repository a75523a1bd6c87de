"""E-mails to whoever handed a dossier in: one for each move, where they left an address and a mail server is set up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import timezone, translation

from namro.base.access.rules import NOBODY
from namro.base.jobs import services as jobs
from namro.base.ui.wording import moment_text
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.models import CitizenMail, Dossier, Movement
from namro.duties.onestop.parameters import moves

TASK = "onestop.mail"
BATCH = 100
LONGEST = 300
BODY_VI = """{notice}

Hồ sơ: {code}
Thủ tục: {procedure}
Cơ quan giải quyết: {agency}
Nơi tiếp nhận: {point}
Người thực hiện: {by}
Lúc: {at}
Hẹn trả: {due}
{see}
Thư này gửi tự động; xin không trả lời vào địa chỉ gửi.

{notice_en}
"""
SEE = """
Xem hồ sơ (đăng nhập bằng số định danh của người nộp): {link}
"""


def tell_applicant(movement: Movement, dossier: Dossier, *, at: datetime) -> None:
    """Queue the e-mail of a move in its transaction. Nothing is asked of the database where there is nobody to write to."""
    if not (dossier.email and settings.SENDS_MAIL):
        return
    CitizenMail.objects.create(movement=movement, at=at)
    jobs.start(task=TASK, key=TASK, arguments={}, by=NOBODY, at=at)


def waits() -> bool:
    """Whether an e-mail is still to be sent."""
    return CitizenMail.objects.filter(mailed_at=None, problem="").exists()


def send_waiting() -> Iterator[int]:
    """Send every e-mail that waits, telling how many went after each batch.

    Each is marked as soon as the server took it, so a kill repeats at most one. An address the server refuses is written
    down and not tried again; a server that is not there is an error of the whole, and what waits goes on waiting.
    """
    sent = 0
    while batch := list(_waiting()[:BATCH]):
        with get_connection() as server:
            for one in batch:
                sent += _send(one, server)
        yield sent


def _waiting() -> QuerySet[CitizenMail]:
    rows = CitizenMail.objects.filter(mailed_at=None, problem="").order_by("pk")
    return rows.select_related("movement__dossier__point", "movement__by__person")


def _send(one: CitizenMail, server: Any) -> int:
    try:
        message(one.movement, server).send()
    except SMTPRecipientsRefused as refused:
        one.problem = str(refused)[:LONGEST]
    else:
        one.mailed_at = timezone.now()
    one.save(update_fields=["mailed_at", "problem"])
    return int(one.mailed_at is not None)


def message(movement: Movement, server: Any = None) -> EmailMessage:
    """What an applicant reads of a move, in Vietnamese and a line of English. Reasons stay on their page, behind sign-in."""
    dossier, made = movement.dossier, moves()[movement.move]
    agency = organisation.name_of([dossier.unit_id], on=timezone.localdate(movement.at)).get(dossier.unit_id, "")
    due = dossier.due_override or dossier.due_at
    with translation.override("vi"):
        body = BODY_VI.format(
            notice=made.notice.vi, notice_en=made.notice.en, code=dossier.code or "chưa cấp mã",
            procedure=dossier.procedure_name, agency=agency, point=dossier.point.name, by=_by(movement),
            at=moment_text(movement.at), due=moment_text(due) if due else "chưa có", see=_see(dossier),
        )  # fmt: skip
    subject = f"{dossier.code}: {made.notice.vi}" if dossier.code else made.notice.vi
    return EmailMessage(subject, body, to=[dossier.email], connection=server)


def _by(movement: Movement) -> str:
    if movement.by is None:
        return "Người nộp"
    return str(movement.by.person or movement.by.username)


def _see(dossier: Dossier) -> str:
    if not settings.MINE_ADDRESS:
        return ""
    return SEE.format(link=f"{settings.MINE_ADDRESS}{dossier.code}/" if dossier.code else settings.MINE_ADDRESS)
