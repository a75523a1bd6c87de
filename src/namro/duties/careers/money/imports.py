"""The pay table: rows of pay by staff code; what meets a known row is shown before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.errors import NotAllowed
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import Act, Difference, Prepared, Report, register, say
from namro.city.facts.imports.whose import find_people, within
from namro.city.people.imports.undoing import take_back
from namro.duties.careers.money.models import PayBase
from namro.duties.careers.money.services.common import user_of
from namro.duties.careers.money.services.pay import Change, PayData, change_of, row_of

PAY = "money_paybase"
ONE_DAY = timedelta(days=1)
Record = dict[str, Any]
Planned = tuple[PayData, Change]
TEXTS = {
    "pay.own": (
        gettext_lazy("Không ai tự ghi mức lương của mình. Nhờ cán bộ nội vụ khác làm việc này."),
        gettext_lazy("dòng của người khác"),
    ),
    "pay.measure": (
        gettext_lazy("Mỗi dòng ghi hệ số lương hoặc mức lương bằng tiền, một trong hai, lớn hơn 0."),
        gettext_lazy("hệ số như 3,33 hoặc số tiền như 7.500.000"),
    ),
    "pay.conflict": (
        gettext_lazy("Những ngày này đã có mức lương %(value)s."),
        gettext_lazy("ngày bắt đầu sau mức đang có, hoặc rút mức đó trước"),
    ),
    "pay.twice": (gettext_lazy("Người này đã có ở dòng %(other)s, những ngày trùng nhau."), gettext_lazy("một dòng")),
}


class PayImport:
    """Writes the pay of people already known."""

    wants: tuple[str, ...] = ()

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],
        options: Mapping[str, str],  # noqa: ARG002 - the handlers' protocol
    ) -> Prepared:  # fmt: skip
        """Find the people; say which rows are new, end a known row, are known already, or cannot stand beside one."""
        prepared = Prepared()
        records = [one for one in analysis.records() if one["accepted"]]
        found = find_people(analysis, records, prepared, answers=answers, actor=actor, on=on, today=today)
        prepared.findings = [
            replace(one, code="pay.own") if one.code == "rating.own" else one for one in prepared.findings
        ]
        skipped = len(records) - len(found) - len(prepared.findings)
        planner = _Planner(analysis, prepared, found, on)
        planned = [plan for one in found if (plan := planner.plan(one))]
        changed = sum(change.ends is not None for _data, change in planned)
        prepared.counts = {
            "new": len(planned) - changed, "changed": changed, "unchanged": planner.unchanged, "skipped": skipped,
        }  # fmt: skip
        prepared.plan = planned
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """End the rows that are followed, then write the new ones."""
        planned: list[Planned] = prepared.plan
        user_of(by)
        ended = [(data, change.ends) for data, change in planned if change.ends]
        act = Act(PAY)
        for data, row in ended:
            before = _dumped(row)
            row.valid = DateRange(row.valid.lower, data.first)
            act.changed.append({"id": row.pk, "before": before, "after": _dumped(row)})
        PayBase.objects.bulk_update([row for _data, row in ended], ["valid"], batch_size=1000)
        made = PayBase.objects.bulk_create([row_of(data, by=by, at=at) for data, _change in planned], batch_size=2000)
        act.inserted.extend(row.pk for row in made)
        report(len(made), len(made), _("Đã ghi mức lương"))
        return [_as_stored(act)]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Remove them and open again what they ended. Refuses: access.denied, imports.undo.changed_since"""
        today = timezone.localdate(at)
        people = set(
            PayBase.objects.filter(pk__in=[pk for act in acts for pk in act.inserted]).values_list(
                "person_id", flat=True
            )
        )
        if not by.officer_of or people - within(people, actor=by, on=today, today=today):
            raise NotAllowed("access.denied", _("Có người trong lần nhập này không thuộc phạm vi quản lý của anh/chị."))
        take_back(acts, order=(PAY,))


def _dumped(row: PayBase) -> dict[str, Any]:
    return {"valid": f"[{row.valid.lower},{row.valid.upper or ''})"}


def _as_stored(act: Act) -> Act:
    """Changed rows whole, as the database shows them: what undoing compares with and restores."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, to_jsonb(t) - 'id' FROM {PAY} t WHERE id = ANY(%s)",  # noqa: S608 - this file's own name
            [[one["id"] for one in act.changed]],
        )
        now = {pk: json.loads(value) if isinstance(value, str) else value for pk, value in cursor.fetchall()}
    changed = [
        {"id": one["id"], "before": {**now[one["id"]], **one["before"]}, "after": now[one["id"]]} for one in act.changed
    ]
    return Act(act.table, act.inserted, changed)


class _Planner:
    """Reads the rows of one file against what is known."""

    def __init__(self, analysis: Analysis, prepared: Prepared, records: list[Record], on: date) -> None:
        self.analysis, self.prepared, self.on = analysis, prepared, on
        self.known: dict[tuple[int, str], list[PayBase]] = {}
        self.rows: dict[tuple[int, str], list[tuple[int, PayData]]] = {}
        self.unchanged = 0
        people = {one["person"].pk for one in records}
        for row in PayBase.objects.filter(person__in=people, withdrawn_at=None).order_by("person_id", "valid", "pk"):
            self.known.setdefault((row.person_id, row.post), []).append(row)

    def plan(self, one: Record) -> Planned | None:
        data = self._data(one)
        if data is None or self._is_twice(one, data):
            return None
        change = change_of(data, self.known.get((data.person_id, data.post), []))
        if change.known:
            self.unchanged += 1
            return None
        if change.conflict:
            self._say(one, "pay.conflict", "first_day", value=_shown(change.conflict))
            return None
        if change.ends:
            self.prepared.differences.append(
                Difference(one["row"], one["person"].full_name, "pay", _shown(change.ends), _measure(data))
            )
        return data, change

    def _say(self, one: Record, code: str, name: str, **values: Any) -> None:
        got = one.get(name) if one.get(name) is not None else ""
        self.prepared.findings.append(
            say(self.analysis, code, name, row=one["row"], sheet=one["sheet"], got=got, **values)
        )

    def _data(self, one: Record) -> PayData | None:
        coefficient, amount = one.get("pay_coefficient"), one.get("pay_amount")
        if (coefficient is None) == (amount is None) or (coefficient or amount or 0) <= 0:
            self._say(one, "pay.measure", "pay_coefficient")
            return None
        last = one.get("last_day")
        return PayData(
            one["person"].pk, one.get("first_day") or self.on, coefficient, None if amount is None else int(amount),
            last + ONE_DAY if last else None, (one.get("pay_post") or "")[:160], (one.get("decision") or "")[:160],
        )  # fmt: skip

    def _is_twice(self, one: Record, data: PayData) -> bool:
        others = self.rows.setdefault((data.person_id, data.post), [])
        for row, other in others:
            if (other.until is None or data.first < other.until) and (data.until is None or other.first < data.until):
                self._say(one, "pay.twice", "code", other=row)
                return True
        others.append((one["row"], data))
        return False


def _measure(data: PayData | PayBase) -> str:
    if data.amount is not None:
        return f"{data.amount:,}".replace(",", ".")
    return f"{data.coefficient:f}".rstrip("0").rstrip(".").replace(".", ",")


def _shown(row: PayBase) -> str:
    return _("%(measure)s từ %(day)s") % {"measure": _measure(row), "day": f"{row.valid.lower:%d/%m/%Y}"}


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
    register("pay", PayImport(), TEXTS)
