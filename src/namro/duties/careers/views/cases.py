"""Removal cases: the board with its clocks, one case with what it rests on, and its acts."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.law.calendars import standard_calendar
from namro.base.law.presenting import cite
from namro.base.ui.workbooks import MOST, workbook
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.duties.careers import forms, services, wording
from namro.duties.careers.models import CaseStep, Outcome, RemovalCase
from namro.duties.careers.parameters import LEGAL, RemovalRow, parameters
from namro.duties.careers.selectors import boards, standing
from namro.duties.careers.services.removal import DECISION, rule_of
from namro.duties.careers.views.asking import decider, keeper
from namro.duties.careers.views.terms import PER_PAGE, asked_of
from namro.engine.workdays import OutsideCalendar


def case_board(request: Request) -> HttpResponse:
    """Open cases by their next clock; or those closed, flagged, late."""
    asked = asked_of(request)
    page = Paginator(boards.cases_for(request.actor, asked, on=request.on), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "asked": asked, "rows": [_row(one, request.on) for one in page],
        "counts": boards.counts_of_cases(request.actor, on=request.on), "query": request.GET.urlencode(),
        "names": organisation.name_of(boards.ids_of(page.object_list), on=request.on),
    }  # fmt: skip
    return render(request, "careers/cases.html", context)


def _row(case: RemovalCase, on: date) -> Data:
    due, key = getattr(case, "due", None), getattr(case, "next_step", None) or ""
    outcome = getattr(case, "outcome", None)
    return {
        "case": case, "rule": wording.rule_title(rule_of(case).basis), "step": wording.STEPS.get(key, ""), "due": due,
        "late": case.is_open and due is not None and due < on, "left": _left(on, due) if case.is_open else None,
        "outcome": Outcome(outcome).label if outcome else "",
    }  # fmt: skip


def _left(on: date, due: date | None) -> int | None:
    """Working days left; None where it is late or the calendar does not reach."""
    if due is None or due < on:
        return None
    try:
        return standard_calendar().working_days_between(on, due)
    except OutsideCalendar:
        return None


def case_list(request: Request) -> HttpResponse:
    """The board as a workbook."""
    rows = list(boards.cases_for(request.actor, asked_of(request), on=request.on)[:MOST])
    names = organisation.name_of(boards.ids_of(rows), on=request.on)
    heads = [_("Mã"), _("Họ và tên"), _("Đơn vị"), _("Năm"), _("Năm trước đó"), _("Căn cứ"), _("Mở ngày"), _("Bước tiếp theo"), _("Hạn"), _("Kết quả")]  # fmt: skip
    made = (
        [
            one.person.code, one.person.full_name, names.get(one.unit_id, ""), one.rating.valid.lower.year,
            one.earlier.valid.lower.year if one.earlier else None, rule_of(one).basis.citation, one.opened_on,
            str(wording.STEPS.get(getattr(one, "next_step", None) or "", "")), getattr(one, "due", None),
            str(_row(one, request.on)["outcome"]),
        ]
        for one in rows
    )  # fmt: skip
    return workbook("ho-so-khong-hoan-thanh", heads, made)


def _found(case_id: int) -> RemovalCase:
    found = RemovalCase.objects.select_related("person", "rating", "earlier").filter(pk=case_id).first()
    if found is None:
        raise standing.not_found()
    return found


def case_page(request: Request, case_id: int) -> HttpResponse:
    """One case: the decisions it rests on with their pages, the rule, the steps with their days, how it ended."""
    case = _found(case_id)
    relations = standing.relations_to(request.actor, case.person_id, on=request.on)
    standing.require(Permission.CAREER_READ, relations)
    if Relation.OWNER not in relations:
        request.looked_at = [("careers:case:viewed", ("person", case.person_id), case.unit_id)]
    rule = rule_of(case)
    units = {case.unit_id, case.rating.unit_id, *([case.earlier.unit_id] if case.earlier else [])}
    names = organisation.name_of(units, on=request.on)
    steps = list(case.steps.order_by("place"))
    is_other = Relation.OWNER not in relations
    context = {
        "case": case, "names": names, "rule": wording.rule_title(rule.basis), "cited": cite(rule.basis.citation),
        "is_law": rule.basis.is_law_for(case.staff_group), "ratings": _ratings(case),
        "steps": [_step(one, rule, request.on) for one in steps], "notice": rule.notice,
        "decisions": list(case.decisions.select_related("decided_by__person").order_by("-decided_at", "-pk")),
        "may_step": case.is_open and is_other and may(Permission.CAREER_WRITE, relations),
        "may_decide": case.is_open and standing.may_decide(request.actor, case.person_id, on=request.on),
        "reading": wording.rule_title(parameters().consecutive),
    }  # fmt: skip
    return render(request, "careers/case.html", context)


def _ratings(case: RemovalCase) -> list[Data]:
    """The decisions the case rests on, the earlier first."""
    return [{"row": one, "year": one.valid.lower.year} for one in (case.earlier, case.rating) if one is not None]


def _step(step: CaseStep, rule: RemovalRow, on: date) -> Data:
    of_rule = next((one for one in rule.steps if one.key == step.key), None)
    return {
        "row": step, "title": wording.STEPS.get(step.key, step.key),
        "is_law": of_rule is not None and of_rule.authority == LEGAL, "is_act": step.key != DECISION,
        "may_extend": of_rule is not None and of_rule.extension > 0 and step.extended_from is None,
        "late": step.done_on > step.due_on if step.done_on else on > step.due_on,
    }  # fmt: skip


def case_url(case_id: int) -> str:
    return reverse("career_case", args=[case_id])


def case_step(request: Request, case_id: int, key: str) -> HttpResponse:
    """A step was taken."""
    case = _found(case_id)

    def work(data: Data) -> None:
        services.do_step(case_id=case_id, key=key, **data, **when(request))

    title = _("%(step)s: %(name)s") % {"step": wording.STEPS.get(key, key), "name": case.person}
    return act(
        request, forms.StepForm, title=title, work=work, back=case_url(case_id), done=_("Đã ghi nhận bước này."),
        initial={"done_on": request.on}, check=keeper(request, case.person_id),
    )  # fmt: skip


def case_extend(request: Request, case_id: int, key: str) -> HttpResponse:
    """More time for a step."""
    case = _found(case_id)

    def work(data: Data) -> None:
        services.extend_step(case_id=case_id, key=key, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Gia hạn bước: %(name)s") % {"name": case.person}, work=work,
        back=case_url(case_id), done=_("Đã gia hạn."), check=decider(request, case.person_id),
    )  # fmt: skip


def case_decide(request: Request, case_id: int) -> HttpResponse:
    """The decision that closes a case."""
    case = _found(case_id)

    def work(data: Data) -> None:
        services.decide_case(case_id=case_id, **data, **when(request))

    return act(
        request, forms.DecideCaseForm, title=_("Quyết định về hồ sơ: %(name)s") % {"name": case.person}, work=work,
        back=case_url(case_id), done=_("Đã ghi quyết định, hồ sơ đã khép."), initial={"decided_on": request.on},
        lead=cite(rule_of(case).basis.citation), check=decider(request, case.person_id),
    )  # fmt: skip
