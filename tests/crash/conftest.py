"""A whole installation of its own per test, on loopback, ended whatever happens."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest


class Installation:
    """`namro` commands on one data folder, as a person would run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environment = {
            **{key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "NAMRO_TEST_DATA")},
            "NAMRO_DATA": str(folder),
            "PORT": str(self.port),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        (self.folder / "runtime").mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "namro.web.ops.main", *command],
                env={**self.environment, **more}, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def finish(self, *command: str, **more: str) -> int:
        return self.start(*command, **more).wait(timeout=400)

    def said(self, command: str) -> str:
        return (self.folder / f"{command}.log").read_text()

    def database(self) -> psycopg.Connection:
        return psycopg.connect(self.url(), autocommit=True, connect_timeout=5)

    def url(self) -> str:
        """The address of the database the installation itself started."""
        lines = (self.folder / "postgres" / "postmaster.pid").read_text().splitlines()
        return f"postgresql://postgres@/namro?host={lines[4]}&port={lines[3]}"

    def postgres(self) -> psutil.Process:
        return psutil.Process(int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0]))

    def get(self, path: str = "/accounts/login/", cookie: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def wait_for_page(self, seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.processes[-1].poll() in (None, 0):
            try:
                if self.get()[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        pytest.fail(f"no page within {seconds} s: {self.said('run')[-2000:]}")

    def kill_everything(self) -> None:
        """kill -9 of the command, its children and the database, at once."""
        victims = [self.postgres()]
        for process in self.processes:
            if process.poll() is None:
                parent = psutil.Process(process.pid)
                victims += [parent, *parent.children(recursive=True)]
        victims += [child for victim in list(victims) for child in victim.children(recursive=True)]
        for victim in set(victims):
            _signal(victim, signal.SIGKILL)
        psutil.wait_procs(set(victims), timeout=60)
        for process in self.processes:
            process.wait(timeout=60)
        self.processes.clear()

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=90)
        if (self.folder / "postgres" / "postmaster.pid").exists():
            server = self.postgres()
            _signal(server, signal.SIGQUIT)
            psutil.wait_procs([server], timeout=60)


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _ended(folder: Path) -> Iterator[Installation]:
    made = Installation(folder)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def folder():
    # Unix socket paths are short; pytest's own folders may not be.
    with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def bare(folder):
    """An empty data folder, as on a machine that never saw the product."""
    with _ended(folder) as made:
        yield made


@pytest.fixture
def installation(folder, set_up):
    """A copy of a folder in which `namro setup` has run: what every test would begin with is done once."""
    _copy(set_up, folder)
    with _ended(folder) as made:
        yield made


def _copy(old: Path, new: Path) -> None:
    """All of it with its owners: under root the database runs as somebody else."""
    subprocess.run(["cp", "-a", f"{old}/.", str(new)], check=True)
    shutil.rmtree(new / "runtime", ignore_errors=True)
    for log in new.glob("*.log"):
        log.unlink()


@pytest.fixture(scope="session")
def set_up(tmp_path_factory, request):
    """One folder for all workers; the first one there sets it up."""
    own = tmp_path_factory.getbasetemp()
    kept = (own.parent if hasattr(request.config, "workerinput") else own) / "set-up"
    with (kept.parent / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as made:
                Path(made).chmod(0o755)
                with _ended(Path(made)) as fresh:
                    assert fresh.finish("setup") == 0, fresh.said("setup")
                kept.mkdir()
                _copy(Path(made), kept)
    return kept
