"""Give work: a monthly plan in one table, or one item to one or many people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.city.facts.models import Origin
from namro.duties.assignments.forms import AssignForm
from namro.duties.assignments.plan_rows import (
    PlanRow,
    copied_rows,
    draft_rows,
    fill_accountable,
    mark,
    named_in,
    orders_of,
    pasted_rows,
    renumbered,
    split_names,
    typed_rows,
    what_is_unclear,
)
from namro.duties.assignments.rules import previous_month
from namro.duties.assignments.selectors import work
from namro.duties.assignments.selectors.naming import Naming, naming
from namro.duties.assignments.services.assigning import OrdersRefused, assign, discard_drafts, save_drafts, undo_batch
from namro.duties.assignments.services.orders import Desk, Order
from namro.duties.assignments.views.edge import attempt, done, month_of_request, months, show

BLANK_ROWS = 5


def work_plan(request: Request) -> HttpResponse:
    """The plan of a month: typed, pasted from Excel, copied from last month; kept as a draft or assigned."""
    actor, on = request.actor, request.on
    month = month_of_request(request)
    choice = _picker(request, month)
    if request.method != "POST":
        names = _names(request, choice)
        return _page(request, month, choice, _first_rows(request, month, choice, names), names)
    rows = typed_rows(request.POST)
    act = request.POST.get("act", "check")
    if act == "paste":
        pasted = pasted_rows(request.POST.get("pasted", ""), request.POST.get("process_all", ""))
        rows = renumbered([*rows, *pasted])
    rows = _with_common_process(rows, request.POST.get("process_all", ""))
    names = _names(request, choice, named_in(rows))
    orders = orders_of(rows, choice, names)
    if act == "discard":
        return _discard(request, month)
    if act in ("assign", "save") and not any(row.faults for row in rows):
        error, made = _write(request, act, month, orders)
        if error is None:
            return _written(request, act, month, made, len(orders))
        if not isinstance(error, OrdersRefused):
            return _page(request, month, choice, rows, names, error)
    desk = Desk(actor, month, on, orders)
    mark(rows, desk.faults())
    fill_accountable(rows, desk.orders, names)
    return _page(request, month, choice, rows, names, checked=True)


def _picker(request: Request, month: date) -> work.Picker:
    """Who and what may be assigned. Refuses: access.denied for people who assign to nobody"""
    choice = work.picker(request.actor, month=month, on=request.on)
    if not choice.people:
        raise NotAllowed("access.denied", _("Anh/chị không đứng đầu hay được ủy quyền ở đơn vị nào để giao việc."))
    return choice


def _names(request: Request, choice: work.Picker, typed: Iterable[str] = ()) -> Naming:
    heads = {one.head_id for one in choice.people if one.head_id}
    return naming(request.actor, choice.people, typed, on=request.on, ids=heads)


def _first_rows(request: Request, month: date, choice: work.Picker, names: Naming) -> list[PlanRow]:
    actor, on = request.actor, request.on
    rows = draft_rows(work.drafts_of(actor, month=month))
    if "copy" in request.GET:
        chosen = {int(text) for text in request.GET.getlist("id") if text.isdecimal()}
        last = work.copyable(actor, month=previous_month(month), on=on)
        rows = [*rows, *copied_rows([row for row in last if row.pk in chosen], month)]
    for row in rows:
        row.accountable = row.accountable or names.label(choice.head_of(row.person))
    return renumbered(rows)


def _with_common_process(rows: list[PlanRow], process: str) -> list[PlanRow]:
    for row in rows:
        row.process = row.process.strip() or process.strip()
    return rows


def _write(request: Request, act: str, month: date, orders: Sequence[Order]) -> tuple[DomainError | None, UUID | None]:
    values: dict[str, Any] = {
        "month": month, "orders": orders, "by": request.actor, "at": request.at, "on": request.on,
    }  # fmt: skip
    made: list[Any] = []
    error = attempt(lambda: made.append(assign(**values) if act == "assign" else save_drafts(**values)))
    return error, made[0] if made and act == "assign" else None


def _written(request: Request, act: str, month: date, batch: UUID | None, count: int) -> HttpResponse:
    query = f"?month={month:%Y-%m}"
    if act == "save":
        return done(request, _("Đã lưu nháp kế hoạch %(count)s việc.") % {"count": count}, "work_plan", query=query)
    return _assigned(request, batch, count, month)


def _assigned(request: Request, batch: UUID | None, count: int, month: date) -> HttpResponse:
    assert batch is not None
    text = ngettext("Đã giao %(count)s việc.", "Đã giao %(count)s việc.", count) % {"count": count}
    link = format_html('<a href="{}">{}</a>', reverse("undo_batch", args=[batch]), _("Hoàn tác"))
    return done(request, format_html("{} {}", text, link), "team_work", query=f"?month={month:%Y-%m}")


def _discard(request: Request, month: date) -> HttpResponse:
    ids = [row.draft_id for row in typed_rows(request.POST) if row.draft_id]
    count = discard_drafts(ids=ids, by=request.actor, at=request.at)
    text = _("Đã bỏ %(count)s dòng nháp.") % {"count": count}
    return done(request, text, "work_plan", query=f"?month={month:%Y-%m}")


def _page(
    request: Request, month: date, choice: work.Picker, rows: list[PlanRow], names: Naming,
    error: DomainError | None = None, *, checked: bool = False,
) -> HttpResponse:  # fmt: skip
    faulty = [row for row in rows if row.faults]
    head = names.label(choice.only_head)
    blanks = [PlanRow(len(rows) + n, accountable=head) for n in range(1, BLANK_ROWS + 1)]
    context = {
        "month": month, **months(month), "choice": choice, "names": names.near, "rows": [*rows, *blanks], "filled": len(rows),
        "count": len(rows) + BLANK_ROWS, "faulty": faulty, "checked": checked, "has_catalogue": bool(choice.items),
        "process_all": request.POST.get("process_all", ""), "has_drafts": any(row.draft_id for row in rows),
    }  # fmt: skip
    response = show(request, "assignments/work_plan.html", context, error)
    if faulty and request.POST.get("act") in ("assign", "save"):
        response.status_code = 400
    return response


def copy_work(request: Request) -> HttpResponse:
    """Choose which work of last month to put into this month's plan."""
    month = month_of_request(request)
    _picker(request, month)
    last = previous_month(month)
    rows = work.copyable(request.actor, month=last, on=request.on)
    shown = list(zip(rows, copied_rows(rows, month), strict=True))
    return show(request, "assignments/copy_work.html", {"month": month, "last": last, "rows": shown, **months(month)})


