"""Decisions as files: to be filed (.pdf), or edited before signing (.docx)."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.documents.career_decision import CareerDecision, career_decision_docx, career_decision_pdf
from namro.duties.careers import papers
from namro.duties.careers.models import CaseDecision, RemovalCase, TermReview
from namro.duties.careers.selectors import standing
from namro.duties.careers.services.removal import rule_of

MAKERS = {
    "pdf": (career_decision_pdf, "application/pdf"),
    "docx": (career_decision_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def review_file(request: Request, term_id: int, kind: str) -> HttpResponse:
    """The decision on a reappointment."""
    rows = TermReview.objects.select_related("term__person", "decided_by__person").exclude(outcome="")
    found = rows.filter(term=term_id).first()
    if found is None:
        raise standing.not_found()
    _looked(request, found.term.person_id, "term", found.term.unit_id)
    return _file(kind, papers.review_paper(found, found.term), found.term.person.code)


def case_file(request: Request, case_id: int, kind: str) -> HttpResponse:
    """The decision in force that closed a case."""
    case = RemovalCase.objects.select_related("person").filter(pk=case_id).first()
    rows = CaseDecision.objects.filter(case=case_id, in_force=True).select_related("decided_by__person")
    decision = rows.first()
    if case is None or decision is None:
        raise standing.not_found()
    _looked(request, case.person_id, "case", case.unit_id)
    return _file(kind, papers.case_paper(case, decision, rule_of(case).basis.citation), case.person.code)


def _looked(request: Request, person_id: int, what: str, unit_id: int) -> None:
    relations = standing.relations_to(request.actor, person_id, on=request.on)
    standing.require(Permission.CAREER_READ, relations)
    if request.actor.person_id != person_id:
        tag = {"term": "careers:term:printed", "case": "careers:case:printed"}[what]
        request.looked_at = [(tag, ("person", person_id), unit_id)]


def _file(kind: str, paper: CareerDecision, code: str) -> HttpResponse:
    if kind not in MAKERS:
        raise Http404
    make, content_type = MAKERS[kind]
    name = f"quyet-dinh-{code}.{kind}".replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(paper), content_type=content_type, headers=headers)
