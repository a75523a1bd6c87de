"""Ratings, posts and decisions of the tiny city: what the tests of careers build on."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.city.facts import services as facts
from namro.city.facts.models import Rating
from namro.city.people.models import Posting
from namro.duties.careers import services
from namro.duties.careers.models import DisciplineDecision, Term, TermReview

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LEVELS = {"HTXS": 0, "HTT": 1, "HTNV": 2, "KHT": 3}


def actor(who: User, on: date = TODAY) -> Actor:
    return actor_of(who, on=on)


def when(who: User, on: date = TODAY) -> dict:
    return {"by": actor(who, on), "at": AT, "on": on}


def since(who: User, first: date, **changes: object) -> Posting:
    """The person has been where they are since another day, or as something else."""
    row = Posting.objects.get(person=who.person_id)
    row.valid = DateRange(first, None)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def rated(who: User, year: int, level: str, *, ref: str = "", **changes: object) -> Rating:
    """A year's rating in force; `level` "" is decided not to be rated."""
    posting = Posting.objects.filter(person=who.person_id).order_by("-valid").first()
    given = {
        "person_id": who.person_id, "unit_id": posting.unit_id, "kind": "year", "first": date(year, 1, 1),
        "until": date(year + 1, 1, 1), "framework": "nd335-2025", "staff_group": posting.staff_group,
        "rank": posting.rank, "level": level, "place": LEVELS.get(level), "is_failing": level == "KHT",
        "number": f"{year}/QĐ", "decided_on": date(year, 12, 10), "published_on": changes.get("decided_on", date(year, 12, 12)), "source": "test",
        "subject_ref": f"{who.pk}-{year}", "source_ref": ref or f"{who.pk}-{year}",
        "reason": "" if level else "Nghỉ thai sản", "link": "/sheets/1",
    }  # fmt: skip
    facts.put_ratings([facts.RatingData(**{**given, **changes})], by=Actor(user_id=who.pk), at=AT)
    return Rating.objects.get(source="test", source_ref=ref or f"{who.pk}-{year}")


def discipline(city: City, who: User, **changes: object) -> DisciplineDecision:
    """A reprimand by the commune's home affairs for an act of this September."""
    given = {
        "person_id": who.person_id, "kind": "administrative", "form": "reprimand", "number": "12/QĐ-UBND",
        "decided_on": date(2026, 10, 5), "effective_on": date(2026, 10, 5), "nature": "public_duty", "note": "Trả hồ sơ trễ",
        "act_first": date(2026, 9, 1), "act_last": date(2026, 9, 10), **when(city.officer),
    }  # fmt: skip
    return services.record_discipline(**{**given, **changes})


def term(city: City, who: User | None = None, first: date = date(2022, 1, 10), **changes: object) -> Term:
    """The head of the office of culture, in her first term since 2022, unless told otherwise."""
    who = who or city.office_head
    since(who, min(first, date(2022, 1, 1)))
    given = {"person_id": who.person_id, "first": first, "number": "7/QĐ", "decided_on": first, **when(city.officer)}
    return services.record_term(**{**given, **changes})


def review(city: City, of: Term, **changes: object) -> TermReview:
    given = {"term_id": of.pk, "notice_on": date(2026, 9, 1), **when(city.officer)}
    return services.open_review(**{**given, **changes})


def voted(city: City, of: TermReview, *, summoned: int = 50, present: int = 50, in_favour: int = 40) -> None:
    """Both meetings, with the same figures."""
    for meeting in ("key_staff", "leadership"):
        services.record_vote(
            review_id=of.pk, meeting=meeting, held_on=date(2026, 9, 20), summoned=summoned, present=present,
            in_favour=in_favour, minutes="3/BB", **when(city.officer),
        )  # fmt: skip
