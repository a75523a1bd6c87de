"""The ladder: what comes due is told to the desk, what is overdue to the head, what has been for long to home affairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.base.notify.services import tell
from namro.city.people import selectors as people
from namro.duties.onestop.models import Rung
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.selectors.boards import STATES, moments_of, working_days_before
from namro.duties.onestop.selectors.finding import TERMS, midnight
from namro.duties.onestop.selectors.watching import officers, supervisors

WHEN = {
    Rung.SOON: TERMS["soon"], Rung.TODAY: TERMS["today"], Rung.OVERDUE: TERMS["overdue"],
    Rung.LONG: "d.due_at < %(long)s",
}  # fmt: skip
# A dossier told of once is not told of again for the same promise: the constraint decides, also between two workers.
NEW = """
WITH told AS (
    INSERT INTO onestop_escalation (dossier_id, rung, due_at, at)
    SELECT d.id, %(rung)s, d.due_at, %(now)s FROM onestop_dossier d WHERE d.state IN ({states}) AND {when}
    ON CONFLICT DO NOTHING RETURNING id, dossier_id
)
SELECT grouping(d.{group}), coalesce(d.{group}, d.step_person_id), min(told.id), count(*) FROM told
JOIN onestop_dossier d ON d.id = told.dossier_id GROUP BY GROUPING SETS ((d.{group}), (d.step_person_id)) ORDER BY 1, 2
"""
GROUP = {Rung.SOON: "point_id", Rung.TODAY: "point_id", Rung.OVERDUE: "unit_id", Rung.LONG: "unit_id"}
SAID = {
    Rung.SOON: ("{count} hồ sơ sắp đến hạn.", "{count} dossiers come due soon.", "soon"),
    Rung.TODAY: ("{count} hồ sơ đến hạn hôm nay.", "{count} dossiers are due today.", "today"),
    Rung.OVERDUE: ("{count} hồ sơ mới quá hạn.", "{count} dossiers have become overdue.", "overdue"),
    Rung.LONG: ("{count} hồ sơ quá hạn đã lâu.", "{count} dossiers have been overdue for long.", "overdue"),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """New ones of a point or a unit at a rung, or of the official whose turn they are; `first` tells this telling from every
    other.
    """

    key: int
    first: int
    count: int


@transaction.atomic
def escalate(*, at: datetime) -> dict[str, int]:
    """Tell whoever each rung reaches of the dossiers new to it, one notice a point or agency, and at every rung the official
    whose turn each is. Returns how many of each.

    Running it again tells nobody twice. Source: law/parameters/onestop.yaml#soon_working_days,
    #home_affairs_after_working_days (both the choice of the agency).
    Records: onestop:dossier:escalated
    """
    on = timezone.localdate(at)
    days = int(rule_of("home_affairs_after_working_days", on=on).value)
    given = {**moments_of(at=at, on=on).values, "long": midnight(working_days_before(on, days))}
    found = {rung: _new(rung, given) for rung in Rung}
    for rung, (groups, holders) in found.items():
        _tell(rung, groups, at, on)
        _tell_holders(rung, holders, at)
    counted = {rung.value: sum(one.count for one in groups) for rung, (groups, _holders) in found.items()}
    if any(counted.values()):
        record(tag="onestop:dossier:escalated", by=NOBODY, at=at, subject=("dossier", None), after=counted)
    return counted


def _new(rung: Rung, given: Mapping[str, Any]) -> tuple[list[Group], list[Group]]:
    """By point or unit, and by official; what is nobody's turn yet is told of no official."""
    query = NEW.format(states=STATES, when=WHEN[rung], group=GROUP[rung])
    with connection.cursor() as cursor:
        cursor.execute(query, {**given, "rung": rung.value})
        rows = cursor.fetchall()
    return (
        [Group(*row) for other, *row in rows if not other],
        [Group(*row) for other, *row in rows if other and row[0] is not None],
    )


def _tell(rung: Rung, groups: list[Group], at: datetime, on: date) -> None:
    """One notice for each person and group."""
    reached = _reached(rung, [one.key for one in groups], on)
    vi, en, term = SAID[rung]
    narrowed = "point" if GROUP[rung] == "point_id" else "unit"
    for one in groups:
        tell(
            person_ids=reached[one.key], kind=f"onestop.{rung.value}", key=f"onestop:escalation:{rung.value}:{one.first}",
            text=vi.format(count=one.count), text_en=en.format(count=one.count),
            link=f"/dossiers/?term={term}&{narrowed}={one.key}", at=at,
        )  # fmt: skip


def _tell_holders(rung: Rung, holders: list[Group], at: datetime) -> None:
    """One notice for each official, of what lies with them."""
    vi, en, term = SAID[rung]
    for one in holders:
        tell(
            person_ids=(one.key,), kind=f"onestop.{rung.value}.holder", key=f"onestop:escalation:{rung.value}:holder:{one.first}",
            text=f"{vi.format(count=one.count).rstrip('.')}, đang chờ anh/chị.",
            text_en=f"{en.format(count=one.count).rstrip('.')}, waiting for you.", link=f"/dossiers/?term={term}&officer={one.key}",
            at=at,
        )  # fmt: skip


def _reached(rung: Rung, keys: list[int], on: date) -> Mapping[int, tuple[int, ...]]:
    """Whom a rung reaches, by point or unit; nobody where the post is vacant, which the board still shows."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    if GROUP[rung] == "point_id":
        found.update(supervisors(keys, on=on))
    elif rung == Rung.OVERDUE:
        found.update({unit: (head.pk,) for unit, head in people.heads_of(keys, on=on).items()})
    else:
        found.update(officers(keys, on=on))
    return found
