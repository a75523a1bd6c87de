"""The forms of officers (and of heads, for their delegations): each shows itself, calls one service, goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Select
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Actor, Permission, may
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation import services as units
from namro.city.organisation.forms import DissolveForm, OfficerForm, UnitChangeForm, UnitForm
from namro.city.organisation.models import Unit
from namro.city.people import forms, selectors, services
from namro.city.people.models import Delegation, FieldOfResponsibility, Leave, Person, Posting, PostingKind

ONE_DAY = timedelta(days=1)
Data = dict[str, Any]


def _act(
    request: Request, form_class: type[OfficerForm], *, title: str, back: str, done: str,
    work: Callable[[Data], str | None], initial: Data | None = None, lead: str = "", danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show a form; on POST do the work; on a refusal show it again with everything that was typed."""
    actor, on = request.actor, request.on
    given = {"on": on, "first_day": on, **(initial or {})}
    form = form_class(request.POST if request.method == "POST" else None, initial=given, actor=actor, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            target = work(form.cleaned_data)
        except NotVisible:
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(target or back)
    page = {"form": form, "title": title, "back": back, "lead": lead, "danger": danger}
    return render(request, "people/form.html", page, status=422 if form.errors else 200)


def _when(request: Request) -> Data:
    return {"by": request.actor, "at": request.at}


def _place(data: Data) -> Data:
    return {name: data[name] for name in ("rank", "staff_group", "title", "task_group")}


def _person_url(person_id: int) -> str:
    return reverse("person", args=[person_id])


def _unit_code(unit_id: int) -> str:
    return Unit.objects.get(pk=unit_id).code


def _keep(request: Request, person_id: int) -> Person:
    """A person the officer keeps: of their subtrees, or posted nowhere. What another's form would show is not shown."""
    who = selectors.person(person_id)
    relations = selectors.relations_to_person(request.actor, person_id, on=request.on)
    if may(Permission.REGISTRY_WRITE, relations) or not selectors.postings_on(person_id, on=request.on):
        return who
    raise NotAllowed(
        "access.denied", _("Người này không thuộc phạm vi quản lý của anh/chị. Hãy liên hệ cán bộ nội vụ phụ trách.")
    )


def new_person(request: Request) -> HttpResponse:
    """Somebody new, posted at once."""

    def work(data: Data) -> str:
        fields = {name: data[name] for name in ("code", "full_name", "birth_date", "sex", "email")}
        made = services.add_person(**fields, **_when(request))
        services.post(
            person_id=made.pk,
            unit_id=data["unit"],
            on=data["on"],
            basis=data["basis"],
            **_place(data),
            **_when(request),
        )
        return _person_url(made.pk)

    return _act(
        request, forms.NewPersonForm, title=_("Thêm người"), back=reverse("people"), done=_("Đã thêm người."), work=work,
        initial={"unit": request.GET.get("unit", "")},
    )  # fmt: skip


def correct_person(request: Request, person_id: int) -> HttpResponse:
    """Put a name, birth date, sex or address right."""
    who = _keep(request, person_id)
    initial = {name: getattr(who, name) for name in ("full_name", "birth_date", "sex", "email")}

    def work(data: Data) -> None:
        services.correct_person(person_id=person_id, **data, **_when(request))

    return _act(
        request, forms.PersonForm, title=_("Sửa thông tin: %(name)s") % {"name": who}, back=_person_url(person_id),
        done=_("Đã sửa thông tin."), work=work, initial=initial,
    )  # fmt: skip


def move_person(request: Request, person_id: int) -> HttpResponse:
    """Another main place from a day on."""
    who = selectors.person(person_id)
    current = selectors.posting_on(person_id, on=request.on)
    initial: Data = {}
    if current:
        initial = {name: getattr(current, name) for name in ("rank", "staff_group", "title", "task_group")}
        initial["unit"] = _unit_code(current.unit_id)

    def work(data: Data) -> None:
        act = services.move if current else services.post
        act(
            person_id=person_id,
            unit_id=data["unit"],
            on=data["on"],
            basis=data["basis"],
            **_place(data),
            **_when(request),
        )

    return _act(
        request, forms.PlaceForm, title=_("Điều chuyển, bổ nhiệm: %(name)s") % {"name": who}, back=_person_url(person_id),
        done=_("Đã ghi nhận vị trí mới."), work=work, initial=initial,
        lead=_("Vị trí chính thức hiện tại kết thúc, vị trí mới bắt đầu từ ngày chọn. Phiếu đã có giữ nguyên đơn vị cũ."),
    )  # fmt: skip


def post_person(request: Request, person_id: int) -> HttpResponse:
    """A further place, concurrent or acting."""
    who = selectors.person(person_id)

    def work(data: Data) -> None:
        until = data["until"] and data["until"] + ONE_DAY
        services.post(
            person_id=person_id, unit_id=data["unit"], on=data["on"], until=until, kind=data["kind"], basis=data["basis"],
            **_place(data), **_when(request),
        )  # fmt: skip

    return _act(
        request, forms.PostingForm, title=_("Giao kiêm nhiệm, phụ trách: %(name)s") % {"name": who},
        back=_person_url(person_id), done=_("Đã ghi nhận."), work=work, initial={"kind": PostingKind.CONCURRENT},
    )  # fmt: skip


def end_posting(request: Request, posting_id: int) -> HttpResponse:
    """A place is given up: retirement, resignation, end of a concurrent post."""
    posting = get_object_or_404(Posting.objects.select_related("person"), pk=posting_id)

    def work(data: Data) -> None:
        services.end_posting(posting_id=posting_id, on=data["on"], basis=data["basis"], **_when(request))

    return _act(
        request, forms.EndForm, title=_("Kết thúc vị trí: %(name)s") % {"name": posting.person},
        back=_person_url(posting.person_id), done=_("Đã kết thúc vị trí."), work=work, danger=True,
    )  # fmt: skip


def give_field(request: Request, posting_id: int) -> HttpResponse:
    """A unit a deputy looks after."""
    posting = get_object_or_404(Posting.objects.select_related("person"), pk=posting_id)

    def work(data: Data) -> None:
        until = data["until"] and data["until"] + ONE_DAY
        services.give_field(posting_id=posting_id, unit_id=data["unit"], on=data["on"], until=until, **_when(request))

    return _act(
        request, forms.ResponsibilityForm, title=_("Lĩnh vực phụ trách: %(name)s") % {"name": posting.person},
        back=_person_url(posting.person_id), done=_("Đã giao lĩnh vực phụ trách."), work=work,
        lead=_("Cấp phó chỉ được đánh giá d, đ, e trong lĩnh vực được giao (Điều 15 Nghị định 335/2025/NĐ-CP)."),
    )  # fmt: skip


def end_field(request: Request, field_id: int) -> HttpResponse:
    """A deputy no longer looks after a unit."""
    row = get_object_or_404(FieldOfResponsibility.objects.select_related("posting__person"), pk=field_id)

    def work(data: Data) -> None:
        services.end_field(field_id=field_id, on=data["on"], **_when(request))

    return _act(
        request, forms.EndForm, title=_("Thôi phụ trách: %(name)s") % {"name": row.posting.person},
        back=_person_url(row.posting.person_id), done=_("Đã kết thúc."), work=work, danger=True,
    )  # fmt: skip


def grant_leave(request: Request, person_id: int) -> HttpResponse:
    """Days away."""
    who = _keep(request, person_id)

    def work(data: Data) -> None:
        services.grant_leave(person_id=person_id, **data, **_when(request))

    return _act(
        request, forms.LeaveForm, title=_("Ghi nhận nghỉ: %(name)s") % {"name": who}, back=_person_url(person_id),
        done=_("Đã ghi nhận đợt nghỉ."), work=work,
    )  # fmt: skip


def end_leave(request: Request, leave_id: int) -> HttpResponse:
    """Another last day of a leave."""
    leave = get_object_or_404(Leave.objects.select_related("person"), pk=leave_id)
    _keep(request, leave.person_id)

    def work(data: Data) -> None:
        services.shorten_leave(leave_id=leave_id, last_day=data["last_day"], reason=data["reason"], **_when(request))

    return _act(
        request, forms.LeaveEndForm, title=_("Đổi ngày đi làm lại: %(name)s") % {"name": leave.person},
        back=_person_url(leave.person_id), done=_("Đã sửa đợt nghỉ."), work=work,
    )  # fmt: skip


def delegate(request: Request, person_id: int) -> HttpResponse:
    """A head empowers somebody by a written decision; heads for themselves, officers for the heads they look after."""
    who = selectors.person(person_id)
    actor: Actor = request.actor
    if not may(Permission.DELEGATION_GIVE, selectors.relations_to_person(actor, person_id, on=request.on)):
        raise NotAllowed(
            "access.denied", _("Chỉ người đứng đầu, hoặc cán bộ nội vụ phụ trách đơn vị, ghi nhận ủy quyền của họ.")
        )
    heads = selectors.headed_units(person_id, on=request.on)
    if not heads:
        raise NotAllowed("people.delegation.not_head", _("Chỉ người đang đứng đầu đơn vị mới ủy quyền được."))

    def work(data: Data) -> None:
        services.delegate(
            giver_id=person_id, receiver_id=data["receiver"], unit_id=data["unit"], number=data["number"],
            signed_on=data["signed_on"], first_day=data["first_day"], last_day=data["last_day"], by=actor, at=request.at,
        )  # fmt: skip

    return _act(
        request, _delegation_form(heads, request), title=_("Ủy quyền của %(name)s") % {"name": who},
        back=_person_url(person_id), done=_("Đã ghi nhận văn bản ủy quyền."), work=work,
        lead=_("Người được ủy quyền chấm điểm và chuẩn bị thay; chỉ người đứng đầu quyết định kết quả."),
    )  # fmt: skip


def _delegation_form(heads: frozenset[int], request: Request) -> type[OfficerForm]:
    """The units to choose from are those the giver heads, whoever fills in the form."""
    names = organisation.name_of(heads, on=request.on)
    codes = dict(Unit.objects.filter(pk__in=heads).values_list("pk", "code"))

    class HeadsDelegationForm(forms.DelegationForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            choices = [(codes[unit], name) for unit, name in names.items()]
            self.fields["unit"].widget = Select(choices=choices)

    return HeadsDelegationForm


def _require_giver(request: Request, row: Delegation) -> None:
    """Refuses: people.delegation.unknown (neither the giver nor home affairs of the unit: it does not exist)"""
    if request.actor.person_id != row.giver_id and not organisation.covers(request.actor, row.unit_id, on=request.on):
        raise NotVisible("people.delegation.unknown", _("Không tìm thấy văn bản ủy quyền này."))


def revoke_delegation(request: Request, delegation_id: int) -> HttpResponse:
    """A delegation ends early."""
    row = get_object_or_404(Delegation.objects.select_related("giver"), pk=delegation_id)
    _require_giver(request, row)

    def work(data: Data) -> None:
        services.revoke_delegation(delegation_id=delegation_id, on=data["on"], reason=data["reason"], **_when(request))

    return _act(
        request, forms.RevokeForm, title=_("Chấm dứt ủy quyền %(number)s") % {"number": row.number},
        back=_person_url(row.giver_id), done=_("Đã chấm dứt ủy quyền."), work=work, danger=True,
    )  # fmt: skip


def new_unit(request: Request) -> HttpResponse:
    """A new unit under one of the officer's."""

    def work(data: Data) -> str:
        fields = {name: data[name] for name in ("code", "name", "kind", "role", "on", "basis")}
        made = units.found_unit(parent_id=data["parent"], **fields, **_when(request))
        return reverse("unit", args=[made.pk])

    return _act(
        request, UnitForm, title=_("Lập đơn vị"), back=reverse("units"), done=_("Đã lập đơn vị."), work=work,
        initial={"parent": request.GET.get("parent", "")},
    )  # fmt: skip


def change_unit(request: Request, unit_id: int) -> HttpResponse:
    """Another name, parent, kind or role from a day on."""
    current = organisation.spell(unit_id, on=request.on)
    if current is None:
        raise NotVisible("organisation.unit.absent", _("Đơn vị không còn hoạt động."))
    initial = {name: getattr(current, name) for name in ("name", "kind", "role", "position")}
    initial["parent"] = _unit_code(current.parent_id) if current.parent_id else ""

    def work(data: Data) -> None:
        parent = data["parent"] or current.parent_id
        units.change_unit(
            unit_id=unit_id, on=data["on"], name=data["name"], parent_id=parent, kind=data["kind"], role=data["role"],
            position=data["position"] or 0, basis=data["basis"], **_when(request),
        )  # fmt: skip

    return _act(
        request, UnitChangeForm, title=_("Thay đổi: %(name)s") % {"name": current.name}, back=reverse("unit", args=[unit_id]),
        done=_("Đã ghi nhận thay đổi."), work=work, initial=initial,
    )  # fmt: skip


def dissolve_unit(request: Request, unit_id: int) -> HttpResponse:
    """A unit is dissolved, or merged into another with its people."""
    current = organisation.spell(unit_id, on=request.on)
    if current is None:
        raise NotVisible("organisation.unit.absent", _("Đơn vị không còn hoạt động."))

    def work(data: Data) -> None:
        if data["into"]:
            services.merge_units(
                unit_ids=[unit_id], into_id=data["into"], on=data["on"], basis=data["basis"], **_when(request)
            )
        else:
            units.dissolve_unit(unit_id=unit_id, on=data["on"], basis=data["basis"], **_when(request))

    return _act(
        request, DissolveForm, title=_("Giải thể, sáp nhập: %(name)s") % {"name": current.name},
        back=reverse("unit", args=[unit_id]), done=_("Đã ghi nhận."), work=work, danger=True,
    )  # fmt: skip
