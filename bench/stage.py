"""The commune every city has alike, with something in every state: what the pages of the benchmarks show.

Last month is decided, published and disputed, this month is half scored; there is a delegation, an error somebody
found, a proposal, a job, a draft of a catalogue. All of it through the product's own services.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from namro.base.access.rules import Actor
    from namro.city.people.models import Posting
    from namro.web.demo.city import Stage

OFFICER = "canbo"  # home affairs of the commune alone
LINES = """
INSERT INTO facts_workline (month, posting_id, origin, coefficient, assigned, completed, major_errors, errors_excused, delays,
    delays_excused, label, source, source_ref, known_at)
SELECT %(month)s, l.posting_id, l.origin, l.coefficient, l.assigned, l.completed, 0, 0, 0, 0, l.label, 'bench', l.id::text, %(at)s
FROM facts_workline l JOIN people_posting p ON p.id = l.posting_id JOIN organisation_unit u ON u.id = p.unit_id
WHERE u.code LIKE %(units)s
"""


def set_stage(stage: Stage, at: datetime) -> None:
    """Everything above, once, after the city is built."""
    from django.utils import timezone

    on = timezone.localdate(at)
    officer = _officer(on)
    _last_month(stage, officer, on, at)
    _this_month(stage, on, at)
    _odds_and_ends(stage, officer, on, at)


def head_of(code: str) -> Posting:
    """Who heads a unit of the commune ("" is the commune itself)."""
    from namro.city.people.models import Posting, Rank

    return Posting.objects.select_related("person").get(unit__code=_code(code), rank=Rank.HEAD)


def staff_of(code: str) -> list[Posting]:
    """The civil servants without a post in a unit of the commune."""
    from namro.city.people.models import Posting, Rank, StaffGroup

    rows = Posting.objects.filter(
        unit__code=_code(code), rank=Rank.STAFF, kind="main", staff_group=StaffGroup.CIVIL_SERVANT,
        person__leaves=None,
    )  # fmt: skip
    return list(rows.select_related("person").order_by("pk"))


def _code(office: str) -> str:
    from namro.web.demo.roster import COMMUNE

    return f"{COMMUNE}-{office}" if office else COMMUNE


def _officer(on: date) -> Actor:
    """An account of home affairs over the commune alone."""
    from django.contrib.auth.hashers import make_password
    from psycopg.types.range import DateRange

    from namro.base.access.models import Grant, Role
    from namro.base.access.selectors import actor_of
    from namro.base.accounts.models import User
    from namro.city.organisation.models import Unit
    from namro.web.demo.city import FOUNDED, PASSWORD

    user = User.objects.create(username=OFFICER, password=make_password(PASSWORD))
    unit = Unit.objects.get(code=_code(""))
    Grant.objects.create(user=user, role=Role.OFFICER, unit=unit, valid=DateRange(FOUNDED, None))
    return actor_of(user, on=on)


def _last_month(stage: Stage, officer: Actor, on: date, at: datetime) -> None:
    """Opened for the commune, scored by everybody, decided, published, disputed."""
    from django.db import connection

    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Round
    from namro.web.demo import month as demo

    first = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"month": first, "at": at, "units": _code("") + "%"})
    period = services.open_period(kind="month", first_day=first, framework_id=demo.FRAMEWORK, by=officer, at=at)
    dice = Random(8)
    sheets = demo._staff_first(period)
    demo.self_score(stage, sheets, on, dice)
    for sheet in sheets:
        demo.review(stage, sheet, on, dice)
    _decide(stage, Round.objects.get(period=period, unit__code=_code("")), on, at)
    demo.file_one_petition(stage, period, on)


def _decide(stage: Stage, one: object, on: date, at: datetime) -> None:
    from namro.duties.evaluations import services
    from namro.web.demo import month as demo

    chair = stage.actor(head_of("").person.code, on)
    services.recalculate(round_ids=[one.pk], at=at)
    services.propose_what_fits(round_id=one.pk, by=chair, at=at, on=on)
    services.decide(
        round_id=one.pk, ratings=demo._settled(one), number="101/QĐ-UBND", decided_on=on, reading="literal", rate="standard",
        quota_reason="Khối lượng công việc tăng đột biến.", by=chair, at=at, on=on,
    )  # fmt: skip
    services.publish(round_id=one.pk, by=chair, at=at, on=on)


def _this_month(stage: Stage, on: date, at: datetime) -> None:
    """Half have scored themselves; one office is reviewed."""
    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Round, Sheet
    from namro.web.demo import month as demo

    one = Round.objects.get(unit__code=_code(""), period__days__contains=on)
    sheets = list(
        Sheet.objects.filter(round=one, not_rated="").select_related("person", "period", "unit").order_by("pk")
    )
    dice = Random(9)
    scored = [sheet for number, sheet in enumerate(sheets) if number % 2 or sheet.unit.code == _code("HC")]
    demo.self_score(stage, scored, on, dice)
    for sheet in scored:
        if sheet.unit.code == _code("HC"):
            demo.review(stage, sheet, on, dice)
    services.recalculate(round_ids=[one.pk], at=at)


def _odds_and_ends(stage: Stage, officer: Actor, on: date, at: datetime) -> None:
    """One of each thing that a page of its own shows."""
    from namro.city.organisation.models import Unit
    from namro.city.people.services import delegate
    from namro.duties.assignments.models import Assignment, Catalogue, IncidentKind
    from namro.duties.assignments.services.catalogue import draft_catalogue
    from namro.duties.assignments.services.incidents import record_incident
    from namro.duties.assignments.services.proposals import ProposalData, propose_item
    from namro.duties.evaluations.models import Period
    from namro.duties.evaluations.services import start_calculation

    head, staff = head_of("KT"), staff_of("KT")
    by = stage.actor(head.person.code, on)
    delegate(
        giver_id=head.person_id, receiver_id=staff[0].person_id, unit_id=head.unit_id, number="12/UQ", signed_on=on,
        first_day=on, last_day=on + timedelta(days=60), by=by, at=at,
    )  # fmt: skip
    piece = Assignment.objects.filter(posting=staff[1], month=on.replace(day=1)).order_by("pk")[0]
    record_incident(
        assignment_id=piece.pk, kind=IncidentKind.MAJOR_ERROR, happened_on=on, note="Số liệu sai.", by=by, at=at, on=on
    )
    shipped = Catalogue.objects.get()
    data = ProposalData(
        part="shared",
        task="Việc mới",
        product="Báo cáo mới",
        group=shipped.groups[0]["code"],
        points=Decimal(shipped.groups[0]["from"]),
        reason="Chưa có.",
    )
    propose_item(unit_id=head.unit_id, data=data, by=by, at=at, on=on)
    draft_catalogue(
        unit_id=Unit.objects.get(code=_code("")).pk, title="Danh mục của phường", standard_points=shipped.standard_points,
        rule=shipped.rule, groups=shipped.groups, by=officer, at=at, on=on, copy_of=shipped.pk,
    )  # fmt: skip
    start_calculation(period_id=Period.objects.order_by("pk")[0].pk, by=stage.officer, at=at)
