"""What is typed about procedures. Checks of meaning are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.base.ui.wording import said
from namro.city.organisation.forms import DayField, OfficerForm
from namro.duties.procedures import typing
from namro.duties.procedures.data import LineData, SavingData, StepData, VersionData
from namro.duties.procedures.imports.reading import data_of
from namro.duties.procedures.models import Axis, ChangeKind, Issuer, Level, ProcedureVersion
from namro.duties.procedures.parameters import scale_on
from namro.duties.procedures.presenting import why_text
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread, read_limits
from namro.duties.procedures.services.online import AXES
from namro.duties.procedures.typing import BAR, codes_of_lines, fee_of, items_of, lines_of, paper_of

ONE_A_LINE = _("Mỗi dòng một thủ tục. Dán được cả dòng của phụ lục: hệ thống đọc mã trong dòng.")
LONG = forms.Textarea(attrs={"rows": 4})
SHORT = forms.Textarea(attrs={"rows": 2})  # what may run over a line
CHANNELS = (("limit_any", ""), ("limit_in_person", "in_person"), ("limit_online", "online"), ("limit_postal", "postal"))


LIMITS = "03 ngày làm việc; trường hợp phải xác minh: 08 ngày làm việc"  # limits are read in Vietnamese, as decisions write them


def _limits_are_typed() -> SafeString:
    return format_html(
        "{} <kbd lang=vi>{}</kbd>. {}", gettext("Ví dụ:"), LIMITS,
        gettext("Hoặc mỗi dòng một thời hạn | trường hợp; dòng bắt đầu bằng dấu hỏi là nguyên văn chưa đọc được."),
    )  # fmt: skip


class VersionForm(OfficerForm):
    """All parts of a version; lists are typed one a line."""

    code = forms.CharField(label=_("Mã thủ tục"), max_length=40)
    name = forms.CharField(label=_("Tên thủ tục"), max_length=1500)
    field = forms.CharField(label=_("Lĩnh vực"), max_length=200)
    levels = forms.MultipleChoiceField(
        label=_("Cấp thực hiện"), choices=Level.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    steps = forms.CharField(
        label=_("Trình tự thực hiện"),
        widget=LONG,
        required=False,
        help_text=_("Mỗi bước một dòng; bước dài nhiều dòng thì cách nhau một dòng trống."),
    )
    papers = forms.CharField(
        label=_("Thành phần hồ sơ"), widget=LONG, required=False,
        help_text=_("Mỗi giấy tờ một dòng: tên | số bản chính | số bản sao | mẫu. Chỉ ghi tên là một bản chính."),
    )  # fmt: skip
    sets = forms.IntegerField(label=_("Số bộ hồ sơ"), min_value=1, initial=1)
    limit_any = forms.CharField(
        label=_("Thời hạn giải quyết"), widget=LONG, required=False,
        help_text=lazy(_limits_are_typed, str)(),
    )  # fmt: skip
    limit_in_person = forms.CharField(label=_("Thời hạn nộp trực tiếp, nếu khác"), widget=SHORT, required=False)
    limit_online = forms.CharField(label=_("Thời hạn nộp trực tuyến, nếu khác"), widget=SHORT, required=False)
    limit_postal = forms.CharField(label=_("Thời hạn nộp qua bưu chính, nếu khác"), widget=SHORT, required=False)
    fees = forms.CharField(
        label=_("Phí, lệ phí"), widget=LONG, required=False,
        help_text=_("Mỗi khoản một dòng: số đồng, 0 là miễn phí; hoặc nguyên văn khi không có một mức duy nhất. Của riêng một hình thức nộp: số đồng | lời | hình thức."),
    )  # fmt: skip
    applicants = forms.CharField(label=_("Đối tượng thực hiện"), widget=SHORT, required=False)
    competent = forms.CharField(label=_("Cơ quan có thẩm quyền"), widget=SHORT, required=False)
    executing = forms.CharField(label=_("Cơ quan thực hiện"), widget=SHORT, required=False)
    result = forms.CharField(label=_("Kết quả"), widget=SHORT, required=False)
    conditions = forms.CharField(label=_("Yêu cầu, điều kiện"), widget=LONG, required=False)
    legal_basis = forms.CharField(
        label=_("Căn cứ pháp lý"), widget=LONG, required=False, help_text=_("Mỗi văn bản một dòng.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        limits: list[TimeLimit] = []
        unread: list[Unread] = []
        for name, channel in CHANNELS:
            read = typing.limits_of(data.get(name) or "", channel)
            if isinstance(read, Unread):
                message = gettext(
                    "Chưa đọc được thời hạn: %(why)s. Hãy ghi rõ số lượng kèm đơn vị, mỗi trường hợp một dòng: 15 ngày | trường hợp phải xác minh. Muốn để nguyên văn thì bắt đầu dòng bằng dấu hỏi."
                )
                self.add_error(name, message % {"why": why_text(read.why)})
            else:
                limits += read[0]
                unread += read[1]
        return {**data, "limits": tuple(limits), "unread": tuple(unread)}

    def version(self) -> VersionData:
        """The version as typed. Call once the form is valid."""
        data = self.cleaned_data
        return VersionData(
            name=data["name"], field=data["field"], levels=tuple(data["levels"]), steps=tuple(items_of(data["steps"])),
            papers=tuple(paper_of(one) for one in lines_of(data["papers"])), sets=data["sets"], applicants=data["applicants"],
            competent=data["competent"], executing=data["executing"], result=data["result"], conditions=data["conditions"],
            legal_basis=tuple(items_of(data["legal_basis"])), limits=data["limits"], unread=data["unread"],
            fees=tuple(fee_of(one) for one in lines_of(data["fees"])), source=gettext("Soạn trên hệ thống"),
        )  # fmt: skip


def typed_version(version: ProcedureVersion) -> dict[str, Any]:
    """A version as the form shows it, to be amended: sent back untouched it says the same."""
    data = data_of(version)
    return {
        "name": data.name, "field": data.field, "levels": list(data.levels), "sets": data.sets,
        "steps": typing.typed_items(data.steps), "legal_basis": typing.typed_items(data.legal_basis),
        "papers": typing.typed_papers(version.papers), "fees": typing.typed_fees(data.fees),
        **{name: typing.typed_limits(data.limits, data.unread, channel) for name, channel in CHANNELS},
        **{part: getattr(data, part) for part in ("applicants", "competent", "executing", "result", "conditions")},
    }  # fmt: skip


class ReasonForm(OfficerForm):
    reason = forms.CharField(label=_("Lý do"), max_length=500)


class PastedCodes(forms.CharField):
    """Lines with the codes of procedures in them; a line without one is refused with its words."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Mã thủ tục"), "max_length": 200_000, "help_text": ONE_A_LINE, **kwargs})

    def clean(self, value: Any) -> list[tuple[str, list[str]]]:
        found = codes_of_lines(super().clean(value))
        wrong = [line for line, codes in found if not codes]
        if wrong:
            message = gettext("Không đọc được mã thủ tục trong dòng: %(lines)s")
            raise forms.ValidationError(message % {"lines": " / ".join(one[:60] for one in wrong[:5])})
        return found


