"""Findings of the tiny city: what the inspection of the culture office concluded in November."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.app.evaluations.month import actor
from tests.cast import City

from namro.base.accounts.models import User
from namro.duties.inspections import services
from namro.duties.inspections.models import Finding
from namro.duties.inspections.services import FindingData, RemedyData

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FOUND, CONCLUDED = date(2026, 11, 5), date(2026, 11, 12)
NOVEMBER = date(2026, 11, 1)


def when(who: User) -> dict[str, Any]:
    return {"by": actor(who, TODAY), "at": AT, "on": TODAY}


def stated(city: City, **changes: Any) -> FindingData:
    """An was not at her desk, against article 5 of the rules of conduct."""
    given: dict[str, Any] = {
        "found_on": FOUND, "number": "12/KL-UBND", "concluded_on": CONCLUDED, "body": "Đoàn kiểm tra công vụ Thành phố",
        "kind": "surprise", "unit_id": city.culture.pk, "person_id": city.an.person_id,
        "content": "Không có mặt tại nơi làm việc trong giờ hành chính, không báo cáo.",
        "article": "Điều 5 khoản 2 Quy tắc ứng xử", **changes,
    }  # fmt: skip
    return FindingData(**given)


def recorded(city: City, by: User | None = None, **changes: Any) -> Finding:
    return services.record_finding(data=stated(city, **changes), **when(by or city.officer))


def of_the_unit(city: City, **changes: Any) -> Finding:
    """The office as a whole."""
    given = {"person_id": None, "is_collective": True, "content": "Không niêm yết lịch trực.", **changes}
    return recorded(city, **given)


def proof(**changes: Any) -> RemedyData:
    given: dict[str, Any] = {
        "remedy": "Đã kiểm điểm và cam kết.", "proof": "Báo cáo của phòng, kèm biên bản kiểm điểm", "proof_number": "45/BC-VH",
        "remedied_on": date(2026, 11, 20), **changes,
    }  # fmt: skip
    return RemedyData(**given)


def remedied(city: City, **changes: Any) -> Finding:
    made = recorded(city, **changes)
    return services.remedy_finding(finding_id=made.pk, data=proof(), **when(city.officer))


def withdrawn(city: City, **changes: Any) -> Finding:
    made = recorded(city, **changes)
    return services.withdraw_finding(finding_id=made.pk, reason="Ghi nhầm người", **when(city.officer))
