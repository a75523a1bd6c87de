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
    board(round, *, on) -> Board(rows, blocked, decisions); quota_table(round) -> QuotaTable; formalism(round) -> Formalism
Home affairs (progress.py)
    periods() -> QuerySet[Period]; period_progress(period, *, under=None, on) -> list[UnitProgress]
    rounds_of(actor, *, on) -> QuerySet[Round]
Petitions (petitions.py)
    petitions_of(round) -> QuerySet[Petition]; petition_for(actor, petition_id, *, on) -> Petition; filable(sheet, person_id)
To do (waiting.py)
    waiting_for(actor, *, on) -> list[Waiting]
Locks (locks.py)
    is_locked(posting_id, month) -> bool; locked_postings(posting_ids, month) -> frozenset[int]
"""
