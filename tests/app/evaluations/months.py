"""Published months made directly: what a year is rolled up from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import AT, FRAMEWORK

from namro.base.accounts.models import User
from namro.base.law import law_folder
from namro.city.organisation.models import Unit
from namro.city.people.models import Posting
from namro.duties.evaluations.models import Period, Round, Score, Sheet
from namro.duties.evaluations.rulebook import digest_of
from namro.duties.evaluations.rules import month_after

YEAR = 2026


def period(month: int, framework: str = FRAMEWORK) -> Period:
    first = date(YEAR, month, 1)
    text = (law_folder() / "frameworks" / f"{framework}.yaml").read_text(encoding="utf-8")
    given = {"framework_text": text, "framework_digest": digest_of(text), "opened_at": AT}
    days = DateRange(first, month_after(first, 1))
    return Period.objects.get_or_create(kind="month", days=days, framework=framework, defaults=given)[0]


def month(
    who: User, number: int, total: str = "", *, unit: Unit | None = None, days: tuple[int, int] | None = None,
    step: str = "published", framework: str = FRAMEWORK, posting: Posting | None = None, of: Period | None = None, **fields: str,
) -> Sheet:  # fmt: skip
    """A sheet of that month; with a total it has a score."""
    of = of or period(number, framework)
    held = posting or Posting.objects.filter(person=who.person_id).earliest("valid")
    due = date(YEAR, 12, 31)
    publish = {"published_at": AT, "published_by": who} if step in ("published", "closed") else {}
    round_ = Round.objects.get_or_create(
        period=of, unit=unit or held.unit,
        defaults={"step": step, "self_score_by": due, "review_by": due, "decide_by": due, "publish_by": due, **publish},
    )[0]  # fmt: skip
    first = of.days.lower
    span = (
        DateRange(date(YEAR, number, days[0]), date(YEAR, number, days[1])) if days else DateRange(first, of.days.upper)
    )
    sheet = Sheet.objects.create(
        period=of, round=round_, person_id=who.person_id, posting=held, unit=unit or held.unit, staff_group="cong_chuc",
        rank="staff", days=span, **fields,
    )  # fmt: skip
    if total:
        exact = Fraction(total)
        Score.objects.create(
            sheet=sheet, state="RATED", exact=f"{exact.numerator}/{exact.denominator}", calculated_at=AT
        )
    return sheet
