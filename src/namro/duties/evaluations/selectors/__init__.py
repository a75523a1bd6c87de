"""Every read of the month.

Rights (standing.py)
    sheet_standing(actor, sheet, *, on) -> frozenset[Relation]; round_standing(actor, round, *, on) -> frozenset[Relation]
    sheet_for(actor, sheet_id, *, on, needs=Permission.SHEET_READ) -> Sheet      raises NotVisible / NotAllowed
    round_for(actor, round_id, *, on, needs=Permission.ROUND_READ) -> Round
    sheets_visible_to(actor, *, on) -> QuerySet[Sheet]; ratings_visible_to(actor, *, on) -> QuerySet[DecidedRating]
The rules of a period (../rulebook.py)
    rulebook_of(period) -> Rulebook(framework, settings, staff_groups, criteria, marks)
Scores (scores.py)
    live_score(sheet, *, points=None, unit_marks=None) -> LiveScore   state, reasons, total, total_text, band, level,
                                                                      ratios, general, lines; .explanation() -> Node
The person (person.py)
    my_sheets(person_id) -> list[Sheet]; my_month(sheet, *, on) -> MyMonth
The reviewer (team.py)
    review_units(actor, *, on) -> frozenset[int]; team(actor, period, *, on) -> Team(rows, rulebook, …)
The decider (board.py, quotas.py, formalism.py)
    board(round, *, on) -> Board(rows, blocked, decisions); quota_table(round) -> QuotaTable; formalism(board) -> Formalism
Home affairs (progress.py)
    periods() -> QuerySet[Period]; period_progress(period, *, under=None, on) -> list[UnitProgress]
    rounds_visible_to(actor, *, on) -> QuerySet[Round]
Petitions (petitions.py)
    petitions_of(round) -> QuerySet[Petition]; petition_for(actor, petition_id, *, on) -> Petition; petitions_visible_to(actor, *, on)
To do (waiting.py)
    waiting_for(actor, *, on) -> list[Waiting]
Locks (locks.py)
    is_locked(posting_id, month) -> bool; locked_postings(posting_ids, month) -> frozenset[int]
"""

from namro.duties.evaluations.results import Result, reason_text, results_of_round, results_of_sheets
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.selectors.board import Board, BoardRow, QuotaTable, board, quota_table
from namro.duties.evaluations.selectors.formalism import Formalism, formalism
from namro.duties.evaluations.selectors.locks import is_locked, locked_postings, refuse_closed_year
from namro.duties.evaluations.selectors.person import MyMonth, attendance, my_month, my_sheets
from namro.duties.evaluations.selectors.petitions import petition_for, petitions_of, petitions_visible_to
from namro.duties.evaluations.selectors.progress import UnitProgress, period_progress, periods
from namro.duties.evaluations.selectors.scores import LiveScore, lines_of, live_score
from namro.duties.evaluations.selectors.standing import (
    agency_units,
    ratings_visible_to,
    reach_of,
    round_for,
    round_standing,
    rounds_visible_to,
    sheet_for,
    sheet_standing,
    sheets_visible_to,
)
from namro.duties.evaluations.selectors.team import Team, TeamRow, review_units, team
from namro.duties.evaluations.selectors.waiting import Waiting, waiting_for

__all__ = [
    "Board",
    "BoardRow",
    "Formalism",
    "LiveScore",
    "MyMonth",
    "QuotaTable",
    "Result",
    "Rulebook",
    "Team",
    "TeamRow",
    "UnitProgress",
    "Waiting",
    "agency_units",
    "attendance",
    "board",
    "formalism",
    "is_locked",
    "lines_of",
    "live_score",
    "locked_postings",
    "my_month",
    "my_sheets",
    "period_progress",
    "periods",
    "petition_for",
    "petitions_of",
    "petitions_visible_to",
    "quota_table",
    "ratings_visible_to",
    "reach_of",
    "reason_text",
    "refuse_closed_year",
    "results_of_round",
    "results_of_sheets",
    "review_units",
    "round_for",
    "round_standing",
    "rounds_visible_to",
    "rulebook_of",
    "sheet_for",
    "sheet_standing",
    "sheets_visible_to",
    "team",
    "waiting_for",
]
