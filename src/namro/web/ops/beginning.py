"""`namro begin`: found a real city in an empty database, or give it a new administrator when it has lost its own."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro.base.errors import DomainError
from namro.web.ops.django_setup import start_django


def add_commands(commands: Any) -> None:
    begin = commands.add_parser("begin", help="lập thành phố thật trong cơ sở dữ liệu trống, cấp tài khoản đầu tiên")
    begin.add_argument("--city", default="", metavar="TÊN", help="tên đơn vị cao nhất")
    begin.add_argument("--code", default="", metavar="MÃ", help="mã của đơn vị đó")
    begin.add_argument("--since", default="", metavar="YYYY-MM-DD", help="có từ ngày nào; mặc định ngày 1/1 năm nay")
    begin.add_argument("--administrator", default="quantri", metavar="TÊN", help="tài khoản quản trị hệ thống đầu tiên")
    begin.add_argument("--officer", default="noivu", metavar="TÊN", help="tài khoản cán bộ nội vụ đầu tiên")
    begin.set_defaults(run=run_begin)


@dataclass(frozen=True)
class City:
    """What a city begins with."""

    name: str
    code: str
    since: date
    administrator: str
    officer: str


def run_begin(arguments: argparse.Namespace) -> int:
    """Refuses: begin.since, begin.city, begin.account_exists"""
    from namro.web.ops.upkeep import bring_up_to_date

    start_django()
    bring_up_to_date()
    from django.utils import timezone

    today = timezone.localdate()
    since = _day(arguments.since) if arguments.since else today.replace(month=1, day=1)
    asked = City(arguments.city, arguments.code, since, arguments.administrator, arguments.officer)
    for username, password, what in begin(asked, at=timezone.now(), on=today):
        print(f"{username:<12} {password}   {what}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError("begin.since", f"--since {text}: viết ngày dạng 2026-01-01.") from error


def begin(asked: City, *, at: datetime, on: date) -> list[tuple[str, str, str]]:
    """The accounts made, each with its one-time password: two for a new city, the administrator's for one that stands.

    Refuses: begin.city, begin.account_exists
    Records: access:grant:begun, organisation:unit:founded
    """
    from django.db import transaction

    from namro.city.organisation.models import Unit

    with transaction.atomic():
        if Unit.objects.exists():
            return [_administrator(asked.administrator, at=at, on=on)]
        if not (asked.name and asked.code):
            raise DomainError("begin.city", "Cơ sở dữ liệu còn trống: cho biết --city TÊN và --code MÃ của thành phố.")
        first = _administrator(asked.administrator, at=at, on=on)
        return [first, _officer(asked, at=at, on=on)]


def _administrator(username: str, *, at: datetime, on: date) -> tuple[str, str, str]:
    from namro.base.access.models import Role

    user_id, password = _account(username)
    _grant(user_id, Role.ADMINISTRATOR, None, user_id, at=at, on=on)
    return username, password, "quản trị hệ thống (không thấy điểm)"


def _officer(asked: City, *, at: datetime, on: date) -> tuple[str, str, str]:
    from namro.base.access.models import Role
    from namro.base.access.selectors import actor_of
    from namro.base.accounts.models import User
    from namro.city.organisation.models import AgencyRole, UnitKind
    from namro.city.organisation.services import found_unit

    administrator = User.objects.get(username=asked.administrator)
    city = found_unit(
        code=asked.code, name=asked.name, kind=UnitKind.CITY, role=AgencyRole.MANAGING, parent_id=None,
        on=asked.since, by=actor_of(administrator, on=on), at=at,
    )  # fmt: skip
    user_id, password = _account(asked.officer)
    _grant(user_id, Role.OFFICER, city.pk, administrator.pk, at=at, on=on)
    return asked.officer, password, f"cán bộ nội vụ của {asked.name}"


def _account(username: str) -> tuple[int, str]:
    from namro.base.accounts.models import User
    from namro.base.accounts.services import one_time_password

    if User.objects.filter(username__iexact=username).exists():
        raise DomainError(
            "begin.account_exists", f"Đã có tài khoản {username}; chọn tên khác bằng --administrator, --officer."
        )
    password = one_time_password()
    user = User.objects.create_user(username, password, must_change_password=True)
    return user.pk, password


def _grant(user_id: int, role: str, unit_id: int | None, by_id: int, *, at: datetime, on: date) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from namro.base.access.models import Grant
    from namro.base.access.rules import Actor
    from namro.base.audit.services import record

    grant = Grant.objects.create(user_id=user_id, role=role, unit_id=unit_id, valid=DateRange(on, None))
    record(
        tag="access:grant:begun", by=Actor(user_id=by_id), at=at, subject=("grant", grant.pk), unit_id=unit_id,
        after={"user": user_id, "role": str(role), "since": str(on)}, reason="namro begin",
    )  # fmt: skip
