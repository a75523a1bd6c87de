"""Catalogue: versions, items, search, comparison, and the way from draft to decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.assignments.forms import CatalogueForm, DecideForm, ItemForm, NewCatalogueForm, ReasonForm
from namro.duties.assignments.models import Catalogue, CatalogueItem, CatalogueState, Part
from namro.duties.assignments.policy import parameter
from namro.duties.assignments.selectors import catalogue as selectors
from namro.duties.assignments.selectors.catalogue_rights import relations_to_catalogue
from namro.duties.assignments.services import catalogue as services
from namro.duties.assignments.views.edge import attempt, done, show

PER_PAGE = 50
FLAGS = {
    "duplicate": gettext_lazy("Trùng nhiệm vụ và sản phẩm trong cùng phòng"),
    "outside_range": gettext_lazy("Điểm nằm ngoài khung của nhóm"),
    "unknown_group": gettext_lazy("Nhóm không có trong danh mục"),
    "wrong_coefficient": gettext_lazy("Hệ số khác cách tính của danh mục"),
    "no_output": gettext_lazy("Chưa có sản phẩm đầu ra"),
}
KINDS = {
    "added": gettext_lazy("Thêm mới"),
    "removed": gettext_lazy("Bỏ đi"),
    "changed": gettext_lazy("Thay đổi"),
}


def catalogues(request: Request) -> HttpResponse:
    """Every version, and which one applies to my unit today."""
    actor, on = request.actor, request.on
    state = request.GET.get("state", "")
    page = Paginator(selectors.versions_by_state(state), PER_PAGE).get_page(request.GET.get("page"))
    posting = people.posting_on(actor.person_id, on=on) if actor.person_id else None
    mine = selectors.catalogues_in_force([posting.unit_id], on=on) if posting else {}
    context = {
        "page": page, "names": organisation.name_of({one.unit_id for one in page}, on=on), "state": state,
        "states": CatalogueState.choices, "mine": next(iter(mine.values()), None), "may_draft": bool(_units(actor, on)),
    }  # fmt: skip
    return show(request, "assignments/catalogues.html", context)


def _units(actor: Any, on: date) -> list[tuple[int, str]]:
    units = actor.officer_of | people.headed_units(actor.person_id, on=on)
    units |= people.delegated_units(actor.person_id, on=on).keys()
    names = organisation.name_of(units, on=on)
    return sorted(names.items(), key=lambda pair: pair[1])


def catalogue(request: Request, catalogue_id: int) -> HttpResponse:
    """One version: its items with search and filters, and what may be done next."""
    actor, on = request.actor, request.on
    found = selectors.catalogue_with(catalogue_id)
    asked = {name: request.GET.get(name, "") for name in ("q", "part", "office", "group")}
    flagged = bool(request.GET.get("flagged"))
    items = selectors.items_of(
        found, query=asked["q"], part=asked["part"], office=asked["office"], group=asked["group"], flagged=flagged
    )
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    relations = relations_to_catalogue(actor, found, on=on)
    drafts = may(Permission.CATALOGUE_DRAFT, relations)
    offices, flag_count = selectors.offices_and_flags(found)
    context = {
        "catalogue": found, "page": page, **asked, "flagged": flagged, "offices": offices,
        "parts": Part.choices, "unit_name": organisation.name_of([found.unit_id], on=on).get(found.unit_id, ""),
        "may_edit": drafts and found.state == CatalogueState.DRAFT, "may_draft": drafts,
        "may_decide": may(Permission.CATALOGUE_DECIDE, relations) and found.state == CatalogueState.REVIEWED,
        "may_return": drafts and found.state == CatalogueState.REVIEWED,
        "flag_names": FLAGS, "flag_count": flag_count,
        "others": selectors.versions().filter(unit=found.unit_id).exclude(pk=found.pk)[:10],
    }  # fmt: skip
    return show(request, "assignments/catalogue.html", context)


def compare_catalogues(request: Request, catalogue_id: int) -> HttpResponse:
    """What changed from another version to this one."""
    found, text = selectors.catalogue_with(catalogue_id), request.GET.get("with", "")
    before_id = int(text) if text.isdecimal() else found.replaces_id
    before = selectors.catalogue_with(before_id or catalogue_id)
    rows = selectors.differences(before.pk, found.pk)
    counts = {kind: sum(one.kind == kind for one in rows) for kind in KINDS}
    kind = request.GET.get("kind", "")
    page = Paginator([one for one in rows if kind in ("", one.kind)], PER_PAGE).get_page(request.GET.get("page"))
    context = {"catalogue": found, "before": before, "page": page, "counts": counts, "kinds": KINDS, "kind": kind}
    return show(request, "assignments/compare_catalogues.html", context)


def new_catalogue(request: Request) -> HttpResponse:
    """Begin a version, empty or as a copy."""
    actor, on = request.actor, request.on
    units = _units(actor, on)
    if not units:
        raise NotAllowed("access.denied", _("Danh mục do người đứng đầu hoặc bộ phận nội vụ của đơn vị soạn."))
    copies = [(one.pk, f"{one.title} ({one.get_state_display()})") for one in selectors.versions()[:30]]
    scale = parameter("new_catalogue")
    copied = request.GET.get("copy", "")
    source = Catalogue.objects.filter(pk=copied).first() if copied.isdecimal() else None
    initial = {
        "rule": source.rule if source else scale["rule"], "copy_of": source.pk if source else "",
        "standard_points": str(source.standard_points) if source else scale["standard_points"],
        "groups": _group_lines(source.groups if source else scale["groups"]), "unit": source.unit_id if source else None,
    }  # fmt: skip
    form = NewCatalogueForm(request.POST or None, units=units, copies=copies, initial=initial)
    made: list[Catalogue] = []

    def run(typed: dict[str, Any]) -> None:
        values = {name: typed[name] for name in ("title", "standard_points", "rule", "groups", "copy_of")}
        made.append(services.draft_catalogue(unit_id=typed["unit"], **values, **_who(request)))

    title = _("Danh mục mới")
    return _form_page(
        request, form, run, title, lambda: done(request, _("Đã tạo bản dự thảo."), "catalogue", made[0].pk)
    )


def _group_lines(groups: list[dict[str, str]]) -> str:
    return "\n".join(f"{group['code']} {group['from']} {group['to']}" for group in groups)


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at, "on": request.on}


def _form_page(
    request: Request, form: forms.Form, run: Callable[[dict[str, Any]], Any], title: str,
    then: Callable[[], HttpResponse], *, back: Catalogue | None = None, lead: str = "",
) -> HttpResponse:  # fmt: skip
    """Show a form, run it on POST, go on; a refusal stands on the form with everything typed."""
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        error = attempt(lambda: run(form.cleaned_data))
        if error is None:
            return then()
        if error.field in form.fields:
            form.add_error(error.field, str(error))
            error = None
    context = {"form": form, "title": title, "catalogue": back, "lead_text": lead}
    response = show(request, "assignments/catalogue_form.html", context, error)
    response.status_code = 400 if form.errors else response.status_code
    return response


def _editable(request: Request, catalogue_id: int) -> Catalogue:
    found = selectors.catalogue_with(catalogue_id)
    if not may(Permission.CATALOGUE_DRAFT, relations_to_catalogue(request.actor, found, on=request.on)):
        raise NotAllowed("access.denied", _("Danh mục này do người đứng đầu hoặc bộ phận nội vụ của đơn vị soạn."))
    return found


def edit_catalogue(request: Request, catalogue_id: int) -> HttpResponse:
    found = _editable(request, catalogue_id)
    initial = {
        "title": found.title, "standard_points": f"{found.standard_points.normalize():f}", "rule": found.rule,
        "groups": _group_lines(found.groups),
    }  # fmt: skip
    form = CatalogueForm(request.POST or None, initial=initial)
    return _form_page(
        request, form, lambda typed: services.edit_catalogue(catalogue_id=found.pk, **typed, **_who(request)),
        _("Sửa thang điểm và cách tính"), lambda: done(request, _("Đã lưu, mọi hệ số được tính lại."), "catalogue", found.pk),
        back=found,
    )  # fmt: skip


def edit_item(request: Request, catalogue_id: int, item_id: int | None = None) -> HttpResponse:
    """Add an item to a draft, or change one; the coefficient follows from the points."""
    found = _editable(request, catalogue_id)
    item = selectors.item_with(found, item_id) if item_id else None
    form = ItemForm(request.POST or None, groups=found.groups, initial=_item_initial(item))

    def run(typed: dict[str, Any]) -> None:
        data = services.ItemData(**typed)
        services.put_item(catalogue_id=found.pk, item_id=item_id, data=data, **_who(request))

    title = _("Sửa dòng danh mục") if item else _("Thêm dòng danh mục")
    lead = _("Hệ số được tính theo cách tính của danh mục: %(rule)s.") % {"rule": found.rule}
    then = lambda: done(request, _("Đã lưu dòng danh mục."), "catalogue", found.pk)  # noqa: E731
    return _form_page(request, form, run, title, then, back=found, lead=lead)


def _item_initial(item: CatalogueItem | None) -> dict[str, Any]:
    if item is None:
        return {"part": Part.SHARED}
    names = ("code", "part", "office", "task", "detail", "product", "group", "note")
    points = f"{item.points.normalize():f}".replace(".", ",")
    return {**{name: getattr(item, name) for name in names}, "points": points}


def change_catalogue(request: Request, catalogue_id: int, act: str) -> HttpResponse:
    """Check, review, or remove an item: acts that need no more than a button."""
    found = _editable(request, catalogue_id)
    if request.method != "POST":
        return show(request, "assignments/catalogue_sure.html", {"catalogue": found, "act": act})
    values = {"catalogue_id": found.pk, **_who(request)}
    if act == "check":
        counts = services.check_catalogue(**values)
        text = _("Đã kiểm tra: %(count)s cảnh báo.") % {"count": sum(counts.values())}
        return done(request, text, "catalogue", found.pk, query="?flagged=1" if counts else "")
    services.review_catalogue(**values)
    return done(request, _("Đã thẩm định, chờ người đứng đầu quyết định."), "catalogue", found.pk)


def remove_item(request: Request, catalogue_id: int, item_id: int) -> HttpResponse:
    found = _editable(request, catalogue_id)
    item = selectors.item_with(found, item_id)
    if request.method != "POST":
        return show(request, "assignments/catalogue_sure.html", {"catalogue": found, "act": "remove", "item": item})
    services.remove_item(catalogue_id=found.pk, item_id=item.pk, **_who(request))
    return done(request, _("Đã bỏ dòng %(code)s.") % {"code": item.code}, "catalogue", found.pk)


def return_catalogue(request: Request, catalogue_id: int) -> HttpResponse:
    found = _editable(request, catalogue_id)
    form = ReasonForm(request.POST or None)
    return _form_page(
        request, form, lambda typed: services.return_to_draft(catalogue_id=found.pk, **typed, **_who(request)),
        _("Trả về dự thảo"), lambda: done(request, _("Đã trả về dự thảo."), "catalogue", found.pk), back=found,
    )  # fmt: skip


def decide_catalogue(request: Request, catalogue_id: int) -> HttpResponse:
    """The head of the managing agency decides, with number and date."""
    found = selectors.catalogue_with(catalogue_id)
    if not may(Permission.CATALOGUE_DECIDE, relations_to_catalogue(request.actor, found, on=request.on)):
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu cơ quan quản lý mới quyết định danh mục (Điều 13.2)."))
    form = DecideForm(request.POST or None, initial={"decided_on": request.on, "valid_from": request.on})
    return _form_page(
        request, form, lambda typed: services.decide_catalogue(catalogue_id=found.pk, **typed, **_who(request)),
        _("Quyết định danh mục"), lambda: done(request, _("Danh mục đã được quyết định."), "catalogue", found.pk), back=found,
        lead=_("Phiên bản đang có hiệu lực kết thúc khi phiên bản này bắt đầu. Việc đã giao giữ nguyên hệ số cũ."),
    )  # fmt: skip
