"""What these imports find that only the database knows: code to (what is wrong, what is expected)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "catalogue.unit": (
        _("Chưa chọn đơn vị ban hành danh mục, hoặc đơn vị không thuộc quyền của anh/chị."),
        _("một đơn vị anh/chị đứng đầu, được ủy quyền hoặc phụ trách nội vụ"),
    ),
    "catalogue.incomplete": (_("Dòng này thiếu sản phẩm đầu ra, nhóm hoặc điểm."), _("đủ sản phẩm, nhóm và điểm")),
    "catalogue.duplicate": (
        _("Trùng nhiệm vụ và sản phẩm với dòng khác của cùng phòng (Điều 13.1a)."),
        _("mỗi sản phẩm một dòng"),
    ),
    "work.person": (
        _("Không có mã cán bộ này trong số người anh/chị được giao việc trong tháng."),
        _("mã của người thuộc đơn vị anh/chị chấm điểm hoặc quyết định"),
    ),
    "work.item": (_("Mã này không có trong danh mục đang có hiệu lực của đơn vị."), _("một mã trong danh mục")),
    "work.month": (_("Chưa biết tháng: tệp không có cột tháng hay thời hạn."), _("tháng/năm, hoặc một thời hạn")),
    "work.refused": (_("%(message)s"), _("dữ liệu đủ năm rõ")),
    "result.not_found": (
        _("Không tìm thấy việc được giao này."),
        _("mã việc được giao, hoặc mã cán bộ và mã danh mục"),
    ),
    "result.ambiguous": (
        _("Có nhiều việc cùng mã danh mục trong tháng: không đoán được là việc nào."),
        _("mã việc được giao, hoặc đúng tên công việc"),
    ),
    "result.date": (_("Thiếu ngày hoàn thành."), _("ngày/tháng/năm")),
    "result.twice": (_("Việc này đã có ở dòng %(other)s."), _("mỗi việc một dòng")),
    "result.refused": (_("%(message)s"), _("kết quả trong phạm vi được giao")),
}