def codes_in(lines: list[tuple[str, list[str]]]) -> list[str]:
    """All codes pasted, in their order."""
    return [code for _line, codes in lines for code in codes]


class OnlineForm(OfficerForm):
    """The level on the scale of its first day."""

    first = DayField(label=_("Áp dụng từ"))
    axis = forms.TypedChoiceField(label=_("Thang"), choices=Axis.choices, coerce=int)
    level = forms.ChoiceField(label=_("Mức"), choices=[], required=False)
    is_eligible = forms.BooleanField(label=_("Đủ điều kiện cung cấp trực tuyến"), required=False, initial=True)
    reason = forms.CharField(label=_("Lý do (khi một phần hoặc không đủ điều kiện)"), max_length=500, required=False)
    number = forms.CharField(label=_("Số quyết định"), max_length=60, required=False)

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("– chưa cung cấp –"))]
        for axis, key in AXES.items():
            scale = scale_on(key, on=on)
            choices += [(step.key, f"{Axis(axis).label}: {said(step.title)}") for step in scale.steps] if scale else []
        self.fields["level"].choices = choices  # type: ignore[attr-defined]


class OnlineManyForm(OnlineForm):
    """The same level of many procedures."""

    codes = PastedCodes()
    field_order = ("codes",)


class SuspendForm(OfficerForm):
    """From when to when nothing is taken online, and why."""

    first = DayField(label=_("Tạm dừng từ ngày"))
    last = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi chưa biết: dừng đến khi cho nhận lại.")
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, help_text=_("Người dân đọc lý do này trên cổng; đừng ghi tên hay số của ai.")
    )  # fmt: skip


