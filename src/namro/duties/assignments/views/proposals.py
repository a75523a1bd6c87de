"""New outputs outside the catalogue: propose, forward, add or refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.assignments.forms import AddProposedForm, AnswerForm, ProposalForm
from namro.duties.assignments.models import ProposalState
from namro.duties.assignments.selectors import catalogue as selectors
from namro.duties.assignments.selectors.catalogue_rights import relations_to_unit
from namro.duties.assignments.services import proposals as services
from namro.duties.assignments.views.edge import attempt, done, show

PER_PAGE = 50


def proposals(request: Request) -> HttpResponse:
    """Proposals of my units, and those that wait for me."""
    actor, on = request.actor, request.on
    state = request.GET.get("state", "")
    page = Paginator(selectors.proposals_for(actor, on=on, state=state), PER_PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of({one.unit_id for one in page}, on=on)
    context = {"page": page, "names": names, "state": state, "states": ProposalState.choices}
    return show(request, "assignments/proposals.html", context)


def new_proposal(request: Request) -> HttpResponse:
    """Report a new output of one's unit."""
    actor, on = request.actor, request.on
    units = _my_units(request)
    if not units:
        raise NotAllowed("access.denied", _("Anh/chị chưa công tác ở đơn vị nào để đề nghị."))
    form = ProposalForm(request.POST or None, units=units)
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        unit = typed.pop("unit")
        data = services.ProposalData(**typed)
        error = attempt(lambda: services.propose_item(unit_id=unit, data=data, by=actor, at=request.at, on=on))
        if error is None:
            return done(request, _("Đã gửi đề nghị bổ sung danh mục."), "proposals")
    response = show(request, "assignments/proposal_form.html", {"form": form}, error)
    response.status_code = 400 if form.errors else response.status_code
    return response


def _my_units(request: Request) -> list[tuple[int, str]]:
    actor, on = request.actor, request.on
    units = set(actor.officer_of) | people.headed_units(actor.person_id, on=on)
    if actor.person_id is not None:
        units |= {posting.unit_id for posting in people.postings_on(actor.person_id, on=on)}
    return sorted(organisation.name_of(units, on=on).items(), key=lambda pair: pair[1])


def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """One proposal with its way up, and the answer where it is mine to give."""
    actor, on = request.actor, request.on
    found = selectors.proposal_with(proposal_id, actor, on=on)
    forms = {
        "add": AddProposedForm(
            request.POST if request.POST.get("act") == "add" else None,
            initial={"group": found.group, "points": f"{found.points.normalize():f}", "decided_on": on},
        ),
        "refuse": AnswerForm(request.POST if request.POST.get("act") == "refuse" else None, auto_id="refuse_%s"),
    }  # fmt: skip
    error = None
    if request.method == "POST":
        error = _answer(request, proposal_id, forms)
        if error is None and not any(form.errors for form in forms.values()):
            return done(request, _("Đã xử lý đề nghị."), "proposal", proposal_id)
    waiting = found.state in services.WAITING
    context: dict[str, Any] = {
        "proposal": found, "add_form": forms["add"], "refuse_form": forms["refuse"],
        "unit_name": organisation.name_of([found.unit_id], on=on).get(found.unit_id, ""),
        "may_forward": found.state == ProposalState.PROPOSED
        and may(Permission.CATALOGUE_DRAFT, relations_to_unit(actor, found.unit_id, on=on)),
        "may_answer": waiting and Relation.DECIDER in relations_to_unit(actor, found.catalogue.unit_id, on=on),
    }  # fmt: skip
    response = show(request, "assignments/proposal.html", context, error)
    if any(form.errors for form in forms.values()):
        response.status_code = 400
    return response


def _answer(request: Request, proposal_id: int, forms: dict[str, Any]) -> DomainError | None:
    who: dict[str, Any] = {"by": request.actor, "at": request.at, "on": request.on}
    act = request.POST.get("act", "")
    if act == "forward":
        return attempt(lambda: services.forward_proposal(proposal_id=proposal_id, note="", **who))
    form = forms.get(act)
    if form is None or not form.is_valid():
        return None if form else DomainError("proposal.act", _("Hãy chọn một cách xử lý."))
    run: Callable[..., Any] = services.add_proposed if act == "add" else services.refuse_proposal
    return attempt(lambda: run(proposal_id=proposal_id, **form.cleaned_data, **who))
