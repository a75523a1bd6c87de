"""The file of a result: kept by its bytes with a fingerprint, and taken back only with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.uploads import Upload, checked
from namro.duties.onestop.models import Dossier, ResultFile
from namro.duties.onestop.models.dossiers import FINISHED, ReturnWay
from namro.duties.onestop.parameters import most_of_results
from namro.duties.onestop.services.moving import Told, move, taken


@transaction.atomic
def finish(
    dossier_id: int, told: Told, file: UploadedFile[Any] | None = None, *, by: Actor, at: datetime, on: date, version: int | None = None
) -> Dossier:  # fmt: skip
    """The move to done, with the file of the result where there is one: both, or neither.

    Refuses: what move refuses, onestop.result_file.many, onestop.result_file.twice, upload.large, upload.kind
    Records: onestop:dossier:done, onestop:result_file:added
    """
    upload = read(file) if file else None
    dossier = move(dossier_id, "finish", told, by=by, at=at, on=on, version=version)
    if upload:
        keep(dossier, upload, by=by, at=at)
    return dossier


@transaction.atomic
def add_result_file(dossier_id: int, file: UploadedFile[Any], *, by: Actor, at: datetime, on: date) -> ResultFile:
    """Lay a file to the result of a dossier that is done.

    Refuses: onestop.not_found, access.denied, onestop.result_file.no_result, onestop.result_file.many,
    onestop.result_file.twice, upload.large, upload.kind
    Records: onestop:result_file:added
    """
    dossier, relations = taken(dossier_id, by, on=on)
    if not may(Permission.DOSSIER_WORK, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    if dossier.state not in FINISHED:
        text = _("Hồ sơ chưa có kết quả nên chưa có tệp kết quả.")
        raise DomainError("onestop.result_file.no_result", text, field="file")
    return keep(dossier, read(file), by=by, at=at)


def read(file: UploadedFile[Any]) -> Upload:
    """Refuses: upload.large, upload.kind"""
    return checked(file, most_bytes=most_of_results().bytes)


def keep(dossier: Dossier, upload: Upload, *, by: Actor, at: datetime) -> ResultFile:
    """Of a dossier held locked. Refuses: onestop.result_file.many, onestop.result_file.twice"""
    there = list(ResultFile.objects.filter(dossier=dossier, withdrawn_at=None).values_list("sha256", flat=True))
    if upload.sha256 in there:
        raise DomainError("onestop.result_file.twice", _("Tệp này đã có trong kết quả của hồ sơ."), field="file")
    if len(there) >= most_of_results().files:
        text = _("Một hồ sơ có nhiều nhất %(most)s tệp kết quả. Hãy gộp lại thành một tệp PDF.")
        raise DomainError("onestop.result_file.many", text % {"most": most_of_results().files}, field="file")
    assert by.user_id is not None
    made = ResultFile.objects.create(
        dossier=dossier, file=upload.to_keep(), kind=upload.kind, size=upload.size, sha256=upload.sha256, added_at=at,
        added_by_id=by.user_id,
    )  # fmt: skip
    record(
        tag="onestop:result_file:added", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"file": made.pk, "sha256": made.sha256, "size": made.size},
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_result_file(file_id: int, *, reason: str, by: Actor, at: datetime, on: date) -> ResultFile:
    """Take a wrong file back; it stays, and is no longer given to anybody as the result.

    Refuses: onestop.result_file.none, access.denied, onestop.reason.missing, onestop.result_file.withdrawn,
    onestop.result_file.last
    Records: onestop:result_file:withdrawn
    """
    found = ResultFile.objects.filter(pk=file_id).values_list("dossier", flat=True).first()
    if found is None:
        raise NotVisible("onestop.result_file.none", _("Không có tệp này."))
    dossier, relations = taken(found, by, on=on)
    if not may(Permission.DOSSIER_WORK, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    kept = ResultFile.objects.select_for_update().get(pk=file_id)
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do."), field="reason")
    if kept.withdrawn_at is not None:
        raise DomainError("onestop.result_file.withdrawn", _("Tệp này đã được rút lại rồi."))
    others = dossier.result_files.filter(withdrawn_at=None).exclude(pk=kept.pk)
    if dossier.returned_way == ReturnWay.ELECTRONIC and not others.exists():
        text = _("Kết quả đã trả điện tử bằng tệp này. Hãy thêm tệp đúng trước, rồi rút tệp sai.")
        raise DomainError("onestop.result_file.last", text)
    kept.withdrawn_at, kept.withdrawn_by_id, kept.withdrawn_because = at, by.user_id, reason.strip()
    kept.save()
    record(
        tag="onestop:result_file:withdrawn", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        reason=kept.withdrawn_because, before={"file": kept.pk, "sha256": kept.sha256},
    )  # fmt: skip
    return kept
