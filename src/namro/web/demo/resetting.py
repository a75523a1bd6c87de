"""Throwing a demonstration away; nothing else is ever thrown away."""

from __future__ import annotations

from django.db import connection

from namro.base.errors import DomainError
from namro.web.demo.build import is_demo, is_empty


def reset_demo() -> None:
    """Empty the database of a demonstration, log included, and lay the tables again.

    Refuses: demo.not_a_demo
    """
    if not is_empty() and not is_demo():
        raise DomainError(
            "demo.not_a_demo",
            "Cơ sở dữ liệu này không phải dữ liệu minh họa nên không bị xóa. Đặt NAMRO_DATA hoặc DATABASE_URL khác.",
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    from namro.web.ops.upkeep import bring_up_to_date

    bring_up_to_date()
