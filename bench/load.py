"""Granian as the product runs it, and eight people saving at once over loopback."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
CSRF = "a" * 32
CLIENTS = 8


@contextmanager
def serving(database: str) -> Iterator[int]:
    """Two workers with two threads each, on a free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bench.served_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]), "NAMRO_HOSTS": "127.0.0.1",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--blocking-threads", "2", "--log-level", "warning", "--no-ws", "namro.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", "/accounts/login/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the server did not start")


@dataclass
class Post:
    """One form to send; `taken` reads the answer and may change what is sent next."""

    path: str
    fields: dict[str, str]
    taken: Callable[[Post, int, bytes], None]
    is_fragment: bool = False


@dataclass
class Person:
    """A signed-in client with the forms they save in turn."""

    cookie: str
    posts: Sequence[Post]
    times: list[float] = field(default_factory=list)
    trouble: str = ""

    def save(self, port: int, until: float) -> None:
        """One form after another until the time is over; the first answer that is not as expected ends it."""
        try:
            self._save(port, until)
        except (AssertionError, OSError) as error:
            self.trouble = repr(error)

    def _save(self, port: int, until: float) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        turn = 0
        while time.perf_counter() < until:
            post = self.posts[turn % len(self.posts)]
            begin = time.perf_counter()
            line.request("POST", post.path, urlencode(post.fields), self._headers(post))
            answer = line.getresponse()
            body = answer.read()
            self.times.append(time.perf_counter() - begin)
            post.taken(post, answer.status, body)
            turn += 1
        line.close()

    def _headers(self, post: Post) -> dict[str, str]:
        found = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"sessionid={self.cookie}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
        }  # fmt: skip
        return {**found, "HX-Request": "true"} if post.is_fragment else found


@dataclass(frozen=True)
class Load:
    """What came of it: saves a second, and how long one took."""

    per_second: float
    p50_ms: float
    p95_ms: float


def together(people: Sequence[Person], port: int, seconds: float) -> Load:
    """Everybody saves at once for some seconds."""
    for one in people:
        one.times = []
    begin = time.perf_counter()
    threads = [threading.Thread(target=one.save, args=(port, begin + seconds)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    if broken := [one.trouble for one in people if one.trouble]:
        raise AssertionError(broken[0])
    times = sorted(value for one in people for value in one.times)
    return Load(len(times) / took, statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000)


def taken(statuses: Sequence[int]) -> Callable[[Post, int, bytes], None]:
    """Accept these answers and nothing else."""

    def check(post: Post, status: int, body: bytes) -> None:
        if status not in statuses:
            raise AssertionError(f"{post.path}: {status} {body[:300]!r}")

    return check
