"""What is typed at the desk. Checks of meaning are the services'."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.city.organisation import models as organisation
from namro.city.organisation.forms import DayField, OfficerForm, UnitField
from namro.city.people.models import Person
from namro.duties.onestop.models import Channel
from namro.duties.onestop.models.dossiers import AgentKind, ReturnWay
from namro.duties.onestop.models.points import Duty, PointKind

LONG = forms.Textarea(attrs={"rows": 3})
NO_REASON = {"required": _("Hãy ghi lý do.")}
NO_RESULT = {"required": _("Kết quả phải có số, ngày và người ký.")}
LINES = forms.Textarea(attrs={"rows": 5})


class SomebodyField(forms.CharField):
    """Somebody by staff code, or by "code · name" as a list offers them; cleans to their number."""

    def clean(self, value: Any) -> int | None:
        code = super().clean(value).split("·")[0].strip()
        if not code:
            return None
        found = Person.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Không có ai mang mã “%(code)s”.") % {"code": code})
        return found


class ItemsField(forms.CharField):
    """Missing papers, one a line: the paper; why. Cleans to a list of {"paper", "why"}."""

    widget = LINES

    def clean(self, value: Any) -> list[dict[str, str]]:
        found = []
        for line in super().clean(value).splitlines():
            paper, _mark, why = line.partition(";")
            if line.strip():
                found.append({"paper": paper.strip(), "why": why.strip()})
        if any(not one["why"] for one in found):
            raise forms.ValidationError(
                _("Mỗi dòng ghi: tên giấy tờ; lý do. Có dòng chưa ghi lý do sau dấu chấm phẩy.")
            )
        return found


class ResultFileField(forms.FileField):
    widget = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})


class ActForm(OfficerForm):
    """Every act on a dossier says which version of it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=LONG, error_messages=NO_REASON)


class ItemsForm(ActForm):
    items = ItemsField(
        label=_("Giấy tờ còn thiếu và lý do"),
        error_messages={"required": _("Hãy ghi từng giấy tờ còn thiếu và lý do, đủ trong một lần.")},
        help_text=_("Mỗi dòng một giấy tờ: tên giấy tờ; lý do. Ghi đủ trong một lần."),
    )  # fmt: skip
    again_because = forms.CharField(
        label=_("Văn bản cho phép yêu cầu lần nữa"), max_length=300, required=False,
        help_text=_("Chỉ ghi khi hồ sơ đã được yêu cầu bổ sung một lần."),
    )  # fmt: skip


class CompletionForm(ItemsForm, ReasonForm):
    """A completion is asked for with its reason."""

    field_order = ["reason", "items", "again_because"]


class ResultForm(ActForm):
    result_number = forms.CharField(label=_("Số kết quả"), max_length=60, error_messages=NO_RESULT)
    result_on = DayField(label=_("Ngày kết quả"), error_messages=NO_RESULT)
    result_signer = forms.CharField(label=_("Người ký"), max_length=160, error_messages=NO_RESULT)
    file = ResultFileField(
        label=_("Tệp kết quả"), required=False, help_text=_("PDF, ảnh JPEG hoặc PNG. Trả điện tử thì phải có.")
    )


class SkippingResultForm(ResultForm):
    """The result of a dossier with steps nobody has begun."""

    reason = forms.CharField(
        label=_("Lý do bỏ qua các bước còn lại"), max_length=280, widget=LONG, error_messages=NO_REASON,
        help_text=_("Chỉ người đứng đầu cơ quan giải quyết được bỏ qua bước chưa làm."),
    )  # fmt: skip


