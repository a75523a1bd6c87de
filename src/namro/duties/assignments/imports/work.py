"""An assignment workbook becomes work under the five clears, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import SKIP, Act, Prepared, Report, say
from namro.city.facts.models import Origin
from namro.city.people.imports import codes
from namro.duties.assignments.models import Assignment, AssignmentState
from namro.duties.assignments.rules import month_of
from namro.duties.assignments.selectors.naming import people_by_code
from namro.duties.assignments.selectors.work import Picker, picker
from namro.duties.assignments.services.assigning import assign, withdraw
from namro.duties.assignments.services.orders import Order, faults_of

WORK = "assignments_assignment"
FIELDS = {"person": "code", "item": "catalogue_code", "accountable": "accountable_code"}  # ours to the file's
Record = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    on: date
    file: str
    orders: dict[date, list[Order]]  # by month


class WorkImport:
    """Assigns every accepted row, a batch a month."""

    wants: tuple[str, ...] = ("month",)
    by_relation = True

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date, answers: Mapping[str, str],  # noqa: ARG002 - on is today
        options: Mapping[str, str],
    ) -> Prepared:  # fmt: skip
        """Find persons and items by code, and check the five clears of every row."""
        records = [one for one in analysis.records() if one["accepted"]]
        prepared = Prepared()
        nameless = [(one["row"], one["sheet"], one.get("full_name") or "") for one in records if not one.get("code")]
        prepared.questions = codes.questions(nameless, new_allowed=False)
        for one in records:
            one["code"] = one.get("code") or answers.get(codes.key_of(one["sheet"], one["row"]), "")
        wanted = [one for one in records if one["code"] != SKIP]
        orders = _orders(analysis, wanted, prepared, actor, on, options)
        prepared.counts = {
            "new": sum(map(len, orders.values())), "changed": 0, "unchanged": 0,
            "skipped": len(records) - len(wanted),
        }  # fmt: skip
        prepared.plan = Plan(on, analysis.workbook.name, orders)
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Assign. Refuses: assignments.orders.refused"""
        plan: Plan = prepared.plan
        made: list[int] = []
        for month, orders in sorted(plan.orders.items()):
            batch = assign(month=month, orders=orders, by=by, at=at, on=plan.on, source=plan.file)
            made += Assignment.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)
        report(len(made), len(made), _("Đã giao việc"))
        return [Act(WORK, inserted=made)]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Withdraw what nobody has begun. Refuses: imports.undo.changed_since"""
        ids = [pk for act in acts for pk in act.inserted]
        if Assignment.objects.filter(pk__in=ids).exclude(state=AssignmentState.ASSIGNED).exists():
            message = _("Đã có việc được báo cáo, chuyển giao hoặc thu hồi: hãy xử lý từng việc.")
            raise Conflict("imports.undo.changed_since", message)
        if ids:
            withdraw(ids=ids, reason=_("Hoàn tác nhập tệp"), by=by, at=at, on=timezone.localdate(at))


def _orders(
    analysis: Analysis, records: list[Record], prepared: Prepared, actor: Actor, on: date, options: Mapping[str, str]
) -> dict[date, list[Order]]:
    by_month: dict[date, list[Record]] = {}
    for one in records:
        month = _month(one, options)
        if month is None:
            prepared.findings.append(say(analysis, "work.month", "month", row=one["row"], sheet=one["sheet"]))
        else:
            by_month.setdefault(month, []).append(one)
    found: dict[date, list[Order]] = {}
    for month, rows in by_month.items():
        orders = _month_orders(analysis, rows, prepared, actor, month, on)
        faults = {fault.row: fault for fault in faults_of(orders, actor=actor, month=month, on=on)}
        for number, fault in faults.items():
            one = rows[number]
            prepared.findings.append(
                say(analysis, "work.refused", FIELDS.get(fault.field, fault.field), row=one["row"], sheet=one["sheet"],
                    message=str(fault.message))
            )  # fmt: skip
        found[month] = [order for order in orders if order.row not in faults]
    return found


def _month(one: Record, options: Mapping[str, str]) -> date | None:
    if one.get("month"):
        return month_of(one["month"])
    if one.get("deadline"):
        return month_of(one["deadline"])
    chosen = options.get("month", "")
    return date.fromisoformat(f"{chosen[:7]}-01") if len(chosen) >= 7 else None


def _month_orders(
    analysis: Analysis, rows: list[Record], prepared: Prepared, actor: Actor, month: date, on: date
) -> list[Order]:
    choice = picker(actor, month=month, on=on)
    named = {text for one in rows for text in (one.get("accountable_code"), *_codes(one)) if text}
    people = people_by_code(named)
    orders = []
    for number, one in enumerate(rows):
        order = _order(number, one, choice, people)
        if order.posting_id is None:
            _say(analysis, prepared, "work.person", "code", one)
        elif order.item_id is None:
            _say(analysis, prepared, "work.item", "catalogue_code", one)
        else:
            orders.append(order)
    return orders


def _say(analysis: Analysis, prepared: Prepared, code: str, name: str, one: Record) -> None:
    prepared.findings.append(say(analysis, code, name, row=one["row"], sheet=one["sheet"], got=one.get(name) or ""))


def _codes(one: Record) -> list[str]:
    text = (one.get("coordinators") or "").replace(";", ",")
    return [code.strip() for code in text.split(",") if code.strip()]


def _order(number: int, one: Record, choice: Picker, people: Mapping[str, int]) -> Order:
    posting = choice.posting(one["code"] or "")
    # Somebody nobody knows becomes 0, which the check names.
    accountable = one.get("accountable_code") or ""
    return Order(
        row=number, posting_id=posting, item_id=choice.item(one.get("catalogue_code") or "", posting),
        title=one.get("task") or "", quantity=one.get("quantity"), process=one.get("process") or "",
        product=one.get("product") or "", deadline=one.get("deadline"), origin=one.get("origin") or Origin.PLANNED.value,
        coordinator_ids=tuple(people.get(code.casefold(), 0) for code in _codes(one)),
        accountable_id=people.get(accountable.casefold(), 0) if accountable else None,
    )  # fmt: skip
