"""Every write to frameworks: draft, edit, archive, decide. Decided versions stay as they are; a change is a new draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.law import selectors
from namro.base.law.faults import Fault, digest_of, read_text
from namro.base.law.models import FrameworkVersion, VersionState
from namro.base.law.outline import Outline, OutlineError, Path, Written
from namro.base.ui.wording import said
from namro.engine.errors import FrameworkError
from namro.engine.text import nfc

LONGEST = 400_000  # characters; the longest framework known has fewer than a tenth
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,78}")


@transaction.atomic
def draft_framework(
    *, framework_id: str, new_id: str, note: str, by: Actor, at: datetime, version_id: int | None = None
) -> FrameworkVersion:
    """Begin a draft as a copy of a framework in force today, or of any version; under another id if wished.

    Refuses: law.not_found, law.version.id, framework.unknown, law.framework.not_yet
    Records: law:framework:drafted
    """
    on = timezone.localdate(at)
    _require_keeper(by, on)
    if not ID.fullmatch(new_id):
        message = _("Mã khung gồm chữ thường không dấu, số và gạch nối, ví dụ nd400-2027. Hãy sửa lại.")
        raise DomainError("law.version.id", message, field="new_id")
    text, source = _source(framework_id, version_id, by, on)
    text = text if new_id == framework_id else _renamed(text, new_id)
    made = FrameworkVersion.objects.create(
        framework=new_id, text=text, digest=digest_of(text), note=nfc(note.strip())[:500], based_on=source[:200],
        created_at=at, created_by_id=_user(by), edited_at=at, edited_by_id=_user(by),
    )  # fmt: skip
    _record("drafted", made, by, at, after={"framework": new_id, "from": source})
    return made


def _source(framework_id: str, version_id: int | None, by: Actor, on: date) -> tuple[str, str]:
    """The text to begin with, and what it is, in words."""
    if version_id is not None:
        version = selectors.version_for(version_id, by, on=on)
        return version.text, str(version)
    try:
        found = selectors.offered(framework_id, on=on)
    except FrameworkError as error:
        raise DomainError(error.code, said(error.text)) from error
    return found.text, f"{framework_id} · {found.version.number}" if found.version else framework_id


def _renamed(text: str, new_id: str) -> str:
    """The text under another id; one that is no YAML keeps its own, and says so when it is checked."""
    try:
        return Outline(text).replaced({("id",): new_id})
    except (OutlineError, KeyError):
        return text


@transaction.atomic
def save_text(
    *, version_id: int, text: str, note: str, edits: int, by: Actor, at: datetime
) -> FrameworkVersion:  # fmt: skip
    """Keep a draft's text as it is, with its errors if it has any.

    Refuses: law.not_found, law.version.decided, law.version.archived, law.version.conflict, law.version.empty,
    law.version.too_long
    Records: law:framework:edited
    """
    found = _draft(version_id, edits, by, at)
    return _keep(found, _clean(text), nfc(note.strip())[:500], by, at)


def _clean(text: str) -> str:
    lines = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")).rstrip()
    if not lines:
        message = _("Văn bản đang trống nên chưa lưu. Muốn bỏ bản dự thảo, hãy lưu trữ nó.")
        raise DomainError("law.version.empty", message, field="text")
    if len(lines) > LONGEST:
        message = _("Văn bản dài quá %(most)s ký tự. Hãy rút gọn.") % {"most": LONGEST}
        raise DomainError("law.version.too_long", message, field="text")
    return lines + "\n"


@transaction.atomic
def set_values(
    *, version_id: int, values: Mapping[Path, Written], edits: int, by: Actor, at: datetime
) -> FrameworkVersion:  # fmt: skip
    """Replace single values in a draft's text; everything else, comments too, stays as it is.

    Refuses: law.not_found, law.version.decided, law.version.archived, law.version.conflict, law.version.outline
    Records: law:framework:edited
    """
    found = _draft(version_id, edits, by, at)
    try:
        text = Outline(found.text).replaced(values)
    except (OutlineError, KeyError) as error:
        message = _("Văn bản có lỗi nên chưa sửa được bằng biểu mẫu. Hãy sửa lỗi trong văn bản trước.")
        raise Conflict("law.version.outline", message) from error
    return _keep(found, text, found.note, by, at, changed=[".".join(str(step) for step in path) for path in values])


def _keep(
    found: FrameworkVersion, text: str, note: str, by: Actor, at: datetime, *, changed: list[str] | None = None
) -> FrameworkVersion:
    if (text, note) == (found.text, found.note):
        return found
    before = {"digest": found.digest, "edits": found.edits}
    found.text, found.note, found.digest, found.edits = text, note, digest_of(text), found.edits + 1
    found.edited_at, found.edited_by_id = at, _user(by)
    found.save()
    after: dict[str, Any] = {"digest": found.digest, "edits": found.edits}
    _record("edited", found, by, at, before=before, after={**after, "values": changed} if changed else after)
    return found


@transaction.atomic
def archive_draft(*, version_id: int, reason: str, by: Actor, at: datetime) -> FrameworkVersion:
    """Put a draft away; its text stays readable, and a new draft may be made from it.

    Refuses: law.not_found, law.version.decided, law.version.archived, law.version.reason
    Records: law:framework:archived
    """
    found = _draft(version_id, None, by, at)
    if not reason.strip():
        raise DomainError("law.version.reason", _("Hãy ghi lý do lưu trữ."), field="reason")
    found.state, found.archived_at, found.archived_by_id = VersionState.ARCHIVED, at, by.user_id
    found.save()
    _record("archived", found, by, at, reason=nfc(reason.strip()))
    return found


@transaction.atomic
def decide_framework(
    *, version_id: int, edits: int, number: str, decided_on: date, authority: str, valid_from: date, by: Actor, at: datetime
) -> FrameworkVersion:  # fmt: skip
    """Put a draft in force by a decision: from its day on, new periods may be opened under it; open ones keep theirs.

    Refuses: law.not_found, law.version.decided, law.version.archived, law.version.conflict, law.version.faulty,
    law.version.number, law.version.authority, law.version.decided_later, law.version.not_in_force, law.version.taken
    Records: law:framework:decided
    """
    found = _draft(version_id, edits, by, at)
    _check_decision(found, number, authority, decided_on, valid_from, on=timezone.localdate(at))
    found.state, found.number, found.authority = VersionState.DECIDED, nfc(number.strip()), nfc(authority.strip())
    found.decided_on, found.valid_from, found.decided_at, found.decided_by_id = decided_on, valid_from, at, by.user_id
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise _taken(found.framework, valid_from) from error
    _record("decided", found, by, at, after={
        "framework": found.framework, "number": found.number, "authority": found.authority, "digest": found.digest,
        "decided_on": decided_on.isoformat(), "valid_from": valid_from.isoformat(),
    })  # fmt: skip
    return found


def _check_decision(
    found: FrameworkVersion, number: str, authority: str, decided_on: date, valid_from: date, *, on: date
) -> None:
    if not number.strip():
        raise DomainError("law.version.number", _("Hãy ghi số quyết định."), field="number")
    if not authority.strip():
        raise DomainError("law.version.authority", _("Hãy ghi cơ quan, người ban hành."), field="authority")
    if decided_on > on:
        raise DomainError("law.version.decided_later", _("Ngày quyết định chưa tới."), field="decided_on")
    if FrameworkVersion.objects.filter(framework=found.framework, valid_from=valid_from).exists():
        raise _taken(found.framework, valid_from)
    framework = read_text(found.text, found.framework).framework
    if framework is None:
        raise _faulty(read_text(found.text, found.framework).faults[0])
    if not framework.in_force(valid_from):
        message = _(
            "Văn bản ghi khung có hiệu lực từ %(begin)s đến %(end)s, không gồm ngày đã chọn. "
            "Hãy sửa ngày ở mục Văn bản nguồn, hoặc chọn ngày khác."
        )
        rule = framework.rule
        named = {"begin": f"{rule.valid_from:%d/%m/%Y}", "end": f"{rule.valid_to:%d/%m/%Y}" if rule.valid_to else "…"}
        raise Conflict("law.version.not_in_force", message % named, field="valid_from")


def _faulty(fault: Fault) -> Conflict:
    message = _("Văn bản còn lỗi ở dòng %(line)s: %(text)s. Hãy sửa trước khi ban hành.")
    return Conflict("law.version.faulty", message % {"line": fault.line, "text": said(fault.text)})


def _taken(framework_id: str, valid_from: date) -> Conflict:
    message = _("Khung %(id)s đã có phiên bản ban hành áp dụng từ ngày %(day)s. Hãy chọn ngày khác.")
    named = {"id": framework_id, "day": f"{valid_from:%d/%m/%Y}"}
    return Conflict("law.version.taken", message % named, field="valid_from")


# shared ---------------------------------------------------------------------------------------------------------------
def _require_keeper(by: Actor, on: date) -> None:
    if not selectors.keeps_frameworks(by, on=on):
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def _user(by: Actor) -> int:
    if by.user_id is None:
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return by.user_id


def _draft(version_id: int, edits: int | None, by: Actor, at: datetime) -> FrameworkVersion:
    """The draft, held until the end of the act; `edits` is what the form knew, None where it does not matter."""
    _require_keeper(by, timezone.localdate(at))
    found = FrameworkVersion.objects.select_for_update().filter(pk=version_id).first()
    if found is None:
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    if found.state == VersionState.DECIDED:
        message = _(
            "Phiên bản này đã ban hành theo %(number)s nên không sửa được nữa. "
            "Hãy lập bản dự thảo mới từ nó; các kỳ đã mở giữ nguyên khung của mình."
        )
        raise Conflict("law.version.decided", message % {"number": found.number})
    if found.state == VersionState.ARCHIVED:
        raise Conflict("law.version.archived", _("Bản dự thảo này đã lưu trữ. Hãy lập bản dự thảo mới từ nó."))
    if edits is not None and edits != found.edits:
        message = _(
            "Người khác đã sửa bản dự thảo này trong lúc anh/chị đang làm. Chưa lưu gì; cả hai nội dung còn nguyên."
        )
        raise Conflict("law.version.conflict", message)
    return found


def _record(
    verb: str, version: FrameworkVersion, by: Actor, at: datetime, *, reason: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        tag=f"law:framework:{verb}", by=by, at=at, subject=("framework_version", version.pk), before=before, after=after,
        reason=reason,
    )  # fmt: skip
