"""Assignments of a closed month are refused before anything is done, in the words of whoever works with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from namro.base.errors import Conflict
from namro.city.facts.watch import by_month, locked

__all__ = ["closed_among", "locked", "refusal", "refuse_locked"]


def refuse_locked(pairs: Iterable[tuple[int, date]]) -> None:
    """Refuses: assignments.month.locked"""
    for month, postings in by_month(pairs).items():
        if closed := locked(postings, month):
            raise refusal(month, closed)


def refusal(month: date, postings: Iterable[int]) -> Conflict:
    """Why nothing of these postings changes any more in the month."""
    message = _(
        "Kết quả tháng %(month)s đã công bố nên không sửa được công việc của tháng đó. "
        "Nếu có sai sót, hãy đề nghị mở lại phiếu trước."
    )
    return Conflict("assignments.month.locked", message % {"month": f"{month:%m/%Y}"}, postings=sorted(postings))


def closed_among(pairs: Iterable[tuple[int, date]]) -> frozenset[tuple[int, date]]:
    """Which of the pairs of a posting and a month are closed: a question a month."""
    asked = by_month(pairs).items()
    return frozenset((posting, month) for month, postings in asked for posting in locked(postings, month))
