"""What may happen to a dossier next: every legal move from here, whether it is the actor's, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Relation
from namro.duties.onestop.models import Apology, Dossier, State, Step
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.parameters import Move, moves_from
from namro.duties.onestop.services.apologising import APOLOGISES
from namro.duties.onestop.services.consulting import ASKS
from namro.duties.onestop.services.fees import ASKS as ASKS_FEES
from namro.duties.onestop.services.moving import ON_THE_WAY, WHO

WORKS = frozenset({Relation.HANDLER, Relation.SUPERVISOR, Relation.DECIDER})
CALLED = {
    "receiver": gettext_lazy("người tiếp nhận tại điểm phục vụ"),
    "handler": gettext_lazy("người đang giữ bước xử lý"),
    "supervisor": gettext_lazy("người phụ trách bộ phận một cửa"),
    "signer": gettext_lazy("người đứng đầu cơ quan giải quyết"),
    "competent": gettext_lazy("người tiếp nhận của cơ quan giải quyết"),
    "applicant": gettext_lazy("người nộp hồ sơ"),
}


@dataclass(frozen=True)
class Option:
    """One act: open to the actor, or why it is not."""

    move: Move
    is_open: bool
    why: str = ""
    danger: bool = False


DANGEROUS = {"refuse", "stop", "withdraw"}


def options(dossier: Dossier, relations: frozenset[Relation], steps: Iterable[Step]) -> list[Option]:
    """Every move of the table from the state of the dossier."""
    return [
        _option(dossier, one, relations, list(steps)) for one in moves_from(dossier.state) if _belongs(dossier, one)
    ]


def _belongs(dossier: Dossier, one: Move) -> bool:
    """Only what is on its way to another agency arrives."""
    return one.key != "register" and (one.key != "arrive" or dossier.is_on_its_way)


def _option(dossier: Dossier, one: Move, relations: frozenset[Relation], steps: list[Step]) -> Option:
    if not relations & {WHO[who] for who in one.who if who in WHO}:
        names = ", ".join(str(CALLED[who]) for who in CALLED if who in one.who)
        return Option(one, False, _("Việc này của %(who)s.") % {"who": names})
    if dossier.is_on_its_way and one.key not in ON_THE_WAY:
        return Option(one, False, _("Chờ cơ quan giải quyết xác nhận đã nhận được hồ sơ."))
    if one.key == "finish" and Relation.DECIDER not in relations and left(steps):
        return Option(one, False, _("Còn bước chưa làm; chỉ người đứng đầu cơ quan giải quyết được bỏ qua, có lý do."))
    return Option(one, True, _hint(dossier, one, steps), one.key in DANGEROUS)


def left(steps: Iterable[Step]) -> list[Step]:
    """The steps nobody has begun."""
    return [one for one in steps if one.started_at is None and one.finished_at is None]


def _hint(dossier: Dossier, one: Move, steps: list[Step]) -> str:
    """What whoever may do it should know first."""
    if one.key == "finish" and left(steps):
        return _("Còn bước chưa làm: xong hồ sơ bây giờ thì các bước ấy bỏ qua, phải ghi lý do.")
    if "first_time" in one.needs and dossier.supplements.all():
        return _("Đã yêu cầu một lần: lần nữa phải ghi văn bản, điều khoản cho phép.")
    return ""


@dataclass(frozen=True)
class Other:
    """The acts beside the moves: on the active step, and the apology."""

    finish_step: bool
    hand_step: bool
    apologise: bool
    send_apology: bool
    consult: bool
    ask_fee: bool
    link: bool  # where nothing is linked yet
    no_apology: str  # why none may be made


def others(dossier: Dossier, relations: frozenset[Relation], steps: Sequence[Step], apology: Apology | None) -> Other:
    active = next((one for one in steps if one.started_at and not one.finished_at), None)
    works = bool(relations & WORKS) and active is not None and dossier.state == State.PROCESSING
    follows = active is not None and any(one.number == active.number + 1 for one in steps)
    why = _no_apology(dossier, relations, apology)
    unsent = apology is not None and apology.sent_at is None
    sends = bool(relations & (APOLOGISES | {Relation.RECEIVER}))
    asks = bool(relations & ASKS) and dossier.state == State.PROCESSING
    costs = bool(relations & ASKS_FEES) and dossier.state in (*RUNNING, State.DONE)
    return Other(works and follows, works, not why, unsent and sends, asks, costs, asks, why)


def _no_apology(dossier: Dossier, relations: frozenset[Relation], apology: Apology | None) -> str:
    if not relations & APOLOGISES:
        return _("Thư xin lỗi do người phụ trách một cửa hoặc người đứng đầu cơ quan duyệt.")
    if dossier.state not in RUNNING:
        return _("Hồ sơ đã xong nên không hẹn lại ngày trả.")
    if apology is not None:
        return _("Mỗi hồ sơ chỉ được hẹn lại một lần; lần này đã hẹn rồi.")
    if dossier.due_at is None:
        return _("Hồ sơ đang tạm dừng nên chưa có ngày trả để xin lỗi.")
    return ""
