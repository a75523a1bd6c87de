"""What is typed about opinions asked of other units and parts they do. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField
from namro.city.organisation.models import Unit
from namro.duties.onestop.forms import LONG, ActForm, SomebodyField


class OtherUnitField(forms.CharField):
    """A unit by its code, or by "code · name" as a list offers it; cleans to its number."""

    widget = forms.TextInput(attrs={"list": "colleagues"})

    def clean(self, value: Any) -> int | None:
        code = super().clean(value).split("·")[0].strip()
        if not code:
            return None
        found = Unit.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã “%(code)s”.") % {"code": code})
        return found


class ConsultForm(ActForm):
    unit = OtherUnitField(label=_("Đơn vị được hỏi"), help_text=_("Gõ tên hoặc mã, chọn trong danh sách."))
    question = forms.CharField(
        label=_("Nội dung lấy ý kiến"), max_length=2000, widget=LONG,
        error_messages={"required": _("Hãy ghi nội dung cần lấy ý kiến.")},
    )  # fmt: skip


class OpinionForm(ActForm):
    text = forms.CharField(
        label=_("Ý kiến trả lời"), max_length=4000, widget=LONG,
        error_messages={"required": _("Hãy ghi ý kiến trả lời.")},
    )  # fmt: skip
    number = forms.CharField(label=_("Số văn bản trả lời"), max_length=60, required=False)
    on = DayField(label=_("Ngày văn bản trả lời"))


LIMITS = [("working_days", _("ngày làm việc")), ("hours", _("giờ làm việc")), ("days", _("ngày"))]


class PartForm(forms.Form):
    """One part of a linked dossier."""

    unit = OtherUnitField(label=_("Đơn vị"), help_text=_("Gõ tên hoặc mã, chọn trong danh sách."))
    content = forms.CharField(label=_("Phần việc"), max_length=300)
    order = forms.IntegerField(
        label=_("Thứ tự"), min_value=1, max_value=20, initial=1,
        help_text=_("Các phần cùng thứ tự làm song song; thứ tự sau bắt đầu khi thứ tự trước xong."),
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("Thời hạn"), min_value=1, max_value=9999)
    limit_unit = forms.ChoiceField(label=_("Tính theo"), choices=LIMITS, initial="working_days")
    person = SomebodyField(label=_("Người làm"), required=False, help_text=_("Mã cán bộ; để trống nếu chưa biết."))


class PartDoneForm(ActForm):
    outcome = forms.CharField(
        label=_("Kết quả của phần việc"), max_length=300,
        error_messages={"required": _("Hãy ghi kết quả của phần việc.")},
    )  # fmt: skip
    person = SomebodyField(
        label=_("Người đã làm"), required=False, widget=forms.TextInput(attrs={"list": "colleagues"}),
        help_text=_("Gõ tên hoặc mã, chọn trong danh sách; để trống nếu không của riêng ai."),
    )  # fmt: skip


class OwnCodeForm(ActForm):
    code = forms.CharField(
        label=_("Mã hồ sơ tại đơn vị"), max_length=60, error_messages={"required": _("Hãy ghi mã hồ sơ.")}
    )