class ProcessForm(OfficerForm):
    """The internal process: every step with who, what, how long, with which result."""

    first = DayField(label=_("Áp dụng từ"))
    number = forms.CharField(label=_("Số quyết định phê duyệt"), max_length=60)
    signed_on = DayField(label=_("Ngày ký"))
    steps = forms.CharField(
        label=_("Các bước"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Mỗi bước một dòng: ai làm | việc gì | thời gian (4 giờ, 1 ngày làm việc) | kết quả."),
    )  # fmt: skip

    also = PastedCodes(
        label=_("Áp dụng cho cả các thủ tục"), required=False,
        help_text=_("Không bắt buộc. Mỗi dòng một mã; thủ tục nào không dùng được quy trình này thì chưa ghi gì và có báo."),
    )  # fmt: skip

    def read_steps(self) -> list[StepData]:
        """What is missing stays empty: the service says which step lacks what."""
        return [_step(line) for line in lines_of(self.cleaned_data["steps"])]


def _step(line: str) -> StepData:
    who, task, time, result = ([part.strip() for part in line.split(BAR)] + ["", "", ""])[:4]
    read = read_limits(time)
    if isinstance(read, Unread) or len(read) != 1:
        return StepData(who, task, 0, TimeUnit.HOURS.value, result)
    return StepData(who, task, read[0].quantity, read[0].unit.value, result)


class DecisionForm(OfficerForm):
    """The text that orders procedures, from which the deadline of publication runs."""

    title = forms.CharField(label=_("Trích yếu"), max_length=500)
    issuer = forms.ChoiceField(label=_("Thẩm quyền"), choices=Issuer.choices, initial=Issuer.CHAIR)
    source_text = forms.CharField(label=_("Văn bản có quy định thủ tục"), max_length=300)
    source_effective_on = DayField(label=_("Văn bản có hiệu lực từ"))
    is_fast_track = forms.BooleanField(label=_("Theo trình tự, thủ tục rút gọn"), required=False)
    source_signed_on = DayField(label=_("Ngày ký văn bản"), required=False)


class LinesForm(OfficerForm):
    """What a decision does to one procedure or to many alike: rows of its annex are pasted as they are."""

    kind = forms.ChoiceField(label=_("Thay đổi"), choices=ChangeKind.choices)
    codes = PastedCodes(
        help_text=_("Mỗi dòng một thủ tục. Dán được cả dòng của phụ lục: hệ thống đọc mã trong dòng. Khi thay thế, mỗi dòng hai mã: mã mới trước, mã bị thay thế sau."),
    )  # fmt: skip
    effective_on = DayField(label=_("Hiệu lực từ"))
    basis = forms.CharField(label=_("Văn bản quy định"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = 2 if data.get("kind") == ChangeKind.REPLACED else 1
        wrong = [line for line, codes in data.get("codes", ()) if len(codes) != wanted]
        if wrong:
            message = gettext("Cần đúng %(wanted)s mã thủ tục trong mỗi dòng: %(lines)s")
            self.add_error("codes", message % {"wanted": wanted, "lines": " / ".join(one[:60] for one in wrong[:5])})
        return data

    def lines(self) -> list[LineData]:
        """Call once the form is valid."""
        data = self.cleaned_data
        return [
            LineData(codes[0], data["kind"], data["effective_on"], codes[1] if codes[1:] else "", data["basis"])
            for _line, codes in data["codes"]
        ]


class PublishForm(OfficerForm):
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    signed_on = DayField(label=_("Ngày ký"))
    signer = forms.CharField(label=_("Người ký"), max_length=120)


class EnterForm(OfficerForm):
    entered_on = DayField(label=_("Ngày đưa vào cơ sở dữ liệu quốc gia"))


class PlanForm(OfficerForm):
    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Tên phương án"), max_length=300)


class SavingForm(OfficerForm):
    """What the plan takes off one procedure."""

    code = forms.CharField(label=_("Mã thủ tục"), max_length=40)
    content = forms.CharField(label=_("Nội dung đơn giản hóa"), max_length=600)
    days_before = forms.IntegerField(label=_("Số ngày trước"), min_value=0, initial=0)
    days_after = forms.IntegerField(label=_("Số ngày sau"), min_value=0, initial=0)
    papers_cut = forms.IntegerField(label=_("Số giấy tờ cắt giảm"), min_value=0, initial=0)
    steps_cut = forms.IntegerField(label=_("Số bước cắt giảm"), min_value=0, initial=0)
    cost_before = forms.IntegerField(label=_("Chi phí tuân thủ trước (đồng/năm)"), min_value=0, initial=0)
    cost_after = forms.IntegerField(label=_("Chi phí tuân thủ sau (đồng/năm)"), min_value=0, initial=0)

    def saving(self) -> SavingData:
        return SavingData(**self.cleaned_data)


class ApprovePlanForm(OfficerForm):
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    signed_on = DayField(label=_("Ngày duyệt"))


class LinkForm(OfficerForm):
    """Which published line brought the saving about."""

    change_id = forms.TypedChoiceField(label=_("Dòng của quyết định đã công bố"), coerce=int)
