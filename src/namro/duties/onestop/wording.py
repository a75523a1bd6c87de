"""How states, terms and moves of dossiers are said."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.models.dossiers import RUNNING

# The tone of a state: a colour beside its words.
TONES = {
    State.REGISTERED: "watch", State.ACCEPTED: "fine", State.REFUSED: "bad", State.PROCESSING: "fine", State.SUPPLEMENT: "watch",
    State.PAYMENT: "watch", State.WITHDRAWN: "quiet", State.STOPPED: "watch", State.DONE: "good", State.RETURNED: "good",
}  # fmt: skip
TERMS = {
    "overdue": _("Quá hạn"), "today": _("Đến hạn hôm nay"), "soon": _("Sắp đến hạn"), "later": _("Còn hạn"),
    "paused": _("Đang tạm dừng"),
}  # fmt: skip
FORM_TITLES = {
    "01": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), "02": _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "03": _("Phiếu từ chối giải quyết hồ sơ"), "04": _("Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    "05": _("Phiếu kiểm soát quá trình giải quyết hồ sơ"), "06": _("Sổ theo dõi hồ sơ"),
}  # fmt: skip


def tone(dossier: Dossier) -> str:
    return TONES.get(State(dossier.state), "quiet")


def is_overdue(dossier: Dossier, at: datetime) -> bool:
    return dossier.state in RUNNING and dossier.due_at is not None and dossier.due_at < at
