"""Nobody decides about themselves: the line of whoever heads the unit of a list, and who decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Person
from namro.city.people.rules import Stand, authority_over
from namro.city.people.selectors.relations import decider_of
from namro.duties.careers.money.models import ListState, PayLine, PayList
from namro.duties.careers.selectors import standing


def open_line_of(row: PayList, person_id: int | None) -> PayLine | None:
    """A person's line in a list that nobody above them has decided yet."""
    return PayLine.objects.filter(pay_list=row, person=person_id, decided_at=None).first() if person_id else None


@dataclass(frozen=True)
class HeadOfList:
    """Who heads the unit of a list and so decides it, their own line in it, and who decides that line."""

    head: Person
    line: PayLine | None
    above: Person | None

    @property
    def waits(self) -> bool:
        return self.line is not None and self.line.decided_at is None


def head_of_list(row: PayList, *, on: date) -> HeadOfList | None:
    """Three queries; none where the headship is vacant."""
    spells = list(reversed(organisation.path(row.unit_id, on=on)))
    heads = people.heads_of([one.unit_id for one in spells], on=on)
    head = heads.get(row.unit_id)
    if head is None:
        return None
    chain = [Stand(one.unit_id, one.role, heads[one.unit_id].pk if one.unit_id in heads else None) for one in spells]
    found = authority_over(head.pk, is_head=True, chain=chain)
    line = PayLine.objects.filter(pay_list=row, person=head.pk).first()
    return HeadOfList(head, line, heads.get(found.decider_unit_id or 0))


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


def called(above: Person | None) -> str:
    """Who decides, in words; without anybody above, home affairs write down the decision that comes from outside."""
    return above.full_name if above else _("cán bộ nội vụ, theo văn bản của cấp trên")


def who_decides(person_id: int, *, on: date) -> str:
    """The same of a person."""
    return called(decider_over(person_id, on=on))
