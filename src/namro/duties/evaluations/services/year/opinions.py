"""Opinions on a sheet of a year: the Party committee's, advisory points, and the record an old unit sends along."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.duties.evaluations import rolling, yearly
from namro.duties.evaluations.models import AdvisoryScore, CommitteeOpinion, Sheet, SheetState, TransferRecord
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import require_level
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.selectors.standing import loaded, reach_of
from namro.duties.evaluations.services.reviewing import require_preparer
from namro.duties.evaluations.services.steps import Held, note, user_of
from namro.duties.evaluations.services.year.self_rating import require_year
from namro.engine import figures


@transaction.atomic
def give_committee_opinion(
    *, sheet_id: int, body: str, number: str, dated: date, text: str, level: str = "", by: Actor, at: datetime, on: date
) -> CommitteeOpinion:
    """Write down the Party committee's opinion on a head or deputy, from its document. A later one does not erase it.

    Refuses: evaluations.not_found, access.denied, evaluations.own_sheet, evaluations.round.closed, evaluations.year.only,
    evaluations.opinion.leaders_only, evaluations.opinion.missing, evaluations.opinion.day, evaluations.review.decided,
    evaluations.rating.unknown
    Records: evaluations:sheet:committee_opinion
    """
    held = require_preparer(sheet_id, by=by, on=on)
    sheet = held.sheet
    require_year(sheet)
    if sheet.rank not in yearly.LEADER_RANKS:
        message = _("Chỉ lấy nhận xét của cấp ủy với người đứng đầu và cấp phó (Điều 21.1c, 21.2c).")
        raise DomainError("evaluations.opinion.leaders_only", message)
    if sheet.state == SheetState.DECIDED:
        raise Conflict("evaluations.review.decided", _("Phiếu đã có quyết định. Muốn sửa, mở lại và nêu lý do."))
    if not (body.strip() and number.strip() and text.strip()):
        message = _("Hãy ghi đủ tên cấp ủy, số văn bản và nội dung nhận xét.")
        raise DomainError("evaluations.opinion.missing", message, field="text")
    if not sheet.period.days.lower <= dated <= on:
        raise DomainError("evaluations.opinion.day", _("Ngày văn bản phải từ đầu năm đến hôm nay."), field="dated")
    if level:
        require_level(rulebook_of(sheet.period), level)
    found = CommitteeOpinion.objects.create(
        sheet=sheet, body=body.strip(), number=number.strip(), on=dated, text=text.strip(), level=level, at=at,
        by_id=user_of(by),
    )  # fmt: skip
    note("committee_opinion", held, by=by, at=at, after={"number": number, "level": level})
    return found


@transaction.atomic
def give_advice(
    *, sheet_id: int, channel: str, points: Decimal, comment: str, by: Actor, at: datetime, on: date
) -> AdvisoryScore:
    """Advisory points by somebody who heads a unit beside the person's line; shown to whoever decides, never scored.

    Refuses: evaluations.not_found, evaluations.year.only, evaluations.advice.channel, evaluations.advice.points,
    evaluations.advice.comment, evaluations.advice.who, evaluations.own_sheet, evaluations.review.decided
    Records: evaluations:sheet:advised
    """
    sheet = loaded(sheet_id)
    require_year(sheet)
    reach = reach_of(by, on=on)
    if sheet.person_id == by.person_id:
        raise NotAllowed("evaluations.own_sheet", _("Không ai tự cho điểm mình."))
    if by.person_id is None or not reach.headed or sheet.rank not in yearly.LEADER_RANKS:
        message = _("Kênh tham khảo dành cho người đứng đầu một đơn vị nhận xét người lãnh đạo đơn vị liên quan.")
        raise NotAllowed("evaluations.advice.who", message)
    if channel not in parameters().channels:
        raise DomainError("evaluations.advice.channel", _("Hãy chọn kênh nhận xét."), field="channel")
    if not 0 <= points <= 100:
        raise DomainError("evaluations.advice.points", _("Điểm tham khảo từ 0 đến 100."), field="points")
    if not comment.strip():
        raise DomainError("evaluations.advice.comment", _("Hãy ghi nhận xét kèm điểm."), field="comment")
    if sheet.state == SheetState.DECIDED:
        raise Conflict("evaluations.review.decided", _("Phiếu đã có quyết định. Muốn sửa, mở lại và nêu lý do."))
    found, _made = AdvisoryScore.objects.update_or_create(
        sheet=sheet, channel=channel, giver_id=by.person_id,
        defaults={"points": points, "comment": comment.strip(), "at": at, "by_id": user_of(by)},
    )  # fmt: skip
    note("advised", Held(sheet, reach), by=by, at=at, after={"channel": channel, "points": str(points)})
    return found


@transaction.atomic
def send_transfer_record(
    *, sheet_id: int, unit_id: int, remark: str = "", by: Actor, at: datetime, on: date
) -> TransferRecord:
    """The old unit confirms the results somebody earned there this year and sends them along (art. 19.1).

    Refuses: evaluations.not_found, access.denied, evaluations.year.only, evaluations.transfer.nothing,
    evaluations.transfer.sent
    Records: evaluations:sheet:transfer_sent
    """
    sheet = loaded(sheet_id)
    require_year(sheet)
    reach = reach_of(by, on=on)
    if unit_id not in reach.acts_for and not (by.officer_of and reach.oversees(unit_id)):
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu đơn vị cũ hoặc cán bộ nội vụ gửi được kết quả này."))
    results = results_at(sheet, unit_id)
    if not results:
        message = _("Trong năm không có kết quả nào của người này ở đơn vị đó.")
        raise DomainError("evaluations.transfer.nothing", message)
    if TransferRecord.objects.filter(sheet=sheet, unit=unit_id).exists():
        raise Conflict("evaluations.transfer.sent", _("Đơn vị này đã gửi kết quả."))
    found = TransferRecord.objects.create(
        sheet=sheet, unit_id=unit_id, results=results, remark=remark.strip(), at=at, by_id=user_of(by)
    )
    note("transfer_sent", Held(sheet, reach), by=by, at=at, after={"unit": unit_id, "results": len(results)})
    return found


def results_at(sheet: Sheet, unit_id: int) -> list[dict[str, object]]:
    """The scores of the year's months that were earned in a unit, exact and as shown."""
    period, book = sheet.period, rulebook_of(sheet.period)
    (found,) = rolling.years_of([sheet.person_id], year=period.days.lower.year, book=book, of=yearly.made_of(period))
    return [
        {"number": entry.number, "sheet": one.sheet_id, "total": figures.machine(book.framework, one.total)}
        for entry in found.entries
        for one in entry.sheets
        if one.unit_id == unit_id and one.total is not None
    ]
