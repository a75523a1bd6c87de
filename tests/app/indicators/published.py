"""Published ratings of the tiny city, made directly: what the tests of figures count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.accounts.models import User
from namro.city.facts.models import Rating
from namro.city.facts.services import RatingData, put_ratings
from namro.city.people.models import Posting
from namro.insight.indicators.selectors.asked import MONTHS, after

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PLACES = {"HTXS": 0, "HTT": 1, "HTNV": 2, "KHT": 3, "A": 0, "B": 1, "C": 2, "D": 3}


def told(
    who: User,
    first: date,
    level: str,
    total: str = "",
    *,
    kind: str = "month",
    again: int = 0,
    on: date | None = None,
    **fields: object,
) -> RatingData:
    """What is told of one person's period; `again` counts the decisions that replaced the first."""
    posting = Posting.objects.filter(person=who.person_id).earliest("pk")
    until = after(first, MONTHS[kind])
    published = on or until
    given = {
        "person_id": who.person_id, "unit_id": posting.unit_id, "kind": kind, "first": first, "until": until,
        "framework": "nd335-2025", "staff_group": posting.staff_group, "rank": posting.rank, "level": level,
        "place": PLACES.get(level), "is_failing": level in ("KHT", "D"), "number": "1/QĐ", "decided_on": published,
        "published_on": published, "source": "test", "subject_ref": f"{who.username}:{kind}:{first}",
        "source_ref": f"{who.username}:{kind}:{first}:{again}", "total": Decimal(total) if total else None,
        "reason": "" if level else "Nghỉ cả kỳ", "link": "/sheets/1",
    }  # fmt: skip
    return RatingData(**{**given, **fields})


def tell(city: City, rows: Iterable[RatingData]) -> None:
    put_ratings(rows, by=Actor(user_id=city.officer.pk), at=AT)


def some_months(city: City) -> None:
    """August to October 2026 of the commune, and one person of the other commune."""
    people = [city.chair, city.vice_chair, city.office_head, city.economy_head, city.an, city.binh, city.officer]
    levels = ["HTXS", "HTT", "HTT", "HTNV", "KHT", "HTXS", ""]
    rows = []
    for month in (8, 9, 10):
        for place, who in enumerate(people):
            level = levels[(place + month) % len(levels)]
            rows.append(told(who, date(2026, month, 1), level, str(40 + 7 * place + month) if level else ""))
        rows.append(told(city.outsider, date(2026, month, 1), "HTXS", "95"))
    tell(city, rows)


def in_force() -> list[Rating]:
    return list(Rating.objects.filter(in_force=True, is_main=True).order_by("pk"))
