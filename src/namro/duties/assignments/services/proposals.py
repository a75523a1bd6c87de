"""New outputs outside the catalogue go up the chain and come back added or refused (art. 13.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.notify.services import tell
from namro.city.people import selectors as people
from namro.duties.assignments.models import (
    Catalogue,
    CatalogueItem,
    CatalogueState,
    ItemProposal,
    Part,
    ProposalState,
)
from namro.duties.assignments.selectors.catalogue import catalogues_in_force, proposal_with
from namro.duties.assignments.selectors.catalogue_rights import relations_to_unit
from namro.duties.assignments.services.catalogue import ItemData, fill_item
from namro.engine.text import nfc

WAITING = (ProposalState.PROPOSED, ProposalState.FORWARDED)


@dataclass(frozen=True)
class ProposalData:
    """A new output as the unit asks for it."""

    task: str
    product: str
    group: str
    points: Decimal
    reason: str
    part: str = Part.SHARED.value
    office: str = ""


@transaction.atomic
def propose_item(*, unit_id: int, data: ProposalData, by: Actor, at: datetime, on: date) -> ItemProposal:
    """Report a new output of one's unit to whoever may add it.

    Refuses: access.denied, proposal.no_catalogue, proposal.incomplete
    Records: assignments:proposal:proposed
    """
    if not (_sits_in(by, unit_id, on) or may(Permission.CATALOGUE_DRAFT, relations_to_unit(by, unit_id, on=on))):
        raise NotAllowed("access.denied", _("Anh/chị chỉ đề nghị được cho đơn vị mình."))
    catalogue_id = catalogues_in_force([unit_id], on=on).get(unit_id)
    if catalogue_id is None:
        message = _("Đơn vị chưa có danh mục đang có hiệu lực: hãy đưa sản phẩm này vào bản dự thảo.")
        raise Conflict("proposal.no_catalogue", message)
    if not all(text.strip() for text in (data.task, data.product, data.group, data.reason)) or data.points <= 0:
        message = _("Cần nhiệm vụ, sản phẩm đầu ra, nhóm, điểm lớn hơn 0 và lý do.")
        raise DomainError("proposal.incomplete", message, field="task")
    proposal = ItemProposal.objects.create(
        catalogue_id=catalogue_id, unit_id=unit_id, part=data.part, office=nfc(data.office), task=nfc(data.task),
        product=nfc(data.product), group=data.group, points=data.points, reason=data.reason.strip(),
        proposed_at=at, proposed_by_id=by.user_id,
    )  # fmt: skip
    _record("proposed", proposal, by, at)
    return proposal


def _sits_in(actor: Actor, unit_id: int, on: date) -> bool:
    if actor.person_id is None:
        return False
    return any(posting.unit_id == unit_id for posting in people.postings_on(actor.person_id, on=on))


@transaction.atomic
def forward_proposal(*, proposal_id: int, note: str, by: Actor, at: datetime, on: date) -> ItemProposal:
    """The head of the unit, or the officer, passes the proposal on to whoever decides the catalogue.

    Refuses: proposal.not_visible, access.denied, proposal.answered
    Records: assignments:proposal:forwarded
    """
    proposal = proposal_with(proposal_id, by, on=on)
    if not may(Permission.CATALOGUE_DRAFT, relations_to_unit(by, proposal.unit_id, on=on)):
        raise NotAllowed("access.denied", _("Người đứng đầu đơn vị hoặc bộ phận nội vụ mới chuyển đề nghị lên."))
    _require_waiting(proposal, ProposalState.PROPOSED)
    proposal.state, proposal.forwarded_at, proposal.forwarded_by_id = ProposalState.FORWARDED, at, by.user_id
    proposal.save()
    _record("forwarded", proposal, by, at, reason=note)
    return proposal


@transaction.atomic
def add_proposed(
    *, proposal_id: int, code: str, number: str, decided_on: date, points: Decimal, group: str, answer: str,
    by: Actor, at: datetime, on: date,
) -> CatalogueItem:  # fmt: skip
    """The authority adds the output to the version in force, by a decision with number and date.

    Refuses: proposal.not_visible, access.denied, proposal.answered, proposal.number, catalogue.item.code_taken
    Records: assignments:proposal:added
    """
    proposal = _to_answer(proposal_id, by, on)
    if not number.strip():
        raise DomainError("proposal.number", _("Hãy ghi số quyết định bổ sung."), field="number")
    if decided_on > on:
        raise DomainError("catalogue.decided_later", _("Ngày quyết định chưa tới."), field="decided_on")
    catalogue = _catalogue_in_force(proposal, on)
    if not code.strip() or catalogue.items.filter(code=nfc(code)).exists():
        raise DomainError("catalogue.item.code_taken", _("Hãy đặt một mã chưa dùng trong danh mục."), field="code")
    data = ItemData(code, proposal.part, proposal.task, proposal.product, group, points, office=proposal.office)
    item = fill_item(CatalogueItem(catalogue=catalogue), data, catalogue)
    item.added_number, item.added_on = nfc(number), decided_on
    item.save()
    _answer(proposal, ProposalState.ADDED, answer, by, at, item=item)
    return item


def _catalogue_in_force(proposal: ItemProposal, on: date) -> Catalogue:
    current = catalogues_in_force([proposal.unit_id], on=on).get(proposal.unit_id)
    if current is None:
        raise Conflict("proposal.no_catalogue", _("Đơn vị không còn danh mục đang có hiệu lực."))
    return Catalogue.objects.select_for_update(of=("self",)).get(
        pk=current, state__in=[CatalogueState.DECIDED, CatalogueState.REPLACED]
    )


@transaction.atomic
def refuse_proposal(*, proposal_id: int, answer: str, by: Actor, at: datetime, on: date) -> ItemProposal:
    """The authority does not add the output, and says why.

    Refuses: proposal.not_visible, access.denied, proposal.answered, proposal.answer
    Records: assignments:proposal:refused
    """
    proposal = _to_answer(proposal_id, by, on)
    if not answer.strip():
        raise DomainError("proposal.answer", _("Hãy ghi lý do không chấp nhận."), field="answer")
    _answer(proposal, ProposalState.REFUSED, answer, by, at)
    return proposal


def _to_answer(proposal_id: int, by: Actor, on: date) -> ItemProposal:
    proposal = proposal_with(proposal_id, by, on=on)
    catalogue_unit = proposal.catalogue.unit_id
    if Relation.DECIDER not in relations_to_unit(by, catalogue_unit, on=on):
        raise NotAllowed("access.denied", _("Chỉ người quyết định danh mục mới trả lời đề nghị này."))
    _require_waiting(proposal, *WAITING)
    return proposal


def _require_waiting(proposal: ItemProposal, *states: str) -> None:
    if proposal.state not in states:
        raise Conflict("proposal.answered", _("Đề nghị này đã được xử lý. Hãy tải lại trang."))


def _answer(
    proposal: ItemProposal,
    state: str,
    answer: str,
    by: Actor,
    at: datetime,
    item: CatalogueItem | None = None,
) -> None:
    proposal.state, proposal.answer, proposal.item = state, answer.strip(), item
    proposal.answered_at, proposal.answered_by_id = at, by.user_id
    proposal.save()
    _record(state, proposal, by, at, reason=answer)
    author = proposal.proposed_by.person_id if proposal.proposed_by else None
    if author:
        added = state == ProposalState.ADDED
        product = proposal.product[:120]
        tell(
            person_ids=[author], kind="assignments.proposal", key=f"assignments:proposal:{proposal.pk}:{state}",
            text=f"Đề nghị “{product}” {'đã được bổ sung vào danh mục' if added else 'không được chấp nhận'}.",
            text_en=f"Your proposal “{product}” was {'added to the catalogue' if added else 'not accepted'}.",
            link=f"/catalogue/proposals/{proposal.pk}", at=at,
        )  # fmt: skip


def _record(verb: str, proposal: ItemProposal, by: Actor, at: datetime, reason: str = "") -> None:
    record(
        tag=f"assignments:proposal:{verb}", by=by, at=at, subject=("proposal", proposal.pk),
        unit_id=proposal.unit_id, after={"product": proposal.product, "points": str(proposal.points)}, reason=reason,
    )  # fmt: skip
