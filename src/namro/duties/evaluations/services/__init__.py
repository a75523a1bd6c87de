"""Every write of the month, one verb a function. All are keyword-only, atomic and audited.

Opening (opening.py, refreshing.py; the job tasks are in ../jobs.py)
    start_opening(kind, first_day, framework_id, settings={}, also=(), deadlines=None, by, at) -> Job
    open_period(kind, first_day, framework_id, settings={}, also=(), deadlines=None, by, at, progress=None) -> Period
    refresh_period(period_id, by, at, on) -> Refreshed        joiners, movers, leavers after the opening
    choose_forwarding(round_id, forwards_without_self, by, at, on); set_deadlines(round_id, deadlines, by, at, on)
Self-score (self_scoring.py)       points are hundredths (or None), in the order of `rulebook_of(period).criteria`
    save_draft(sheet_id, points, strengths, limits, version, by, at, on) -> Sheet
    submit_self_score(sheet_id, points, strengths, limits, version, by, at, on) -> Sheet
Review (reviewing.py)              unit_marks: (d, đ, e) in percent, 100 or 50 or None; () for staff
    review(sheet_id, points, unit_marks, comment, version, by, at, on) -> Sheet
    accept_as_self(sheet_id, version, by, at, on) -> Sheet
    accept_all_as_self(round_id, reviewer_unit_id, by, at, on) -> int
    send_back(sheet_id, reason, version, by, at, on) -> Sheet         to the person, before the decision
    forward_without_self(round_id, by, at, on) -> int                 by the deadline's own job or the decider
    set_not_rated(sheet_id, why, note, version, by, at, on); clear_not_rated(sheet_id, reason, version, by, at, on)
Calculation (calculating.py)
    recalculate(round_ids, at, by=None) -> int                        engine, one code path, written by COPY
    calculate_period(period_id, by, at, progress=None) -> dict
    staling.work_changed(touched), sheets_changed(sheet_ids), people_changed(period_id)   stored scores no longer hold
Proposal and decision (deciding.py)
    propose(round_id, proposals={sheet_id: (rating, reason)}, by, at, on) -> int
    propose_what_fits(round_id, by, at, on) -> int                    the quota's suggestion; ties are left alone
    sign_quota(round_id, reading, rate, reason, by, at, on) -> Round
    decide(round_id, ratings={sheet_id: (rating, reason)}, number, decided_on, reading, rate, quota_reason,
           by, at, on) -> Decision                                    rating "KXL" = not rated, with its reason
    rate_unit(period_id, unit_id, rating, number, decided_on, by, at, on) -> UnitRating
Reopening (reopening.py)
    reopen_sheet(sheet_id, to_step, reason, by, at, on) -> Reopening; reopen_round(round_id, to_step, reason, …)
Publication and petitions (publishing.py, petitions.py)
    publish(round_id, by, at, on) -> Round
    file_petition(sheet_id, grounds, evidence, received_on, by, at, on) -> Petition
    assign_petition(petition_id, handler_id, by, at, on) -> Petition
    answer_petition(petition_id, outcome, answer, rating="", number="", decided_on=None, by, at, on) -> Petition
    replace_rating(sheet_id, rating, reason, number, decided_on, by, at, on) -> Decision       art. 21.3
Closing and deadlines (closing.py, deadlines.py)
    close_round(round_id, by, at, on) -> Round; close_period(period_id, by, at, progress=None) -> dict
    tick(at) -> dict                                                  reminders and forwarding; idempotent per day

Conflicts: every save takes the `version` the editor started from; another save in between raises
`namro.base.errors.Conflict("evaluations.sheet.conflict")` whose details hold `theirs` (the stored values), `mine` and
`version` (the new one to save with), so that neither is lost.
"""

from namro.duties.evaluations.services.calculating import calculate_period, recalculate, start_calculation
from namro.duties.evaluations.services.closing import close_period, close_round, start_closing
from namro.duties.evaluations.services.deadlines import tick
from namro.duties.evaluations.services.deciding import decide, propose, propose_what_fits, rate_unit, sign_quota
from namro.duties.evaluations.services.opening import open_period, plan, start_opening
from namro.duties.evaluations.services.pausing import pause_petition, resume_petition
from namro.duties.evaluations.services.petitions import (
    answer_petition,
    assign_petition,
    file_petition,
    replace_rating,
)
from namro.duties.evaluations.services.publishing import publish
from namro.duties.evaluations.services.refreshing import choose_forwarding, refresh_period, set_deadlines
from namro.duties.evaluations.services.reopening import reopen_round, reopen_sheet
from namro.duties.evaluations.services.reviewing import (
    accept_all_as_self,
    accept_as_self,
    clear_not_rated,
    forward_without_self,
    review,
    send_back,
    set_not_rated,
)
from namro.duties.evaluations.services.self_scoring import save_draft, submit_self_score

__all__ = [
    "accept_all_as_self",
    "accept_as_self",
    "answer_petition",
    "assign_petition",
    "calculate_period",
    "choose_forwarding",
    "clear_not_rated",
    "close_period",
    "close_round",
    "decide",
    "file_petition",
    "forward_without_self",
    "open_period",
    "pause_petition",
    "plan",
    "propose",
    "propose_what_fits",
    "publish",
    "rate_unit",
    "recalculate",
    "refresh_period",
    "reopen_round",
    "reopen_sheet",
    "replace_rating",
    "resume_petition",
    "review",
    "save_draft",
    "send_back",
    "set_deadlines",
    "set_not_rated",
    "sign_quota",
    "start_calculation",
    "start_closing",
    "start_opening",
    "submit_self_score",
    "tick",
]
