"""What is typed about campaigns. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.base.ui.wording import said
from namro.city.organisation.forms import DayField, OfficerForm, UnitField
from namro.duties.surveys.models import Instrument
from namro.duties.surveys.parameters import parameters
from namro.duties.surveys.services.campaigns import MOST_INVITED
from namro.duties.surveys.structure import Data
from namro.engine.errors import Text


def title_of(data: Data) -> str:
    return str(said(Text(**data["title"])))


def instrument_choices() -> list[tuple[int, str]]:
    """The newest version of each."""
    rows = Instrument.objects.order_by("key", "-version").distinct("key")
    return [(one.pk, f"{title_of(one.data)} · {one.version}") for one in rows]


class PlanForm(OfficerForm):
    """A campaign before it begins; its sample size is computed."""

    title = forms.CharField(label=_("Tên cuộc khảo sát"), max_length=200)
    instrument_id = forms.TypedChoiceField(label=_("Bộ câu hỏi"), coerce=int)
    unit_id = UnitField(label=_("Về đơn vị"), help_text=_("Cùng mọi đơn vị trực thuộc."))
    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến ngày"))
    population = forms.IntegerField(
        label=_("Tổng thể (N)"), min_value=1, help_text=_("Số lượt giao dịch, hoặc số người, trong kỳ khảo sát.")
    )
    error = forms.DecimalField(label=_("Sai số (e)"), max_digits=4, decimal_places=3)
    seed = forms.CharField(
        label=_("Mầm chọn mẫu"), max_length=80, required=False,
        help_text=_("Cùng một mầm cho cùng một mẫu. Để trống để phần mềm bốc ngẫu nhiên; mầm được lưu lại."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument_id"].choices = instrument_choices()  # type: ignore[attr-defined]
        self.fields["error"].initial = parameters().error


class InviteForm(OfficerForm):
    """How many codes, about which unit of the campaign."""

    unit_id = forms.TypedChoiceField(label=_("Về đơn vị"), coerce=int)
    count = forms.IntegerField(label=_("Số thư mời"), min_value=1, max_value=MOST_INVITED)


class NothingForm(OfficerForm):
    """An act that asks nothing."""
