"""What was read once while a page is being read need not be read again: nothing can change in between.

`remembering()` wraps the answer to a GET, inside which the database refuses anything but SELECT, and an act that changes
nothing of what it reads through marked selectors. A selector marked
`@once_a_reading` then asks the database once for the same arguments; everywhere else it asks every time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("namro_reading", default=None)


@contextmanager
def remembering() -> Generator[None]:
    """Keep what marked selectors return until the end of the block."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once_a_reading(select: Callable[P, T]) -> Callable[P, T]:
    """Mark a selector with hashable arguments whose result nobody changes."""

    @wraps(select)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _known.get()
        if known is None:
            return select(*args, **kwargs)
        key = (select, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = select(*args, **kwargs)
        found: T = known[key]
        return found

    return asked
