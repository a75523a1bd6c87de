"""Relations, permissions, and which relation holds which permission: the whole table, on plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Relation(StrEnum):
    """What somebody is to a thing on a date; found by the module that owns the thing."""

    ANYONE = "anyone"  # not even signed in
    SIGNED_IN = "signed_in"
    OWNER = "owner"  # the person the thing is about
    COLLEAGUE = "colleague"  # posted in the same using agency
    REVIEWER = "reviewer"  # heads the unit that scores (or a delegate of theirs)
    DECIDER = "decider"  # heads the agency that decides: the authority itself
    DELEGATE = "delegate"  # may prepare in the authority's name, never decide
    RECEIVER = "receiver"  # works at the service point of a dossier
    SUPERVISOR = "supervisor"  # is in charge of that service point
    COMPETENT = "competent"  # works at a service point of the agency a dossier came to from another's territory
    HANDLER = "handler"  # whose turn a dossier is
    OFFICER = "officer"  # home affairs of a subtree that holds the thing
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    PUBLIC = "public"
    HOME = "home"
    SYSTEM_MANAGE = "system.manage"
    ACCOUNT_MANAGE = "account.manage"
    REGISTRY_READ = "registry.read"
    REGISTRY_WRITE = "registry.write"
    RELATION_READ = "relation.read"
    DELEGATION_GIVE = "delegation.give"
    IMPORT_RUN = "import.run"
    JOB_READ = "job.read"
    NOTICE_OPEN = "notice.open"
    AUDIT_READ = "audit.read"
    FRAMEWORK_READ = "framework.read"
    FRAMEWORK_WRITE = "framework.write"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_DRAFT = "catalogue.draft"
    CATALOGUE_DECIDE = "catalogue.decide"
    PROPOSAL_READ = "proposal.read"
    WORK_READ = "work.read"
    WORK_ASSIGN = "work.assign"
    WORK_REPORT = "work.report"
    WORK_ACCEPT = "work.accept"
    WORK_EXCUSE = "work.excuse"
    PERIOD_OPEN = "period.open"
    ROUND_READ = "round.read"
    ROUND_PREPARE = "round.prepare"
    ROUND_DECIDE = "round.decide"
    SHEET_READ = "sheet.read"
    SHEET_SELF_SCORE = "sheet.self_score"
    SHEET_REVIEW = "sheet.review"
    RATING_READ = "rating.read"  # the published rating, not the detail
    UNIT_SHEET_READ = "unit_sheet.read"
    UNIT_SHEET_SELF = "unit_sheet.self"
    UNIT_SHEET_REVIEW = "unit_sheet.review"
    UNIT_SHEET_DECIDE = "unit_sheet.decide"
    ADVICE_GIVE = "advice.give"
    MEETING_READ = "meeting.read"
    MEETING_KEEP = "meeting.keep"
    PETITION_FILE = "petition.file"
    PETITION_ANSWER = "petition.answer"
    DOCUMENT_READ = "document.read"
    CAREER_READ = "career.read"  # the timeline of one person, their terms, cases and discipline
    CAREER_OVERSEE = "career.oversee"  # the boards: of the officer's subtree, or of the agencies one decides for
    CAREER_WRITE = "career.write"
    CAREER_DECIDE = "career.decide"
    DISCIPLINE_WRITE = "discipline.write"
    MONEY_READ = "money.read"
    MONEY_OWN = "money.own"
    MONEY_PREPARE = "money.prepare"
    MONEY_DECIDE = "money.decide"
    DOSSIER_COUNTED = "dossier.counted"  # the dossiers behind a month's number of a person or a unit
    DOSSIER_LIST = "dossier.list"  # everybody has a list: what waits for them, at their points, in their units
    DOSSIER_RECEIVE = "dossier.receive"
    DOSSIER_BEGIN = "dossier.begin"  # its steps, each with who does it
    DOSSIER_READ = "dossier.read"
    DOSSIER_WORK = "dossier.work"
    DOSSIER_STEP = "dossier.step"  # the active step: ended, or handed to somebody else
    DOSSIER_OVERSEE = "dossier.oversee"
    CONSULTATION_ANSWER = "consultation.answer"
    PART_FINISH = "part.finish"  # the part of a dossier another unit does
    POINT_WRITE = "point.write"
    POSTING_NOTE = "posting.note"  # that a point's procedures hang there to be read
    ROSTER_READ = "roster.read"  # of a service point
    ROSTER_PLAN = "roster.plan"
    QUEUE_CALL = "queue.call"  # at the points somebody works at
    VISIT_WORK = (
        "visit.work"  # of the same points; where people live is for the team: duties/onestop/selectors/visiting.py
    )
    SUMMARY_WRITE = "summary.write"  # tables of figures of agencies that another system sums up
    PROCEDURES_READ = "procedures.read"
    PROCEDURES_EDIT = "procedures.edit"  # drafts, processes, online levels, plans
    PROCEDURES_PUBLISH = "procedures.publish"  # decisions with their lines
    FEEDBACK_LIST = "feedback.list"  # everybody may record what a citizen says, and sees what concerns them
    FEEDBACK_READ = "feedback.read"
    FEEDBACK_ASSIGN = "feedback.assign"
    FEEDBACK_HANDLE = "feedback.handle"
    FEEDBACK_DECIDE = "feedback.decide"
    FEEDBACK_PUBLISH = "feedback.publish"
    FINDINGS_READ = "findings.read"  # one's own, and those of the units one heads or keeps
    FINDINGS_WRITE = "findings.write"
    SURVEY_LIST = "survey.list"
    SURVEY_READ = "survey.read"  # a campaign, its progress and results
    SURVEY_ENTER = "survey.enter"  # the counter's device, paper
    SURVEY_KEEP = "survey.keep"
    INSIGHT_READ = "insight.read"  # figures over the officer's subtree, or over the agencies one heads


R = Relation
# A relation not named here does not hold the permission. The system administrator sees no scores.
HOLDERS: dict[Permission, frozenset[Relation]] = {
    Permission.PUBLIC: frozenset({R.ANYONE}),
    Permission.HOME: frozenset({R.SIGNED_IN}),
    Permission.SYSTEM_MANAGE: frozenset({R.ADMINISTRATOR}),
    Permission.ACCOUNT_MANAGE: frozenset({R.ADMINISTRATOR, R.OFFICER}),
    Permission.REGISTRY_READ: frozenset({R.SIGNED_IN}),
    Permission.REGISTRY_WRITE: frozenset({R.OFFICER}),
    Permission.RELATION_READ: frozenset({R.SIGNED_IN}),
    Permission.DELEGATION_GIVE: frozenset({R.OWNER, R.OFFICER}),  # the giver themself, or home affairs for them
    Permission.IMPORT_RUN: frozenset({R.OFFICER, R.REVIEWER, R.DELEGATE, R.DECIDER}),
    # Whoever asked for it, which may be an officer's account that is no person of the city.
    Permission.JOB_READ: frozenset({R.OWNER, R.OFFICER, R.ADMINISTRATOR}),
    Permission.NOTICE_OPEN: frozenset({R.OWNER}),
    Permission.AUDIT_READ: frozenset({R.OFFICER, R.ADMINISTRATOR}),
    Permission.FRAMEWORK_READ: frozenset({R.SIGNED_IN}),  # everybody may read the rules they are rated by
    Permission.FRAMEWORK_WRITE: frozenset({R.OFFICER}),  # of the whole tree: base/law/standing.py
    Permission.CATALOGUE_READ: frozenset({R.SIGNED_IN}),
    Permission.CATALOGUE_DRAFT: frozenset({R.OFFICER, R.DECIDER, R.REVIEWER, R.DELEGATE}),
    Permission.CATALOGUE_DECIDE: frozenset({R.DECIDER}),
    Permission.PROPOSAL_READ: frozenset({R.OWNER, R.COLLEAGUE, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.WORK_READ: frozenset({R.OWNER, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.WORK_ASSIGN: frozenset({R.REVIEWER, R.DELEGATE, R.DECIDER}),
    Permission.WORK_REPORT: frozenset({R.OWNER}),
    Permission.WORK_ACCEPT: frozenset({R.REVIEWER, R.DELEGATE}),
    # At most these; law/parameters/assignments.yaml#excuse_confirmed_by says which of them.
    Permission.WORK_EXCUSE: frozenset({R.REVIEWER, R.DELEGATE, R.DECIDER}),
    Permission.PERIOD_OPEN: frozenset({R.OFFICER}),
    Permission.ROUND_READ: frozenset({R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.ROUND_PREPARE: frozenset({R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.ROUND_DECIDE: frozenset({R.DECIDER}),
    Permission.SHEET_READ: frozenset({R.OWNER, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.SHEET_SELF_SCORE: frozenset({R.OWNER}),
    Permission.SHEET_REVIEW: frozenset({R.REVIEWER, R.DELEGATE}),
    Permission.RATING_READ: frozenset({R.OWNER, R.COLLEAGUE, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.UNIT_SHEET_READ: frozenset({R.OWNER, R.COLLEAGUE, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.UNIT_SHEET_SELF: frozenset({R.OWNER}),
    Permission.UNIT_SHEET_REVIEW: frozenset({R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.UNIT_SHEET_DECIDE: frozenset({R.DECIDER}),
    Permission.ADVICE_GIVE: frozenset({R.SIGNED_IN}),  # whoever heads a unit: selectors/advice.py
    Permission.MEETING_READ: frozenset({R.OWNER, R.COLLEAGUE, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.MEETING_KEEP: frozenset({R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.PETITION_FILE: frozenset({R.OWNER}),
    Permission.PETITION_ANSWER: frozenset({R.DECIDER}),
    Permission.DOCUMENT_READ: frozenset({R.OWNER, R.REVIEWER, R.DELEGATE, R.DECIDER, R.OFFICER}),
    Permission.CAREER_READ: frozenset({R.OWNER, R.REVIEWER, R.DECIDER, R.OFFICER}),
    Permission.CAREER_OVERSEE: frozenset({R.DECIDER, R.OFFICER}),
    Permission.CAREER_WRITE: frozenset({R.OFFICER}),
    Permission.CAREER_DECIDE: frozenset({R.DECIDER}),
    Permission.DISCIPLINE_WRITE: frozenset({R.OFFICER}),
    Permission.MONEY_READ: frozenset({R.DECIDER, R.OFFICER}),
    Permission.MONEY_OWN: frozenset({R.OWNER, R.DECIDER, R.OFFICER}),  # one line of a list; its owner sees their own
    Permission.MONEY_PREPARE: frozenset({R.OFFICER}),
    Permission.MONEY_DECIDE: frozenset({R.DECIDER}),
    Permission.DOSSIER_COUNTED: frozenset({R.OWNER, R.DECIDER, R.OFFICER}),
    Permission.DOSSIER_LIST: frozenset({R.SIGNED_IN}),
    Permission.DOSSIER_RECEIVE: frozenset({R.RECEIVER, R.SUPERVISOR}),
    Permission.DOSSIER_BEGIN: frozenset({R.RECEIVER, R.SUPERVISOR, R.COMPETENT}),
    Permission.DOSSIER_READ: frozenset(
        {R.RECEIVER, R.SUPERVISOR, R.COMPETENT, R.HANDLER, R.COLLEAGUE, R.DECIDER, R.OFFICER}
    ),
    # Which of them may make which move is law/parameters/onestop.yaml#moves.
    Permission.DOSSIER_WORK: frozenset({R.RECEIVER, R.SUPERVISOR, R.COMPETENT, R.HANDLER, R.DECIDER}),
    Permission.DOSSIER_STEP: frozenset({R.SUPERVISOR, R.HANDLER, R.DECIDER}),
    Permission.DOSSIER_OVERSEE: frozenset({R.SUPERVISOR, R.DECIDER}),
    # The head of the unit asked, or whoever the answer reached on paper.
    Permission.CONSULTATION_ANSWER: frozenset({R.OWNER, R.RECEIVER, R.SUPERVISOR, R.HANDLER}),
    Permission.PART_FINISH: frozenset({R.OWNER, R.SUPERVISOR, R.HANDLER}),
    Permission.POINT_WRITE: frozenset({R.OFFICER}),
    Permission.POSTING_NOTE: frozenset({R.SUPERVISOR, R.DECIDER, R.OFFICER}),
    Permission.ROSTER_READ: frozenset({R.RECEIVER, R.SUPERVISOR, R.DECIDER, R.OFFICER}),
    Permission.ROSTER_PLAN: frozenset({R.SUPERVISOR, R.DECIDER, R.OFFICER}),
    Permission.QUEUE_CALL: frozenset({R.RECEIVER, R.SUPERVISOR}),
    Permission.VISIT_WORK: frozenset({R.RECEIVER, R.SUPERVISOR}),
    Permission.SUMMARY_WRITE: frozenset({R.OFFICER}),  # of everything there is: duties/onestop/access.py
    Permission.PROCEDURES_READ: frozenset({R.SIGNED_IN}),
    # Of everything there is: duties/procedures/access.py.
    Permission.PROCEDURES_EDIT: frozenset({R.OFFICER}),
    Permission.PROCEDURES_PUBLISH: frozenset({R.OFFICER}),
    # Whoever it is about owns it and nothing else: duties/feedback/access.py.
    Permission.FEEDBACK_LIST: frozenset({R.SIGNED_IN}),
    Permission.FEEDBACK_READ: frozenset({R.OWNER, R.RECEIVER, R.HANDLER, R.DECIDER, R.OFFICER}),
    Permission.FEEDBACK_ASSIGN: frozenset({R.DECIDER, R.OFFICER}),
    Permission.FEEDBACK_HANDLE: frozenset({R.HANDLER}),
    Permission.FEEDBACK_DECIDE: frozenset({R.DECIDER}),
    Permission.FEEDBACK_PUBLISH: frozenset({R.DECIDER, R.OFFICER}),
    # Whoever it is about owns it and nothing else: duties/inspections/access.py.
    Permission.FINDINGS_READ: frozenset({R.OWNER, R.DECIDER, R.OFFICER}),
    Permission.FINDINGS_WRITE: frozenset({R.OFFICER}),
    Permission.SURVEY_LIST: frozenset({R.SIGNED_IN}),
    Permission.SURVEY_READ: frozenset({R.COLLEAGUE, R.DECIDER, R.OFFICER}),
    Permission.SURVEY_ENTER: frozenset({R.COLLEAGUE, R.DECIDER, R.OFFICER}),
    Permission.SURVEY_KEEP: frozenset({R.OFFICER}),
    Permission.INSIGHT_READ: frozenset({R.OFFICER, R.DECIDER}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts in a request or command: a user, the person they are, and their grants on that date."""

    user_id: int | None
    person_id: int | None = None
    is_administrator: bool = False
    officer_of: frozenset[int] = field(default_factory=frozenset)  # unit ids at the top of their subtrees

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def own_relations(self) -> frozenset[Relation]:
        """Relations that need no thing to look at."""
        if not self.is_signed_in:
            return frozenset({R.ANYONE})
        found = {R.ANYONE, R.SIGNED_IN}
        if self.is_administrator:
            found.add(R.ADMINISTRATOR)
        if self.officer_of:
            found.add(R.OFFICER)
        return frozenset(found)


NOBODY = Actor(user_id=None)


def may(permission: Permission, relations: frozenset[Relation]) -> bool:
    """Whether somebody who stands in `relations` to a thing holds `permission` on it."""
    return bool(HOLDERS[permission] & relations)
