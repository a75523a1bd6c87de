"""Opinions that did not come by their day: told to the head of the desk, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.base.notify.services import tell
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import Consultation
from namro.duties.onestop.models.joint import OPEN
from namro.duties.onestop.selectors.watching import supervisors

MOST = 1000  # of one transaction; the next run takes the next


@transaction.atomic
def report_silence(*, at: datetime) -> int:
    """Tell the heads of the desks which opinions are past their day. Returns how many. Running it twice tells once.

    Source: NĐ 61/2018 art. 19.5.
    Records: onestop:consultation:silent
    """
    late = Consultation.objects.filter(OPEN, silence_told_at__isnull=True, due_at__lt=at)
    rows = list(late.select_related("dossier").select_for_update(of=("self",)).order_by("due_at", "id")[:MOST])
    heads = supervisors({one.dossier.point_id for one in rows}, on=local(at).date())
    for row in rows:
        _tell(row, heads.get(row.dossier.point_id, ()), at)
    Consultation.objects.filter(pk__in=[one.pk for one in rows]).update(silence_told_at=at)
    if rows:
        after = {"count": len(rows), "ids": [one.pk for one in rows][:200]}
        record(tag="onestop:consultation:silent", by=NOBODY, at=at, subject=("consultation", None), after=after)
    return len(rows)


def _tell(row: Consultation, people: tuple[int, ...], at: datetime) -> None:
    code, day = row.dossier.code, local(row.due_at)
    tell(
        person_ids=people, kind="onestop.silence", key=f"onestop:silence:{row.pk}",
        text=f"Hồ sơ {code}: quá hạn {day:%H:%M %d/%m/%Y} mà chưa có ý kiến trả lời.",
        text_en=f"Dossier {code}: no opinion came by {day:%H:%M} on {day.day} {day:%b %Y}.",
        link=f"/dossiers/{row.dossier_id}/", at=at,
    )  # fmt: skip
