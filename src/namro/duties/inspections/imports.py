"""The workbook of conclusions: each row one finding, of somebody who was there that day or of the unit as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict
from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import ERROR
from namro.base.imports.findings import Finding as Said
from namro.base.imports.matching import plain
from namro.base.imports.registry import Act, Prepared, Report, register, say
from namro.base.imports.values import read_date
from namro.base.reading import remembering
from namro.base.ui.wording import day_text
from namro.city.facts.imports.whose import find_people
from namro.city.people.imports.units import ASKED, MISSING, UNKNOWN, UnitNames, unit_names
from namro.duties.inspections.models import Finding
from namro.duties.inspections.rules import Fault, FindingData, RemedyData
from namro.duties.inspections.services import fault_in, record_findings, withdraw_findings
from namro.duties.inspections.wording import FAULTS
from namro.engine.text import nfc, search_key

KIND, TABLE = "findings", "inspections_finding"
COLLECTIVE = ("tap the", "collective")  # a cell that begins so names nobody
NOT_YET = ("chua", "dang", "khong")  # how a cell says that nothing was remedied yet
ABOVE = re.compile(
    r"kết luận(?: kiểm tra)?(?: công vụ)?\s+số:?\s*(\d+\s*/\s*[\w\-–/]+)"
    r"(?:\s*,?\s+ngày\s+(\d+\s+tháng\s+\d+\s+năm\s+\d{4}|\d[\d/.\-]+\d))?",
    re.IGNORECASE,
)
TEXTS = {f"finding.{key}": texts for key, texts in FAULTS.items()}
Record = dict[str, Any]
Key = tuple[str, date, int, int | None, str]


class FindingsImport:
    """Writes findings of units the actor keeps; undoing withdraws them."""

    wants: tuple[str, ...] = ("unit",)

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],
    ) -> Prepared:  # fmt: skip
        """Find whose each row is and where; refuse what could not be so, or is in the register already."""
        prepared = Prepared()
        with remembering():
            records = [one for one in analysis.records() if one["accepted"]]
            whose = _whose(analysis, records, prepared, answers=answers, actor=actor, on=on, today=today)
            errors = sum(one.severity == ERROR for one in prepared.findings)
            reader = _Reader(analysis, prepared, actor, answers, options, on=on, today=today)
            planned = [data for one in whose if (data := reader.finding(one))]
            reader.ask()
        skipped = len(records) - len(whose) - errors
        prepared.counts = {"new": len(planned), "changed": 0, "unchanged": reader.unchanged, "skipped": skipped}
        prepared.plan = planned
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Record them; their months are counted again. Refuses: what `record_findings` refuses"""
        made = record_findings(rows=prepared.plan, by=by, at=at, on=timezone.localdate(at))
        report(len(made), len(made), _("Đã ghi tồn tại"))
        return [Act(TABLE, inserted=[one.pk for one in made])]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Withdraw them; the rows stay. Refuses: access.denied, inspections.finding.not_found, imports.undo.changed_since"""
        ids = [pk for act in acts for pk in act.inserted]
        rows = Finding.objects.filter(pk__in=ids).order_by("pk")
        changed = sum(one.withdrawn_at is not None or one.remedied_at not in (None, one.recorded_at) for one in rows)
        if changed:
            message = _("%(count)s tồn tại đã được rút hoặc khắc phục sau lần nhập này nên không hoàn tác được cả tệp.")
            raise Conflict("imports.undo.changed_since", message % {"count": changed}, count=changed)
        withdraw_findings(finding_ids=ids, reason=_("Hoàn tác nhập tệp"), by=by, at=at, on=timezone.localdate(at))


def _is_collective(one: Record) -> bool:
    return not one.get("code") and plain(one.get("full_name") or "").startswith(COLLECTIVE)


def _whose(
    analysis: Analysis, records: list[Record], prepared: Prepared, *, answers: Mapping[str, str], actor: Actor, on: date,
    today: date,
) -> list[Record]:  # fmt: skip
    """The rows with their `person`, None for a unit as a whole; whoever keeps the unit writes about who was there."""
    named: list[Record] = []
    whole: list[Record] = []
    for one in records:
        if _is_collective(one):
            whole.append({**one, "person": None})
        elif one.get("code") or (one.get("full_name") or "").strip():
            named.append(one)
        else:
            prepared.findings.append(_said(analysis, one, Fault("nobody", "person")))
    found = find_people(
        analysis, named, prepared, answers=answers, actor=actor, on=on, today=today, anybody=True
    )  # fmt: skip
    prepared.findings = [_renamed(one) for one in prepared.findings]
    return sorted([*found, *whole], key=lambda one: (one["sheet"], one["row"]))


def _renamed(one: Said) -> Said:
    """About somebody's own row in the words of this kind."""
    return replace(one, code="finding.own") if one.code == "rating.own" else one


