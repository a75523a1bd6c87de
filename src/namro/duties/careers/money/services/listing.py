"""Lists: made, computed again, corrected. What was decided is never touched; a correcting list stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.duties.careers.money.lines import WAITING, Reckoned, Span, reckon, workings
from namro.duties.careers.money.models import LineState, ListState, PayLine, PayList, Regulation, RegulationState
from namro.duties.careers.money.parameters import terms_of
from namro.duties.careers.money.rules import Division, Terms, Unspent, divide, dong
from namro.duties.careers.money.selectors.gathering import gather
from namro.duties.careers.money.selectors.spans import span_of, starts_of
from namro.duties.careers.money.selectors.standing import not_found, require_unit
from namro.duties.careers.money.services.common import note, refusal, require_edit, user_of
from namro.duties.careers.money.services.framing import keep_to_frame
from namro.engine.errors import RuleError

BATCH = 2000


@dataclass(frozen=True)
class _Computed:
    reckoned: list[Reckoned]
    division: Division


@transaction.atomic
def make_list(
    *, scheme_id: int, first: date, fund: int, frame_reason: str = "", by: Actor, at: datetime, on: date
) -> PayList:  # fmt: skip
    """Compute a list of the scheme's own unit from the first day of a span, under the regulation in force on its last day.

    Refuses: money.not_found, access.denied, money.list.start, money.list.future, money.regulation.none, money.list.made,
    money.fund.negative, money.fund.short, money.fund.unspent, money.fund.frame, money.fund.frame_reason
    Records: money:list:made
    """
    regulation = _regulation(scheme_id, first, by=by, on=on)
    unit_id = regulation.scheme.unit_id
    span = span_of(regulation.scheme.period, first)
    if span.until > on:
        raise DomainError(
            "money.list.future", _("Kỳ này chưa kết thúc. Hãy lập danh sách sau khi kỳ kết thúc."), field="first"
        )
    days = DateRange(span.first, span.until)
    if PayList.objects.filter(regulation__scheme=scheme_id, valid=days, corrects=None).exists():
        message = _("Kỳ này đã có danh sách. Hãy mở danh sách đó, hoặc lập danh sách điều chỉnh.")
        raise DomainError("money.list.made", message, field="first")
    computed = _compute(regulation, unit_id, span, fund)
    row = PayList(regulation=regulation, unit_id=unit_id, valid=days)
    keep_to_frame(row, fund, frame_reason)
    _keep(row, computed, span, fund, by, at)
    note("list:made", row, unit_id, by=by, at=at, after=_sums(row))
    return row


def _regulation(scheme_id: int, first: date, *, by: Actor, on: date) -> Regulation:
    rows = Regulation.objects.select_related("scheme").filter(scheme=scheme_id).order_by("version")
    versions = list(rows)
    if not versions:
        raise not_found()
    scheme = versions[0].scheme
    require_unit(by, scheme.unit_id, Permission.MONEY_PREPARE, on=on)
    if first != starts_of(scheme.period, first):
        message = _("Ngày bắt đầu phải là ngày đầu của kỳ: %(day)s.")
        values = {"day": f"{starts_of(scheme.period, first):%d/%m/%Y}"}
        raise DomainError("money.list.start", message % values, field="first")
    last = span_of(scheme.period, first).last
    held = [one for one in versions if one.state == RegulationState.DECIDED and last in one.valid]
    if not held:
        message = _("Vào ngày cuối kỳ (%(day)s) chưa có quy chế nào có hiệu lực. Hãy ban hành quy chế trước.")
        raise DomainError("money.regulation.none", message % {"day": f"{last:%d/%m/%Y}"})
    return held[0]


def _compute(regulation: Regulation, unit_id: int, span: Span, fund: int) -> _Computed:
    if fund < 0:
        raise DomainError("money.fund.negative", _("Quỹ không được âm."), field="fund")
    terms = terms_of(regulation.terms)
    known, offered = gather(unit_id, span, terms)
    reckoned = [reckon(one, span, terms, offered) for one in known]
    paid = [one.recipient for one in reckoned if one.recipient]
    try:
        division = divide(paid, fund=fund, method=terms.method, shared=terms.shared, unit=terms.unit)
    except RuleError as error:
        raise refusal(error, "fund") from error
    _require_spent(terms, division, fund)
    return _Computed(reckoned, division)


def _require_spent(terms: Terms, division: Division, fund: int) -> None:
    """Some regulations leave nothing over. Refuses: money.fund.unspent"""
    if terms.unspent is Unspent.NONE and division.unspent >= terms.unit:
        message = _(
            "Quỹ không khớp: quỹ có %(fund)s đồng, danh sách chi %(total)s đồng, còn %(left)s đồng mà quy chế không cho để dư."
        )
        values = {"fund": dong(fund), "total": dong(division.total), "left": dong(division.unspent)}
        raise DomainError("money.fund.unspent", message % values, field="fund")


def _keep(row: PayList, computed: _Computed, span: Span, fund: int, by: Actor, at: datetime) -> None:
    """The list with its lines; those of a draft are made anew."""
    division = computed.division
    row.fund, row.total, row.unspent = fund, division.total, division.unspent
    row.computed_at, row.computed_by_id = at, user_of(by)
    row.save()
    PayLine.objects.filter(pay_list=row).delete()
    terms = terms_of(row.regulation.terms)
    before = _before(row)
    lines = [_line(row, one, division, span, terms, before) for one in computed.reckoned]
    PayLine.objects.bulk_create(lines, batch_size=BATCH)


def _before(row: PayList) -> dict[int, int] | None:
    if row.corrects_id is None:
        return None
    return dict(PayLine.objects.filter(pay_list=row.corrects_id).values_list("person_id", "amount"))


def _line(
    row: PayList, one: Reckoned, division: Division, span: Span, terms: Terms, before: dict[int, int] | None
) -> PayLine:
    known, paid = one.known, division.paid.get(one.known.code)
    state = LineState.PAID if paid else LineState.WAITING if one.why in WAITING else LineState.EXCLUDED
    return PayLine(
        pay_list=row, person_id=known.person_id, unit_id=known.unit_id, state=state, why=one.why or "", days=one.days,
        rating_id=known.rated.rating_id if known.rated else None, level=known.rated.level if known.rated else "",
        coefficient=_decimal(one.level.coefficient) if one.level else None,
        base=int(one.recipient.base) if one.recipient else 0, amount=paid.amount if paid else 0,
        before=before.get(known.person_id, 0) if before is not None else None, workings=workings(one, paid, span, terms),
    )  # fmt: skip


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _sums(row: PayList) -> dict[str, int]:
    return {"fund": row.fund, "total": row.total, "unspent": row.unspent}


def held_list(list_id: int, state: str, message: str) -> PayList:
    """The list, locked, in the state the act needs. Refuses: money.not_found, money.list.state"""
    rows = PayList.objects.select_for_update(of=("self",)).select_related("regulation__scheme")
    found = rows.filter(pk=list_id).first()
    if found is None:
        raise not_found()
    if found.state != state:
        raise DomainError("money.list.state", message)
    return found


@transaction.atomic
def recompute_list(
    *, list_id: int, fund: int, edits: int, frame_reason: str = "", by: Actor, at: datetime, on: date
) -> PayList:  # fmt: skip
    """A draft with what is known now, and another fund where it changed.

    Refuses: money.not_found, access.denied, money.list.state, money.edited, money.fund.negative, money.fund.short,
    money.fund.unspent, money.fund.frame, money.fund.frame_reason
    Records: money:list:recomputed
    """
    row = held_list(list_id, ListState.DRAFT, _("Danh sách đã trình nên không tính lại được. Hãy trả lại trước."))
    require_unit(by, row.unit_id, Permission.MONEY_PREPARE, on=on)
    require_edit(row, edits)
    before = _sums(row)
    span = Span(row.regulation.scheme.period, row.valid.lower, row.valid.upper)
    row.edits += 1
    keep_to_frame(row, fund, frame_reason)
    _keep(row, _compute(row.regulation, row.unit_id, span, fund), span, fund, by, at)
    note("list:recomputed", row, row.unit_id, by=by, at=at, before=before, after=_sums(row))
    return row


@transaction.atomic
def correct_list(*, list_id: int, by: Actor, at: datetime, on: date) -> PayList:
    """A list beside a decided one, computed from the ratings of now under the same regulation and fund, with the differences.

    Refuses: money.not_found, access.denied, money.list.state, money.list.corrected, money.fund.short, money.fund.unspent
    Records: money:list:corrected
    """
    row = held_list(
        list_id, ListState.DECIDED, _("Chỉ điều chỉnh danh sách đã quyết định; danh sách đang lập thì tính lại.")
    )
    require_unit(by, row.unit_id, Permission.MONEY_PREPARE, on=on)
    if PayList.objects.filter(corrects=row).exists():
        raise DomainError("money.list.corrected", _("Đã có danh sách điều chỉnh. Hãy làm tiếp trên danh sách đó."))
    span = Span(row.regulation.scheme.period, row.valid.lower, row.valid.upper)
    computed = _compute(row.regulation, row.unit_id, span, row.fund)
    new = PayList(
        regulation=row.regulation, unit_id=row.unit_id, valid=row.valid, corrects=row, frame=row.frame,
        frame_reason=row.frame_reason,
    )  # fmt: skip
    _keep(new, computed, span, row.fund, by, at)
    _keep_the_gone(new, row)
    note("list:corrected", new, row.unit_id, by=by, at=at, before=_sums(row), after=_sums(new))
    return new


def _keep_the_gone(new: PayList, old: PayList) -> None:
    """Who was paid and has no line any more (a posting corrected since) gets one that takes the money back."""
    here = PayLine.objects.filter(pay_list=new).values("person")
    gone = PayLine.objects.filter(pay_list=old, amount__gt=0).exclude(person__in=here).order_by("pk")
    PayLine.objects.bulk_create(
        PayLine(
            pay_list=new, person_id=one.person_id, unit_id=one.unit_id, state=LineState.EXCLUDED, why="away", days=0,
            before=one.amount, workings={"stretches": [], "span_days": 0, "months": 1},
        )
        for one in gone
    )  # fmt: skip


@transaction.atomic
def discard_list(*, list_id: int, by: Actor, at: datetime, on: date) -> None:
    """Throw a draft away. Refuses: money.not_found, access.denied, money.list.state. Records: money:list:discarded"""
    row = held_list(list_id, ListState.DRAFT, _("Chỉ bỏ được danh sách đang lập."))
    require_unit(by, row.unit_id, Permission.MONEY_PREPARE, on=on)
    note("list:discarded", row, row.unit_id, by=by, at=at, before=_sums(row))
    row.delete()
