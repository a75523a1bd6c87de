"""What is typed about fees and charges. Checks of meaning are the services'."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.duties.onestop.forms import NO_REASON, ActForm
from namro.duties.onestop.models.fees import FeeKind, PayMode

GROUPED = re.compile(r"^\d{1,3}([. ]\d{3})+$")
DIGITS = re.compile(r"^\d{1,15}$")


class DongField(forms.CharField):
    """Whole đồng, typed as "20000" or "20.000"; cleans to an integer."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self, value: Any) -> int:
        text = super().clean(value).strip()
        if not (GROUPED.match(text) or DIGITS.match(text)):
            raise forms.ValidationError(_("Số tiền là số nguyên đồng, lớn hơn 0."))
        return int(re.sub(r"[. ]", "", text))


class FeeForm(ActForm):
    kind = forms.ChoiceField(label=_("Loại"), choices=FeeKind.choices, initial=FeeKind.CHARGE)
    content = forms.CharField(
        label=_("Khoản thu"), max_length=300, error_messages={"required": _("Hãy ghi khoản thu.")}
    )
    amount = DongField(label=_("Số tiền (đồng)"))
    because = forms.CharField(
        label=_("Căn cứ của mức thu"), max_length=300, required=False,
        help_text=_("Chỉ ghi khi danh mục thủ tục không có mức này."),
    )  # fmt: skip


class PayForm(ActForm):
    mode = forms.ChoiceField(label=_("Hình thức thanh toán"), choices=PayMode.choices, initial=PayMode.CASH)
    receipt_number = forms.CharField(
        label=_("Số biên lai"), max_length=40, error_messages={"required": _("Hãy ghi số biên lai.")}
    )


class RefundForm(ActForm):
    amount = DongField(label=_("Số tiền hoàn (đồng)"))
    voucher = forms.CharField(
        label=_("Số phiếu chi"), max_length=40, error_messages={"required": _("Hãy ghi số phiếu chi.")}
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300, error_messages=NO_REASON)
