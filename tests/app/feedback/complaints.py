"""Feedback of the tiny city, received and brought to each step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.app.evaluations.month import actor
from tests.cast import City

from namro.base.accounts.models import User
from namro.duties.feedback import services
from namro.duties.feedback.models import Feedback

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def when(who: User) -> dict[str, Any]:
    return {"by": actor(who), "at": AT, "on": TODAY}


def received(city: City, **changes: Any) -> Feedback:
    """A citizen says that An let them wait."""
    given: dict[str, Any] = {
        "klass": "attitude", "channel": "counter", "content": "Cán bộ nói trống không và bắt chờ hai giờ.",
        "unit_id": city.culture.pk, "person_id": city.an.person_id, "sender": "Trần Văn Dân", "phone": "0912345678",
        **when(city.officer), **changes,
    }  # fmt: skip
    return services.receive(**given)


def assigned(city: City, **changes: Any) -> Feedback:
    made = received(city, **changes)
    return services.assign(
        feedback_id=made.pk, handler_id=city.binh.person_id, version=made.version, **when(city.office_head)
    )


def verified(city: City, outcome: str = "true", **changes: Any) -> Feedback:
    made = assigned(city, **changes)
    return services.verify(
        feedback_id=made.pk,
        outcome=outcome,
        finding="Xem camera, hỏi hai bên.",
        version=made.version,
        **when(city.binh),
    )


def answered(city: City, **changes: Any) -> Feedback:
    made = verified(city, **changes)
    return services.answer(
        feedback_id=made.pk, answer="Đơn vị xin lỗi và đã nhắc nhở.", version=made.version, **when(city.binh)
    )
