"""Publishing figures: counted, hidden where so few would tell of somebody, and only then written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.engine.survey import shows_total, suppressed
from namro.web.portal.models import Published, Topic
from namro.web.portal.parameters import publishing
from namro.web.portal.selectors import counting
from namro.web.portal.selectors.counting import Counts

ALL = "all"  # the measure that the others of its row add up to
MONTHS_SHOWN = 24
Shown = dict[str, int | None]


def publish_lately(*, by: Actor, at: datetime, on: date) -> int:
    """The month that runs, those before it that may still change, and earlier ones never published. Returns how many numbers
    changed."""
    months = back(on.replace(day=1), MONTHS_SHOWN)
    again = set(months[: publishing().months + 1])
    held = set(Published.objects.filter(month__gte=months[-1]).values_list("month", flat=True).order_by().distinct())
    wanted = again | (counting.filled(months[-1]) - held)
    return sum(publish_month(month, by=by, at=at, on=on) for month in months if month in wanted)


def back(month: date, number: int) -> list[date]:
    """So many months, the newest first."""
    found = [month]
    while len(found) < number:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@transaction.atomic
def publish_month(month: date, *, by: Actor, at: datetime, on: date) -> int:
    """Publish everything of a month. Feedback and ratings wait for its end; doing it twice changes nothing.

    Records: portal:figures:published
    """
    changed = sum(_replace(topic, month, counted(topic, month, on=on), on=on) for topic in Topic)
    if changed:
        after = {"month": str(month), "numbers": changed}
        record(tag="portal:figures:published", by=by, at=at, subject=("month", None), after=after)
    return changed


def counted(topic: Topic, month: date, *, on: date) -> dict[int, Shown]:
    """What the public may see of a topic and a month: agency → measure → number, None where it is hidden."""
    if topic is Topic.DOSSIERS:
        return {unit: dict(row) for unit, row in counting.dossiers(month, on=on).items()}
    if counting.after(month) > on:
        return {}
    if topic is Topic.RATINGS and not publishing().shows_ratings:
        return {}
    read: dict[Topic, tuple[Callable[..., Counts], int]] = {
        Topic.FEEDBACK: (counting.feedback, publishing().feedback),
        Topic.OUTCOMES: (counting.outcomes, publishing().feedback),
        Topic.RATINGS: (counting.ratings, publishing().ratings),
    }
    count, least = read[topic]
    rows = count(month, on=on)
    measures = sorted({measure for row in rows.values() for measure in row})
    return {
        unit: without_few({one: row.get(one, 0) for one in measures}, least, hides_alike=topic is Topic.RATINGS)
        for unit, row in rows.items()
    }


def without_few(row: dict[str, int], least: int, *, hides_alike: bool = False) -> Shown:
    """A row with its total, less what so few would give away; with `hides_alike` a level that is everybody's, too.

    Totals over agencies are never published with it: nothing can be got back from a column.
    """
    hidden = suppressed(row, least)
    if not shows_total(row, least, hidden):
        return {**dict.fromkeys(row), ALL: None}
    filled = [one for one, number in row.items() if number]
    if hides_alike and len(filled) == 1:
        return {**dict.fromkeys(row), ALL: sum(row.values())}
    return {**{one: None if one in hidden else number for one, number in row.items()}, ALL: sum(row.values())}


def _replace(topic: Topic, month: date, rows: dict[int, Shown], *, on: date) -> int:
    """Write what is new and take away what is gone; returns how many numbers that were."""
    wanted = {(unit, measure): number for unit, row in rows.items() for measure, number in row.items()}
    held = Published.objects.filter(topic=topic, month=month)
    before = {(one.unit_id, one.measure): one for one in held.select_for_update().order_by("pk")}
    changed = {key for key in wanted.keys() | before.keys() if key not in wanted or key not in before or before[key].number != wanted[key]}  # fmt: skip
    if not changed:
        return 0
    held.delete()
    Published.objects.bulk_create(
        [Published(topic=topic, month=month, unit_id=unit, measure=measure, number=number, as_of=on) for (unit, measure), number in wanted.items()],
        batch_size=2000,
    )  # fmt: skip
    return len(changed)
