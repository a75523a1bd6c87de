"""Opening a month: who is evaluated, by whom, under which rules, frozen by INSERT … SELECT."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.jobs import services as jobs
from namro.base.jobs.models import Job
from namro.base.jobs.services import Progress
from namro.base.law.calendars import standard_calendar
from namro.base.law.selectors import offered
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import digest_of, framework_in_force, refusal
from namro.duties.evaluations.selectors.applying import Naming, naming_of
from namro.duties.evaluations.services import snapshot
from namro.engine.errors import RuleError
from namro.engine.framework import Framework

TASK = "evaluations.open_period"
CHUNK = 25_000  # sheets a transaction; whole rounds only
ROUNDS = """
INSERT INTO evaluations_round (period_id, unit_id, step, self_score_by, review_by, decide_by, publish_by,
    forwards_without_self, quota_reading, quota_rate, quota_reason, quota)
SELECT %(period)s, unit_id, 'self_score', %(self_score_by)s, %(review_by)s, %(decide_by)s, %(publish_by)s,
    %(forwards)s, '', '', '', '[]'::jsonb
FROM unnest(%(units)s::bigint[]) AS unit_id
ON CONFLICT (period_id, unit_id) DO NOTHING
"""
WAITING = """
SELECT o.round_unit_id, count(*) FROM opening o
WHERE NOT EXISTS (SELECT 1 FROM evaluations_round r WHERE r.period_id = %(period)s AND r.unit_id = o.round_unit_id)
  AND (%(scope)s::bigint[] IS NULL OR o.round_unit_id = ANY(%(scope)s::bigint[]))
GROUP BY o.round_unit_id ORDER BY o.round_unit_id
"""


@dataclass(frozen=True)
class Plan:
    """A checked request to open a period."""

    kind: str
    first: date
    until: date
    framework: Framework
    points: Mapping[str, str]
    staff_groups: tuple[str, ...]
    deadlines: rules.Deadlines


def plan(
    *,
    kind: str,
    first_day: date,
    framework_id: str,
    settings: Mapping[str, str] | None = None,
    also: Sequence[str] = (),
    deadlines: rules.Deadlines | None = None,
) -> Plan:
    """Check a request to open a period; writes nothing, so the form can show the outcome first.

    Refuses: evaluations.period.kind, evaluations.period.first_day, framework.unknown, framework.setting.unknown,
    framework.setting.value, evaluations.framework.not_in_force, evaluations.framework.period,
    evaluations.framework.staff_group, evaluations.deadline.order, evaluations.deadline.outside
    """
    first, until = rules.period_days(kind, first_day)
    framework = framework_in_force(framework_id, kind=kind, first_day=first)
    try:
        points = framework.settle(settings)
    except RuleError as error:
        raise refusal(error) from error
    chosen = deadlines or usual_deadlines(kind, first, until)
    rules.check_deadlines(chosen, first=first, until=until, latest=parameters().deadline_latest)
    return Plan(kind, first, until, framework, points, _groups(framework, also), chosen)


def usual_deadlines(kind: str, first: date, until: date) -> rules.Deadlines:
    """The deadlines a period takes where nobody set others: of a year, back from the day the law gives."""
    given = parameters()
    if kind == Period.Kind.YEAR:
        return rules.year_deadlines(first.year, given.year_before, given.year_days, standard_calendar())
    return rules.default_deadlines(until, given.deadline_days, standard_calendar())


def _groups(framework: Framework, also: Sequence[str]) -> tuple[str, ...]:
    allowed = parameters().may_also_apply.get(framework.id, frozenset())
    extra = tuple(group for group in dict.fromkeys(also) if group not in framework.staff_groups)
    if not set(extra) <= allowed:
        message = _("Khung %(id)s không cho phép áp dụng thêm nhóm này. Hãy dùng khung riêng của nhóm.")
        raise DomainError("evaluations.framework.staff_group", message % {"id": framework.id}, field="also")
    return framework.staff_groups + extra


def scope_of(by: Actor, *, on: date) -> list[int] | None:
    """Units whose rounds the officer may open; None is the whole city.

    Refuses: evaluations.period.not_yours
    """
    if not by.officer_of:
        message = _("Chỉ cán bộ tổ chức, nội vụ mở được kỳ đánh giá.")
        raise NotAllowed("evaluations.period.not_yours", message)
    if {root.unit_id for root in organisation.roots(on=on)} <= by.officer_of:
        return None
    return sorted(organisation.subtrees_ids(by.officer_of, on=on))


def naming(wanted: Plan, scope: list[int] | None, *, on: date) -> Naming:
    """What the table of frameworks says of the people a period would take: one query."""
    return naming_of(
        wanted.framework.id, kind=wanted.kind, first=wanted.first, until=wanted.until, staff_groups=wanted.staff_groups,
        units=scope, on=on,
    )  # fmt: skip


def office_of(by: Actor) -> str:
    """The officer's office as part of a job's key: two offices each have a job of their own for the same period."""
    return "-".join(str(unit) for unit in sorted(by.officer_of))[:80]


def start_on_period(task: str, *, period_id: int, by: Actor, at: datetime) -> Job:
    """Queue a job on the rounds of a period that are the officer's. Refuses: evaluations.period.not_yours"""
    scope_of(by, on=timezone.localdate(at))
    arguments = {"period_id": period_id, "user_id": by.user_id, "at": at.isoformat()}
    return jobs.start(task=task, key=f"{task}:{period_id}:{office_of(by)}", arguments=arguments, by=by, at=at)


