"""The moves of a dossier from state to state: each one legal, made by whom the table names, and written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.onestop import offers
from namro.duties.onestop.access import relations_to
from namro.duties.onestop.clocks import clock_of, local, said_plainly
from namro.duties.onestop.models import Dossier, FeeRequest, Movement, State, Step, Supplement
from namro.duties.onestop.models.dossiers import PauseReason, ReturnWay
from namro.duties.onestop.models.fees import OPEN_FEE
from namro.duties.onestop.models.joint import OPEN, RUNNING_PART, Consultation, LinkedPart
from namro.duties.onestop.parameters import BACK, Move, moves, rule_of
from namro.duties.onestop.services.arriving import arrive
from namro.duties.onestop.services.intake import accept
from namro.duties.onestop.services.pausing import active_steps, end_pauses, is_late, pause, resume
from namro.duties.onestop.services.telling import tell_applicant

WHO = {
    "receiver": Relation.RECEIVER, "handler": Relation.HANDLER, "supervisor": Relation.SUPERVISOR,
    "signer": Relation.DECIDER, "competent": Relation.COMPETENT,
}  # fmt: skip
PAUSED_BY = {
    "ask_completion": PauseReason.SUPPLEMENT,
    "ask_payment": PauseReason.PAYMENT,
    "stop": PauseReason.STOPPED,
}


@dataclass(frozen=True)
class Told:
    """What a move is told: a reason, what is missing, the result, who took it."""

    reason: str = ""
    items: Sequence[dict[str, str]] = field(default=())
    again_because: str = ""
    came: Sequence[str] = field(default=())  # names of the papers asked for that were handed in
    result_number: str = ""
    result_on: date | None = None
    result_signer: str = ""
    returned_to: str = ""
    returned_way: str = ReturnWay.PERSON.value
    tracking: str = ""  # of what went by post
    address: str = ""
    other_bodies: int | None = None  # the applicant had to go to, besides the desk
    skips: bool = False  # set by the move: whether whoever makes it may skip what is left


@transaction.atomic
def move(
    dossier_id: int,
    key: str,
    told: Told | None = None,
    *,
    by: Actor,
    at: datetime,
    on: date,
    version: int | None = None,
) -> Dossier:
    """Make a move of law/parameters/onestop.yaml.

    Refuses: onestop.not_found, onestop.changed_meanwhile, onestop.move.unknown, onestop.move.not_from_here, access.denied,
    onestop.not_arrived, onestop.arrived_already, onestop.unit.gone,
    onestop.reason.missing, onestop.items.missing, onestop.supplement.second, onestop.result.missing,
    onestop.result.before_acceptance, onestop.finished.before_acceptance, onestop.returned_to.missing, onestop.return.way, onestop.return.tracking,
    onestop.return.address, onestop.return.not_posted, onestop.return.no_file, onestop.steps.missing, onestop.linked.open,
    onestop.fee.open, onestop.supplement.too_late, onestop.items.not_all, onestop.steps.left, and what acceptance refuses
    Records: onestop:dossier:registered, onestop:dossier:accepted, onestop:dossier:refused, onestop:dossier:processing, onestop:dossier:supplement,
    onestop:dossier:payment, onestop:dossier:stopped, onestop:dossier:withdrawn, onestop:dossier:done, onestop:dossier:returned
    """
    told = told or Told()
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    one = allowed(dossier, key, relations)
    told = replace(told, skips=Relation.DECIDER in relations)
    for need in sorted(one.needs):
        NEEDS[need](dossier, told, on)
    before = dossier.state
    CLOCK[one.clock](dossier, one, told, by, at, on)
    dossier.state = State(_before(dossier) if one.target == BACK else one.target)
    APPLY.get(key, _nothing)(dossier, told, by, at)
    due = dossier.transfer_by if key == "arrive" else None
    stored(dossier, one, before, told.reason, by=by, at=at, due=due)
    return dossier


def _before(dossier: Dossier) -> str:
    """The state the dossier was in when it came into the one it is in."""
    return dossier.movements.filter(after=dossier.state).order_by("-pk")[0].before


def taken(dossier_id: int, by: Actor, *, on: date, version: int | None = None) -> tuple[Dossier, frozenset[Relation]]:
    """The dossier, locked, and what the actor is to it. Refuses: onestop.not_found, onestop.changed_meanwhile."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("point").filter(pk=dossier_id).first()
    relations = relations_to(dossier, by, on=on) if dossier else frozenset()
    if dossier is None or not relations & SEES:
        raise NotVisible("onestop.not_found", _("Không có hồ sơ này."))
    if version is not None and version != dossier.version:
        message = _("Hồ sơ vừa được người khác cập nhật: nay ở trạng thái “%(state)s”. Hãy xem lại rồi làm tiếp.") % {
            "state": dossier.get_state_display()
        }
        raise Conflict("onestop.changed_meanwhile", message)
    return dossier, relations


