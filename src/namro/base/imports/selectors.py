"""Every read of uploads: one's own only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.base.imports.findings import Finding
from namro.base.imports.models import RememberedMapping, Upload


def uploads_of(actor: Actor) -> QuerySet[Upload]:
    """The actor's own uploads, newest first."""
    return Upload.objects.filter(uploaded_by_id=actor.user_id).select_related("job").defer("analysis", "choices")


def upload_for(actor: Actor, upload_id: int) -> Upload:
    """One upload of the actor's. Refuses: imports.upload.unknown (404)"""
    found = Upload.objects.select_related("job").filter(pk=upload_id, uploaded_by_id=actor.user_id).first()
    if found is None or actor.user_id is None:
        raise NotVisible("imports.upload.unknown", _("Không tìm thấy tệp này trong danh sách anh/chị đã tải lên."))
    return found


def remembered(user_id: int | None, kind: str) -> dict[str, str]:
    """What the user said about headers of this kind before."""
    if user_id is None:
        return {}
    rows = RememberedMapping.objects.filter(user_id=user_id, kind=kind)
    return dict(rows.values_list("header", "field").order_by("header"))


def findings_of(upload: Upload, *, severity: str = "", code: str = "") -> list[Finding]:
    """The kept findings of an upload, filtered."""
    kept: list[dict[str, Any]] = upload.analysis.get("findings", [])
    return [
        Finding(**one)
        for one in kept
        if (not severity or one["severity"] == severity) and (not code or one["code"] == code)
    ]
