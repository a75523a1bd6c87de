"""How lenient or severe reviewers are: the points they give against those given in the city and in the agency."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.insight.indicators.figures.shape import TOTAL, Behind, Cell, Column, Figure, Line, Result
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import array_of, period_text, whole
from namro.insight.indicators.selectors.published import PUBLISHED
from namro.insight.indicators.selectors.reviewed import reviewed
from namro.insight.indicators.selectors.scope import Scope, not_found

HUNDRED = 100
LISTED = f"""
SELECT h.full_name, h.code, s.unit_id, s.rank, lower(p.days), '/sheets/' || s.id, s.person_id, count(*) OVER ()
FROM evaluations_sheet s JOIN evaluations_round r ON r.id = s.round_id JOIN evaluations_period p ON p.id = s.period_id
JOIN people_person h ON h.id = s.person_id
WHERE p.kind = %(kind)s AND lower(p.days) >= %(first)s AND lower(p.days) < %(end)s AND {PUBLISHED}
    AND s.reviewer_unit_id = ANY(%(units)s::bigint[]) AND s.not_rated = '' AND array_position(s.review_points, NULL) IS NULL
    AND s.review_points IS NOT NULL
ORDER BY lower(p.days) DESC, s.id LIMIT %(many)s OFFSET %(start)s
"""  # noqa: S608 - this module's own texts


@dataclass
class Given:
    """Points given: how many sheets, their sum and squares in hundredths, and what others gave for the same."""

    sheets: int = 0
    points: int = 0
    squares: int = 0
    lowest: int | None = None
    highest: int | None = None
    expected: Fraction = Fraction(0)  # what the same number of sheets had at the city's mean of their period

    def add(self, row: Given, mean: Fraction) -> None:
        self.sheets, self.points, self.squares = (
            self.sheets + row.sheets,
            self.points + row.points,
            self.squares + row.squares,
        )
        self.lowest = min(one for one in (self.lowest, row.lowest) if one is not None)
        self.highest = max(one for one in (self.highest, row.highest) if one is not None)
        self.expected += mean * row.sheets

    @property
    def mean(self) -> Fraction:
        return Fraction(self.points, self.sheets * HUNDRED)

    @property
    def lean(self) -> Fraction:
        """Above (or below) what the city gave in the same periods, in points."""
        return self.mean - self.expected / (self.sheets * HUNDRED)

    @property
    def spread(self) -> Fraction:
        """The standard deviation, to four decimals."""
        variance = Fraction(self.squares, self.sheets) - Fraction(self.points, self.sheets) ** 2
        return Fraction(math.isqrt(int(variance * 10**4)), 10**4)


def given(asked: Asked, scope: Scope) -> dict[int, Given]:
    """What each reviewing unit of the scope gave: one query."""
    rows = [
        (one.unit_id, (one.first, one.framework), Given(one.sheets, one.points, one.squares, one.lowest, one.highest))
        for one in reviewed(asked, scope) if one.sheets
    ]  # fmt: skip
    means = {period: Fraction(one.points, one.sheets) for unit, period, one in rows if unit is None}
    found: dict[int, Given] = {}
    for unit, period, one in rows:
        if unit is not None:
            found.setdefault(unit, Given()).add(one, means[period])
    return found


def result(asked: Asked, scope: Scope) -> Result:
    found = given(asked, scope)
    fewest = parameters().fewest
    shown = {unit: one for unit, one in found.items() if one.sheets >= fewest}
    agencies = _by_agency(found, scope)
    columns = [
        Column("sheets", _("Số phiếu"), leads=True), Column("mean", _("Điểm trung bình đã cho"), "points"),
        Column("lean", _("So với thành phố"), "signed"), Column("agency", _("So với phần còn lại của cơ quan"), "signed"),
        Column("spread", _("Độ lệch chuẩn"), "points"), Column("lowest", _("Thấp nhất"), "points"),
        Column("highest", _("Cao nhất"), "points"),
    ]  # fmt: skip
    lines = [_line(unit, one, agencies[scope.tree.agency(unit)], scope) for unit, one in shown.items()]
    lines.sort(key=lambda one: (-abs(one.values["lean"]), one.label))
    leaning = sum(1 for one in lines if one.flag)
    return Result(
        columns, lines, _total(found, shown), (_("Đơn vị chấm lệch rõ so với thành phố"), leaning, "count"),
        notes=_notes(len(found) - len(shown), fewest), chart="lean",
    )  # fmt: skip


def _by_agency(found: dict[int, Given], scope: Scope) -> dict[int, Given]:
    sums: dict[int, Given] = {}
    for unit, one in found.items():
        sums.setdefault(scope.tree.agency(unit), Given()).add(one, Fraction(0))
    return sums


def _line(unit: int, one: Given, agency: Given, scope: Scope) -> Line:
    """The rest of the agency is compared with only where it, too, holds enough sheets to hide a single one."""
    rest = agency.sheets - one.sheets
    others = Fraction(agency.points - one.points, rest * HUNDRED) if rest >= parameters().fewest else None
    values = {
        "sheets": one.sheets, "mean": one.mean, "lean": one.lean, "agency": None if others is None else one.mean - others,
        "spread": one.spread, "lowest": _points(one.lowest), "highest": _points(one.highest),
    }  # fmt: skip
    place = scope.tree.places.get(unit)
    label = place.name if place else str(unit)
    agency_unit = scope.tree.agency(unit)
    note = scope.tree.name(agency_unit) if agency_unit != unit else ""
    flag = "watch" if abs(one.lean) >= parameters().lean else ""
    return Line(str(unit), label, values, note=note, flag=flag)


def _points(hundredths: int | None) -> Fraction | None:
    return None if hundredths is None else Fraction(hundredths, HUNDRED)


def _total(found: dict[int, Given], shown: dict[int, Given]) -> Line | None:
    """All together; not where taking the shown ones away would leave too few to hide."""
    hidden = sum(one.sheets for unit, one in found.items() if unit not in shown)
    if not shown or 0 < hidden < parameters().fewest:
        return None
    sums = Given()
    for one in found.values():
        sums.add(one, one.expected / one.sheets)
    return whole({"sheets": sums.sheets, "mean": sums.mean, "lean": sums.lean, "agency": None, "spread": sums.spread,
                  "lowest": None, "highest": None})  # fmt: skip


def _notes(hidden: int, fewest: int) -> list[str]:
    if not hidden:
        return []
    message = _(
        "%(number)s đơn vị chấm có dưới %(fewest)s phiếu trong khoảng này nên không hiện: quá ít phiếu thì lộ điểm của từng người."
    )
    return [message % {"number": hidden, "fewest": fewest}]


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The sheets one reviewing unit scored. Refuses: indicators.not_found (a unit not shown)"""
    shown = {str(unit): unit for unit, one in given(asked, scope).items() if one.sheets >= parameters().fewest}
    if cell.row != TOTAL and cell.row not in shown:
        raise not_found()
    units = [shown[cell.row]] if cell.row != TOTAL else list(given(asked, scope))
    asks: dict[str, Any] = {
        "kind": asked.kind, "first": asked.first, "end": asked.end, "on": asked.on, "units": array_of(units), "start": start, "many": many,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LISTED, asks)
        rows = cursor.fetchall()
    return (rows[0][-1] if rows else 0), [_listed(asked.kind, *row[:-1]) for row in rows]


