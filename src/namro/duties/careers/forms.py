"""What is typed about careers. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.city.organisation.forms import DayField, OfficerForm, UnitField
from namro.city.people.models import Rank
from namro.duties.careers.models import DisciplineKind, Nature, Outcome, ReviewOutcome, VoteRound
from namro.duties.careers.models.terms import Kind
from namro.duties.careers.parameters import parameters
from namro.duties.careers.wording import CONTRACTS, form_title

LONG = forms.Textarea(attrs={"rows": 3})


def _forms_of_discipline() -> list[tuple[str, str]]:
    return [(code, form_title(code)) for code in parameters().form_titles]


class TermForm(OfficerForm):
    """A term from its decision; the end is the rule's."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=Kind.choices)
    first = DayField(label=_("Có hiệu lực từ"))
    title = forms.CharField(label=_("Chức vụ"), max_length=160, required=False)
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    retires_on = DayField(
        label=_("Ngày đến tuổi nghỉ hưu"), required=False,
        help_text=_("Ghi khi còn dưới 5 năm đến tuổi nghỉ hưu: thời hạn hết vào ngày này."),
    )  # fmt: skip
    until = DayField(
        label=_("Quyết định ghi hết hạn trước ngày"), required=False,
        help_text=_("Để trống: hệ thống tính theo quy định. Nếu ghi, ngày phải khớp với ngày tính được."),
    )  # fmt: skip
    restrictions = forms.CharField(label=_("Giới hạn"), max_length=300, required=False)


class TrainingForm(OfficerForm):
    """A course completed, as its certificate says."""

    title = forms.CharField(label=_("Khóa đào tạo, bồi dưỡng"), max_length=200)
    organiser = forms.CharField(label=_("Cơ sở đào tạo"), max_length=200)
    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến hết ngày"))
    number = forms.CharField(label=_("Số chứng chỉ hoặc quyết định"), max_length=60)
    result = forms.CharField(label=_("Kết quả"), max_length=120, required=False)


class ReasonForm(OfficerForm):
    """Why something is taken back, or takes longer."""

    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=LONG)


class ReviewForm(OfficerForm):
    """The notice that opens a review."""

    notice_on = DayField(label=_("Ngày thông báo"))
    notice_number = forms.CharField(label=_("Số thông báo"), max_length=60, required=False)


class VoteForm(OfficerForm):
    """A ballot as its minutes say."""

    meeting = forms.ChoiceField(label=_("Hội nghị"), choices=VoteRound.Meeting.choices)
    held_on = DayField(label=_("Ngày họp"))
    summoned = forms.IntegerField(label=_("Số người được triệu tập"), min_value=1)
    present = forms.IntegerField(label=_("Số người có mặt"), min_value=0)
    in_favour = forms.IntegerField(label=_("Số phiếu đồng ý"), min_value=0)
    minutes = forms.CharField(label=_("Số biên bản"), max_length=60)
    head = forms.ChoiceField(
        label=_("Khi đồng ý đúng một nửa, người đứng đầu"), required=False,
        choices=[("", _("không phải trường hợp này")), ("yes", _("chọn")), ("no", _("không chọn"))],
    )  # fmt: skip
    head_report = forms.CharField(label=_("Số báo cáo của người đứng đầu"), max_length=60, required=False)


class DecideReviewForm(OfficerForm):
    """The authority's decision on a reappointment."""

    outcome = forms.ChoiceField(label=_("Kết quả"), choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=2000, widget=LONG, required=False)
    override = forms.BooleanField(
        label=_("Quyết định khác quy định: vẫn bổ nhiệm lại dù thiếu điều kiện (ghi vào báo cáo)"), required=False
    )
    retires_on = DayField(label=_("Ngày đến tuổi nghỉ hưu"), required=False)


class DisciplineForm(OfficerForm):
    """A decision on discipline and the act it answers."""

    kind = forms.ChoiceField(label=_("Loại kỷ luật"), choices=DisciplineKind.choices)
    form = forms.ChoiceField(
        label=_("Hình thức"), choices=_forms_of_discipline,
        help_text=_("Chỉ nhận hình thức có trong quy định của đối tượng vào ngày quyết định."),
    )  # fmt: skip
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    effective_on = DayField(label=_("Có hiệu lực từ"))
    issued_by = forms.CharField(label=_("Cơ quan quyết định"), max_length=255, required=False)
    nature = forms.ChoiceField(label=_("Tính chất"), choices=Nature.choices)
    note = forms.CharField(label=_("Hành vi"), max_length=4000, widget=LONG)
    act_first = DayField(label=_("Vi phạm từ ngày"))
    act_last = DayField(label=_("Đến ngày"))
    detected_on = DayField(label=_("Ngày phát hiện vi phạm"), required=False)
    act_key = forms.CharField(
        label=_("Mã vụ việc"), max_length=60, required=False,
        help_text=_("Quyết định của Đảng và của chính quyền về cùng một hành vi ghi cùng mã, để chỉ tính một lần."),
    )  # fmt: skip
    # The service knows which ratings may be chosen.
    used_rating = forms.IntegerField(
        label=_("Hành vi đã dùng để xếp mức không hoàn thành"), required=False,
        widget=forms.Select(choices=[("", _("chưa dùng"))]),
    )  # fmt: skip

    def offer(self, used: list[tuple[str, str]], keys: list[str]) -> None:
        """The failing years it may have been used for, and the codes of acts the person's record knows."""
        if keys:
            known = gettext("Đã có trong hồ sơ: %(keys)s.") % {"keys": "; ".join(keys)}
            self.fields["act_key"].help_text = f"{self.fields['act_key'].help_text} {known}"
        field: Any = self.fields["used_rating"]
        field.widget.choices = [("", _("chưa dùng")), *used]


class StepForm(OfficerForm):
    """A step of a case was taken."""

    done_on = DayField(label=_("Ngày thực hiện"))
    document = forms.CharField(label=_("Văn bản"), max_length=160)
    note = forms.CharField(label=_("Nội dung"), max_length=2000, widget=LONG, required=False)


class DecideCaseForm(OfficerForm):
    """The decision that closes a case."""

    outcome = forms.ChoiceField(label=_("Kết quả"), choices=Outcome.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    effective_on = DayField(label=_("Có hiệu lực từ"), required=False)
    contract = forms.ChoiceField(label=_("Loại hợp đồng làm việc"), choices=[("", "–"), *CONTRACTS], required=False)
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=2000, widget=LONG)


class OverrideForm(OfficerForm):
    """A decision to post somebody past a rule."""

    unit = UnitField(label=_("Đơn vị đến"))
    rank = forms.ChoiceField(label=_("Cấp bậc"), choices=Rank.choices)
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=2000, widget=LONG)
