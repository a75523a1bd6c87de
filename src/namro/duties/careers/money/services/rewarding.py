"""Rewards: proposed by rule, decided with a reason, recorded with their decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission, Relation
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError, NotAllowed
from namro.base.notify.services import tell
from namro.base.ui.wording import said
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.careers.money.models import ProposalState, Reward, RewardProposal
from namro.duties.careers.money.parameters import RewardRule, parameters
from namro.duties.careers.money.selectors.merit import Candidate, candidates
from namro.duties.careers.money.selectors.standing import not_found, require_unit
from namro.duties.careers.money.services.common import note, require_number, require_text, user_of
from namro.duties.careers.money.services.pay import require_keeper

TAKEN = gettext_lazy("Người này đã có khen thưởng cùng tên, cùng số quyết định.")
MOST_NAMED = 5


def rule_of(key: str) -> RewardRule:
    """Refuses: money.reward.rule"""
    found = parameters().reward(key)
    if found is None:
        raise DomainError("money.reward.rule", _("Không có hình thức này. Hãy chọn trong danh sách."), field="rule")
    return found


@transaction.atomic
def propose_rewards(
    *, rule: str, year: int, unit_id: int, person_ids: Sequence[int], merit: str = "", by: Actor, at: datetime, on: date
) -> int:
    """Propose people for one kind of reward; all of them must be candidates by its rule. Returns how many are new.

    Refuses: money.not_found, access.denied, money.reward.rule, money.reward.nobody, money.reward.not_candidate,
    money.own_record
    Records: money:reward:proposed
    """
    require_unit(by, unit_id, Permission.MONEY_PREPARE, on=on)
    chosen = rule_of(rule)
    fitting = {
        one.person_id: one for one in candidates(chosen, sorted(organisation.subtree_ids(unit_id, on=on)), year, on=on)
    }
    _require_fitting(person_ids, fitting, by)
    known = set(
        RewardProposal.objects.filter(person__in=person_ids, year=year, rule=rule).values_list("person_id", flat=True)
    )
    new = [fitting[one] for one in sorted(set(person_ids)) if one not in known]
    made = RewardProposal.objects.bulk_create(
        RewardProposal(
            person_id=one.person_id, unit_id=one.unit_id, year=year, rule=rule, rating_id=one.rating_id, merit=merit.strip(),
            proposed_at=at, proposed_by_id=user_of(by),
        )
        for one in new
    )  # fmt: skip
    if made:
        after = {"rule": rule, "year": year, "count": len(made), "ids": [one.pk for one in made][:200]}
        note("reward:proposed", made[0], unit_id, by=by, at=at, after=after)
    return len(made)


def _require_fitting(person_ids: Sequence[int], fitting: dict[int, Candidate], by: Actor) -> None:
    if not person_ids:
        raise DomainError("money.reward.nobody", _("Hãy chọn ít nhất một người."), field="people")
    if by.person_id in person_ids:
        raise NotAllowed("money.own_record", _("Không ai tự đề nghị khen thưởng cho mình."))
    other = [one for one in person_ids if one not in fitting]
    if other:
        message = _("Có %(count)s người không đủ điều kiện theo kết quả xếp loại. Hãy tải lại danh sách rồi chọn lại.")
        raise DomainError("money.reward.not_candidate", message % {"count": len(other)}, field="people")


@transaction.atomic
def decide_reward(
    *, proposal_id: int, approved: bool, reason: str, number: str = "", decided_on: date | None = None, by: Actor,
    at: datetime, on: date,
) -> RewardProposal:  # fmt: skip
    """The authority over the person approves, with the number of its decision, or refuses; always with a reason.

    Refuses: money.not_found, access.denied, money.own_record, money.reward.decided, money.reason.missing,
    money.number.missing, money.decided_on.future, money.reward.taken
    Records: money:reward:decided
    """
    row = RewardProposal.objects.select_for_update(of=("self",)).select_related("person").filter(pk=proposal_id).first()
    if row is None:
        raise not_found()
    require_authority(by, row, on=on)
    if row.state != ProposalState.PROPOSED:
        raise DomainError("money.reward.decided", _("Đề nghị này đã được quyết định."))
    written = require_text(reason, "reason", _("Hãy ghi lý do, căn cứ."))
    row.state = ProposalState.APPROVED if approved else ProposalState.REFUSED
    row.reason, row.decided_at, row.decided_by_id = written, at, user_of(by)
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    if approved:
        _give(row, require_number(number, decided_on or on, on), decided_on or on, by, at)
    note("reward:decided", row, row.unit_id, by=by, at=at, after={"state": row.state, "number": number}, reason=written)
    return row


def require_authority(by: Actor, row: RewardProposal, *, on: date) -> None:
    """Whoever decides on the person, never on themselves. Refuses: money.own_record, money.not_found, access.denied"""
    if by.person_id == row.person_id:
        raise NotAllowed("money.own_record", _("Không ai tự quyết định khen thưởng cho mình."))
    relations = people.relations_to_person(by, row.person_id, on=on)
    if Relation.DECIDER in relations:
        return
    if Relation.OFFICER in relations:
        raise NotAllowed("access.denied", _("Khen thưởng do người có thẩm quyền quyết định."))
    raise not_found()


def _give(row: RewardProposal, number: str, decided_on: date, by: Actor, at: datetime) -> None:
    title = said(rule_of(row.rule).title).removeprefix("MẪU: ").removeprefix("TEMPLATE: ")
    with said_plainly({"reward_once": ("money.reward.taken", TAKEN)}):
        reward = Reward.objects.create(
            person_id=row.person_id, proposal=row, title=title, number=number, decided_on=decided_on, recorded_at=at,
            recorded_by_id=user_of(by),
        )  # fmt: skip
    tell(
        person_ids=[row.person_id], kind="money.reward", key=f"money.reward:{reward.pk}",
        text=f"Anh/chị được khen thưởng: {title}, quyết định số {number}.",
        text_en=f"You were given a reward: {title}, decision {number}.", link="/money/mine/", at=at,
    )  # fmt: skip


@transaction.atomic
def record_reward(
    *, person_id: int, title: str, number: str, decided_on: date, issued_by: str = "", by: Actor, at: datetime, on: date
) -> Reward:
    """A reward given elsewhere, from its decision.

    Refuses: money.not_found, money.own_record, money.title.missing, money.number.missing, money.decided_on.future,
    money.reward.taken
    Records: money:reward:recorded
    """
    require_keeper(by, person_id, on=on)
    written = require_text(title, "title", _("Hãy ghi hình thức khen thưởng."))
    given = require_number(number, decided_on, on)
    with said_plainly({"reward_once": ("money.reward.taken", TAKEN)}):
        row = Reward.objects.create(
            person_id=person_id, title=written, number=given, decided_on=decided_on, issued_by=issued_by.strip(),
            recorded_at=at, recorded_by_id=user_of(by),
        )  # fmt: skip
    note("reward:recorded", row, None, by=by, at=at, after={"person": person_id, "title": written, "number": given})
    return row


@transaction.atomic
def withdraw_reward(*, reward_id: int, reason: str, by: Actor, at: datetime, on: date) -> Reward:
    """A reward annulled or entered by mistake; the row stays with its reason.

    Refuses: money.not_found, money.own_record, money.reason.missing, money.reward.withdrawn
    Records: money:reward:withdrawn
    """
    row = Reward.objects.select_for_update().filter(pk=reward_id).first()
    if row is None:
        raise not_found()
    require_keeper(by, row.person_id, on=on)
    if row.withdrawn_at is not None:
        raise DomainError("money.reward.withdrawn", _("Khen thưởng này đã được rút."))
    written = require_text(reason, "reason", _("Hãy ghi lý do."))
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawal_reason = at, user_of(by), written
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    note("reward:withdrawn", row, None, by=by, at=at, before={"title": row.title}, reason=written)
    return row
