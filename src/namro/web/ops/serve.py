"""`namro run`, `setup`, `worker` and `manage`: bring the installation up to date, serve it, run its long work."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterable
from typing import Any

from namro.base.embedded import data_folder
from namro.base.errors import DomainError
from namro.web.ops.django_setup import start_django
from namro.web.ops.upkeep import bring_up_to_date

WAIT_FOR_FIRST_PAGE = 30.0


def add_commands(commands: Any) -> None:
    run = commands.add_parser("run", help="chuẩn bị và phục vụ trên http://localhost:8000 (PORT, DATABASE_URL)")
    run.add_argument("--no-demo", action="store_true", help="không dựng dữ liệu minh họa khi cơ sở dữ liệu trống")
    run.set_defaults(run=run_server)
    setup = commands.add_parser("setup", help="cập nhật cơ sở dữ liệu, bản dịch và tệp tĩnh, không phục vụ")
    setup.set_defaults(run=run_setup)
    worker = commands.add_parser("worker", help="chạy các tác vụ nền đang chờ (máy chủ tách riêng)")
    worker.add_argument("--until-empty", action="store_true", help="dừng khi không còn tác vụ")
    worker.set_defaults(run=run_worker)
    manage = commands.add_parser("manage", help="lệnh quản trị của Django")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    manage.set_defaults(run=run_manage)


def run_manage(arguments: argparse.Namespace) -> int:
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["namro manage", *arguments.arguments])
    return 0


def run_setup(arguments: argparse.Namespace) -> int:
    start_django()
    bring_up_to_date()
    return 0


def run_worker(arguments: argparse.Namespace) -> int:
    start_django()
    from namro.base.jobs import queue, services

    services.take_up_stalled()
    queue.work(until_empty=arguments.until_empty)
    return 0


def run_server(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; the worker and the embedded database stop with it.

    Refuses: serve.bad_port, serve.port_taken, serve.already_running, database.unreachable
    """
    port = _port()
    _require_free(port)
    # A stop asked for at any moment runs every `finally` below, the embedded database's exit hook among them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt), _only_one():
        start_django()
        bring_up_to_date()
        if not arguments.no_demo:
            _demo()
        accounts = _accounts()  # asked while the database is sure to be there
        with _children(port) as children:
            _announce(port, children, accounts)
            _watch(children)
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise DomainError("serve.bad_port", f"PORT={text} không phải số cổng (1 đến 65535).")
    return int(text)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host(), port))
        except OSError as error:
            raise DomainError(
                "serve.port_taken",
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: PORT={port + 1} make run",
            ) from error


def _host() -> str:
    return os.environ.get("HOST", "127.0.0.1")


@contextlib.contextmanager
def _only_one() -> Generator[None]:
    """One `namro run` a data folder; the lock goes with the process, however it ends."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DomainError(
                "serve.already_running",
                f"Năm Rõ đang chạy trên thư mục dữ liệu {folder}. Dừng bản đang chạy, hoặc đặt NAMRO_DATA khác.",
            ) from error
        yield


def _demo() -> None:
    from namro.web.ops import demo

    demo.build_if_empty()


@contextlib.contextmanager
def _children(port: int) -> Generator[list[subprocess.Popen[bytes]]]:
    """The web server and the worker; both end with this block."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(subprocess.Popen(_web(port), start_new_session=True))
        started.append(subprocess.Popen(_worker(), start_new_session=True))
        yield started
    finally:
        _stop(started)


def _web(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", _host(), "--port", str(port),
        "--workers", os.environ.get("WORKERS", "2"), "--blocking-threads", "2", "--log-level", "warning",
        "--no-ws", "namro.config.wsgi:application",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, "-m", "namro.web.ops.main", "worker"]


def _stop(children: Iterable[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _accounts() -> list[str]:
    from namro.web.ops import demo

    return demo.sign_ins()


def _announce(port: int, children: list[subprocess.Popen[bytes]], accounts: Iterable[str]) -> None:
    """Say where it is and how to sign in, once the first page can be had."""
    deadline = time.monotonic() + WAIT_FOR_FIRST_PAGE
    while time.monotonic() < deadline and not any(child.poll() is not None for child in children):
        with contextlib.suppress(OSError), socket.create_connection((_host(), port), timeout=1):
            break
        time.sleep(0.1)
    print(f"\nNăm Rõ: http://localhost:{port}", flush=True)
    for line in accounts:
        print(f"  {line}", flush=True)


def _watch(children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until one of them ends; serving half an installation would be worse than stopping."""
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    raise DomainError(
        "serve.child_ended", "Một tiến trình của Năm Rõ đã dừng bất ngờ; xem nhật ký ở trên rồi chạy lại."
    )
