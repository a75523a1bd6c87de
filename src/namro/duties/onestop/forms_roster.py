"""What is typed about the roster and about who was there. Checks of meaning are the services'."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField, OfficerForm
from namro.duties.onestop.forms import SomebodyField
from namro.duties.onestop.models import Counter

HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LISTED = forms.TextInput(attrs={"list": "colleagues"})


class ShiftForm(OfficerForm):
    """One shift: which counter, when, who, and who stands by."""

    counter = forms.TypedChoiceField(label=_("Quầy"), coerce=int)
    day = DayField(label=_("Ngày"))
    start = forms.TimeField(label=_("Từ giờ"), widget=HOUR)
    end = forms.TimeField(label=_("Đến giờ"), widget=HOUR)
    person = SomebodyField(label=_("Người trực"), widget=LISTED, help_text=_("Gõ tên hoặc mã, chọn trong danh sách."))
    standby = SomebodyField(
        label=_("Người dự phòng"),
        required=False,
        widget=LISTED,
        help_text=_("Vào thay khi người trực vắng; để trống nếu không có."),
    )


def shift_form(point_id: int) -> type[ShiftForm]:
    """The form with the counters of a point."""

    class OfPoint(ShiftForm):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[arg-type]
            rows = Counter.objects.filter(point=point_id).order_by("number")
            choices = [(one.pk, f"{one.number}. {one.title}" if one.title else str(one.number)) for one in rows]
            self.fields["counter"].choices = choices  # type: ignore[attr-defined]

    return OfPoint


class PlainForm(OfficerForm):
    """Nothing to type."""


class ComeForm(OfficerForm):
    reason = forms.CharField(
        label=_("Lý do ghi hộ"), max_length=300, required=False, help_text=_("Chỉ ghi khi vào ca hộ người khác.")
    )


class AbsentForm(OfficerForm):
    reason = forms.CharField(
        label=_("Lý do vắng"), max_length=300, error_messages={"required": _("Hãy ghi lý do vắng.")}
    )
