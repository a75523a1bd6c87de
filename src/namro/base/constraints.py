"""What the database refuses, said in the words of the people who asked for it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction

from namro.base.errors import DomainError

Refusals = Mapping[str, tuple[str, Any]]  # constraint name: stable code, message


@contextmanager
def said_plainly(refusals: Refusals, *, check_now: bool = False) -> Generator[None]:
    """Turn a broken constraint named in `refusals` into its DomainError; the statements inside are rolled back.

    `check_now` brings deferred constraints forward, so that they are answered here and not at the commit.
    """
    try:
        with transaction.atomic():
            yield
            if check_now:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        refusal = refusals.get(broken_constraint(error))
        if refusal is None:
            raise
        raise DomainError(refusal[0], refusal[1], constraint=broken_constraint(error)) from error


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint a statement broke, or ""."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
