"""What people type about frameworks, turned into plain values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class NewDraftForm(forms.Form):
    new_id = forms.CharField(
        label=_("Mã khung"), max_length=79,
        help_text=_("Giữ mã cũ nếu bản mới thay khung này; đặt mã khác nếu là khung riêng, ví dụ nd233-2026-benh-vien-1."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ghi chú"), max_length=500, required=False, help_text=_("Vì sao lập bản dự thảo này.")
    )


class TextForm(forms.Form):
    text = forms.CharField(strip=False, required=False)
    note = forms.CharField(max_length=500, required=False)
    edits = forms.IntegerField(min_value=1)


class DecideForm(forms.Form):
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = day_field(_("Ngày quyết định"))
    authority = forms.CharField(label=_("Cơ quan, người ban hành"), max_length=200)
    valid_from = day_field(
        _("Áp dụng cho kỳ bắt đầu từ ngày"),
        help_text=_("Kỳ bắt đầu từ ngày này trở đi mở theo bản mới; kỳ đã mở giữ nguyên."),
    )
    edits = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}))
