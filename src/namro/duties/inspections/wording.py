"""What is wrong with a finding, in the words of whoever records it; and how its state reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.errors import DomainError
from namro.duties.inspections.models import Finding
from namro.duties.inspections.rules import Fault

# Key: what is wrong and what to do about it; what a cell of a workbook should hold instead.
FAULTS: dict[str, tuple[Any, Any]] = {
    "no_number": (
        gettext_lazy("Chưa ghi số kết luận kiểm tra."), gettext_lazy("số, ký hiệu của kết luận, ví dụ 12/KL-UBND")
    ),
    "no_day": (gettext_lazy("Chưa ghi ngày của kết luận."), gettext_lazy("ngày/tháng/năm ký kết luận")),
    "no_found_day": (
        gettext_lazy("Chưa ghi ngày vi phạm hoặc ngày kiểm tra."),
        gettext_lazy("ngày/tháng/năm xảy ra vi phạm, hoặc ngày đoàn đến kiểm tra"),
    ),
    "no_body": (gettext_lazy("Chưa ghi cơ quan, đoàn kiểm tra."), gettext_lazy("tên cơ quan hoặc đoàn đã kiểm tra")),
    "no_content": (gettext_lazy("Chưa ghi nội dung tồn tại."), gettext_lazy("tồn tại như kết luận nêu")),
    "no_article": (
        gettext_lazy("Chưa ghi điều, khoản của văn bản bị vi phạm. Không có căn cứ thì không phải là tồn tại được kết luận."),
        gettext_lazy("điều, khoản, tên văn bản như kết luận nêu"),
    ),
    "nobody": (
        gettext_lazy("Chưa ghi của ai. Hãy ghi người vi phạm, hoặc ghi rõ là của tập thể."),
        gettext_lazy("mã cán bộ, họ tên, hoặc “Tập thể”"),
    ),
    "both": (
        gettext_lazy("Đã ghi là của tập thể mà vẫn có tên một người. Hãy chọn một trong hai."),
        gettext_lazy("một người, hoặc “Tập thể”"),
    ),
    "too_long": (gettext_lazy("Dài quá %(value)s ký tự."), gettext_lazy("viết gọn lại, phần còn lại để trong kết luận")),
    "found_later": (
        gettext_lazy("Ngày vi phạm hoặc ngày kiểm tra chưa đến. Hãy kiểm tra lại ngày."), gettext_lazy("ngày đã qua")
    ),
    "concluded_later": (gettext_lazy("Ngày của kết luận chưa đến. Hãy kiểm tra lại ngày."), gettext_lazy("ngày đã qua")),
    "concluded_before": (
        gettext_lazy("Kết luận ghi ngày trước ngày vi phạm hoặc ngày kiểm tra. Hãy kiểm tra lại hai ngày này."),
        gettext_lazy("ngày kết luận từ ngày vi phạm, ngày kiểm tra trở đi"),
    ),
    "due_of_nothing": (
        gettext_lazy("Có hạn khắc phục mà không có kiến nghị nào phải thực hiện. Hãy ghi kiến nghị, hoặc bỏ hạn."),
        gettext_lazy("kiến nghị của kết luận"),
    ),
    "due_before": (
        gettext_lazy("Hạn khắc phục ở trước ngày kết luận. Hãy kiểm tra lại hai ngày này."),
        gettext_lazy("hạn từ ngày kết luận trở đi"),
    ),
    "no_unit": (
        gettext_lazy("Chưa ghi tồn tại này của đơn vị nào."),
        gettext_lazy("mã hoặc tên đơn vị, hoặc chọn đơn vị khi tải tệp"),
    ),
    "unit": (
        gettext_lazy("Đơn vị này không có vào ngày vi phạm. Hãy chọn đơn vị khi đó."),
        gettext_lazy("đơn vị đang hoạt động vào ngày đó"),
    ),
    "not_posted": (
        gettext_lazy(
            "Người này không công tác ở đơn vị đã ghi vào ngày %(value)s. Hãy kiểm tra lại ngày, đơn vị, hoặc bổ sung vị trí "
            "công tác khi đó."
        ),
        gettext_lazy("đơn vị của người đó vào ngày vi phạm"),
    ),
    "own": (
        gettext_lazy("Không ai tự ghi tồn tại của mình. Nhờ cán bộ nội vụ khác làm việc này."),
        gettext_lazy("dòng của người khác"),
    ),
    "twice": (
        gettext_lazy("Tồn tại này của kết luận đó đã có trong sổ. Mỗi tồn tại chỉ ghi một lần."),
        gettext_lazy("bỏ dòng này"),
    ),
    "twice_in_file": (
        gettext_lazy("Tồn tại này đã có ở dòng %(value)s."), gettext_lazy("mỗi tồn tại một dòng")
    ),
    "no_remedy": (gettext_lazy("Chưa ghi đã khắc phục thế nào."), gettext_lazy("việc đã làm để khắc phục")),
    "no_proof": (
        gettext_lazy("Ghi là đã khắc phục thì phải có minh chứng."), gettext_lazy("văn bản, ảnh, biên bản chứng minh")
    ),
    "no_proof_number": (
        gettext_lazy("Minh chứng phải có số văn bản để tra lại."), gettext_lazy("số của báo cáo, biên bản khắc phục")
    ),
    "no_remedied_day": (gettext_lazy("Chưa ghi ngày khắc phục."), gettext_lazy("ngày/tháng/năm khắc phục xong")),
    "remedied_later": (gettext_lazy("Ngày khắc phục chưa đến."), gettext_lazy("ngày đã qua")),
    "remedied_before": (
        gettext_lazy("Ngày khắc phục ở trước ngày vi phạm. Hãy kiểm tra lại ngày."),
        gettext_lazy("ngày từ ngày vi phạm trở đi"),
    ),
}  # fmt: skip


def refusal(fault: Fault) -> DomainError:
    """A fault as the services refuse it."""
    message = str(FAULTS[fault.key][0]) % fault.values if fault.values else str(FAULTS[fault.key][0])
    return DomainError(f"inspections.finding.{fault.key}", message, field=fault.field)


def state_of(found: Finding, *, is_late: bool) -> tuple[str, str]:
    """The word for where a finding stands, and its tone."""
    if found.withdrawn_at is not None:
        return _("đã rút"), "quiet"
    if found.remedied_at is not None:
        return _("đã khắc phục"), "good"
    return (_("quá hạn khắc phục"), "bad") if is_late else (_("chưa khắc phục"), "watch")
