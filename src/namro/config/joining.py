"""What one duty asks of another, answered: procedures for the desk, dossiers for surveys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from namro.duties.feedback import selectors as feedback
from namro.duties.onestop.models import Channel, Dossier, PointStaff, Step
from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.offers import Offer, OfferedCharge, OfferedLimit, OfferedStep
from namro.duties.onestop.reports.outside import Answered, Catalogued, Complaint, Heard, Named, OnlineCodes, Standing
from namro.duties.procedures import selectors as procedures
from namro.duties.procedures.data import Limit as Held
from namro.duties.procedures.models.catalogue import Level
from namro.duties.procedures.presenting import offered_fee_text
from namro.duties.procedures.rules.times import TimeUnit
from namro.duties.procedures.selectors.finding import fields
from namro.duties.procedures.selectors.standing import Whole
from namro.duties.surveys import selectors as surveys
from namro.duties.surveys.served import Served
from namro.engine.clock import Limit, Unit

CHANNELS = {"": "", "in_person": Channel.COUNTER.value, "online": Channel.ONLINE.value, "postal": Channel.POST.value}


class DeskCatalogue:
    """Procedures of the catalogue as the desk offers them."""

    def find(self, code: str, *, on: date) -> Offer | None:
        found = procedures.whole_by_code(code, on=on)
        return _offer(found) if found else None

    def find_version(self, version_id: int, *, on: date) -> Offer | None:
        found = procedures.whole_by_version(version_id, on=on)
        return _offer(found) if found else None

    def search(self, words: str, *, on: date, most: int, among: Collection[str] | None = None) -> list[tuple[str, str]]:
        return procedures.find_codes(words, on=on, most=most, among=among)

    def listed(self, *, on: date, level: str = "", field: str = "") -> list[str]:
        rows = procedures.list_procedures(procedures.Filters(level=level, field=int(field) if field else None), on=on)
        return list(rows.values_list("procedure__code", flat=True))

    def levels(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Level.choices]

    def fields(self) -> list[tuple[str, str]]:
        return [(str(one.pk), one.name) for one in fields()]


def _offer(whole: Whole) -> Offer:
    found, limits, process = whole.version, whole.limits, whole.process
    return Offer(
        version_id=found.id, code=found.code, name=found.name, about=found.field,
        papers=tuple(one.name for one in found.papers), fees=tuple(offered_fee_text(one) for one in found.fees),
        charges=tuple(
            OfferedCharge(one.amount, one.text or offered_fee_text(one), CHANNELS.get(one.channel, "")) for one in found.fees
        ),
        limits=tuple(_limit(one) for one in limits if one.unit is not TimeUnit.SAME_DAY),
        # Only a procedure that is done the same day in every case is; one of two is for the receiver to say.
        is_same_day=bool(limits) and all(one.unit is TimeUnit.SAME_DAY for one in limits),
        steps=tuple(
            OfferedStep(one.who, one.task, one.result, Limit(one.quantity, Unit(one.unit.value)))
            for one in (process.steps if process else ())
        ),
    )  # fmt: skip


def _limit(one: Held) -> OfferedLimit:
    return OfferedLimit(Limit(one.quantity, Unit(one.unit.value)), CHANNELS[one.channel], one.case)


class DeskOutside:
    """What scores of the desk rest on besides its own dossiers: complaints and answers, services online, satisfaction."""

    def complaints(self, *, at: datetime) -> list[Complaint]:
        return [Complaint(*row) for row in feedback.complaints_of_dossiers(at=at)]

    def answered(self, *, first: date, last: date, at: datetime) -> dict[int, Answered]:
        return {unit: Answered(*row) for unit, row in feedback.answered_in_time(first=first, last=last, at=at).items()}

    def published(self, *, first: date, last: date) -> tuple[int, int]:
        return procedures.published_in_time(first=first, last=last)

    def entered(self, *, first: date, last: date) -> tuple[int, int]:
        return procedures.entered_in_time(first=first, last=last)

    def standing(self, *, on: date) -> dict[str, Standing]:
        rows = procedures.standing_codes(on=on)
        return {code: Standing(field, frozenset(levels), since, whole) for code, field, levels, since, whole in rows}

    def catalogue(self, *, on: date) -> list[Catalogued]:
        rows = procedures.catalogue_on(on=on)
        return [
            Catalogued(code, name, field, reverse("procedure", args=[pk]), *has) for pk, code, name, field, *has in rows
        ]

    def whole(self, *, on: date) -> tuple[int, int]:
        return procedures.whole_versions(on=on)

    def proactive(self, *, on: date) -> tuple[int, int]:
        return procedures.proactive_share(on=on)

    def named(self, kind: str, *, first: date, last: date) -> list[Named]:
        return [Named(*row) for row in procedures.behind(kind, first=first, last=last)]

    def heard(self, *, first: date, last: date) -> dict[int, Heard]:
        return {unit: Heard(*row) for unit, row in feedback.heard(first=first, last=last).items()}

    def satisfied(self, *, first: date, last: date, instruments: tuple[str, ...]) -> dict[int, tuple[int, int]]:
        return surveys.satisfied_between(first=first, last=last, instruments=instruments)

    def online(self, *, on: date) -> OnlineCodes:
        share = procedures.online_share(on=on).share
        return OnlineCodes(*(procedures.codes_of(ids) for ids in (share.denominator, share.numerator)))


def served_at_the_desk(code: str, at: datetime) -> Served | None:
    """A dossier of the desk by its code; its result is there once it is finished; one withdrawn has none."""
    rows = Dossier.objects.filter(code=code).values_list(
        "pk", "point_id", "unit_id", "accepted_by__person_id", "finished_at", "state"
    )
    found = rows.first()
    if found is None:
        return None
    pk, point, unit, receiver, finished, state = found
    staff = PointStaff.objects.filter(point=point, valid__contains=timezone.localdate(at)).values_list(
        "person", flat=True
    )
    held = Step.objects.filter(dossier=pk, person__isnull=False).values_list("person", flat=True)
    handlers = frozenset(one for one in (receiver, *held) if one is not None)
    is_finished = finished is not None and finished <= at and state in FINISHED
    return Served(unit, receiver, is_finished, frozenset(staff), handlers)
