"""What is done with a case: its steps, more time for one, and the decision that closes it.

Law: law/parameters/careers.yaml#removal_rules.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.notify.services import tell
from namro.duties.careers.models import CaseDecision, CaseStep, Outcome, RemovalCase
from namro.duties.careers.parameters import RemovalRow, StepRow, parameters
from namro.duties.careers.rules.removal import earliest_end
from namro.duties.careers.selectors.standing import not_found, require_decider, require_keeper
from namro.duties.careers.services.common import require_number, require_text, user_of
from namro.duties.careers.services.surfacing import working_days_after

DECISION, NOTICE, VOTE = "decision", "notice", "vote"


def rule_of(case: RemovalCase) -> RemovalRow:
    """The rule the case was opened under."""
    return next(one for one in parameters().removals if one.key == case.rule)


def _case(case_id: int) -> RemovalCase:
    rows = RemovalCase.objects.select_for_update(of=("self",)).select_related("rating", "earlier")
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise not_found()
    return found


def _require_open(case: RemovalCase) -> None:
    if not case.is_open:
        raise Conflict("careers.case.closed", _("Hồ sơ này đã có quyết định."))


def _note(
    action: str, case: RemovalCase, by: Actor, at: datetime, *, after: dict[str, object], reason: str = ""
) -> None:
    record(
        tag=f"careers:case:{action}", by=by, at=at, subject=("case", case.pk), unit_id=case.unit_id,
        after={**after, "person": case.person_id}, reason=reason,
    )  # fmt: skip


def _step_rule(rule: RemovalRow, key: str) -> StepRow:
    found = next((one for one in rule.steps if one.key == key and key != DECISION), None)
    if found is None:
        raise DomainError("careers.case.step", _("Quy định của hồ sơ này không có bước đó."), field="key")
    return found


@transaction.atomic
def do_step(
    *, case_id: int, key: str, done_on: date, document: str, by: Actor, at: datetime, on: date, note: str = ""
) -> CaseStep:
    """A step was taken, by a named document; what follows it is due from that day.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.case.closed, careers.case.step,
    careers.case.order, careers.case.done, careers.case.day, careers.document.missing
    Records: careers:case:stepped
    """
    case = _case(case_id)
    require_keeper(by, case.person_id, on=on)
    _require_open(case)
    rule = rule_of(case)
    wanted = _step_rule(rule, key)
    steps = {one.key: one for one in case.steps.select_for_update().order_by("place")}
    written = require_text(document, "document", _("Hãy ghi văn bản của bước này."))
    _require_turn(case, steps, wanted, done_on, on)
    step = steps[key]
    step.done_on, step.document, step.note = done_on, written, note.strip()
    step.done_at, step.done_by_id = at, user_of(by)
    step.save()
    for following in (one for one in rule.steps if one.after == key):
        due = working_days_after(done_on, following.working_days)
        CaseStep.objects.filter(case=case, key=following.key, done_at=None).update(due_on=due)
    after = {"step": key, "on": done_on.isoformat(), "document": written, "late": done_on > step.due_on}
    _note("stepped", case, by, at, after=after)
    return step


def _require_turn(case: RemovalCase, steps: dict[str, CaseStep], wanted: StepRow, done_on: date, on: date) -> None:
    """The step before is done, this one is not, and the day lies between."""
    if steps[wanted.key].done_at is not None:
        raise Conflict("careers.case.done", _("Bước này đã được ghi nhận."))
    before = steps.get(wanted.after)
    if before is not None and before.done_on is None:
        raise DomainError("careers.case.order", _("Hãy ghi nhận bước trước đó đã."), field="key")
    earliest = before.done_on if before is not None and before.done_on else case.rating.decided_on
    if not earliest <= done_on <= on:
        message = _("Ngày thực hiện phải từ %(first)s đến hôm nay.") % {"first": f"{earliest:%d/%m/%Y}"}
        raise DomainError("careers.case.day", message, field="done_on")


@transaction.atomic
def extend_step(*, case_id: int, key: str, reason: str, by: Actor, at: datetime, on: date) -> CaseStep:
    """More time where the rule has some, once, with its reason.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.case.closed, careers.case.no_extension,
    careers.reason.missing
    Records: careers:case:extended
    """
    case = _case(case_id)
    require_decider(by, case.person_id, on=on)
    _require_open(case)
    why = require_text(reason, "reason", _("Hãy ghi lý do gia hạn."))
    more = next((one.extension for one in rule_of(case).steps if one.key == key), 0)
    step = case.steps.select_for_update().filter(key=key, done_at=None, extended_from=None).first()
    if not more or step is None:
        raise DomainError("careers.case.no_extension", _("Bước này không được gia hạn, hoặc đã gia hạn một lần."))
    step.extended_from, step.extension_reason = step.due_on, why
    step.due_on = working_days_after(step.due_on, more)
    step.save(update_fields=["extended_from", "extension_reason", "due_on"])
    _note("extended", case, by, at, after={"step": key, "due": step.due_on.isoformat()}, reason=why)
    return step


@transaction.atomic
def decide_case(
    *, case_id: int, outcome: str, number: str, decided_on: date, reason: str, by: Actor, at: datetime, on: date,
    effective_on: date | None = None, contract: str = "",
) -> CaseDecision:  # fmt: skip
    """Close a case by a decision with number and reason: released, a lower post, or kept.

    `contract` (indefinite, fixed) says how long the notice had to be, where the rule asks for notice.
    Refuses: careers.not_found, access.denied, careers.own_record, careers.case.closed, careers.case.outcome,
    careers.number.missing, careers.decided_on.future, careers.reason.missing, careers.case.before, careers.case.effective,
    careers.case.contract, careers.case.notice, careers.case.unfinished
    Records: careers:case:decided
    """
    case = _case(case_id)
    require_decider(by, case.person_id, on=on)
    _require_open(case)
    rule, effective = rule_of(case), effective_on or decided_on
    if outcome not in rule.outcomes:
        raise DomainError("careers.case.outcome", _("Quy định của hồ sơ này không có kết quả đó."), field="outcome")
    written = require_number(number, decided_on, on)
    why = require_text(reason, "reason", _("Hãy ghi lý do, căn cứ."))
    if decided_on < case.rating.decided_on or effective < decided_on:
        message = _("Ngày quyết định phải sau quyết định xếp loại, ngày có hiệu lực không trước ngày quyết định.")
        raise DomainError("careers.case.before", message, field="decided_on")
    if outcome == Outcome.RELEASED:
        _require_file(case, rule, effective, contract)
    CaseDecision.objects.filter(case=case, in_force=True).update(in_force=False)
    made = CaseDecision.objects.create(
        case=case, outcome=outcome, number=written, decided_on=decided_on, effective_on=effective, reason=why,
        contract=contract if rule.notice and outcome == Outcome.RELEASED else "", decided_at=at, decided_by_id=user_of(by),
    )  # fmt: skip
    RemovalCase.objects.filter(pk=case.pk).update(is_open=False)
    last = case.steps.filter(key=DECISION, done_at=None)
    last.update(done_on=decided_on, document=written, done_at=at, done_by_id=user_of(by))
    _note("decided", case, by, at, after={"outcome": outcome, "number": written}, reason=why)
    _tell(case, made, at)
    return made


def _require_file(case: RemovalCase, rule: RemovalRow, effective: date, contract: str) -> None:
    """Nobody is released before the steps of the file are taken and the notice has run."""
    steps = {one.key: one for one in case.steps.order_by("place")}
    missing = [one.key for one in rule.steps if one.key != DECISION and steps[one.key].done_on is None]
    if missing:
        message = _("Chưa ghi nhận đủ các bước của hồ sơ nên chưa cho thôi việc được.")
        raise DomainError("careers.case.unfinished", message, field="outcome", steps=missing)
    if not rule.notice:
        return
    if contract not in rule.notice:
        raise DomainError("careers.case.contract", _("Hãy chọn loại hợp đồng làm việc."), field="contract")
    given = steps[NOTICE].done_on
    assert given is not None
    earliest = earliest_end(given, rule.notice[contract])
    if effective < earliest:
        message = _("Báo trước ít nhất %(days)s ngày: sớm nhất là ngày %(first)s.") % {
            "days": rule.notice[contract], "first": f"{earliest:%d/%m/%Y}",
        }  # fmt: skip
        raise DomainError("careers.case.notice", message, field="effective_on")


def _tell(case: RemovalCase, decision: CaseDecision, at: datetime) -> None:
    tell(
        person_ids=[case.person_id], kind="careers.case_decided", key=f"careers.case_decided:{decision.pk}",
        text=f"Đã có quyết định số {decision.number} về hồ sơ kết quả năm của anh/chị.",
        text_en=f"Decision {decision.number} about the case of your year's rating was made.",
        link=f"/careers/cases/{case.pk}", at=at,
    )  # fmt: skip
