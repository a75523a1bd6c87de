"""`namro import KIND FILE`: check a workbook, or write it in one transaction; the report is JSON on standard output."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from namro.base.embedded import data_folder
from namro.base.errors import DomainError

KINDS = ("staff", "catalogue", "assignments", "results", "leave", "ratings", "pay", "findings")
# First words of the finding codes only the database can make.
NEEDS_DATABASE = ["unit", "person", "head", "posting", "leave", "rating", "pay", "finding"]
PURE = ("imports.file.", "imports.sheet.", "imports.table.", "imports.map.", "imports.kind.unknown")


def add_commands(commands: Any) -> None:
    """Register the command on the parser of `namro`."""
    parser = commands.add_parser("import", help="kiểm tra hoặc nhập một bảng tính; in báo cáo JSON")
    parser.add_argument("kind", choices=KINDS, metavar="|".join(KINDS))
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp .xlsx, .xls, .ods hoặc .csv")
    parser.add_argument(
        "--check", action="store_true", help="chỉ kiểm tra, không ghi gì; không bắt buộc có cơ sở dữ liệu"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="CỘT=trường",
        help="tiêu đề hoặc chữ cột, ví dụ C=full_name; lặp lại được",
    )
    parser.add_argument("--sheet", default="", help="tên trang tính")
    parser.add_argument("--header-row", default="", metavar="N[-M]", help="dòng tiêu đề, đếm từ 1")
    parser.add_argument("--convert-legacy", action="store_true", help="đổi chữ TCVN3, VNI sang Unicode")
    parser.add_argument("--as", dest="username", default="", metavar="TÀI-KHOẢN", help="nhập dưới quyền tài khoản này")
    parser.add_argument("--on", default="", metavar="YYYY-MM-DD", help="số liệu tính đến ngày; mặc định hôm nay")
    parser.add_argument("--unit", default="", metavar="MÃ", help="đơn vị của danh mục, hoặc của dòng không ghi đơn vị")
    parser.add_argument(
        "--month", default="", metavar="YYYY-MM", help="tháng của giao việc, kết quả không có cột tháng"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when there is no error, 1 otherwise."""
    if not arguments.file.is_file():
        raise DomainError("imports.file.missing", f"Không có tệp “{arguments.file}”. Hãy kiểm tra đường dẫn.")
    on = _day(arguments.on)
    choices = _choices(arguments)
    work = _check if arguments.check else _write
    return work(arguments, choices, on)


def _choices(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "sheet": arguments.sheet,
        "header_rows": _rows(arguments.header_row),
        "corrections": dict(_pair(text) for text in arguments.map),
        "convert_legacy": arguments.convert_legacy,
    }


def _pair(text: str) -> tuple[str, str]:
    column, equals, name = text.rpartition("=")
    if not equals or not column.strip():
        raise DomainError("imports.map.unreadable", f"--map “{text}” cần dạng “Tiêu đề=trường” hoặc “C=trường”.")
    return column.strip(), name.strip()


