"""Rolling the months of a year up for 200,000 people, and what if, against a bare aggregate over the same rows.

    .venv/bin/python -m bench.year [--people N] [--small N]

Twelve published months, a sheet and an exact score each. Ours reads them, settles for every month why it has no score,
joins months in two posts, and gives the exact mean, its band and what is missing; the floor is one GROUP BY of means.
Then the product's own jobs: a year opened for everybody, calculated and stored, and compared with other settings.
Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bench import city
from bench.harness import in_turns, peak_rss_gib, write_result
from bench.month import execute, vacuum

YEAR, MONTH = 2026, date(2026, 12, 1)
AT = datetime(2026, 12, 31, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SECONDS_LIMIT, WHAT_IF_LIMIT, MEMORY_LIMIT, LINEAR_LIMIT = 90.0, 60.0, 1.5, 1.25
PERIODS = """
INSERT INTO evaluations_period (kind, days, framework, framework_digest, framework_text, settings, opened_at, opened_by_id)
SELECT p.kind, daterange(first::date, (first + interval '1 month')::date), p.framework, p.framework_digest,
    p.framework_text, p.settings, p.opened_at, p.opened_by_id
FROM evaluations_period p, generate_series('2026-01-01'::timestamp, '2026-11-01', '1 month') first
"""
ROUNDS = """
INSERT INTO evaluations_round (period_id, unit_id, step, self_score_by, review_by, decide_by, publish_by,
    forwards_without_self, quota_reading, quota_rate, quota_reason, quota)
SELECT p.id, r.unit_id, r.step, self_score_by, review_by, decide_by, publish_by, true, '', '', '', '[]'::jsonb
FROM evaluations_round r, evaluations_period p WHERE p.id <> r.period_id
"""
SHEETS = """
INSERT INTO evaluations_sheet (period_id, round_id, person_id, posting_id, unit_id, reviewer_unit_id, staff_group, rank,
    task_group, days, state, not_rated, not_rated_note, version, self_strengths, self_limits, review_comment,
    accepted_as_self, proposed_rating, proposed_reason, self_level, answers, handling, proposed_as)
SELECT p.id, r.id, s.person_id, s.posting_id, s.unit_id, s.reviewer_unit_id, s.staff_group, s.rank, s.task_group, p.days,
    'open', s.not_rated, s.not_rated_note, 1, '', '', '', false, '', '', '', '{}', '', ''
FROM evaluations_sheet s JOIN evaluations_round o ON o.id = s.round_id
JOIN evaluations_period p ON p.id <> s.period_id JOIN evaluations_round r ON r.period_id = p.id AND r.unit_id = o.unit_id
"""
SCORES = """
INSERT INTO evaluations_score (sheet_id, state, reasons, total, exact, band, overrides, level, calculated_at)
SELECT id, 'RATED', '[]', 70 + id %% 25, ((70 + id %% 25) * (601 + id %% 97) + 7) || '/' || (601 + id %% 97), 'HTT', '{}', 'HTT',
    %(at)s
FROM evaluations_sheet WHERE not_rated = ''
"""
FLOOR = """
SELECT s.person_id, avg(c.total) FROM evaluations_sheet s JOIN evaluations_score c ON c.sheet_id = s.id
JOIN evaluations_period p ON p.id = s.period_id WHERE p.kind = 'month' AND p.days <@ daterange('2026-01-01', '2027-01-01')
GROUP BY s.person_id
"""


def one_size(people: int) -> dict[str, float]:
    """Build, roll up, and read bare; figures of one size."""
    from django.db import connection

    from namro.base.access.rules import Actor
    from namro.city.people.models import Posting
    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Period, Score
    from namro.duties.evaluations.rolling import years_of
    from namro.duties.evaluations.rulebook import rulebook_of
    from namro.duties.evaluations.services.calculating import calculate_period
    from namro.duties.evaluations.services.what_if import compare_period

    city.build(people=people, month=MONTH)
    officer = city.users()["officer"]
    by = Actor(user_id=officer.pk, officer_of=frozenset(officer.grants.values_list("unit", flat=True)))
    services.open_period(kind="month", first_day=MONTH, framework_id="nd335-2025", by=by, at=AT)
    for sql in (PERIODS, ROUNDS, SHEETS):
        execute(sql)
    execute(SCORES, {"at": AT})
    execute("UPDATE evaluations_round SET step = 'published', published_at = %(at)s, published_by_id = %(user)s",
            {"at": AT, "user": by.user_id})  # fmt: skip
    for table in ("evaluations_sheet", "evaluations_score", "evaluations_round", "evaluations_period"):
        vacuum(table)
    book = rulebook_of(Period.objects.order_by("days").last())
    everybody = list(Posting.objects.filter(kind="main").order_by("person").values_list("person", flat=True).distinct())
    seen: dict[str, int] = {}

    def roll() -> None:
        seen.clear()
        for one in years_of(everybody, year=YEAR, book=book):
            state = one.rolled(book, "year").state
            seen[state] = seen.get(state, 0) + 1

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR)
            assert len(cursor.fetchall()) <= len(everybody)

    seconds = in_turns({"ours": roll, "floor": floor}, 3)
    year = services.open_period(kind="year", first_day=date(YEAR, 1, 1), framework_id="nd335-2025", by=by, at=AT)
    seconds |= in_turns({"stored": lambda: calculate_period(period_id=year.pk, by=by, at=AT)}, 1)
    other = {"split_month": "last", "quota_reading": "of_a_plus_b"}
    compared: dict[str, object] = {}

    def what_if() -> None:
        compared.update(compare_period(period_id=year.pk, framework_id="", settings=other, by=by, at=AT))

    seconds |= in_turns({"what_if": what_if}, 1)
    assert sum(compared["counts"].values()) == len(everybody)  # type: ignore[attr-defined]
    return {"people": len(everybody), "sheets": Score.objects.count(), **seconds, **seen, "peak_gib": peak_rss_gib()}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=200_000)
    arguments.add_argument("--small", type=int, default=20_000)
    arguments.add_argument("--one", action="store_true", help="one size in this process, figures as JSON")
    asked = arguments.parse_args()
    if asked.one:
        with city.temporary():
            print(json.dumps(one_size(asked.people)))
        return 0
    small, large = (_child(people) for people in (asked.small, asked.people))
    return 0 if _report(small, large) else 1


def _child(people: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.year", "--one", "--people", str(people)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _report(small: dict[str, float], large: dict[str, float]) -> bool:
    growth = (large["ours"] / large["people"]) / (small["ours"] / small["people"])
    slowest = max(large["ours"], large["stored"])
    ok = (
        slowest <= SECONDS_LIMIT and large["what_if"] <= WHAT_IF_LIMIT and large["peak_gib"] < MEMORY_LIMIT
        and growth <= LINEAR_LIMIT
    )  # fmt: skip
    figures = {
        "large": large, "small": small, "times_a_bare_aggregate": round(large["ours"] / large["floor"], 2),
        "peak_limit_gib": MEMORY_LIMIT, "seconds_per_person_against_small": round(growth, 3),
        "growth_limit": LINEAR_LIMIT, "what_if_limit_seconds": WHAT_IF_LIMIT, "reading": "ratio is seconds for everybody over the seconds allowed",
    }  # fmt: skip
    write_result("year", figures, slowest / SECONDS_LIMIT, 1.0, ok=ok)
    return ok


if __name__ == "__main__":
    raise SystemExit(main())
