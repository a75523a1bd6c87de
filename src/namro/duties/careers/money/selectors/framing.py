"""How much a bonus fund may hold: a share of the grade and post salaries of the year (law/parameters/money.yaml#bonus_fund).

The year's salaries are those of everybody whose main post is in the unit, by the days of their posts, without allowances and
without taking leave off; rows without an end hold until the year's. What other lists of the year give counts against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, Sum

from namro.duties.careers.money.lines import MONTHS, ONE_DAY, Known, Span
from namro.duties.careers.money.models import ListState, Money, PayList
from namro.duties.careers.money.parameters import BonusFund, parameters, terms_of
from namro.duties.careers.money.rules import meet, stretches, weighed_base
from namro.duties.careers.money.selectors.gathering import gather
from namro.duties.careers.money.selectors.spans import span_of

YEAR = "year"


@dataclass(frozen=True)
class Frame:
    """The most the year's lists may hold, what the others of the year give, and of how many people no pay is known."""

    rule: BonusFund
    amount: int
    given: int
    unknown: int

    @property
    def left(self) -> int:
        """What a list may still hold."""
        return max(self.amount - self.given, 0)

    @property
    def is_binding(self) -> bool:
        """It refuses: it is law, and it is known to the full."""
        return self.rule.basis.is_law and not self.unknown


def frame_of(row: PayList) -> Frame | None:
    """The frame of a list; None where it is no bonus, or no rule of the day is known: two statements."""
    last = row.valid.upper - ONE_DAY
    rule = parameters().bonus_fund(last) if row.regulation.scheme.money == Money.BONUS else None
    if rule is None:
        return None
    year = span_of(YEAR, date(last.year, 1, 1))
    terms = terms_of(row.regulation.terms)
    known, _offered = gather(row.unit_id, year, terms)
    paid = [_salary(one, year) for one in known if not terms.groups or one.group in terms.groups]
    amount = int(rule.share * sum((one for one in paid if one is not None), Fraction(0)))
    return Frame(rule, amount, _given(row, year), sum(one is None for one in paid))


def _salary(known: Known, year: Span) -> Fraction | None:
    """What somebody's pay comes to in the year; None where the pay of some days is not known."""
    here = [days for one in known.posted if (days := meet(one, year.days))]
    parts = stretches(here, known.bases)
    if any(one.base is None for one in parts):
        return None
    return weighed_base(parts, year.length, MONTHS[YEAR])


def _given(row: PayList, year: Span) -> int:
    """What the other lists of the year give; a list and the one that corrects it count once, as the decided one says."""
    others = PayList.objects.filter(
        unit=row.unit_id, regulation__scheme__money=Money.BONUS, valid__contained_by=(year.first, year.until)
    )
    replaced = Q(corrected_by__state=ListState.DECIDED) | Q(corrects__isnull=False) & ~Q(state=ListState.DECIDED)
    own = Q(pk=row.pk) | Q(pk=row.corrects_id) | Q(corrects=row.pk) if row.pk else Q(pk=row.corrects_id)
    return others.exclude(replaced).exclude(own).aggregate(given=Sum("total"))["given"] or 0
