"""A results workbook: one's own rows are reported, rows of people one scores are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import SKIP, Act, Prepared, Report, say
from namro.city.people.imports import codes
from namro.duties.assignments import locks
from namro.duties.assignments.imports.result_lines import Incidents, Line, incidents_of, refusals
from namro.duties.assignments.models import LIVE, Assignment, Incident, IncidentKind
from namro.duties.assignments.rules import month_of
from namro.duties.assignments.services.access import take
from namro.duties.assignments.services.incidents import excuse, record_incident
from namro.duties.assignments.services.lines import refresh
from namro.duties.assignments.services.results import accept_results, report_results, set_computed_delays
from namro.engine.text import search_key

WORK, INCIDENTS = "assignments_assignment", "assignments_incident"
KEPT = (
    "state", "reported_quantity", "finished_on", "evidence", "reported_at", "reported_by_id", "accepted_quantity",
    "accepted_at", "accepted_by_id", "accepted_as_reported", "review_note",
)  # fmt: skip
EXCUSE = ("excused_at", "excused_by_id", "confirmed_by_id", "cause", "document")
Record = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    on: date
    lines: list[Line]


class ResultsImport:
    """Writes results; late is computed from the finishing day, further delays come from the file."""

    wants: tuple[str, ...] = ("month",)
    by_relation = True

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],  # noqa: ARG002 - on is today
        options: Mapping[str, str],
    ) -> Prepared:  # fmt: skip
        """Find the work of every row, then ask what the services would refuse, so that it stands at its row."""
        records = [one for one in analysis.records() if one["accepted"]]
        prepared = Prepared()
        nameless = [
            (one["row"], one["sheet"], one.get("full_name") or "")
            for one in records if not one.get("code") and not one.get("assignment")
        ]  # fmt: skip
        prepared.questions = codes.questions(nameless, new_allowed=False)
        for one in records:
            one["code"] = one.get("code") or answers.get(codes.key_of(one["sheet"], one["row"]), "")
        wanted = [one for one in records if one["code"] != SKIP]
        lines = _lines(analysis, wanted, prepared, on, options)
        lines = _possible(analysis, lines, prepared, actor, on)
        prepared.counts = {"new": 0, "changed": len(lines), "unchanged": 0, "skipped": len(records) - len(wanted)}
        prepared.plan = Plan(on, lines)
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Report and accept. Refuses: what reporting and accepting refuse"""
        plan: Plan = prepared.plan
        ids = [line.work.pk for line in plan.lines]
        before, known = _kept(ids), _excuses(ids)
        _write(plan.lines, by, at, plan.on)
        report(len(ids), len(ids), _("Đã ghi kết quả"))
        after, excused = _kept(ids), _excuses(ids)
        made = sorted(excused.keys() - known.keys())
        incidents = Act(INCIDENTS, inserted=made, changed=_changes(known, excused))
        return [Act(WORK, changed=_changes(before, after, ids)), incidents]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Give every row back what it held. Refuses: access.*, imports.undo.changed_since, assignments.month.locked"""
        changed = [one for act in acts if act.table == WORK for one in act.changed]
        take([one["id"] for one in changed], by=by, on=timezone.localdate(at), needs=Permission.WORK_READ)
        now = _kept([one["id"] for one in changed])
        if any(now.get(one["id"]) != one["after"] for one in changed):
            raise Conflict("imports.undo.changed_since", _("Đã có kết quả được sửa sau khi nhập."))
        _take_back_incidents([act for act in acts if act.table == INCIDENTS])
        rows = list(Assignment.objects.filter(pk__in=now).order_by("pk"))
        locks.refuse_locked((row.posting_id or 0, row.month) for row in rows)
        for one in changed:
            Assignment.objects.filter(pk=one["id"]).update(**one["before"])
        restored = list(Assignment.objects.filter(pk__in=now).order_by("pk"))
        set_computed_delays(restored, at)
        refresh(restored, by=by, at=at)
        record(
            tag="assignments:result:import_undone", by=by, at=at, subject=("assignment_batch", None),
            after={"count": len(changed)},
        )  # fmt: skip


def _kept(ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = Assignment.objects.filter(pk__in=ids).order_by("pk").values("id", *KEPT)
    return {row.pop("id"): {name: _plain(value) for name, value in row.items()} for row in rows}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _excuses(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Every incident of these assignments with what excuses it."""
    rows = Incident.objects.filter(assignment__in=ids).order_by("pk").values("id", *EXCUSE)
    return {row.pop("id"): {name: _plain(value) for name, value in row.items()} for row in rows}


def _changes(
    before: Mapping[int, dict[str, Any]], after: Mapping[int, dict[str, Any]], ids: list[int] | None = None
) -> list[dict[str, Any]]:
    """Rows as they were and are: those asked for, or those that differ."""
    asked = [pk for pk in before if pk in after and before[pk] != after[pk]] if ids is None else ids
    return [{"id": pk, "before": before[pk], "after": after[pk]} for pk in asked]


def _take_back_incidents(acts: list[Act]) -> None:
    Incident.objects.filter(pk__in=[pk for act in acts for pk in act.inserted]).delete()
    for one in [one for act in acts for one in act.changed]:
        Incident.objects.filter(pk=one["id"]).update(**one["before"])


