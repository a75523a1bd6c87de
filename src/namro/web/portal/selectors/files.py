"""Files citizens sent with feedback."""

from __future__ import annotations

from typing import Any

from namro.web.portal.models import Attachment


def files_of(feedback_id: int) -> list[dict[str, Any]]:
    """What the register shows beside a piece of feedback: its file, where one was sent."""
    kept = Attachment.objects.filter(feedback=feedback_id).first()
    return [{"kind": kept.kind.upper(), "size": kept.size, "route": "portal_file"}] if kept else []
