"""Months whose facts may no longer change, because a rating was decided on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.city.people.watch import Placing
from namro.duties.evaluations.models import Period, Sheet, SheetState, Step


def locked_postings(posting_ids: Iterable[int], month: date) -> frozenset[int]:
    """Which of the postings have a decided, published or closed sheet for a period that holds the month: one query."""
    settled = Q(state=SheetState.DECIDED) | Q(round__step__in=[Step.PUBLISHED, Step.CLOSED])
    rows = Sheet.objects.filter(settled, posting__in=list(posting_ids), period__days__contains=month).exclude(
        period__kind=Period.Kind.YEAR  # a year rests on its months; deciding it in December leaves December's work open
    ).order_by()  # fmt: skip
    return frozenset(rows.values_list("posting_id", flat=True))


def refuse_closed_year(placing: Placing) -> None:
    """Nobody is posted from a day of a year whose rating was decided: the decision rests on where they worked then.

    Refuses: evaluations.posting.closed_year
    """
    settled = Q(state=SheetState.DECIDED) | Q(round__step__in=[Step.PUBLISHED, Step.CLOSED])
    rows = Sheet.objects.filter(
        settled, person=placing.person_id, period__kind=Period.Kind.YEAR, period__days__contains=placing.on
    )
    if timezone.localdate(placing.at).year > placing.on.year and rows.exists():
        message = _(
            "Kết quả năm %(year)s của người này đã được quyết định, nên không ghi lùi vị trí vào năm đó. Ghi từ năm sau, "
            "hoặc đề nghị thay quyết định xếp loại trước."
        )
        raise DomainError("evaluations.posting.closed_year", message % {"year": placing.on.year}, field="on")


def is_locked(posting_id: int, month: date) -> bool:
    """Whether the work of a posting in a month is settled."""
    return bool(locked_postings([posting_id], month))
