"""The rules of one period: its framework as frozen at opening, the chosen settings, and the criteria in order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law import framework_schema
from namro.base.law.selectors import offered, offered_on
from namro.base.ui.wording import day_text, said
from namro.duties.evaluations.models import Period
from namro.engine.errors import RuleError
from namro.engine.framework import Criterion, Framework, ScoreGroup, Setting
from namro.engine.framework_file import parse_framework

HUNDREDTHS = 100
MARK_PREFIX = "unit_"  # sheet inputs of kind share that somebody gives a leader: unit_d, unit_đ, unit_e
NOT_RATED = "KXL"  # stands where a rating would: decided not to be rated, with a reason


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of the score form: its place in `Sheet.self_points` and `review_points` is its place in the list."""

    place: int
    group: ScoreGroup
    criterion: Criterion

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def title(self) -> str:
        return said(self.criterion.rule.title)

    @property
    def maximum(self) -> Decimal:
        return self.criterion.maximum

    @property
    def step(self) -> Decimal | None:
        return self.criterion.step


@dataclass(frozen=True)
class Rulebook:
    """A framework with the settings of one period."""

    framework: Framework
    settings: Mapping[str, str]
    staff_groups: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]
    marks: tuple[str, ...]  # what a reviewer says of a leader's unit, in the order of `Sheet.unit_marks`: d, đ, e
    is_year: bool = False  # nothing is scored by criteria: the year comes from its months, or from what is established

    @property
    def is_rolled_up(self) -> bool:
        """Whether the year's level follows from the mean of its months or quarters alone; a law that also asks for
        conditions is judged by what is established about the year."""
        return not self.framework.levels and any(one.key.startswith("year") for one in self.framework.roll_ups)

    @property
    def band_codes(self) -> tuple[str, ...]:
        return tuple(band.code for band in self.framework.bands)

    @property
    def top_band(self) -> str:
        return self.framework.bands[0].code

    @property
    def bottom_band(self) -> str:
        return self.framework.bands[-1].code

    def rating_title(self, code: str) -> str:
        """A level in the reader's language."""
        if code == NOT_RATED:
            return _("Không xếp loại")
        return said(self.framework.band(code).rule.title) if code in self.band_codes else code

    def slices(self) -> list[tuple[str, int, int]]:
        """Where each score group's criteria lie in the points of a sheet: key, first place, place after the last."""
        found, first = [], 0
        for group in self.framework.groups:
            found.append((group.key, first, first + len(group.criteria)))
            first += len(group.criteria)
        return found

    def check_points(self, points: Sequence[int | None], *, complete: bool) -> list[int | None]:
        """The points as they may be stored.

        Refuses: evaluations.points.count, evaluations.points.missing, evaluations.points.range, evaluations.points.step
        """
        if len(points) != len(self.criteria):
            message = _("Cần đúng %(count)s tiêu chí theo khung đánh giá. Hãy tải lại trang rồi chấm lại.")
            raise DomainError("evaluations.points.count", message % {"count": len(self.criteria)})
        for row, value in zip(self.criteria, points, strict=True):
            _check_one(row, value, complete=complete)
        return list(points)

    def check_marks(self, marks: Sequence[int | None], *, leader: bool) -> list[int | None] | None:
        """d, đ, e in percent; only what the framework allows, and only for a leader.

        Refuses: evaluations.marks.leader, evaluations.marks.value
        """
        if not leader or not self.marks:
            if any(mark is not None for mark in marks):
                message = _("d, đ, e chỉ áp dụng cho người giữ chức vụ lãnh đạo, quản lý. Hãy để trống.")
                raise DomainError("evaluations.marks.leader", message, field="unit_marks")
            return None
        if not marks:
            return None
        allowed = self._allowed_marks()
        if len(marks) != len(self.marks) or any(mark is not None and mark not in allowed for mark in marks):
            message = _("d, đ, e chỉ nhận 100%% hoặc 50%%. Hãy chọn lại, hoặc để trống nếu chưa xác định.") % {}
            raise DomainError("evaluations.marks.value", message, field="unit_marks")
        return list(marks)

    def _allowed_marks(self) -> frozenset[int]:
        names = {MARK_PREFIX + mark for mark in self.marks}
        inputs = [one for one in self.framework.sheet_inputs if one.name in names]
        return frozenset(int(value * HUNDREDTHS) for one in inputs for value in one.allowed)


def _check_one(row: CriterionRow, value: int | None, *, complete: bool) -> None:
    named = {"code": row.code, "maximum": row.maximum, "step": row.step}
    if value is None:
        if complete:
            message = _("Tiêu chí %(code)s chưa có điểm. Hãy chấm từ 0 đến %(maximum)s.") % named
            raise DomainError("evaluations.points.missing", message, field=f"points-{row.place}")
        return
    if not 0 <= value <= row.maximum * HUNDREDTHS:
        message = _("Tiêu chí %(code)s nhận từ 0 đến %(maximum)s điểm. Hãy sửa lại.") % named
        raise DomainError("evaluations.points.range", message, field=f"points-{row.place}")
    if row.step is not None and value % int(row.step * HUNDREDTHS):
        message = _("Tiêu chí %(code)s chấm theo bước %(step)s điểm. Hãy sửa lại.") % named
        raise DomainError("evaluations.points.step", message, field=f"points-{row.place}")


