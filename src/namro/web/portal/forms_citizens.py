"""What citizens type to sign in, and what the desk ticks when it opens an account. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "username", "spellcheck": "false"})


class SignInForm(forms.Form):
    """Number and password."""

    number = forms.CharField(
        label=_("Số định danh cá nhân"), max_length=40, widget=NUMBER, help_text=_("12 chữ số trên thẻ căn cước.")
    )
    password = forms.CharField(
        label=_("Mật khẩu"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class FirstSignInForm(forms.Form):
    """Number and the code of the slip, and the password chosen in its place."""

    number = forms.CharField(
        label=_("Số định danh cá nhân"), max_length=40, widget=NUMBER, help_text=_("12 chữ số trên thẻ căn cước.")
    )
    code = forms.CharField(
        label=_("Mã dùng một lần"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("In trên phiếu nhận tại quầy."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Mật khẩu mới"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Gõ lại mật khẩu mới"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", _("Hai lần gõ chưa giống nhau."))
        return found


class OpenForm(forms.Form):
    """The paper was looked at, and what the account is for."""

    is_checked = forms.BooleanField(
        label=_("Đã đối chiếu giấy tờ tùy thân của chính người nộp: đúng người, đúng số định danh"), required=False
    )
    reason = forms.CharField(
        label=_("Mục đích"), max_length=300, initial=_("Người nộp đề nghị theo dõi hồ sơ trên cổng"),
        error_messages={"required": _("Hãy ghi mục đích.")},
    )  # fmt: skip


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Lý do đóng"), max_length=300, error_messages={"required": _("Hãy ghi lý do.")})
