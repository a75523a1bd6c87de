"""What the public types. Checks of meaning are the services'."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

DIGITS = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"})


class FollowForm(forms.Form):
    """The code of a dossier and the end of a number given with it."""

    code = forms.CharField(
        label=_("Mã hồ sơ"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In trên giấy tiếp nhận và hẹn trả kết quả, dưới mã QR."),
    )  # fmt: skip
    digits = forms.CharField(
        label=_("4 chữ số cuối"), max_length=4, widget=DIGITS,
        help_text=_("Của số điện thoại hoặc số định danh cá nhân đã khai khi nộp hồ sơ."),
    )  # fmt: skip
