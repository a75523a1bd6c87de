"""Sample values for the gallery; none of it is data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

ICONS = [
    "home",
    "sheet",
    "work",
    "team",
    "decide",
    "assign",
    "catalogue",
    "people",
    "units",
    "imports",
    "audit",
    "jobs",
    "periods",
    "petition",
    "bell",
    "search",
    "menu",
    "close",
    "check",
    "warning",
    "error",
    "info",
    "down",
    "right",
    "left",
    "up",
    "plus",
    "edit",
    "download",
    "upload",
    "print",
    "filter",
    "clock",
    "lock",
    "key",
    "eye",
    "link",
    "more",
    "undo",
    "chart",
    "settings",
    "language",
    "out",
]

TREE: dict[str, Any] = {
    "label": {"vi": "Tổng điểm", "en": "Total"},
    "value": "89.5",
    "arithmetic": "27,5 + 62",
    "rule": {"article": "Điều 16", "instrument": "NĐ 335/2025"},
    "children": [
        {"label": {"vi": "Tiêu chí chung", "en": "General criteria"}, "value": "27.5", "arithmetic": "", "rule": None, "children": []},
        {
            "label": {"vi": "Kết quả nhiệm vụ", "en": "Results of work"}, "value": "62", "arithmetic": "(a + b + c) ÷ 3 × 70",
            "rule": {"article": "Điều 14", "instrument": "NĐ 335/2025"},
            "children": [
                {"label": {"vi": "a · Số lượng", "en": "a · Quantity"}, "value": "0.9", "arithmetic": "9 ÷ 10", "rule": None, "children": []},
            ],
        },
    ],
}  # fmt: skip


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Tên đợt"), help_text=_("Ví dụ: Tháng 11/2026"))
    day = forms.DateField(label=_("Hạn tự chấm"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Loại kỳ"), choices=[("month", _("Tháng")), ("quarter", _("Quý"))])
    reading = forms.ChoiceField(
        label=_("Cách tính tỷ lệ"), widget=forms.RadioSelect, choices=[("1", _("Theo đơn vị")), ("2", _("Theo nhóm"))]
    )
    sure = forms.BooleanField(label=_("Tôi đã xem lại danh sách"))
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


def context(query: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "icons": ICONS,
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "day": "x", "kind": "month"}, auto_id="wrong_%s"),
        "bands": ["HTXS", "HTT", "HTNV", "KHT", "A", "B", "C", "D", "NOT_RATED", "INSUFFICIENT_DATA"],
        "tones": [("good", _("Đã quyết định")), ("fine", _("Đã tự chấm")), ("watch", _("Chuyển cấp trên")), ("bad", _("Đã thu hồi")), ("quiet", _("Chờ tự chấm"))],
        "spread": [("<50", 1, "bad"), ("50–69", 4, "watch"), ("70–89", 22, "fine"), ("≥90", 11, "good")],
        "trend": [78, 82, 81, 88, 91.5],
        "tree": TREE,
        "page": Paginator(range(1000), 50).get_page(query.get("page")),
        "day": date(2026, 11, 22),
        "at": datetime(2026, 11, 22, 2, 30, tzinfo=UTC),
        "amount": "12345.5",
        "zero": "0",
    }  # fmt: skip
