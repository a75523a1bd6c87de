"""A person's timeline as of a day: posts, terms, ratings, discipline, cases, leave, and what other duties add."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.ui.wording import band_of
from namro.city.facts.models import RatedKind
from namro.city.organisation import selectors as organisation
from namro.city.people.models import LeaveKind, Person, PostingKind, Rank
from namro.duties.careers.models import DisciplineKind, Outcome, ReviewOutcome
from namro.duties.careers.models.terms import Kind
from namro.duties.careers.timeline import Entry, sources
from namro.duties.careers.wording import form_title

ONE_DAY = timedelta(days=1)
# A whole life in one statement: each row is what it is, when it began, and its fields as JSON.
LIFE = """
SELECT what, first, until, to_jsonb(one) FROM (
    SELECT 'post' AS what, lower(valid) AS first, upper(valid) AS until, id, unit_id, title, rank, kind, basis AS number,
           NULL AS outcome, NULL AS note, NULL::timestamptz AS gone, '' AS form
    FROM people_posting WHERE person_id = %(person)s AND lower(valid) <= %(on)s
    UNION ALL
    SELECT 'term', lower(t.valid), upper(t.valid), t.id, t.unit_id, t.title, '', t.kind, t.number,
           r.outcome, r.number, t.withdrawn_at, ''
    FROM careers_term t LEFT JOIN careers_termreview r ON r.term_id = t.id AND r.decided_on <= %(on)s
    WHERE t.person_id = %(person)s AND t.decided_on <= %(on)s
    UNION ALL
    SELECT 'discipline', effective_on, until, id, NULL, '', '', kind, number, NULL, note, withdrawn_at, form
    FROM careers_disciplinedecision WHERE person_id = %(person)s AND effective_on <= %(on)s
    UNION ALL
    SELECT 'case', c.opened_on, last.effective_on, c.id, NULL, '', '', CASE WHEN c.earlier_id IS NULL THEN 'one' ELSE 'two' END,
           last.number, last.outcome, NULL, NULL, ''
    FROM careers_removalcase c LEFT JOIN LATERAL (
        SELECT outcome, number, effective_on FROM careers_casedecision d
        WHERE d.case_id = c.id AND d.decided_on <= %(on)s ORDER BY d.decided_on DESC, d.id DESC LIMIT 1) last ON true
    WHERE c.person_id = %(person)s AND c.opened_on <= %(on)s
    UNION ALL
    SELECT 'training', lower(valid), upper(valid), id, NULL, title, '', organiser, number, result, NULL, withdrawn_at, ''
    FROM careers_training WHERE person_id = %(person)s AND upper(valid) <= %(on)s::date + 1
    UNION ALL
    SELECT 'leave', lower(valid), upper(valid), id, NULL, '', '', kind, basis, NULL, NULL, NULL, ''
    FROM people_leave WHERE person_id = %(person)s AND lower(valid) <= %(on)s
) one ORDER BY first, id
"""
RATINGS = """
SELECT published_on, unit_id, kind, lower(valid), upper(valid), level, number, link, source, subject_ref, in_force, withdrawn_at
FROM facts_rating WHERE person_id = %(person)s AND published_on <= %(on)s ORDER BY valid, known_at, id
"""
Rows = list[dict[str, Any]]


def timeline_of(who: Person, *, on: date) -> list[Entry]:
    """Everything known by a day, the last first: three queries and one for each source, whatever the length of the life."""
    rows, ratings = _lived(who.pk, on), _rated_rows(who.pk, on)
    units = {one["unit_id"] for one in [*rows["post"], *rows["term"], *ratings]}
    names = organisation.name_of(units, on=on)
    found = [*_posts(rows["post"], names), *_terms(rows["term"], names, on), *_ratings(ratings, names, on)]
    found += [
        *_discipline(rows["discipline"], on),
        *_cases(rows["case"]),
        *_leaves(rows["leave"]),
        *_training(rows["training"], on),
    ]
    found += [entry for source in sources() for entry in source(who.pk, on) if entry.day <= on]
    return sorted(found, key=lambda one: (one.day, one.kind), reverse=True)


def _lived(person_id: int, on: date) -> dict[str, Rows]:
    """The rows of LIFE by what they are."""
    found: dict[str, Rows] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LIFE, {"person": person_id, "on": on})
        for what, first, until, one in cursor.fetchall():
            fields = json.loads(one)
            gone = fields["gone"] and datetime.fromisoformat(fields["gone"])
            found[what].append(fields | {"first": first, "until": until, "gone": gone})
    return found


def _rated_rows(person_id: int, on: date) -> Rows:
    names = (
        "day",
        "unit_id",
        "kind",
        "first",
        "until",
        "level",
        "number",
        "link",
        "source",
        "subject",
        "in_force",
        "gone",
    )
    with connection.cursor() as cursor:
        cursor.execute(RATINGS, {"person": person_id, "on": on})
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _posts(rows: Rows, names: dict[int, str]) -> Iterator[Entry]:
    for one in rows:
        title = one["title"] or Rank(one["rank"]).label
        yield Entry(
            one["first"], "post", f"{title}, {names.get(one['unit_id'], '')}", str(PostingKind(one["kind"]).label),
            one["number"], f"/units/{one['unit_id']}/", one["until"],
        )  # fmt: skip


def _terms(rows: Rows, names: dict[int, str], on: date) -> Iterator[Entry]:
    for one in rows:
        kind = Kind(one["kind"]).label
        ended = f"{ReviewOutcome(one['outcome']).label} ({one['note']})" if one["outcome"] else ""
        yield Entry(
            one["first"], "term", f"{kind}: {one['title']}, {names.get(one['unit_id'], '')}", ended,
            one["number"], f"/careers/terms/{one['id']}/", one["until"], is_void=_gone(one, on),
        )  # fmt: skip


def _ratings(rows: Rows, names: dict[int, str], on: date) -> Iterator[Entry]:
    """A rating replaced by another that was known on the day is struck through; each leads back to its sheet."""
    last = {(one["source"], one["subject"]): place for place, one in enumerate(rows)}
    for place, one in enumerate(rows):
        words, tone = band_of(one["level"]) if one["level"] else (_("Không xếp loại"), "quiet")
        yield Entry(
            one["day"], "rating", f"{words}: {_rated(one)}", names.get(one["unit_id"], ""), one["number"], one["link"],
            tone=tone, is_void=last[one["source"], one["subject"]] != place or (not one["in_force"] and _gone(one, on)),
        )  # fmt: skip


def _rated(one: dict[str, Any]) -> str:
    if one["kind"] == RatedKind.YEAR:
        return _("năm %(year)s") % {"year": one["first"].year}
    kind, last = RatedKind(one["kind"]).label, one["until"] - ONE_DAY
    return _("%(kind)s đến %(last)s") % {"kind": str(kind).lower(), "last": f"{last:%m/%Y}"}


def _gone(one: dict[str, Any], on: date) -> bool:
    """Whether it had been withdrawn by the day."""
    return one["gone"] is not None and timezone.localdate(one["gone"]) <= on


def _discipline(rows: Rows, on: date) -> Iterator[Entry]:
    for one in rows:
        yield Entry(
            one["first"], "discipline", f"{DisciplineKind(one['kind']).label}: {form_title(one['form']).lower()}", one["note"],
            one["number"], f"/careers/discipline/{one['id']}/", one["until"], "bad", is_void=_gone(one, on),
        )  # fmt: skip


def _cases(rows: Rows) -> Iterator[Entry]:
    for one in rows:
        said = (
            _("Hai năm liên tiếp không hoàn thành nhiệm vụ")
            if one["kind"] == "two"
            else _("Một năm không hoàn thành nhiệm vụ")
        )
        outcome = str(Outcome(one["outcome"]).label) if one["outcome"] else _("đang xem xét")
        yield Entry(
            one["first"], "case", said, outcome, one["number"] or "", f"/careers/cases/{one['id']}/", one["until"], "bad"
        )  # fmt: skip


def _leaves(rows: Rows) -> Iterator[Entry]:
    for one in rows:
        yield Entry(one["first"], "leave", str(LeaveKind(one["kind"]).label), "", one["number"], "", one["until"])


def _training(rows: Rows, on: date) -> Iterator[Entry]:
    """A course counts from its last day; the way to take a wrong one back stands behind it."""
    for one in rows:
        yield Entry(
            one["until"] - ONE_DAY, "training", one["title"], "; ".join(filter(None, (one["kind"], one["outcome"]))),
            one["number"], f"/careers/training/{one['id']}/withdraw/", tone="fine", is_void=_gone(one, on),
        )  # fmt: skip
