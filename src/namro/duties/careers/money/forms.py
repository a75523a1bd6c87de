"""What is typed about money. Checks of meaning are the services'."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.base.ui.wording import said
from namro.city.facts.models import RatedKind
from namro.city.organisation.forms import DayField, OfficerForm, UnitField
from namro.city.people.models import LeaveKind, StaffGroup
from namro.duties.careers.money import wording
from namro.duties.careers.money.models import Money
from namro.duties.careers.money.parameters import parameters

LONG = forms.Textarea(attrs={"rows": 3})
LEVEL_ROWS = 5
ARTICLES = ("levels", "shared", "proration", "rounding")


def _presets() -> list[tuple[str, Any]]:
    return [("", _("phiên bản đang dùng")), *((one.key, said(one.title)) for one in parameters().presets)]


class DraftForm(OfficerForm):
    """A new version of a regulation."""

    unit = UnitField(label=_("Đơn vị"))
    money = forms.ChoiceField(label=_("Khoản tiền"), choices=Money.choices)
    period = forms.ChoiceField(label=_("Theo kỳ"), choices=RatedKind.choices)
    title = forms.CharField(label=_("Tên quy chế"), max_length=255)
    preset = forms.ChoiceField(
        label=_("Bắt đầu từ"), choices=_presets, required=False,
        help_text=_("Mẫu chỉ để sửa; quy chế có giá trị khi người đứng đầu ban hành."),
    )  # fmt: skip


class ShareField(forms.CharField):
    """A share from 0 to 1 written 0,5 or 1/2; kept exact as text."""

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip().replace(",", ".")
        try:
            return str(Fraction(text or "0"))
        except (ValueError, ZeroDivisionError):
            raise forms.ValidationError(_("Ghi số như 0,5 hoặc 1/2.")) from None


class RegulationForm(OfficerForm):
    """The terms of a draft; unfit terms may be kept and are refused at the decision."""

    title = forms.CharField(label=_("Tên quy chế"), max_length=255)
    method = forms.ChoiceField(label=_("Cách chi"), choices=list(wording.METHODS.items()))
    base = forms.ChoiceField(label=_("Căn cứ tính"), choices=list(wording.BASES.items()))
    fixed = forms.IntegerField(label=_("Mức chung mỗi người (đồng)"), min_value=0, required=False)
    shared = ShareField(
        label=_("Phần quỹ chia đều"), required=False, help_text=_("Chỉ khi chia hết quỹ: 0,5 là một nửa.")
    )
    by_days = forms.BooleanField(label=_("Tính theo số ngày công tác tại đơn vị"), required=False)
    absences = forms.MultipleChoiceField(
        label=_("Ngày nghỉ không tính"), choices=LeaveKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=_("Đối tượng"), choices=StaffGroup.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    per_month = forms.BooleanField(label=_("Hệ số, mức sàn tính cho mỗi tháng của kỳ"), required=False)
    unit = forms.IntegerField(label=_("Làm tròn đến (đồng)"), min_value=1)
    unspent = forms.ChoiceField(label=_("Phần chưa chi"), choices=list(wording.UNSPENT.items()))
    article_levels = forms.CharField(label=_("Điều khoản về mức chi"), max_length=60, required=False)
    article_shared = forms.CharField(label=_("Điều khoản về phần chia đều"), max_length=60, required=False)
    article_proration = forms.CharField(label=_("Điều khoản về ngày tính"), max_length=60, required=False)
    article_rounding = forms.CharField(label=_("Điều khoản về làm tròn"), max_length=60, required=False)
    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(LEVEL_ROWS):
            number = {"n": n + 1}
            self.fields[f"code_{n}"] = forms.CharField(label=_("Mức %(n)s: mã") % number, max_length=8, required=False)
            self.fields[f"coefficient_{n}"] = ShareField(label=_("Mức %(n)s: hệ số") % number, required=False)
            self.fields[f"floor_{n}"] = forms.IntegerField(
                label=_("Mức %(n)s: sàn (đồng)") % number, min_value=0, required=False
            )
            self.fields[f"excluded_{n}"] = forms.BooleanField(label=_("Mức %(n)s: không chi") % number, required=False)

    def terms(self) -> dict[str, Any]:
        """What was typed as terms."""
        data = self.cleaned_data
        levels = [
            {"code": data[f"code_{n}"].strip(), "coefficient": data[f"coefficient_{n}"], "floor": data[f"floor_{n}"] or 0,
             "excluded": data[f"excluded_{n}"]}
            for n in range(LEVEL_ROWS) if data[f"code_{n}"].strip()
        ]  # fmt: skip
        plain = ("method", "base", "shared", "by_days", "absences", "groups", "per_month", "unit", "unspent")
        return {**{name: data[name] for name in plain}, "fixed": data["fixed"] or 0, "levels": levels}

    def articles(self) -> dict[str, str]:
        return {name: text for name in ARTICLES if (text := self.cleaned_data[f"article_{name}"].strip())}


def typed(terms: Mapping[str, Any], articles: Mapping[str, str]) -> dict[str, Any]:
    """Terms as the form shows them."""
    found = {name: value for name, value in terms.items() if name != "levels"}
    for n, level in enumerate(terms["levels"]):
        found |= {f"{name}_{n}": level.get(name) for name in ("code", "coefficient", "floor", "excluded")}
    return found | {f"article_{name}": articles.get(name, "") for name in ARTICLES}


class NumberForm(OfficerForm):
    """The number and the day of a decision."""

    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))


class DecisionForm(NumberForm):
    """Of something others may have changed in between."""

    edits = forms.IntegerField(widget=forms.HiddenInput)


class InForceForm(DecisionForm):
    valid_from = DayField(label=_("Có hiệu lực từ"))


class FundForm(OfficerForm):
    """A fund; of a bonus with why it holds more than its frame."""

    fund = forms.IntegerField(label=_("Quỹ (đồng)"), min_value=0)
    frame_reason = forms.CharField(
        label=_("Lý do, khi quỹ tiền thưởng vượt khung"), max_length=2000, widget=LONG, required=False
    )


class ListForm(FundForm):
    """A new list."""

    first = DayField(label=_("Ngày đầu của kỳ"))
    field_order = ("first", "fund", "frame_reason")


class RecomputeForm(FundForm):
    edits = forms.IntegerField(widget=forms.HiddenInput)


class SubmitForm(OfficerForm):
    waiting_reason = forms.CharField(
        label=_("Lý do trình trước, khi còn người chưa đủ căn cứ"), max_length=2000, widget=LONG, required=False
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(OfficerForm):
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=LONG)


class NothingForm(OfficerForm):
    """An act that needs a yes and nothing else."""


class PayForm(OfficerForm):
    first = DayField(label=_("Hưởng từ ngày"))
    coefficient = forms.DecimalField(
        label=_("Hệ số lương"),
        max_digits=6,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        localize=True,
    )
    amount = forms.IntegerField(label=_("Hoặc mức lương (đồng)"), min_value=1, required=False)
    post = forms.CharField(label=_("Ngạch, chức vụ kiêm nhiệm"), max_length=160, required=False)
    document = forms.CharField(label=_("Văn bản"), max_length=160, required=False)


class RewardForm(OfficerForm):
    title = forms.CharField(label=_("Hình thức khen thưởng"), max_length=255)
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    issued_by = forms.CharField(label=_("Cơ quan quyết định"), max_length=255, required=False)


class DecideRewardForm(OfficerForm):
    approved = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[("yes", _("khen thưởng")), ("no", _("không khen thưởng"))],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label=_("Số quyết định, khi khen thưởng"), max_length=60, required=False)
    decided_on = DayField(label=_("Ngày quyết định"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=2000, widget=LONG)
