"""A person's timeline as of a day: posts, terms, ratings, discipline, cases, leave, and what other duties add."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.ui.wording import band_of
from namro.city.facts.models import Rating
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Leave, Person, Posting
from namro.duties.careers.models import DisciplineDecision, RemovalCase, Term
from namro.duties.careers.timeline import Entry, sources
from namro.duties.careers.wording import form_title

ONE_DAY = timedelta(days=1)


def timeline_of(who: Person, *, on: date) -> list[Entry]:
    """Everything known by a day, the last first: seven queries, whatever the length of the life."""
    postings = list(Posting.objects.filter(person=who, valid__startswith__lte=on).order_by("valid", "pk"))
    terms = list(Term.objects.filter(person=who, decided_on__lte=on).select_related("review").order_by("valid", "pk"))
    ratings = list(Rating.objects.filter(person=who, published_on__lte=on).order_by("valid", "known_at", "pk"))
    units = {one.unit_id for rows in (postings, terms, ratings) for one in rows}
    names = organisation.name_of(units, on=on)
    found = [*_posts(postings, names), *_terms(terms, names, on), *_ratings(ratings, names, on)]
    found += [*_discipline(who, on), *_cases(who, on), *_leaves(who, on)]
    found += [entry for source in sources() for entry in source(who.pk, on) if entry.day <= on]
    return sorted(found, key=lambda one: (one.day, one.kind), reverse=True)


def _posts(rows: list[Posting], names: dict[int, str]) -> Iterator[Entry]:
    for one in rows:
        title = one.title or one.get_rank_display()
        yield Entry(
            one.valid.lower, "post", f"{title}, {names.get(one.unit_id, '')}", one.get_kind_display(), one.basis,
            f"/units/{one.unit_id}/", one.valid.upper,
        )  # fmt: skip


def _terms(rows: list[Term], names: dict[int, str], on: date) -> Iterator[Entry]:
    for one in rows:
        yield Entry(
            one.valid.lower, "term", f"{one.get_kind_display()}: {one.title}, {names.get(one.unit_id, '')}", _ended(one, on),
            one.number, f"/careers/terms/{one.pk}/", one.valid.upper,
            is_void=one.withdrawn_at is not None and timezone.localdate(one.withdrawn_at) <= on,
        )  # fmt: skip


def _ended(term: Term, on: date) -> str:
    review = getattr(term, "review", None)
    if review is None or not review.decided_on or review.decided_on > on:
        return ""
    return f"{review.get_outcome_display()} ({review.number})"


def _ratings(rows: list[Rating], names: dict[int, str], on: date) -> Iterator[Entry]:
    """A rating replaced by another that was known on the day is struck through; each leads back to its sheet."""
    last = {(one.source, one.subject_ref): one.pk for one in rows}
    for one in rows:
        words, tone = band_of(one.level) if one.level else (_("Không xếp loại"), "quiet")
        span = {"kind": one.get_kind_display(), "last": f"{one.valid.upper - ONE_DAY:%m/%Y}"}
        yield Entry(
            one.published_on, "rating", f"{words}: {_rated(one, span)}", names.get(one.unit_id, ""), one.number, one.link,
            tone=tone, is_void=last[one.source, one.subject_ref] != one.pk or (not one.in_force and _gone(one, on)),
        )  # fmt: skip


def _rated(one: Rating, span: dict[str, str]) -> str:
    if one.kind == "year":
        return _("năm %(year)s") % {"year": one.valid.lower.year}
    return _("%(kind)s đến %(last)s") % {"kind": span["kind"].lower(), "last": span["last"]}


def _gone(one: Rating, on: date) -> bool:
    return one.withdrawn_at is not None and timezone.localdate(one.withdrawn_at) <= on


def _discipline(who: Person, on: date) -> Iterator[Entry]:
    rows = DisciplineDecision.objects.filter(person=who, effective_on__lte=on).order_by("effective_on", "pk")
    for one in rows:
        yield Entry(
            one.effective_on, "discipline", f"{one.get_kind_display()}: {form_title(one.form).lower()}", one.note, one.number,
            f"/careers/discipline/{one.pk}/", one.until, "bad",
            is_void=one.withdrawn_at is not None and timezone.localdate(one.withdrawn_at) <= on,
        )  # fmt: skip


def _cases(who: Person, on: date) -> Iterator[Entry]:
    rows = RemovalCase.objects.filter(person=who, opened_on__lte=on).prefetch_related("decisions")
    for one in rows.order_by("opened_on", "pk"):
        closed = [row for row in one.decisions.all() if row.decided_on <= on]
        last = max(closed, key=lambda row: (row.decided_on, row.pk), default=None)
        said = (
            _("Hai năm liên tiếp không hoàn thành nhiệm vụ")
            if one.earlier_id
            else _("Một năm không hoàn thành nhiệm vụ")
        )
        yield Entry(
            one.opened_on, "case", said, last.get_outcome_display() if last else _("đang xem xét"),
            last.number if last else "", f"/careers/cases/{one.pk}/", last.effective_on if last else None, "bad",
        )  # fmt: skip


def _leaves(who: Person, on: date) -> Iterator[Entry]:
    for one in Leave.objects.filter(person=who, valid__startswith__lte=on).order_by("valid", "pk"):
        yield Entry(one.valid.lower, "leave", one.get_kind_display(), "", one.basis, "", one.valid.upper)
