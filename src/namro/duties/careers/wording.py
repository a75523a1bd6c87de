"""What the codes of careers are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.base.ui.wording import said
from namro.duties.careers.parameters import Basis, parameters
from namro.duties.careers.rules.discipline import Pace, Why
from namro.duties.careers.rules.moves import Bar
from namro.duties.careers.rules.terms import TermState, Verdict, Vote

TERM_STATES: dict[str, tuple[Any, str]] = {
    TermState.PLANNED: (_("chưa bắt đầu"), "quiet"),
    TermState.RUNNING: (_("còn hạn"), "good"),
    TermState.ENDING: (_("sắp hết hạn"), "watch"),
    TermState.REVIEWED: (_("đang xét bổ nhiệm lại"), "fine"),
    TermState.REAPPOINTED: (_("đã bổ nhiệm lại"), "good"),
    TermState.NOT_REAPPOINTED: (_("không bổ nhiệm lại"), "bad"),
    TermState.EXTENDED: (_("đã kéo dài"), "good"),
    TermState.DEFERRED: (_("chưa xét"), "watch"),
    TermState.EXPIRED: (_("hết hạn, chưa quyết định"), "bad"),
    TermState.ENDED: (_("thôi giữ trước hạn"), "quiet"),
}
VERDICTS: dict[str, tuple[Any, str]] = {
    Verdict.DONE: (_("hoàn thành"), "good"),
    Verdict.FAILED: (_("không hoàn thành"), "bad"),
    Verdict.NOT_RATED: (_("không xếp loại"), "quiet"),
    Verdict.MISSING: (_("thiếu kết quả"), "bad"),
    Verdict.PENDING: (_("chưa đến kỳ"), "quiet"),
}
VOTES: dict[str, tuple[Any, str]] = {
    Vote.CHOSEN: (_("quá một nửa số triệu tập"), "good"),
    Vote.TIE: (_("đúng một nửa"), "watch"),
    Vote.NOT_CHOSEN: (_("chưa quá một nửa số triệu tập"), "bad"),
    Vote.NO_QUORUM: (_("chưa đủ hai phần ba số triệu tập"), "bad"),
}
WHYS: dict[str, Any] = {
    Why.IN_YEAR: _("Bị kỷ luật trong năm: tính vào kết quả năm đó."),
    Why.OLD_UNIT: _("Vi phạm xảy ra ở đơn vị cũ: tính vào kết quả của đơn vị cũ."),
    Why.BOTH_UNITS: _("Vi phạm xảy ra ở cả đơn vị cũ và mới: tính theo thời điểm ở từng đơn vị."),
    Why.SAME_ACT: _("Cùng một hành vi đã tính theo quyết định khác: chỉ tính một lần."),
    Why.ALREADY_USED: _("Hành vi đã dùng để xếp mức không hoàn thành trước khi có quyết định: không tính lại."),
    Why.OTHER_NATURE: _("Không phải suy thoái, cũng không phải vi phạm công vụ: không tính vào xếp loại."),
    Why.NO_RULE: _("Khung đánh giá của đối tượng trong năm đó không xét kỷ luật."),
}
PACES: dict[str, tuple[Any, str]] = {
    Pace.IN_TIME: (_("quyết định trong hạn"), "good"),
    Pace.COMPLEX: (_("chỉ trong hạn nếu vụ việc phức tạp"), "watch"),
    Pace.LATE: (_("quyết định quá hạn"), "bad"),
}
STEPS: dict[str, Any] = {
    "proposal": _("Cơ quan tổ chức, cán bộ đề xuất"),
    "vote": _("Lấy ý kiến, bỏ phiếu"),
    "notice": _("Báo trước cho người lao động"),
    "decision": _("Cấp có thẩm quyền quyết định"),
}
BARS: dict[str, Any] = {
    Bar.FAILING_YEAR: _("năm gần nhất không hoàn thành nhiệm vụ"),
    Bar.DISCIPLINE: _("đang thi hành kỷ luật"),
    Bar.NOT_REAPPOINTED: _("không được bổ nhiệm lại"),
}
CONTRACTS: tuple[tuple[str, Any], ...] = (
    ("indefinite", _("Không xác định thời hạn")),
    ("fixed", _("Xác định thời hạn")),
)
NOT_LAW = _("MẪU, chưa đối chiếu nguyên văn")


def form_title(code: str) -> str:
    """A form of discipline."""
    title = parameters().form_titles.get(code)
    return said(title) if title else code


def rule_title(basis: Basis) -> str:
    return said(basis.title)
