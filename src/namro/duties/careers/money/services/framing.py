"""A bonus fund keeps to its frame: law refuses more, anything less certain asks for a written reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law.presenting import cite
from namro.duties.careers.money.models import PayList
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors.framing import Frame, frame_of


def keep_to_frame(row: PayList, fund: int, reason: str) -> None:
    """Sets the frame of a list that is being computed, and the reason where it holds more.

    Refuses: money.fund.frame, money.fund.frame_reason
    """
    frame = frame_of(row)
    row.frame = frame.left if frame else None
    row.frame_reason = reason.strip() if frame and fund > frame.left else ""
    if frame:
        _require(frame, fund, row.frame_reason)


def require_frame(row: PayList) -> None:
    """The list still keeps to the frame as it is now. Refuses: money.fund.frame, money.fund.frame_reason"""
    frame = frame_of(row)
    if frame:
        _require(frame, row.fund, row.frame_reason)


def _require(frame: Frame, fund: int, reason: str) -> None:
    if fund <= frame.left:
        return
    values = {
        "fund": dong(fund), "left": dong(frame.left), "frame": dong(frame.amount), "given": dong(frame.given),
        "source": cite(frame.rule.basis.citation),
    }  # fmt: skip
    if frame.is_binding:
        message = _(
            "Quỹ %(fund)s đồng vượt khung tiền thưởng: cả năm được %(frame)s đồng, danh sách khác đã dùng %(given)s đồng, "
            "còn %(left)s đồng (%(source)s). Hãy giảm quỹ."
        )
        raise DomainError("money.fund.frame", message % values, field="fund")
    if reason:
        return
    message = _(
        "Quỹ %(fund)s đồng vượt khung tiền thưởng tính được là %(left)s đồng (%(source)s). Khung này chưa chắc chắn nên "
        "không chặn; hãy ghi lý do."
    )
    if frame.unknown:
        message = _(
            "Quỹ %(fund)s đồng vượt khung tiền thưởng tính được là %(left)s đồng (%(source)s), nhưng còn %(unknown)s người "
            "chưa có mức lương. Hãy bổ sung mức lương, hoặc ghi lý do."
        )
    raise DomainError("money.fund.frame_reason", message % {**values, "unknown": frame.unknown}, field="frame_reason")
