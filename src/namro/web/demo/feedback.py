"""What citizens said of the commune in November: a true complaint, a false one, praise, one passed on, one that waits."""

from __future__ import annotations

from datetime import date
from typing import Any

from namro.duties.feedback import services
from namro.duties.feedback.models import Feedback
from namro.web.demo.city import Stage
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import moment

OFFICER, CHAIR, LOOKS_INTO = "BD006", "BD001", "BD004"
SAID, LOOKED, ANSWERED = date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 16)


def feedback_of_november(stage: Stage) -> None:
    """Through the register: received by home affairs, handed out by the chair, looked into by the head of an office."""
    true = _received(
        stage, "attitude", "VP", "Cán bộ trả lời cộc lốc, không hướng dẫn giấy tờ còn thiếu.", person="BD008"
    )
    _looked_into(
        stage,
        true,
        "true",
        "Người dân và cán bộ cùng trực đều xác nhận.",
        "Phường xin lỗi ông/bà và đã nhắc nhở cán bộ.",
    )
    services.publish(
        feedback_id=true.pk, summary="Phản ánh về thái độ: đúng, đã nhắc nhở và xin lỗi.", version=_version(true),
        **_by(stage, CHAIR, ANSWERED),
    )  # fmt: skip
    false = _received(stage, "delay", "KT", "Hồ sơ quá hẹn một tuần chưa có kết quả.")
    _looked_into(
        stage, false, "false", "Hồ sơ đang chờ người nộp bổ sung bản vẽ.", "Hồ sơ còn thiếu bản vẽ, mời ông/bà bổ sung."
    )
    _received(stage, "praise", "HC", "Cảm ơn các anh chị ở quầy đã giúp mẹ tôi làm giấy tờ tại nhà.", channel="post")
    elsewhere = _received(stage, "regulation", "KT", "Mức thu tiền sử dụng đất chưa hợp lý.", channel="meeting")
    services.pass_on(
        feedback_id=elsewhere.pk, passed_to="Sở Nông nghiệp và Môi trường", reason="Thuộc thẩm quyền của sở",
        version=_version(elsewhere), **_by(stage, CHAIR, LOOKED),
    )  # fmt: skip
    _received(stage, "place", "HC", "Khu chờ thiếu ghế vào sáng thứ hai.", on=date(2026, 11, 18))


def _by(stage: Stage, code: str, on: date) -> dict[str, Any]:
    return {"by": stage.actor(code, on), "at": moment(on, 10), "on": on}


def _received(
    stage: Stage, klass: str, office: str, content: str, *, person: str = "", channel: str = "counter", on: date = SAID
) -> Feedback:  # fmt: skip
    about = stage.postings[person] if person else None
    return services.receive(
        klass=klass, channel=channel, content=content, unit_id=about.unit_id if about else stage.units[f"{COMMUNE}-{office}"],
        person_id=about.person_id if about else None, **_by(stage, OFFICER, on),
    )  # fmt: skip


def _looked_into(stage: Stage, one: Feedback, outcome: str, finding: str, answer: str) -> None:
    handler = stage.postings[LOOKS_INTO].person_id
    services.assign(feedback_id=one.pk, handler_id=handler, version=_version(one), **_by(stage, CHAIR, SAID))
    services.verify(
        feedback_id=one.pk, outcome=outcome, finding=finding, version=_version(one), **_by(stage, LOOKS_INTO, LOOKED)
    )
    services.answer(feedback_id=one.pk, answer=answer, version=_version(one), **_by(stage, LOOKS_INTO, ANSWERED))


def _version(one: Feedback) -> int:
    return Feedback.objects.values_list("version", flat=True).get(pk=one.pk)
