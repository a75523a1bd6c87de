"""Counting tries, and refusing what is too much: one statement a try, so that tries at once are all counted.

A try is counted before it is made. What a limit is not about (the right answer among guesses) is given back afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from namro.base.errors import DomainError

COUNT = """
INSERT INTO limits_tally AS t (purpose, key, count, until) VALUES (%(purpose)s, %(key)s, 1, %(until)s)
ON CONFLICT (purpose, key) DO UPDATE SET
    count = CASE WHEN t.until <= %(at)s THEN 1 ELSE t.count + 1 END,
    until = CASE WHEN t.until <= %(at)s THEN excluded.until ELSE t.until END
RETURNING count, until, xmax = 0
"""
GIVE_BACK = "UPDATE limits_tally SET count = count - 1 WHERE purpose = %s AND key = %s AND count > 0"
# Whoever comes first time clears away a few that are over: the table stays as small as what is counted now.
FORGET = """
DELETE FROM limits_tally WHERE id IN
    (SELECT id FROM limits_tally WHERE until <= %s ORDER BY until LIMIT 20 FOR UPDATE SKIP LOCKED)
"""


class TooMany(DomainError):
    """Tried too often: to be tried again later."""

    status = 429


@dataclass(frozen=True)
class Limit:
    """At most so many tries of a purpose by one key within a stretch of time."""

    purpose: str
    most: int
    span: timedelta


@dataclass(frozen=True)
class Tried:
    """What a try came to: how many there were with it, whether it is within the limit, and when they are forgotten."""

    count: int
    most: int
    until: datetime

    @property
    def is_within(self) -> bool:
        return self.count <= self.most

    @property
    def is_first_too_many(self) -> bool:
        return self.count == self.most + 1


def digest(purpose: str, key: str) -> str:
    """What is kept of a key: it tells two keys apart and nothing else, and not without the secret of the installation."""
    return salted_hmac(f"namro.limits.{purpose}", key, algorithm="sha256").hexdigest()


def count(limit: Limit, key: str, *, at: datetime) -> Tried:
    """Count a try. Whoever calls decides what a try too many means."""
    named: dict[str, Any] = {
        "purpose": limit.purpose,
        "key": digest(limit.purpose, key),
        "until": at + limit.span,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, named)
        number, until, is_new = cursor.fetchone()
        if is_new:
            cursor.execute(FORGET, [at])
    return Tried(number, limit.most, until)


def give_back(limit: Limit, key: str) -> None:
    """Take one try off again."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [limit.purpose, digest(limit.purpose, key)])


def too_many(tried: Tried, *, at: datetime) -> TooMany:
    """The refusal, with how long to wait."""
    minutes = max(1, -(-int((tried.until - at).total_seconds()) // 60))
    message = _("Đã thử quá nhiều lần. Hãy thử lại sau %(minutes)s phút, hoặc hỏi trực tiếp tại nơi nộp hồ sơ.")
    return TooMany("limits.too_many", message % {"minutes": minutes}, minutes=minutes)
