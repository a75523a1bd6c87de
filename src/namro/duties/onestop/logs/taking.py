"""Cases of a log written as dossiers with their steps, set by set; a case once, however often its log is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.clocks import local
from namro.duties.onestop.logs.reading import Case, Refused, formats, read
from namro.duties.onestop.models import Dossier, ServicePoint, State, Step
from namro.duties.onestop.parameters import code_format
from namro.engine.text import nfc, search_key

AT_ONCE = 5_000  # cases a transaction
NUMBERS = """
INSERT INTO onestop_codecounter AS counter (prefix, last) SELECT * FROM unnest(%s::text[], %s::int[])
ON CONFLICT (prefix) DO UPDATE SET last = counter.last + excluded.last RETURNING prefix, last
"""


@dataclass
class Taken:
    """What came of a log: how many cases and steps were written, which were there already, which were refused and why."""

    dossiers: int = 0
    steps: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where the dossiers of a log belong."""

    point: ServicePoint
    unit_id: int
    source: str


def take(
    path: Path, *, form_id: str, point_code: str, by: Actor, at: datetime, tell: Callable[[int], None] | None = None
) -> Taken:  # fmt: skip
    """Write every case of a log that is not there yet; what was written before a failure stays, and is not written again.

    The days the log promised are its own: nothing is computed of them, and nothing judged but by them.
    Refuses: access.denied, onestop.log.format, onestop.point.unknown, onestop.log.unreadable, onestop.log.columns
    Records: onestop:log:taken
    """
    form = formats().get(form_id)
    if form is None:
        text = _("Không có khuôn nhật ký “%(name)s”. Có: %(known)s.")
        raise DomainError("onestop.log.format", text % {"name": form_id, "known": ", ".join(formats())})
    place, found = _place(point_code, form_id, by, at), Taken()
    for batch in _batches(read(path, form)):
        found.refused += [one for one in batch if isinstance(one, Refused)]
        cases = [one for one in batch if isinstance(one, Case)]
        _write(cases, place, found, by=by, at=at)
        if tell:
            tell(found.dossiers)
    if found.dossiers:
        with connection.cursor() as cursor:  # the pages of a log are asked for before autovacuum comes: 0.2 s, not 186
            cursor.execute("ANALYZE onestop_dossier, onestop_step")
    after = {
        "format": form_id,
        "dossiers": found.dossiers,
        "steps": found.steps,
        "known": found.known,
        "refused": len(found.refused),
    }
    record(tag="onestop:log:taken", by=by, at=at, subject=("point", place.point.pk), unit_id=place.unit_id, after=after)
    return found


def _place(point_code: str, source: str, by: Actor, at: datetime) -> Place:
    point = ServicePoint.objects.filter(code=point_code).first()
    if point is None:
        text = _("Không có điểm phục vụ mang mã “%(code)s”.") % {"code": point_code}
        raise DomainError("onestop.point.unknown", text, field="point")
    if by.user_id is None or not organisation.covers(by, point.unit_id, on=local(at).date()):
        raise NotAllowed("access.denied", _("Nhật ký do bộ phận nội vụ của đơn vị quản lý điểm phục vụ đưa vào."))
    return Place(point, point.unit_id, source)


def _batches(rows: Iterable[Case | Refused]) -> Iterator[list[Case | Refused]]:
    walk = iter(rows)
    while batch := list(islice(walk, AT_ONCE)):
        yield batch


@transaction.atomic
def _write(cases: list[Case], place: Place, found: Taken, *, by: Actor, at: datetime) -> None:
    refs = {f"{place.source}:{one.key}": one for one in cases}
    there = set(Dossier.objects.filter(source_ref__in=list(refs)).values_list("source_ref", flat=True))
    new = {ref: one for ref, one in refs.items() if ref not in there}
    found.known += len(cases) - len(new)
    codes = _codes(list(new.values()), place.point.code, local(at).date())
    rows = [_dossier(ref, one, code, place, by, at) for (ref, one), code in zip(new.items(), codes, strict=True)]
    Dossier.objects.bulk_create(rows)
    steps = [step for row, one in zip(rows, new.values(), strict=True) for step in _steps(one, row, by)]
    Step.objects.bulk_create(steps, batch_size=AT_ONCE)
    found.dossiers, found.steps = found.dossiers + len(rows), found.steps + len(steps)


def _codes(cases: list[Case], point_code: str, on: date) -> list[str]:
    """Codes of the days the cases came in: each day's numbers taken at once and given in the order of the log."""
    form, days = code_format(on=on).value, [local(one.started).date() for one in cases]
    counts = Counter(days)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [[f"{point_code}-{day:%y%m%d}" for day in counts], list(counts.values())])
        last = dict(cursor.fetchall())
    following = {day: last[f"{point_code}-{day:%y%m%d}"] - number for day, number in counts.items()}
    codes = []
    for day in days:
        following[day] += 1
        codes.append(form.format(point=point_code, day=day, number=following[day]))
    return codes


def _dossier(ref: str, one: Case, code: str, place: Place, by: Actor, at: datetime) -> Dossier:
    """Nobody's name is in a log: the dossier is told by the key it has there."""
    applicant = nfc(one.key)[:160]
    return Dossier(
        code=code, point=place.point, unit_id=place.unit_id, procedure_code=one.procedure, procedure_name=nfc(one.title)[:600],
        field=nfc(one.field)[:160], channel=one.channel, state=State.DONE if one.finished else State.PROCESSING,
        applicant=applicant, applicant_key=search_key(applicant), submitted_at=one.started, accepted_at=one.started,
        accepted_by_id=by.user_id, due_at=one.due, finished_at=one.finished, created_at=at, created_by_id=by.user_id,
        is_late=one.finished is not None and one.due is not None and one.finished > one.due, source_ref=ref[:80],
    )  # fmt: skip


def _steps(one: Case, dossier: Dossier, by: Actor) -> Iterator[Step]:
    """Steps as the log tells them: done, by whom in its own words, with no limit of their own."""
    for number, step in enumerate(one.steps, 1):
        yield Step(
            dossier=dossier, number=number, unit_id=dossier.unit_id, task=nfc(step.task)[:300], limit_quantity=0,
            started_at=step.started, finished_at=step.finished, finished_by_id=by.user_id, outcome=nfc(step.who)[:300],
        )  # fmt: skip
