"""A list of past ratings: whose, of when, under which law, in which words; written as published facts, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict, NotAllowed
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import Act, Prepared, Report
from namro.base.reading import remembering
from namro.city.facts.imports.decided import SOURCE, Reader
from namro.city.facts.imports.laws import Laws
from namro.city.facts.imports.whose import find_people, within
from namro.city.facts.models import Rating
from namro.city.facts.services import RatingData, put_ratings, withdraw_ratings

RATINGS = "facts_rating"


class RatingsImport:
    """Writes ratings decided outside the system, of people who were posted there then."""

    wants: tuple[str, ...] = ()

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],  # noqa: ARG002 - the handlers' protocol
    ) -> Prepared:  # fmt: skip
        """Find the people and the law of each row; refuse what could not have been decided so, or already was."""
        prepared = Prepared()
        with remembering():
            records = [one for one in analysis.records() if one["accepted"]]
            found = find_people(
                analysis, records, prepared, answers=answers, actor=actor, on=on, today=today
            )  # fmt: skip
            skipped = len(records) - len(found) - len(prepared.findings)
            laws = Laws(answers)
            reader = Reader(analysis, prepared, laws, found, today=today)
            planned = [data for one in found if (data := reader.rating(one))]
            prepared.questions += laws.questions()
        prepared.counts = {"new": len(planned), "changed": 0, "unchanged": reader.unchanged, "skipped": skipped}
        prepared.plan = planned
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Write them. Refuses: facts.rating.year_taken"""
        planned = numbered(prepared.plan)
        put_ratings(planned, by=by, at=at)
        refs = [one.source_ref for one in planned]
        made = Rating.objects.filter(source=SOURCE, source_ref__in=refs).order_by("pk").values_list("pk", flat=True)
        report(len(refs), len(refs), _("Đã ghi kết quả xếp loại"))
        return [Act(RATINGS, inserted=list(made))]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Take them out of force; the rows stay. Refuses: access.denied, imports.undo.changed_since, facts.rating.rested_on"""
        rows = Rating.objects.filter(pk__in=[pk for act in acts for pk in act.inserted]).order_by("pk")
        _require_still_officer({row.person_id for row in rows}, by=by, at=at)
        if changed := sum(not row.in_force for row in rows):
            message = _("%(count)s kết quả đã được thay hoặc rút sau lần nhập này nên không hoàn tác được cả tệp.")
            raise Conflict("imports.undo.changed_since", message % {"count": changed}, count=changed)
        refs = [row.source_ref for row in rows]
        withdraw_ratings(source=SOURCE, source_refs=refs, reason=_("Hoàn tác nhập tệp"), by=by, at=at)


def _require_still_officer(person_ids: set[int], *, by: Actor, at: datetime) -> None:
    """An office given up since the import takes nothing back. Refuses: access.denied"""
    today = timezone.localdate(at)
    if not by.officer_of or person_ids - within(person_ids, actor=by, on=today, today=today):
        raise NotAllowed("access.denied", _("Có người trong lần nhập này không thuộc phạm vi quản lý của anh/chị."))


def numbered(planned: Iterable[RatingData]) -> list[RatingData]:
    """Each with a reference of its own: what was taken back and is imported again is another row."""
    rows = list(planned)
    known = Rating.objects.filter(source=SOURCE, subject_ref__in=[one.subject_ref for one in rows])
    earlier = Counter(known.order_by().values_list("subject_ref", flat=True))
    return [replace(one, source_ref=f"{one.subject_ref}#{earlier[one.subject_ref] + 1}") for one in rows]
