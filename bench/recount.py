"""The night's recount of all lateness: 1,000,000 dossiers with 5,000,000 steps, from their ledgers, against a bare aggregate.

    .venv/bin/python -m bench.recount [--dossiers N] [--small N]

Ours counts the working days, pauses and restarts of every dossier again and tells how each unit stands, then looks whether
any stored due moment differs from its ledger; the floor is one GROUP BY over the stored due moments of the same rows.
One in four dossiers was paused, one in twelve twice; limits are in working days, days and months. Each size runs in a
process of its own.
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

AT = datetime(2026, 11, 20, 22, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SECONDS_LIMIT, LINEAR_LIMIT = 60.0, 1.25
POINTS = """
INSERT INTO onestop_servicepoint (code, name, kind, unit_id, address, valid)
SELECT 'H26.' || row_number() OVER (ORDER BY id), 'Điểm phục vụ', 'commune', id, '', '[2020-01-01,)' FROM organisation_unit
"""
HOURS = """
INSERT INTO onestop_openinghours (point_id, valid, week, basis)
SELECT id, '[2020-01-01,)', jsonb_object_agg(day::text, '[["08:00", "12:00"], ["13:00", "17:00"]]'::jsonb), ''
FROM onestop_servicepoint, generate_series(1, 5) AS day GROUP BY id
"""
DOSSIERS = """
INSERT INTO onestop_dossier (code, point_id, unit_id, procedure_code, procedure_name, field, "case", channel, state, version,
    applicant, applicant_key, id_number, phone, email, address, agent, agent_paper, papers, note, is_same_day, is_elsewhere,
    accepted_at, accepted_by_id, limit_quantity, limit_unit, finished_at, is_late, result_number, result_on, result_signer,
    returned_to, created_at, source_ref)
SELECT p.code || '-' || to_char(w.accepted, 'YYMMDD') || '-' || lpad((i %% 1000000)::text, 6, '0'), p.id, p.unit_id, '1.' || i %% 500,
    'Thủ tục', '', '', 'counter', CASE WHEN w.done THEN 'done' ELSE 'processing' END, 0, 'Người nộp', 'nguoi nop', '', '', '',
    '', '', '', '[]', '', false, false, w.accepted, %(user)s, 1 + i %% 20,
    CASE WHEN i %% 10 < 8 THEN 'working_days' WHEN i %% 10 = 8 THEN 'days' ELSE 'months' END,
    CASE WHEN w.done THEN least(w.accepted + (1 + i %% 30) * interval '1 day', %(at)s) END, false, 'KQ-' || i,
    CASE WHEN w.done THEN DATE '2026-11-20' END, 'Người ký', '', w.accepted, 'bench:' || i
FROM generate_series(1, %(dossiers)s) AS i
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM onestop_servicepoint) p
    ON p.place = i %% p.many
CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '2025-01-06 09:00+07' + (i * 7919 %% 680) * interval '1 day' AS accepted, i %% 20 > 0 AS done) w
"""
PAUSES = """
INSERT INTO onestop_pause (dossier_id, reason, policy, start, "end", basis)
SELECT d.id, 'supplement', CASE WHEN d.id % 3 = 0 THEN 'restart' ELSE 'shift' END, d.accepted_at + n * interval '2 days',
    d.accepted_at + n * interval '2 days' + interval '30 hours', ''
FROM onestop_dossier d, generate_series(1, 2) AS n WHERE d.id % 4 = 0 AND (n = 1 OR d.id % 3 = 0)
"""
STEPS = """
INSERT INTO onestop_step (dossier_id, number, unit_id, task, result, limit_quantity, limit_unit, started_at, finished_at,
    finished_by_id, is_late, outcome)
SELECT d.id, n, d.unit_id, 'Việc', 'Kết quả', 1, 'working_days', d.accepted_at, d.finished_at,
    CASE WHEN d.finished_at IS NULL THEN NULL ELSE %(user)s END, false, ''
FROM onestop_dossier d, generate_series(1, 5) AS n WHERE d.finished_at IS NOT NULL OR n = 1
"""
FLOOR = """
SELECT unit_id, count(*), count(*) FILTER (WHERE due_at < coalesce(finished_at, %(at)s)) FROM onestop_dossier
WHERE accepted_at <= %(at)s GROUP BY 1
"""


def one_size(dossiers: int) -> dict[str, float]:
    """Build, recount, and read bare; figures of one size."""
    from django.db import connection

    from namro.duties.onestop.models import Dossier, Step
    from namro.duties.onestop.selectors import lateness

    city.build(people=2_000, month=date(2026, 10, 1))
    given = {"dossiers": dossiers, "at": AT, "user": city.users()["officer"].pk}
    execute(POINTS)
    execute(HOURS)
    execute(DOSSIERS, given)
    execute(PAUSES)
    execute(STEPS, given)
    for table in ("onestop_dossier", "onestop_pause", "onestop_step"):
        vacuum(table)
    with connection.cursor() as cursor:
        cursor.execute(lateness.DUE_MOMENTS, lateness.given(AT, None))
    vacuum("onestop_dossier")
    told: list[lateness.Standing] = []

    def ours() -> None:
        told[:] = lateness.standings(at=AT)

    def check() -> None:
        assert lateness.wrong_dues(at=AT) == []

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR, given)
            assert len(cursor.fetchall()) == len(told)

    seconds = in_turns({"ours": ours, "floor": floor, "check": check}, 3)
    assert sum(one.received for one in told) == Dossier.objects.count() == dossiers
    late = sum(one.late + one.running_late for one in told)
    return {"dossiers": dossiers, "steps": Step.objects.count(), "late": late, **seconds, "peak_gib": peak_rss_gib()}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--dossiers", type=int, default=1_000_000)
    arguments.add_argument("--small", type=int, default=100_000)
    arguments.add_argument("--one", action="store_true", help="one size in this process, figures as JSON")
    asked = arguments.parse_args()
    if asked.one:
        with city.temporary():
            print(json.dumps(one_size(asked.dossiers)))
        return 0
    small, large = (_child(number) for number in (asked.small, asked.dossiers))
    return 0 if _report(small, large) else 1


def _child(dossiers: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.recount", "--one", "--dossiers", str(dossiers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _report(small: dict[str, float], large: dict[str, float]) -> bool:
    growth = (large["ours"] / large["dossiers"]) / (small["ours"] / small["dossiers"])
    whole = large["ours"] + large["check"]
    figures = {
        "large": large, "small": small, "times_a_bare_aggregate": round(large["ours"] / large["floor"], 2),
        "seconds_per_dossier_against_small": round(growth, 3), "growth_limit": LINEAR_LIMIT,
        "reading": "ratio is seconds for the recount and the check over the seconds allowed",
    }  # fmt: skip
    ok = whole <= SECONDS_LIMIT and growth <= LINEAR_LIMIT
    write_result("recount", figures, whole / SECONDS_LIMIT, 1.0, ok=ok)
    return ok


if __name__ == "__main__":
    raise SystemExit(main())
