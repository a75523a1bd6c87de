"""`namro run`, `namro setup` and `namro manage`: bring the installation up to date and serve it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from namro.base.errors import DomainError
from namro.web.ops.django_setup import start_django


def add_commands(commands: Any) -> None:
    run = commands.add_parser("run", help="chuẩn bị và phục vụ trên http://localhost:8000 (PORT, DATABASE_URL)")
    run.set_defaults(run=run_server)
    setup = commands.add_parser("setup", help="cập nhật cơ sở dữ liệu và tệp tĩnh, không phục vụ")
    setup.set_defaults(run=run_setup)
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


def bring_up_to_date() -> None:
    """Migrations, the cache table, message catalogues and static files; each is a no-op when already done."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DomainError(
                "serve.port_taken",
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: PORT={port + 1} make run",
            ) from error


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise DomainError("serve.bad_port", f"PORT={text} không phải số cổng (1 đến 65535).")
    return int(text)


def run_server(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; the worker and the embedded database stop with it."""
    port = _port()
    _require_free(port)
    start_django()
    bring_up_to_date()
    children = [_web(port)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"Năm Rõ: http://localhost:{port}", flush=True)
    try:
        return children[0].wait()
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for child in children:
            child.terminate()
            child.wait()


def _web(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", os.environ.get("HOST", "127.0.0.1"),
        "--port", str(port), "--workers", "2", "--blocking-threads", "2", "--log-level", "warning",
        "namro.config.wsgi:application",
    ]  # fmt: skip
    return subprocess.Popen(command)
