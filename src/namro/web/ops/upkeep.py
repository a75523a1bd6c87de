"""Bringing an installation up to date: what `run`, `setup` and `demo` all begin with."""

from __future__ import annotations


def bring_up_to_date() -> None:
    """Migrations, the cache table, message catalogues and static files; each is a no-op when already done."""
    from django.core.management import call_command

    from namro.base.ui.messages import compile_catalogues

    compile_catalogues()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
