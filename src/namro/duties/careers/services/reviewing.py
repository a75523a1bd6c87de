"""Reappointment: the notice, the ballots, the decision.

Law: law/parameters/careers.yaml#reappointment, #votes, #term_calendar, #not_reappointed.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import Conflict, DomainError
from namro.base.notify.services import tell
from namro.city.people.models import Posting
from namro.duties.careers.models import PostBlock, ReviewOutcome, Term, TermReview, VoteRound
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules import terms as rules
from namro.duties.careers.rules.terms import TermKind, Verdict, Vote
from namro.duties.careers.selectors.evidence import YearOf, due_of, hindrances, years_of
from namro.duties.careers.selectors.places import place_of
from namro.duties.careers.selectors.standing import not_found, require_decider, require_keeper
from namro.duties.careers.services.common import require_number, require_text, user_of
from namro.duties.careers.services.terms import TermData, make_term

REFUSALS: Refusals = {
    "vote_counts": (
        "careers.vote.counts",
        gettext_lazy(
            "Số có mặt không được quá số triệu tập, số đồng ý không được quá số có mặt. Hãy kiểm tra biên bản."
        ),
    ),
    "vote_one_a_meeting": ("careers.vote.twice", gettext_lazy("Đã ghi kết quả hội nghị này trong ngày đó.")),
    "vote_head_reports": (
        "careers.vote.report",
        gettext_lazy("Người đứng đầu quyết định khi đúng một nửa thì phải báo cáo: hãy ghi số báo cáo."),
    ),
}
CONTINUES = (ReviewOutcome.REAPPOINTED, ReviewOutcome.EXTENDED)


@transaction.atomic
def open_review(
    *, term_id: int, notice_on: date, notice_number: str = "", by: Actor, at: datetime, on: date
) -> TermReview:
    """Begin the review of a term with the notice. A notice later than the rule says is kept, and shown as late.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.review.open, careers.review.notice
    Records: careers:review:opened
    """
    term = _term(term_id)
    require_keeper(by, term.person_id, on=on)
    if TermReview.objects.filter(term=term).exists():
        raise Conflict("careers.review.open", _("Thời hạn này đã có hồ sơ bổ nhiệm lại."))
    if not term.valid.lower < notice_on <= on:
        message = _("Ngày thông báo phải nằm trong thời hạn và không sau hôm nay.")
        raise DomainError("careers.review.notice", message, field="notice_on")
    made = TermReview.objects.create(
        term=term, notice_on=notice_on, notice_number=notice_number.strip(), opened_at=at, opened_by_id=user_of(by)
    )
    late = notice_on > due_of(term).notice
    _note("review:opened", made, by, at, after={"notice": notice_on.isoformat(), "late": late})
    return made


def _term(term_id: int) -> Term:
    found = Term.objects.select_for_update().filter(pk=term_id, withdrawn_at=None).first()
    if found is None:
        raise not_found()
    return found


def _review(review_id: int) -> TermReview:
    rows = TermReview.objects.select_for_update(of=("self",)).select_related("term__posting")
    found = rows.filter(pk=review_id).first()
    if found is None:
        raise not_found()
    return found


def _require_undecided(review: TermReview) -> None:
    if review.outcome and review.outcome != ReviewOutcome.DEFERRED:
        raise Conflict("careers.review.decided", _("Hồ sơ bổ nhiệm lại này đã có quyết định."))


def _note(
    action: str, review: TermReview, by: Actor, at: datetime, *, after: dict[str, object], reason: str = ""
) -> None:
    term = review.term
    record(
        tag=f"careers:{action}", by=by, at=at, subject=("person", term.person_id), unit_id=term.unit_id,
        after={**after, "term": term.pk, "review": review.pk}, reason=reason,
    )  # fmt: skip


@transaction.atomic
def record_vote(
    *, review_id: int, meeting: str, held_on: date, summoned: int, present: int, in_favour: int, minutes: str, by: Actor,
    at: datetime, on: date, head_chooses: bool | None = None, head_report: str = "",
) -> VoteRound:  # fmt: skip
    """A ballot as its minutes say. At exactly half of those summoned the head may choose, and reports.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.review.decided, careers.minutes.missing,
    careers.vote.meeting, careers.vote.day, careers.vote.counts, careers.vote.no_tie, careers.vote.report, careers.vote.twice
    Records: careers:vote:recorded
    """
    review = _review(review_id)
    require_keeper(by, review.term.person_id, on=on)
    _require_undecided(review)
    written = require_text(minutes, "minutes", _("Hãy ghi số biên bản kiểm phiếu."))
    if meeting not in VoteRound.Meeting.values:
        raise DomainError("careers.vote.meeting", _("Hãy chọn hội nghị."), field="meeting")
    if not review.notice_on <= held_on <= on:
        message = _("Ngày họp phải từ ngày thông báo đến hôm nay.")
        raise DomainError("careers.vote.day", message, field="held_on")
    with said_plainly(REFUSALS):
        made = VoteRound.objects.create(
            review=review, meeting=meeting, held_on=held_on, summoned=summoned, present=present, in_favour=in_favour,
            minutes=written, head_chooses=head_chooses, head_report=head_report.strip(), recorded_at=at,
            recorded_by_id=user_of(by),
        )  # fmt: skip
    if head_chooses is not None and vote_of(made) != Vote.TIE:
        message = _("Người đứng đầu chỉ quyết định khi số đồng ý đúng bằng một nửa số được triệu tập.")
        raise DomainError("careers.vote.no_tie", message, field="head_chooses")
    _note("vote:recorded", review, by, at, after={"vote": made.pk, "in_favour": in_favour, "summoned": summoned})
    return made


def vote_of(row: VoteRound) -> Vote:
    """What the ballot says by the rule."""
    rule = parameters().votes
    return rules.vote_of(
        summoned=row.summoned, present=row.present, in_favour=row.in_favour,
        half=(rule.more_than.part, rule.more_than.of), quorum=(rule.quorum.part, rule.quorum.of),
    )  # fmt: skip


def is_carried(row: VoteRound) -> bool:
    """Chosen, or left to the head who chose and reported."""
    found = vote_of(row)
    return found == Vote.CHOSEN or (found == Vote.TIE and row.head_chooses is True)


@transaction.atomic
def decide_review(
    *, review_id: int, outcome: str, number: str, decided_on: date, by: Actor, at: datetime, on: date, reason: str = "",
    override: bool = False, retires_on: date | None = None,
) -> TermReview:  # fmt: skip
    """The authority's decision: reappointed, not reappointed, extended, or not considered for now.

    Whoever did not complete the tasks of the term, or has a year without a result, is not reappointed unless the decision says
    `override` with its reason; then it stands in the report of overrides. Who is not reappointed gets no equal or higher post.
    Refuses: careers.not_found, access.denied, careers.own_record, careers.review.decided, careers.review.outcome,
    careers.number.missing, careers.decided_on.future, careers.reason.missing, careers.review.before_notice,
    careers.review.hindered, careers.review.not_completed, careers.review.no_vote, careers.review.not_chosen,
    careers.review.too_late, careers.review.late_reason, careers.review.not_posted, and what `record_term` refuses of data
    Records: careers:review:decided, careers:term:recorded
    """
    review = _review(review_id)
    term = review.term
    require_decider(by, term.person_id, on=on)
    _require_undecided(review)
    if outcome not in ReviewOutcome.values:
        raise DomainError("careers.review.outcome", _("Hãy chọn kết quả."), field="outcome")
    written = require_number(number, decided_on, on)
    if decided_on < review.notice_on:
        raise DomainError(
            "careers.review.before_notice", _("Ngày quyết định không được trước ngày thông báo."), field="decided_on"
        )
    if outcome in (ReviewOutcome.NOT_REAPPOINTED, ReviewOutcome.DEFERRED):
        require_text(reason, "reason", _("Hãy ghi lý do, căn cứ."))
    years = years_of(term, on=on)
    is_late = decided_on > due_of(term).decision
    is_override = outcome in CONTINUES and _allowed(review, years, outcome, override, reason, decided_on)
    if is_late and outcome in CONTINUES and not reason.strip():
        message = _("Quyết định sau hạn: hãy ghi lý do chậm.")
        raise DomainError("careers.review.late_reason", message, field="reason")
    review.outcome, review.number, review.decided_on, review.reason = outcome, written, decided_on, reason.strip()
    review.evidence = [one.as_dict() for one in years]
    review.is_override, review.is_late = is_override, is_late
    review.decided_at, review.decided_by_id = at, user_of(by)
    review.save()
    after = {"outcome": outcome, "number": written, "override": is_override, "late": is_late}
    _note("review:decided", review, by, at, after=after, reason=reason.strip())
    _follow(review, retires_on, by, at, on)
    _tell(review, at)
    return review


def _allowed(
    review: TermReview, years: list[YearOf], outcome: str, override: bool, reason: str, decided_on: date
) -> bool:
    """Whether the decision overrides the years; refuses what nothing overrides."""
    term = review.term
    if decided_on >= term.valid.upper:
        message = _(
            "Thời hạn đã hết trước ngày quyết định: không còn bổ nhiệm lại được, phải bổ nhiệm theo quy trình mới."
        )
        raise DomainError("careers.review.too_late", message, field="decided_on")
    if hindered := hindrances(term.person_id, on=decided_on):
        message = _("Chưa xem xét bổ nhiệm lại: %(why)s Hãy chọn Chưa xem xét.") % {"why": " ".join(hindered)}
        raise DomainError("careers.review.hindered", message, field="outcome")
    if outcome == ReviewOutcome.REAPPOINTED:
        _require_votes(review)
    stands = rules.obstacles({one.year: one.verdict for one in years})
    if stands and not override:
        raise DomainError("careers.review.not_completed", _not_completed(stands), field="outcome")
    if stands:
        require_text(reason, "reason", _("Bổ nhiệm lại khác quy định phải ghi rõ lý do."))
    return bool(stands)


def _not_completed(stands: dict[int, Verdict]) -> str:
    said = {Verdict.FAILED: _("không hoàn thành nhiệm vụ"), Verdict.MISSING: _("chưa có kết quả xếp loại")}
    years = "; ".join(f"{year}: {said[verdict]}" for year, verdict in sorted(stands.items()))
    return _("Không bổ nhiệm lại được: %(years)s. Chỉ quyết định có lý do, ghi vào báo cáo, mới vượt qua được.") % {
        "years": years
    }


def _require_votes(review: TermReview) -> None:
    """The last ballot of each meeting carried. Refuses: careers.review.no_vote, careers.review.not_chosen"""
    last = {row.meeting: row for row in review.votes.order_by("held_on", "pk")}
    missing = [str(label) for key, label in VoteRound.Meeting.choices if key not in last]
    if missing:
        message = _("Chưa có kết quả bỏ phiếu của: %(meetings)s.") % {"meetings": ", ".join(missing)}
        raise DomainError("careers.review.no_vote", message, field="outcome")
    if not all(is_carried(row) for row in last.values()):
        message = _("Số đồng ý chưa quá một nửa số được triệu tập, nên không được bổ nhiệm lại.")
        raise DomainError("careers.review.not_chosen", message, field="outcome")


def _follow(review: TermReview, retires_on: date | None, by: Actor, at: datetime, on: date) -> None:
    """What the decision brings about: the next term, or the block."""
    term = review.term
    if review.outcome in CONTINUES:
        kind = TermKind.EXTENSION if review.outcome == ReviewOutcome.EXTENDED else TermKind.REAPPOINTMENT
        assert review.decided_on is not None
        data = TermData(
            term.valid.upper, kind, review.number, review.decided_on, term.title, retires_on, term.is_full_time
        )
        make_term(data, _still_posted(term), by=by, at=at, on=on)
    elif review.outcome == ReviewOutcome.NOT_REAPPOINTED:
        assert review.decided_on is not None
        place = place_of(term.unit_id, term.posting.rank, on=term.valid.lower)
        PostBlock.objects.create(
            review=review, person_id=term.person_id, since=review.decided_on, unit_level=place.level,
            post_height=place.height,
        )  # fmt: skip


def _still_posted(term: Term) -> Posting:
    """The posting the next term goes on in. Refuses: careers.review.not_posted"""
    if term.posting.rank != "staff" and term.valid.upper in term.posting.valid:
        return term.posting
    found = Posting.objects.filter(person=term.person_id, unit=term.unit_id, valid__contains=term.valid.upper)
    held = found.exclude(rank="staff").order_by("pk").first()
    if held is None:
        message = _("Người này không còn giữ chức vụ ở đơn vị vào ngày bắt đầu thời hạn mới.")
        raise DomainError("careers.review.not_posted", message, field="outcome")
    return held


def _tell(review: TermReview, at: datetime) -> None:
    tell(
        person_ids=[review.term.person_id], kind="careers.review", key=f"careers.review:{review.pk}:{review.outcome}",
        text=f"Đã có quyết định số {review.number} về thời hạn giữ chức vụ của anh/chị.",
        text_en=f"Decision {review.number} about your term of office was made.",
        link=f"/careers/terms/{review.term_id}", at=at,
    )  # fmt: skip
