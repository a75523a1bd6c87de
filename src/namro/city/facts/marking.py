"""Marks of one person that come and go together: whoever concluded an act works them out again as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import Told, record_all
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError
from namro.city.facts import watch
from namro.city.facts.models import Mark
from namro.city.facts.services import REFUSALS
from namro.city.organisation.rules import days
from namro.city.people.models import Posting

# Which marks were still in force says the statement itself: nothing is read before, so nothing changes in between.
WITHDRAW = """
UPDATE facts_mark SET withdrawn_at = %(at)s, withdrawn_by_id = %(user)s, withdrawal_reason = %(reason)s
WHERE id = ANY(%(ids)s) AND person_id = %(person)s AND withdrawn_at IS NULL RETURNING code, document, unit_id, valid
"""


@dataclass(frozen=True)
class MarkData:
    """A mark as its source knows it, as put_mark takes it."""

    code: str
    first: date
    until: date | None
    unit_id: int | None
    document: str
    note: str
    link: str


@transaction.atomic
def settle_marks(
    *, person_id: int, put: Sequence[MarkData], withdrawn: Sequence[int], reason: str, source: str, by: Actor, at: datetime,
    posts: Sequence[Posting] | None = None,
) -> list[Mark]:  # fmt: skip
    """Marks that no longer count are withdrawn, and others put, in the order given; whoever calculates is told once.

    `posts`: every post of the person, where whoever asks has read them already.
    Refuses: facts.mark.anonymous, facts.mark.reason, facts.mark.document, dates.order
    Records: facts:mark:withdrawn, facts:mark:put
    """
    user = _user(by)
    if withdrawn and not reason.strip():
        raise DomainError("facts.mark.reason", _("Hãy ghi lý do rút kết luận."), field="reason")
    gone = _withdraw(person_id, withdrawn, reason.strip(), user, at) if withdrawn else []
    made = _put(person_id, put, source, user, at) if put else []
    record_all([*_told_gone(person_id, gone, reason.strip()), *_told_put(person_id, made)], by=by, at=at)
    spans = [*(valid for _code, _document, _unit, valid in gone), *(one.valid for one in made)]
    if spans:
        _tell(person_id, spans, at, posts)
    return made


def _user(by: Actor) -> int:
    if by.user_id is None:
        raise DomainError("facts.mark.anonymous", _("Cần đăng nhập để ghi nhận kết luận."))
    return by.user_id


def _withdraw(person_id: int, ids: Sequence[int], reason: str, user: int, at: datetime) -> list[Any]:
    asked: dict[str, Any] = {"ids": list(ids), "person": person_id, "reason": reason, "at": at, "user": user}
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, asked)
        return list(cursor.fetchall())


def _put(person_id: int, put: Sequence[MarkData], source: str, user: int, at: datetime) -> list[Mark]:
    marks = [
        Mark(
            person_id=person_id, code=one.code, valid=days(one.first, one.until), document=one.document.strip(),
            note=one.note, source=source, known_at=at, known_by_id=user, unit_id=one.unit_id, link=one.link,
        )
        for one in put
    ]  # fmt: skip
    with said_plainly(REFUSALS):
        return Mark.objects.bulk_create(marks)


def _told_gone(person_id: int, gone: Iterable[Any], reason: str) -> list[Told]:
    return [
        Told("facts:mark:withdrawn", ("person", person_id), unit, {"code": code, "document": document}, None, reason)
        for code, document, unit, _valid in gone
    ]


def _told_put(person_id: int, made: Iterable[Mark]) -> list[Told]:
    return [
        Told("facts:mark:put", ("person", person_id), None, None, {
            "code": one.code, "document": one.document, "first": one.valid.lower.isoformat(),
            "until": one.valid.upper and one.valid.upper.isoformat(),
        })
        for one in made
    ]  # fmt: skip


def _tell(person_id: int, spans: Sequence[DateRange], at: datetime, posts: Sequence[Posting] | None) -> None:
    """What the months of the marks were calculated from is not what it was."""
    held = posts if posts is not None else list(Posting.objects.filter(person=person_id).order_by("pk"))
    pairs = [
        (post.pk, month) for span in spans for month in _months(span, at.date()) for post in held if _meet(post, span)
    ]
    watch.tell(watch.by_month(pairs))


def _meet(post: Posting, span: DateRange) -> bool:
    begun, ended = post.valid.lower, post.valid.upper
    return (ended is None or span.lower < ended) and (span.upper is None or begun < span.upper)


def _months(span: DateRange, today: date) -> list[date]:
    first, last = span.lower, (span.upper or today) - timedelta(days=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]
