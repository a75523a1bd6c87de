"""What is one person's: a line explained, what they were given, their pay."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.law.presenting import cite
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.careers.money import forms, services
from namro.duties.careers.money.models import ListState, PayBase, PayLine
from namro.duties.careers.money.papers import title_of
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors import boards, standing
from namro.duties.careers.money.selectors.own_lines import may_decide_line, waits, who_decides
from namro.duties.careers.money.selectors.rewards import rewards_of
from namro.duties.careers.money.services.pay import PayData, require_keeper
from namro.duties.careers.money.views.lists import line_row
from namro.duties.careers.money.views.regulations import PER_PAGE
from namro.duties.careers.views.asking import decider

ONE_DAY = timedelta(days=1)


def exact(text: str) -> str:
    """An exact amount as people read it: two decimals, cut and never rounded up."""
    hundredths = int(Fraction(text or "0") * 100)
    return dong(hundredths // 100) + (f",{hundredths % 100:02d}" if hundredths % 100 else "")


def line(request: Request, line_id: int) -> HttpResponse:
    """How one amount came about, step by step, with the article of the regulation for each."""
    rows = PayLine.objects.select_related("person", "rating", "pay_list__regulation__scheme")
    row = rows.filter(pk=line_id).first()
    if row is None:
        raise standing.not_found()
    pay_list = row.pay_list
    relations = standing.relations_to_unit(request.actor, pay_list.unit_id, on=request.on)
    is_own = request.actor.person_id == row.person_id and pay_list.state == ListState.DECIDED
    may_decide = may_decide_line(request.actor, row, on=request.on)
    if not is_own and not may_decide and not may(Permission.MONEY_READ, relations):
        raise standing.not_found()
    if not is_own:
        request.looked_at = [("money:line:viewed", ("person", row.person_id), row.unit_id)]
    work = row.workings
    context = {
        **line_row(row), "title": title_of(pay_list), "pay_list": pay_list, "regulation": pay_list.regulation,
        "articles": pay_list.regulation.articles, "work": work, "reads_list": may(Permission.MONEY_READ, relations),
        "stretches": [{**one, "first": date.fromisoformat(one["first"]), "last": date.fromisoformat(one["last"]),
                       "base": exact(one["base"]) if one["base"] else ""} for one in work["stretches"]],
        "figures": {name: exact(work[name]) for name in ("base", "floor", "even", "weighed") if name in work},
        "terms": pay_list.regulation.terms, "unit": organisation.name_of([row.unit_id], on=request.on).get(row.unit_id, ""),
        "use": cite(parameters().citation_of_use(pay_list.regulation.scheme.period, pay_list.valid.lower)),
        "may_decide": may_decide, "waits_for": who_decides(row.person_id, on=request.on) if waits(row, on=request.on) else "",
    }  # fmt: skip
    return render(request, "money/line.html", context)


def decide_line(request: Request, line_id: int) -> HttpResponse:
    """The authority above decides the line of the head who decides the list."""
    row = PayLine.objects.select_related("person", "pay_list__regulation__scheme").filter(pk=line_id).first()
    if row is None:
        raise standing.not_found()

    def work(data: Data) -> None:
        services.decide_own_line(line_id=row.pk, **data, **when(request))

    return act(
        request, forms.NumberForm, title=_("Quyết định dòng của %(name)s") % {"name": row.person.full_name}, work=work,
        back=reverse("money_line", args=[row.pk]), done=_("Đã quyết định dòng này."), initial={"decided_on": request.on},
        check=decider(request, row.person_id),
        lead=_("%(amount)s đồng, %(list)s. Người đứng đầu không tự quyết định cho mình.") % {
            "amount": dong(row.amount), "list": title_of(row.pay_list)},
    )  # fmt: skip


def mine(request: Request) -> HttpResponse:
    """What the reader was given: money of decided lists, rewards."""
    me = request.actor.person_id
    rows = boards.own_lines(me, on=request.on) if me else PayLine.objects.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "lines": [{**line_row(one), "title": title_of(one.pay_list)} for one in page],
        "rewards": rewards_of(me, on=request.on) if me else [],
    }  # fmt: skip
    return render(request, "money/mine.html", context)


# Pay -------------------------------------------------------------------------------------------------------------
def pay(request: Request, person_id: int) -> HttpResponse:
    """The pay rows of a person, and the rewards home affairs keeps."""
    who = people.person(person_id)
    relations = people.relations_to_person(request.actor, person_id, on=request.on)
    if not may(Permission.MONEY_OWN, relations):
        raise standing.not_found()
    is_own = Relation.OWNER in relations
    if not is_own:
        request.looked_at = [("money:pay:viewed", ("person", person_id), None)]
    rows = PayBase.objects.filter(person=person_id).order_by("-valid", "pk")
    context = {
        "who": who, "rows": [_pay_row(one) for one in rows], "rewards": rewards_of(person_id, on=request.on),
        "may_write": not is_own and Relation.OFFICER in relations,
    }  # fmt: skip
    return render(request, "money/pay.html", context)


def _pay_row(row: PayBase) -> dict[str, Any]:
    last = row.valid.upper - ONE_DAY if row.valid.upper else None
    return {"row": row, "amount": dong(row.amount) if row.amount else "", "first": row.valid.lower, "last": last}


def new_pay(request: Request, person_id: int) -> HttpResponse:
    """Record a row."""
    who = people.person(person_id)
    require_keeper(request.actor, person_id, on=request.on)

    def work(data: Data) -> None:
        services.record_pay(data=PayData(person_id, **data), **when(request))

    return act(
        request, forms.PayForm, title=_("Ghi mức lương: %(name)s") % {"name": who}, work=work, done=_("Đã ghi mức lương."),
        back=reverse("money_pay", args=[person_id]), lead=_("Mức mới kết thúc mức đang hưởng. Danh sách đã quyết định giữ nguyên."),
    )  # fmt: skip


def withdraw_pay(request: Request, pay_id: int) -> HttpResponse:
    """A row recorded by mistake."""
    row = PayBase.objects.select_related("person").filter(pk=pay_id).first()
    if row is None:
        raise standing.not_found()
    require_keeper(request.actor, row.person_id, on=request.on)

    def work(_data: Data) -> None:
        services.withdraw_pay(pay_id=pay_id, **when(request))

    return act(
        request, forms.NothingForm, title=_("Rút mức lương ghi nhầm: %(name)s") % {"name": row.person}, work=work,
        back=reverse("money_pay", args=[row.person_id]), done=_("Đã rút."), danger=True,
    )  # fmt: skip
