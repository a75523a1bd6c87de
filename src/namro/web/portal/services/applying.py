"""A dossier handed in online by a signed-in citizen: kept as a draft while it is filled in, then registered at a desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.errors import Conflict, DomainError
from namro.base.limits import services as limiting
from namro.base.uploads import Upload, checked
from namro.duties.onestop import offers
from namro.duties.onestop.models import Channel, Dossier
from namro.duties.onestop.parameters import most_of_papers
from namro.duties.onestop.selectors.owning import dossiers_of
from namro.duties.onestop.services import Handed, SentFile, hand_in, send_papers
from namro.duties.procedures.selectors.online import takes_online
from namro.engine.text import nfc
from namro.web.portal.http import Citizen
from namro.web.portal.models import Draft, DraftFile
from namro.web.portal.parameters import draft_kept, limits
from namro.web.portal.sealing import seal, unseal
from namro.web.portal.services.accounts import number_key
from namro.web.portal.services.following import count_try

PURPOSE = "draft"
TYPED = ("point", "case", "applicant", "phone", "email", "address", "note")
REMEMBERED = ("applicant", "phone", "email", "address")  # as on their last dossier

Files = Sequence[tuple[str, "UploadedFile[Any]"]]  # the paper, and a file of it


@dataclass(frozen=True)
class Typed:
    """What was typed so far: words by field, and the papers that will be brought to the desk on paper."""

    words: dict[str, str] = field(default_factory=dict)
    brings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A draft as its owner sees it again."""

    typed: Typed
    files: list[DraftFile]
    saved_at: datetime | None = None


def kept(citizen: Citizen, code: str, *, at: datetime) -> Kept:
    """What is there of a dossier they began; of a new one, what their last one says of themselves."""
    draft = _draft(citizen, code)
    if draft is None:
        return Kept(Typed(_remembered(citizen)), [])
    held = unseal(draft.sealed, purpose=PURPOSE, key=citizen.number, at=at)
    return Kept(Typed(held.get("words", {}), tuple(held.get("brings", ()))), list(draft.files.all()), draft.saved_at)


def _remembered(citizen: Citizen) -> dict[str, str]:
    last = dossiers_of(citizen.number).first()
    found = {name: getattr(last, name) for name in REMEMBERED} if last else {}
    return {**found, **({"applicant": citizen.name} if citizen.name else {})}


def _draft(citizen: Citizen, code: str) -> Draft | None:
    return Draft.objects.filter(number_key=number_key(citizen.number), procedure_code=code).first()


def drafts_of(citizen: Citizen) -> list[Draft]:
    """What they are still filling in, the last saved first."""
    return list(Draft.objects.filter(number_key=number_key(citizen.number)).order_by("-saved_at"))


@transaction.atomic
def save(citizen: Citizen, code: str, typed: Typed, files: Files, *, at: datetime) -> list[str]:
    """Keep what was typed and every file that can be kept; returns why the others cannot, each in words.

    Refuses: limits.too_many
    """
    words = {name: nfc(typed.words.get(name, ""))[:2000] for name in TYPED}
    sealed = seal({"words": words, "brings": list(typed.brings)}, purpose=PURPOSE, key=citizen.number, at=at)
    draft, _is_new = Draft.objects.update_or_create(
        number_key=number_key(citizen.number), procedure_code=code, defaults={"sealed": sealed, "saved_at": at}
    )
    refused = []
    for paper, file in files:
        try:
            _keep(draft, citizen, paper, file, at)
        except DomainError as error:
            if error.status == 429:
                raise
            refused.append(f"{paper}: {error}")
    return refused


def _keep(draft: Draft, citizen: Citizen, paper: str, file: UploadedFile[Any], at: datetime) -> None:
    count_try("file_number_day", citizen.number, at=at)
    upload = checked(file, most_bytes=most_of_papers().bytes)
    same = draft.files.filter(sha256=upload.sha256).first()
    if same is not None:
        text = _("tệp này đã gửi cho giấy tờ “%(name)s”. Mỗi giấy tờ cần tệp của nó.") % {"name": same.paper}
        raise DomainError("portal.file.twice", text)
    if draft.files.count() >= most_of_papers().files:
        text = _("đã đủ %(most)s tệp. Hãy gộp các trang thành một tệp PDF.") % {"most": most_of_papers().files}
        raise DomainError("portal.file.many", text)
    DraftFile.objects.create(
        draft=draft, paper=paper, file=upload.to_keep(), kind=upload.kind, size=upload.size, sha256=upload.sha256, sent_at=at
    )  # fmt: skip


