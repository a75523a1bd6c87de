"""What scores of the desk rest on: complaints about dossiers, and answers given in time."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from namro.duties.feedback.models import Feedback, Outcome
from namro.duties.feedback.parameters import parameters

ANSWERED = """
SELECT unit_id, count(*), count(*) FILTER (WHERE (coalesce(answered_at, passed_at) AT TIME ZONE %(zone)s)::date <= due_on)
FROM feedback_feedback
WHERE due_on >= %(first)s AND due_on <= %(last)s AND received_at <= %(at)s
    AND (due_on < (%(at)s AT TIME ZONE %(zone)s)::date OR coalesce(answered_at, passed_at) <= %(at)s)
GROUP BY unit_id
"""


def complaints_of_dossiers(*, at: datetime) -> list[tuple[str, int | None]]:
    """The dossier and whom it was about, of each complaint known by then and not disproved."""
    kinds = [one.key for one in parameters().classes.values() if one.is_complaint]
    rows = Feedback.objects.filter(klass__in=kinds, received_at__lte=at).exclude(dossier_code="")
    return list(rows.exclude(outcome=Outcome.FALSE).values_list("dossier_code", "person_id").distinct())


def heard(*, first: date, last: date) -> dict[int, tuple[int, int, int]]:
    """Of each unit: what was received between two days, what of it was about rules, and what complained of officials."""
    classes = parameters().classes.values()
    rules, officials = ([one.key for one in classes if getattr(one, name)] for name in ("is_of_rules", "is_complaint"))
    rows = Feedback.objects.filter(received_on__gte=first, received_on__lte=last).order_by().values_list("unit")
    counted = rows.annotate(
        all=Count("pk"),
        rules=Count("pk", filter=Q(klass__in=rules)),
        officials=Count("pk", filter=Q(klass__in=officials)),
    )
    return {unit: (every, of_rules, of_officials) for unit, every, of_rules, of_officials in counted}


def answered_in_time(*, first: date, last: date, at: datetime) -> dict[int, tuple[int, int]]:
    """Of each unit: what was owed an answer between two days, and what was answered or passed on by its day."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, {"first": first, "last": last, "at": at, "zone": settings.TIME_ZONE})
        return {unit: (owed, in_time) for unit, owed, in_time in cursor.fetchall()}
