"""What officers type about units. Checks of meaning are the services'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.city.organisation import selectors
from namro.city.organisation.models import AgencyRole, Unit, UnitKind

MOST_LISTED = 300  # a longer list is typed by code


class DayField(forms.DateField):
    """A day, typed or picked; ISO for the browser's own control, day first for people."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class UnitField(forms.CharField):
    """A unit: a list where the officer has few, a code where they have many. Cleans to the unit's number."""

    def offer(self, actor: Actor, *, on: date) -> None:
        """List the officer's units when there are few enough; never those of who keeps the whole city."""
        if not selectors.keeps_all(actor, on=on) and len(selectors.kept_ids(actor, on=on)) <= MOST_LISTED:
            self.widget = forms.Select(choices=[("", _("– chọn đơn vị –")), *unit_choices(actor, on=on)])
            self.widget.is_required = self.required
        else:
            self.help_text = _("Nhập mã đơn vị, xem ở trang Đơn vị.")

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        unit = Unit.objects.filter(code__iexact=text).values_list("pk", flat=True).first()
        if unit is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã “%(code)s”.") % {"code": text})
        return unit


def unit_choices(actor: Actor, *, on: date) -> list[tuple[str, str]]:
    """The officer's units as an indented list: code, name."""
    return listed_units(selectors.kept_ids(actor, on=on), on=on)


def listed_units(unit_ids: Iterable[int], *, on: date) -> list[tuple[str, str]]:
    """Units as an indented list: code, name."""
    found: list[tuple[str, str]] = []

    def walk(nodes: list[selectors.Node], depth: int) -> None:
        for node in nodes:
            found.append((node.spell.unit.code, "\u2003" * depth + node.spell.name))
            walk(node.children, depth + 1)

    walk(selectors.branches(unit_ids, on=on), 0)
    return found


class OfficerForm(forms.Form):
    """A form that knows its actor and day, for its lists of units."""

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.offer(actor, on=on)

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal at its field, or on top."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class UnitForm(OfficerForm):
    """A new unit."""

    parent = UnitField(label=_("Đơn vị cấp trên"))
    code = forms.CharField(label=_("Mã đơn vị"), max_length=32)
    name = forms.CharField(label=_("Tên đơn vị"), max_length=255)
    kind = forms.ChoiceField(label=_("Loại"), choices=UnitKind.choices, initial=UnitKind.DIVISION)
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=AgencyRole.choices, initial=AgencyRole.DIRECT,
        help_text=_("Theo Điều 3 và Điều 10 Nghị định 335/2025/NĐ-CP: ai chấm, ai quyết định suy ra từ đây."),
    )  # fmt: skip
    on = DayField(label=_("Có hiệu lực từ ngày"))
    basis = forms.CharField(label=_("Văn bản"), max_length=255, required=False)


class UnitChangeForm(OfficerForm):
    """Another name, parent, kind, role from a day on."""

    on = DayField(label=_("Có hiệu lực từ ngày"), help_text=_("Những ngày trước đó giữ nguyên thông tin cũ."))
    name = forms.CharField(label=_("Tên đơn vị"), max_length=255)
    parent = UnitField(label=_("Đơn vị cấp trên"), required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=UnitKind.choices)
    role = forms.ChoiceField(label=_("Vai trò"), choices=AgencyRole.choices)
    position = forms.IntegerField(label=_("Thứ tự hiển thị"), min_value=0, required=False)
    basis = forms.CharField(label=_("Văn bản"), max_length=255, required=False)


class DissolveForm(OfficerForm):
    """The unit is no more from a day on, or goes into another with its people."""

    on = DayField(label=_("Kết thúc hoạt động từ ngày"))
    into = UnitField(
        label=_("Sáp nhập vào"), required=False,
        help_text=_("Người và đơn vị trực thuộc chuyển theo. Để trống nếu giải thể và đã không còn ai."),
    )  # fmt: skip
    basis = forms.CharField(label=_("Văn bản"), max_length=255, required=False)
