"""Discipline: the list, one decision with what it counts in and why, entering, correcting, taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.law.presenting import cite
from namro.base.ui.workbooks import MOST, workbook
from namro.city.acting import Data, act, when
from namro.city.facts import selectors as facts
from namro.city.facts.models import RatedKind
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.careers import forms, services, wording
from namro.duties.careers.models import ActSpan, Counting, DisciplineDecision, DisciplineKind
from namro.duties.careers.parameters import forms_on, in_force, parameters
from namro.duties.careers.rules.discipline import handling
from namro.duties.careers.selectors import boards, standing
from namro.duties.careers.views.asking import keeper
from namro.duties.careers.views.terms import PER_PAGE, asked_of

ONE_DAY = timedelta(days=1)


def discipline_list(request: Request) -> HttpResponse:
    """Decisions on discipline of the units the actor oversees."""
    asked = asked_of(request)
    found = boards.discipline_for(request.actor, asked, on=request.on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "asked": asked, "query": request.GET.urlencode(),
        "rows": [{"row": one, "form": wording.form_title(one.form), "in_effect": _in_effect(one, request)} for one in page],
        "names": organisation.name_of(boards.ids_of(page.object_list), on=request.on),
    }  # fmt: skip
    return render(request, "careers/discipline_list.html", context)


def _in_effect(one: DisciplineDecision, request: Request) -> bool:
    return one.withdrawn_at is None and one.effective_on <= request.on < one.until


def discipline_file(request: Request) -> HttpResponse:
    """The list as a workbook."""
    rows = list(boards.discipline_for(request.actor, asked_of(request), on=request.on)[:MOST])
    names = organisation.name_of(boards.ids_of(rows), on=request.on)
    heads = [_("Mã"), _("Họ và tên"), _("Đơn vị"), _("Loại kỷ luật"), _("Hình thức"), _("Số quyết định"), _("Ngày quyết định"), _("Có hiệu lực từ"), _("Hết hiệu lực ngày"), _("Đã rút")]  # fmt: skip
    made = (
        [
            one.person.code, one.person.full_name, names.get(one.unit_id, ""), one.get_kind_display(),
            wording.form_title(one.form), one.number, one.decided_on, one.effective_on, one.until,
            _("đã rút") if one.withdrawn_at else "",
        ]
        for one in rows
    )  # fmt: skip
    return workbook("ky-luat", heads, made)


def _found(decision_id: int) -> DisciplineDecision:
    rows = DisciplineDecision.objects.select_related("person", "used_rating", "replaces", "recorded_by__person")
    found = rows.filter(pk=decision_id).first()
    if found is None:
        raise standing.not_found()
    return found


def discipline_page(request: Request, decision_id: int) -> HttpResponse:
    """One decision: the act, the years it counts in or not with the article, the other decisions on the same act."""
    row = _found(decision_id)
    relations = standing.relations_to(request.actor, row.person_id, on=request.on)
    standing.require(Permission.CAREER_READ, relations)
    is_other = Relation.OWNER not in relations
    if is_other:
        request.looked_at = [("careers:discipline:viewed", ("person", row.person_id), row.unit_id)]
    countings = list(row.countings.select_related("instead", "mark").order_by("year", "pk"))
    spans = list(row.spans.order_by("valid", "pk"))
    units = {row.unit_id, *(one.unit_id for one in countings), *(one.unit_id for one in spans)}
    others = _others(row)
    forms_row = forms_on(row.decided_on, kind=row.kind, group=row.staff_group)
    context = {
        "row": row, "form": wording.form_title(row.form), "in_effect": _in_effect(row, request),
        "names": organisation.name_of(units, on=request.on), "countings": _counted(row, countings),
        "spans": [{"unit": one.unit_id, "first": one.valid.lower, "last": one.valid.upper - ONE_DAY} for one in spans],
        "same": [one for one in others if one.act_key == row.act_key],
        "replaced_by": next((one for one in others if one.replaces_id == row.pk), None),
        "forms_basis": cite(forms_row.basis.citation) if forms_row else "",
        "forms_are_law": forms_row is not None and forms_row.basis.is_law_for(row.staff_group),
        "may_write": is_other and row.withdrawn_at is None and may(Permission.DISCIPLINE_WRITE, relations),
        "delay": _delay(row),
        "handling": _handling(row),
        "alike": _alike(row, others, spans),
    }  # fmt: skip
    return render(request, "careers/discipline.html", context)


def _others(row: DisciplineDecision) -> list[DisciplineDecision]:
    """The person's other decisions, with the first and the last day of each act: one query."""
    rows = DisciplineDecision.objects.filter(person=row.person_id).exclude(pk=row.pk)
    acts = rows.annotate(act_first=Min("spans__valid__startswith"), act_until=Max("spans__valid__endswith"))
    return list(acts.order_by("effective_on", "pk"))


def _alike(row: DisciplineDecision, others: list[Any], spans: list[ActSpan]) -> list[DisciplineDecision]:
    """Decisions on acts of the same days that do not say they are about the same act: perhaps one entered as two."""
    if row.withdrawn_at is not None or not spans:
        return []
    first, until = spans[0].valid.lower, spans[-1].valid.upper
    apart = [one for one in others if one.withdrawn_at is None and one.act_key != row.act_key and one.act_first]
    return [one for one in apart if one.act_first < until and first < one.act_until]


