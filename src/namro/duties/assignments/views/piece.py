"""One piece of work: the five clears, its history, and what one may do to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.forms import ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.duties.assignments.forms import AcceptForm, ExcuseForm, HandOverForm, IncidentForm, ReasonForm, amount
from namro.duties.assignments.models import Assignment, AssignmentState, Incident
from namro.duties.assignments.rules import Clear, missing_clears
from namro.duties.assignments.selectors import looking, work
from namro.duties.assignments.services.assigning import withdraw
from namro.duties.assignments.services.handing import PartData, hand_over, split
from namro.duties.assignments.services.incidents import excuse, record_incident, take_back
from namro.duties.assignments.services.orders import CLEAR_ASKS, CLEAR_NAMES
from namro.duties.assignments.services.results import Acceptance, accept_results, reopen_result
from namro.duties.assignments.views.edge import attempt, done, show

OPEN = (AssignmentState.ASSIGNED, AssignmentState.REPORTED)


def work_piece(request: Request, assignment_id: int) -> HttpResponse:
    """Everything about one piece of work, with the acts open to whoever looks."""
    seen = work.seen(assignment_id, request.actor, on=request.on)
    row = seen.row
    is_open = row.state in OPEN
    _note_looked_at(request, row)
    context = {
        "seen": seen, "work": row, "clears": _clears(row), "on": request.on,
        "may_assign": seen.may(Permission.WORK_ASSIGN) and is_open,
        "may_split": seen.may(Permission.WORK_ASSIGN) and row.state == AssignmentState.ASSIGNED,
        "may_accept": seen.may(Permission.WORK_ACCEPT) and row.state in (*OPEN, AssignmentState.ACCEPTED),
        "may_reopen": seen.may(Permission.WORK_ACCEPT) and row.state in (AssignmentState.REPORTED, AssignmentState.ACCEPTED),
        "may_report": seen.may(Permission.WORK_REPORT) and is_open,
        "related": _related(row),
        "lookers": looking.lookers_at_work(row, but=request.actor.user_id) if _is_own(request, row) else None,
    }  # fmt: skip
    return show(request, "assignments/work_piece.html", context)


def _is_own(request: Request, row: Assignment) -> bool:
    return row.posting is not None and row.posting.person_id == request.actor.person_id


def _note_looked_at(request: Request, row: Assignment, tag: str = looking.WORK) -> None:
    """Whoever is not the one who does the work is written down."""
    if not _is_own(request, row):
        request.looked_at = looking.at_work(row, tag)


def _clears(row: Assignment) -> list[dict[str, Any]]:
    missing = missing_clears(work.clears_of(row))
    return [{"code": c, "name": CLEAR_NAMES[c], "asks": CLEAR_ASKS[c], "is_there": c not in missing} for c in Clear]


def _related(row: Assignment) -> list[tuple[str, Assignment]]:
    """Where it came from and where it went, as far as hand-overs and splits go."""
    found: list[tuple[str, Assignment]] = []
    if row.handed_from_id or row.part_of_id:
        rows = Assignment.objects.select_related("posting__person").in_bulk(
            [pk for pk in (row.handed_from_id, row.part_of_id) if pk]
        )
        if row.handed_from_id:
            found.append((_("Nhận từ"), rows[row.handed_from_id]))
        if row.part_of_id:
            found.append((_("Là một phần của"), rows[row.part_of_id]))
    if row.state in (AssignmentState.HANDED_OVER, AssignmentState.SPLIT):
        after = Assignment.objects.select_related("posting__person").order_by("pk")
        found += [(_("Đã chuyển cho"), one) for one in after.filter(handed_from=row)]
        found += [(_("Phần"), one) for one in after.filter(part_of=row)]
    return found


def evidence(request: Request, assignment_id: int) -> HttpResponseBase:
    """The evidence file, to whoever may see the work; always as a download."""
    seen = work.seen(assignment_id, request.actor, on=request.on)
    if not seen.row.evidence_file:
        raise NotVisible("access.not_visible", _("Không có tệp minh chứng."))
    _note_looked_at(request, seen.row, looking.EVIDENCE)
    name = str(seen.row.evidence_file.name).rsplit("/", 1)[-1]
    return FileResponse(seen.row.evidence_file.open("rb"), as_attachment=True, filename=name)


def _act(
    request: Request, assignment_id: int, form: forms.Form, run: Callable[[dict[str, Any]], Any], title: str, said: str,
    *, lead: str = "", needs: Permission,
) -> HttpResponse:  # fmt: skip
    """Ask with a form, do it on POST, say so on the page of the work."""
    seen = work.seen(assignment_id, request.actor, on=request.on)
    if not seen.may(needs):  # before anything typed is looked at
        if request.method != "POST":  # an act that is not theirs has no form
            raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
        raise NotAllowed(
            "access.denied", _("Việc này thuộc về người đứng đầu đơn vị chấm điểm, không thuộc về anh/chị.")
        )
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        error = attempt(lambda: run(form.cleaned_data))
        if error is None:
            return done(request, said, "work_piece", assignment_id)
        if error.field in form.fields:
            form.add_error(error.field, str(error))
    context = {"form": form, "work": seen.row, "title": title, "lead_text": lead}
    shown = None if error and error.field in form.fields else error
    response = show(request, "assignments/act.html", context, shown)
    response.status_code = 400 if form.errors else response.status_code
    return response


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at, "on": request.on}


def withdraw_work(request: Request, assignment_id: int) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return _act(
        request, assignment_id, form, lambda typed: withdraw(ids=[assignment_id], reason=typed["reason"], **_who(request)),
        _("Thu hồi công việc"), _("Đã thu hồi công việc."), needs=Permission.WORK_ASSIGN,
        lead=_("Việc thu hồi không còn tính cho ai. Người thực hiện vẫn thấy việc và lý do."),
    )  # fmt: skip


def hand_over_work(request: Request, assignment_id: int) -> HttpResponse:
    row = work.seen(assignment_id, request.actor, on=request.on).row
    choice = work.picker(request.actor, month=row.month, on=request.on)
    people = [
        (one.posting_id, f"{one.name} · {one.unit_name}") for one in choice.people if one.posting_id != row.posting_id
    ]
    form = HandOverForm(request.POST or None, people=people, initial={"deadline": row.deadline})
    return _act(
        request, assignment_id, form,
        lambda typed: hand_over(
            assignment_id=assignment_id, to_posting_id=typed["to_posting"], deadline=typed["deadline"],
            reason=typed["reason"], **_who(request),
        ),
        _("Chuyển giao công việc"), _("Đã chuyển giao công việc."), needs=Permission.WORK_ASSIGN,
        lead=_("Việc vẫn nằm trong tổng được giao của người chuyển nhưng không tính hoàn thành; người nhận được tính thêm (Điều 18.1d)."),
    )  # fmt: skip


def accept_piece(request: Request, assignment_id: int) -> HttpResponse:
    row = work.seen(assignment_id, request.actor, on=request.on).row
    quantity = row.accepted_quantity if row.accepted_quantity is not None else row.reported_quantity
    text = f"{quantity.normalize():f}".replace(".", ",") if quantity is not None else ""
    form = AcceptForm(request.POST or None, initial={"quantity": text, "finished_on": row.finished_on})
    return _act(
        request, assignment_id, form,
        lambda typed: accept_results(
            acceptances=[Acceptance(assignment_id, typed["quantity"], typed["finished_on"], typed["note"])], **_who(request)
        ),
        _("Xác nhận kết quả"), _("Đã xác nhận kết quả."), needs=Permission.WORK_ACCEPT,
        lead=_("Chậm hay không được tính từ ngày hoàn thành và thời hạn, không nhập tay."),
    )  # fmt: skip


def reopen_work(request: Request, assignment_id: int) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return _act(
        request, assignment_id, form,
        lambda typed: reopen_result(assignment_id=assignment_id, reason=typed["reason"], **_who(request)),
        _("Trả lại để làm tiếp"), _("Đã trả lại công việc."), needs=Permission.WORK_ACCEPT,
        lead=_("Kết quả đã xác nhận bị xóa và được ghi lại trong nhật ký; người thực hiện báo cáo lại."),
    )  # fmt: skip


def record_work_incident(request: Request, assignment_id: int) -> HttpResponse:
    form = IncidentForm(request.POST or None, initial={"happened_on": request.on})
    return _act(
        request, assignment_id, form, lambda typed: record_incident(assignment_id=assignment_id, **typed, **_who(request)),
        _("Ghi nhận sai sót hoặc chậm"), _("Đã ghi nhận."), needs=Permission.WORK_ACCEPT,
        lead=_("Mỗi lần bị trừ điểm chất lượng hoặc tiến độ của sản phẩm đó, trừ khi nguyên nhân khách quan được xác nhận (Điều 14.2)."),
    )  # fmt: skip


def excuse_incident(request: Request, incident_id: int) -> HttpResponse:
    form = ExcuseForm(request.POST or None)
    return _act(
        request, _assignment_of(incident_id), form,
        lambda typed: excuse(incident_id=incident_id, **typed, **_who(request)),
        _("Xác nhận nguyên nhân khách quan"), _("Đã xác nhận nguyên nhân khách quan, lần này không bị trừ."),
        needs=Permission.WORK_EXCUSE,
    )  # fmt: skip


def take_back_incident(request: Request, incident_id: int) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return _act(
        request, _assignment_of(incident_id), form,
        lambda typed: take_back(incident_id=incident_id, reason=typed["reason"], **_who(request)),
        _("Rút lại ghi nhận"), _("Đã rút lại."), needs=Permission.WORK_ACCEPT,
    )  # fmt: skip


def _assignment_of(incident_id: int) -> int:
    found = Incident.objects.filter(pk=incident_id).values_list("assignment_id", flat=True).first()
    if found is None:
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
    return found


PART_ROWS = 6


def split_work(request: Request, assignment_id: int) -> HttpResponse:
    """Split into parts typed in a small table; the sum is checked against the whole."""
    seen = work.seen(assignment_id, request.actor, on=request.on)
    if not seen.may(Permission.WORK_ASSIGN):
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
    choice = work.picker(request.actor, month=seen.row.month, on=request.on)
    rows = [_typed_part(request, number) for number in range(1, PART_ROWS + 1)]
    error: DomainError | None = None
    if request.method == "POST":
        try:
            parts = [_part(row) for row in rows if row["posting"] or row["quantity"]]
        except (ValidationError, ValueError) as problem:
            text = (
                problem.messages[0]
                if isinstance(problem, ValidationError)
                else _("Mỗi phần cần người, số lượng và thời hạn.")
            )
            error = DomainError("assignments.split.unreadable", text)
        else:
            reason = request.POST.get("reason", "")
            error = attempt(lambda: split(assignment_id=assignment_id, parts=parts, reason=reason, **_who(request)))
        if error is None:
            return done(request, _("Đã chia công việc thành các phần."), "work_piece", assignment_id)
    context = {"work": seen.row, "choice": choice, "rows": rows, "reason": request.POST.get("reason", "")}
    return show(request, "assignments/split_work.html", context, error)


def _typed_part(request: Request, number: int) -> dict[str, Any]:
    names = ("posting", "quantity", "deadline", "product")
    return {"number": number, **{name: request.POST.get(f"{name}-{number}", "") for name in names}}


def _part(row: dict[str, Any]) -> PartData:
    return PartData(int(row["posting"]), amount(row["quantity"]), date.fromisoformat(row["deadline"]), row["product"])
