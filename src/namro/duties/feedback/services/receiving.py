"""Receiving feedback: numbered without a gap, its days computed on the calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.base.law.calendars import standard_calendar
from namro.base.rows import planned_cursor
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Posting
from namro.duties.feedback.models import Channel, Feedback
from namro.duties.feedback.parameters import parameters
from namro.duties.feedback.services.common import note, require_text
from namro.engine.text import nfc, search_key

# The row stays locked until the feedback is written, so that what is refused leaves no gap.
NEXT = """
INSERT INTO feedback_codecounter (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = feedback_codecounter.last + 1 RETURNING last
"""
LONGEST = 8_000


@transaction.atomic
def receive(
    *, klass: str, channel: str, content: str, unit_id: int, by: Actor, at: datetime, on: date,
    person_id: int | None = None, dossier_code: str = "", sender: str = "", phone: str = "", email: str = "",
    received_on: date | None = None,
) -> Feedback:  # fmt: skip
    """Write feedback into the register. The sender may stay unknown; what they said is kept word for word.

    Refuses: feedback.klass, feedback.channel, feedback.content.missing, feedback.content.long, feedback.unit,
    feedback.person, feedback.received_on
    Records: feedback:item:received
    """
    known, day = parameters(), received_on or on
    if klass not in known.classes:
        raise DomainError("feedback.klass", _("Hãy chọn loại phản ánh."), field="klass")
    if channel not in Channel.values:
        raise DomainError("feedback.channel", _("Hãy chọn kênh nhận."), field="channel")
    if day > on:
        raise DomainError("feedback.received_on", _("Ngày nhận không thể ở sau hôm nay."), field="received_on")
    said = nfc(require_text(content, "content", _("Hãy ghi nội dung phản ánh.")))
    if len(said) > LONGEST:
        message = _("Nội dung dài quá %(most)s ký tự. Hãy rút gọn, gửi phần còn lại kèm hồ sơ.") % {"most": LONGEST}
        raise DomainError("feedback.content.long", message, field="content")
    check_about(unit_id, person_id, day)
    calendar = standard_calendar()
    made = Feedback.objects.create(
        code=_next_code(day), klass=klass, channel=channel, content=said, content_key=search_key(said), unit_id=unit_id,
        person_id=person_id, dossier_code=dossier_code.strip(), sender=nfc(sender), phone=phone.strip(), email=email.strip(),
        received_at=at, received_by_id=by.user_id, received_on=day,
        pass_by=calendar.add_working_days(day, known.pass_days), due_on=calendar.add_working_days(day, known.answer_days),
    )  # fmt: skip
    note("received", made, by=by, at=at, after={"klass": klass, "channel": channel, "due_on": str(made.due_on)})
    return made


def check_about(unit_id: int, person_id: int | None, day: date) -> None:
    """Refuses: feedback.unit, feedback.person"""
    if organisation.spell(unit_id, on=day) is None:
        raise DomainError("feedback.unit", _("Đơn vị này không có vào ngày nhận."), field="unit")
    if person_id is None:
        return
    under = organisation.subtree_ids(unit_id, on=day)
    if not Posting.objects.filter(person=person_id, unit__in=under, valid__contains=day).exists():
        message = _("Người này không công tác ở đơn vị đã chọn vào ngày nhận. Hãy kiểm tra lại, hoặc chỉ chọn đơn vị.")
        raise DomainError("feedback.person", message, field="person")


def _next_code(day: date) -> str:
    with planned_cursor() as cursor:
        cursor.execute(NEXT, [day.year])
        row = cursor.fetchone()
    return f"PA-{day:%Y}-{row[0]:06d}"
