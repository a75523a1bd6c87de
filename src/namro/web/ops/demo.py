"""`namro demo`: the demonstration, or a whole city at scale for the benchmarks."""

from __future__ import annotations

import argparse
import os
from typing import Any

from namro.base.errors import DomainError
from namro.web.ops.django_setup import start_django


def add_commands(commands: Any) -> None:
    demo = commands.add_parser("demo", help="dựng dữ liệu minh họa, hoặc cả thành phố để đo (--people 200000)")
    demo.add_argument("--reset", action="store_true", help="xóa dữ liệu đang có (chỉ dữ liệu minh họa) rồi dựng lại")
    demo.add_argument("--people", type=int, metavar="N", help="dựng cả thành phố với N người, vào cơ sở dữ liệu trống")
    demo.set_defaults(run=run_demo)


def run_demo(arguments: argparse.Namespace) -> int:
    """Refuses: demo.not_empty, demo.not_a_demo, demo.people"""
    from namro.web.ops.upkeep import bring_up_to_date

    start_django()
    bring_up_to_date()
    if arguments.people is not None:
        return _scale(arguments.people)
    if arguments.reset:
        _reset()
    from namro.web.demo.build import build_demo

    build_demo()
    for line in sign_ins():
        print(line)
    return 0


def _scale(people: int) -> int:
    if not 100 <= people <= 2_000_000:
        raise DomainError("demo.people", "--people nhận từ 100 đến 2000000 người.")
    from django.utils import timezone

    from namro.web.demo.scale import build_city

    build_city(people=people, at=timezone.now())
    return 0


def _reset() -> None:
    """Empty a demonstration; a database that holds anything else is never touched."""
    from namro.web.demo.resetting import reset_demo

    reset_demo()


def build_if_empty() -> None:
    """The demonstration, the first time; NAMRO_DEMO=0 leaves a new installation empty."""
    from namro.web.demo.build import build_demo, is_empty

    if is_empty() and os.environ.get("NAMRO_DEMO", "1") != "0":
        build_demo()


def sign_ins() -> list[str]:
    """One line per role with its user name, while the demonstration's accounts exist."""
    from namro.web.demo.build import is_demo, sign_ins
    from namro.web.demo.citizen import citizen_sign_in
    from namro.web.demo.city import PASSWORD

    if not is_demo():
        return []
    lines = [f"{name:<9} {what}" for name, what in sign_ins()]
    lines += [line for line in [citizen_sign_in()] if line]
    return [f"Đăng nhập (mật khẩu {PASSWORD}):", *lines]
