"""Every write of careers; one verb a function."""

from namro.duties.careers.services.discipline import ActData, record_discipline, withdraw_discipline
from namro.duties.careers.services.moving import barred_among, check_move, override_move
from namro.duties.careers.services.removal import decide_case, do_step, extend_step
from namro.duties.careers.services.reviewing import decide_review, open_review, record_vote
from namro.duties.careers.services.surfacing import surface_cases
from namro.duties.careers.services.terms import record_term, withdraw_term
from namro.duties.careers.services.training import record_training, withdraw_training

__all__ = [
    "ActData",
    "barred_among",
    "check_move",
    "decide_case",
    "decide_review",
    "do_step",
    "extend_step",
    "open_review",
    "override_move",
    "record_discipline",
    "record_term",
    "record_training",
    "record_vote",
    "surface_cases",
    "withdraw_discipline",
    "withdraw_term",
    "withdraw_training",
]
