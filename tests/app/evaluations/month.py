"""A month in the tiny city, step by step: what the tests of the month build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.cast import City, grant, user

from namro.base.access.models import Role
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.city.facts.models import WorkLine
from namro.city.people.models import Posting
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Period, Round, Sheet
from namro.duties.evaluations.rules import Deadlines

FIRST = date(2026, 11, 1)
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FULL = [500, 500, 250, 250, 250, 250, 250, 250, 250, 250]
DEADLINES = Deadlines(date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 5))
FRAMEWORK = "nd335-2025"


def actor(who: User, on: date = TODAY) -> Actor:
    return actor_of(who, on=on)


def city_officer(city: City) -> User:
    """Home affairs of the whole city."""
    found = User.objects.filter(username="noivu").first()
    if found is None:
        found = user("noivu")
        grant(found, Role.OFFICER, city.city_unit)
    return found


def open_month(city: City, **changes: object) -> Period:
    given = {"kind": "month", "first_day": FIRST, "framework_id": FRAMEWORK, "deadlines": DEADLINES, "at": AT}
    return services.open_period(**{**given, "by": actor(city_officer(city)), **changes})


def sheet_of(who: User, period: Period | None = None) -> Sheet:
    found = Sheet.objects.filter(person=who.person_id)
    return (found.filter(period=period) if period else found).get()


def round_of(period: Period, unit: object) -> Round:
    return Round.objects.get(period=period, unit=unit)


def work(who: User, *, assigned: str = "10", completed: str = "10", month: date = FIRST, **fields: object) -> WorkLine:
    """One line of accepted work."""
    posting = Posting.objects.filter(person=who.person_id).order_by("pk").first()
    ref = f"{posting.pk}-{WorkLine.objects.count()}"
    given = {
        "origin": "planned",
        "coefficient": Decimal(1),
        "label": "Hồ sơ",
        "source": "test",
        "source_ref": ref,
        **fields,
    }
    return WorkLine.objects.create(
        month=month, posting=posting, assigned=Decimal(assigned), completed=Decimal(completed), known_at=AT, **given
    )


def self_score(who: User, points: list[int] | None = None, **changes: object) -> Sheet:
    sheet = sheet_of(who)
    given = {"sheet_id": sheet.pk, "points": points or FULL, "strengths": "", "limits": "", "version": sheet.version}
    return services.submit_self_score(**{**given, "by": actor(who), "at": AT, "on": TODAY, **changes})


def review(by: User, of: User, points: list[int] | None = None, **changes: object) -> Sheet:
    sheet = sheet_of(of)
    given = {"sheet_id": sheet.pk, "points": points or FULL, "version": sheet.version, "comment": ""}
    return services.review(**{**given, "by": actor(by), "at": AT, "on": TODAY, **changes})


@dataclass
class Month:
    """The commune's November, everybody scored and reviewed."""

    city: City
    period: Period
    commune: Round

    def decide(self, ratings: dict[int, tuple[str, str]] | None = None, **changes: object) -> object:
        given = {
            "round_id": self.commune.pk, "ratings": ratings or {}, "number": "12/QĐ", "decided_on": TODAY,
            "quota_reason": "Thành tích nổi trội", "by": actor(self.city.chair), "at": AT, "on": TODAY,
        }  # fmt: skip
        return services.decide(**{**given, **changes})


def commune_people(city: City) -> list[User]:
    """Whose sheets the commune's chair decides."""
    return [city.vice_chair, city.office_head, city.economy_head, city.an, city.binh, city.officer]


def reviewed_month(city: City) -> Month:
    """Opened, self-scored and reviewed in the commune; An did 8 of 10, so he is at 83.67 and the others at 100."""
    period = open_month(city)
    for who in commune_people(city):
        work(who, completed="8" if who == city.an else "10")
        self_score(who)
    for who in (city.an, city.binh):
        review(city.office_head, who)
    review(city.chair, city.officer)
    for who in (city.office_head, city.economy_head, city.vice_chair):
        review(city.chair, who, unit_marks=[100, 100, 100])
    return Month(city, period, round_of(period, city.commune))


def published_month(city: City) -> Month:
    month = reviewed_month(city)
    month.decide()
    services.publish(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    return month


DAY = timedelta(days=1)