def _listed(kind: str, name: str, code: str, unit: int, rank: str, first: date, link: str, person: int) -> Behind:
    return Behind(name, code, unit, rank, period_text(kind, first), "", "", link, person)


FIGURE = Figure(
    slug="reviewers",
    title=gettext_lazy("Người chấm dễ, người chấm chặt"),
    definition=(
        gettext_lazy(
            "Với mỗi đơn vị chấm: trung bình điểm tiêu chí chung mà cấp trên đã cho, trừ trung bình của cả thành phố trong đúng những kỳ và khung ấy."
        ),
        gettext_lazy(
            "Điểm kết quả công việc không tính ở đây, vì nó theo khối lượng được giao và hoàn thành chứ không do người chấm cho."
        ),
        gettext_lazy(
            "Chỉ hiện đơn vị có đủ số phiếu tối thiểu do cơ quan chọn. Lệch nhiều không phải là chấm sai: nó chỉ nơi cần hỏi."
        ),
    ),
    source=gettext_lazy(
        "Phiếu của các danh sách đã công bố đến ngày xem, cộng dồn trong vòng mười phút sau khi công bố."
    ),
    kinds=("month", "quarter"),
    dimensions=("reviewer",),
    result=result,
    behind=behind,
    people=False,
    choices=("least_sheets", "leaning"),
)
