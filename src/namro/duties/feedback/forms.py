"""What is typed about feedback. Checks of meaning are the services'."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.ui.wording import said
from namro.city.organisation import selectors as organisation
from namro.city.organisation.forms import MOST_LISTED, DayField, OfficerForm, UnitField, listed_units
from namro.city.people import selectors as people
from namro.duties.feedback.models import Channel, Outcome
from namro.duties.feedback.parameters import parameters

LONG, LONGER = forms.Textarea(attrs={"rows": 3}), forms.Textarea(attrs={"rows": 6})


def class_choices() -> list[tuple[str, str]]:
    return [(one.key, said(one.title)) for one in parameters().classes.values()]


class OwnUnitField(UnitField):
    """The units of the commune or department somebody works in, for whoever keeps none: people complain at its counter of any."""

    def offer(self, actor: Actor, *, on: date) -> None:
        post = people.posting_on(actor.person_id, on=on) if actor.person_id and not actor.officer_of else None
        above = [one.unit_id for one in organisation.path(post.unit_id, on=on)] if post else []
        if len(above) < 2:  # nobody's, or the city's own
            super().offer(actor, on=on)
            return
        units = organisation.subtree_ids(above[1], on=on)
        if len(units) <= MOST_LISTED:
            self.widget = forms.Select(choices=[("", _("– chọn đơn vị –")), *listed_units(units, on=on)])
            self.widget.is_required = self.required
        else:
            self.help_text = _("Nhập mã đơn vị, xem ở trang Đơn vị.")


class ReceiveForm(OfficerForm):
    """Feedback as it comes in; the sender may stay unknown."""

    klass = forms.ChoiceField(label=_("Loại"), choices=[])
    channel = forms.ChoiceField(label=_("Kênh"), choices=[c for c in Channel.choices if c[0] != Channel.PORTAL])
    received_on = DayField(label=_("Ngày nhận"))
    content = forms.CharField(
        label=_("Nội dung"), widget=LONGER, help_text=_("Ghi nguyên lời người phản ánh.")
    )  # fmt: skip
    unit_id = OwnUnitField(label=_("Về đơn vị"))
    person = forms.CharField(
        label=_("Về cán bộ"), max_length=20, required=False, help_text=_("Mã cán bộ; để trống nếu không rõ ai.")
    )
    dossier_code = forms.CharField(label=_("Mã hồ sơ"), max_length=60, required=False)
    sender = forms.CharField(label=_("Người gửi"), max_length=160, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["klass"].choices = class_choices()  # type: ignore[attr-defined]


class _Versioned(OfficerForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(_Versioned):
    person = forms.CharField(
        label=_("Người xác minh"), max_length=20, help_text=_("Mã cán bộ; không phải người bị phản ánh.")
    )


class VerifyForm(_Versioned):
    outcome = forms.ChoiceField(label=_("Kết quả xác minh"), choices=Outcome.choices)
    finding = forms.CharField(label=_("Đã xác minh thế nào, thấy gì"), widget=LONG)
    person = forms.CharField(
        label=_("Về cán bộ"), max_length=20, required=False,
        help_text=_("Mã cán bộ, khi xác minh thấy là việc của ai; người gửi thường không biết."),
    )  # fmt: skip


class AnswerForm(_Versioned):
    answer = forms.CharField(label=_("Trả lời người phản ánh"), widget=LONGER)


class CorrectForm(_Versioned):
    outcome = forms.ChoiceField(label=_("Kết quả xác minh"), choices=Outcome.choices)
    finding = forms.CharField(label=_("Đã xác minh thế nào, thấy gì"), widget=LONG)
    answer = forms.CharField(label=_("Trả lời người phản ánh"), widget=LONGER)
    reason = forms.CharField(label=_("Lý do sửa"), max_length=500)


class PassOnForm(_Versioned):
    passed_to = forms.CharField(label=_("Cơ quan nhận"), max_length=200)
    reason = forms.CharField(label=_("Lý do chuyển"), max_length=500)


class PublishForm(_Versioned):
    summary = forms.CharField(
        label=_("Tóm tắt công khai"), widget=LONGER, help_text=_("Không nêu tên người gửi và tên cán bộ.")
    )  # fmt: skip
