"""Posting: the procedures of a point on its board, as somebody found them on a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.models import Posting, ServicePoint


@transaction.atomic
def note_posting(
    point_id: int, *, day: date, is_whole: bool, missing: str, by: Actor, at: datetime, on: date
) -> Posting:
    """Write down what hung at a point on a day; of a day said before, what was said is replaced and stays in the log.

    Refuses: onestop.point.unknown, access.denied, onestop.posting.later, onestop.posting.missing
    Records: onestop:point:posting
    """
    point = ServicePoint.objects.select_for_update().filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    if not may(Permission.POSTING_NOTE, relations_to_point(point, by, on=on)):
        raise NotAllowed("access.denied", _("Người phụ trách điểm phục vụ hoặc nội vụ của cơ quan ghi việc niêm yết."))
    if day > on:
        raise DomainError("onestop.posting.later", _("Ngày kiểm tra chưa tới."), field="day")
    if is_whole == bool(missing.strip()):
        text = _("Niêm yết đúng, đủ thì để trống ô thiếu, sai; chưa đúng, đủ thì ghi rõ thiếu gì, sai gì.")
        raise DomainError("onestop.posting.missing", text, field="missing")
    assert by.user_id is not None
    given = {"is_whole": is_whole, "missing": missing.strip()[:600]}
    before = Posting.objects.filter(point=point, day=day).values(*given).first()
    made, _is_new = Posting.objects.update_or_create(
        point=point, day=day, defaults={**given, "at": at, "by_id": by.user_id}
    )
    record(
        tag="onestop:point:posting", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, before=before,
        after={**given, "day": day.isoformat()},
    )  # fmt: skip
    return made
