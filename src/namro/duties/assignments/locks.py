"""Who may say that a month of a posting is closed. This module asks; the duty that closes months answers (wiring)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from namro.base.errors import Conflict

LockedAmong = Callable[[Collection[int], date], Collection[int]]
_asked: list[LockedAmong] = []


def register(locked_among: LockedAmong) -> None:
    """Ask `locked_among(posting_ids, month)` which of the postings are closed in the month, before every change."""
    if locked_among not in _asked:
        _asked.append(locked_among)


def unregister(locked_among: LockedAmong) -> None:
    """Stop asking; for tests."""
    _asked.remove(locked_among)


def locked(posting_ids: Collection[int], month: date) -> frozenset[int]:
    """The postings among these whose month is closed."""
    return frozenset(posting for ask in _asked for posting in ask(posting_ids, month))


def refuse_locked(pairs: Iterable[tuple[int, date]]) -> None:
    """Refuses: assignments.month.locked"""
    by_month: dict[date, set[int]] = {}
    for posting_id, month in pairs:
        by_month.setdefault(month, set()).add(posting_id)
    for month, postings in by_month.items():
        if closed := locked(postings, month):
            message = _(
                "Kết quả tháng %(month)s đã công bố nên không sửa được công việc của tháng đó. "
                "Nếu có sai sót, hãy đề nghị mở lại phiếu trước."
            )
            raise Conflict("assignments.month.locked", message % {"month": f"{month:%m/%Y}"}, postings=sorted(closed))