def _delay(row: DisciplineDecision) -> Data | None:
    """How long a rise in pay waits, where the law of the day says so; discipline by the Party delays none."""
    rule = in_force(parameters().delays, row.decided_on, row.staff_group)
    if rule is None or row.kind != DisciplineKind.ADMINISTRATIVE or row.form not in rule.months:
        return None
    return {"months": rule.months[row.form], "cited": cite(rule.basis.citation)}


def _handling(row: DisciplineDecision) -> Data | None:
    """The time limit of the decision, where the day of discovery is told and a rule of that day sets one."""
    if row.detected_on is None or row.kind != DisciplineKind.ADMINISTRATIVE:
        return None
    rule = in_force(parameters().handling, row.detected_on, row.staff_group)
    if rule is None:
        return None
    found = handling(row.detected_on, row.decided_on, days=rule.days, complex_days=rule.complex_days)
    words, tone = wording.PACES[found.pace]
    return {
        "found": found, "state": words, "tone": tone, "days": rule.days, "complex_days": rule.complex_days,
        "cited": cite(rule.basis.citation), "is_law": rule.basis.is_law_for(row.staff_group),
    }  # fmt: skip


def _counted(row: DisciplineDecision, countings: list[Counting]) -> list[Data]:
    """Each year with why, the article, and the year's rating where it was decided without the act."""
    ratings = facts.ratings_of([row.person_id], kind=RatedKind.YEAR).get(row.person_id, [])
    by_year = {one.valid.lower.year: one for one in ratings if one.is_main}
    found = []
    for one in countings:
        rating = by_year.get(one.year) if one.mark_id else None
        stands = rating if rating is not None and rating.level and not rating.is_failing else None
        found.append({"row": one, "why": wording.WHYS[one.why], "article": cite(one.article), "to_replace": stands})
    return found


# Forms -----------------------------------------------------------------------------------------------------------
def discipline_url(decision_id: int) -> str:
    return reverse("career_discipline", args=[decision_id])


def new_discipline(request: Request, person_id: int) -> HttpResponse:
    """Enter a decision."""
    who = people.person(person_id)
    return _entered(
        request, person_id, title=_("Ghi quyết định kỷ luật: %(name)s") % {"name": who},
        back=reverse("career", args=[person_id]), initial={},
    )  # fmt: skip


def correct_discipline(request: Request, decision_id: int) -> HttpResponse:
    """Enter it again, rightly; the old row is withdrawn and names the new one."""
    row = _found(decision_id)
    names = (
        "kind",
        "form",
        "number",
        "decided_on",
        "effective_on",
        "issued_by",
        "nature",
        "note",
        "act_key",
        "detected_on",
    )
    initial = {name: getattr(row, name) for name in names}
    initial["used_rating"] = str(row.used_rating_id or "")
    if request.method != "POST":  # what is sent stands for itself
        spans = list(row.spans.order_by("valid", "pk"))
        initial |= {"act_first": spans[0].valid.lower, "act_last": spans[-1].valid.upper - ONE_DAY}
    return _entered(
        request, row.person_id, title=_("Ghi lại cho đúng: %(name)s") % {"name": row.person}, back=discipline_url(row.pk),
        initial=initial, replaces_id=row.pk,
    )  # fmt: skip


def _entered(
    request: Request, person_id: int, *, title: str, back: str, initial: Data, replaces_id: int | None = None
) -> HttpResponse:
    def work(data: Data) -> str:
        made = services.record_discipline(
            person_id=person_id,
            used_rating_id=data.pop("used_rating"),
            replaces_id=replaces_id,
            **data,
            **when(request),
        )
        return discipline_url(made.pk)

    def offer(form: forms.DisciplineForm) -> None:
        rated = facts.ratings_of([person_id], kind=RatedKind.YEAR).get(person_id, [])
        used = [(str(one.pk), f"{one.valid.lower.year}: {one.number}") for one in rated if one.is_failing]
        acts = DisciplineDecision.objects.filter(person=person_id, withdrawn_at=None).order_by("act_key")
        form.offer(used, list(acts.values_list("act_key", flat=True).distinct()))

    return act(
        request, forms.DisciplineForm, title=title, back=back, work=work, done=_("Đã ghi quyết định kỷ luật."),
        initial=initial, offer=offer, check=keeper(request, person_id, Permission.DISCIPLINE_WRITE),
        lead=_("Hệ thống xét hành vi này tính vào kết quả năm nào, của đơn vị nào, và nêu điều khoản."),
    )  # fmt: skip


def withdraw_discipline(request: Request, decision_id: int) -> HttpResponse:
    """The decision was annulled, or is none of this person."""
    row = _found(decision_id)

    def work(data: Data) -> None:
        services.withdraw_discipline(decision_id=decision_id, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Rút quyết định kỷ luật: %(name)s") % {"name": row.person}, work=work,
        back=discipline_url(decision_id), done=_("Đã rút, dấu ghi nhận không còn tính."), danger=True,
        check=keeper(request, row.person_id, Permission.DISCIPLINE_WRITE),
    )  # fmt: skip
