"""The only writer of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.base.jobs import services as jobs
from namro.base.notify.models import Notice

_INSERT = """
INSERT INTO notify_notice (person_id, kind, key, text, text_en, link, at)
SELECT person_id, %(kind)s, %(key)s, %(text)s, %(text_en)s, %(link)s, %(at)s FROM unnest(%(people)s::bigint[]) AS person_id
ON CONFLICT (person_id, key) DO NOTHING
"""


@transaction.atomic
def tell(*, person_ids: Iterable[int], kind: str, key: str, text: str, text_en: str, link: str, at: datetime) -> int:
    """Give each person one notice; telling the same `key` again tells nobody twice. Returns how many were new.

    E-mails to those who have an address go out as a job of the same transaction, where a mail server is configured.
    """
    people = sorted(set(person_ids))
    if not people:
        return 0
    values: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "text": text,
        "text_en": text_en,
        "link": link,
        "at": at,
        "people": people,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        new = int(cursor.rowcount)
    if new and settings.SENDS_MAIL:
        jobs.start(task="notify.mail", key="notify.mail", arguments={}, by=Actor(user_id=None), at=at)
    return new


@transaction.atomic
def mark_read(*, by: Actor, at: datetime, notice_id: int | None = None) -> int:
    """Mark one of the actor's notices, or all of them, as read. Returns how many changed.

    Refuses: notify.not_yours
    """
    mine = Notice.objects.filter(person_id=by.person_id or 0, read_at=None)
    if notice_id is None:
        return mine.update(read_at=at)
    if not Notice.objects.filter(pk=notice_id, person_id=by.person_id or 0).exists():
        raise NotVisible("notify.not_yours", _("Không tìm thấy thông báo."))
    return mine.filter(pk=notice_id).update(read_at=at)