def refusal(error: RuleError) -> DomainError:
    """A refusal of the engine, as the edge shows it."""
    return DomainError(error.code, said(error.text))


def is_by_points(framework: Framework) -> bool:
    """Whether the sheets of a month or quarter ask for everything it rates a person by: points, lines, d, đ, e."""
    return framework.subject == "person" and framework.scored and not framework.levels


def may_open(framework: Framework, kind: str) -> bool:
    """Whether a period of that kind may be opened under a framework: a year also where the law gives conditions, or
    where it is made of months."""
    if framework.subject != "person":
        return False
    if kind == Period.Kind.YEAR:
        return kind in framework.periods or any(one.key.startswith("year") for one in framework.roll_ups)
    return kind in framework.periods and is_by_points(framework)


def settings_of(framework: Framework, kind: str) -> list[Setting]:
    """The open points that matter to a period: a year made of months leaves out what only scores a month."""
    if kind != Period.Kind.YEAR or framework.levels:
        return list(framework.settings)
    texts = [one.sql for one in (*framework.line_formulas, *framework.sheet_formulas)]
    texts += [one.sql for one in framework.conditions]
    used = {name for text in texts for name in re.findall(r"[^\W\d]\w*", text)}
    used |= {one.state_setting for one in framework.conditions if one.state_setting}
    return [one for one in framework.settings if one.key not in used]


def openable(on: date, kind: str) -> list[Framework]:
    """The frameworks a period of a kind that begins on a day may be opened under: shipped ones, and those decided here."""
    found = (one.framework for one in offered_on(on))
    return [one for one in found if may_open(one, kind) and _covers(one, kind, on)]


def _covers(framework: Framework, kind: str, first_day: date) -> bool:
    """In force when the period begins. A year is rated by the law of the day it is rated on: one that begins in it counts."""
    last_day = date(first_day.year, 12, 31) if kind == Period.Kind.YEAR else first_day
    return framework.in_force(first_day) or framework.in_force(last_day)


def framework_in_force(framework_id: str, *, kind: str, first_day: date) -> Framework:
    """The framework as it applies on that day, if it may open a period of that kind then.

    Refuses: framework.unknown, law.framework.not_yet, evaluations.framework.not_in_force, evaluations.framework.period
    """
    try:
        framework = offered(framework_id, on=first_day).framework
    except RuleError as error:
        raise refusal(error) from error
    if not _covers(framework, kind, first_day):
        message = _("Khung %(id)s không có hiệu lực vào ngày %(day)s. Hãy chọn khung đang có hiệu lực.")
        named = {"id": framework_id, "day": day_text(first_day)}
        raise DomainError("evaluations.framework.not_in_force", message % named, field="framework")
    if not may_open(framework, kind):
        message = _("Khung %(id)s không dùng cho loại kỳ này. Hãy chọn loại kỳ khác.") % {"id": framework_id}
        raise DomainError("evaluations.framework.period", message, field="kind")
    return framework


def framework_of_units(framework_id: str, *, on: date) -> Framework:
    """The framework units are rated by, as it applies on that day. Refuses: evaluations.framework.not_in_force"""
    try:
        framework = offered(framework_id, on=on).framework
    except RuleError as error:
        raise refusal(error) from error
    if not framework.in_force(on):
        message = _("Khung %(id)s không có hiệu lực vào ngày %(day)s. Hãy chọn khung đang có hiệu lực.")
        named = {"id": framework_id, "day": f"{on:%d/%m/%Y}"}
        raise DomainError("evaluations.framework.not_in_force", message % named, field="framework")
    return framework


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_PARSED: dict[str, Framework] = {}  # by digest: compiled formulas are kept with the framework


def _framework_of(period: Period) -> Framework:
    """The frozen framework; its text (which selectors defer) is read only when this process sees it first."""
    digest = period.framework_digest
    if digest not in _PARSED:
        _PARSED[digest] = parse_framework(period.framework_text, f"{period.framework}.yaml", framework_schema())
    return _PARSED[digest]


def rulebook_of(period: Period) -> Rulebook:
    """The rules the period was opened under, whatever the law file says today."""
    framework = _framework_of(period)
    chosen = period.settings
    groups = tuple(chosen.get("staff_groups", framework.staff_groups))
    if period.kind == Period.Kind.YEAR:
        return Rulebook(framework, framework.settle(chosen.get("points", {})), groups, (), (), is_year=True)
    return rulebook(framework, chosen.get("points", {}), groups)


def rulebook(framework: Framework, points: Mapping[str, str], staff_groups: tuple[str, ...]) -> Rulebook:
    rows = [(group, criterion) for group in framework.groups for criterion in group.criteria]
    criteria = tuple(CriterionRow(place, group, one) for place, (group, one) in enumerate(rows))
    given = tuple(
        one.name.removeprefix(MARK_PREFIX)
        for one in framework.sheet_inputs
        if one.kind == "share" and one.name.startswith(MARK_PREFIX)
    )
    return Rulebook(framework, framework.settle(points), staff_groups, criteria, given)
