"""Deadlines that act: reminders before and after, then the step goes up without the self-score where the unit so chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.notify.services import tell
from namro.city.people import selectors as people
from namro.duties.evaluations.models import (
    Period,
    Petition,
    Round,
    Sheet,
    SheetState,
    StaleMark,
    UnitSheet,
    UnitSheetState,
)
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.services.calculating import OPEN_STEPS, recalculate
from namro.duties.evaluations.services.publishing import period_name
from namro.duties.evaluations.services.reviewing import forward

SYSTEM = Actor(user_id=None)
MANY_ROWS = 50  # of the counts of one round, which has a dozen when they are together
# One statement: whoever reads meanwhile sees the rows before or after, and either add up to the same.
TOGETHER = """
WITH many AS (SELECT round_id FROM evaluations_sheetcount GROUP BY round_id HAVING count(*) > %s),
gone AS (DELETE FROM evaluations_sheetcount WHERE round_id IN (SELECT round_id FROM many) RETURNING *),
kept AS (
    INSERT INTO evaluations_sheetcount (round_id, state, is_rated, number)
    SELECT round_id, state, is_rated, sum(number) FROM gone GROUP BY 1, 2, 3 HAVING sum(number) <> 0
) SELECT count(*) FROM many
"""


@dataclass(frozen=True)
class Reminder:
    """One kind of reminder: which deadline it is about and what it says."""

    kind: str
    column: str
    vi: str
    en: str
    link: str


SELF = Reminder(
    "self", "self_score_by", "Tự chấm điểm {period}: hạn {day}.", "Self-score for {period}: due {day}.", "/sheets/mine"
)
REVIEW = Reminder(
    "review",
    "review_by",
    "Chấm điểm {period} cho người của anh/chị: hạn {day}.",
    "Score your team for {period}: due {day}.",
    "/review",
)
DECIDE = Reminder(
    "decide",
    "decide_by",
    "Quyết định xếp loại {period}: hạn {day}.",
    "Decide the ratings for {period}: due {day}.",
    "/rounds/",
)
PUBLISH = Reminder(
    "publish",
    "publish_by",
    "Công bố kết quả {period}: hạn {day}.",
    "Publish the results for {period}: due {day}.",
    "/rounds/",
)


def tick(at: datetime) -> dict[str, int]:
    """What the day asks for; running it again the same day changes and tells nothing.

    Records: evaluations:round:forwarded for each round whose overdue sheets went up
    """
    on = timezone.localdate(at)
    return {
        "forwarded": forward_overdue(at, on),
        "calculated": calculate_changed(at),
        "told": remind(at, on),
        "counts": put_counts_together(),
    }


def put_counts_together() -> int:
    """Rounds whose counts had grown to many rows, each put together to one row a state."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [MANY_ROWS])
        return int(cursor.fetchone()[0])


def forward_overdue(at: datetime, on: date) -> int:
    """Rounds past their self-score deadline that chose not to wait: one transaction a round."""
    waiting = Sheet.objects.filter(round=OuterRef("pk"), state=SheetState.OPEN, not_rated="")
    overdue = Round.objects.filter(
        Exists(waiting), self_score_by__lt=on, forwards_without_self=True, step__in=OPEN_STEPS
    )
    count = 0
    for pk in overdue.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            round_ = Round.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            count += forward(round_, by=SYSTEM, at=at) if round_ else 0
    return count


