"""What this import finds that only the catalogue knows: code to (what is wrong, what is expected)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "procedures.denied": (
        _("Danh mục thủ tục do bộ phận kiểm soát thủ tục hành chính của thành phố nhập."),
        _("người được giao giữ danh mục của toàn thành phố"),
    ),
    "procedures.code": (_("Mã thủ tục không đúng dạng."), _("dạng 1.013225 hoặc 1.013225.H26")),
    "procedures.level": (_("Cấp thực hiện không có trong danh sách."), _("Cấp bộ, Cấp tỉnh, Cấp xã hoặc Cơ quan khác")),
    "procedures.later": (
        _("Thủ tục đã có phiên bản bắt đầu từ ngày này hoặc sau đó."),
        _("một ngày hiệu lực muộn hơn phiên bản đang có"),
    ),
    "procedures.abolished": (
        _("Thủ tục đã bị bãi bỏ theo một quyết định; tệp không làm nó có lại hiệu lực."),
        _("một quyết định công bố mới"),
    ),
    "procedures.time": (
        _("Thời hạn không đọc được, ghi lại nguyên văn: %(why)s."),
        _("số lượng kèm giờ, ngày, ngày làm việc hoặc tháng"),
    ),
}