SEES = frozenset(
    {
        Relation.RECEIVER,
        Relation.COMPETENT,
        Relation.HANDLER,
        Relation.SUPERVISOR,
        Relation.DECIDER,
        Relation.OFFICER,
        Relation.COLLEAGUE,
    }
)


def allowed(dossier: Dossier, key: str, relations: frozenset[Relation]) -> Move:
    """The move, when the table has it from here and the actor may make it."""
    one = moves().get(key)
    if one is None:
        raise DomainError("onestop.move.unknown", _("Không có bước này."))
    if dossier.state not in one.sources:
        message = _("Hồ sơ đang ở trạng thái “%(state)s” nên chưa làm được việc này.") % {
            "state": dossier.get_state_display()
        }
        raise DomainError("onestop.move.not_from_here", message)
    _must_be_here(dossier, one)
    if not relations & {WHO[who] for who in one.who if who in WHO}:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    return one


ON_THE_WAY = frozenset({"arrive", "withdraw"})  # what may happen before the competent agency has it


def _must_be_here(dossier: Dossier, one: Move) -> None:
    if dossier.is_on_its_way and one.key not in ON_THE_WAY:
        text = _("Cơ quan giải quyết chưa xác nhận đã nhận được hồ sơ. Cơ quan ấy xác nhận trước, rồi làm tiếp.")
        raise DomainError("onestop.not_arrived", text)
    if one.key == "arrive" and not dossier.is_on_its_way:
        raise DomainError("onestop.arrived_already", _("Hồ sơ này không chờ cơ quan giải quyết xác nhận đã nhận."))


def stored(
    dossier: Dossier, one: Move, before: str, reason: str, *, by: Actor, at: datetime, due: datetime | None = None
) -> None:
    """Save the dossier, its movement and the event of the log; `due` is by when the move itself was to be made."""
    assert by.user_id is not None
    dossier.version += 1
    dossier.save()
    made = Movement.objects.create(
        dossier=dossier, move=one.key, before=before, after=dossier.state, at=at, by_id=by.user_id, reason=reason,
        form="" if dossier.is_same_day and one.form == "01" else one.form, due_at=due,
    )  # fmt: skip
    tell_applicant(made, dossier, at=at)
    record(
        tag=f"onestop:dossier:{dossier.state}", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        before={"state": before}, after={"state": dossier.state, "due": dossier.due_at and dossier.due_at.isoformat()},
        reason=reason,
    )  # fmt: skip


def _must(found: object, code: str, text: str, name: str) -> None:
    if not found:
        raise DomainError(code, text, field=name)


def _has_reason(_dossier: Dossier, told: Told, _on: date) -> None:
    _must(told.reason.strip(), "onestop.reason.missing", _("Hãy ghi lý do."), "reason")


def _has_items(_dossier: Dossier, told: Told, _on: date) -> None:
    whole = told.items and all(one.get("paper") and one.get("why") for one in told.items)
    _must(whole, "onestop.items.missing", _("Hãy ghi từng giấy tờ còn thiếu và lý do, đủ trong một lần."), "items")


def _first_time(dossier: Dossier, told: Told, _on: date) -> None:
    """A dossier is asked to be completed once, unless a law that is named allows more."""
    again = dossier.supplements.exists() and not told.again_because.strip()
    text = _("Hồ sơ chỉ được yêu cầu bổ sung một lần. Nếu luật chuyên ngành cho phép, hãy ghi văn bản và điều khoản.")
    _must(not again, "onestop.supplement.second", text, "again_because")


def _has_result(dossier: Dossier, told: Told, on: date) -> None:
    waits = LinkedPart.objects.filter(RUNNING_PART, lead=dossier).exists()
    _must(not waits, "onestop.linked.open", _("Còn phần liên thông chưa xong. Hãy ghi kết quả từng phần trước."), "")
    whole = told.result_number.strip() and told.result_on and told.result_signer.strip()
    _must(whole, "onestop.result.missing", _("Kết quả phải có số, ngày và người ký."), "result_number")
    if told.result_on and dossier.accepted_at and not dossier.accepted_at.date() <= told.result_on <= on:
        text = _("Ngày của kết quả phải từ ngày tiếp nhận đến hôm nay.")
        raise DomainError("onestop.result.before_acceptance", text, field="result_on")


