"""What only the registry and the law can say about a list of past ratings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "rating.period": (
        _("Không biết kết quả này của kỳ nào."),
        _("năm (2023), quý (Quý I/2023), 6 tháng (6 tháng đầu năm 2023) hoặc tháng (03/2023), ở cột hoặc tiêu đề bảng"),
    ),
    "rating.future": (
        _("Kỳ %(period)s chưa kết thúc."),
        _("kỳ đã kết thúc; kỳ đang diễn ra thì xếp loại trong phần mềm"),
    ),
    "rating.before_law": (
        _("Bảng khung đánh giá bắt đầu từ %(value)s, sau kỳ %(period)s."),
        _("kỳ từ ngày đó trở đi, hoặc bổ sung law/applicability.yaml"),
    ),
    "rating.nobody": (
        _("Không có ai mang họ tên và ngày sinh này."),
        _("mã cán bộ, hoặc đúng họ tên kèm ngày sinh như trong danh sách cán bộ"),
    ),
    "rating.own": (
        _("Không ai tự ghi kết quả xếp loại của mình. Nhờ cán bộ nội vụ cấp trên làm việc này."),
        _("dòng của người khác"),
    ),
    "rating.not_posted": (
        _("Người này không có vị trí công tác trong %(period)s."),
        _("bổ sung vị trí công tác khi đó của người này trước, rồi tải lại tệp; hoặc sửa năm"),
    ),
    "rating.other_unit": (
        _("Trong %(period)s người này công tác ở %(value)s."),
        _("đơn vị của người này khi đó, hoặc bỏ trống ô đơn vị"),
    ),
    "rating.year_taken": (
        _("Đã có kết quả %(period)s của người này: %(value)s."),
        _("bỏ dòng này; muốn đổi kết quả đã có, ra quyết định thay quyết định cũ"),
    ),
    "rating.twice": (_("Người này đã có kết quả %(period)s ở dòng %(other)s."), _("mỗi người một kết quả một kỳ")),
    "rating.level_unknown": (_("Không có mức này trong %(law)s."), "%(levels)s"),
    "rating.no_number": (_("Có mức xếp loại nhưng không có số quyết định."), _("số quyết định, ví dụ 12/QĐ-UBND")),
    "rating.long_number": (_("Số quyết định dài quá %(value)s ký tự."), _("chỉ số và ký hiệu của quyết định")),
    "rating.no_day": (_("Thiếu ngày quyết định."), _("ngày/tháng/năm, ví dụ 25/12/2023")),
    "rating.decided_before": (
        _("Quyết định ký trước khi %(period)s bắt đầu."),
        _("ngày quyết định từ %(value)s trở đi, hoặc sửa năm"),
    ),
    "rating.decided_early": (
        _("Quyết định ký khi %(period)s còn hơn một tháng mới kết thúc."),
        _("kiểm tra lại ngày quyết định và năm"),
    ),
    "rating.decided_later": (_("Ngày quyết định chưa đến."), _("ngày đã qua")),
    "rating.no_reason": (_("Không xếp loại thì phải ghi lý do."), _("lý do ở cột ghi chú")),
    "rating.none_then": (_("Khi đó không có xếp loại này: %(value)s."), _("bỏ dòng này, hoặc sửa kỳ")),
    "rating.unread": (
        _("Chưa đọc được văn bản của kỳ này (%(value)s); ghi đúng mức của quyết định, không kiểm tra được điều kiện."),
        _("không cần sửa gì"),
    ),
    "rating.standing": (
        _("Chưa biết người này có thuộc diện cấp ủy quản lý không."),
        _("trả lời câu hỏi phía trên, hoặc thêm cột “Diện cấp ủy quản lý” (x hoặc để trống)"),
    ),
    "rating.regulation": (
        _("Chưa biết đơn vị sự nghiệp đã có Quy chế đánh giá riêng chưa."),
        _("trả lời câu hỏi phía trên"),
    ),
    "rating.which_law": (_("Chưa biết xếp loại theo văn bản nào: %(value)s."), _("trả lời câu hỏi phía trên")),
    "rating.score_above": (_("Điểm cao hơn thang điểm của %(law)s."), _("không quá %(value)s")),
    "rating.score_level": (_("Điểm này ứng với mức “%(value)s”, thấp hơn mức đã ghi."), _("kiểm tra lại điểm và mức")),
}
