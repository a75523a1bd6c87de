"""The words of codes on pages, with the tone of their badges."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "levels": _("Chưa có mức xếp loại nào được chi."),
    "twice": _("Một mức xếp loại được ghi hai lần."),
    "order": _("Mức xếp loại cao hơn không được hưởng hệ số hoặc mức sàn thấp hơn mức dưới."),
    "fixed": _("Chưa ghi số tiền chung cho mỗi người."),
    "shared": _("Phần chia đều phải từ 0 đến 1, và chỉ dùng khi chia cả quỹ."),
    "unit": _("Đơn vị làm tròn phải lớn hơn 0."),
}
WHYS = {
    "level": _("Mức xếp loại không được chi"),
    "not_rated": _("Đã quyết định không xếp loại"),
    "group": _("Không thuộc đối tượng của quy chế"),
    "away": _("Không có ngày nào được tính"),
    "unrated": _("Chưa công bố kết quả của kỳ này"),
    "unnamed": _("Quy chế chưa nêu mức xếp loại này"),
    "no_base": _("Chưa có mức lương làm căn cứ cho đủ ngày"),
}
CHANGES = {
    "post": _("vị trí, số ngày công tác"),
    "away": _("ngày nghỉ"),
    "pay": _("mức lương"),
    "rating": _("kết quả xếp loại"),
    "added": _("chưa có trong danh sách"),
    "gone": _("không còn vị trí ở đơn vị trong kỳ"),
}
METHODS = {
    "rates": _("Hệ số nhân căn cứ; quỹ phải đủ"),
    "shares": _("Chia hết quỹ theo tỷ lệ"),
}
BASES = {
    "pay": _("Lương ngạch, chức vụ của từng người"),
    "base_salary": _("Mức lương cơ sở"),
    "fixed": _("Một mức chung cho mọi người"),
}
UNSPENT = {
    "returned": _("Hủy hoặc nộp trả"),
    "carried": _("Chuyển kỳ sau"),
    "none": _("Không được còn dư"),
}
TONES = {
    "draft": "quiet", "submitted": "watch", "decided": "good", "paid": "good", "excluded": "quiet", "waiting": "watch",
    "proposed": "watch", "approved": "good", "refused": "quiet",
}  # fmt: skip
