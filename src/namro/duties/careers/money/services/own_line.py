"""The line of whoever decides a list is decided by the authority above them, before the list is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.duties.careers.money.models import ListState, PayLine, PayList
from namro.duties.careers.money.selectors.own_lines import is_heads, open_line_of, who_decides
from namro.duties.careers.money.selectors.standing import not_found
from namro.duties.careers.money.services.common import note, require_number, user_of
from namro.duties.careers.money.services.listing import held_list
from namro.duties.careers.selectors.standing import require_decider


@transaction.atomic
def decide_own_line(
    *, line_id: int, number: str, decided_on: date, by: Actor, at: datetime, on: date
) -> PayLine:  # fmt: skip
    """The authority over the head of a list's unit decides the head's own line. Computing the list again asks for it again.

    Refuses: money.not_found, careers.not_found, access.denied, careers.own_record, money.list.state, money.line.not_own,
    money.line.decided, money.number.missing, money.decided_on.future
    Records: money:line:decided
    """
    line = PayLine.objects.filter(pk=line_id).first()
    if line is None:
        raise not_found()
    require_decider(by, line.person_id, on=on)
    row = held_list(line.pay_list_id, ListState.SUBMITTED, _("Danh sách chưa được trình, hoặc đã quyết định."))
    line = _held(line_id)
    if not is_heads(line, on=on):
        message = _("Dòng này do người đứng đầu quyết định cùng danh sách, không cần quyết định riêng.")
        raise DomainError("money.line.not_own", message)
    line.number, line.decided_on = require_number(number, decided_on, on), decided_on
    line.decided_at, line.decided_by_id = at, user_of(by)
    line.save(update_fields=["number", "decided_on", "decided_at", "decided_by"])
    after = {"list": row.pk, "person": line.person_id, "amount": line.amount, "number": line.number}
    note("line:decided", line, row.unit_id, by=by, at=at, after=after)
    return line


def _held(line_id: int) -> PayLine:
    """The line as it stands now that its list is locked: computing again replaces lines."""
    line = PayLine.objects.select_related("pay_list").filter(pk=line_id).first()
    if line is None:
        raise not_found()
    if line.decided_at is not None:
        raise DomainError("money.line.decided", _("Dòng này đã được quyết định riêng."))
    return line


def require_decided_above(row: PayList, by: Actor, on: date) -> None:
    """Nobody decides a list with a line of their own in it, unless that line was decided above them.

    Refuses: money.list.own_line
    """
    line = open_line_of(row, by.person_id)
    if line is None:
        return
    message = _(
        "Danh sách có dòng của chính anh/chị. Không ai tự quyết định cho mình: %(who)s phải quyết định dòng đó trước."
    )
    raise DomainError("money.list.own_line", message % {"who": who_decides(line.person_id, on=on)})
