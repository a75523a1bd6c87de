"""Start Django for a command: the embedded database unless DATABASE_URL names another."""

from __future__ import annotations

import os

from namro.base.embedded import ensure_database, wait_until_reachable
from namro.base.errors import DomainError


def start_django() -> None:
    """Make DATABASE_URL reachable and load Django. Refuses: database.unreachable"""
    import psycopg

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
    given = os.environ.get("DATABASE_URL")
    try:
        if given:
            wait_until_reachable(given)
        else:
            os.environ["DATABASE_URL"] = ensure_database()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DomainError(
            "database.unreachable",
            f"Không kết nối được cơ sở dữ liệu ({reason}). Kiểm tra DATABASE_URL hoặc máy chủ PostgreSQL rồi chạy lại.",
        ) from error
    import django

    django.setup()
