"""The forms of one procedure: a draft, its online level, its internal process."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import NotVisible
from namro.city.acting import Data, act, when
from namro.city.organisation.forms import OfficerForm
from namro.duties.procedures import access, forms, selectors, services
from namro.duties.procedures.models import OnlineLevel, OnlineSuspension, Procedure, ProcedureVersion
from namro.duties.procedures.selectors.finding import procedure_by_id


def _check(request: Request) -> None:
    access.require(Permission.PROCEDURES_EDIT, request.actor, on=request.on)


def new_procedure(request: Request) -> HttpResponse:
    """Draft a procedure that is not in the catalogue yet."""
    return _draft(request, _("Soạn thủ tục mới"), reverse("procedures"), {})


def draft(request: Request, procedure_id: int) -> HttpResponse:
    """Draft what a procedure is to become: its draft, or what stands now, to begin with."""
    found = procedure_by_id(procedure_id)
    versions = list(selectors.history_of(found.pk))
    begun = next((one for one in versions if one.state == "draft"), versions[0] if versions else None)
    initial = {"code": found.code, **(_typed(begun) if begun else {})}
    title = _("Soạn phiên bản mới: %(code)s") % {"code": found.code}
    return _draft(request, title, reverse("procedure", args=[found.pk]), initial)


def _typed(version: ProcedureVersion) -> Data:
    return forms.typed_version(version)


def _draft(request: Request, title: str, back: str, initial: Data) -> HttpResponse:
    bound: list[forms.VersionForm] = []

    def work(data: Data) -> str:
        version = services.draft_version(code=data["code"], data=bound[0].version(), **when(request))
        return reverse("procedure", args=[version.procedure_id])

    return act(
        request, forms.VersionForm, title=title, work=work, back=back, initial=initial, ready=bound.append,
        done=_("Đã giữ bản dự thảo. Thủ tục có hiệu lực khi quyết định công bố được ký."),
        lead=_("Bản dự thảo chưa có hiệu lực với ai cho đến khi được công bố bằng một quyết định."),
        check=lambda: _check(request),
    )  # fmt: skip


def withdraw(request: Request, procedure_id: int) -> HttpResponse:
    """Put the draft aside."""
    found = procedure_by_id(procedure_id)
    version = ProcedureVersion.objects.filter(procedure=found, state="draft").values_list("pk", flat=True).first()
    if version is None:
        raise NotVisible("procedures.version.not_draft", _("Thủ tục này không có bản dự thảo."))
    return act(
        request, forms.ReasonForm, title=_("Rút bản dự thảo: %(code)s") % {"code": found.code}, lead=found.name, danger=True,
        work=lambda data: services.withdraw_draft(version_id=version, reason=data["reason"], **when(request)),
        back=reverse("procedure", args=[found.pk]), done=_("Đã rút bản dự thảo."), check=lambda: _check(request),
    )  # fmt: skip


def set_online(request: Request, procedure_id: int) -> HttpResponse:
    """Set the online level from a day on, on the scale of that day."""
    found = procedure_by_id(procedure_id)

    def work(data: Data) -> None:
        services.set_online_level(code=found.code, **data, **when(request))

    return act(
        request, forms.OnlineForm, title=_("Mức độ trực tuyến: %(code)s") % {"code": found.code}, lead=found.name, work=work,
        initial={"first": request.on}, back=_back(found), done=_("Đã đặt mức độ trực tuyến."), check=lambda: _check(request),
    )  # fmt: skip


def set_online_of_many(request: Request) -> HttpResponse:
    """The same level of many procedures from a day on, all or none."""

    def work(data: Data) -> None:
        codes = forms.codes_in(data.pop("codes"))
        services.for_each(codes, lambda code: services.set_online_level(code=code, **data, **when(request)))

    return act(
        request, forms.OnlineManyForm, title=_("Đặt mức độ trực tuyến cho nhiều thủ tục"), work=work,
        lead=_("Ghi tất cả hoặc không ghi gì: thủ tục nào không đặt được thì được báo cùng lý do."),
        initial={"first": request.on}, back=reverse("procedures_online"), done=_("Đã đặt mức độ trực tuyến."),
        check=lambda: _check(request),
    )  # fmt: skip


def take_online_back(request: Request, level_id: int) -> HttpResponse:
    """A level set by mistake."""
    row = OnlineLevel.objects.select_related("procedure").filter(pk=level_id).first()
    if row is None:
        raise NotVisible("procedures.online.gone", _("Không có mức này, hoặc đã được rút."))

    def work(data: Data) -> None:
        services.take_back_online_level(level_id=level_id, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Rút mức đặt nhầm: %(code)s") % {"code": row.procedure.code}, lead=row.procedure.name,
        work=work, back=_back(row.procedure), done=_("Đã rút mức đặt nhầm; mức trước đó có hiệu lực tiếp."), danger=True,
        check=lambda: _check(request),
    )  # fmt: skip


def suspend_online(request: Request, procedure_id: int) -> HttpResponse:
    """Take nothing online for a time."""
    found = procedure_by_id(procedure_id)

    def work(data: Data) -> None:
        services.suspend_online(code=found.code, **data, **when(request))

    return act(
        request, forms.SuspendForm, title=_("Tạm dừng nhận trực tuyến: %(code)s") % {"code": found.code}, lead=found.name,
        work=work, initial={"first": request.on}, back=_back(found), check=lambda: _check(request),
        done=_("Đã ghi. Cổng báo cho người dân lý do và nơi nộp thay."),
    )  # fmt: skip


def resume_online(request: Request, suspension_id: int) -> HttpResponse:
    """Take dossiers online again from today."""
    row = OnlineSuspension.objects.select_related("procedure").filter(pk=suspension_id).first()
    if row is None:
        raise NotVisible("procedures.suspension.gone", _("Dịch vụ này không tạm dừng nữa."))
    return act(
        request, OfficerForm, title=_("Nhận trực tuyến trở lại: %(code)s") % {"code": row.procedure.code}, lead=row.procedure.name,
        work=lambda data: services.resume_online(suspension_id=suspension_id, **when(request)), back=_back(row.procedure),
        done=_("Từ hôm nay dịch vụ nhận hồ sơ trực tuyến trở lại."), check=lambda: _check(request),
    )  # fmt: skip


def process(request: Request, procedure_id: int) -> HttpResponse:
    """Put an approved internal process in force."""
    found = procedure_by_id(procedure_id)
    bound: list[forms.ProcessForm] = []

    def work(data: Data) -> None:
        given = {"first": data["first"], "number": data["number"], "signed_on": data["signed_on"], **when(request)}
        steps = bound[0].read_steps()
        if data["also"]:
            codes = [found.code, *forms.codes_in(data["also"])]
            services.for_each(codes, lambda code: services.approve_process(code=code, steps=steps, **given))
        else:
            services.approve_process(code=found.code, steps=steps, **given)

    return act(
        request, forms.ProcessForm, title=_("Quy trình nội bộ: %(code)s") % {"code": found.code}, lead=found.name, work=work,
        initial={"first": request.on}, back=_back(found), ready=bound.append, done=_("Đã đưa quy trình vào áp dụng."),
        check=lambda: _check(request),
    )  # fmt: skip


def _back(found: Procedure) -> str:
    return reverse("procedure", args=[found.pk])