@transaction.atomic
def remove_file(citizen: Citizen, code: str, file_id: int) -> None:
    """Take a file out of a draft; it is gone. One that is not there, or of somebody else, is gone already."""
    rows = DraftFile.objects.filter(
        pk=file_id, draft__number_key=number_key(citizen.number), draft__procedure_code=code
    )
    _forget(list(rows))
    rows.delete()


@transaction.atomic
def drop(citizen: Citizen, code: str) -> None:
    """Give a draft up, with its files."""
    _drop(Draft.objects.filter(number_key=number_key(citizen.number), procedure_code=code))


@transaction.atomic
def drop_old(*, at: datetime) -> int:
    """Drafts nobody came back to. Returns how many."""
    return _drop(Draft.objects.filter(saved_at__lt=at - draft_kept()))


def _drop(rows: Any) -> int:
    found = list(rows)
    _forget(list(DraftFile.objects.filter(draft__in=found)))
    for one in found:
        one.delete()
    return len(found)


def _forget(files: Iterable[DraftFile]) -> None:
    """The bytes go once the rows have gone for good."""
    for one in files:
        transaction.on_commit(partial(one.file.storage.delete, str(one.file.name)))


def send(citizen: Citizen, code: str, *, once: str, at: datetime, on: date) -> Dossier:
    """Hand in the draft. It becomes a registered dossier of the desk that was chosen, and is a draft no more.

    Refuses: portal.apply.not_online, portal.apply.point, portal.apply.nothing, portal.apply.phone, portal.apply.sent,
    limits.too_many, and what onestop's hand_in refuses. What is refused stays a draft.
    Records: onestop:dossier:registered, onestop:paper_file:sent, portal:limit:reached
    """
    if not takes_online(code, on=on):
        raise DomainError("portal.apply.not_online", _("Thủ tục này hiện không nhận hồ sơ trực tuyến."))
    if not limiting.count(limits()["apply_form"], once, at=at).is_within:
        raise Conflict("portal.apply.sent", _("Hồ sơ này đã được gửi. Xem ở mục Hồ sơ của tôi."))
    try:
        count_try("apply_number_day", citizen.number, at=at)
        return _handed_in(citizen, code, at=at, on=on)
    except DomainError:
        limiting.give_back(limits()["apply_form"], once)  # nothing was handed in: it may be sent again
        raise


@transaction.atomic
def _handed_in(citizen: Citizen, code: str, *, at: datetime, on: date) -> Dossier:
    rows = Draft.objects.select_for_update().filter(number_key=number_key(citizen.number), procedure_code=code)
    draft = rows.first()
    if draft is None:
        raise DomainError("portal.apply.nothing", _("Chưa có gì để gửi. Hãy khai hồ sơ rồi gửi."))
    held = kept(citizen, code, at=at)
    words = held.typed.words
    if not words["point"].isdecimal():
        raise DomainError("portal.apply.point", _("Hãy chọn nơi nộp."), field="point")
    if not words["phone"].strip():
        raise DomainError("portal.apply.phone", _("Hãy ghi số điện thoại để nơi nhận liên hệ."), field="phone")
    data = Handed(
        point_id=int(words["point"]), procedure=code, channel=Channel.ONLINE.value, applicant=citizen.name or words["applicant"],
        case=words["case"], id_number=citizen.number, phone=words["phone"], email=words["email"], address=words["address"],
        note=words["note"], papers=[{"name": name} for name in held.typed.brings],
    )  # fmt: skip
    files = [SentFile(one.paper, str(one.file.name), one.kind, one.size, one.sha256) for one in held.files]
    made = hand_in(data, files, session_id=citizen.session_id, at=at, on=on)
    draft.delete()  # the files are the dossier's now
    return made


def supply(citizen: Citizen, dossier_id: int, files: Files, *, at: datetime) -> int:
    """Send papers the desk asked for. Returns how many files were kept: all of them, or none.

    Refuses: upload.large, upload.kind, limits.too_many, and what onestop's send_papers refuses
    Records: onestop:paper_file:sent, portal:limit:reached
    """
    read = []
    for paper, file in files:
        count_try("file_number_day", citizen.number, at=at)
        read.append((paper, checked(file, most_bytes=most_of_papers().bytes)))
    with transaction.atomic():
        stored = [_stored(paper, upload, at) for paper, upload in read]
        return len(send_papers(dossier_id, stored, id_number=citizen.number, session_id=citizen.session_id, at=at))


def _stored(paper: str, upload: Upload, at: datetime) -> SentFile:
    content = upload.to_keep()
    name = default_storage.save(f"papers/{at:%Y/%m}/{content.name}", content)
    return SentFile(paper, name, upload.kind, upload.size, upload.sha256)


def papers_of(code: str, *, on: date) -> tuple[str, ...]:
    """The papers a procedure asks for on a day. Refuses: onestop.procedure.not_in_force."""
    return offers.offer(code, on=on).papers
