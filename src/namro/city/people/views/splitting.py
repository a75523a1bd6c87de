"""A unit is split: new units named, everybody given a place, shown once more as a whole, then written in one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation import services as units
from namro.city.organisation.models import UnitSpell
from namro.city.people import selectors, services
from namro.city.people.forms import SplitForm
from namro.city.people.models import Posting

FIRST_PARTS, MOST_PARTS = 2, 9
CODE_MOST, NAME_MOST = 32, 255


@dataclass
class PartRow:
    """A new unit as typed; `faults` by cell."""

    number: int
    code: str = ""
    name: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.name or _("Đơn vị mới %(number)s") % {"number": self.number}


@dataclass
class Place:
    """Somebody, or a unit below, and the new unit they go to; 0 stays where they are."""

    key: str
    pk: int
    row: Any
    goes_to: int = 0
    is_head: bool = False


@dataclass
class Table:
    """The whole form: new units, people, units below."""

    parts: list[PartRow]
    people: list[Place]
    below: list[Place]

    @property
    def used(self) -> list[PartRow]:
        """New units that are named, or that somebody goes to."""
        wanted = {one.goes_to for one in (*self.people, *self.below)}
        return [part for part in self.parts if part.code or part.name or part.number in wanted]

    def going(self, number: int) -> list[Place]:
        return [one for one in self.people if one.goes_to == number]

    def head_of(self, number: int) -> Place | None:
        return next((one for one in self.going(number) if one.is_head), None)

    def as_parts(self) -> list[services.Part]:
        return [self._part(row) for row in self.used]

    def _part(self, row: PartRow) -> services.Part:
        head = self.head_of(row.number)
        return services.Part(
            code=row.code, name=row.name, person_ids=[one.pk for one in self.going(row.number)],
            head_id=head.pk if head else None, unit_ids=[one.pk for one in self.below if one.goes_to == row.number],
        )  # fmt: skip

    def summary(self) -> list[dict[str, Any]]:
        """Each new unit with who and what goes to it, for the last look before it is written."""
        return [
            {
                "part": row, "head": self.head_of(row.number), "people": self.going(row.number),
                "below": [one for one in self.below if one.goes_to == row.number],
            }
            for row in self.used
        ]  # fmt: skip

    @property
    def staying(self) -> list[Place]:
        return [one for one in (*self.people, *self.below) if not one.goes_to]

    def check(self) -> bool:
        """Mark what is missing at its cell; whether all is there."""
        heads = Counter(one.goes_to for one in self.people if one.is_head)
        for row in self.used:
            if not row.code:
                row.faults["code"] = _("Hãy nhập mã cho đơn vị mới.")
            if not row.name:
                row.faults["name"] = _("Hãy nhập tên đơn vị.")
            if heads[row.number] > 1:
                row.faults["head"] = _("Mỗi đơn vị mới chỉ có một người đứng đầu: hãy bỏ bớt dấu chọn.")
        if heads[0]:
            first = next(one for one in self.people if one.is_head and not one.goes_to)
            self.parts[0].faults["head"] = _("%(name)s được chọn đứng đầu nhưng chưa chọn về đơn vị nào.") % {
                "name": first.row.person.full_name
            }
        return not any(row.faults for row in self.parts)


def split_unit(request: Request, unit_id: int) -> HttpResponse:
    """Fill in, look once more, write. Each step shows itself again with everything that was typed."""
    current = organisation.spell(unit_id, on=request.on)
    if current is None:
        raise NotVisible("organisation.unit.absent", _("Đơn vị không còn hoạt động."))
    units.require_officer(request.actor, unit_id, on=request.on, at=request.at)
    form = SplitForm(request.POST or None, initial={"on": request.on}, actor=request.actor, on=request.on)
    act = request.POST.get("act", "")
    if request.method != "POST" or not form.is_valid():
        return _page(request, current, form, _table(request, unit_id, request.on))
    table = _table(request, unit_id, form.cleaned_data["on"])
    if act in ("check", "split") and table.check():
        try:
            _write(request, unit_id, form.cleaned_data, table, for_good=act == "split")
        except DomainError as error:
            form.refuse(error)
        else:
            return _written(request, unit_id) if act == "split" else _sure(request, current, form, table)
    return _page(request, current, form, table)


def _table(request: Request, unit_id: int, on: date) -> Table:
    typed = request.POST
    count = typed.get("parts", "")
    number = min(max(int(count) if count.isdecimal() else FIRST_PARTS, FIRST_PARTS), MOST_PARTS)
    if typed.get("act") == "more":
        number = min(number + 1, MOST_PARTS)
    parts = [
        PartRow(n, typed.get(f"code-{n}", "").strip()[:CODE_MOST], typed.get(f"name-{n}", "").strip()[:NAME_MOST])
        for n in range(1, number + 1)
    ]
    return Table(parts, _people(request, unit_id, on, number), _below(request, unit_id, on, number))


def _people(request: Request, unit_id: int, on: date, most: int) -> list[Place]:
    """Everybody of the unit that day, each once, whatever number of places they hold in it."""
    rows: dict[int, Posting] = {}
    for posting in selectors.people_of([unit_id], on=on):
        rows.setdefault(posting.person_id, posting)
    return [
        Place(
            f"person-{pk}", pk, row, _number(request, f"person-{pk}", most), bool(request.POST.get(f"head-{pk}"))
        )
        for pk, row in rows.items()
    ]  # fmt: skip


def _below(request: Request, unit_id: int, on: date, most: int) -> list[Place]:
    nodes = organisation.below(unit_id, on=on)
    keys = {node.spell.unit_id: f"unit-{node.spell.unit_id}" for node in nodes}
    return [
        Place(
            keys[node.spell.unit_id], node.spell.unit_id, node.spell, _number(request, keys[node.spell.unit_id], most)
        )
        for node in nodes
    ]


def _number(request: Request, name: str, most: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and int(text) <= most else 0


def _write(request: Request, unit_id: int, data: dict[str, Any], table: Table, *, for_good: bool) -> None:
    """Split; or only find out whether it would be refused, and leave everything as it was."""
    with transaction.atomic():
        services.split_unit(
            unit_id=unit_id, parts=table.as_parts(), on=data["on"], keep=data["keep"], basis=data["basis"],
            by=request.actor, at=request.at,
        )  # fmt: skip
        if not for_good:
            transaction.set_rollback(True)


def _written(request: Request, unit_id: int) -> HttpResponse:
    messages.success(request, _("Đã chia tách đơn vị."))
    return redirect("unit", unit_id)


def _sure(request: Request, current: UnitSpell, form: SplitForm, table: Table) -> HttpResponse:
    kept = [(name, value) for name, value in request.POST.items() if name not in ("act", "csrfmiddlewaretoken")]
    page = {"current": current, "data": form.cleaned_data, "table": table, "kept": kept}
    return render(request, "people/split_sure.html", page)


def _page(request: Request, current: UnitSpell, form: SplitForm, table: Table) -> HttpResponse:
    faults = [(_cell(name, row), text) for row in table.parts for name, text in row.faults.items()]
    page = {
        "current": current, "form": form, "table": table, "may_add": len(table.parts) < MOST_PARTS, "faults": faults,
    }  # fmt: skip
    return render(request, "people/split.html", page, status=422 if form.errors or faults else 200)


def _cell(name: str, row: PartRow) -> str:
    """The id of the input to look at."""
    return f"{'name' if name == 'head' else name}-{row.number}"
