"""Tables of careers. Rows are added; what was wrong is withdrawn with a reason, or replaced by a row that names it."""

from namro.duties.careers.models.discipline import ActSpan, Counting, DisciplineDecision, DisciplineKind, Nature
from namro.duties.careers.models.moves import MoveOverride
from namro.duties.careers.models.removal import CaseDecision, CaseStep, Outcome, RemovalCase
from namro.duties.careers.models.terms import PostBlock, ReviewOutcome, Term, TermReview, VoteRound
from namro.duties.careers.models.training import Training

__all__ = [
    "ActSpan",
    "CaseDecision",
    "CaseStep",
    "Counting",
    "DisciplineDecision",
    "DisciplineKind",
    "MoveOverride",
    "Nature",
    "Outcome",
    "PostBlock",
    "RemovalCase",
    "ReviewOutcome",
    "Term",
    "TermReview",
    "Training",
    "VoteRound",
]
