"""My work: a person's month with the five clears in sight, and results reported inline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.duties.assignments.forms import amount
from namro.duties.assignments.models import Assignment, AssignmentState
from namro.duties.assignments.selectors import looking, work
from namro.duties.assignments.services.results import Report, report_results
from namro.duties.assignments.views.edge import attempt, done, month_of_request, months, show


def my_work(request: Request) -> HttpResponse:
    """The month, and on POST every row in which a quantity was typed."""
    actor, on = request.actor, request.on
    month = month_of_request(request)
    if request.method != "POST":
        return _page(request, month)
    faults: dict[int, str] = {}
    reports = _reports(request, faults, on)
    if faults or not reports:
        nothing = DomainError("assignments.report.nothing", _("Hãy nhập khối lượng ở ít nhất một việc rồi gửi."))
        return _page(request, month, faults, None if faults else nothing)
    error = attempt(lambda: report_results(reports=reports, by=actor, at=request.at, on=on))
    if error is not None:
        return _page(request, month, {error.details.get("id", 0): str(error)}, error)
    text = _("Đã báo cáo kết quả %(count)s việc.") % {"count": len(reports)}
    return done(request, text, "my_work", query=f"?month={month:%Y-%m}")


def _reports(request: Request, faults: dict[int, str], on: date) -> list[Report]:
    found = []
    chosen = request.POST.get("only", "")
    for key, text in request.POST.items():
        name, _dash, number = key.partition("-")
        if name != "quantity" or not number.isdecimal() or not str(text).strip() or chosen not in ("", number):
            continue
        if report := _report(request, int(number), str(text), faults, on):
            found.append(report)
    return found


def _report(request: Request, number: int, text: str, faults: dict[int, str], on: date) -> Report | None:
    try:
        quantity = amount(text)
    except ValidationError as error:
        faults[number] = error.messages[0]
        return None
    day = request.POST.get(f"finished-{number}", "")
    try:
        finished = date.fromisoformat(day) if day else on
    except ValueError:
        faults[number] = _("Ngày hoàn thành chưa đúng.")
        return None
    file: Any = request.FILES.get(f"file-{number}")
    return Report(number, quantity, finished, request.POST.get(f"evidence-{number}", ""), file)


def _page(
    request: Request, month: date, faults: dict[int, str] | None = None, error: DomainError | None = None
) -> HttpResponse:
    actor, on = request.actor, request.on
    mine = work.my_month(actor.person_id or 0, month=month, on=on)
    context = {
        "month": month, **months(month), "mine": mine, "faults": faults or {}, "on": on,
        "rows": [_shown(row, request) for row in mine.rows],
        "lookers": looking.lookers_at_month(
            mine.postings, [*mine.rows, *mine.ended], month=month, but=actor.user_id
        ),
        "has_open": any(row.state in OPEN for row in mine.rows),
    }  # fmt: skip
    response = show(request, "assignments/my_work.html", context, error)
    if faults and error is None:
        response.status_code = 400
    return response


OPEN = (AssignmentState.ASSIGNED, AssignmentState.REPORTED)


def _shown(row: Assignment, request: Request) -> dict[str, Any]:
    """A row with what was typed about it, or what was reported before."""
    typed = request.POST.get(f"quantity-{row.pk}")
    reported = f"{row.reported_quantity.normalize():f}".replace(".", ",") if row.reported_quantity is not None else ""
    day = request.POST.get(f"finished-{row.pk}") or (row.finished_on.isoformat() if row.finished_on else "")
    overdue = row.state == AssignmentState.ASSIGNED and row.deadline and row.deadline < request.on
    return {
        "work": row, "is_open": row.state in OPEN, "quantity": reported if typed is None else typed, "finished": day,
        "evidence": request.POST.get(f"evidence-{row.pk}", row.evidence), "overdue": overdue,
    }  # fmt: skip
