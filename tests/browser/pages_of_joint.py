"""Pages of a dossier on which others have a say: opinions asked of other units, parts they do, fees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from namro.city.organisation.models import Unit
from namro.duties.onestop import services as onestop
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.consulting import units_to_ask
from namro.duties.onestop.services import FeeData, PartData, Payment
from namro.engine.clock import Limit
from namro.engine.clock import Unit as Every


def joint_of(begun: Dossier, who: dict[str, Any]) -> dict[str, Any]:
    """An opinion asked for the dossier on its way."""
    beside = Unit.objects.get(code=units_to_ask(begun, on=who["on"])[0].code)
    asked = onestop.consult(begun.pk, unit_id=beside.pk, question="Thửa đất có vướng quy hoạch không?", **who)
    day = Limit(1, Every.WORKING_DAYS)
    [part] = onestop.link(begun.pk, [PartData(beside.pk, "Xác minh quy hoạch", 1, day)], **who)
    costs = [FeeData("charge", f"Lệ phí {number}", 20_000, "Nghị quyết minh họa") for number in (1, 2)]
    waiting, taken = onestop.ask_fees(begun.pk, costs, **who)
    onestop.pay(taken.pk, Payment("cash", "BL-0001"), **who)
    return {"asked": asked.pk, "part": part.pk, "fee": waiting.pk, "fee_taken": taken.pk}


def joint_pages(extra: dict[str, Any], at: Callable[..., Any], desk: str, desk_head: str) -> dict[str, list[Any]]:
    begun, asked, part = extra["begun"].pk, extra["asked"], extra["part"]
    return {
        "consultations": [at(desk, "consultations"), at(desk_head, "consultations")],
        "dossier_consult": [at(desk_head, "dossier_consult", begun)],
        "consultation_answer": [at(desk, "consultation_answer", asked)],
        "dossier_link": [at(desk_head, "dossier_link", begun)],
        "arriving": [at(desk, "arriving")],
        "parts": [at(desk, "parts"), at(desk_head, "parts")],
        "part": [at(desk, "part", part), at(desk_head, "part", part)],
        "part_finish": [at(desk_head, "part_finish", part)],
        "part_own": [at(desk_head, "part_own", part)],
        "dossier_fee": [at(desk, "dossier_fee", begun)],
        "fee_pay": [at(desk, "fee_pay", extra["fee"])],
        "fee_cancel": [at(desk, "fee_cancel", extra["fee"])],
        "fee_refund": [at(desk_head, "fee_refund", extra["fee_taken"])],
        "point_fees": [at(desk, "point_fees", extra["point"].pk), at(desk_head, "point_fees", extra["point"].pk)],
        "consultation_close": [at(desk_head, "consultation_close", asked)],
    }
