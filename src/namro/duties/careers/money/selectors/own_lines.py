"""Nobody decides about themselves: the line of whoever heads the unit of a list, and who decides it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.people import selectors as people
from namro.city.people.models import Person
from namro.city.people.selectors.relations import decider_of
from namro.duties.careers.money.models import ListState, PayLine, PayList
from namro.duties.careers.selectors import standing


def open_line_of(row: PayList, person_id: int | None) -> PayLine | None:
    """A person's line in a list that nobody above them has decided yet."""
    return PayLine.objects.filter(pay_list=row, person=person_id, decided_at=None).first() if person_id else None


def heads_line(row: PayList, *, on: date) -> PayLine | None:
    """The line of whoever heads the unit of a list: decided apart, or still to be."""
    head = people.heads_of([row.unit_id], on=on).get(row.unit_id)
    if head is None:
        return None
    return PayLine.objects.filter(pay_list=row, person=head.pk).select_related("person").first()


def is_heads(line: PayLine, *, on: date) -> bool:
    """Whether the line is that of somebody who heads the unit of its list, and so decides the list."""
    return line.pay_list.unit_id in people.headed_units(line.person_id, on=on)


def waits(line: PayLine, *, on: date) -> bool:
    """Whether the line is to be decided apart now."""
    return line.pay_list.state == ListState.SUBMITTED and line.decided_at is None and is_heads(line, on=on)


def may_decide_line(actor: Actor, line: PayLine, *, on: date) -> bool:
    """Whether the actor decides for the person of a line that waits for it."""
    return waits(line, on=on) and standing.may_decide(actor, line.person_id, on=on)


def decider_over(person_id: int, *, on: date) -> Person | None:
    """Who in the system decides for a person; none over the city's own head."""
    posting = people.posting_on(person_id, on=on)
    return decider_of(posting, on=on) if posting else None


def who_decides(person_id: int, *, on: date) -> str:
    """The same in words; without anybody above, home affairs write down the decision that comes from outside."""
    above = decider_over(person_id, on=on)
    return above.full_name if above else _("cán bộ nội vụ, theo văn bản của cấp trên")
