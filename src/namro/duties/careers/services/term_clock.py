"""Home affairs hear of terms about to end, and of those that ended without a decision, once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from namro.base.notify.services import tell
from namro.duties.careers.models import Term
from namro.duties.careers.parameters import parameters
from namro.duties.careers.selectors.keepers import keepers_of


def remind(*, at: datetime) -> int:
    """One notice a unit and day of end: the window has begun, or the end has come. Returns how many were new."""
    day = timezone.localdate(at)
    window = day + timedelta(days=parameters().calendar.window_days)
    held = Q(posting__valid__endswith=None) | Q(posting__valid__endswith__gt=day)
    rows = Term.objects.filter(held, withdrawn_at=None, valid__endswith__lte=window)
    rows = rows.filter(Q(review=None) | Q(review__outcome=""))
    found = sorted(set(rows.order_by("pk").values_list("unit_id", "valid__endswith")))
    return sum(_tell(unit_id, until, day, at) for unit_id, until in found)


def _tell(unit_id: int, until: date, day: date, at: datetime) -> int:
    last = until - timedelta(days=1)
    is_over = until <= day
    return tell(
        person_ids=keepers_of([unit_id], on=day),
        kind="careers.term",
        key=f"careers.term:{unit_id}:{until.isoformat()}:{'over' if is_over else 'soon'}",
        text=f"Thời hạn giữ chức vụ {'đã hết' if is_over else 'sắp hết'} ngày {last:%d/%m/%Y}, chưa có quyết định.",
        text_en=f"A term of office {'ended' if is_over else 'ends'} on {last:%d/%m/%Y} without a decision so far.",
        link=f"/careers/terms/?state={'expired' if is_over else 'ending'}",
        at=at,
    )
