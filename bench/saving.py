"""Saving one score form against an empty signed-in form that inserts one row, on the same server.

    .venv/bin/python -m bench.saving       (BENCH_PEOPLE and BENCH_FOLDER: see cities.py)

Granian with two workers of two threads and the database on this machine; eight people save at once over loopback, each
in a unit of their own: the reviewer's row with its score computed, the draft kept while typing, the self-score submitted
with its audit event. Reaches: each at least 60 % of the throughput of the empty page; at most 20 queries.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from bench import cities
from bench.harness import write_result
from bench.load import CLIENTS, CSRF, Load, Person, Post, serving, taken, together

LIMIT, QUERIES = 0.6, 20
SECONDS, ROUNDS = 4.0, 3
SHEETS = 8  # a person
SCORED = """
UPDATE evaluations_sheet SET state = 'self_scored', self_at = now(), self_by_id = %(user)s,
    self_points = ARRAY[500,500,250,250,250,250,250,250,250,250]
WHERE id = ANY(%(sheets)s) AND state IN ('open', 'forwarded')
"""
# Heads of offices whose people are rated, each in an agency of their own.
HEADS = """
SELECT min(head.person_id), (array_agg(s.id ORDER BY s.id))[1:%(many)s]
FROM evaluations_sheet s
JOIN people_posting head ON head.unit_id = s.unit_id AND head.rank = 'head' AND s.reviewer_unit_id = s.unit_id
JOIN evaluations_period p ON p.id = s.period_id AND p.days @> CURRENT_DATE
WHERE s.rank = 'staff' AND s.not_rated = '' AND s.state IN ('open', 'self_scored', 'reviewed')
GROUP BY s.unit_id HAVING count(*) >= 6 ORDER BY min(s.round_id) %% 7, s.unit_id LIMIT %(clients)s
"""


def teams() -> list[tuple[int, list[int]]]:
    """Eight heads and some of the sheets they score."""
    from bench.served import CREATE
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(HEADS, {"clients": CLIENTS, "many": SHEETS})
        found = cursor.fetchall()
        cursor.execute("SELECT min(id) FROM accounts_user")
        user = cursor.fetchone()[0]
        cursor.execute(SCORED, {"sheets": [sheet for _head, sheets in found for sheet in sheets], "user": user})
        cursor.execute(CREATE)
    return [(head, list(sheets)) for head, sheets in found]


def cookie_of(person_id: int) -> str:
    """A session of the person's account."""
    from django.test import Client

    from namro.base.accounts.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(
        User.objects.get(person=person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client.cookies["sessionid"].value


def fields_of(sheet: Any, turn: int) -> dict[str, str]:
    """A whole score form; every save changes something."""
    points = {f"p-{place}": "2,5" if place > 1 else "5" for place in range(10)}
    points[f"p-{9}"] = ["2", "1,5", "2,5"][turn % 3]
    return {
        **points, "version": str(sheet.version), "comment": f"Nhất trí {turn}", "strengths": "Giữ đúng hạn.", "limits": "",
        "csrfmiddlewaretoken": CSRF,
    }  # fmt: skip


def next_version(post: Post, status: int, body: bytes) -> None:
    """The reviewer's page reads the new version from the answer."""
    taken([200])(post, status, body)
    post.fields["version"] = str(json.loads(body)["version"])
    _change(post)


def one_later(post: Post, status: int, body: bytes) -> None:
    """A saved self-score is one version on."""
    taken([200, 302])(post, status, body)
    post.fields["version"] = str(int(post.fields["version"]) + 1)
    _change(post)


def _change(post: Post) -> None:
    post.fields["p-9"] = {"2": "1,5", "1,5": "2,5", "2,5": "2"}[post.fields["p-9"]]
    post.fields["comment"] = f"Nhất trí {post.fields['version']}"


def people_saving(kind: str, found: list[tuple[int, list[int]]]) -> list[Person]:
    """The eight, with what they save in this kind."""
    from namro.duties.evaluations.models import Sheet

    sheets = {one.pk: one for one in Sheet.objects.filter(pk__in=[pk for _head, pks in found for pk in pks])}
    if kind == "empty":
        return [
            Person(cookie_of(head), [Post("/bench/empty", fields_of(sheets[pks[0]], 0), taken([302]))])
            for head, pks in found
        ]
    if kind == "review":
        return [
            Person(
                cookie_of(head),
                [Post(f"/sheets/{pk}/review", fields_of(sheets[pk], 0), next_version, True) for pk in pks[:-2]],
            )
            for head, pks in found
        ]
    last = [sheets[pks[-1] if kind == "draft" else pks[-2]] for _head, pks in found]
    path = {"draft": "draft", "submit": "self"}[kind]
    return [
        Person(
            cookie_of(one.person_id), [Post(f"/sheets/{one.pk}/{path}", fields_of(one, 0), one_later, kind == "draft")]
        )
        for one in last
    ]


KINDS = ("empty", "review", "draft", "submit")


def _reopened(kind: str, found: list[tuple[int, list[int]]]) -> None:
    """Drafts and submissions are of sheets nobody has scored yet."""
    from django.db import connection

    if kind in ("draft", "submit"):
        sheets = [pks[-1] if kind == "draft" else pks[-2] for _head, pks in found]
        state = "open" if kind == "draft" else "self_scored"
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE evaluations_sheet SET state = %s, review_at = NULL, review_by_id = NULL WHERE id = ANY(%s)",
                [state, sheets],
            )


def measure(database: str, found: list[tuple[int, list[int]]]) -> dict[str, Load]:
    """Each kind in turns, on one server; the median turn."""
    seen: dict[str, list[Load]] = {kind: [] for kind in KINDS}
    with serving(database) as port:
        for turn in range(ROUNDS + 1):  # the first warms the server up
            for kind in KINDS:
                _reopened(kind, found)
                load = together(people_saving(kind, found), port, SECONDS if turn else 1.0)
                if turn:
                    seen[kind].append(load)
    return {kind: sorted(loads, key=lambda one: one.per_second)[len(loads) // 2] for kind, loads in seen.items()}


def queries(found: list[tuple[int, list[int]]]) -> dict[str, int]:
    """How many queries each kind is, everything counted: session, rights, lock, save, step of the round, audit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counted = {}
    for kind in KINDS[1:]:
        _reopened(kind, found)
        one = people_saving(kind, found)[0]
        client = Client(SERVER_NAME="localhost")
        client.cookies["sessionid"] = one.cookie
        for turn in range(2):
            with CaptureQueriesContext(connection) as captured:
                post = one.posts[0]
                headers = {"HX-Request": "true"} if post.is_fragment else {}
                answer = client.post(post.path, post.fields, headers=headers)
            post.taken(post, answer.status_code, answer.content)
            counted[kind] = len(captured) if turn else 0
    return counted


def report(loads: dict[str, Load], counted: dict[str, int]) -> bool:
    ratios = {kind: loads[kind].per_second / loads["empty"].per_second for kind in KINDS[1:]}
    ok = min(ratios.values()) >= LIMIT and max(counted.values()) <= QUERIES
    figures = {
        "clients": CLIENTS, "people": cities.largest(), "throughput": {kind: _rounded(load) for kind, load in loads.items()},
        "ratios": {kind: round(ratio, 3) for kind, ratio in ratios.items()}, "queries": counted, "queries_limit": QUERIES,
    }  # fmt: skip
    write_result("saving", figures, min(ratios.values()), LIMIT, ok=ok)
    return ok


def _rounded(load: Load) -> dict[str, float]:
    return {name: round(value, 1) for name, value in asdict(load).items()}


def main() -> int:
    with cities.server():
        database = cities.use(cities.largest())
        found = teams()
        counted = queries(found)
        print(f"queries: {counted}", file=sys.stderr)
        return 0 if report(measure(database, found), counted) else 1


if __name__ == "__main__":
    raise SystemExit(main())