def _said(analysis: Analysis, one: Record, fault: Fault) -> Said:
    """A fault at its cell: the unit by its code or name, the person by theirs."""
    places = {
        "unit": "unit_code" if one.get("unit_code") else "unit_name",
        "person": "code" if one.get("code") and analysis.tables[0].table.column_of("code") is not None else "full_name",
    }
    name = places.get(fault.field, fault.field)
    got = one.get(name) if one.get(name) is not None else ""
    shown = day_text(got) if isinstance(got, date) else got
    code = f"finding.{fault.key}" if fault.key in FAULTS else fault.key
    return say(analysis, code, name, row=one["row"], sheet=one["sheet"], got=shown, **fault.values)


class _Reader:
    """Reads the rows of one file; what is wrong with a row is said, and the row left out."""

    def __init__(
        self, analysis: Analysis, prepared: Prepared, actor: Actor, answers: Mapping[str, str], options: Mapping[str, str],
        *, on: date, today: date,
    ) -> None:  # fmt: skip
        self.analysis, self.prepared, self.actor, self.answers, self.today = analysis, prepared, actor, answers, today
        self.units: UnitNames = unit_names(actor, on=on, today=today)
        unit = options.get("unit", "")
        self.default = int(unit) if unit.isdecimal() else None
        self.number, self.concluded_on = _above(
            title for columns in analysis.tables for title in columns.table.titles
        )  # fmt: skip
        self.asked: dict[str, list[int]] = {}
        self.rows: dict[Key, int] = {}
        self.unchanged = 0

    def finding(self, one: Record) -> FindingData | None:
        """What the row becomes; None where it is refused, or is in the register already."""
        unit = self._unit(one)
        if unit is None:
            return None
        made = self._data(one, unit)
        fault = made if isinstance(made, Fault) else fault_in(made, by=self.actor, on=self.today)
        if isinstance(made, Fault) or fault is not None:
            self._say(one, fault or Fault("nobody", "person"))
            return None
        return made if self._is_new(one, made) else None

    def ask(self) -> None:
        """Names that several units of the office bear: which is meant?"""
        self.prepared.questions += [self.units.question(title, rows) for title, rows in self.asked.items()]

    def _say(self, one: Record, fault: Fault) -> None:
        self.prepared.findings.append(_said(self.analysis, one, fault))

    def _unit(self, one: Record) -> int | None:
        title = one.get("unit_name") or ""
        found = self.units.meaning((one.get("unit_code") or "", title), self.answers, self.default)
        if isinstance(found, int):
            return found
        if found == ASKED:
            self.asked.setdefault(title, []).append(one["row"])
        self._say(one, Fault({ASKED: UNKNOWN, MISSING: "no_unit"}.get(found, found), "unit"))
        return None

    def _data(self, one: Record, unit: int) -> FindingData | Fault:
        concluded_on = one.get("concluded_on") or self.concluded_on
        if one.get("found_on") is None:
            return Fault("no_found_day", "found_on")
        if concluded_on is None:
            return Fault("no_day", "concluded_on")
        remedy = _remedy(one)
        if isinstance(remedy, Fault):
            return remedy
        person = one["person"]
        return FindingData(
            found_on=one["found_on"], number=one.get("number") or self.number, concluded_on=concluded_on,
            body=one.get("body") or "", kind=one["kind"], unit_id=unit, person_id=person.pk if person else None,
            is_collective=person is None, content=one["content"], article=one.get("article") or "",
            severity=one.get("severity") or "unstated", recommendation=one.get("recommendation") or "",
            due_on=one.get("due_on"), remedy=remedy,
        )  # fmt: skip

    def _is_new(self, one: Record, data: FindingData) -> bool:
        key = _key(data.number, data.concluded_on, data.unit_id, data.person_id, data.content)
        if key in self.rows:
            self._say(one, Fault("twice_in_file", "content", {"value": self.rows[key]}))
            return False
        self.rows[key] = one["row"]
        known = Finding.objects.filter(
            number__iexact=nfc(data.number), concluded_on=data.concluded_on, unit=data.unit_id, person=data.person_id,
            content_key=key[-1], withdrawn_at=None,
        )  # fmt: skip
        if known.exists():
            self.unchanged += 1
            return False
        return True


def _key(number: str, concluded_on: date, unit: int, person: int | None, content: str) -> Key:
    return nfc(number).upper(), concluded_on, unit, person, search_key(nfc(content))


def _remedy(one: Record) -> RemedyData | Fault | None:
    """What the row says was remedied, if it says so; “chưa khắc phục” is no remedy."""
    remedy, proof = one.get("remedy") or "", one.get("proof") or ""
    number, day = one.get("proof_number") or "", one.get("remedied_on")
    if plain(remedy).startswith(NOT_YET) or not (remedy or proof or number or day):
        return None
    return RemedyData(remedy, proof, number, day) if day else Fault("no_remedied_day", "remedied_on")


def _above(titles: Iterable[str]) -> tuple[str, date | None]:
    """The conclusion a table says it belongs to, above its header: number and date."""
    found = next((match for title in titles if (match := ABOVE.search(title))), None)
    return (re.sub(r"\s+", "", found[1]), read_date(found[2] or "")[0]) if found else ("", None)


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
    register(KIND, FindingsImport(), TEXTS)
