"""How satisfied people were: October's survey by invitation, closed; November's at the counter, still collecting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from namro.duties.onestop.models import Dossier
from namro.duties.surveys import services
from namro.duties.surveys.models import Campaign
from namro.duties.surveys.structure import Data, built_in, part_of
from namro.web.demo.city import Stage
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import moment

OFFICER, DEVICE, SECOND, HOLDER = "BD006", "BD051", "BD052", "BD049"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
TODAY = date(2026, 11, 20)
# The offices asked about, how many answered of each, how readily they choose the two best levels. The last is too small to show.
ASKED = (("HC", 46, 0.88), ("KT", 24, 0.71), ("VP", 6, 0.8))


def satisfaction(stage: Stage) -> None:
    """Through invitations, the device of the counter and paper, as people would."""
    on = OCTOBER[0]
    instrument = services.put_instrument(data=built_in()["counter"], by=stage.actor(OFFICER, on), at=moment(on))
    rng = Random(2026)  # noqa: S311 - an invented survey, the same every time
    _october(stage, instrument.pk, instrument.data, rng)
    _november(stage, instrument.pk, instrument.data, rng)


def _by(stage: Stage, code: str, on: date, at: datetime | None = None) -> dict[str, Any]:
    return {"by": stage.actor(code, on), "at": at or moment(on, 9), "on": on}


def _campaign(stage: Stage, instrument_id: int, days: tuple[date, date], population: int) -> Campaign:
    planned = services.plan(
        instrument_id=instrument_id, unit_id=stage.units[COMMUNE], title=f"Hài lòng tại quầy tháng {days[0]:%m/%Y}",
        first=days[0], last=days[1], population=population, seed=f"{days[0]:%Y-%m}", **_by(stage, OFFICER, days[0]),
    )  # fmt: skip
    return services.start(campaign_id=planned.pk, **_by(stage, OFFICER, days[0]))


def _october(stage: Stage, instrument_id: int, data: Data, rng: Random) -> None:
    campaign = _campaign(stage, instrument_id, OCTOBER, 92)
    for office, number, ease in ASKED:
        day = date(2026, 10, 14)
        for code in _invited(stage, campaign, office, number + 4, day)[:number]:
            services.answer(code=code, answers=_answers(data, rng, ease), at=moment(day, 15), on=day)
    services.close(campaign_id=campaign.pk, **_by(stage, OFFICER, date(2026, 11, 2)))


def _november(stage: Stage, instrument_id: int, data: Data, rng: Random) -> None:
    """Whoever took a result at the counter, two invitations of which one is used, two sheets of paper, one keyed twice."""
    campaign, unit = _campaign(stage, instrument_id, NOVEMBER, 80), stage.units[f"{COMMUNE}-HC"]
    returned = Dossier.objects.filter(state="returned", returned_at__date__lte=TODAY).order_by("returned_at", "pk")
    for place, dossier in enumerate(returned):
        assert dossier.returned_at is not None
        if place % 4 == 3:
            continue  # not everybody answers
        at = dossier.returned_at + timedelta(minutes=3)
        services.rate(
            campaign_id=campaign.pk, unit_id=unit, dossier_code=str(dossier.code), answers=_answers(data, rng, 0.85),
            source="quay-1", **_by(stage, HOLDER, at.date(), at),
        )  # fmt: skip
    day = date(2026, 11, 12)
    code = _invited(stage, campaign, "HC", 2, day)[0]
    services.answer(code=code, answers=_answers(data, rng, 0.9), at=moment(day, 15), on=day)
    for number, second in (("P-01", True), ("P-02", False)):
        read = _answers(data, rng, 0.8)
        sheet = services.key_first(
            campaign_id=campaign.pk, number=number, unit_id=unit, answers=read, **_by(stage, DEVICE, day)
        )
        if second:
            services.key_second(sheet_id=sheet.pk, answers=read, **_by(stage, SECOND, day))


def _invited(stage: Stage, campaign: Campaign, office: str, count: int, day: date) -> list[str]:
    unit = stage.units[f"{COMMUNE}-{office}"]
    return services.invite(campaign_id=campaign.pk, unit_id=unit, count=count, **_by(stage, OFFICER, day))


def _answers(data: Data, rng: Random, ease: float) -> dict[str, int]:
    return {key: rng.choice((4, 5)) if rng.random() < ease else rng.choice((2, 3)) for key in part_of(data).questions()}
