"""`namro log FILE --format F --point P --as USER`: take the log of another system in as dossiers; the report is JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from namro.base.errors import DomainError

MOST_TOLD = 100


def add_commands(commands: Any) -> None:
    """Register the command on the parser of `namro`."""
    parser = commands.add_parser("log", help="đưa nhật ký hồ sơ của hệ thống khác vào một cửa; in báo cáo JSON")
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp .csv hoặc .xes, nén gzip cũng được")
    parser.add_argument("--format", required=True, metavar="KHUÔN", help="khuôn nhật ký; gõ sai để xem danh sách")
    parser.add_argument("--point", required=True, metavar="MÃ", help="mã điểm phục vụ nhận các hồ sơ")
    parser.add_argument("--as", dest="username", required=True, metavar="TÀI-KHOẢN", help="tài khoản nội vụ đưa vào")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Progress on standard error, the report on standard output; 1 when a case was refused."""
    from namro.web.ops.django_setup import start_django

    start_django()
    from django.utils import timezone

    from namro.base.access.selectors import actor_of
    from namro.base.accounts.models import User
    from namro.duties.onestop.logs.taking import take

    user = User.objects.filter(username__iexact=arguments.username).first()
    if user is None:
        raise DomainError("imports.user.unknown", f"Không có tài khoản “{arguments.username}”.")
    at = timezone.now()
    found = take(
        arguments.file, form_id=arguments.format, point_code=arguments.point, by=actor_of(user, on=timezone.localdate(at)), at=at,
        tell=lambda number: print(f"Đã đưa vào {number} hồ sơ …", file=sys.stderr, flush=True),
    )  # fmt: skip
    report = {
        "dossiers": found.dossiers, "steps": found.steps, "known": found.known, "refused": len(found.refused),
        "refusals": [{"place": one.place, "case": one.case, "why": one.why} for one in found.refused[:MOST_TOLD]],
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 1 if found.refused else 0