def _lines(
    analysis: Analysis, records: list[Record], prepared: Prepared, on: date, options: Mapping[str, str]
) -> list[Line]:
    numbers = [int(one["assignment"]) for one in records if str(one.get("assignment") or "").isdigit()]
    people = {one["code"] for one in records if one["code"]}
    rows = Assignment.objects.filter(state__in=LIVE).select_related("posting__person", "item")
    by_number = rows.in_bulk(numbers)
    by_person: dict[str, list[Assignment]] = {}
    for row in rows.filter(posting__person__code__in=people).order_by("pk"):
        by_person.setdefault(row.posting.person.code, []).append(row)  # type: ignore[union-attr]
    lines: list[Line] = []
    seen: dict[int, int] = {}
    for one in records:
        found = _work_of(one, by_number, by_person, _month(one, on, options))
        problem = "result.not_found" if not found else "result.ambiguous" if len(found) > 1 else ""
        values: dict[str, Any] = {}
        if not problem and found[0].pk in seen:
            problem, values = "result.twice", {"other": seen[found[0].pk]}
        if problem:
            name = "assignment" if one.get("assignment") else "catalogue_code"
            prepared.findings.append(say(analysis, problem, name, row=one["row"], sheet=one["sheet"], **values))
        else:
            seen[found[0].pk] = one["row"]
            lines.append(Line(one, found[0]))
    return lines


def _work_of(
    one: Record, by_number: Mapping[int, Assignment], by_person: Mapping[str, list[Assignment]], month: date
) -> list[Assignment]:
    number = str(one.get("assignment") or "")
    if number:
        row = by_number.get(int(number)) if number.isdigit() else None
        return [row] if row else []
    code, task = (one.get("catalogue_code") or "").casefold(), search_key(one.get("task") or "")
    mine = [row for row in by_person.get(one["code"], []) if row.month == month]
    fits = [row for row in mine if code and row.item and row.item.code.casefold() == code]
    if len(fits) != 1 and task:
        fits = [row for row in fits or mine if search_key(row.title) == task]
    return fits


def _month(one: Record, on: date, options: Mapping[str, str]) -> date:
    chosen = options.get("month", "")
    if one.get("month"):
        return month_of(one["month"])
    if len(chosen) >= 7:
        return date.fromisoformat(f"{chosen[:7]}-01")
    return month_of(one.get("completed_on") or on)


def _possible(analysis: Analysis, lines: list[Line], prepared: Prepared, actor: Actor, on: date) -> list[Line]:
    """The rows that can be written; what keeps the others from it is said in the order of the file."""
    dated = [line for line in lines if not _lacks_day(line)]
    refused = refusals(dated, by=actor, on=on)
    for line in lines:
        row, sheet = line.one["row"], line.one["sheet"]
        if _lacks_day(line):
            prepared.findings.append(say(analysis, "result.date", "completed_on", row=row, sheet=sheet))
        elif error := refused.get(line.work.pk):
            prepared.findings.append(
                say(analysis, "result.refused", "completed", row=row, sheet=sheet, got=line.one["completed"],
                    message=str(error))
            )  # fmt: skip
    return [line for line in dated if line.work.pk not in refused]


def _lacks_day(line: Line) -> bool:
    return line.one.get("completed_on") is None and line.work.finished_on is None and bool(line.one["completed"])


def _write(lines: list[Line], by: Actor, at: datetime, on: date) -> None:
    own = [line for line in lines if line.is_of(by)]
    others = [line for line in lines if not line.is_of(by)]
    if own:
        report_results(reports=[line.report(on) for line in own], by=by, at=at, on=on)
    if others:
        accept_results(acceptances=[line.acceptance() for line in others], by=by, at=at, on=on)
        noted = incidents_of([line.work.pk for line in others])
        for line in others:
            _note(line, noted[line.work.pk], by, at, on)


def _note(line: Line, noted: Incidents, by: Actor, at: datetime, on: date) -> None:
    """Errors and delays beyond those there are; waived ones with who imported as witness."""
    counts = {
        IncidentKind.MAJOR_ERROR: line.errors(noted.errors), IncidentKind.DELAY: line.delays(noted.delays)
    }  # fmt: skip
    for kind, (further, _waived) in counts.items():
        for _number in range(further):
            _record(line, kind, by, at, on)
    for kind, (_further, waived) in counts.items():
        for incident_id in _unexcused(line, kind)[:waived] if waived else []:
            excuse(incident_id=incident_id, cause=line.cause, document="", by=by, at=at, on=on)


def _record(line: Line, kind: str, by: Actor, at: datetime, on: date) -> None:
    note = _("Ghi trong tệp kết quả")
    values: dict[str, Any] = {"kind": kind, "happened_on": line.day(on), "note": note, "by": by, "at": at, "on": on}
    record_incident(assignment_id=line.work.pk, **values)


def _unexcused(line: Line, kind: str) -> list[int]:
    """Those still counted, a delay the dates give first."""
    rows = Incident.objects.filter(assignment=line.work, kind=kind, excused_at=None)
    return list(rows.order_by(F("noted_by").asc(nulls_first=True), "pk").values_list("pk", flat=True))
