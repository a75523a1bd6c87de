"""Rewards: who may be proposed, who was, what was decided."""

from __future__ import annotations

from typing import Any

from django import forms as dj
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.city.organisation.forms import OfficerForm
from namro.city.people import selectors as people
from namro.duties.careers.money import forms, services, wording
from namro.duties.careers.money.models import ProposalState, Reward, RewardProposal
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.selectors import standing
from namro.duties.careers.money.selectors.merit import candidates
from namro.duties.careers.money.selectors.rewards import proposals_for
from namro.duties.careers.money.services.pay import require_keeper
from namro.duties.careers.money.services.rewarding import require_authority, rule_of
from namro.duties.careers.money.views.regulations import PER_PAGE

MOST_OFFERED = 300


def year_of(request: Request) -> int:
    """The year asked for; else the last one that ended."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and 2000 <= int(asked) <= 2100 else request.on.year - 1


def board(request: Request) -> HttpResponse:
    """The proposals of a year."""
    get, year = request.GET.get, year_of(request)
    found = proposals_for(
        request.actor, year=year, state=get("state", ""), words=get("q", ""), sort=get("sort", ""), on=request.on
    )
    page = Paginator(found, PER_PAGE).get_page(get("page"))
    titles = {one.key: said(one.title) for one in parameters().rewards}
    context = {
        "page": page, "year": year, "q": get("q", ""), "state": get("state", ""), "states": ProposalState.choices,
        "rows": [{"row": one, "title": titles.get(one.rule, one.rule), "tone": wording.TONES[one.state],
                  "reward": getattr(one, "reward", None)} for one in page],
        "names": organisation.name_of({one.unit_id for one in page}, on=request.on), "place": _place(request),
        "rules": [{"key": one.key, "title": said(one.title), "basis": cite(one.basis.citation)} for one in parameters().rewards],
    }  # fmt: skip
    return render(request, "money/rewards.html", context)


def _place(request: Request) -> standing.Place | None:
    """Where an officer may propose; nothing for whoever only decides."""
    return standing.place_of(request.actor, "", on=request.on) if request.actor.officer_of else None


class ProposeForm(OfficerForm):
    """Whom to propose, among the candidates."""

    people = dj.MultipleChoiceField(label="", widget=dj.CheckboxSelectMultiple)
    merit = dj.CharField(label="", max_length=2000, widget=forms.LONG, required=False)


def propose(request: Request) -> HttpResponse:
    """The candidates by a rule, chosen from."""
    actor, get = request.actor, request.GET.get
    if not actor.officer_of:
        raise standing.not_found()
    year, rule = year_of(request), rule_of(get("rule") or parameters().rewards[0].key)
    place = standing.place_of(actor, get("unit", ""), on=request.on)
    standing.require_unit(actor, place.agency, Permission.MONEY_PREPARE, on=request.on)
    fitting = candidates(rule, place.units, year, on=request.on)
    fitting = [one for one in fitting if one.person_id != actor.person_id]

    def ready(form: ProposeForm) -> None:
        form.fields["merit"].label = _("Thành tích")
        shown = fitting if form.is_bound else fitting[:MOST_OFFERED]
        field: Any = form.fields["people"]
        field.label = _("Người được đề nghị")
        field.choices = [(str(one.person_id), f"{one.full_name} ({one.code}) {one.title}") for one in shown]

    def work(data: Data) -> None:
        services.propose_rewards(
            rule=rule.key, year=year, unit_id=place.agency, person_ids=[int(one) for one in data["people"]], merit=data["merit"],
            **when(request),
        )  # fmt: skip

    lead = _("%(unit)s: %(count)s người đủ điều kiện theo kết quả năm %(year)s.")
    return act(
        request, ProposeForm, title=_("Đề nghị: %(title)s") % {"title": said(rule.title)}, work=work, ready=ready,
        back=f"{reverse('money_rewards')}?year={year}", done=_("Đã ghi đề nghị."),
        lead=lead % {"unit": dict(place.ways).get(place.agency, ""), "count": len(fitting), "year": year},
    )  # fmt: skip


def decide(request: Request, proposal_id: int) -> HttpResponse:
    """The authority decides."""
    row = RewardProposal.objects.select_related("person").filter(pk=proposal_id).first()
    if row is None:
        raise standing.not_found()
    require_authority(request.actor, row, on=request.on)

    def work(data: Data) -> None:
        approved = data.pop("approved") == "yes"
        services.decide_reward(proposal_id=proposal_id, approved=approved, **data, **when(request))

    return act(
        request, forms.DecideRewardForm, title=_("Quyết định khen thưởng: %(name)s") % {"name": row.person}, work=work,
        back=f"{reverse('money_rewards')}?year={row.year}", done=_("Đã ghi quyết định."), initial={"decided_on": request.on},
        lead=said(rule_of(row.rule).title),
    )  # fmt: skip


def record(request: Request, person_id: int) -> HttpResponse:
    """A reward given elsewhere."""
    who = people.person(person_id)
    require_keeper(request.actor, person_id, on=request.on)

    def work(data: Data) -> None:
        services.record_reward(person_id=person_id, **data, **when(request))

    return act(
        request, forms.RewardForm, title=_("Ghi khen thưởng: %(name)s") % {"name": who}, work=work,
        back=reverse("money_pay", args=[person_id]), done=_("Đã ghi khen thưởng."),
    )  # fmt: skip


def withdraw(request: Request, reward_id: int) -> HttpResponse:
    """A reward annulled or entered by mistake."""
    row = Reward.objects.select_related("person").filter(pk=reward_id).first()
    if row is None:
        raise standing.not_found()
    require_keeper(request.actor, row.person_id, on=request.on)

    def work(data: Data) -> None:
        services.withdraw_reward(reward_id=reward_id, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Rút khen thưởng: %(name)s") % {"name": row.person}, work=work,
        back=reverse("money_pay", args=[row.person_id]), done=_("Đã rút."), danger=True,
    )  # fmt: skip
