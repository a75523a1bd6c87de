"""Our figures beside those of the two best open-source peers, for 20,000 people on two cores and two web workers.

    .venv/bin/python -m bench.peers        (BENCH_FOLDER: see cities.py)

The peers' figures were measured on the same kind of machine in November 2026: Frappe HR 15 answers with data alone, no
HTML; Horilla 1.0 with pages. Ours are full pages over HTTP from the running server, signed in. Ratios are ours to the
better of the two, so that more than one is better everywhere.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import time
from datetime import date, timedelta

from bench import cities, saving
from bench.harness import RESULTS, timed, write_result
from bench.load import Load, Person, Post, serving, together

PEOPLE = 20_000
# (Frappe HR 15, Horilla 1.0), measured on the same kind of machine, November 2026; None: it failed or has no such thing.
THEIRS: dict[str, tuple[float | None, float | None]] = {
    "list_p50_ms": (31.8, 25_000.0),
    "list_queries": (12, 285),
    "form_p50_ms": (44.4, 2_100.0),
    "form_queries": (22, 219),
    "save_per_second": (17.8, 1.16),
    "save_submit_per_second": (7.75, None),
    "open_forms_per_second": (24.5, 0.95),  # Frappe at 2,000 people: it fails above about 9,000
    "import_rows_per_second": (1.8, 451.0),  # Horilla's accounts without a usable password
}
SMALLER_IS_BETTER = ("list_p50_ms", "list_queries", "form_p50_ms", "form_queries")
# What we ask of ourselves, as a ratio to the better peer.
BAR = {
    "list_p50_ms": 1.0, "list_queries": 1.0, "form_p50_ms": 1.0, "form_queries": 22 / 15, "save_per_second": 4.0,
    "save_submit_per_second": 6.0, "open_forms_per_second": 20.0, "import_rows_per_second": 2.0,
}  # fmt: skip


def page_p50(port: int, cookie: str, path: str, times: int = 40) -> float:
    """Milliseconds at the client, the middle one of some visits in a row."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for _ in range(times + 5):
        begin = time.perf_counter()
        line.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
        answer = line.getresponse()
        answer.read()
        took.append((time.perf_counter() - begin) * 1000)
        assert answer.status == 200, (path, answer.status)
    return statistics.median(took[5:])


def queries(cookie: str, path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.cookies["sessionid"] = cookie
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def save_and_submit(found: list[tuple[int, list[int]]], port: int) -> Load:
    """Each form saved as a draft, then submitted: two requests, one form."""
    from namro.duties.evaluations.models import Sheet

    saving._reopened("draft", found)
    people = []
    for _head, pks in found:
        one = Sheet.objects.get(pk=pks[-1])
        fields = saving.fields_of(one, 0)
        posts = [
            Post(f"/sheets/{one.pk}/draft", fields, saving.one_later, True),
            Post(f"/sheets/{one.pk}/self", fields, saving.one_later),
        ]
        people.append(Person(saving.cookie_of(one.person_id), posts))
    load = together(people, port, saving.SECONDS)
    return Load(load.per_second / 2, load.p50_ms * 2, load.p95_ms * 2)


def forms_opened_per_second() -> float:
    """Next month opened for everybody, by the product's own service."""
    from django.utils import timezone

    from namro.base.access.selectors import actor_of
    from namro.base.accounts.models import User
    from namro.duties.evaluations import services
    from namro.duties.evaluations.models import Period, Sheet

    at = timezone.now()
    officer = actor_of(User.objects.get(username="noivu"), on=timezone.localdate(at))
    first = next_month(Period.objects.order_by("-days")[0].days.lower)
    took = timed(
        lambda: services.open_period(kind="month", first_day=first, framework_id="nd335-2025", by=officer, at=at)
    )
    return Sheet.objects.filter(period__days__startswith=first).count() / took


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def rows_imported_per_second() -> float | None:
    """From the benchmark of the importer, where it has run."""
    path = RESULTS / "import_staff.json"
    if not path.exists():
        return None
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return float(figures["rows"] / (figures["read_and_prepare_s"] + figures["write_s"]))


def ours(database: str) -> dict[str, float | None]:
    from namro.base.accounts.models import User

    found = saving.teams()
    head, sheets = found[0]
    officer = saving.cookie_of(User.objects.get(username="noivu").person_id)
    cookie, form = saving.cookie_of(head), f"/sheets/{sheets[0]}"
    with serving(database) as port:
        figures: dict[str, float | None] = {
            "list_p50_ms": page_p50(port, officer, "/people/"),
            "form_p50_ms": page_p50(port, cookie, form),
        }
        together(saving.people_saving("review", found), port, 1.0)  # warms the second worker up
        figures["save_per_second"] = together(saving.people_saving("review", found), port, saving.SECONDS).per_second
        figures["save_submit_per_second"] = save_and_submit(found, port).per_second
    figures["list_queries"], figures["form_queries"] = queries(officer, "/people/"), queries(cookie, form)
    figures["open_forms_per_second"] = forms_opened_per_second()
    figures["import_rows_per_second"] = rows_imported_per_second()
    return figures


def against(name: str, mine: float) -> float:
    """How many times better than the better peer."""
    known = [one for one in THEIRS[name] if one is not None]
    return min(known) / mine if name in SMALLER_IS_BETTER else mine / max(known)


def report(mine: dict[str, float | None]) -> bool:
    ratios = {name: against(name, value) for name, value in mine.items() if value is not None}
    rows = {
        name: {
            "ours": round(mine[name] or 0, 1), "frappe_hr": THEIRS[name][0], "horilla": THEIRS[name][1],
            "times_better": round(ratio, 2), "bar": round(BAR[name], 2), "ok": ratio >= BAR[name],
        }
        for name, ratio in ratios.items()
    }  # fmt: skip
    worst = min(ratios, key=lambda name: ratios[name] / BAR[name])
    ok = all(row["ok"] for row in rows.values())
    figures = {"people": PEOPLE, "source": "measured on the same kind of machine, November 2026", "rows": rows}
    write_result("peers", figures, ratios[worst] / BAR[worst], 1.0, ok=ok)
    for name, row in rows.items():
        print(f"  {name:24} {row}", file=sys.stderr)
    return ok


def main() -> int:
    with cities.server():
        return 0 if report(ours(cities.use(min(PEOPLE, cities.largest())))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
