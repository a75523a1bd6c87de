"""Opening and closing a month for 200,000 people, against the bare statements that move the same rows.

    .venv/bin/python -m bench.month [--people N] [--small N] [--rounds N]

Open: open_period against one INSERT … SELECT of the same sheets into a table with the same indexes and constraints.
Close: scoring, bands, quota, unit roll-up, stored; against reading the same lines and writing back as many rows.
Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bench import city
from bench.harness import peak_rss_gib, timed, write_result

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OPEN_LIMIT, CLOSE_LIMIT, MEMORY_LIMIT, LINEAR_LIMIT = 3.0, 3.0, 1.5, 1.25
REVIEWED = """
UPDATE evaluations_sheet SET state = 'reviewed', self_at = now(), self_by_id = %(user)s, review_at = now(),
    review_by_id = %(user)s,
    self_points = ARRAY[500,500,250,250,250,250,250,250,250,250],
    review_points = ARRAY[500,450,250,200,250,250,250,200,250, 100 + id %% 4 * 50],
    unit_marks = CASE WHEN rank = 'staff' THEN NULL ELSE ARRAY[NULL, 100, 100]::smallint[] END
WHERE not_rated = ''
"""
FLOOR_READ = """
COPY (SELECT posting_id, origin, coefficient, assigned, completed, major_errors, errors_excused, delays, delays_excused
      FROM facts_workline WHERE month = '2026-10-01') TO STDOUT (FORMAT csv)
"""


def twin(table: str, name: str) -> None:
    """An empty table with the same columns, indexes, checks and foreign keys."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {name} ADD {definition}")


def execute(sql: str, values: dict[str, object] | None = None) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def vacuum(table: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {table}")


def opening(by: object, rounds: int) -> dict[str, float]:
    """Seconds to open, and to insert the same rows bare; in turns, medians."""
    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Sheet

    def open_month() -> None:
        services.open_period(kind="month", first_day=MONTH, framework_id="nd335-2025", by=by, at=AT)

    times: dict[str, list[float]] = {"open": [], "bare": []}
    for turn in range(rounds):
        if turn:
            execute("TRUNCATE evaluations_period CASCADE")
        times["open"].append(timed(open_month))
        twin("evaluations_sheet", "bare_sheet")
        times["bare"].append(timed(lambda: execute("INSERT INTO bare_sheet SELECT * FROM evaluations_sheet")))
        execute("DROP TABLE bare_sheet")
    found = {key: statistics.median(values) for key, values in times.items()}
    return {**found, "sheets": Sheet.objects.count()}


def closing(by: object, rounds: int) -> dict[str, float]:
    """Seconds to calculate and store everything, and the floor: read the lines, write as many rows."""
    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Period, Round, Score

    period = Period.objects.get()
    execute(REVIEWED, {"user": by.user_id})
    vacuum("evaluations_sheet")  # in life the reviews are spread over days, and autovacuum keeps up

    def close_month() -> None:
        services.calculate_period(period_id=period.pk, by=by, at=AT)

    times: dict[str, list[float]] = {"close": [], "floor": []}
    for _turn in range(rounds):
        execute("TRUNCATE evaluations_score, evaluations_unittally")
        times["close"].append(timed(close_month))
        rows = _dump("evaluations_score")
        twin("evaluations_score", "bare_score")
        times["floor"].append(timed(partial(_floor, rows)))
        execute("DROP TABLE bare_score")
    found = {key: statistics.median(values) for key, values in times.items()}
    rated = Score.objects.filter(state="RATED").count()
    return {**found, "scores": Score.objects.count(), "rated": rated, "rounds": Round.objects.count()}


def _dump(table: str) -> bytes:
    return _read(f"COPY {table} TO STDOUT (FORMAT csv)")


def _read(sql: str) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(sql) as stream:
        return b"".join(bytes(block) for block in stream)


def _floor(rows: bytes) -> None:
    from django.db import connection, transaction

    with transaction.atomic():
        _read(FLOOR_READ)
        with connection.cursor() as cursor, cursor.copy("COPY bare_score FROM STDIN (FORMAT csv)") as stream:
            stream.write(rows)


def one_size(people: int, rounds: int) -> dict[str, float]:
    """Build, open, close; figures of one size."""
    from namro.base.access.rules import Actor

    city.build(people=people, month=MONTH)
    officer = city.users()["officer"]
    by = Actor(user_id=officer.pk, officer_of=frozenset(officer.grants.values_list("unit", flat=True)))
    opened = opening(by, rounds)
    closed = closing(by, rounds)
    return {"people": people, **opened, **closed, "peak_gib": peak_rss_gib()}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=200_000)
    arguments.add_argument("--small", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--one", action="store_true", help="one size in this process, figures as JSON")
    asked = arguments.parse_args()
    if asked.one:
        with city.temporary():
            print(json.dumps(one_size(asked.people, asked.rounds)))
        return 0
    small, large = (_child(people, asked.rounds) for people in (asked.small, asked.people))
    return 0 if _report(small, large) else 1


def _child(people: int, rounds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.month", "--one", "--people", str(people), "--rounds", str(rounds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _report(small: dict[str, float], large: dict[str, float]) -> bool:
    opened = large["open"] / large["bare"]
    write_result("month_open", {"large": large, "small": small}, opened, OPEN_LIMIT, ok=opened <= OPEN_LIMIT)
    closed = large["close"] / large["floor"]
    growth = (large["close"] / large["people"]) / (small["close"] / small["people"])
    ok = closed <= CLOSE_LIMIT and large["peak_gib"] < MEMORY_LIMIT and growth <= LINEAR_LIMIT
    figures = {
        "large": large, "small": small, "peak_gib": large["peak_gib"], "peak_limit_gib": MEMORY_LIMIT,
        "seconds_per_person_against_small": round(growth, 3), "growth_limit": LINEAR_LIMIT,
    }  # fmt: skip
    write_result("month_close", figures, closed, CLOSE_LIMIT, ok=ok)
    return opened <= OPEN_LIMIT and ok


if __name__ == "__main__":
    raise SystemExit(main())
