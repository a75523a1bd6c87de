"""What a citizen types of a dossier they hand in. Checks of meaning are the services'."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FILES = "image/jpeg,image/png,application/pdf"


class ApplyForm(forms.Form):
    """Where to, in which case, and who they are as the desk writes to them. What is required is so to be sent, not to be kept."""

    point = forms.ChoiceField(label=_("Nơi nộp"), choices=[])
    case = forms.ChoiceField(label=_("Trường hợp"), required=False, choices=[])
    applicant = forms.CharField(label=_("Họ tên người nộp"), max_length=160)
    phone = forms.CharField(
        label=_("Số điện thoại"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Để nhận thư mỗi khi hồ sơ chuyển bước.")
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    note = forms.CharField(
        label=_("Lời nhắn cho nơi nhận"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)
    version = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(
        self, *args: Any, points: Sequence[tuple[str, str]], cases: Sequence[str], version: int, name: str, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", _("– chọn –")), *points]  # type: ignore[attr-defined]
        if any(cases):
            shown = [(one, one or _("Trường hợp thường")) for one in cases]
            self.fields["case"].choices = shown  # type: ignore[attr-defined]
        else:
            del self.fields["case"]
        self.fields["once"].initial = secrets.token_urlsafe(20)
        self.fields["version"].initial = version
        if name:  # as whoever vouches for them says it
            self.fields["applicant"].disabled = True
            self.fields["applicant"].initial = name
