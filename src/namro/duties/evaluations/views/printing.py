"""The forms of a large round: asked for here, made by a job, fetched from its page."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import NotVisible
from namro.base.jobs.models import Job
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, Round
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.services import printing
from namro.duties.evaluations.views import present


def round_forms(request: Request, round_id: int) -> HttpResponse:
    """How many forms there are, and the button that has them made."""
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        job = printing.start_forms(round_id=round_id, kind=kind, by=request.actor, at=request.at, on=request.on)
        return redirect("job", job.pk)
    names = organisation.name_of([found.unit_id], on=found.period.days.upper - rules.ONE_DAY)
    context = {
        "round": found,
        "form": _("Mẫu số 02") if found.period.kind == Period.Kind.YEAR else _("Mẫu số 01"),
        "name": names.get(found.unit_id, ""),
        "label": present.label_of(found.period),
        "count": printing.forms_count(found),
        "kind": "docx" if request.GET.get("kind") == "docx" else "pdf",
        "is_gone": request.GET.get("gone") == "1",
    }
    return render(request, "evaluations/round_forms.html", context)


def made_or_asked(request: Request, found: Round, kind: str, name: str) -> HttpResponseBase:
    """The file the actor's own job made; else the page where it is asked for."""
    job_id = request.GET.get("job", "")
    asks = f"{reverse('round_forms', args=[found.pk])}?kind={kind}"
    if not job_id.isdecimal():
        return redirect(asks)
    path = printing.file_of(_own_job(request, found, kind, job_id).pk, kind)
    if not path.is_file():
        return redirect(f"{asks}&gone=1")
    request.looked_at = [("evaluations:round:downloaded_forms", ("round", found.pk), found.unit_id)]
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}.{kind}")


def _own_job(request: Request, found: Round, kind: str, job_id: str) -> Job:
    jobs = Job.objects.filter(task=printing.TASK, asked_by=request.actor.user_id, pk=int(job_id[:18]))
    job = jobs.filter(arguments__round_id=found.pk, arguments__kind=kind).first()
    if job is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return job
