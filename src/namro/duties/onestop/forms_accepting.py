"""What is typed about the acceptance list of a point, and what hangs there. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField, OfficerForm
from namro.duties.onestop import offers
from namro.duties.onestop.services.accepting import Chosen

CODES = forms.Textarea(attrs={"rows": 8})


class ChosenForm(OfficerForm):
    """Procedures by level, by field, or one by one."""

    level = forms.ChoiceField(label=_("Cấp thực hiện"), required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    codes = forms.CharField(
        label=_("Mã thủ tục"), widget=CODES, required=False, max_length=100_000,
        help_text=_("Mỗi dòng một mã; ghi thêm, hoặc ghi thay cho cấp và lĩnh vực."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none: list[tuple[str, str]] = [("", gettext("– không chọn –"))]
        self.fields["level"].choices = none + offers.levels()  # type: ignore[attr-defined]
        self.fields["field"].choices = none + offers.fields()  # type: ignore[attr-defined]


def chosen_of(typed: dict[str, Any]) -> Chosen:
    """As services take it."""
    return Chosen(typed["codes"].replace(",", "\n").split("\n"), typed["level"], typed["field"])


class AcceptForm(ChosenForm):
    first = DayField(label=_("Tiếp nhận từ ngày"))
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=60, required=False)
    decision_on = DayField(label=_("Ngày quyết định"), required=False)


class AcceptNoMoreForm(ChosenForm):
    until = DayField(label=_("Thôi tiếp nhận từ ngày"))


class PostingForm(OfficerForm):
    """What was found posted on a day."""

    day = DayField(label=_("Ngày kiểm tra"))
    is_whole = forms.ChoiceField(
        label=_("Bảng niêm yết"), widget=forms.RadioSelect, choices=[("yes", _("Đúng, đủ")), ("no", _("Còn thiếu hoặc sai"))]
    )  # fmt: skip
    missing = forms.CharField(
        label=_("Còn thiếu, sai"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Chỉ ghi khi chưa đúng, đủ: thủ tục nào, thiếu gì."),
    )  # fmt: skip
