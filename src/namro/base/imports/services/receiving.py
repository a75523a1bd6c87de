"""A file comes in, is kept as it came, and is read under what the officer chooses about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.imports import plans, selectors
from namro.base.imports.containers import Limits, too_large
from namro.base.imports.models import Upload, UploadState
from namro.base.imports.registry import handler_of
from namro.base.jobs import services as jobs

INLINE_BYTES = 300_000  # larger files are read by a job, with progress
ANALYSE = "imports.analyse"


@transaction.atomic
def receive(
    *, file: UploadedFile[bytes], kind: str, on: date, by: Actor, at: datetime, options: Mapping[str, str] | None = None
) -> Upload:
    """Keep a file and read it: at once when it is small, by a job otherwise.

    Refuses: imports.file.too_large, imports.kind.unhandled
    Records: imports:upload:received
    """
    handler_of(kind)
    name = (file.name or "tep")[-200:]
    if (file.size or 0) > Limits().file_bytes:
        raise too_large(name, file.size or 0, Limits())
    data = file.read()
    upload = Upload(
        kind=kind, name=name, size=len(data), digest=hashlib.sha256(data).hexdigest(), on=on, uploaded_at=at,
        uploaded_by_id=by.user_id, choices=plans.Choices(options=dict(options or {})).as_dict(),
    )  # fmt: skip
    upload.file.save(f"{upload.digest[:16]}.bin", ContentFile(data), save=False)
    upload.save()
    after = {"kind": kind, "name": name, "size": upload.size, "digest": upload.digest}
    record(tag="imports:upload:received", by=by, at=at, subject=("upload", upload.pk), after=after)
    _read_or_queue(upload, by=by, at=at)
    return upload


def _read_or_queue(upload: Upload, *, by: Actor, at: datetime) -> None:
    if upload.size <= INLINE_BYTES:
        analyse_upload(upload_id=upload.pk, by=by, at=at)
    else:
        key = f"{ANALYSE}:{upload.pk}"
        upload.job = jobs.start(task=ANALYSE, key=key, arguments={"upload": upload.pk}, by=by, at=at)
        upload.save(update_fields=["job"])
    upload.refresh_from_db()


@transaction.atomic
def analyse_upload(*, upload_id: int, by: Actor, at: datetime) -> Upload:
    """Read the file under its choices and keep what was found; a file that cannot be read is kept as failed."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    upload.error_code, upload.error = "", ""
    try:
        with transaction.atomic():
            reading = read_upload(upload, by=by, at=at)
    except DomainError as error:
        upload.state, upload.error_code, upload.error = UploadState.FAILED, error.code, str(error)
    else:
        upload.analysis, upload.counts = reading.as_dict(), reading.prepared.counts
        upload.state = UploadState.ANALYSED
    upload.save(update_fields=["state", "analysis", "counts", "error", "error_code"])
    return upload


def read_upload(upload: Upload, *, by: Actor, at: datetime) -> plans.Reading:
    """The kept file read again. Refuses: what `plans.read` refuses, imports.upload.gone"""
    today = timezone.localdate(at)
    known = selectors.remembered(upload.uploaded_by_id, upload.kind)
    choices = plans.Choices.of(upload.choices)
    return plans.read(
        bytes_of(upload), upload.name, upload.kind, choices, actor=by, on=upload.on, today=today, remembered=known
    )


def bytes_of(upload: Upload) -> bytes:
    """The file as it came. Refuses: imports.upload.gone"""
    try:
        with upload.file.open("rb") as stream:
            return bytes(stream.read())
    except FileNotFoundError as error:
        raise DomainError(
            "imports.upload.gone", _("Tệp đã tải lên không còn trên máy chủ. Hãy tải lên lại.")
        ) from error


@transaction.atomic
def change_choices(*, upload_id: int, by: Actor, at: datetime, **changes: Any) -> Upload:
    """Another sheet, header row, column, answer or conversion: the file is read again.

    Refuses: imports.upload.unknown, imports.upload.closed
    """
    upload = selectors.upload_for(by, upload_id)
    if upload.state not in (UploadState.ANALYSED, UploadState.FAILED):
        raise Conflict("imports.upload.closed", _("Tệp này đang được đọc, đã nhập hoặc đã bỏ nên không sửa được nữa."))
    upload.choices = {**upload.choices, **changes}
    upload.state = UploadState.ANALYSING
    upload.save(update_fields=["choices", "state"])
    _read_or_queue(upload, by=by, at=at)
    return upload


@transaction.atomic
def drop(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Put a file aside without importing it.

    Refuses: imports.upload.unknown, imports.upload.closed
    Records: imports:upload:dropped
    """
    selectors.upload_for(by, upload_id)
    changed = Upload.objects.filter(
        pk=upload_id, state__in=[UploadState.ANALYSED, UploadState.FAILED, UploadState.ANALYSING]
    ).update(state=UploadState.DROPPED)
    if not changed:
        raise Conflict("imports.upload.closed", _("Tệp này đang được ghi hoặc đã nhập nên không bỏ được nữa."))
    record(tag="imports:upload:dropped", by=by, at=at, subject=("upload", upload_id))
