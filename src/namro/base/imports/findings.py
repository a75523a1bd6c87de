"""What an import has to say about a cell: errors refuse the row, warnings do not, questions need an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from namro.base.imports.grids import cell_name

ERROR, WARNING, QUESTION = "error", "warning", "question"

# code: what to say, and what was expected instead.
TEXTS: dict[str, tuple[Any, Any]] = {
    "required": (_("Thiếu %(title)s."), _("một giá trị")),
    "date.unreadable": (_("Không đọc được ngày."), _("ngày/tháng/năm, ví dụ 01/02/2026")),
    "date.impossible": (_("Ngày này không có trong lịch."), _("ngày/tháng/năm, ngày đứng trước, ví dụ 25/12/2026")),
    "date.partial": (_("Ngày chưa đủ: thiếu ngày hoặc tháng."), _("đủ ngày/tháng/năm, ví dụ 15/05/1980")),
    "date.short_year": (_("Năm chỉ có hai chữ số, được hiểu là %(year)s."), _("năm đủ bốn chữ số")),
    "date.two_columns": (_("Ngày sinh có ở cả hai cột Nam và Nữ."), _("chỉ một trong hai cột")),
    "date.order": (_("Ngày kết thúc trước ngày bắt đầu."), _("ngày kết thúc từ ngày bắt đầu trở đi")),
    "number.unreadable": (_("Không phải là số."), _("một số, dấu phẩy thập phân, ví dụ 2,5")),
    "number.ambiguous": (_("Số này đọc được hai cách; đang hiểu là %(value)s."), _("số không có dấu ngăn hàng nghìn")),
    "number.negative": (_("Số âm không hợp lệ."), _("số từ 0 trở lên")),
    "number.not_whole": (_("Cần một số nguyên."), _("một số nguyên, ví dụ 3")),
    "choice.unknown": (_("Giá trị không có trong danh sách."), _("một trong: %(choices)s")),
    "email.unreadable": (_("Không phải địa chỉ thư điện tử."), _("dạng ten@donvi.gov.vn")),
    "month.unreadable": (_("Không đọc được tháng."), _("tháng/năm, ví dụ 10/2026")),
    "code.duplicate": (_("Mã này đã có ở dòng %(other)s."), _("mỗi mã một dòng")),
    "code.number": (_("Mã là số lẻ, có thể Excel đã làm mất chữ số 0 đứng đầu."), _("mã dạng chữ")),
    "person.needs_code": (
        _("Không có mã cán bộ: không thể ghép theo họ tên."),
        _("mã cán bộ, hoặc chọn người khi xác nhận"),
    ),
    "person.namesake": (_("Trùng họ tên với dòng %(other)s: có phải cùng một người?"), _("mã cán bộ để phân biệt")),
    "person.sex_mismatch": (_("Giới tính không khớp cột ngày sinh."), "%(value)s"),
    "file.no_codes": (
        _("Tệp không có cột mã cán bộ: mỗi dòng sẽ cần được chọn người khi xác nhận."),
        _("một cột “Mã cán bộ”"),
    ),
    "file.legacy": (
        _("Cột “%(title)s” viết bằng bảng mã %(encoding)s; nếu đồng ý sẽ được đổi, ví dụ “%(sample)s”."),
        _("chữ Unicode"),
    ),
    "file.nfd": (
        _("Cột “%(title)s” viết bằng Unicode tổ hợp (dấu rời); được đổi sang dựng sẵn, ví dụ “%(sample)s”."),
        _("chữ Unicode dựng sẵn (NFC)"),
    ),
    "file.unit_from_groups": (_("Không có cột đơn vị: lấy tên nhóm phía trên làm đơn vị."), _("một cột đơn vị")),
    "file.rank_from_title": (_("Không có cột cấp bậc: suy ra từ chức vụ."), _("một cột cấp lãnh đạo")),
    "file.other_table": (_("Trang “%(sheet)s” còn một bảng khác ở dòng %(row)s, không được đọc."), _("mỗi lần một bảng")),
    "file.no_rows": (_("Bảng không có dòng dữ liệu nào."), _("ít nhất một dòng dưới tiêu đề")),
    "file.missing_column": (_("Không tìm thấy cột “%(title)s”."), _("một cột tên “%(title)s”")),
    "text.legacy": (_("Chữ viết bằng bảng mã %(encoding)s."), "%(value)s"),
    "points.out_of_range": (_("Điểm nằm ngoài khung điểm %(range)s của nhóm."), _("điểm trong khung %(range)s")),
    "points.range_unreadable": (_("Không đọc được khung điểm."), _("dạng 11-50")),
    "coefficient.recomputed": (_("Ô hệ số là công thức chưa có giá trị; đã tính lại là %(value)s."), "%(value)s"),
    "coefficient.mismatch": (_("Hệ số khác kết quả của công thức."), "%(value)s"),
    "quantity.above": (_("Hoàn thành nhiều hơn được giao."), _("không quá %(value)s")),
    "excused.above": (_("Số lần được miễn nhiều hơn số lần xảy ra."), _("không quá %(value)s")),
    "target.missing": (_("Thiếu mã việc được giao hoặc mã danh mục."), _("một trong hai mã")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said about one cell; `row` and `column` are 0-based, -1 for the whole file."""

    severity: str
    code: str
    field: str = ""
    sheet: str = ""
    row: int = -1
    column: int = -1
    got: str = ""
    values: Mapping[str, Any] = default(default_factory=dict)

    @property
    def cell(self) -> str:
        """The A1 name, or "" when the finding is about the whole file."""
        return cell_name(self.row, self.column) if self.row >= 0 and self.column >= 0 else ""

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return str(TEXTS[self.code][0]) % self._told()

    @property
    def expected(self) -> str:
        """What would be right, in the reader's language."""
        return str(TEXTS[self.code][1]) % self._told()

    def _told(self) -> dict[str, Any]:
        return {key: one[get_language()] if isinstance(one, dict) else one for key, one in self.values.items()}

    def as_dict(self) -> dict[str, Any]:
        """For the JSON report: rows count from 1, as the officer sees them."""
        return {
            "sheet": self.sheet,
            "row": self.row + 1 if self.row >= 0 else None,
            "cell": self.cell or None,
            "field": self.field or None,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "expected": self.expected,
            "got": self.got,
        }
