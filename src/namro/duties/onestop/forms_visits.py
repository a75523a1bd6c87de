"""What is typed about visits at home. Checks of meaning are the services'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField, OfficerForm
from namro.duties.onestop.forms import LINES, SomebodyField
from namro.duties.onestop.forms_roster import HOUR
from namro.duties.onestop.models import ServicePoint, VisitState

MOST = 6


class VisitForm(OfficerForm):
    """Who cannot come, and what for."""

    point = forms.TypedChoiceField(label=_("Điểm phục vụ"), coerce=int, required=False)
    asker = forms.CharField(label=_("Người cần giúp"), max_length=160)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    address = forms.CharField(label=_("Địa chỉ đến"), max_length=300)
    reason = forms.CharField(label=_("Vì sao không đến được"), max_length=300)
    wish = forms.CharField(label=_("Cần làm thủ tục gì"), max_length=300)
    consents = forms.BooleanField(
        label=_("Người dân đồng ý để tổ lưu động đến nhà và xem giấy tờ tại đó"), required=False,
    )  # fmt: skip


def visit_form(mine: Sequence[ServicePoint]) -> type[VisitForm]:
    """The form with the points somebody works at; nothing to choose where there is one."""

    class OfMine(VisitForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["point"].choices = [(one.pk, one.name) for one in mine]  # type: ignore[attr-defined]
            if len(mine) < 2:
                self.fields["point"].widget = forms.HiddenInput()

    return OfMine


class TeamField(forms.CharField):
    """People by staff code, one a line; cleans to their numbers."""

    widget = LINES

    def clean(self, value: Any) -> list[int]:
        typed = [one for one in super().clean(value).replace(",", "\n").split("\n") if one.strip()]
        if len(typed) > MOST:
            raise forms.ValidationError(_("Tổ lưu động tối đa %(most)s người."), params={"most": MOST})
        return [found for one in typed if (found := SomebodyField().clean(one))]


class PlanForm(OfficerForm):
    day = DayField(label=_("Ngày"))
    hour = forms.TimeField(label=_("Giờ đến"), widget=HOUR)
    team = TeamField(label=_("Tổ lưu động"), help_text=_("Mỗi dòng một mã cán bộ của điểm phục vụ."))


class EndForm(OfficerForm):
    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(one.value, one.label) for one in (VisitState.DONE, VisitState.NOT_DONE, VisitState.CANCELLED)],
    )
    outcome = forms.CharField(
        label=_("Ghi rõ"), max_length=300, error_messages={"required": _("Hãy ghi kết quả hoặc lý do.")}
    )
    codes = forms.CharField(
        label=_("Mã hồ sơ đã giúp làm"),
        widget=LINES,
        required=False,
        help_text=_("Mỗi dòng một mã, của chính người được đến giúp."),
    )
