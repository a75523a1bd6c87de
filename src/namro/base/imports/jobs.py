"""Large files are read and written in the background, with progress."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.errors import DomainError
from namro.base.imports import services
from namro.base.imports.models import Upload, UploadState
from namro.base.jobs.services import Progress, task


def _uploader(upload: Upload) -> Actor:
    return actor_of(upload.uploaded_by, on=timezone.localdate())


@task("imports.analyse")
def analyse_in_background(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Read one upload."""
    upload = Upload.objects.select_related("uploaded_by").get(pk=arguments["upload"])
    progress.report(done=0, total=1, message=_("Đang đọc tệp"))
    upload = services.analyse_upload(upload_id=upload.pk, by=_uploader(upload), at=timezone.now())
    progress.report(done=1, total=1)
    return {"upload": upload.pk, "state": upload.state}


@task("imports.write")
def write_in_background(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Write one confirmed upload; on a refusal nothing is written and the upload waits for the officer again."""
    upload = Upload.objects.select_related("uploaded_by").get(pk=arguments["upload"])

    def report(done: int, total: int, message: str) -> None:
        progress.report(done=done, total=total, message=message)

    at = datetime.fromisoformat(arguments["at"])
    by = _uploader(upload)
    try:
        counts = services.write(upload_id=upload.pk, by=by, at=at, report=report)
    except DomainError as error:
        Upload.objects.filter(pk=upload.pk, state=UploadState.CONFIRMING).update(state=UploadState.ANALYSED)
        services.analyse_upload(upload_id=upload.pk, by=by, at=at)
        Upload.objects.filter(pk=upload.pk).update(error_code=error.code, error=str(error))
        raise
    return {"upload": upload.pk, "counts": counts}