def _has_receiver(dossier: Dossier, told: Told, _on: date) -> None:
    """Whoever took it; or the proof that it was posted, and where to; or where it was sent electronically."""
    if told.returned_way not in ReturnWay.values:
        raise DomainError("onestop.return.way", _("Hãy chọn cách trả kết quả."), field="returned_way")
    if told.returned_way == ReturnWay.POST:
        text = _("Gửi bưu chính thì phải ghi số hiệu bưu gửi.")
        _must(told.tracking.strip(), "onestop.return.tracking", text, "tracking")
        text = _("Gửi bưu chính thì phải ghi địa chỉ gửi đến.")
        _must(told.address.strip(), "onestop.return.address", text, "address")
        return
    text = _("Chỉ ghi số hiệu bưu gửi khi trả qua bưu chính. Hãy chọn lại cách trả hoặc xóa số hiệu.")
    _must(not told.tracking.strip(), "onestop.return.not_posted", text, "tracking")
    text = _("Hãy ghi người nhận kết quả; trả điện tử thì ghi địa chỉ hoặc tài khoản nhận.")
    _must(told.returned_to.strip(), "onestop.returned_to.missing", text, "returned_to")
    if told.returned_way == ReturnWay.ELECTRONIC:
        text = _("Trả điện tử thì kết quả phải có tệp. Hãy thêm tệp kết quả vào hồ sơ trước.")
        _must(dossier.result_files.filter(withdrawn_at=None).exists(), "onestop.return.no_file", text, "returned_way")


def _has_steps(dossier: Dossier, _told: Told, _on: date) -> None:
    text = _("Hãy phân công các bước trước: mỗi bước rõ người, rõ việc, thời gian và kết quả.")
    _must(Step.objects.filter(dossier=dossier).exists(), "onestop.steps.missing", text, "steps")


def _has_no_open_fee(dossier: Dossier, _told: Told, _on: date) -> None:
    waits = FeeRequest.objects.filter(OPEN_FEE, dossier=dossier).exists()
    text = _("Còn khoản chưa thu. Hãy ghi biên lai từng khoản, hoặc hủy khoản yêu cầu nhầm.")
    _must(not waits, "onestop.fee.open", text, "")


def _checked_on_acceptance(_dossier: Dossier, _told: Told, _on: date) -> None:
    """`accept` looks at the applicant, the procedure, its papers and its limit together."""


def _in_time(dossier: Dossier, told: Told, on: date) -> None:
    """After the days the law gives for looking it through, a citizen is not sent back but under a law that is named."""
    rule = rule_of("supplement_within_working_days", on=on)
    if dossier.clock_from is None or told.again_because.strip():
        return
    accepted = local(dossier.clock_from).date()
    last = said_plainly(lambda: clock_of(dossier.point_id, on=on).calendar.add_working_days(accepted, rule.value))
    text = _(
        "Hết hạn yêu cầu bổ sung: %(days)s ngày làm việc kể từ khi tiếp nhận, đến hết %(last)s (%(law)s). Nếu luật"
        " chuyên ngành cho phép, hãy ghi văn bản và điều khoản."
    ) % {"days": rule.value, "last": f"{last:%d/%m/%Y}", "law": rule.citation}
    _must(on <= last, "onestop.supplement.too_late", text, "again_because")


def _came(dossier: Dossier, told: Told, _on: date) -> None:
    """Every paper asked for is there: a dossier half completed still waits."""
    asked = dossier.supplements.filter(answered_at=None).last()
    lacking = [one["paper"] for one in asked.items if one["paper"] not in told.came] if asked else []
    text = _("Còn thiếu: %(names)s. Chưa đủ thì hồ sơ vẫn chờ bổ sung.") % {"names": "; ".join(lacking)}
    _must(not lacking, "onestop.items.not_all", text, "came")


def _has_no_step_left(dossier: Dossier, told: Told, _on: date) -> None:
    """Steps nobody has begun are skipped by the head of the competent unit alone, who says why."""
    left = [one.task for one in dossier.steps.filter(started_at=None, finished_at=None).order_by("number")]
    if not left:
        return
    text = _(
        "Còn bước chưa làm: %(names)s. Hãy ghi xong từng bước; chỉ người đứng đầu cơ quan giải quyết được bỏ qua, có lý do."
    ) % {"names": "; ".join(left)}
    _must(told.skips, "onestop.steps.left", text, "")
    _must(told.reason.strip(), "onestop.reason.missing", _("Hãy ghi lý do bỏ qua các bước còn lại."), "reason")


