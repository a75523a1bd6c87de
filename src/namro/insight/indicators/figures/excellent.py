"""Excellent ratings against the caps of each decided list and of its groups, as the authority signed its reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.engine.text import search_key
from namro.insight.indicators.figures.caps import GROUP, UNIT, listed, scope_of_caps, summed
from namro.insight.indicators.figures.shape import TOTAL, Behind, Cell, Column, Figure, Line, Result, number_of, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import keys_of, line, period_text, whole
from namro.insight.indicators.selectors.scope import Scope


@dataclass
class Caps:
    """Caps of one kind, added up. Of several lists, those under their cap do not make up for those over it."""

    caps: int = 0
    rated: int = 0
    excellent: int = 0
    cap: int = 0
    over: int = 0
    exceeded: int = 0
    readings: set[str] = field(default_factory=set)

    def add(
        self, caps: int, rated: int, excellent: int, cap: int, over: int, exceeded: int, readings: list[str]
    ) -> None:
        self.caps, self.rated, self.excellent = self.caps + caps, self.rated + rated, self.excellent + excellent
        self.cap, self.over, self.exceeded = self.cap + cap, self.over + over, self.exceeded + exceeded
        self.readings |= set(readings)


Lines = dict[str, dict[str, Caps]]  # by line, then by kind of cap


def result(asked: Asked, scope: Scope) -> Result:
    lines, kind = _lines(asked, scope), scope_of_caps(asked)
    made = [_line(key, lines[key], asked, scope) for key in _keys(asked, scope, lines)]
    total = whole(_values(lines[TOTAL], asked))
    headline = (
        (_("Danh sách vượt giới hạn"), total.values["over_rounds"], "count")
        if kind == UNIT
        else (_("Nhóm vượt giới hạn"), total.values["over_groups"], "count")
    )
    return Result(
        _columns(kind), made, total, headline, notes=_notes(lines[TOTAL].get(kind, Caps()), kind), chart="used",
        over_time="used",
    )  # fmt: skip


def _lines(asked: Asked, scope: Scope) -> Lines:
    lines: Lines = {TOTAL: {}}
    for key, kind, *numbers in summed(asked, scope):
        for one in (key, TOTAL):
            lines.setdefault(one, {}).setdefault(kind, Caps()).add(*numbers)
    return lines


def _keys(asked: Asked, scope: Scope, lines: Lines) -> list[str]:
    if asked.by == "task":
        return sorted((key for key in lines if key != TOTAL), key=search_key)
    return [key for key in keys_of(asked, scope) if key in lines]


def _columns(kind: str) -> list[Column]:
    first = [Column("rounds", _("Danh sách"), leads=True)] if kind == UNIT else []
    own = [Column("over_rounds", _("Danh sách vượt"), leads=True)] if kind == UNIT else []
    groups = _("Nhóm tương đồng") if kind == UNIT else _("Nhóm ở các danh sách")
    return [
        *first, Column("rated", _("Được xếp loại")), Column("excellent", _("Mức xuất sắc"), leads=True),
        Column("share", _("Tỷ lệ"), "share"), Column("cap", _("Giới hạn xuất sắc")), Column("used", _("Đã dùng"), "share"),
        Column("over", _("Số người vượt")), *own, Column("groups", groups, leads=True),
        Column("over_groups", _("Nhóm vượt"), leads=True),
    ]  # fmt: skip


def _line(key: str, caps: dict[str, Caps], asked: Asked, scope: Scope) -> Line:
    values = _values(caps, asked)
    flag = "watch" if any(one.exceeded for one in caps.values()) else ""
    return Line(key, key, values, flag=flag) if asked.by == "task" else line(key, values, asked, scope, flag=flag)


def _values(caps: dict[str, Caps], asked: Asked) -> dict[str, Any]:
    mine, lists, groups = (caps.get(one, Caps()) for one in (scope_of_caps(asked), UNIT, GROUP))
    return {
        "rounds": lists.caps, "rated": mine.rated, "excellent": mine.excellent, "share": share(mine.excellent, mine.rated),
        "cap": mine.cap, "used": share(mine.excellent, mine.cap), "over": mine.over, "over_rounds": lists.exceeded,
        "groups": groups.caps, "over_groups": groups.exceeded,
    }  # fmt: skip


def _notes(caps: Caps, kind: str) -> list[str]:
    """Lists under several readings are added up together, and groups are not the whole list: the page says so."""
    found = []
    if len(caps.readings) > 1:
        text = _(
            "Các danh sách này áp dụng %(number)s cách hiểu tỷ lệ khác nhau; giới hạn cộng theo cách đã ký của từng danh sách."
        )
        found.append(text % {"number": len(caps.readings)})
    if kind == GROUP and caps.caps:
        found.append(
            _(
                "Chỉ đếm người thuộc một nhóm nhiệm vụ tương đồng; người ấy cũng được đếm trong giới hạn của cả danh sách."
            )
        )
    return found


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The lists or their groups, or the sheets decided at the best level: a page of them, counted by the tallies."""
    number = number_of(result(asked, scope), cell)
    if cell.column == "excellent":
        rows = listed(asked, scope, cell, scope_of_caps(asked), start=start, many=many, sheets=True)
        return number, [_sheet(asked, *row) for row in rows]
    kind = GROUP if cell.column.endswith("groups") else UNIT
    rows = listed(asked, scope, cell, kind, start=start, many=many, over=cell.column.startswith("over"))
    return number, [_cap(asked, scope, *row) for row in rows]


def _sheet(
    asked: Asked, name: str, code: str, unit: int, rank: str, first: Any, level: str, reason: str, link: str, person: int
) -> Behind:  # fmt: skip
    return Behind(name, code, unit, rank, period_text(asked.kind, first), level, reason, link, person)


def _cap(
    asked: Asked, scope: Scope, list_id: int, unit: int, first: Any, group: str, excellent: int, cap: int
) -> Behind:
    said = _("%(excellent)s mức xuất sắc, giới hạn %(cap)s") % {"excellent": excellent, "cap": cap}
    name = f"{scope.tree.name(unit)} – {group}" if group else scope.tree.name(unit)
    return Behind(name, "", unit, "head", period_text(asked.kind, first), "", said, f"/rounds/{list_id}")


FIGURE = Figure(
    slug="excellent",
    title=gettext_lazy("Mức xuất sắc so với giới hạn"),
    definition=(
        gettext_lazy(
            "Đếm người được quyết định mức cao nhất trong mỗi danh sách đã công bố, so với giới hạn của chính danh sách đó."
        ),
        gettext_lazy(
            "Giới hạn là số đã lưu khi tính danh sách, theo cách hiểu và tỷ lệ cấp có thẩm quyền đã ký. Mỗi nhóm nhiệm vụ tương đồng có giới hạn riêng, đếm riêng: chia theo nhóm để xem từng nhóm."
        ),
        gettext_lazy(
            "Không đếm: danh sách chưa công bố, khung đánh giá không đặt giới hạn, kết quả các năm trước được nhập."
        ),
    ),
    source=gettext_lazy(
        "Quyết định và giới hạn lưu theo từng danh sách; danh sách đứng ở đơn vị của người quyết định."
    ),
    kinds=("month", "quarter", "year"),
    dimensions=("period", "unit", "task"),
    result=result,
    behind=behind,
    people=False,
)
