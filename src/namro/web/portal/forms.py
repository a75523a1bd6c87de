"""What the public types. Checks of meaning are the services'."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.models import UnitKind, UnitSpell
from namro.duties.feedback.forms import class_choices
from namro.web.portal.services.feedback import LONGEST

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


# What a citizen deals with; divisions are reached through the agency they belong to.
ASKED_ABOUT = (UnitKind.COMMUNE, UnitKind.DEPARTMENT)
MOST_LISTED = 500


def agencies(on: date) -> list[tuple[int, str]]:
    """Communes, then departments, by name."""
    rows = UnitSpell.objects.filter(valid__contains=on, kind__in=ASKED_ABOUT).order_by("kind", "search_key", "unit")
    return list(rows.values_list("unit_id", "name")[:MOST_LISTED])


class FeedbackForm(forms.Form):
    """What a citizen says, about which agency; who they are is for them to say or not."""

    klass = forms.ChoiceField(label=_("Về việc gì"), choices=[])
    unit_id = forms.TypedChoiceField(label=_("Về cơ quan nào"), choices=[], coerce=int)
    content = forms.CharField(
        label=_("Nội dung"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Việc gì, ở đâu, khi nào. Không cần ghi thông tin riêng của mình hay của người khác vào đây."),
    )  # fmt: skip
    dossier_code = forms.CharField(
        label=_("Mã hồ sơ"), max_length=60, required=False, help_text=_("Nếu phản ánh về một hồ sơ.")
    )
    sender = forms.CharField(label=_("Họ tên"), max_length=160, required=False)
    phone = forms.CharField(
        label=_("Số điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("Cần để sau này xem trả lời trên trang này bằng mã và 4 chữ số cuối."),
    )  # fmt: skip
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    file = forms.FileField(
        label=_("Ảnh hoặc PDF kèm theo"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )  # fmt: skip
    trap = forms.CharField(label=_("Trang web"), required=False, max_length=200)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = [("", _("– chọn –"))]
        self.fields["klass"].choices = [*empty, *class_choices()]  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = [*empty, *agencies(on)]  # type: ignore[attr-defined]
        self.fields["once"].initial = secrets.token_urlsafe(20)
        # What scripts fill in and people never see; it says so to whoever reads the page aloud.
        self.fields["trap"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}


class AnswerForm(forms.Form):
    """The code of feedback and the end of the telephone number left with it."""

    code = forms.CharField(label=_("Mã phản ánh"), max_length=20, help_text=_("Dạng PA-2026-000123, hiện ra khi gửi."))
    digits = forms.CharField(
        label=_("4 chữ số cuối"), max_length=4, widget=DIGITS, help_text=_("Của số điện thoại đã để lại khi gửi.")
    )


class InvitationForm(forms.Form):
    """The code of an invitation to rate."""

    invitation = forms.CharField(
        label=_("Mã mời"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In trên thư mời, dùng một lần. Câu trả lời không gắn với ai."),
    )  # fmt: skip
