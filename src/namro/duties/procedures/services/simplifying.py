"""Plans to simplify procedures: drafted, approved, and each line tied once to the change that brought it about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.procedures.access import require
from namro.duties.procedures.data import SavingData
from namro.duties.procedures.models import (
    ChangeLine,
    DecisionState,
    PlanState,
    Procedure,
    SimplificationLine,
    SimplificationPlan,
)
from namro.engine.text import nfc

SAID = {
    "simpline_once": ("procedures.saving.twice", gettext_lazy("Một thủ tục chỉ có một dòng trong mỗi phương án.")),
    "simpline_saves": (
        "procedures.saving.more",
        gettext_lazy("Sau đơn giản hóa, số ngày và chi phí không được lớn hơn trước."),
    ),
    "procedures_simplificationline_change_id_key": (
        "procedures.saving.counted",
        gettext_lazy("Dòng quyết định này đã được tính."),
    ),
}


@transaction.atomic
def draft_plan(*, year: int, title: str, by: Actor, at: datetime, on: date) -> SimplificationPlan:
    """Begin a plan.

    Refuses: access.denied, procedures.plan.title, procedures.plan.year
    Records: procedures:plan:drafted
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    if not title.strip():
        raise DomainError("procedures.plan.title", _("Hãy đặt tên phương án."), field="title")
    if not 2000 <= year <= 2100:
        raise DomainError("procedures.plan.year", _("Năm phải từ 2000 đến 2100."), field="year")
    plan = SimplificationPlan.objects.create(
        year=year, title=nfc(title)[:300], created_at=at, created_by_id=by.user_id
    )  # fmt: skip
    record(
        tag="procedures:plan:drafted", by=by, at=at, subject=("simplification", plan.pk), after={"title": plan.title}
    )
    return plan


@transaction.atomic
def put_savings(*, plan_id: int, lines: Sequence[SavingData], by: Actor, at: datetime, on: date) -> None:
    """Add lines to a draft.

    Refuses: access.denied, procedures.plan.closed, procedures.line.unknown_code, procedures.saving.twice,
    procedures.saving.more
    Records: procedures:plan:lines
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    plan = _plan(plan_id)
    _require(plan, PlanState.DRAFT, _("Phương án đã duyệt không sửa được."))
    known = dict(Procedure.objects.filter(code__in=[nfc(one.code) for one in lines]).values_list("code", "pk"))
    if unknown := sorted({nfc(one.code) for one in lines} - known.keys()):
        message = _("Không có trong danh mục: %(codes)s.") % {"codes": ", ".join(unknown[:10])}
        raise DomainError("procedures.line.unknown_code", message, field="code")
    with said_plainly(SAID):
        SimplificationLine.objects.bulk_create(
            SimplificationLine(plan=plan, procedure_id=known[nfc(one.code)], **_values(one)) for one in lines
        )
    record(tag="procedures:plan:lines", by=by, at=at, subject=("simplification", plan.pk), after={"count": len(lines)})


def _values(one: SavingData) -> dict[str, str | int]:
    return {name: value for name, value in asdict(one).items() if name != "code"}


@transaction.atomic
def approve_plan(
    *, plan_id: int, number: str, signed_on: date, by: Actor, at: datetime, on: date
) -> SimplificationPlan:
    """Record that the chair has approved a plan.

    Refuses: access.denied, procedures.plan.closed, procedures.plan.number, procedures.plan.signed_later,
    procedures.plan.empty
    Records: procedures:plan:approved
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    plan = _plan(plan_id)
    _require(plan, PlanState.DRAFT, _("Phương án này đã được duyệt."))
    if not number.strip():
        raise DomainError("procedures.plan.number", _("Hãy ghi số quyết định."), field="number")
    if signed_on > on:
        raise DomainError("procedures.plan.signed_later", _("Ngày duyệt chưa tới."), field="signed_on")
    if not plan.lines.exists():
        raise Conflict("procedures.plan.empty", _("Phương án chưa có thủ tục nào."))
    plan.state, plan.number, plan.signed_on = PlanState.APPROVED, nfc(number)[:60], signed_on
    plan.approved_at, plan.approved_by_id = at, by.user_id
    plan.save()
    after = {"number": plan.number, "signed_on": str(signed_on)}
    record(tag="procedures:plan:approved", by=by, at=at, subject=("simplification", plan.pk), after=after)
    return plan


@transaction.atomic
def link_saving(*, line_id: int, change_id: int, by: Actor, at: datetime, on: date) -> SimplificationLine:
    """Say which line of a published decision has brought a saving about: only then it counts, and only once.

    The plan is done when all its lines are.
    Refuses: access.denied, procedures.saving.gone, procedures.plan.not_approved, procedures.saving.other_procedure,
    procedures.saving.counted
    Records: procedures:saving:counted
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    line = SimplificationLine.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=line_id).first()
    change = ChangeLine.objects.filter(pk=change_id, decision__state=DecisionState.PUBLISHED).first()
    if line is None or change is None:
        raise NotVisible("procedures.saving.gone", _("Không có dòng này, hoặc quyết định chưa công bố."))
    if line.plan.state == PlanState.DRAFT:
        raise Conflict("procedures.plan.not_approved", _("Phương án chưa được duyệt."))
    if line.change_id is not None:
        raise Conflict("procedures.saving.counted", _("Kết quả đơn giản hóa này đã được tính."))
    if line.procedure_id not in (change.procedure_id, change.replaces_id):
        message = _("Dòng quyết định là của thủ tục khác.")
        raise DomainError("procedures.saving.other_procedure", message, field="change")
    line.change = change
    with said_plainly(SAID):
        line.save(update_fields=["change"])
    if not line.plan.lines.filter(change__isnull=True).exists():
        SimplificationPlan.objects.filter(pk=line.plan_id).update(state=PlanState.DONE)
    record(tag="procedures:saving:counted", by=by, at=at, subject=("simplification", line.plan_id),
           after={"procedure": line.procedure_id, "change": change.pk})  # fmt: skip
    return line


def _plan(plan_id: int) -> SimplificationPlan:
    plan = SimplificationPlan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible("procedures.plan.unknown", _("Không có phương án này."))
    return plan


def _require(plan: SimplificationPlan, state: str, message: str) -> None:
    if plan.state != state:
        raise Conflict("procedures.plan.closed", message)
