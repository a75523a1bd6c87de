"""The meeting that reviews a year's sheets: called, minuted, adopted. Its composition is checked against the law.

Law: NĐ 335/2025 art. 21.1b, 21.2b: everybody of the unit; or, where a unit is made of units, for its head and deputies the
leaders, the Party committee and the heads of those units, who may write where the unit is large.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.evaluations.models import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingOpinion,
    Period,
    Presence,
    Round,
    Sheet,
    SheetState,
)
from namro.duties.evaluations.selectors.meetings import composition, covered, keeps_meetings_of
from namro.duties.evaluations.services.steps import advance, user_of

Role = Attendance.Role
HANDED_IN = (SheetState.SELF_SCORED, SheetState.FORWARDED)
OPEN_STEPS = ("self_score", "review", "decide")


@transaction.atomic
def call_meeting(
    *, period_id: int, unit_id: int, kind: str, held_on: date, chair_id: int, secretary_id: int, place: str = "",
    by: Actor, at: datetime, on: date,
) -> Meeting:  # fmt: skip
    """Call a meeting: whoever must be asked is listed by the registry of that day.

    Refuses: access.denied, evaluations.year.only, evaluations.meeting.kind, evaluations.meeting.day,
    evaluations.meeting.nobody (no sheet to review), evaluations.meeting.open_already, evaluations.meeting.chair
    Records: evaluations:meeting:called
    """
    require_keeper(unit_id, by, on)
    period = Period.objects.defer("framework_text").filter(pk=period_id, kind=Period.Kind.YEAR).first()
    if period is None:
        raise DomainError("evaluations.year.only", _("Cuộc họp nhận xét chỉ có trong kỳ xếp loại năm."))
    if kind not in MeetingKind.values:
        raise DomainError("evaluations.meeting.kind", _("Hãy chọn loại cuộc họp."), field="kind")
    if not period.days.lower <= held_on <= on:
        message = _("Ngày họp phải từ đầu năm xếp loại đến hôm nay. Hãy sửa lại ngày.")
        raise DomainError("evaluations.meeting.day", message, field="held_on")
    if not covered(period_id, unit_id, kind, on=held_on).exists():
        message = _("Không có phiếu nào thuộc cuộc họp này. Hãy chọn loại cuộc họp khác, hoặc cập nhật kỳ.")
        raise DomainError("evaluations.meeting.nobody", message, field="kind")
    if Meeting.objects.filter(period=period_id, unit=unit_id, kind=kind, adopted_at=None).exists():
        raise Conflict(
            "evaluations.meeting.open_already", _("Cuộc họp loại này của đơn vị đang ghi biên bản. Mở biên bản đó.")
        )
    expected = composition(unit_id, kind, on=held_on)
    if not chair_id:  # home affairs without a post calls it for the unit: its first leader chairs until said otherwise
        chair_id = secretary_id = expected[0].person_id
    meeting = Meeting.objects.create(
        period=period, unit_id=unit_id, kind=kind, held_on=held_on, place=place.strip(), chair_id=chair_id,
        secretary_id=secretary_id, opened_at=at, opened_by_id=user_of(by),
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person_id=one.person_id, role=one.role) for one in expected
    )
    _note("called", meeting, by, at, {"kind": kind, "asked": len(expected)})
    return meeting


def require_keeper(unit_id: int, by: Actor, on: date) -> None:
    """Refuses: access.denied"""
    if not keeps_meetings_of(by, unit_id, on=on):
        raise NotAllowed(
            "access.denied", _("Chỉ người đứng đầu đơn vị, người được ủy quyền hoặc cán bộ nội vụ ghi biên bản.")
        )


def _note(action: str, meeting: Meeting, by: Actor, at: datetime, after: dict[str, object]) -> None:
    record(
        tag=f"evaluations:meeting:{action}", by=by, at=at, subject=("meeting", meeting.pk), unit_id=meeting.unit_id,
        after=after,
    )  # fmt: skip


def _hold(meeting_id: int, version: int | None, by: Actor, on: date) -> Meeting:
    """Refuses: evaluations.not_found, access.denied, evaluations.meeting.adopted, evaluations.meeting.conflict"""
    found = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    require_keeper(found.unit_id, by, on)
    if found.adopted_at:
        message = _("Biên bản đã được thông qua nên không sửa được. Sai sót thì họp lại và ghi biên bản mới.")
        raise Conflict("evaluations.meeting.adopted", message)
    if version is not None and found.version != version:
        message = _("Có người vừa sửa biên bản này. Phần anh/chị gõ vẫn còn trên trang; so sánh rồi lưu lại.")
        raise Conflict("evaluations.meeting.conflict", message, version=found.version)
    return found


@transaction.atomic
def add_attendee(*, meeting_id: int, person_id: int, role: str, by: Actor, at: datetime, on: date) -> Attendance:
    """Ask somebody besides: the representative of the Party committee, or a guest.

    Refuses: as `write_minutes`, and evaluations.meeting.role, evaluations.meeting.asked_already
    Records: evaluations:meeting:attendee_added
    """
    meeting = _hold(meeting_id, None, by, on)
    if role not in (Role.PARTY, Role.GUEST):
        message = _("Chỉ thêm đại diện cấp ủy hoặc khách mời; thành phần khác lấy theo danh sách đơn vị.")
        raise DomainError("evaluations.meeting.role", message, field="role")
    found = Attendance.objects.filter(meeting=meeting, person=person_id).first()
    if found and (role != Role.PARTY or found.role == Role.PARTY):
        raise Conflict("evaluations.meeting.asked_already", _("Người này đã có trong thành phần cuộc họp."))
    if found:  # a member of the unit may stand for the committee
        found.role = Role.PARTY
        found.save(update_fields=["role"])
    else:
        found = Attendance.objects.create(meeting=meeting, person_id=person_id, role=role, presence=Presence.PRESENT)
    _note("attendee_added", meeting, by, at, {"person": person_id, "role": role})
    return found


@transaction.atomic
def write_minutes(
    *, meeting_id: int, minutes: str, presences: Mapping[int, tuple[str, str]], opinions: Mapping[int, str], version: int,
    by: Actor, at: datetime, on: date, chair_id: int = 0, secretary_id: int = 0,
) -> Meeting:  # fmt: skip
    """Keep the minutes as far as they are: who was there (`presences`: person → presence, reason), what was said of each
    sheet.

    Refuses: evaluations.not_found, access.denied, evaluations.meeting.adopted, evaluations.meeting.conflict,
    evaluations.meeting.presence, evaluations.meeting.absent_why, evaluations.meeting.written, evaluations.meeting.sheet
    Records: evaluations:meeting:minuted
    """
    meeting = _hold(meeting_id, version, by, on)
    _write_presences(meeting, presences)
    _write_opinions(meeting, opinions)
    _write_offices(meeting, chair_id, secretary_id)
    meeting.minutes, meeting.version = minutes.strip(), meeting.version + 1
    meeting.save(update_fields=["minutes", "version", "chair", "secretary"])
    said = sum(1 for text in opinions.values() if text.strip())
    _note("minuted", meeting, by, at, {"opinions": said, "version": meeting.version})
    return meeting


def _write_offices(meeting: Meeting, chair_id: int, secretary_id: int) -> None:
    """Refuses: evaluations.meeting.chair (who chairs and who writes must have been asked)"""
    given = [one for one in (chair_id, secretary_id) if one and one not in (meeting.chair_id, meeting.secretary_id)]
    if given and meeting.attendances.filter(person__in=given).count() < len(set(given)):
        message = _("Người chủ trì và thư ký phải có trong thành phần dự họp.")
        raise DomainError("evaluations.meeting.chair", message, field="chair")
    meeting.chair_id, meeting.secretary_id = chair_id or meeting.chair_id, secretary_id or meeting.secretary_id


def _write_presences(meeting: Meeting, presences: Mapping[int, tuple[str, str]]) -> None:
    asked = {one.person_id: one for one in meeting.attendances.order_by("pk")}
    changed = []
    for person_id, (presence, why) in presences.items():
        one = asked.get(person_id)
        if one is None or presence not in ("", *Presence.values):
            raise DomainError("evaluations.meeting.presence", _("Danh sách dự họp đã thay đổi. Hãy tải lại trang."))
        if presence == Presence.ABSENT and not why.strip():
            message = _("Người vắng mặt phải có lý do. Hãy ghi lý do vắng.")
            raise DomainError("evaluations.meeting.absent_why", message, field=f"why-{person_id}")
        if presence == Presence.WRITTEN and (meeting.kind != MeetingKind.LEADERS or one.role != Role.SUB_HEAD):
            message = _(
                "Chỉ người đứng đầu đơn vị cấu thành của cơ quan lớn được góp ý bằng văn bản (Điều 21.1b, 21.2b)."
            )
            raise DomainError("evaluations.meeting.written", message, field=f"presence-{person_id}")
        one.presence, one.note = presence, why.strip() if presence == Presence.ABSENT else ""
        changed.append(one)
    Attendance.objects.bulk_update(changed, ["presence", "note"], batch_size=500)


def _write_opinions(meeting: Meeting, opinions: Mapping[int, str]) -> None:
    ids = set(_sheets(meeting).values_list("pk", flat=True))
    if not set(opinions) <= ids:
        raise DomainError("evaluations.meeting.sheet", _("Có phiếu không thuộc cuộc họp này. Hãy tải lại trang."))
    empty = [pk for pk, text in opinions.items() if not text.strip()]
    MeetingOpinion.objects.filter(meeting=meeting, sheet__in=empty).delete()
    MeetingOpinion.objects.bulk_create(
        [MeetingOpinion(meeting=meeting, sheet_id=pk, text=text.strip()) for pk, text in opinions.items() if text.strip()],
        update_conflicts=True, unique_fields=["meeting", "sheet"], update_fields=["text"],
    )  # fmt: skip


def _sheets(meeting: Meeting) -> QuerySet[Sheet]:
    return covered(meeting.period_id, meeting.unit_id, meeting.kind, on=meeting.held_on)


@transaction.atomic
def adopt_minutes(*, meeting_id: int, version: int, by: Actor, at: datetime, on: date) -> Meeting:
    """Adopt the minutes: from then on they stand, and the sheets they speak of have been reviewed.

    Sheets nobody has handed in stay as they are; another meeting reviews them.
    Refuses: evaluations.not_found, access.denied, evaluations.meeting.adopted, evaluations.meeting.conflict,
    evaluations.meeting.unnoted, evaluations.meeting.party, evaluations.meeting.empty, evaluations.meeting.minutes,
    evaluations.meeting.unsaid, evaluations.meeting.not_handed_in
    Records: evaluations:meeting:adopted (with the sheets)
    """
    meeting = _hold(meeting_id, version, by, on)
    _require_composition(meeting)
    ready = list(
        _sheets(meeting).select_for_update(of=("self",)).filter(state__in=HANDED_IN, round__step__in=OPEN_STEPS)
    )
    if not ready:
        message = _("Chưa có phiếu tự xếp loại nào để nhận xét. Đợi người được đánh giá gửi phiếu rồi thông qua.")
        raise DomainError("evaluations.meeting.not_handed_in", message)
    _require_said(meeting, ready)
    meeting.adopted_at, meeting.adopted_by_id, meeting.version = at, by.user_id, meeting.version + 1
    meeting.save(update_fields=["adopted_at", "adopted_by", "version"])
    _reviewed(meeting, ready, by, at)
    _note("adopted", meeting, by, at, {"sheets": [one.pk for one in ready]})
    return meeting


def _require_composition(meeting: Meeting) -> None:
    asked = list(meeting.attendances.order_by("pk"))
    unnoted = [one for one in asked if not one.presence]
    if unnoted:
        message = _("Còn %(n)s người chưa ghi có mặt hay vắng mặt. Ghi đủ thành phần rồi thông qua.")
        raise DomainError("evaluations.meeting.unnoted", message % {"n": len(unnoted)})
    here = [one for one in asked if one.presence != Presence.ABSENT]
    if not here:
        raise DomainError("evaluations.meeting.empty", _("Không có ai dự họp. Hãy họp lại."))
    if meeting.kind == MeetingKind.LEADERS and not any(one.role == Role.PARTY for one in here):
        message = _("Thiếu đại diện cấp ủy (Điều 21.1b, 21.2b). Thêm người đại diện cấp ủy vào thành phần dự họp.")
        raise DomainError("evaluations.meeting.party", message)
    if not meeting.minutes:
        raise DomainError("evaluations.meeting.minutes", _("Hãy ghi diễn biến cuộc họp."), field="minutes")


def _require_said(meeting: Meeting, ready: list[Sheet]) -> None:
    said = set(meeting.opinions.order_by().values_list("sheet", flat=True))
    unsaid = [one for one in ready if one.pk not in said]
    if unsaid:
        message = _("Còn %(n)s phiếu chưa ghi ý kiến của cuộc họp. Ghi ý kiến cho từng người rồi thông qua.")
        raise DomainError("evaluations.meeting.unsaid", message % {"n": len(unsaid)}, field=f"opinion-{unsaid[0].pk}")


def _reviewed(meeting: Meeting, ready: list[Sheet], by: Actor, at: datetime) -> None:
    texts = dict(meeting.opinions.order_by().values_list("sheet", "text"))
    for one in ready:
        one.state, one.review_points, one.review_comment = SheetState.REVIEWED, [], texts[one.pk]
        one.review_at, one.review_by_id, one.version = at, by.user_id, one.version + 1
    columns = ["state", "review_points", "review_comment", "review_at", "review_by", "version"]
    Sheet.objects.bulk_update(ready, columns, batch_size=500)
    for round_id in (
        Round.objects.filter(pk__in={one.round_id for one in ready}).order_by("pk").values_list("pk", flat=True)
    ):
        advance(round_id)
