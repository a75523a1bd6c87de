"""Approving the internal process of a procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.procedures.access import require
from namro.duties.procedures.data import StepData
from namro.duties.procedures.models import Procedure, ProcedureLimit, ProcessStep, ProcessTemplate
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.parameters import hours_of_a_day
from namro.duties.procedures.rules.processes import Problem, StepTime, ordinary_limit, process_problems
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit
from namro.engine.text import nfc


@transaction.atomic
def approve_process(
    *,
    code: str,
    steps: Sequence[StepData],
    first: date,
    number: str,
    signed_on: date,
    by: Actor,
    at: datetime,
    on: date,
) -> ProcessTemplate:
    """Put an approved process in force from a day on; the one before ends the day before.

    Refuses: access.denied, procedures.unknown, procedures.process.empty, procedures.process.incomplete,
    procedures.process.no_limit, procedures.process.units, procedures.process.too_long, procedures.process.number,
    procedures.process.later
    Records: procedures:process:approved
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    procedure = Procedure.objects.select_for_update().filter(code=nfc(code)).first()
    if procedure is None:
        raise NotVisible("procedures.unknown", _("Không có thủ tục mã %(code)s.") % {"code": code})
    if not number.strip():
        raise DomainError("procedures.process.number", _("Hãy ghi số quyết định phê duyệt quy trình."), field="number")
    _check(procedure, steps, first)
    _end_current(procedure, first)
    template = ProcessTemplate.objects.create(
        procedure=procedure, valid=DateRange(first, None), number=nfc(number)[:60], signed_on=signed_on, created_at=at,
        created_by_id=by.user_id,
    )  # fmt: skip
    ProcessStep.objects.bulk_create(
        ProcessStep(
            process=template, sequence=place, who=nfc(one.who)[:200], task=nfc(one.task)[:500], quantity=one.quantity,
            unit=one.unit, result=nfc(one.result)[:300],
        )
        for place, one in enumerate(steps, 1)
    )  # fmt: skip
    after = {"number": template.number, "steps": len(steps), "from": str(first)}
    record(tag="procedures:process:approved", by=by, at=at, subject=("procedure", procedure.pk), after=after)
    return template


def _check(procedure: Procedure, steps: Sequence[StepData], first: date) -> None:
    hours, _source = hours_of_a_day(on=first)
    rows = ProcedureLimit.objects.filter(
        version__procedure=procedure, version__state__in=IN_FORCE, version__valid__contains=first
    ).order_by("pk")
    limits = [TimeLimit(one.quantity, TimeUnit(one.unit), one.channel, one.case) for one in rows]
    times = [StepTime(one.who, one.task, one.quantity, TimeUnit(one.unit), one.result) for one in steps]
    problems = process_problems(times, ordinary_limit(limits, hours_of_a_day=hours), hours_of_a_day=hours)
    if problems:
        raise _refusal(problems[0])


def _refusal(problem: Problem) -> DomainError:
    parts = {"who": _("người thực hiện"), "task": _("công việc"), "quantity": _("thời gian"), "result": _("kết quả")}
    texts = {
        "empty": _("Quy trình chưa có bước nào."),
        "incomplete": _("Bước %(step)s thiếu %(part)s: mỗi bước cần đủ người, việc, thời gian và kết quả."),
        "no_limit": _(
            "Thủ tục chưa có thời hạn giải quyết xác định nên chưa kiểm tra được quy trình: hãy công bố thời hạn trước."
        ),
        "units": _(
            "Thời gian các bước và thời hạn của thủ tục khác đơn vị (ngày, ngày làm việc, tháng): hãy ghi cùng đơn vị."
        ),
        "too_long": _("Tổng thời gian các bước vượt thời hạn của thủ tục: hãy rút bớt."),
    }
    message = texts[problem.code] % {"step": problem.step, "part": parts.get(problem.part, "")}
    return DomainError(f"procedures.process.{problem.code}", message, field="steps")


def _end_current(procedure: Procedure, first: date) -> None:
    rows = ProcessTemplate.objects.select_for_update().filter(procedure=procedure)
    if rows.filter(valid__startswith__gte=first).exists():
        message = _("Đã có quy trình áp dụng từ ngày này hoặc sau đó: hãy chọn ngày muộn hơn.")
        raise Conflict("procedures.process.later", message, field="first")
    current = rows.filter(valid__contains=first).first()
    if current is not None:
        current.valid = DateRange(current.valid.lower, first)
        current.save(update_fields=["valid"])
