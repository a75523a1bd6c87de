"""Days and ranges of days, and where a unit stands; plain values only."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from namro.base.errors import DomainError

Days = Range[date]


def days(first: date, until: date | None = None) -> Days:
    """The days from `first` up to and without `until`; open when None. Refuses: dates.order"""
    if until is not None and until <= first:
        raise DomainError(
            "dates.order",
            _("Ngày kết thúc phải sau ngày bắt đầu (%(first)s). Hãy chọn lại ngày.") % {"first": f"{first:%d/%m/%Y}"},
            field="until",
        )
    return Range(first, until, "[)")


def starts_on(valid: Days) -> date:
    """First day of a range of the registry, which always has one."""
    assert valid.lower is not None
    return valid.lower
