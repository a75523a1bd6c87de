"""A campaign about the tiny commune, asked at the counter, by invitation and on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.app.evaluations.month import actor
from tests.cast import City

from namro.base.accounts.models import User
from namro.duties.surveys import services
from namro.duties.surveys.models import Campaign, Instrument
from namro.duties.surveys.structure import built_in

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
GOOD = {"served1": 5, "served2": 4, "served3": 3, "served4": 5}


def when(who: User, at: datetime = AT) -> dict[str, Any]:
    return {"by": actor(who), "at": at, "on": TODAY}


def kept(city: City, key: str = "counter") -> Instrument:
    return services.put_instrument(data=built_in()[key], by=actor(city.officer), at=AT)


def planned(city: City, **changes: Any) -> Campaign:
    given = {
        "instrument_id": kept(city).pk, "unit_id": city.commune.pk, "title": "Hài lòng tháng 11", "first": date(2026, 11, 1),
        "last": date(2026, 11, 30), "population": 400, "seed": "mầm", **when(city.officer), **changes,
    }  # fmt: skip
    return services.plan(**given)


def started(city: City, **changes: Any) -> Campaign:
    return services.start(campaign_id=planned(city, **changes).pk, **when(city.officer))


def rated(city: City, campaign: Campaign, number: int, **changes: Any) -> None:
    """Visits at the office of culture, An at the desk, ten minutes apart."""
    given = {
        "unit_id": city.culture.pk,
        "person_id": city.an.person_id,
        "answers": GOOD,
        "source": "kiosk-1",
        **changes,
    }
    minutes = given.pop("minutes", 10)
    for one in range(number):
        code = f"{given['unit_id']}.{given['person_id']}.{minutes}-{one}"
        services.rate(
            campaign_id=campaign.pk,
            dossier_code=code,
            **given,
            **when(city.binh, AT + timedelta(minutes=minutes * one)),
        )


def closed(city: City, campaign: Campaign) -> Campaign:
    return services.close(campaign_id=campaign.pk, **when(city.officer))
