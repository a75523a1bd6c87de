"""Regulations, pay and ratings of the tiny city: what the tests of money build on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.city.facts import services as facts
from namro.city.facts.models import Rating
from namro.city.organisation.models import Unit
from namro.city.people.models import Posting
from namro.duties.careers.money import services
from namro.duties.careers.money.models import PayList, Regulation
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.services.pay import PayData

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LEVELS = {"HTXS": 0, "HTT": 1, "HTNV": 2, "KHT": 3}
OCTOBER = date(2026, 10, 1)
PAY = 6_000_000
STAFF = ("chair", "vice_chair", "office_head", "economy_head", "an", "binh", "officer")


def actor(who: User, on: date = TODAY) -> Actor:
    return actor_of(who, on=on)


def when(who: User, on: date = TODAY) -> dict:
    return {"by": actor(who, on), "at": AT, "on": on}


def rated(who: User, level: str, *, first: date = OCTOBER, until: date = date(2026, 11, 1), kind: str = "month",
          ref: str = "1", **changes: object) -> Rating:  # fmt: skip
    """A rating in force; `level` "" is decided not to be rated. Another `ref` replaces the one before."""
    posting = Posting.objects.filter(person=who.person_id).order_by("-valid").first()
    subject = f"{who.pk}-{kind}-{first}"
    given = {
        "person_id": who.person_id, "unit_id": posting.unit_id, "kind": kind, "first": first, "until": until,
        "framework": "nd335-2025", "staff_group": posting.staff_group, "rank": posting.rank, "level": level,
        "place": LEVELS.get(level), "is_failing": level == "KHT", "number": "9/QĐ", "decided_on": until,
        "published_on": until, "source": "test", "subject_ref": subject, "source_ref": f"{subject}-{ref}",
        "reason": "" if level else "Nghỉ ốm", "link": "/sheets/1",
    }  # fmt: skip
    facts.put_ratings([facts.RatingData(**{**given, **changes})], by=Actor(user_id=who.pk), at=AT)
    return Rating.objects.get(source="test", source_ref=f"{subject}-{ref}")


def year(who: User, of: int, level: str, ref: str = "1", **changes: object) -> Rating:
    given = {"first": date(of, 1, 1), "until": date(of + 1, 1, 1), "kind": "year", "published_on": date(of, 12, 12)}
    return rated(who, level, ref=ref, **{**given, "decided_on": date(of, 12, 10), **changes})


def paid(city: City, who: User, amount: int | None = PAY, first: date = date(2026, 1, 1), **changes: object) -> None:
    keeper = city.officer if who != city.officer else _other_keeper(city)
    data = PayData(who.person_id, first, amount=amount, **changes)
    services.record_pay(data=data, **when(keeper))


def _other_keeper(city: City) -> User:
    from tests.cast import grant

    from namro.base.access.models import Role

    grant(city.chair, Role.OFFICER, city.commune)
    return city.chair


def regulation(
    city: City, preset: str = "hanoi-month", *, valid_from: date = date(2026, 1, 1), unit: Unit | None = None,
    head: User | None = None, **changes: object,
) -> Regulation:  # fmt: skip
    """In force at the commune, or a unit of it with its head, from a preset with some of its terms changed."""
    found = parameters().preset(preset)
    made = services.draft_regulation(
        unit_id=(unit or city.commune).pk, money=found.money, period=found.period, title="Quy chế chi thu nhập tăng thêm",
        preset=preset, **when(city.officer),
    )  # fmt: skip
    saved = services.save_regulation(
        regulation_id=made.pk, title=made.title, terms={**made.terms, **changes}, articles={"levels": "Điều 5"}, edits=0,
        **when(city.officer),
    )  # fmt: skip
    return services.decide_regulation(
        regulation_id=made.pk, edits=saved.edits, number="17/QĐ-UBND", decided_on=date(2026, 1, 1), valid_from=valid_from,
        **when(head or city.chair),
    )  # fmt: skip


def whole(city: City, level: str = "HTT") -> None:
    """Everybody of the commune has pay and an October rating."""
    for name in STAFF:
        who = getattr(city, name)
        rated(who, level)
        if name != "officer":
            paid(city, who)
    from namro.duties.careers.money.models import PayBase

    PayBase.objects.create(
        person_id=city.officer.person_id, amount=PAY, valid=(date(2026, 1, 1), None), known_at=AT, known_by=city.chair
    )


def made(city: City, of: Regulation, fund: int = 50_000_000, first: date = OCTOBER) -> PayList:
    return services.make_list(scheme_id=of.scheme_id, first=first, fund=fund, **when(city.officer))


def submitted(city: City, row: PayList, **changes: object) -> PayList:
    return services.submit_list(list_id=row.pk, edits=row.edits, **changes, **when(city.officer))


def own_line_decided(city: City, row: PayList) -> None:
    """The city's chair decides the line of the commune's, who decides the list."""
    for line in row.lines.filter(person=city.chair.person_id, decided_at=None):
        services.decide_own_line(line_id=line.pk, number="77/QĐ-TP", decided_on=TODAY, **when(city.city_chair))


def decided(city: City, row: PayList) -> PayList:
    row = submitted(city, row)
    own_line_decided(city, row)
    return services.decide_list(
        list_id=row.pk, edits=row.edits, number="88/QĐ", decided_on=TODAY, **when(city.chair)
    )  # fmt: skip


COEFFICIENT = Decimal("3.33")