class CameForm(ActForm):
    """The papers that were asked for, ticked as they come."""

    came = forms.MultipleChoiceField(
        label=_("Giấy tờ đã nhận"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Đánh dấu từng giấy tờ người dân đã nộp thêm."),
    )  # fmt: skip

    def __init__(self, *args: Any, asked: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in asked]


class ResultFileForm(ActForm):
    file = ResultFileField(
        label=_("Tệp kết quả"), help_text=_("PDF, ảnh JPEG hoặc PNG."), error_messages={"required": _("Hãy chọn tệp.")}
    )


class ReturnForm(ActForm):
    returned_way = forms.ChoiceField(label=_("Cách trả"), choices=ReturnWay.choices, initial=ReturnWay.PERSON)
    returned_to = forms.CharField(
        label=_("Người nhận kết quả"), max_length=160, required=False,
        help_text=_("Trả điện tử thì ghi địa chỉ hoặc tài khoản nhận; gửi bưu chính thì để trống là người nộp hồ sơ."),
    )  # fmt: skip
    tracking = forms.CharField(
        label=_("Số hiệu bưu gửi"), max_length=40, required=False, help_text=_("Chỉ ghi khi gửi bưu chính.")
    )
    address = forms.CharField(
        label=_("Địa chỉ gửi"), max_length=300, required=False, help_text=_("Chỉ ghi khi gửi bưu chính.")
    )
    other_bodies = forms.IntegerField(
        label=_("Số cơ quan khác người nộp đã phải đến"), min_value=0, max_value=20, initial=0, required=False,
        help_text=_("Hỏi người nhận; không kể nơi này và cơ quan kiểm tra thực địa theo luật. Chưa hỏi thì để trống."),
    )  # fmt: skip


class OutcomeForm(ActForm):
    outcome = forms.CharField(
        label=_("Kết quả của bước này"), max_length=300, error_messages={"required": _("Hãy ghi kết quả của bước này.")}
    )


class HandForm(ActForm):
    person = SomebodyField(
        label=_("Người nhận bước này"), widget=forms.TextInput(attrs={"list": "colleagues"}),
        help_text=_("Gõ tên hoặc mã, chọn trong danh sách."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=LONG, error_messages=NO_REASON)


class ApologyForm(ActForm):
    new_day = DayField(label=_("Ngày hẹn lại"))
    fault = SomebodyField(
        label=_("Người gây chậm"), required=False, widget=forms.TextInput(attrs={"list": "colleagues"}),
        help_text=_("Để trống nếu do cơ quan, không do một người."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do chậm"), max_length=2000, widget=LONG, error_messages={"required": _("Hãy ghi lý do chậm.")}
    )


class SentForm(ActForm):
    channel = forms.CharField(
        label=_("Gửi bằng"), max_length=40, help_text=_("Ví dụ: tin nhắn, điện thoại, bưu chính.")
    )


class CompetentField(forms.CharField):
    """The agency that decides, any of the city: by its code, by "code · name" as the list offers it, or by its name.

    Cleans to its number; None for the point's own.
    """

    find: Callable[[str], list[organisation.UnitSpell]]

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = self.find(typed)
        if len(found) == 1:
            return found[0].unit_id
        if not found:
            raise forms.ValidationError(
                _("Không có cơ quan nào đang hoạt động khớp với “%(typed)s”. Gõ tên hoặc mã khác.") % {"typed": typed}
            )
        names = "; ".join(f"{one.unit.code} · {one.name}" for one in found)
        raise forms.ValidationError(
            _("“%(typed)s” có thể là: %(names)s. Hãy ghi mã.") % {"typed": typed, "names": names}
        )


class HandedForm(OfficerForm):
    """Who hands in, and how; the papers stand beside it."""

    channel = forms.ChoiceField(label=_("Kênh tiếp nhận"), choices=Channel.choices, initial=Channel.COUNTER)
    case = forms.ChoiceField(label=_("Trường hợp"), required=False)
    applicant = forms.CharField(
        label=_("Người nộp hồ sơ"), max_length=160, error_messages={"required": _("Hãy ghi tên người nộp hồ sơ.")}
    )
    id_number = forms.RegexField(
        r"^(\d{9}|\d{12})?$", label=_("Số định danh"), max_length=12, required=False,
        error_messages={"invalid": _("Số định danh có 12 chữ số (số cũ 9 chữ số), giữ cả các số 0 ở đầu.")},
    )  # fmt: skip
    phone = forms.RegexField(
        r"^(\+?\d[\d .]{7,17})?$", label=_("Điện thoại"), max_length=20, required=False,
        error_messages={"invalid": _("Số điện thoại chỉ gồm chữ số, có thể bắt đầu bằng dấu +.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    agent_kind = forms.ChoiceField(
        label=_("Ai nộp thay"), choices=[("", _("Không ai nộp thay")), *AgentKind.choices], required=False
    )
    agent = forms.CharField(
        label=_("Tên người hoặc tổ chức nộp thay"), max_length=160, required=False,
    )  # fmt: skip
    agent_paper = forms.CharField(label=_("Giấy ủy quyền"), max_length=160, required=False)
    agent_licence = forms.CharField(
        label=_("Giấy tờ của tổ chức"), max_length=160, required=False,
        help_text=_("Giấy đăng ký hoạt động của tổ chức tư vấn, dịch vụ: số, nơi cấp."),
    )  # fmt: skip
    unit = CompetentField(
        label=_("Cơ quan giải quyết"), max_length=255, required=False, widget=forms.TextInput(attrs={"list": "units"}),
        help_text=_("Để trống là cơ quan của điểm tiếp nhận. Nơi khác giải quyết thì gõ tên hoặc mã, chọn trong danh sách."),
    )  # fmt: skip
    is_same_day = forms.BooleanField(label=_("Trả ngay trong ngày"), required=False)
    is_elsewhere = forms.BooleanField(
        label=_("Tiếp nhận phi địa giới"), required=False, help_text=_("Tự ghi khi cơ quan của địa bàn khác giải quyết."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ghi chú"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    reason = forms.CharField(
        label=_("Lý do từ chối"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=_("Chỉ ghi khi từ chối tiếp nhận."),
    )  # fmt: skip

    def offer_choices(self, cases: tuple[str, ...], find: Callable[[str], list[organisation.UnitSpell]]) -> None:
        """The cases of the procedure, and who finds an agency by what is typed."""
        choices: Any = [(one, one or gettext("Trường hợp thông thường")) for one in cases or ("",)]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]
        self.fields["unit"].find = find  # type: ignore[attr-defined]
        self.initial.setdefault("case", choices[0][0])
        if len(choices) == 1:
            self.fields["case"].widget = forms.HiddenInput()


class AddressForm(OfficerForm):
    """Which agency decides, where it is another than was noted."""

    unit = CompetentField(
        label=_("Cơ quan giải quyết"), max_length=255, required=False, widget=forms.TextInput(attrs={"list": "units"}),
        help_text=_("Đổi khi ghi nhầm, hoặc cơ quan đã nhập vào cơ quan khác. Gõ tên hoặc mã, chọn trong danh sách."),
    )  # fmt: skip


DAYS = {
    1: _("Thứ Hai"), 2: _("Thứ Ba"), 3: _("Thứ Tư"), 4: _("Thứ Năm"), 5: _("Thứ Sáu"), 6: _("Thứ Bảy"), 7: _("Chủ nhật"),
}  # fmt: skip
SHIFT = re.compile(r"^\s*([01]?\d|2[0-3])[:hg]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4])[:hg]([0-5]\d)\s*$")
OFFICE_DAY = "08:00-12:00, 13:30-17:30"


class ShiftsField(forms.CharField):
    """The shifts of a day: "08:00-12:00, 13:30-17:30"; empty where it is closed. Cleans to [["08:00", "12:00"], …]."""

    def clean(self, value: Any) -> list[list[str]]:
        typed = super().clean(value)
        found = [SHIFT.match(one) for one in re.split(r"[,;]", typed) if one.strip()]
        if not all(found):
            raise forms.ValidationError(_("Ghi từng ca, ví dụ 08:00-12:00, 13:30-17:30; để trống nếu nghỉ."))
        return [[f"{int(a):02d}:{b}", f"{int(c):02d}:{d}"] for a, b, c, d in (one.groups() for one in found if one)]


class WeekForm(OfficerForm):
    """The hours of a week, day by day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in DAYS.items():
            first = OFFICE_DAY if number <= 5 else ""
            self.fields[f"day{number}"] = ShiftsField(label=name, max_length=120, required=False, initial=first)

    def week(self) -> dict[str, list[list[str]]]:
        """The days that open, as services take them."""
        shifts = {str(number): self.cleaned_data[f"day{number}"] for number in DAYS}
        return {day: one for day, one in shifts.items() if one}


class PointForm(WeekForm):
    """A new service point with its hours."""

    unit = UnitField(label=_("Đơn vị"))
    code = forms.CharField(
        label=_("Mã điểm"), max_length=35, help_text=_("Mã cơ quan dùng trong mã hồ sơ, ví dụ H26.19.")
    )
    name = forms.CharField(label=_("Tên điểm"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại"), choices=PointKind.choices, initial=PointKind.COMMUNE)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    first = DayField(label=_("Hoạt động từ ngày"))


class HoursForm(WeekForm):
    first = DayField(label=_("Áp dụng từ ngày"))
    basis = forms.CharField(label=_("Văn bản quy định"), max_length=160, required=False)


class GreenForm(WeekForm):
    """The procedures returned on the spot, and the hours of the week for it."""

    procedures = forms.CharField(
        label=_("Mã thủ tục"), widget=LINES, help_text=_("Mỗi dòng một mã."), error_messages={"required": _("Hãy ghi ít nhất một mã thủ tục.")}
    )  # fmt: skip
    first = DayField(label=_("Áp dụng từ ngày"))
    basis = forms.CharField(
        label=_("Văn bản quy định"), max_length=160, error_messages={"required": _("Hãy ghi số, ngày văn bản quy định việc trả kết quả ngay.")}
    )  # fmt: skip
    field_order = ["procedures", "first", "basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in DAYS:
            self.fields[f"day{number}"].initial = ""  # nothing is on the spot but what is written


class StaffForm(OfficerForm):
    person = SomebodyField(
        label=_("Ai"), widget=forms.TextInput(attrs={"list": "colleagues"}), help_text=_("Gõ tên hoặc mã, chọn trong danh sách."),
    )  # fmt: skip
    duty = forms.ChoiceField(label=_("Nhiệm vụ"), choices=Duty.choices)
    first = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Trước ngày"), required=False, help_text=_("Để trống nếu chưa biết."))


class CounterForm(OfficerForm):
    number = forms.IntegerField(label=_("Số quầy"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Tên quầy"), max_length=120, required=False)
    fields_received = forms.CharField(
        label=_("Lĩnh vực tiếp nhận"), max_length=600, required=False, widget=LINES,
        help_text=_("Mỗi dòng một lĩnh vực; để trống nếu nhận mọi lĩnh vực."),
    )  # fmt: skip
    first = DayField(label=_("Từ ngày"))
