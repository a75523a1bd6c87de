"""Regulations, pay, lists and their lines, rewards."""

from namro.duties.careers.money.models.lists import LineState, ListState, PayLine, PayList
from namro.duties.careers.money.models.pay import PayBase
from namro.duties.careers.money.models.regulations import Money, Regulation, RegulationState, Scheme
from namro.duties.careers.money.models.rewards import ProposalState, Reward, RewardProposal

__all__ = [
    "LineState", "ListState", "Money", "PayBase", "PayLine", "PayList", "ProposalState", "Regulation", "RegulationState",
    "Reward", "RewardProposal", "Scheme",
]  # fmt: skip
