"""Feedback sent from the portal, and what became of it for whoever has its code and the end of their telephone number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.base.uploads import Upload, checked
from namro.duties.feedback import services as feedback
from namro.duties.feedback.models import Channel, Feedback
from namro.web.portal.models import Attachment
from namro.web.portal.parameters import limits, most_bytes
from namro.web.portal.services.following import BY_ADDRESS, FOUR, count_try, ends_with

PURPOSE = "Người gửi tra cứu kết quả phản ánh bằng mã và 4 chữ số cuối"
LONGEST = 4_000  # of what a citizen types on a telephone; more goes into the file


@dataclass(frozen=True)
class Sent:
    """What a citizen sends. `once` is the mark of one form shown: the same form sent twice is one piece of feedback."""

    klass: str
    content: str
    unit_id: int
    once: str
    dossier_code: str = ""
    sender: str = ""
    phone: str = ""
    email: str = ""
    trap: str = ""
    file: UploadedFile | None = None  # type: ignore[type-arg]


def send(data: Sent, *, address: str, at: datetime, on: date) -> Feedback:
    """Write what a citizen sends into the register; nobody is signed in, and the tries of an address are counted.

    Refuses: portal.trap, portal.content.long, upload.large, upload.kind, portal.sent_already, limits.too_many, and
    what feedback.receive refuses
    Records: portal:limit:reached, feedback:item:received
    """
    if data.trap:
        raise DomainError("portal.trap", _("Hãy để trống ô “Trang web”, rồi gửi lại."), field="trap")
    if len(data.content) > LONGEST:
        message = _("Nội dung dài quá %(most)s ký tự. Hãy rút gọn, hoặc gửi kèm tệp.") % {"most": LONGEST}
        raise DomainError("portal.content.long", message, field="content")
    upload = checked(data.file, most_bytes=most_bytes()) if data.file else None
    for name in ("feedback_address", "feedback_address_day"):
        count_try(name, address, at=at)
    if not limiting.count(limits()["feedback_form"], data.once, at=at).is_within:
        message = _("Phản ánh này đã được gửi. Muốn gửi phản ánh khác, hãy mở lại trang gửi phản ánh.")
        raise DomainError("portal.sent_already", message)
    try:
        return _written(data, upload, at=at, on=on)
    except DomainError:
        limiting.give_back(limits()["feedback_form"], data.once)  # nothing was written: it may be sent again
        raise


@transaction.atomic
def _written(data: Sent, upload: Upload | None, *, at: datetime, on: date) -> Feedback:
    made = feedback.receive(
        klass=data.klass, channel=Channel.PORTAL, content=data.content, unit_id=data.unit_id, dossier_code=data.dossier_code,
        sender=data.sender, phone=data.phone, email=data.email, by=NOBODY, at=at, on=on,
    )  # fmt: skip
    if upload:
        Attachment.objects.create(feedback=made, file=upload.to_keep(), kind=upload.kind, size=upload.size, sent_at=at)
    return made


def answer_of(*, code: str, digits: str, address: str, at: datetime) -> Feedback:
    """What became of feedback, for whoever left a telephone number with it. Every wrong pair is answered alike.

    Refuses: portal.pair.form, portal.answer.wrong, limits.too_many
    Records: portal:feedback:followed, portal:limit:reached
    """
    asked = code.strip().upper()[:20]
    if not asked or not FOUR.fullmatch(digits.strip()):
        message = _("Hãy nhập mã phản ánh và đủ 4 chữ số cuối của số điện thoại đã để lại.")
        raise DomainError("portal.pair.form", message, field="digits")
    keys = {**dict.fromkeys(BY_ADDRESS, address), "follow_code": asked}
    for name, key in keys.items():
        count_try(name, key, at=at)
    found = Feedback.objects.filter(code=asked).first()
    if not ends_with(digits.strip(), (found.phone, "") if found else ("", "")) or found is None:
        message = _("Không có phản ánh nào khớp cả mã và 4 chữ số này. Phản ánh không để lại số điện thoại thì chỉ xem được ở mục đã công khai.")  # fmt: skip
        raise DomainError("portal.answer.wrong", message, field="code")
    for name, key in keys.items():
        limiting.give_back(limits()[name], key)
    record(
        tag="portal:feedback:followed",
        by=NOBODY,
        at=at,
        subject=("feedback", found.pk),
        unit_id=found.unit_id,
        reason=PURPOSE,
    )
    return found
