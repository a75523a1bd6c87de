"""Decisions: their list, their counts by year and kind, and those that are late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from namro.base.errors import NotVisible
from namro.base.law.calendars import standard_calendar
from namro.duties.procedures.models import ChangeLine, DecisionState, PublicationDecision, SimplificationLine
from namro.duties.procedures.parameters import Source, deadline_of
from namro.duties.procedures.rules.deadlines import Lateness, enter_by, lateness, publish_by


def list_decisions(*, year: int | None = None, state: str = "") -> QuerySet[PublicationDecision]:
    """Drafts first, then the newest signed; each with its number of lines."""
    rows = PublicationDecision.objects.select_related("field").annotate(line_count=Count("lines"))
    if year:
        rows = rows.filter(signed_on__year=year)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("state", "-signed_on", "-pk")


def decision_with(decision_id: int) -> PublicationDecision:
    """Refuses: procedures.decision.unknown"""
    found = PublicationDecision.objects.select_related("field").filter(pk=decision_id).first()
    if found is None:
        raise NotVisible("procedures.decision.unknown", _("Không có quyết định này."))
    return found


@dataclass
class Year:
    """What was published in a year: decisions; lines by kind; procedures simplified. Kinds are never added up."""

    year: int
    decisions: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    simplified: int = 0


def decisions_by_year() -> list[Year]:
    """Every year with a decision, newest first. Lines are counted, not procedures: one changed twice has two lines."""
    years: dict[int, Year] = {}
    signed = PublicationDecision.objects.filter(state=DecisionState.PUBLISHED).annotate(year=ExtractYear("signed_on"))
    for year, count in signed.values_list("year").annotate(count=Count("pk")).order_by("year"):
        years[year] = Year(year, count)
    lines = ChangeLine.objects.filter(decision__state=DecisionState.PUBLISHED)
    by_kind = lines.annotate(year=ExtractYear("decision__signed_on")).values_list("year", "kind")
    for year, kind, count in by_kind.annotate(count=Count("pk")).order_by("year", "kind"):
        years[year].kinds[kind] = count
    saved = SimplificationLine.objects.filter(change__decision__state=DecisionState.PUBLISHED)
    by_year = saved.annotate(year=ExtractYear("change__decision__signed_on")).values_list("year")
    for year, count in by_year.annotate(count=Count("procedure", distinct=True)).order_by("year"):
        years[year].simplified = count
    return sorted(years.values(), key=lambda one: -one.year)


@dataclass(frozen=True)
class Late:
    """A decision that is or was late: to be signed, or to be entered in the national database."""

    decision: PublicationDecision
    stage: str  # publish | enter
    lateness: Lateness
    source: Source


def late_publications(*, on: date) -> list[Late]:
    """Every deadline missed as seen on a day, what still waits first, then the longest delay.

    Seen from a past day, what was signed or entered later still waited.
    """
    found: dict[bool, list[Late]] = defaultdict(list)
    for decision in PublicationDecision.objects.filter(created_at__date__lte=on).order_by("source_effective_on", "pk"):
        for late in (_publishing(decision, on), _entering(decision, on)):
            if late is not None:
                found[late.lateness.done is None].append(late)
    return [one for open_ in (True, False) for one in sorted(found[open_], key=lambda late: -late.lateness.days)]


def published_in_time(*, first: date, last: date) -> tuple[int, int]:
    """Decisions signed between two days: how many by their day, of how many."""
    rows = published_between(first=first, last=last)
    return sum(is_in_time for _one, is_in_time in rows), len(rows)


def published_between(*, first: date, last: date) -> list[tuple[PublicationDecision, bool]]:
    """Decisions signed between two days, each with whether it was by its day."""
    rows = PublicationDecision.objects.filter(state=DecisionState.PUBLISHED, signed_on__gte=first, signed_on__lte=last)
    return [
        (one, one.signed_on is not None and one.signed_on <= publish_due(one)[0])
        for one in rows.order_by("signed_on", "pk")
    ]


def entered_in_time(*, first: date, last: date) -> tuple[int, int]:
    """Decisions to be entered in the national database between two days: how many were by their day, of how many."""
    rows = entered_between(first=first, last=last)
    return sum(is_in_time for _one, is_in_time in rows), len(rows)


def entered_between(*, first: date, last: date) -> list[tuple[PublicationDecision, bool]]:
    """Decisions to be entered in the national database between two days, each with whether it was by its day."""
    rows = PublicationDecision.objects.filter(
        state=DecisionState.PUBLISHED, signed_on__isnull=False, signed_on__lte=last
    )
    dues = [(one, enter_due(one)) for one in rows.order_by("signed_on", "pk")]
    owed = [(one, due[0]) for one, due in dues if due and first <= due[0] <= last]
    return [(one, one.entered_on is not None and one.entered_on <= due) for one, due in owed]


def publish_due(decision: PublicationDecision) -> tuple[date, Source]:
    """By when a decision is to be signed, and the rule that says so. Refuses: procedures.no_rule"""
    key = "publish_fast" if decision.is_fast_track else f"publish_{decision.issuer}"
    rule, source = deadline_of(key, on=decision.source_effective_on)
    return publish_by(rule, effective_on=decision.source_effective_on, signed_on=decision.source_signed_on), source


def enter_due(decision: PublicationDecision) -> tuple[date, Source] | None:
    """By when a signed decision is to be entered; None while it is not signed. Refuses: procedures.no_rule"""
    if decision.signed_on is None:
        return None
    key = "enter_fast" if decision.is_fast_track else f"enter_{decision.issuer}"
    rule, source = deadline_of(key, on=decision.signed_on)
    return enter_by(rule, decided_on=decision.signed_on, add_working_days=standard_calendar().add_working_days), source


def _publishing(decision: PublicationDecision, on: date) -> Late | None:
    due, source = publish_due(decision)
    late = lateness(due, decision.signed_on, on=on)
    return Late(decision, "publish", late, source) if late else None


def _entering(decision: PublicationDecision, on: date) -> Late | None:
    due = enter_due(decision) if decision.signed_on and decision.signed_on <= on else None
    late = lateness(due[0], decision.entered_on, on=on) if due else None
    return Late(decision, "enter", late, due[1]) if due and late else None
