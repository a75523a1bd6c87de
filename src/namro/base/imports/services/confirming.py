"""What was shown is written, all or nothing; and one import is taken back as one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.imports import plans, selectors
from namro.base.imports.models import ImportAct, RememberedMapping, Upload, UploadState
from namro.base.imports.registry import Act, Report, handler_of
from namro.base.imports.services.receiving import INLINE_BYTES, read_upload
from namro.base.jobs import services as jobs

WRITE = "imports.write"


@transaction.atomic
def confirm(*, upload_id: int, by: Actor, at: datetime, only_accepted: bool = False) -> Upload:
    """The officer agrees with what was shown: the rows are written, at once or by a job. Of two at once, one wins.

    Refuses: imports.upload.unknown, imports.upload.taken, imports.upload.has_errors, imports.upload.unanswered,
    imports.upload.nothing, and what the kind's handler refuses
    Records: imports:upload:confirmed
    """
    upload = selectors.upload_for(by, upload_id)
    _require_ready(upload.analysis, only_accepted=only_accepted)
    choices = {**upload.choices, "only_accepted": only_accepted}
    taken = Upload.objects.filter(pk=upload_id, state=UploadState.ANALYSED).update(
        state=UploadState.CONFIRMING, choices=choices, error="", error_code=""
    )
    if not taken:
        raise Conflict("imports.upload.taken", _("Tệp này đang được ghi hoặc đã được ghi trước đó."))
    if upload.size <= INLINE_BYTES:
        write(upload_id=upload_id, by=by, at=at, report=_silent)
    else:
        arguments = {"upload": upload_id, "at": at.isoformat()}
        upload.job = jobs.start(task=WRITE, key=f"{WRITE}:{upload_id}", arguments=arguments, by=by, at=at)
        upload.save(update_fields=["job"])
    upload.refresh_from_db()
    return upload


def _silent(done: int, total: int, message: str) -> None:
    """Small files need no progress."""


def _require_ready(analysis: Mapping[str, Any], *, only_accepted: bool) -> None:
    if analysis.get("file_error") or not analysis.get("accepted"):
        raise DomainError(
            "imports.upload.nothing", _("Không có dòng nào nhập được. Hãy sửa các lỗi đã nêu rồi tải lại.")
        )
    if analysis["errors"] and not only_accepted:
        raise DomainError(
            "imports.upload.has_errors",
            _("Còn %(count)s lỗi. Hãy sửa tệp và tải lại, hoặc chọn chỉ nhập các dòng không có lỗi.")
            % {"count": analysis["errors"]},
        )


@transaction.atomic
def write(*, upload_id: int, by: Actor, at: datetime, report: Report) -> dict[str, int]:
    """Read once more and write, in one transaction; a second run finds it written and does nothing.

    Refuses: imports.upload.changed, and what the kind's handler refuses
    Records: imports:upload:confirmed
    """
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.state == UploadState.CONFIRMED:
        return dict(upload.counts)
    if upload.state != UploadState.CONFIRMING:
        raise Conflict("imports.upload.taken", _("Tệp này không còn chờ ghi."))
    report(0, upload.analysis.get("rows", 0), _("Đang đọc lại tệp"))
    reading = read_upload(upload, by=by, at=at)
    _require_same(upload, reading)
    acts = handler_of(upload.kind).apply(reading.prepared, by=by, at=at, report=report)
    keep(upload, acts, reading, by, at)
    return reading.prepared.counts


def _require_same(upload: Upload, reading: plans.Reading) -> None:
    """The database may have changed since the officer looked: then they look again."""
    shown = (upload.analysis.get("errors"), upload.counts)
    now = (reading.error_count, reading.prepared.counts)
    if shown != now:
        raise Conflict(
            "imports.upload.changed",
            _("Dữ liệu trong hệ thống đã thay đổi từ lúc kiểm tra tệp. Hãy xem lại kết quả kiểm tra rồi xác nhận."),
        )


def keep(upload: Upload, acts: list[Act], reading: plans.Reading, by: Actor, at: datetime) -> None:
    """Note what was done, so that it can be undone, remembered and answered for."""
    ImportAct.objects.bulk_create(
        ImportAct(upload=upload, table=act.table, inserted=act.inserted, changed=act.changed) for act in acts
    )
    upload.state, upload.confirmed_at, upload.confirmed_by_id = UploadState.CONFIRMED, at, by.user_id
    upload.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    remember(upload, reading.analysis.memory, at)
    record(
        tag="imports:upload:confirmed",
        by=by,
        at=at,
        subject=("upload", upload.pk),
        after=summary(acts, reading.prepared.counts),
    )


def summary(acts: list[Act], counts: Mapping[str, int]) -> dict[str, Any]:
    """An import as the log keeps it: how many rows of which tables, and their range of numbers."""
    tables = {
        act.table: {"inserted": len(act.inserted), "changed": len(act.changed),
                    "ids": [min(act.inserted), max(act.inserted)] if act.inserted else []}
        for act in acts
    }  # fmt: skip
    return {"counts": dict(counts), "tables": tables}


def remember(upload: Upload, memory: Mapping[str, str], at: datetime) -> None:
    """Headers mean next time what they meant in a file that was confirmed."""
    if upload.uploaded_by_id is None:
        return
    RememberedMapping.objects.bulk_create(
        [
            RememberedMapping(user_id=upload.uploaded_by_id, kind=upload.kind, header=header[:400], field=name, said_at=at)
            for header, name in memory.items()
        ],
        update_conflicts=True, unique_fields=["user", "kind", "header"], update_fields=["field", "said_at"],
    )  # fmt: skip


@transaction.atomic
def undo(*, upload_id: int, by: Actor, at: datetime, reason: str) -> Upload:
    """Take one import back, all of it.

    Refuses: imports.upload.unknown, imports.undo.not_written, imports.undo.reason, imports.undo.changed_since,
    imports.undo.depended_on
    Records: imports:upload:undone
    """
    selectors.upload_for(by, upload_id)
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.state != UploadState.CONFIRMED:
        raise Conflict("imports.undo.not_written", _("Chỉ hoàn tác được lần nhập đã ghi."))
    if not reason.strip():
        raise DomainError("imports.undo.reason", _("Hãy ghi lý do hoàn tác."), field="reason")
    acts = [Act(row.table, row.inserted, row.changed) for row in upload.acts.order_by("id")]
    handler_of(upload.kind).undo(acts, by=by, at=at)
    upload.state, upload.undone_at, upload.undone_by_id = UploadState.UNDONE, at, by.user_id
    upload.undone_reason = reason.strip()
    upload.save(update_fields=["state", "undone_at", "undone_by", "undone_reason"])
    record(
        tag="imports:upload:undone",
        by=by,
        at=at,
        subject=("upload", upload_id),
        before=summary(acts, upload.counts),
        reason=reason,
    )
    return upload
