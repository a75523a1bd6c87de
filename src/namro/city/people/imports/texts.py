"""What only the database can say about a staff or leave list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "unit.unknown": (
        _("Không có đơn vị này trong phạm vi quản lý của anh/chị."),
        _("mã hoặc tên đúng của một đơn vị đang hoạt động"),
    ),
    "unit.missing": (_("Không biết người này thuộc đơn vị nào."), _("một cột đơn vị, hoặc chọn đơn vị khi tải tệp")),
    "unit.outside": (_("Đơn vị này không thuộc phạm vi quản lý của anh/chị."), _("đơn vị trong phạm vi của anh/chị")),
    "person.unanswered": (_("Chưa có mã cán bộ cho dòng này."), _("trả lời câu hỏi phía trên, hoặc thêm mã vào tệp")),
    "person.unknown": (_("Không có ai mang mã cán bộ này."), _("mã của một người đã có trong hệ thống")),
    "person.outside": (
        _("Người mang mã này đang công tác ngoài phạm vi quản lý của anh/chị."),
        _("người thuộc phạm vi của anh/chị"),
    ),
    "person.own": (
        _("Không ai tự ghi vị trí công tác của mình. Nhờ cán bộ nội vụ cấp trên làm việc này."),
        _("người khác, hoặc giữ nguyên vị trí của mình"),
    ),
    "person.name_differs": (_("Mã này đang mang họ tên “%(value)s”."), _("đúng mã, hoặc xác nhận đổi tên")),
    "head.second_in_file": (_("Đơn vị có hai người đứng đầu: xem dòng %(other)s."), _("mỗi đơn vị một người đứng đầu")),
    "head.already": (_("Đơn vị đang có người đứng đầu là %(value)s."), _("kết thúc nhiệm vụ của người đó trước")),
    "posting.overlap": (
        _("Người này đã có vị trí chính thức bắt đầu từ %(value)s."),
        _("ngày về đơn vị không trùng vị trí đang có"),
    ),
    "posting.barred": (
        _("Không bố trí được vào vị trí này: %(value)s."),
        _("vị trí không bị hạn chế, hoặc điều chuyển từng người kèm quyết định của cấp có thẩm quyền"),
    ),
    "leave.overlap": (_("Trùng một đợt nghỉ đã ghi: %(value)s."), _("các đợt nghỉ không chồng nhau")),
    "leave.overlap_in_file": (_("Trùng đợt nghỉ ở dòng %(other)s."), _("các đợt nghỉ không chồng nhau")),
}