def calculate_changed(at: datetime) -> int:
    """Rounds somebody has scored in, or whose work has changed, since they were last calculated, so that leaders' d and
    the boards are up to date."""
    newer = Sheet.objects.filter(round=OuterRef("pk")).filter(
        Q(review_at__gt=OuterRef("calculated_at")) | Q(review_at__isnull=False) & Q(round__calculated_at__isnull=True)
    )
    stale = StaleMark.objects.filter(sheet__round=OuterRef("pk"))
    changed = (
        Round.objects.filter(Exists(newer) | Exists(stale), step__in=OPEN_STEPS)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(recalculate(round_ids=[pk], at=at) for pk in changed)


def remind(at: datetime, on: date) -> int:
    """Reminders due today, once a person and day."""
    rounds = sum(_remind(which, on, at) for which in (SELF, REVIEW, DECIDE, PUBLISH))
    return rounds + _remind_petitions(on, at) + _remind_units(on, at)


def _days(on: date) -> list[date]:
    """Deadlines that are reminded of today."""
    given = parameters()
    return [on + timedelta(days=n) for n in given.remind_before] + [on - timedelta(days=n) for n in given.remind_after]


def _remind(which: Reminder, on: date, at: datetime) -> int:
    due = Round.objects.filter(**{f"{which.column}__in": _days(on)}, step__in=OPEN_STEPS)
    told = 0
    for period_id, deadline in due.order_by().values_list("period", which.column).distinct():
        rounds = due.filter(period=period_id, **{which.column: deadline})
        told += _tell(
            which, Period.objects.defer("framework_text").get(pk=period_id), deadline, _whom(which, rounds, on), on, at
        )
    return told


def _whom(which: Reminder, rounds: Any, on: date) -> list[int]:
    ids = list(rounds.order_by("pk").values_list("pk", flat=True))
    sheets = Sheet.objects.filter(round__in=ids, not_rated="").order_by()
    if which is SELF:
        return list(sheets.filter(state=SheetState.OPEN).values_list("person", flat=True))
    if which is REVIEW:
        waiting = sheets.filter(state__in=[SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED])
        return _heads(waiting.values_list("reviewer_unit", flat=True).distinct(), on)
    open_rounds = rounds.exclude(sheets__state=SheetState.DECIDED) if which is DECIDE else rounds
    return _heads(open_rounds.order_by("pk").values_list("unit", flat=True), on)


def _heads(units: Any, on: date) -> list[int]:
    return [person.pk for person in people.heads_of([unit for unit in units if unit], on=on).values()]


def _tell(which: Reminder, period: Period, deadline: date, whom: list[int], on: date, at: datetime) -> int:
    vi, en = period_name(period)
    late_vi, late_en = (" Đã quá hạn.", " Overdue.") if on > deadline else ("", "")
    return tell(
        person_ids=whom,
        kind=f"evaluations.remind.{which.kind}",
        key=f"evaluations.remind.{which.kind}:{period.pk}:{on.isoformat()}",
        text=which.vi.format(period=vi, day=f"{deadline:%d/%m/%Y}") + late_vi,
        text_en=which.en.format(period=en, day=f"{deadline:%d %b %Y}") + late_en,
        link=f"/periods/{period.pk}/meetings" if which is REVIEW and period.kind == Period.Kind.YEAR else which.link,
        at=at,
    )


def _remind_units(on: date, at: datetime) -> int:
    """Heads of units that have not rated theirs, and authorities that have not decided, as the day of the law nears."""
    before, told = parameters().year_before, 0
    if not _days_of_year(on, before):
        return 0
    waiting = UnitSheet.objects.exclude(state=UnitSheetState.DECIDED).order_by("period", "pk")
    units: dict[tuple[int, int], set[int]] = {}
    for period, first, state, unit, authority in waiting.values_list(
        "period", "period__days__startswith", "state", "unit", "authority_unit"
    ):
        units.setdefault((period, first.year), set()).add(unit if state == UnitSheetState.OPEN else authority)
    for (period, year), behind in units.items():
        day = date(year, *before)
        told += tell(
            person_ids=_heads(sorted(behind), on), kind="evaluations.remind.units",
            key=f"evaluations.remind.units:{period}:{on.isoformat()}",
            text=f"Xếp loại đơn vị năm {year}: xong trước ngày {day:%d/%m/%Y}.",
            text_en=f"Rating of units for {year}: due before {day:%d %b %Y}.", link=f"/unit-years/{period}", at=at,
        )  # fmt: skip
    return told


def _days_of_year(on: date, before: tuple[int, int]) -> bool:
    """Whether units are reminded of today."""
    return date(on.year, *before) in _days(on)


def _remind_petitions(on: date, at: datetime) -> int:
    """Whoever must answer a petition hears of it as its deadline nears."""
    due = Petition.objects.filter(answered_at=None, due_on__in=_days(on)).order_by("pk")
    rows = list(due.values_list("pk", "due_on", "sheet__round__unit"))
    heads = people.heads_of({unit for _pk, _day, unit in rows}, on=on)
    told = 0
    for pk, day, unit in rows:
        if unit in heads:
            told += tell(
                person_ids=[heads[unit].pk], kind="evaluations.remind.petition",
                key=f"evaluations.remind.petition:{pk}:{on.isoformat()}",
                text=f"Kiến nghị chờ trả lời, hạn {day:%d/%m/%Y}.", text_en=f"A petition awaits an answer by {day:%d %b %Y}.",
                link=f"/petitions/{pk}", at=at,
            )  # fmt: skip
    return told