NEEDS: dict[str, Callable[[Dossier, Told, date], None]] = {
    "reason": _has_reason, "items": _has_items, "first_time": _first_time, "result": _has_result,
    "returned_to": _has_receiver, "steps": _has_steps, "fees": _has_no_open_fee, "applicant": _checked_on_acceptance,
    "in_time": _in_time, "came": _came, "no_step_left": _has_no_step_left,
    "procedure": _checked_on_acceptance, "papers": _checked_on_acceptance, "limit": _checked_on_acceptance,
}  # fmt: skip


def _nothing(*_given: object) -> None:
    pass


def _start(dossier: Dossier, _one: Move, _told: Told, by: Actor, at: datetime, on: date) -> None:
    accept(dossier, offers.offer(dossier.procedure_code, on=on), dossier.point, by=by, at=at, on=on)


def _arrive(dossier: Dossier, _one: Move, _told: Told, by: Actor, at: datetime, on: date) -> None:
    arrive(dossier, by=by, at=at, on=on)


def _pause(dossier: Dossier, one: Move, _told: Told, _by: Actor, at: datetime, on: date) -> None:
    """Stop the clock; how it goes on is the rule of the day."""
    pause(dossier, PAUSED_BY[one.key], at, on)


def _resume(dossier: Dossier, _one: Move, _told: Told, _by: Actor, at: datetime, on: date) -> None:
    Supplement.objects.filter(dossier=dossier, answered_at__isnull=True).update(answered_at=at)
    resume(dossier, at, on)


def _finish(dossier: Dossier, one: Move, told: Told, by: Actor, at: datetime, on: date) -> None:
    """The end of the clock: lateness is frozen, what is still asked of others ends. Withdrawn is never late."""
    if dossier.accepted_at is not None and at < dossier.accepted_at:
        text = _("Hồ sơ không thể xong trước lúc tiếp nhận. Hãy kiểm tra đồng hồ của máy chủ.")
        raise DomainError("onestop.finished.before_acceptance", text)
    end_pauses(dossier, at, on)
    Consultation.objects.filter(OPEN, dossier=dossier).update(closed_at=at, closed_by=by.user_id)
    LinkedPart.objects.filter(RUNNING_PART, lead=dossier).update(closed_at=at)
    if one.key == "withdraw":
        FeeRequest.objects.filter(OPEN_FEE, dossier=dossier).update(cancelled_at=at, cancelled_by=by.user_id)
    if one.key == "finish" and told.reason.strip():
        skipped = Step.objects.filter(dossier=dossier, started_at=None, finished_at=None)
        skipped.update(outcome=f"Bỏ qua: {told.reason.strip()[:280]}")
    active = active_steps(dossier).first()
    if active is not None:
        active.finished_at, active.finished_by_id = at, by.user_id
        active.is_late = active.due_at is not None and at > active.due_at
        active.save()
    dossier.finished_at, dossier.step_person = at, None
    dossier.is_late = one.key == "finish" and is_late(dossier, at)


CLOCK: dict[str, Callable[[Dossier, Move, Told, Actor, datetime, date], None]] = {
    "none": _nothing, "start": _start, "arrive": _arrive, "pause": _pause, "resume": _resume, "finish": _finish,
}  # fmt: skip


def _ask_completion(dossier: Dossier, told: Told, by: Actor, at: datetime) -> None:
    assert by.user_id is not None
    Supplement.objects.create(
        dossier=dossier, items=list(told.items), issued_at=at, issued_by_id=by.user_id, again_because=told.again_because,
        is_at_intake=dossier.accepted_at is None,
    )  # fmt: skip


def _result(dossier: Dossier, told: Told, _by: Actor, _at: datetime) -> None:
    dossier.result_number, dossier.result_on, dossier.result_signer = (
        told.result_number,
        told.result_on,
        told.result_signer,
    )


def _returned(dossier: Dossier, told: Told, _by: Actor, at: datetime) -> None:
    posted = told.returned_way == ReturnWay.POST
    dossier.returned_at, dossier.returned_way = at, told.returned_way
    dossier.returned_to = told.returned_to.strip() or dossier.applicant
    dossier.returned_tracking = told.tracking.strip() if posted else ""
    dossier.returned_address = told.address.strip() if posted else ""
    dossier.other_bodies = told.other_bodies


APPLY: dict[str, Callable[[Dossier, Told, Actor, datetime], None]] = {
    "ask_papers": _ask_completion, "ask_completion": _ask_completion, "finish": _result, "give_back": _returned,
}  # fmt: skip
