"""Cases begin by themselves: whatever failing year is in force has one, however it came to be known.

Law: law/parameters/careers.yaml#removal_rules, #consecutive_years; NĐ 335/2025 art. 23.3đ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.law.calendars import standard_calendar
from namro.base.notify.services import tell
from namro.city.facts.models import RatedKind, Rating
from namro.duties.careers.models import CaseStep, RemovalCase
from namro.duties.careers.parameters import RemovalRow, parameters
from namro.duties.careers.rules import removal as rules
from namro.duties.careers.rules.removal import Run
from namro.duties.careers.selectors.keepers import keepers_of
from namro.engine.workdays import OutsideCalendar

LOCK = 7204  # cases are opened by one at a time
CLOCK = Actor(user_id=None)


@dataclass(frozen=True)
class _Found:
    """A failing year, the run it ends, and the rule it falls under."""

    rating: Rating
    run: Run
    earlier: Rating | None
    rule: RemovalRow


@transaction.atomic
def surface_cases(*, at: datetime, by: Actor = CLOCK, person_ids: Collection[int] | None = None) -> int:
    """Open a case for every failing year in force that has none; flag those whose rating was replaced. Safe to repeat.

    A failing year after a failing year falls under the rule for two; a rating that replaces another takes over its case,
    which is open again. `person_ids`: only these people, whose ratings have just changed; None: everybody. Returns how many
    cases were opened. Ten queries or so, however many people there are.
    Records: careers:case:opened, careers:case:flagged
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    about = Q() if person_ids is None else Q(person__in=list(person_ids))
    _flag_replaced(about, by, at)
    waiting = _without_case(about)
    known = _years({one.person_id for one in waiting})
    found = [made for one in waiting if (made := _judged(one, known[one.person_id])) is not None]
    taken = _take_over(found, by, at)
    fresh = [one for one in found if one.rating.pk not in taken]
    cases = _open(fresh, at)
    _join_runs(about, by, at)
    _tell(cases, at)
    if cases:
        after = {"cases": len(cases), "people": sorted({one.person_id for one in cases})[:200]}
        record(tag="careers:case:opened", by=by, at=at, subject=("case", None), after=after)
    return len(cases)


def _without_case(about: Q) -> list[Rating]:
    failing = Rating.objects.filter(about, kind=RatedKind.YEAR, is_failing=True, in_force=True, is_main=True)
    cases = RemovalCase.objects.filter(rating=OuterRef("pk"))
    return list(failing.filter(~Exists(cases)).order_by("person_id", "valid", "pk"))


def _years(people: Iterable[int]) -> dict[int, dict[int, Rating]]:
    """The year ratings in force of some people, by person and year: one query."""
    found: dict[int, dict[int, Rating]] = {one: {} for one in people}
    rows = Rating.objects.filter(person__in=list(found), kind=RatedKind.YEAR, in_force=True, is_main=True)
    for row in rows.order_by("person_id", "valid", "pk"):
        found[row.person_id][row.valid.lower.year] = row
    return found


def _came_to(row: Rating) -> str:
    if not row.level:
        return rules.NOT_RATED
    return rules.FAILING if row.is_failing else rules.RATED


def _judged(rating: Rating, years: Mapping[int, Rating]) -> _Found | None:
    """The rule a failing year falls under; None where the law of its time asked for two and there is one."""
    passes_over = parameters().passes_over_not_rated
    came_to = {year: _came_to(one) for year, one in years.items()}
    run = rules.run_of(came_to, rating.valid.lower.year, passes_over_not_rated=passes_over)
    rule = _rule(rating, 2 if run.earlier else 1) or _rule(rating, 1)
    if rule is None:
        return None
    earlier = years[run.earlier] if run.earlier and rule.years > 1 else None
    return _Found(rating, run, earlier, rule)


def _rule(rating: Rating, years: int) -> RemovalRow | None:
    return rules.rule_for(
        parameters().removals, years=years, group=rating.staff_group, rank=rating.rank, on=rating.decided_on
    )


def _note_of(found: _Found) -> str:
    """What the reading of "consecutive" came to matter for."""
    if found.run.broken_by:
        years = ", ".join(map(str, found.run.broken_by))
        return _("Trước đó có năm không hoàn thành nhiệm vụ, cách bởi năm không xếp loại: %(years)s.") % {
            "years": years
        }
    if found.run.passed_over:
        years = ", ".join(map(str, found.run.passed_over))
        return _("Tính là liên tiếp, bỏ qua năm không xếp loại: %(years)s.") % {"years": years}
    return ""


# Opening ---------------------------------------------------------------------------------------------------------
def _open(found: Sequence[_Found], at: datetime) -> list[RemovalCase]:
    day = timezone.localdate(at)
    cases = RemovalCase.objects.bulk_create(
        RemovalCase(
            person_id=one.rating.person_id, unit_id=one.rating.unit_id, staff_group=one.rating.staff_group,
            rank=one.rating.rank, rating=one.rating, earlier=one.earlier, rule=one.rule.key, note=_note_of(one),
            opened_on=day, opened_at=at,
        )
        for one in found
    )  # fmt: skip
    _plan([(case, one.rule) for case, one in zip(cases, found, strict=True)])
    return cases


