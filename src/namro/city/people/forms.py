"""What is typed about people. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField, OfficerForm, UnitField
from namro.city.people.models import LeaveKind, Person, PostingKind, Rank, Sex, StaffGroup


class PersonField(forms.CharField):
    """Somebody by staff code; cleans to their number."""

    def clean(self, value: Any) -> int:
        code = super().clean(value).strip()
        found = Person.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Không có ai mang mã “%(code)s”.") % {"code": code})
        return found


class PersonForm(OfficerForm):
    """Who somebody is."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    birth_date = DayField(label=_("Ngày sinh"), required=False)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", "–"), *Sex.choices], required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)


class PlaceForm(OfficerForm):
    """Where somebody is posted, and as what."""

    unit = UnitField(label=_("Đơn vị"))
    rank = forms.ChoiceField(label=_("Cấp bậc"), choices=Rank.choices, initial=Rank.STAFF)
    staff_group = forms.ChoiceField(label=_("Đối tượng"), choices=StaffGroup.choices, initial=StaffGroup.CIVIL_SERVANT)
    title = forms.CharField(label=_("Chức vụ, chức danh"), max_length=160, required=False)
    task_group = forms.CharField(label=_("Nhóm nhiệm vụ tương đồng"), max_length=60, required=False)
    on = DayField(label=_("Từ ngày"))
    basis = forms.CharField(label=_("Quyết định"), max_length=160, required=False)


class NewPersonForm(PersonForm, PlaceForm):
    """Somebody the city did not know, with their first place."""

    field_order = ["code", "full_name", "birth_date", "sex", "email"]
    code = forms.CharField(
        label=_("Mã cán bộ"),
        max_length=32,
        help_text=_("Mã không đổi trong suốt quá trình công tác; người trùng tên phân biệt bằng mã."),
    )


class PostingForm(PlaceForm):
    """A further place: main, concurrent or acting, for a time."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=PostingKind.choices, initial=PostingKind.CONCURRENT)
    until = DayField(label=_("Đến hết ngày"), required=False)


class EndForm(OfficerForm):
    """The last day of something."""

    on = DayField(label=_("Thôi giữ từ ngày"))
    basis = forms.CharField(label=_("Quyết định"), max_length=160, required=False)


class LeaveForm(OfficerForm):
    """Days away."""

    kind = forms.ChoiceField(label=_("Loại nghỉ"), choices=LeaveKind.choices)
    first_day = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa biết ngày đi làm lại."))
    basis = forms.CharField(label=_("Văn bản"), max_length=160, required=False)


class LeaveEndForm(OfficerForm):
    """Another last day of a leave."""

    last_day = DayField(label=_("Nghỉ đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300, required=False)


class DelegationForm(OfficerForm):
    """A written decision to empower somebody."""

    unit = UnitField(label=_("Thay mặt đơn vị"))
    receiver = PersonField(label=_("Mã cán bộ người nhận ủy quyền"), max_length=32)
    number = forms.CharField(label=_("Số văn bản"), max_length=60)
    signed_on = DayField(label=_("Ngày ký"))
    first_day = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"), required=False)


class ResponsibilityForm(OfficerForm):
    """A unit a deputy looks after."""

    unit = UnitField(label=_("Đơn vị phụ trách"))
    on = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"), required=False)


class RevokeForm(OfficerForm):
    """A delegation ends early."""

    on = DayField(label=_("Hết hiệu lực từ ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300, required=False)


class SplitForm(OfficerForm):
    """From when a unit is divided, by which decision, and whether it goes on itself."""

    on = DayField(
        label=_("Có hiệu lực từ ngày"), help_text=_("Danh sách dưới đây là những ai công tác tại đơn vị vào ngày này.")
    )
    basis = forms.CharField(label=_("Văn bản"), max_length=255, required=False)
    keep = forms.BooleanField(
        label=_("Đơn vị này tiếp tục hoạt động, giữ lại những ai không chuyển đi"), required=False
    )
