"""Every list and form page in a city of 200,000 against a town of 200: the same queries, hardly more time.

    .venv/bin/python -m bench.pages        (BENCH_PEOPLE and BENCH_FOLDER: see cities.py)

Walks every declared route, as everybody of a small cast it opens to, through Django's test client: middleware, session,
rights, queries, template. The same page is asked in turns in the small, the middle and the large city, so that a slow
moment of the machine touches all alike. Reaches: no more queries; a median of at most 1.5 times that of the
town, and within 20 % of it from 2,000 people to the largest; lists at most 12 queries and 100 kB, forms 15 queries.
A search finds two in the town and fills a page in the city: then it is compared with the town's full page of that list.
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from bench import cities
from bench.harness import write_result
from bench.visits import Visit, things, visits

SMALL, MIDDLE = 200, 2_000
LIMIT, FLAT_LIMIT = 1.5, 1.2
LIST_QUERIES, LIST_BYTES, FORM_QUERIES = 12, 100_000, 15
ROUNDS, SECONDS = 9, 150  # turns, and when to stop turning; five turns at least
SLACK_MS = 1.0  # two medians of one and the same page differ by as much


@dataclass
class Seen:
    """What one page did in one city."""

    queries: int = 0
    size: int = 0
    lines: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)


class City:
    """Clients signed in as the cast, and the pages open to them, in one database."""

    def __init__(self, people: int) -> None:
        from django.test import Client
        from django.utils import timezone

        cities.use(people)
        self.people, self.broken = people, list[str]()
        found = things(timezone.localdate())
        self.clients = {}
        for user in found.cast.values():
            self.clients[user.pk] = Client(raise_request_exception=False, SERVER_NAME="localhost")
            self.clients[user.pk].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.users = {who: user.pk for who, user in found.cast.items()}
        self.visits = {one.label: one for one in visits(found, self._opens)}
        self.seen = {label: Seen() for label in self.visits}

    def _opens(self, user: Any, path: str) -> bool:
        answer = self.clients[user.pk].get(path)
        if answer.status_code >= 500:
            self.broken.append(path)
        return bool(answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"))

    def count(self, label: str) -> None:
        """Queries and bytes, once, with the database's log on."""
        from django.db import connection, reset_queries
        from django.test.utils import CaptureQueriesContext

        self._get(self.visits[label])  # what a process reads once, it has read
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            answer = self._get(self.visits[label])
        one = self.seen[label]
        one.queries, one.size = len(captured), len(answer.content)
        one.lines = answer.content.count(b"<tr") + answer.content.count(b"<li")

    def time(self, label: str) -> None:
        begin = time.perf_counter()
        self._get(self.visits[label])
        self.seen[label].times.append((time.perf_counter() - begin) * 1000)

    def _get(self, one: Visit) -> Any:
        answer = self.clients[self.users[one.who]].get(one.path)
        assert answer.status_code == 200, (one.label, answer.status_code)
        return answer


def measure(sizes: list[int]) -> dict[int, City]:
    """All pages that every size has, in turns."""
    found = {people: City(people) for people in sizes}
    print({people: len(city.visits) for people, city in found.items()}, file=sys.stderr)
    labels = [label for label in found[sizes[-1]].visits if all(label in city.visits for city in found.values())]
    for city in found.values():
        cities.use(city.people)
        for label in labels:
            city.count(label)
    began = time.monotonic()
    for turn in range(ROUNDS):
        if turn >= 5 and time.monotonic() - began > SECONDS:
            break
        for label in labels:
            for city in found.values():
                cities.use(city.people)
                city.time(label)
    for city in found.values():
        city.seen = {label: city.seen[label] for label in labels}
    return found


def faults(label: str, small: City, large: City) -> list[str]:
    """What one page does not reach, in words."""
    one, other, is_form = small.seen[label], large.seen[label], large.visits[label].is_form
    limit = FORM_QUERIES if is_form else LIST_QUERIES
    said = []
    if other.queries > one.queries:  # fewer, where a list grows too long to be offered, is no fault
        said.append(f"{one.queries} queries in the town, {other.queries} in the city")
    if other.queries > limit:
        said.append(f"{other.queries} queries, limit {limit}")
    if not is_form and other.size > LIST_BYTES:
        said.append(f"{other.size} bytes")
    like = compared_with(label, small, large)
    if other.median > LIMIT * like.median + SLACK_MS:
        said.append(f"{other.median:.1f} ms against {like.median:.1f} ms")
    return said


def compared_with(label: str, small: City, large: City) -> Seen:
    """The town's page: the same, or the whole list where a search shows less of it in the town than in the city."""
    one, visit = small.seen[label], large.visits[label]
    whole = small.seen.get(f"{visit.name} as {visit.who}")
    if visit.query and whole and large.seen[label].lines > one.lines and whole.median > one.median:
        return whole
    return one


def report(found: dict[int, City]) -> bool:
    """Two rows of results: every page against the town's, and from the middle city to the largest."""
    small, middle, large = (found[people] for people in sorted(found))
    is_judged = _judged(small, large)
    searches = {label for label in large.seen if large.visits[label].query}
    steady = {
        label: large.seen[label].median / middle.seen[label].median for label in large.seen if label not in searches
    }
    worst = sorted(steady, key=steady.__getitem__, reverse=True)[:10]
    figures = {
        "people": [middle.people, large.people], "worst": {label: round(steady[label], 2) for label in worst},
    }  # fmt: skip
    flat = statistics.median(steady.values())
    write_result("pages_flat", figures, flat, FLAT_LIMIT, ok=flat <= FLAT_LIMIT)
    return is_judged and flat <= FLAT_LIMIT


def _judged(small: City, large: City) -> bool:
    """The worst page is the ratio; each fault is named."""
    missing = sorted(set(large.visits) ^ set(small.visits))
    bad = {label: why for label in sorted(large.seen) if (why := faults(label, small, large))}
    ratios = {label: _ratio(label, small, large) for label in large.seen}
    worst = sorted(ratios, key=ratios.__getitem__, reverse=True)[:10]
    figures = {
        "people": [small.people, large.people], "pages": len(ratios),
        "median_ratio": round(statistics.median(ratios.values()), 3),
        "worst": {label: [round(ratios[label], 2), round(large.seen[label].median, 1)] for label in worst},
        "most_queries": _most(large, "queries"), "largest": _most(large, "size"),
        "only_in_one": missing, "broken": large.broken, "not_reached": bad,
    }  # fmt: skip
    write_result("pages", figures, max(ratios.values()), LIMIT, ok=not bad and not large.broken)
    for label, why in bad.items():
        print(f"  {label}: {'; '.join(why)}", file=sys.stderr)
    return not bad and not large.broken


def _ratio(label: str, small: City, large: City) -> float:
    """Time in the city over that in the town, but for the millisecond by which a page differs from itself."""
    return (large.seen[label].median - SLACK_MS) / compared_with(label, small, large).median


def _most(city: City, what: str) -> dict[str, int]:
    top = sorted(city.seen, key=lambda label: getattr(city.seen[label], what), reverse=True)[:5]
    return {label: getattr(city.seen[label], what) for label in top}


def main() -> int:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # pages that do not open to somebody are expected
    sizes = [SMALL, min(MIDDLE, cities.largest() // 2), cities.largest()]
    with cities.server():
        return 0 if report(measure(sizes)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
