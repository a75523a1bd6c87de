"""The monthly plan as a table of texts: from the form, from Excel, from drafts and last month, and into orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.forms import ValidationError
from django.utils.translation import gettext as _

from namro.base.imports.values import read_date
from namro.base.law.calendars import standard_calendar
from namro.city.facts.models import Origin
from namro.city.people.models import Person
from namro.duties.assignments.forms import amount
from namro.duties.assignments.models import Assignment
from namro.duties.assignments.rules import shifted_deadline
from namro.duties.assignments.selectors.naming import Named, Naming
from namro.duties.assignments.selectors.work import Picker
from namro.duties.assignments.services.orders import Fault, Order

CELLS = ("person", "item", "quantity", "deadline", "product", "process", "coordinators", "accountable")
PASTED = CELLS  # the order of columns in Excel
MOST_ROWS = 300
MOST_NAMESAKES = 5  # shown in a fault


@dataclass
class PlanRow:
    """One row as typed; `faults` by cell."""

    number: int
    person: str = ""
    item: str = ""
    quantity: str = ""
    deadline: str = ""
    product: str = ""
    process: str = ""
    coordinators: str = ""
    accountable: str = ""
    title: str = ""
    origin: str = Origin.PLANNED.value
    draft_id: int | None = None
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not (self.person.strip() or self.item.strip() or self.quantity.strip())


def typed_rows(data: Mapping[str, str]) -> list[PlanRow]:
    """The rows of the posted table."""
    count = int(data.get("rows", "0") or 0) if str(data.get("rows", "0")).isdecimal() else 0
    rows = []
    for number in range(1, min(count, MOST_ROWS) + 1):
        cells: dict[str, Any] = {name: str(data.get(f"{name}-{number}", "")) for name in (*CELLS, "title")}
        draft = str(data.get(f"draft-{number}", ""))
        origin = Origin.AD_HOC.value if data.get(f"adhoc-{number}") else Origin.PLANNED.value
        if not data.get(f"drop-{number}"):
            rows.append(PlanRow(number, **cells, origin=origin, draft_id=int(draft) if draft.isdecimal() else None))
    return renumbered([row for row in rows if not row.is_blank or row.draft_id])


def renumbered(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """The same rows counted from 1."""
    return [replace(row, number=number) for number, row in enumerate(rows, start=1)]


def pasted_rows(text: str, process: str) -> list[PlanRow]:
    """Rows copied from Excel: staff code, item code, quantity, deadline, product, process,
    coordinators, who is accountable; a header line is passed over."""
    rows: list[PlanRow] = []
    for line in text.splitlines()[:MOST_ROWS]:
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or (not rows and cells[0].casefold().startswith(("mã", "ma ", "stt", "code"))):
            continue
        values: dict[str, Any] = dict(zip(PASTED, cells, strict=False))
        values["deadline"] = _iso(values.get("deadline", ""))
        values["process"] = values.get("process") or process
        rows.append(PlanRow(len(rows) + 1, **values))
    return rows


def _iso(text: str) -> str:
    day, _problem = read_date(text)
    return day.isoformat() if isinstance(day, date) else text


def draft_rows(drafts: Iterable[Assignment]) -> list[PlanRow]:
    """The rows of a plan kept earlier."""
    return [replace(_row_of(row), number=n, draft_id=row.pk) for n, row in enumerate(drafts, start=1)]


def copied_rows(rows: Iterable[Assignment], month: date) -> list[PlanRow]:
    """Work of another month, with each deadline at the same working day of this one; who heads now is accountable."""
    calendar = standard_calendar()
    return [
        replace(
            _row_of(row), number=number, accountable="",
            deadline=shifted_deadline(row.deadline, month, calendar).isoformat() if row.deadline else "",
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


def _row_of(row: Assignment) -> PlanRow:
    person = _label(row.posting.person) if row.posting else ""
    return PlanRow(
        0, person=person, item=row.item.code if row.item else "", origin=row.origin, title=row.title,
        quantity=f"{row.quantity.normalize():f}".replace(".", ",") if row.quantity else "",
        deadline=row.deadline.isoformat() if row.deadline else "", product=row.product, process=row.process,
        coordinators="; ".join(_label(one) for one in row.coordinators.all()),
        accountable=_label(row.accountable) if row.accountable else "",
    )  # fmt: skip


def _label(person: Person) -> str:
    return f"{person.code} · {person.full_name}"


def split_names(cell: str) -> list[str]:
    """Several people in a cell stand apart by commas or semicolons."""
    return [text.strip() for text in cell.replace(",", ";").split(";") if text.strip()]


def named_in(rows: Iterable[PlanRow]) -> set[str]:
    """Everybody a plan names besides those who do the work."""
    return {text for row in rows for text in (*split_names(row.coordinators), row.accountable.strip()) if text}


def orders_of(rows: Iterable[PlanRow], choice: Picker, names: Naming) -> list[Order]:
    """Orders of the rows; what cannot be read is marked on its row. Several staff codes in a cell are several orders."""
    orders = []
    for row in rows:
        values = {**_values(row), **_others(row, names)}
        for text in split_names(row.person) or [""]:
            posting = choice.posting(text)
            if text and posting is None:
                row.faults["person"] = _("Không có “%(text)s” trong số người anh/chị giao việc.") % {
                    "text": text.strip()
                }
            item = choice.item(row.item, posting) if row.item.strip() else None
            if row.item.strip() and item is None:
                row.faults["item"] = _("Không có mã “%(text)s” trong danh mục đang có hiệu lực.") % {"text": row.item}
            orders.append(Order(row=row.number, posting_id=posting, item_id=item, origin=row.origin, **values))
    return _once_per_draft(orders, {row.number: row.draft_id for row in rows})


def _others(row: PlanRow, names: Naming) -> dict[str, Any]:
    """Who takes part and who answers for it; each cell then says plainly whom it was taken to mean."""
    found = [_one(row, "coordinators", text, names) for text in split_names(row.coordinators)]
    accountable = _one(row, "accountable", row.accountable, names) if row.accountable.strip() else None
    if "coordinators" not in row.faults:
        row.coordinators = "; ".join(one.label for one in found if one)
    if accountable is not None:
        row.accountable = accountable.label
    return {
        "coordinator_ids": tuple(one.person_id for one in found if one),
        "accountable_id": accountable.person_id if accountable else None,
    }  # fmt: skip


def _one(row: PlanRow, cell: str, text: str, names: Naming) -> Named | None:
    """Who a name means; the cell is at fault when that is nobody or several."""
    found = names.meant(text)
    if len(found) == 1:
        return found[0]
    row.faults[cell] = what_is_unclear(text, found)
    return None


def what_is_unclear(text: str, found: Sequence[Named]) -> str:
    """Why a name means nobody, or whom it could mean."""
    if not found:
        return _("Không tìm thấy “%(text)s”: hãy gõ mã cán bộ, hoặc đúng họ tên người cùng cơ quan.") % {"text": text}
    codes = ", ".join(one.code for one in found[:MOST_NAMESAKES])
    return _("Có nhiều người tên “%(text)s”: hãy gõ mã (%(codes)s).") % {"text": text, "codes": codes}


def fill_accountable(rows: Iterable[PlanRow], orders: Iterable[Order], names: Naming) -> None:
    """Where nobody was named, show who answers for the work: whoever heads the unit that scores."""
    by_row: dict[int, set[int | None]] = {}
    for order in orders:
        by_row.setdefault(order.row, set()).add(order.accountable_id)
    for row in rows:
        found = by_row.get(row.number, set())
        if not row.accountable.strip() and len(found) == 1:
            row.accountable = names.label(next(iter(found)))


def _once_per_draft(orders: list[Order], drafts: Mapping[int, int | None]) -> list[Order]:
    seen: set[int] = set()
    found = []
    for order in orders:
        draft = drafts[order.row] if order.row not in seen else None
        seen.add(order.row)
        found.append(replace(order, draft_id=draft))
    return found


def _values(row: PlanRow) -> dict[str, Any]:
    values: dict[str, Any] = {"product": row.product, "process": row.process, "title": row.title}
    try:
        values["quantity"] = amount(row.quantity) if row.quantity.strip() else None
    except ValidationError as error:
        row.faults["quantity"] = error.messages[0]
    day, problem = read_date(row.deadline)
    if problem is not None and row.deadline.strip():
        row.faults["deadline"] = _("Không đọc được ngày: dùng ngày/tháng/năm.")
    values["deadline"] = day
    return values


def mark(rows: Iterable[PlanRow], faults: Iterable[Fault]) -> int:
    """Put each fault on its cell; an unreadable cell keeps its own words. Returns how many rows have any."""
    by_number = {row.number: row for row in rows}
    for fault in faults:
        if fault.row in by_number:
            by_number[fault.row].faults.setdefault(fault.field, str(fault.message))
    return sum(bool(row.faults) for row in by_number.values())