@transaction.atomic
def start_opening(
    *,
    kind: str,
    first_day: date,
    framework_id: str,
    settings: Mapping[str, str] | None = None,
    also: Sequence[str] = (),
    deadlines: rules.Deadlines | None = None,
    why: str = "",
    by: Actor,
    at: datetime,
) -> Job:
    """Queue the opening of a period as one job; asking twice while it runs gives the same job.

    `why`: where the table of frameworks names another for some of the people, the reason of whoever opens it all the same.
    Refuses: as `plan` and `scope_of`; evaluations.period.why
    Records: jobs:job:started
    """
    on = timezone.localdate(at)
    scope = scope_of(by, on=on)
    wanted = plan(
        kind=kind, first_day=first_day, framework_id=framework_id, settings=settings, also=also, deadlines=deadlines
    )
    if naming(wanted, scope, on=on).needs_reason and not why.strip():
        message = _("Bảng khung áp dụng nêu khung khác cho một số người: ghi lý do vẫn mở theo khung này.")
        raise DomainError("evaluations.period.why", message, field="why")
    arguments: dict[str, Any] = {
        "kind": kind,
        "first_day": first_day.isoformat(),
        "framework_id": framework_id,
        "settings": dict(settings or {}),
        "also": list(also),
        "deadlines": deadlines.as_text() if deadlines else None,
        "why": why.strip(),
        "user_id": by.user_id,
        "at": at.isoformat(),
    }
    key = f"{TASK}:{kind}:{first_day.isoformat()}:{framework_id}:{office_of(by)}"
    return jobs.start(task=TASK, key=key, arguments=arguments, by=by, at=at)


def open_period(
    *,
    kind: str,
    first_day: date,
    framework_id: str,
    settings: Mapping[str, str] | None = None,
    also: Sequence[str] = (),
    deadlines: rules.Deadlines | None = None,
    why: str = "",
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> Period:
    """Open a month or quarter for everybody posted in it; a run that was stopped goes on where it stopped.

    Each transaction holds whole rounds, so a unit is opened wholly or not at all.
    Refuses: as `plan` and `scope_of`; evaluations.period.open_already (nothing is left to open)
    Records: evaluations:period:opened
    """
    on = timezone.localdate(at)
    scope = scope_of(by, on=on)
    wanted = plan(
        kind=kind, first_day=first_day, framework_id=framework_id, settings=settings, also=also, deadlines=deadlines
    )
    period = _period(wanted, by=by, at=at)

    def opened(counts: Mapping[str, int]) -> None:
        after = {
            **counts,
            "framework": framework_id,
            "digest": period.framework_digest,
            "deadlines": wanted.deadlines.as_text(),
            "named_elsewhere": naming(wanted, scope, on=on).kept(),
        }
        record(tag="evaluations:period:opened", by=by, at=at, subject=("period", period.pk), after=after, reason=why)

    with connection.cursor() as cursor:
        snapshot.build(cursor, period, reference=rules.reference_day(on, wanted.first, wanted.until))
        try:
            rounds = _open_rounds(cursor, period, wanted, scope, progress, opened)
        finally:
            snapshot.drop(cursor)
    if not rounds:
        message = _("Kỳ này đã được mở cho tất cả các đơn vị. Vào trang của kỳ để xem tiến độ.")
        raise Conflict("evaluations.period.open_already", message, period=period.pk)
    return period


@transaction.atomic
def _period(wanted: Plan, *, by: Actor, at: datetime) -> Period:
    """The period's row: made once; a repeated opening keeps the rules it was first opened under."""
    text = offered(wanted.framework.id, on=wanted.first).text
    period, _made = Period.objects.get_or_create(
        kind=wanted.kind,
        days=DateRange(wanted.first, wanted.until),
        framework=wanted.framework.id,
        defaults={
            "framework_digest": digest_of(text),
            "framework_text": text,
            "settings": {"points": dict(wanted.points), "staff_groups": list(wanted.staff_groups)},
            "opened_at": at,
            "opened_by_id": by.user_id,
        },
    )
    return period


def _open_rounds(
    cursor: Any, period: Period, wanted: Plan, scope: list[int] | None, progress: Progress | None,
    opened: Callable[[Mapping[str, int]], None],
) -> int:  # fmt: skip
    """Open the missing rounds; `opened` is told in the last one's transaction, so that neither stands without the other."""
    cursor.execute(WAITING, {"period": period.pk, "scope": scope})
    waiting: list[tuple[int, int]] = cursor.fetchall()
    total, done = sum(count for _unit, count in waiting), 0
    for units, count in chunks(waiting, CHUNK):
        with transaction.atomic():
            cursor.execute(ROUNDS, {
                "period": period.pk, "units": units, "forwards": parameters().forwards_without_self,
                **wanted.deadlines.__dict__,
            })  # fmt: skip
            snapshot.insert_sheets(cursor, period, units)
            done += count
            if done == total:
                opened({"rounds": len(waiting), "sheets": total})
        if progress:
            progress.report(done=done, total=total, message=_("Đang lập phiếu"))
    if waiting:
        cursor.execute("ANALYZE evaluations_sheet")
    return len(waiting)


def chunks(counted: Sequence[tuple[int, int]], limit: int) -> Iterator[tuple[list[int], int]]:
    """Keys in groups whose counts add up to about `limit`; a key is never split."""
    keys: list[int] = []
    size = 0
    for key, count in counted:
        keys.append(key)
        size += count
        if size >= limit:
            yield keys, size
            keys, size = [], 0
    if keys:
        yield keys, size
