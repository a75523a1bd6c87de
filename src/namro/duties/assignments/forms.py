"""What people type about work and catalogues, turned into plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.imports.values import read_decimal
from namro.duties.assignments.models import IncidentKind, Part


class Amount(forms.CharField):
    """A number as Vietnamese or English people write it: 2,5 · 2.5 · 1.234,5."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return amount(text) if text else None

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")


def amount(text: str) -> Decimal:
    """Refuses: a ValidationError for text and negative numbers"""
    value, problem = read_decimal(text)
    if value is None:
        negative = problem is not None and problem[1] == "number.negative"
        raise forms.ValidationError(
            _("Số không được âm.") if negative else _("“%(text)s” không phải là số. Ví dụ: 2,5.") % {"text": text}
        )
    return Decimal(value)


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=area())


class HandOverForm(forms.Form):
    to_posting = forms.TypedChoiceField(label=gettext_lazy("Người nhận"), coerce=int)
    deadline = day_field(gettext_lazy("Thời hạn mới"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=area())

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_posting"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    quantity = Amount(label=gettext_lazy("Khối lượng xác nhận"))
    finished_on = day_field(gettext_lazy("Ngày hoàn thành"), required=False)
    note = forms.CharField(label=gettext_lazy("Ý kiến"), widget=area(), required=False)


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=IncidentKind.choices)
    happened_on = day_field(gettext_lazy("Ngày"))
    note = forms.CharField(label=gettext_lazy("Nội dung"), widget=area())


class ExcuseForm(forms.Form):
    cause = forms.CharField(label=gettext_lazy("Nguyên nhân khách quan"), widget=area())
    document = forms.CharField(label=gettext_lazy("Văn bản xác nhận"), max_length=160, required=False)


class AssignForm(forms.Form):
    """One item for one person or many."""

    item = forms.CharField(
        label=gettext_lazy("Sản phẩm trong danh mục"),
        help_text=gettext_lazy("Gõ mã hoặc chọn trong danh sách gợi ý."),
        widget=forms.TextInput(attrs={"list": "items", "autocomplete": "off"}),
    )
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Người chủ trì"),
        help_text=gettext_lazy("Chọn nhiều người thì mỗi người nhận một việc riêng với cùng số lượng."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    quantity = Amount(label=gettext_lazy("Số lượng mỗi người"))
    deadline = day_field(gettext_lazy("Thời hạn"))
    product = forms.CharField(
        label=gettext_lazy("Sản phẩm phải nộp"), max_length=500, required=False,
        help_text=gettext_lazy("Để trống thì lấy sản phẩm đầu ra của danh mục."),
    )  # fmt: skip
    process = forms.CharField(label=gettext_lazy("Quy trình thực hiện"), max_length=300)
    title = forms.CharField(
        label=gettext_lazy("Tên công việc"), max_length=300, required=False,
        help_text=gettext_lazy("Để trống thì lấy nhiệm vụ của danh mục."),
    )  # fmt: skip
    coordinators = forms.CharField(
        label=gettext_lazy("Người phối hợp"), required=False, help_text=gettext_lazy("Mã cán bộ hoặc họ tên người cùng cơ quan, cách nhau bằng dấu phẩy."),
        widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"}),
    )  # fmt: skip
    is_ad_hoc = forms.BooleanField(
        label=gettext_lazy("Việc đột xuất, phát sinh ngoài kế hoạch (tính thêm, Điều 18.1d)"), required=False
    )

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class CatalogueForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên danh mục"), max_length=255)
    standard_points = Amount(label=gettext_lazy("Điểm của đơn vị sản phẩm chuẩn"))
    rule = forms.CharField(
        label=gettext_lazy("Cách tính hệ số từ điểm"), max_length=200,
        help_text=gettext_lazy("Biểu thức SQL trên points và standard_points, ví dụ ROUND(points / 5, 2)."),
    )  # fmt: skip
    groups = forms.CharField(
        label=gettext_lazy("Nhóm phức tạp"), widget=area(5),
        help_text=gettext_lazy("Mỗi dòng một nhóm: mã, điểm đầu, điểm cuối. Ví dụ: N1 1 10."),
    )  # fmt: skip

    def clean_groups(self) -> list[dict[str, str]]:
        rows = [line.replace(";", " ").split() for line in self.cleaned_data["groups"].splitlines() if line.strip()]
        if any(len(row) != 3 for row in rows):
            raise forms.ValidationError(_("Mỗi dòng cần đúng ba phần: mã, điểm đầu, điểm cuối."))
        return [{"code": code, "from": str(amount(low)), "to": str(amount(high))} for code, low, high in rows]


class NewCatalogueForm(CatalogueForm):
    unit = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), coerce=int)
    copy_of = forms.TypedChoiceField(label=gettext_lazy("Sao chép từ"), coerce=int, required=False, empty_value=None)
    field_order = ("unit", "title", "copy_of", "standard_points", "rule", "groups")

    def __init__(self, *args: Any, units: list[Any], copies: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["copy_of"].choices = [("", _("Danh mục trống")), *copies]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Mã"), max_length=32)
    part = forms.ChoiceField(label=gettext_lazy("Phần"), choices=Part.choices)
    office = forms.CharField(label=gettext_lazy("Phòng, đơn vị"), max_length=160, required=False)
    task = forms.CharField(label=gettext_lazy("Nhiệm vụ"), max_length=500, widget=area())
    detail = forms.CharField(label=gettext_lazy("Công việc cụ thể"), widget=area(), required=False)
    product = forms.CharField(label=gettext_lazy("Sản phẩm đầu ra"), max_length=500)
    group = forms.ChoiceField(label=gettext_lazy("Nhóm"))
    points = Amount(label=gettext_lazy("Điểm"))
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, groups: list[dict[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (group["code"], f"{group['code']} ({group['from']}–{group['to']})") for group in groups
        ]


class DecideForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=60)
    decided_on = day_field(gettext_lazy("Ngày quyết định"))
    valid_from = day_field(gettext_lazy("Có hiệu lực từ"))


class ProposalForm(forms.Form):
    unit = forms.TypedChoiceField(label=gettext_lazy("Đơn vị đề nghị"), coerce=int)
    task = forms.CharField(label=gettext_lazy("Nhiệm vụ"), max_length=500, widget=area())
    product = forms.CharField(label=gettext_lazy("Sản phẩm đầu ra"), max_length=500)
    group = forms.CharField(label=gettext_lazy("Nhóm đề nghị"), max_length=12)
    points = Amount(label=gettext_lazy("Điểm đề nghị"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=area())

    def __init__(self, *args: Any, units: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class AddProposedForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Mã trong danh mục"), max_length=32)
    group = forms.CharField(label=gettext_lazy("Nhóm"), max_length=12)
    points = Amount(label=gettext_lazy("Điểm"))
    number = forms.CharField(label=gettext_lazy("Số quyết định bổ sung"), max_length=60)
    decided_on = day_field(gettext_lazy("Ngày quyết định"))
    answer = forms.CharField(label=gettext_lazy("Trả lời"), widget=area(), required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=gettext_lazy("Trả lời"), widget=area())


def month_asked(text: str | None, default: date) -> date:
    """The month of “2026-11”, else the month of `default`."""
    try:
        return date.fromisoformat(f"{(text or '')[:7]}-01")
    except ValueError:
        return default.replace(day=1)