def assign_work(request: Request) -> HttpResponse:
    """One item, for one person or for many at once."""
    month = month_of_request(request)
    choice = _picker(request, month)
    people = [(one.posting_id, f"{one.name} · {one.unit_name}") for one in choice.people]
    initial = {"item": request.GET.get("item", ""), "people": request.GET.getlist("to"), "quantity": "1"}
    form = AssignForm(request.POST or None, people=people, initial=initial)
    names = _names(request, choice, split_names(request.POST.get("coordinators", "")))
    error = None
    coordinators = _coordinators(form, names) if request.method == "POST" and form.is_valid() else ()
    if request.method == "POST" and form.is_valid():
        orders = _orders_of_form(form, choice, coordinators)
        made: list[UUID] = []
        month = form.cleaned_data["deadline"].replace(day=1)
        error = attempt(
            lambda: made.append(assign(month=month, orders=orders, by=request.actor, at=request.at, on=request.on))
        )
        if error is None:
            return _assigned(request, made[0], len(orders), month)
        if isinstance(error, OrdersRefused):
            for text in dict.fromkeys(str(fault.message) for fault in error.faults):
                form.add_error(None, text)
    context = {"form": form, "choice": choice, "names": names.near, "month": month, **months(month)}
    hidden = None if isinstance(error, OrdersRefused) else error
    response = show(request, "assignments/assign_work.html", context, hidden)
    if form.errors:
        response.status_code = 400
    return response


def _coordinators(form: AssignForm, names: Naming) -> tuple[int, ...]:
    """Who takes part; a name that is nobody's, or several people's, is put to its field."""
    found = []
    for text in split_names(form.cleaned_data["coordinators"]):
        meant = names.meant(text)
        if len(meant) == 1:
            found.append(meant[0].person_id)
        else:
            form.add_error("coordinators", what_is_unclear(text, meant))
    return tuple(found)


def _orders_of_form(form: AssignForm, choice: work.Picker, coordinators: tuple[int, ...]) -> list[Order]:
    typed = form.cleaned_data
    return [
        Order(
            row=number, posting_id=posting, item_id=choice.item(typed["item"], posting), title=typed["title"],
            quantity=typed["quantity"], process=typed["process"], product=typed["product"], deadline=typed["deadline"],
            origin=Origin.AD_HOC.value if typed["is_ad_hoc"] else Origin.PLANNED.value,
            coordinator_ids=coordinators,
        )
        for number, posting in enumerate(typed["people"], start=1)
    ]  # fmt: skip


def undo(request: Request, batch: UUID) -> HttpResponse:
    """Take back one act of assigning, after asking; for everybody else there is no such act."""
    if not work.is_own_batch(batch, request.actor):
        raise NotVisible("assignments.batch.unknown", _("Không tìm thấy lần giao việc này của anh/chị."))
    if request.method != "POST":
        return show(request, "assignments/undo_batch.html", {"batch": batch})
    error = attempt(lambda: undo_batch(batch=batch, by=request.actor, at=request.at, on=request.on))
    if error is not None:
        return show(request, "assignments/undo_batch.html", {"batch": batch}, error)
    return done(request, _("Đã hoàn tác lần giao việc."), "work_plan")
