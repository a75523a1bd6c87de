"""Who is asked before the work of a month changes, and who is told after.

This module asks and tells; the duty that closes months, and keeps what it calculated from them, answers (wiring).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict

Touched = Mapping[date, frozenset[int]]  # the postings whose work changes, by month
LockedAmong = Callable[[Collection[int], date], Collection[int]]
Listener = Callable[[Touched], None]
RatedListener = Callable[[frozenset[int], Actor, datetime], object]
_asked: list[LockedAmong] = []
_told: list[Listener] = []
_rated: list[RatedListener] = []


def register(locked_among: LockedAmong) -> None:
    """Ask `locked_among(posting_ids, month)` which of the postings are closed in the month, before every change."""
    if locked_among not in _asked:
        _asked.append(locked_among)


def unregister(locked_among: LockedAmong) -> None:
    """Stop asking; for tests."""
    _asked.remove(locked_among)


def listen(listener: Listener) -> None:
    """Tell `listener` after every change, in the same transaction."""
    if listener not in _told:
        _told.append(listener)


def by_month(pairs: Iterable[tuple[int, date]]) -> Touched:
    """Pairs of a posting and a month, gathered."""
    found: dict[date, set[int]] = {}
    for posting_id, month in pairs:
        found.setdefault(month, set()).add(posting_id)
    return {month: frozenset(postings) for month, postings in found.items()}


def locked(posting_ids: Collection[int], month: date) -> frozenset[int]:
    """The postings among these whose month is closed."""
    return frozenset(posting for ask in _asked for posting in ask(posting_ids, month))


def refuse_locked(touched: Touched) -> None:
    """Refuses: facts.work.locked"""
    for month, postings in touched.items():
        if closed := locked(postings, month):
            message = _(
                "Kết quả tháng %(month)s đã quyết định nên khối lượng công việc của tháng đó không đổi được nữa. "
                "Nếu có sai sót, hãy đề nghị mở lại phiếu trước."
            )
            raise Conflict("facts.work.locked", message % {"month": f"{month:%m/%Y}"}, postings=sorted(closed))


def tell(touched: Touched) -> None:
    """The work of these postings has changed."""
    if touched:
        for listener in _told:
            listener(touched)


def listen_rated(listener: RatedListener) -> None:
    """Tell `listener(person_ids, by, at)` after ratings were published or replaced, in the same transaction."""
    if listener not in _rated:
        _rated.append(listener)


def tell_rated(person_ids: frozenset[int], by: Actor, at: datetime) -> None:
    """Ratings of these people have changed."""
    for listener in _rated:
        listener(person_ids, by, at)
