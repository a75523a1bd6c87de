"""The leave list: days away by staff code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.constraints import said_plainly
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import SKIP, Act, Prepared, Report, say
from namro.city.organisation import selectors as organisation
from namro.city.organisation.rules import days
from namro.city.people.imports import codes
from namro.city.people.imports.undoing import require_still_officer, take_back
from namro.city.people.models import Leave, LeaveKind, Person, Posting
from namro.city.people.services.refusals import REFUSALS

LEAVES = "people_leave"
ONE_DAY = timedelta(days=1)
Record = dict[str, Any]


class LeaveImport:
    """Writes leave of people already known."""

    wants: tuple[str, ...] = ()

    def prepare(
        self,
        analysis: Analysis,
        *,
        actor: Actor,
        on: date,
        today: date,
        answers: Mapping[str, str],
        options: Mapping[str, str],  # noqa: ARG002 - the handlers' protocol
    ) -> Prepared:
        """Find the people, refuse overlaps."""
        records = [one for one in analysis.records() if one["accepted"]]
        prepared = Prepared()
        nameless = [(one["row"], one["sheet"], one.get("full_name") or "") for one in records if not one.get("code")]
        prepared.questions = codes.questions(nameless, new_allowed=False)
        for one in records:
            one["code"] = one.get("code") or answers.get(codes.key_of(one["sheet"], one["row"]), "")
        wanted = [one for one in records if one["code"] != SKIP]
        found = _people(wanted, actor, on, today)
        planned = [leave for one in wanted if (leave := _leave(analysis, one, found, prepared))]
        _refuse_overlaps(analysis, wanted, planned, prepared)
        new = [leave for leave in planned if leave.pk is None]
        prepared.counts = {
            "new": len(new), "changed": 0, "unchanged": len(planned) - len(new), "skipped": len(records) - len(wanted),
        }  # fmt: skip
        prepared.plan = new
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:  # noqa: ARG002 - the handlers' protocol
        """Insert the leaves. Refuses: people.leave.overlap"""
        with said_plainly(REFUSALS):
            made = Leave.objects.bulk_create(prepared.plan, batch_size=2000)
        report(len(made), len(made), _("Đã ghi đợt nghỉ"))
        return [Act(LEAVES, inserted=[leave.pk for leave in made])]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Remove them. Refuses: access.denied, imports.undo.changed_since, imports.undo.depended_on"""
        require_still_officer(acts, by=by, at=at)
        take_back(acts, order=(LEAVES,))


def _people(records: list[Record], actor: Actor, on: date, today: date) -> dict[str, tuple[Person, bool]]:
    """By code: the person, and whether they are the officer's: by where they are posted today, else by where ever."""
    people = {one.code: one for one in Person.objects.filter(code__in={one["code"] for one in records}).order_by("id")}
    scope = organisation.writable_ids(actor, on=on, today=today)
    postings = Posting.objects.filter(person__in=people.values()).order_by()
    posted = set(postings.filter(valid__contains=today).values_list("person_id", flat=True))
    mine = postings.filter(unit__in=scope)
    inside = set(mine.filter(valid__contains=today).values_list("person_id", flat=True))
    inside |= set(mine.values_list("person_id", flat=True)) - posted
    return {code: (person, person.pk in inside) for code, person in people.items()}


def _leave(
    analysis: Analysis, one: Record, found: Mapping[str, tuple[Person, bool]], prepared: Prepared
) -> Leave | None:
    code = one["code"]
    if code not in found or not found[code][1]:
        problem = "person.unanswered" if not code else "person.unknown" if code not in found else "person.outside"
        prepared.findings.append(say(analysis, problem, "code", row=one["row"], sheet=one["sheet"], got=code))
        return None
    last = one.get("last_day")
    kind = one["leave_kind"] if one["leave_kind"] in LeaveKind.values else LeaveKind.OTHER.value
    return Leave(
        person=found[code][0], kind=kind, valid=days(one["first_day"], last and last + ONE_DAY),
        basis=one.get("decision") or "",
    )  # fmt: skip


def _refuse_overlaps(analysis: Analysis, records: list[Record], planned: list[Leave], prepared: Prepared) -> None:
    by_person: dict[int, list[Any]] = {}
    for known in Leave.objects.filter(person__in=[leave.person_id for leave in planned]).order_by("id"):
        by_person.setdefault(known.person_id, []).append(known)
    rows = {(one["code"], one["first_day"]): one for one in records}
    for leave in planned:
        one = rows[leave.person.code, leave.valid.lower]
        for other in by_person.get(leave.person_id, []):
            _compare(analysis, one, leave, other, prepared)
        by_person.setdefault(leave.person_id, []).append(leave)
        leave.row = one["row"]  # type: ignore[attr-defined]


def _compare(analysis: Analysis, one: Record, leave: Leave, other: Leave, prepared: Prepared) -> None:
    if other.pk and (other.kind, other.valid) == (leave.kind, leave.valid):
        leave.pk = other.pk  # already there: counted as unchanged
        return
    if not _overlap(leave, other):
        return
    if other.pk:
        shown = f"{other.get_kind_display()} {other.valid.lower:%d/%m/%Y}"
        prepared.findings.append(
            say(analysis, "leave.overlap", "first_day", row=one["row"], sheet=one["sheet"], value=shown)
        )
    else:
        prepared.findings.append(
            say(analysis, "leave.overlap_in_file", "first_day", row=one["row"], sheet=one["sheet"],
                other=getattr(other, "row", "?"))
        )  # fmt: skip


def _overlap(one: Leave, other: Leave) -> bool:
    first, second = one.valid, other.valid
    return (second.upper is None or first.lower < second.upper) and (first.upper is None or second.lower < first.upper)
