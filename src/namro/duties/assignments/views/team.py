"""Team work: who has what, how far it is, what is overdue, what waits to be accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.forms import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.duties.assignments.forms import amount
from namro.duties.assignments.models import AssignmentState
from namro.duties.assignments.rules import progress_of
from namro.duties.assignments.selectors import looking, work
from namro.duties.assignments.services.results import Acceptance, accept_as_reported, accept_results
from namro.duties.assignments.views.edge import attempt, done, month_of_request, months, show

PER_PAGE = 50


def team_work(request: Request) -> HttpResponse:
    """The team by person. Officers choose a unit of theirs."""
    actor, on = request.actor, request.on
    month, unit, query = month_of_request(request), request.GET.get("unit", ""), request.GET.get("q", "")
    found = work.team(actor, month=month, on=on, unit_id=int(unit) if unit.isdecimal() else None, query=query)
    show_only = request.GET.get("show", "")
    members = [one for one in found.members if _is_shown(one, show_only)]
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "month": month, **months(month), "page": page, "progress": found.progress, "query": query, "show": show_only,
        "units": _officer_units(found, on), "unit": unit, "scores": any(one.is_mine_to_score for one in found.members),
        "idle": sum(one.progress.pieces == 0 and one.is_mine_to_score for one in found.members),
    }  # fmt: skip
    return show(request, "assignments/team_work.html", context)


def _is_shown(member: work.Member, show_only: str) -> bool:
    wanted = {
        "overdue": member.progress.overdue > 0,
        "waiting": member.progress.waiting > 0,
        "idle": member.progress.pieces == 0,
    }
    return wanted.get(show_only, True)


def _officer_units(team: work.Team, on: date) -> list[tuple[int, str]]:
    """Units an officer may look into, when they are few enough to choose from."""
    units = team.reach.officer_units
    if not units or len(units) > 200:
        return []
    names = organisation.name_of(units, on=on)
    return sorted(names.items(), key=lambda pair: pair[1])


def member_work(request: Request, posting_id: int) -> HttpResponse:
    """One person's month, as whoever scores, decides or looks after them sees it."""
    actor, on = request.actor, request.on
    month = month_of_request(request)
    posting, rows, relations = work.of_member(posting_id, actor, month=month, on=on)
    if posting.person_id != actor.person_id:
        request.looked_at = [(looking.MEMBER, ("posting", posting.pk), posting.unit_id)]
    counted = [row for row in rows if row.state in work.COUNTED]
    context = {
        "month": month, **months(month), "posting": posting, "rows": rows, "on": on,
        "progress": progress_of([vars(row) for row in counted], on),
        "may_assign": may(Permission.WORK_ASSIGN, relations), "may_accept": may(Permission.WORK_ACCEPT, relations),
    }  # fmt: skip
    return show(request, "assignments/member_work.html", context)


def accept_work(request: Request) -> HttpResponse:
    """Reported work of those one scores: accept each, or all as reported, kept as exactly that."""
    month = month_of_request(request)
    if request.method != "POST":
        return _accept_page(request, month)
    actor, at, on = request.actor, request.at, request.on
    ids = [int(text) for text in request.POST.getlist("ids") if text.isdecimal()]
    faults: dict[int, str] = {}
    if request.POST.get("act") == "all":
        if not ids:
            return _accept_page(request, month, faults, _nothing())
        error = attempt(lambda: accept_as_reported(ids=ids, by=actor, at=at, on=on))
        count = len(ids)
    else:
        acceptances = _acceptances(request, faults)
        if faults or not acceptances:
            return _accept_page(request, month, faults, None if faults else _nothing())
        error = attempt(lambda: accept_results(acceptances=acceptances, by=actor, at=at, on=on))
        count = len(acceptances)
    if error is not None:
        return _accept_page(request, month, {error.details.get("id", 0): str(error)}, error)
    text = _("Đã xác nhận kết quả %(count)s việc.") % {"count": count}
    return done(request, text, "accept_work", query=f"?month={month:%Y-%m}")


def _nothing() -> DomainError:
    return DomainError("assignments.accept.nothing", _("Chưa chọn việc nào để xác nhận."))


def _acceptances(request: Request, faults: dict[int, str]) -> list[Acceptance]:
    found = []
    for text in request.POST.getlist("ids"):
        if not text.isdecimal():
            continue
        try:
            quantity = amount(request.POST.get(f"quantity-{text}", ""))
            day = request.POST.get(f"finished-{text}", "")
            finished = date.fromisoformat(day) if day else None
        except ValidationError as error:
            faults[int(text)] = error.messages[0]
        except ValueError:
            faults[int(text)] = _("Ngày hoàn thành chưa đúng.")
        else:
            found.append(Acceptance(int(text), quantity, finished, request.POST.get(f"note-{text}", "")))
    return found


def _accept_page(
    request: Request, month: date, faults: dict[int, str] | None = None, error: DomainError | None = None
) -> HttpResponse:
    actor, on = request.actor, request.on
    standings, reach = work.team_standings(actor, month=month, on=on)
    mine = [one for one in standings if one.reviewer_unit_id in reach.headed or one.reviewer_unit_id in reach.delegated]
    page = Paginator(work.reported_in(mine, month=month), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_shown(row, request) for row in page]
    request.looked_at = looking.at_members(page)
    context: dict[str, Any] = {"month": month, **months(month), "page": page, "rows": rows, "faults": faults or {}}
    response = show(request, "assignments/accept_work.html", context, error)
    if faults and error is None:
        response.status_code = 400
    return response


def _shown(row: Any, request: Request) -> dict[str, Any]:
    reported = f"{row.reported_quantity.normalize():f}".replace(".", ",") if row.reported_quantity is not None else ""
    return {
        "work": row, "quantity": request.POST.get(f"quantity-{row.pk}", reported), "state": AssignmentState.REPORTED,
        "finished": request.POST.get(f"finished-{row.pk}") or (row.finished_on.isoformat() if row.finished_on else ""),
        "note": request.POST.get(f"note-{row.pk}", ""),
    }  # fmt: skip
