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
from bench.dossiers import build
from bench.harness import in_turns, peak_rss_gib, write_result

AT = datetime(2026, 11, 20, 22, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SECONDS_LIMIT, LINEAR_LIMIT = 60.0, 1.25
FLOOR = """
SELECT unit_id, count(*), count(*) FILTER (WHERE due_at < coalesce(finished_at, %(at)s)) FROM onestop_dossier
WHERE accepted_at <= %(at)s GROUP BY 1
"""


def one_size(dossiers: int) -> dict[str, float]:
    """Build, recount, and read bare; figures of one size."""
    from django.db import connection

    from namro.duties.onestop.models import Dossier, Step
    from namro.duties.onestop.selectors import lateness

    city.build(people=20_000, month=date(2026, 10, 1), lines=1)
    given = {"dossiers": dossiers, "at": AT, "user": city.users()["officer"].pk}
    build(given)
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
