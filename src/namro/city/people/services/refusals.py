"""What the database refuses about people, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from namro.base.constraints import Refusals

REFUSALS: Refusals = {
    "people_person_code_key": (
        "people.person.code_taken",
        _("Mã cán bộ này đã có người mang. Hãy tìm người đó trong danh sách, hoặc kiểm tra lại mã."),
    ),
    "posting_one_main": (
        "people.posting.second_main",
        _(
            "Người này đã có vị trí chính thức trong những ngày đó. Hãy chọn kiêm nhiệm, "
            "hoặc điều chuyển để kết thúc vị trí cũ."
        ),
    ),
    "posting_one_head": (
        "people.posting.second_head",
        _(
            "Đơn vị đã có người đứng đầu trong những ngày đó. Hãy kết thúc nhiệm vụ của người đứng đầu hiện tại "
            "trước, hoặc chọn cấp phó."
        ),
    ),
    "posting_not_twice": (
        "people.posting.twice",
        _("Người này đã có vị trí tại đơn vị đó trong những ngày đó. Hãy sửa vị trí đang có."),
    ),
    "leave_no_overlap": (
        "people.leave.overlap",
        _("Người này đã có đợt nghỉ trùng những ngày đó. Hãy điều chỉnh đợt nghỉ đang có."),
    ),
    "field_no_overlap": ("people.field.twice", _("Cấp phó đã phụ trách đơn vị này trong những ngày đó.")),
    "delegation_other": (
        "people.delegation.oneself",
        _("Không thể ủy quyền cho chính mình. Hãy chọn người khác."),
    ),
    "delegation_numbered": ("people.delegation.number", _("Hãy ghi số văn bản ủy quyền.")),
    "delegation_no_overlap": (
        "people.delegation.twice",
        _("Đã có ủy quyền cho người này tại đơn vị này trong những ngày đó."),
    ),
}