def _rows(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    first, _dash, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        raise DomainError("imports.header_row.unreadable", f"--header-row “{text}” cần dạng 5 hoặc 5-6.")
    return int(first), int(last or first)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DomainError("imports.on.unreadable", f"--on “{text}” cần dạng YYYY-MM-DD, ví dụ 2026-11-01.") from None


def _say(report: dict[str, Any]) -> int:
    print(json.dumps(report, ensure_ascii=False, indent=2, default=str))
    return 1 if report["errors"] else 0


# Checking -----------------------------------------------------------------------------------------------------------
def _check(arguments: argparse.Namespace, choices: dict[str, Any], on: date | None) -> int:
    """With the database when one is running and has units, without it otherwise; nothing is written either way."""
    why = _why_without_database()
    if why:
        _django_without_database()
    try:
        return _say(_pure_report(arguments, choices, why) if why else _full_report(arguments, choices, on))
    except DomainError as error:
        print(f"namro: {error}", file=sys.stderr)
        return _say(_refused(arguments, error))


def _refused(arguments: argparse.Namespace, error: DomainError) -> dict[str, Any]:
    """A file that cannot be read at all is one error about the whole file."""
    said = {"sheet": None, "row": None, "cell": None, "field": error.field or None, "severity": "error",
            "code": error.code, "message": str(error), "expected": "", "got": ""}  # fmt: skip
    return {"file": arguments.file.name, "kind": arguments.kind, "format": None, "sheet": None, "header_rows": [],
            "columns": [], "rows": 0, "rows_accepted": 0, "errors": [said], "warnings": []}  # fmt: skip


def _pure_report(arguments: argparse.Namespace, choices: dict[str, Any], why: str) -> dict[str, Any]:
    from namro.base.imports.analysis import analyse

    analysis = analyse(
        _bytes(arguments.file), arguments.file.name, arguments.kind, choices["corrections"], None,
        choices["convert_legacy"], sheet=choices["sheet"], header_rows=choices["header_rows"],
    )  # fmt: skip
    return {**analysis.report(), "database": {"checked": False, "reason": why, "not_checked": NEEDS_DATABASE}}


def _full_report(arguments: argparse.Namespace, choices: dict[str, Any], on: date | None) -> dict[str, Any]:
    """The file's own report, and beside it what the database says: the same file reads the same everywhere.

    Whoever names an account or a unit asks about this database: its errors then count.
    """
    from django.db import transaction
    from django.utils import timezone

    from namro.base.imports import plans, selectors

    day = on or timezone.localdate()
    actor = _actor(arguments.username, day)
    chosen = plans.Choices(**choices, options=_options(arguments))
    known = selectors.remembered(actor.user_id, arguments.kind)
    data, name = _bytes(arguments.file), arguments.file.name
    try:
        with transaction.atomic():
            today = timezone.localdate()
            reading = plans.read(data, name, arguments.kind, chosen, actor=actor, on=day, today=today, remembered=known)
            transaction.set_rollback(True)
    except DomainError as error:
        if error.code.startswith(PURE):
            raise
        analysis = plans.analyse_only(data, name, arguments.kind, chosen, remembered=known)
        return {**analysis.report(), "database": {"checked": False, "reason": str(error), "code": error.code}}
    if arguments.username or arguments.unit:
        return _report_of(reading)
    return {**reading.analysis.report(), "database": _database_of(reading)}


def _report_of(reading: Any) -> dict[str, Any]:
    """The file's report with the database's findings among its own."""
    from namro.base.imports import plans

    merged = plans.with_findings(reading.analysis, reading.prepared.findings)
    return {**merged.report(), "database": _database_of(reading)}


def _database_of(reading: Any) -> dict[str, Any]:
    kept = reading.as_dict()
    said = [one.as_dict() for one in reading.prepared.findings]
    return {
        "checked": True,
        "errors": [one for one in said if one["severity"] == "error"],
        "warnings": [one for one in said if one["severity"] != "error"],
        **{name: kept[name] for name in ("counts", "questions", "differences")},
    }


def _bytes(path: Path) -> bytes:
    """The file, unless it is larger than any upload may be."""
    from namro.base.imports.containers import Limits, too_large

    size = path.stat().st_size
    if size > Limits().file_bytes:
        raise too_large(path.name, size, Limits())
    return path.read_bytes()


def _why_without_database() -> str:
    """Empty when a database is running and has units; otherwise why the file is checked alone."""
    url = os.environ.get("DATABASE_URL", "")
    if not url and not _is_embedded_running(data_folder()):
        return "Cơ sở dữ liệu chưa chạy: chỉ kiểm tra tệp."
    from namro.web.ops.django_setup import start_django

    try:
        start_django()
    except DomainError:
        return "Không kết nối được cơ sở dữ liệu: chỉ kiểm tra tệp."
    return "" if _has_units() else "Cơ sở dữ liệu chưa có đơn vị nào: chỉ kiểm tra tệp."


def _is_embedded_running(folder: Path) -> bool:
    """Whether the server of this folder lives; asking must not start it."""
    pid_file = folder / "postgres" / "postmaster.pid"
    if not pid_file.exists():
        return False
    lines = pid_file.read_text().splitlines()
    try:
        os.kill(int(lines[0]), 0)
    except (IndexError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _has_units() -> bool:
    from django.db import connection

    if "organisation_unit" not in connection.introspection.table_names():
        return False
    from namro.city.organisation.models import Unit

    return Unit.objects.exists()


def _django_without_database() -> None:
    """Sentences need Django's settings; a file alone needs nothing else of it."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="Asia/Ho_Chi_Minh")


# Writing ------------------------------------------------------------------------------------------------------------
def _write(arguments: argparse.Namespace, choices: dict[str, Any], on: date | None) -> int:
    from namro.web.ops.django_setup import start_django

    start_django()
    from django.utils import timezone

    from namro.base.imports import plans, services

    day = on or timezone.localdate()
    actor = _actor(arguments.username, day)
    chosen = plans.Choices(**choices, options=_options(arguments))
    reading, upload = services.import_now(
        data=_bytes(arguments.file), name=arguments.file.name, kind=arguments.kind, on=day, choices=chosen, by=actor,
        at=timezone.now(), report=_progress,
    )  # fmt: skip
    report = _report_of(reading)
    report["written"] = upload is not None
    report["upload"] = upload.pk if upload else None
    return _say(report)


def _progress(done: int, total: int, message: str) -> None:
    print(f"\r{message}: {100 * done // total if total else 0} %", end="\n" if done == total else "", file=sys.stderr)


def _options(arguments: argparse.Namespace) -> dict[str, str]:
    options = {"month": arguments.month} if arguments.month else {}
    if arguments.unit:
        from namro.city.organisation.models import Unit

        unit = Unit.objects.filter(code__iexact=arguments.unit).first()
        if unit is None:
            raise DomainError("imports.unit.unknown", f"Không có đơn vị mang mã “{arguments.unit}”.")
        options["unit"] = str(unit.pk)
    return options


def _actor(username: str, on: date) -> Any:
    """The account named, or whoever runs the command on the server: officer over the whole city."""
    from django.utils import timezone

    from namro.base.access.rules import Actor
    from namro.base.access.selectors import actor_of
    from namro.base.accounts.models import User
    from namro.city.organisation import selectors

    if not username:
        tops: Sequence[Any] = selectors.roots(on=on)
        return Actor(user_id=None, officer_of=frozenset(one.unit_id for one in tops))
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise DomainError("imports.user.unknown", f"Không có tài khoản “{username}”.")
    return actor_of(user, on=timezone.localdate())  # a grant that has ended is not revived by a day typed
