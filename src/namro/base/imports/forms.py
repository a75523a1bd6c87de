"""What is chosen about a file before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.base.imports.containers import Limits
from namro.base.imports.kinds import KINDS
from namro.base.imports.registry import HANDLERS

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"


class UploadForm(forms.Form):
    """The file, its kind, and the day its figures hold for."""

    kind = forms.ChoiceField(label=_("Loại dữ liệu"))
    file = forms.FileField(
        label=_("Tệp"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED, "data-most": Limits().file_bytes}),
        help_text=_("Excel (.xlsx, .xls), OpenDocument hoặc CSV, tối đa 64 MB. Chưa ghi gì cho đến khi anh/chị xác nhận."),
    )  # fmt: skip
    on = forms.DateField(
        label=_("Số liệu tính đến ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Đơn vị"), required=False,
        help_text=_("Dùng cho dòng không ghi đơn vị, và là đơn vị của danh mục."),
    )  # fmt: skip
    month = forms.CharField(
        label=_("Tháng"), required=False, widget=forms.TextInput(attrs={"type": "month"}),
        help_text=_("Cho giao việc và kết quả không có cột tháng."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, units: list[tuple[str, str]] | None, named: Callable[[str], str | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.named = named if units is None else None
        self._choose("kind", [(name, kind.title) for name, kind in KINDS.items() if name in HANDLERS])
        if units is not None:
            self._choose("unit", [("", _("– không –")), *units])
        else:  # a list of thousands is nothing to choose from
            self.fields["unit"] = forms.CharField(
                label=_("Mã đơn vị"), required=False, help_text=self.fields["unit"].help_text, max_length=40
            )

    def clean_unit(self) -> str:
        typed = str(self.cleaned_data.get("unit") or "").strip()
        if not typed or self.named is None:
            return typed
        found = self.named(typed)
        if found is None:
            message = _("Không có đơn vị mang mã “%(code)s” trong phạm vi của anh/chị. Mã ghi ở trang Đơn vị.")
            raise forms.ValidationError(message, params={"code": typed})
        return found

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def options(self) -> dict[str, str]:
        """What the kind's handler is told beside the file."""
        return {name: self.cleaned_data[name] for name in ("unit", "month") if self.cleaned_data.get(name)}
