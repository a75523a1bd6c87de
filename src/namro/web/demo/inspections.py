"""What a surprise inspection of the commune concluded in November: of two people and of an office, one of it remedied."""

from __future__ import annotations

from datetime import date
from typing import Any

from namro.duties.inspections import services
from namro.duties.inspections.services import FindingData, RemedyData
from namro.web.demo.city import Stage
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import moment

OFFICER, LATE, RUDE = "BD006", "BD026", "BD042"
FOUND, CONCLUDED, RECORDED, REMEDIED = date(2026, 11, 5), date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 18)
DUE = date(2026, 11, 30)
RULES = "Điều 5 Quy tắc ứng xử của cơ quan (minh họa)"


def findings_of_november(stage: Stage) -> None:
    """Recorded by home affairs of the commune from the conclusion; the office showed what it did about it."""
    given = _by(stage, RECORDED)
    about = {code: stage.postings[code] for code in (LATE, RUDE)}
    rows = [
        _stated(
            unit_id=about[LATE].unit_id, person_id=about[LATE].person_id, content="Đến muộn 40 phút, không báo cáo người phụ trách.",
            severity="shortcoming", recommendation="Kiểm điểm, rút kinh nghiệm.", due_on=DUE,
        ),
        _stated(
            unit_id=about[RUDE].unit_id, person_id=about[RUDE].person_id, content="Yêu cầu người dân nộp giấy tờ ngoài quy định.",
            severity="less", recommendation="Kiểm điểm, xin lỗi người dân.", due_on=DUE,
        ),
        _stated(
            unit_id=stage.units[f"{COMMUNE}-HC"], is_collective=True, content="Chưa niêm yết đủ phí, lệ phí tại quầy.",
            recommendation="Niêm yết lại trong tháng.", due_on=DUE,
        ),
    ]  # fmt: skip
    *_others, unlisted = services.record_findings(rows=rows, **given)
    done = RemedyData(
        remedy="Đã niêm yết đủ tại cả bốn quầy.", proof="Báo cáo của trung tâm kèm ảnh chụp", proof_number="21/BC-HCC",
        remedied_on=REMEDIED,
    )  # fmt: skip
    services.remedy_finding(finding_id=unlisted.pk, data=done, **_by(stage, REMEDIED))


def _by(stage: Stage, on: date) -> dict[str, Any]:
    return {"by": stage.actor(OFFICER, on), "at": moment(on, 10), "on": on}


def _stated(**changes: Any) -> FindingData:
    given = {
        "found_on": FOUND, "number": "07/KL-ĐKT", "concluded_on": CONCLUDED, "body": "Đoàn kiểm tra công vụ Thành phố",
        "kind": "surprise", "article": RULES,
    }  # fmt: skip
    return FindingData(**{**given, **changes})