def _plan(pairs: Sequence[tuple[RemovalCase, RemovalRow]]) -> None:
    """The steps of the rule, each with its day."""
    CaseStep.objects.bulk_create(
        CaseStep(case=case, key=step.key, place=place, due_on=due[step.key])
        for case, rule in pairs
        for due in [rules.first_due(rule.steps, case.opened_on, working_days_after)]
        for place, step in enumerate(rule.steps)
    )


def working_days_after(day: date, count: int) -> date:
    """So many working days later; of a year the calendar does not know, weekends are the only days off."""
    try:
        return standard_calendar().add_working_days(day, count)
    except OutsideCalendar:
        return _UNKNOWN_YEARS.add_working_days(day, count)


_UNKNOWN_YEARS = type(standard_calendar())(date.min.year, date.max.year, frozenset())


def _tell(cases: Sequence[RemovalCase], at: datetime) -> None:
    """Home affairs of the units, once a day."""
    day = timezone.localdate(at)
    tell(
        person_ids=keepers_of({one.unit_id for one in cases}, on=day),
        kind="careers.case",
        key=f"careers.case:{day.isoformat()}",
        text="Có người không hoàn thành nhiệm vụ năm: hồ sơ xem xét đã mở, đang chờ xử lý.",
        text_en="Somebody did not complete the year's duties: a case was opened and waits.",
        link="/careers/cases/",
        at=at,
    )


# Replaced ratings ------------------------------------------------------------------------------------------------
def _flag_replaced(about: Q, by: Actor, at: datetime) -> None:
    """Cases that rest on a rating no longer in force are open again."""
    rests = Q(rating__in_force=False) | Q(earlier__in_force=False)
    rows = RemovalCase.objects.filter(about, rests, flagged_at=None).order_by("pk")
    for case in rows:
        RemovalCase.objects.filter(pk=case.pk).update(flagged_at=at, is_open=True)
        _note_case("flagged", case, by, at, after={"rating": case.rating_id, "earlier": case.earlier_id})


def _note_case(action: str, case: RemovalCase, by: Actor, at: datetime, *, after: dict[str, object]) -> None:
    record(
        tag=f"careers:case:{action}", by=by, at=at, subject=("case", case.pk), unit_id=case.unit_id,
        after={**after, "person": case.person_id},
    )  # fmt: skip


def _take_over(found: Sequence[_Found], by: Actor, at: datetime) -> set[int]:
    """A failing rating that replaces a failing one goes on in its case: a year has one case. Returns the ratings so placed."""
    people = {one.rating.person_id for one in found}
    rows = RemovalCase.objects.filter(person__in=people, rating__in_force=False).select_related("rating")
    held = {(row.person_id, row.rating.valid.lower): row for row in rows.order_by("pk")}
    taken: set[int] = set()
    for one in found:
        case = held.get((one.rating.person_id, one.rating.valid.lower))
        if case is not None:
            before = case.rating_id
            said = _("Kết quả trước đã được thay bằng Quyết định số %(number)s, vẫn là không hoàn thành nhiệm vụ.")
            _rest_on(case, one, said % {"number": one.rating.number})
            _note_case("flagged", case, by, at, after={"rating": one.rating.pk, "replaces": before})
            taken.add(one.rating.pk)
    return taken


def _rest_on(case: RemovalCase, found: _Found, said: str = "") -> None:
    """The case rests on other ratings than before, all in force: it is open, and the steps are those of their rule."""
    case.rating, case.earlier, case.note = found.rating, found.earlier, " ".join(filter(None, [said, _note_of(found)]))
    case.is_open, case.flagged_at = True, None
    changes = case.rule != found.rule.key
    case.rule = found.rule.key
    case.save(update_fields=["rating", "earlier", "note", "is_open", "flagged_at", "rule"])
    if changes:
        CaseStep.objects.filter(case=case, done_at=None).delete()
        done = set(CaseStep.objects.filter(case=case).values_list("key", flat=True))
        _plan_missing(case, found.rule, done)


def _plan_missing(case: RemovalCase, rule: RemovalRow, done: set[str]) -> None:
    due = rules.first_due(rule.steps, case.opened_on, working_days_after)
    CaseStep.objects.bulk_create(
        CaseStep(case=case, key=step.key, place=place, due_on=due[step.key])
        for place, step in enumerate(rule.steps) if step.key not in done
    )  # fmt: skip


def _join_runs(about: Q, by: Actor, at: datetime) -> None:
    """A case opened for one year, whose year before has since turned out failing as well, falls under the rule for two."""
    single = RemovalCase.objects.filter(about, is_open=True, earlier=None, rating__in_force=True).select_related(
        "rating"
    )
    years = _years({one.person_id for one in single})
    for case in single.order_by("pk"):
        found = _judged(case.rating, years[case.person_id])
        if found is not None and found.earlier is not None:
            _rest_on(case, found)
            _note_case("flagged", case, by, at, after={"rule": found.rule.key, "earlier": found.earlier.pk})
