"""What is typed about a finding. Checks of meaning are the services'."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.city.organisation.forms import MOST_LISTED, DayField, OfficerForm, UnitField
from namro.city.people.models import Person
from namro.duties.inspections.models import Kind, Severity

LONG = forms.Textarea(attrs={"rows": 3})
PERSON, COLLECTIVE = "person", "collective"
PEOPLE = "people"


class PeopleInput(forms.TextInput):
    """A text with names offered below it, where they are few enough; works as a plain text without them."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": PEOPLE, "autocomplete": "off"})
        self.offered: list[str] = []

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        typed = super().render(name, value, attrs, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.offered))
        return format_html('{}<datalist id="{}">{}</datalist>', typed, PEOPLE, options)


class SomebodyField(forms.CharField):
    """Somebody by staff code, or by "code · name" as the list offers them; cleans to their number, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PeopleInput(), **kwargs)

    def clean(self, value: Any) -> int | None:
        code = super().clean(value).split("·")[0].strip()
        if not code:
            return None
        found = Person.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Không có ai mang mã “%(code)s”.") % {"code": code})
        return found


class FindingForm(OfficerForm):
    """One finding as the conclusion states it."""

    number = forms.CharField(label=_("Số kết luận"), max_length=60, help_text=_("Số, ký hiệu, ví dụ 12/KL-UBND."))
    concluded_on = DayField(label=_("Ngày kết luận"))
    body = forms.CharField(label=_("Cơ quan, đoàn kiểm tra"), max_length=200)
    kind = forms.ChoiceField(label=_("Hình thức kiểm tra"), choices=[("", _("– chọn –")), *Kind.choices])
    unit = UnitField(label=_("Đơn vị có tồn tại"))
    whose = forms.ChoiceField(
        label=_("Của ai"), widget=forms.RadioSelect, initial=PERSON,
        choices=[(PERSON, _("Một người")), (COLLECTIVE, _("Tập thể đơn vị, kết luận không nêu người nào"))],
    )  # fmt: skip
    person = SomebodyField(
        label=_("Người có tồn tại"), required=False, max_length=200,
        help_text=_("Gõ tên hoặc mã cán bộ rồi chọn. Người đó phải công tác ở đơn vị này vào ngày vi phạm."),
    )  # fmt: skip
    found_on = DayField(
        label=_("Ngày vi phạm, ngày kiểm tra"), help_text=_("Tồn tại thành dữ kiện của tháng có ngày này.")
    )  # fmt: skip
    content = forms.CharField(label=_("Nội dung tồn tại"), widget=LONG, help_text=_("Ghi như kết luận nêu."))
    article = forms.CharField(
        label=_("Điều, khoản bị vi phạm"), max_length=300, help_text=_("Điều, khoản và tên văn bản, như kết luận nêu.")
    )  # fmt: skip
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices, initial=Severity.UNSTATED)
    recommendation = forms.CharField(label=_("Kiến nghị của kết luận"), widget=LONG, required=False)
    due_on = DayField(label=_("Hạn khắc phục"), required=False, help_text=_("Chỉ ghi khi kết luận nêu hạn."))

    def clean(self) -> dict[str, Any]:
        """Whoever is typed beside “the unit as a whole” is left to the service to refuse, not dropped in silence."""
        data = super().clean() or {}
        data["is_collective"] = data.pop("whose", PERSON) == COLLECTIVE
        return data

    def offer_people(self, actor: Actor, *, on: date) -> None:
        """Names of the office's people, where they are few enough to choose from."""
        widget = self.fields["person"].widget
        assert isinstance(widget, PeopleInput)
        units = organisation.kept_ids(actor, on=on)
        held = Person.objects.filter(postings__unit__in=units, postings__valid__contains=on)
        rows = list(held.order_by("sort_key", "code").values_list("code", "full_name").distinct()[: MOST_LISTED + 1])
        if len(rows) <= MOST_LISTED:
            widget.offered = [f"{code} · {name}" for code, name in rows]


class RemedyForm(OfficerForm):
    """How it was remedied, and what proves it."""

    remedied_on = DayField(label=_("Ngày khắc phục"))
    remedy = forms.CharField(label=_("Đã khắc phục thế nào"), widget=LONG)
    proof = forms.CharField(
        label=_("Minh chứng"), widget=LONG, help_text=_("Báo cáo, biên bản, ảnh chứng minh; lưu ở đâu.")
    )  # fmt: skip
    proof_number = forms.CharField(label=_("Số văn bản minh chứng"), max_length=60)


class WithdrawForm(OfficerForm):
    """Why it no longer stands."""

    reason = forms.CharField(
        label=_("Lý do rút"), widget=LONG, max_length=2000,
        help_text=_("Ví dụ: ghi nhầm người, kết luận đã được sửa. Tồn tại đã rút vẫn còn trong sổ, kèm lý do."),
    )  # fmt: skip
