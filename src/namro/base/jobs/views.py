"""Jobs as pages; the progress fragment refreshes itself with htmx, or the page by hand."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from namro.base.access.http import Request
from namro.base.jobs import selectors
from namro.base.jobs.models import JobState
from namro.base.jobs.services import retry


def jobs(request: Request) -> HttpResponse:
    found = selectors.jobs_visible_to(request.actor)
    if state := request.GET.get("state"):
        found = found.filter(state=state)
    rows = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": rows, "states": JobState.choices, "state": state})


def job(request: Request, job_id: int) -> HttpResponse:
    found = selectors.job_visible_to(request.actor, job_id)
    waits = found.state in (JobState.WAITING, JobState.RUNNING)
    context = {
        "job": found,
        "waits": waits,
        "percent": 100 * found.done // found.total if found.total else 0,
        "no_worker": waits and not selectors.worker_is_running(),
    }
    fragment = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "job-progress"
    return render(request, "jobs/job.html#progress" if fragment else "jobs/job.html", context)


def retry_job(request: Request, job_id: int) -> HttpResponse:
    found = selectors.job_visible_to(request.actor, job_id)
    if request.method == "POST":
        again = retry(job=found, by=request.actor, at=request.at)
        return redirect("job", again.pk)
    return redirect("job", job_id)
