"""Terms of office: recorded from the decision, their end computed by the rule of their first day.

Law: law/parameters/careers.yaml#term_length, #near_retirement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError
from namro.city.organisation.rules import days
from namro.city.people.models import Posting, PostingKind, Rank
from namro.duties.careers.models import Term
from namro.duties.careers.parameters import TermRow, in_force, parameters
from namro.duties.careers.rules import terms as rules
from namro.duties.careers.rules.terms import TermKind
from namro.duties.careers.selectors.standing import not_found, require_keeper
from namro.duties.careers.services.common import require_number, require_text, user_of

REFUSALS: Refusals = {
    name: (
        "careers.term.overlap",
        gettext_lazy("Người này đã có thời hạn giữ chức vụ trong những ngày đó. Hãy kiểm tra ngày bắt đầu."),
    )
    for name in ("term_no_overlap", "term_post_no_overlap")
}


@dataclass(frozen=True)
class TermData:
    """What a decision says of a term; `retires_on` where it ends with retirement."""

    first: date
    kind: str
    number: str
    decided_on: date
    title: str = ""
    retires_on: date | None = None
    is_full_time: bool = True
    restrictions: str = ""


@transaction.atomic
def record_term(
    *, person_id: int, first: date, number: str, decided_on: date, by: Actor, at: datetime, on: date,
    kind: str = TermKind.FIRST, title: str = "", unit_id: int | None = None, until: date | None = None,
    retires_on: date | None = None, is_full_time: bool = True, restrictions: str = "",
) -> Term:  # fmt: skip
    """A term of office of somebody who leads on its first day. Its end is computed; an end typed must agree with it.

    `until` is the first day after the term. A reappointment or extension follows the person's last term in the unit.
    Refuses: careers.not_found, access.denied, careers.own_record, careers.number.missing, careers.decided_on.future,
    careers.term.no_post, careers.term.acting, careers.term.retroactive, careers.term.no_previous, careers.term.extension,
    careers.term.end_typed, careers.term.overlap, dates.order
    Records: careers:term:recorded
    """
    require_keeper(by, person_id, on=on)
    data = TermData(first, kind, number, decided_on, title, retires_on, is_full_time, restrictions)
    posting = posting_led(person_id, first, unit_id)
    computed = end_of(data, posting)
    if until is not None and until != computed:
        message = _("Thời hạn do quy định ấn định, không nhập tay: từ %(first)s thì hết ngày trước %(until)s.") % {
            "first": f"{first:%d/%m/%Y}", "until": f"{computed:%d/%m/%Y}",
        }  # fmt: skip
        raise DomainError("careers.term.end_typed", message, field="until")
    return make_term(data, posting, by=by, at=at, on=on)


def posting_led(person_id: int, first: date, unit_id: int | None = None) -> Posting:
    """The leading posting of the day. Refuses: careers.term.no_post, careers.term.acting"""
    held = Posting.objects.filter(person=person_id, valid__contains=first).exclude(rank=Rank.STAFF)
    if unit_id is not None:
        held = held.filter(unit=unit_id)
    found = sorted(held.order_by("pk"), key=lambda one: one.kind != PostingKind.MAIN)
    if not found:
        message = _(
            "Vào ngày bắt đầu, người này không giữ chức vụ lãnh đạo, quản lý ở đơn vị. Hãy ghi nhận vị trí trước."
        )
        raise DomainError("careers.term.no_post", message, field="first")
    if found[0].kind == PostingKind.ACTING:
        message = _(
            "Thời gian phụ trách, quyền không tính vào thời hạn giữ chức vụ. Hãy ghi khi có quyết định bổ nhiệm."
        )
        raise DomainError("careers.term.acting", message, field="first")
    return found[0]


def rule_of(group: str, first: date) -> TermRow:
    rule = in_force(parameters().terms, first, group)
    assert rule is not None, "law/parameters/careers.yaml#term_length has a hole"
    return rule


def end_of(data: TermData, posting: Posting) -> date:
    """The first day after the term. Refuses: careers.term.extension"""
    kind, below = TermKind(data.kind), parameters().extension_below_years
    if kind == TermKind.EXTENSION and (
        data.retires_on is None or not rules.may_extend(data.first, data.retires_on, below_years=below)
    ):
        message = _("Chỉ kéo dài khi còn dưới %(years)s năm đến tuổi nghỉ hưu; hãy ghi ngày đến tuổi nghỉ hưu.")
        raise DomainError("careers.term.extension", message % {"years": below}, field="retires_on")
    years = rule_of(posting.staff_group, data.first).years
    found = rules.term_end(data.first, years=years, kind=kind, retires_on=data.retires_on)
    assert found is not None
    return found


def make_term(data: TermData, posting: Posting, *, by: Actor, at: datetime, on: date) -> Term:
    """Write a term whoever decides has the right to. Refuses: what `record_term` refuses of the data"""
    number = require_number(data.number, data.decided_on, on)
    if data.decided_on > data.first:
        message = _("Thời hạn không được bắt đầu trước ngày quyết định.")
        raise DomainError("careers.term.retroactive", message, field="first")
    rule, until = rule_of(posting.staff_group, data.first), end_of(data, posting)
    previous = _previous(posting, data)
    with said_plainly(REFUSALS):
        made = Term.objects.create(
            person_id=posting.person_id, unit_id=posting.unit_id, posting=posting, kind=data.kind,
            title=data.title.strip() or posting.title or posting.get_rank_display(), is_full_time=data.is_full_time,
            valid=days(data.first, until), retires_on=data.retires_on, rule=rule.basis.citation,
            is_law=rule.basis.is_law_for(posting.staff_group), number=number, decided_on=data.decided_on,
            restrictions=data.restrictions.strip(), previous=previous, recorded_at=at, recorded_by_id=user_of(by),
        )  # fmt: skip
    after = {
        "term": made.pk,
        "kind": data.kind,
        "first": data.first.isoformat(),
        "until": until.isoformat(),
        "number": number,
    }
    _note("recorded", made, by, at, after=after)
    return made


def _previous(posting: Posting, data: TermData) -> Term | None:
    """The term this one follows in the same unit. Refuses: careers.term.no_previous"""
    if data.kind == TermKind.FIRST:
        return None
    before = Term.objects.filter(person=posting.person_id, unit=posting.unit_id, withdrawn_at=None)
    found = before.filter(valid__startswith__lt=data.first).order_by("-valid").first()
    if found is None:
        message = _("Bổ nhiệm lại, kéo dài phải tiếp theo một thời hạn đã ghi ở cùng đơn vị. Hãy ghi thời hạn trước.")
        raise DomainError("careers.term.no_previous", message, field="kind")
    return found


def _note(action: str, term: Term, by: Actor, at: datetime, *, after: dict[str, object], reason: str = "") -> None:
    record(
        tag=f"careers:term:{action}", by=by, at=at, subject=("person", term.person_id), unit_id=term.unit_id,
        after=after, reason=reason,
    )  # fmt: skip


@transaction.atomic
def withdraw_term(*, term_id: int, reason: str, by: Actor, at: datetime, on: date) -> Term:
    """A term entered by mistake; one that was reviewed stays.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.reason.missing, careers.term.reviewed,
    careers.term.withdrawn
    Records: careers:term:withdrawn
    """
    term = Term.objects.select_for_update().filter(pk=term_id).first()
    if term is None:
        raise not_found()
    require_keeper(by, term.person_id, on=on)
    written = require_text(reason, "reason", _("Hãy ghi lý do."))
    if hasattr(term, "review"):
        raise DomainError("careers.term.reviewed", _("Thời hạn đã có hồ sơ bổ nhiệm lại nên không rút được."))
    if term.withdrawn_at is not None:
        raise DomainError("careers.term.withdrawn", _("Thời hạn này đã được rút."))
    term.withdrawn_at, term.withdrawn_by_id, term.withdrawal_reason = at, user_of(by), written
    term.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _note("withdrawn", term, by, at, after={"term": term.pk}, reason=written)
    return term
