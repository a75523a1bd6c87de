"""What careers ask of home affairs today, for the home page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.duties.careers.parameters import parameters

# Open cases with their next clock, terms that ended undecided, terms ending without a notice: of the officer's subtree.
WAITING = """
WITH RECURSIVE down(unit_id) AS (
    SELECT unnest(%(tops)s::bigint[])
    UNION
    SELECT s.unit_id FROM down JOIN organisation_unitspell s
        ON s.parent_id = down.unit_id AND s.valid @> %(on)s::date
), cases AS (
    SELECT count(*) AS number, min(
        (SELECT min(step.due_on) FROM careers_casestep step WHERE step.case_id = c.id AND step.done_at IS NULL)
    ) AS due
    FROM careers_removalcase c WHERE c.is_open AND c.unit_id IN (SELECT unit_id FROM down)
), ends AS (
    SELECT upper(t.valid) AS until, r.id IS NULL AS is_unopened
    FROM careers_term t JOIN people_posting p ON p.id = t.posting_id LEFT JOIN careers_termreview r ON r.term_id = t.id
    WHERE t.withdrawn_at IS NULL AND upper(t.valid) <= %(window)s::date AND t.unit_id IN (SELECT unit_id FROM down)
      AND coalesce(r.outcome, '') = '' AND (upper(p.valid) IS NULL OR upper(p.valid) > %(on)s::date)
)
SELECT cases.number, cases.due,
    count(ends.until) FILTER (WHERE until <= %(on)s::date), min(until) FILTER (WHERE until <= %(on)s::date),
    count(ends.until) FILTER (WHERE until > %(on)s::date AND is_unopened),
    min(until) FILTER (WHERE until > %(on)s::date AND is_unopened)
FROM cases LEFT JOIN ends ON true GROUP BY cases.number, cases.due
"""


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Open cases, terms past their end, terms ending soon: one query."""
    if not actor.officer_of:
        return []
    window = on + timedelta(days=parameters().calendar.window_days)
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"tops": sorted(actor.officer_of), "on": on, "window": window})
        return list(_lines(cursor.fetchone()))


def _lines(found: tuple[Any, ...]) -> Iterator[Waiting]:
    cases, due, expired, expired_on, ending, ending_on = found
    if cases:
        yield Waiting(_("Hồ sơ không hoàn thành nhiệm vụ chờ xử lý"), cases, "/careers/cases/", due)
    if expired:
        text = _("Thời hạn giữ chức vụ đã hết mà chưa có quyết định")
        yield Waiting(text, expired, "/careers/terms/?state=expired", expired_on)
    if ending:
        text = _("Thời hạn giữ chức vụ sắp hết, cần thông báo")
        yield Waiting(text, ending, "/careers/terms/?state=ending", ending_on)
