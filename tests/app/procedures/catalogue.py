"""A procedure of the tests, drafted and published in the tiny city."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.app.evaluations.month import actor, city_officer
from tests.cast import City

from namro.duties.procedures import services
from namro.duties.procedures.data import LineData, Paper, StepData, VersionData
from namro.duties.procedures.models import Procedure, PublicationDecision
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit

CODE, SINCE, TODAY = "1.000894", date(2026, 1, 1), date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MARRIAGE = VersionData(
    name="Đăng ký kết hôn", field="Hộ tịch", levels=("commune",), steps=("Nộp tờ khai", "Hai bên ký sổ"),
    papers=(Paper("Tờ khai đăng ký kết hôn", form="Mẫu 01"), Paper("Giấy xác nhận tình trạng hôn nhân")),
    applicants="Công dân", competent="Ủy ban nhân dân cấp xã", executing="Ủy ban nhân dân cấp xã", result="Giấy chứng nhận",
    legal_basis=("Luật Hộ tịch 2014",),
    limits=(
        TimeLimit(3, TimeUnit.WORKING_DAYS), TimeLimit(2, TimeUnit.WORKING_DAYS, "online"),
        TimeLimit(8, TimeUnit.WORKING_DAYS, condition="phải xác minh"),
    ),
    fees=(PaidFee(0),), source="Danh mục thử",
)  # fmt: skip
STEPS = (
    StepData("Bộ phận một cửa", "Tiếp nhận", 4, "hours", "Giấy tiếp nhận"),
    StepData("Công chức tư pháp", "Thẩm tra", 1, "working_days", "Giấy chứng nhận dự thảo"),
    StepData("Chủ tịch", "Ký", 4, "hours", "Giấy chứng nhận"),
)


def when(city: City, **changes: Any) -> dict[str, Any]:
    return {"by": actor(city_officer(city)), "at": AT, "on": TODAY, **changes}


def drafted(city: City, code: str = CODE, **changes: Any) -> Procedure:
    services.draft_version(code=code, data=replace(MARRIAGE, **changes), **when(city))
    return Procedure.objects.get(code=code)


def decision(city: City, *lines: LineData, effective_on: date = SINCE, **changes: Any) -> PublicationDecision:
    made = services.draft_decision(
        title="Công bố thủ tục hộ tịch", source_text="Nghị định thử", source_effective_on=effective_on,
        **when(city, **changes),
    )  # fmt: skip
    services.add_lines(decision_id=made.pk, lines=lines, **when(city))
    return made


def published(
    city: City, code: str = CODE, kind: str = "new", effective_on: date = SINCE, number: str = "1/QĐ-UBND", **parts: Any
) -> PublicationDecision:
    """Drafted and put in force by a signed decision."""
    if kind in ("new", "amended"):
        drafted(city, code, **parts)
    made = decision(city, LineData(code, kind, effective_on), effective_on=effective_on)
    return services.publish_decision(
        decision_id=made.pk, number=number, signed_on=min(effective_on, TODAY), signer="Chủ tịch", **when(city)
    )
