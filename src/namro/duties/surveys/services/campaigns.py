"""Instruments adopted, campaigns planned, started, their invitations printed, closed."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.surveys import access
from namro.duties.surveys.models import BY_RESULT, Campaign, Instrument, Response, State, Token
from namro.duties.surveys.parameters import parameters
from namro.duties.surveys.services.common import (
    hold,
    note,
    refused,
    require_open,
    require_state,
    require_within,
    user_of,
)
from namro.duties.surveys.services.observing import observe
from namro.duties.surveys.structure import Data, part_of, scale_of
from namro.engine import survey
from namro.engine.errors import RuleError
from namro.engine.text import nfc

KEEP = Permission.SURVEY_KEEP
HOUR = 3600  # seconds
MOST_INVITED = 2_000  # at a time


@transaction.atomic
def put_instrument(*, data: Data, by: Actor, at: datetime) -> Instrument:
    """Keep an instrument; where its words or weights differ from the last version, as the next one.

    Refuses: access.denied, surveys.instrument.faulty
    Records: surveys:instrument:kept
    """
    user = user_of(by)
    if not may(KEEP, by.own_relations):
        raise NotAllowed("access.denied", _("Bộ câu hỏi do bộ phận nội vụ lập."))
    if faults := survey.faults(part_of(data), scale_of(data)):
        raise DomainError("surveys.instrument.faulty", " ".join(one.vi for one in faults))
    last = Instrument.objects.filter(key=data["id"]).order_by("-version").first()
    if last is not None and last.data == data:
        return last
    version = last.version + 1 if last else 1
    made = Instrument.objects.create(key=data["id"], version=version, data=data, made_at=at, made_by_id=user)
    record(tag="surveys:instrument:kept", by=by, at=at, subject=("instrument", made.pk), after={"version": str(made)})
    return made


@transaction.atomic
def plan(
    *, instrument_id: int, unit_id: int, title: str, first: date, last: date, population: int, by: Actor, at: datetime,
    on: date, error: Decimal | None = None, seed: str = "",
) -> Campaign:  # fmt: skip
    """Plan a campaign. Its sample size follows from N and e; its seed is kept, given or drawn by lot.

    Refuses: access.denied, surveys.unit, surveys.instrument, surveys.title.missing, surveys.dates, survey.population
    Records: surveys:campaign:planned
    """
    user = user_of(by)
    if organisation.spell(unit_id, on=on) is None:
        raise DomainError("surveys.unit", _("Đơn vị này không có vào hôm nay."), field="unit_id")
    if not may(KEEP, access.relations_to_unit(unit_id, by, on=on)):
        raise NotAllowed("access.denied", _("Việc này do bộ phận nội vụ của đơn vị thực hiện."))
    if not Instrument.objects.filter(pk=instrument_id).exists():
        raise DomainError("surveys.instrument", _("Hãy chọn bộ câu hỏi."), field="instrument_id")
    if not title.strip():
        raise DomainError("surveys.title.missing", _("Hãy đặt tên cuộc khảo sát."), field="title")
    if last < first:
        raise DomainError("surveys.dates", _("Ngày kết thúc ở trước ngày bắt đầu."), field="last")
    margin = error or Decimal(parameters().error)
    try:
        size = survey.sample_size(population, Fraction(margin))
    except RuleError as wrong:
        raise refused(wrong, field="population") from wrong
    made = Campaign.objects.create(
        instrument_id=instrument_id, unit_id=unit_id, title=nfc(title.strip()), first=first, last=last,
        population=population, error=margin, size=size, seed=seed.strip() or secrets.token_hex(8),
        minimum=parameters().minimum, made_at=at, made_by_id=user,
    )  # fmt: skip
    note("planned", made, by=by, at=at, after={"population": population, "size": size, "seed": made.seed})
    return made


@transaction.atomic
def start(*, campaign_id: int, by: Actor, at: datetime, on: date) -> Campaign:
    """Begin to collect: the sample is drawn from the seed, the instrument never changes again.

    Refuses: surveys.not_found, access.denied, surveys.state
    Records: surveys:campaign:started
    """
    found = hold(campaign_id, by=by, on=on, needs=KEEP)
    require_state(found, State.PLANNED)
    user = user_of(by)
    found.drawn = survey.draw(found.population, found.size, found.seed)
    found.state, found.opened_at, found.opened_by_id = State.COLLECTING, at, user
    found.save(update_fields=["drawn", "state", "opened_at", "opened_by"])
    Instrument.objects.filter(pk=found.instrument_id, locked_at=None).update(locked_at=at, locked_by_id=user)
    note("started", found, by=by, at=at, after={"size": found.size, "seed": found.seed})
    return found


@transaction.atomic
def invite(*, campaign_id: int, unit_id: int, count: int, by: Actor, at: datetime, on: date) -> list[str]:
    """Codes for `count` invitations about a unit: told once, here; kept only as hashes.

    Refuses: surveys.not_found, access.denied, surveys.state, surveys.days, surveys.unit, surveys.count
    Records: surveys:campaign:invited
    """
    found = hold(campaign_id, by=by, on=on, needs=KEEP)
    require_open(found, on)
    require_within(found, unit_id, on)
    if not 1 <= count <= MOST_INVITED:
        message = _("Mỗi lần in từ 1 đến %(most)s thư mời.") % {"most": MOST_INVITED}
        raise DomainError("surveys.count", message, field="count")
    codes = [secrets.token_urlsafe(parameters().token_bytes) for _number in range(count)]
    hashes = sorted(hash_of(one) for one in codes)  # rows in no order of the codes
    Token.objects.bulk_create([Token(campaign=found, unit_id=unit_id, hash=one) for one in hashes])
    note("invited", found, by=by, at=at, after={"unit": unit_id, "count": count})
    return codes


def hash_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()


@transaction.atomic
def close(*, campaign_id: int, by: Actor, at: datetime, on: date) -> Campaign:
    """Take no more answers; flag bursts; observe the index of units and officers.

    Refuses: surveys.not_found, access.denied, surveys.state
    Records: surveys:campaign:closed
    """
    found = hold(campaign_id, by=by, on=on, needs=KEEP)
    require_state(found, State.COLLECTING)
    flagged = _flag_bursts(found)
    found.state, found.closed_at, found.closed_by_id = State.CLOSED, at, user_of(by)
    found.save(update_fields=["state", "closed_at", "closed_by"])
    count = Response.objects.filter(campaign=found).count()
    note("closed", found, by=by, at=at, after={"answers": count, "burst": flagged})
    observe(found, by=by, at=at)
    return found


def _flag_bursts(found: Campaign) -> int:
    """Answers by token or paper come in batches by nature. Flagged is what one device sends too fast, and what comes about one
    unit after results more often than results are fetched; of these the hour alone is known.
    """
    known = parameters()
    flagged = _too_fast(Q(channel="kiosk"), "source", found, known.burst_seconds, known.burst_most)
    flagged += _too_fast(Q(source=BY_RESULT), "unit_id", found, HOUR, known.burst_hour_most)
    return Response.objects.filter(pk__in=flagged).update(is_burst=True)


def _too_fast(which: Q, by: str, found: Campaign, seconds: int, most: int) -> list[UUID]:
    """The answers that came more than so many within so many seconds from one source, or about one unit."""
    sources: dict[object, list[tuple[UUID, int]]] = {}
    rows = Response.objects.filter(which, campaign=found).order_by("received_at", "pk")
    for pk, source, at in rows.values_list("pk", by, "received_at"):
        sources.setdefault(source, []).append((pk, int(at.timestamp())))
    return [
        mine[place][0]
        for mine in sources.values()
        for place in survey.bursts([when for _pk, when in mine], seconds, most)
    ]
