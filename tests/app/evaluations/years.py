"""A year in the tiny city, step by step: what the tests of the year build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.app.evaluations.month import FRAMEWORK, actor, city_officer
from tests.cast import City

from namro.base.accounts.models import User
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Meeting, Period, Presence, Round, Sheet, UnitRating
from namro.duties.evaluations.services.year import meetings, opinions, self_rating

ON = date(2026, 12, 10)
AT = datetime(2026, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WHO = {"at": AT, "on": ON}


@dataclass
class Year:
    """The tiny city's year, opened; eleven months are published."""

    city: City
    period: Period

    def sheet(self, who: User) -> Sheet:
        return Sheet.objects.get(period=self.period, person=who.person_id)

    def round(self, who: User) -> Round:
        return self.sheet(who).round

    def hand_in(self, who: User, level: str = "HTT") -> Sheet:
        sheet = self.sheet(who)
        given = {
            "sheet_id": sheet.pk,
            "level": level,
            "strengths": "Hoàn thành tốt",
            "limits": "",
            "version": sheet.version,
        }
        return self_rating.rate_self(**given, by=actor(who, ON), **WHO)

    def meet(self, by: User, unit: object, kind: str = "everybody", party: User | None = None) -> Meeting:
        """Call a meeting, minute everybody present and something said of each, and adopt it."""
        found = meetings.call_meeting(
            period_id=self.period.pk, unit_id=unit.pk, kind=kind, held_on=ON, chair_id=by.person_id,
            secretary_id=by.person_id, by=actor(by, ON), **WHO,
        )  # fmt: skip
        if party:
            meetings.add_attendee(meeting_id=found.pk, person_id=party.person_id, role="party", by=actor(by, ON), **WHO)
        self.minute(found, by)
        found.refresh_from_db()
        return meetings.adopt_minutes(meeting_id=found.pk, version=found.version, by=actor(by, ON), **WHO)

    def minute(self, found: Meeting, by: User, **changes: object) -> Meeting:
        sheets = meetings._sheets(found).values_list("pk", flat=True)
        given = {
            "minutes": "Từng người trình bày; cuộc họp góp ý và thống nhất.",
            "presences": {one.person_id: (Presence.PRESENT.value, "") for one in found.attendances.order_by("pk")},
            "opinions": dict.fromkeys(sheets, "Nhất trí với mức tự xếp loại."),
            "version": found.version,
        }
        return meetings.write_minutes(meeting_id=found.pk, **{**given, **changes}, by=actor(by, ON), **WHO)

    def opinion(self, of: User, by: User, **changes: object) -> object:
        given = {"body": "Chi ủy", "number": "07/NX-CU", "dated": ON, "text": "Nhất trí.", "level": "HTT"}
        return opinions.give_committee_opinion(
            sheet_id=self.sheet(of).pk, **{**given, **changes}, by=actor(by, ON), **WHO
        )

    def propose(self, of: User, level: str = "HTT") -> int:
        sheet = self.sheet(of)
        officer = actor(city_officer(self.city), ON)
        return services.propose(
            round_id=sheet.round_id, proposals={sheet.pk: (level, "Tổng hợp ý kiến")}, by=officer, **WHO
        )

    def decide(self, by: User, of: User, **changes: object) -> object:
        given = {"round_id": self.round(of).pk, "ratings": {}, "number": "99/QĐ", "decided_on": ON}
        return services.decide(**{**given, **changes}, by=actor(by, ON), **WHO)

    def rate_unit(self, unit: object, level: str) -> UnitRating:
        by = city_officer(self.city)
        return UnitRating.objects.create(
            period=self.period, unit=unit, rating=level, number="1/QĐ", on=ON, at=AT, by=by
        )  # fmt: skip


def staff_of_commune(city: City) -> list[User]:
    return [city.vice_chair, city.office_head, city.economy_head, city.an, city.binh, city.officer]


def open_year(city: City, **changes: object) -> Period:
    given = {
        "kind": "year", "first_day": date(2026, 1, 1), "framework_id": FRAMEWORK,
        "settings": {"december": "eleven_months"}, "at": AT,
    }  # fmt: skip
    return services.open_period(**{**given, "by": actor(city_officer(city), ON), **changes})


def ready(year: Year) -> None:
    """Everybody of the commune handed in, met, and what the law asks for heads and deputies is there."""
    city = year.city
    for who in staff_of_commune(city):
        year.hand_in(who, "HTXS" if who == city.binh else "HTT")
    year.meet(city.office_head, city.culture)
    year.meet(city.economy_head, city.economy)
    year.meet(city.chair, city.commune, "everybody")
    year.meet(city.chair, city.commune, "leaders", party=city.officer)
    for who in (city.vice_chair, city.office_head, city.economy_head):
        year.opinion(who, city.chair)
    for who, unit in ((city.office_head, city.culture), (city.economy_head, city.economy)):
        year.propose(who)
        year.rate_unit(unit, "HTT")
