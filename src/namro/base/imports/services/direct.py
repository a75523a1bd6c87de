"""An import from the command line: one file, one transaction, no questions asked in between."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.imports import plans, selectors
from namro.base.imports.models import Upload, UploadState
from namro.base.imports.registry import Report, handler_of
from namro.base.imports.services.confirming import keep


@transaction.atomic
def import_now(
    *, data: bytes, name: str, kind: str, on: date, choices: plans.Choices, by: Actor, at: datetime, report: Report
) -> tuple[plans.Reading, Upload | None]:
    """Read, check and write a file; with any error nothing is written and no upload is kept.

    Refuses: what `analyse` and the kind's handler refuse
    Records: imports:upload:received, imports:upload:confirmed
    """
    report(0, 1, _("Đang đọc tệp"))
    known = selectors.remembered(by.user_id, kind)
    today = timezone.localdate(at)
    reading = plans.read(data, name, kind, choices, actor=by, on=on, today=today, remembered=known)
    if reading.error_count:
        return reading, None
    acts = handler_of(kind).apply(reading.prepared, by=by, at=at, report=report)
    upload = _kept(data, name, kind, on, choices, reading, by, at)
    keep(upload, acts, reading, by, at)
    return reading, upload


def _kept(
    data: bytes, name: str, kind: str, on: date, choices: plans.Choices, reading: plans.Reading, by: Actor, at: datetime
) -> Upload:
    digest = hashlib.sha256(data).hexdigest()
    upload = Upload(
        kind=kind, name=name[-200:], size=len(data), digest=digest, on=on, uploaded_at=at, uploaded_by_id=by.user_id,
        choices=choices.as_dict(), analysis=reading.as_dict(), counts=reading.prepared.counts,
        state=UploadState.CONFIRMING,
    )  # fmt: skip
    upload.file.save(f"{digest[:16]}.bin", ContentFile(data), save=False)
    upload.save()
    after = {"kind": kind, "name": upload.name, "size": upload.size, "digest": digest}
    record(tag="imports:upload:received", by=by, at=at, subject=("upload", upload.pk), after=after)
    return upload
