"""Published figures as tables: by agency and month, and procedures by field. Nothing here counts what is not public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.ui.wording import band_of, said
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import Unit
from namro.duties.feedback.models import Outcome
from namro.duties.feedback.parameters import parameters as feedback_parameters
from namro.duties.procedures.models import Level
from namro.duties.procedures.selectors.standing import standing_on
from namro.engine.text import search_key
from namro.web.portal.models import Published, Topic
from namro.web.portal.parameters import publishing
from namro.web.portal.services.publishing import ALL, MONTHS_SHOWN

PROCEDURES = "procedures"
FIXED = {Topic.DOSSIERS: ("received", "on_time", "late", "withdrawn")}
HIDING = gettext_lazy("Ô có quá ít thì ghi “ẩn”, và một ô khác cùng hàng được ẩn theo nếu trừ đi mà suy ra được. Không công bố tổng của các cơ quan.")  # fmt: skip
DEFINITIONS = {
    Topic.DOSSIERS.value: (
        gettext_lazy("Đã nhận: hồ sơ được tiếp nhận trong tháng. Đúng hạn, chậm: hồ sơ có kết quả trong tháng, so với hạn trả lúc có kết quả."),
        gettext_lazy("Thời gian tạm dừng để bổ sung giấy tờ không tính là chậm; ngày hẹn lại sau thư xin lỗi không xóa chậm."),
        gettext_lazy("Hồ sơ rút theo yêu cầu đứng riêng, không tính là đúng hạn. Tỷ lệ = đúng hạn / (đúng hạn + chậm)."),
        gettext_lazy("Theo cơ quan có thẩm quyền giải quyết. Tháng đang chạy được tính lại mỗi đêm."),
    ),
    Topic.FEEDBACK.value: (
        gettext_lazy("Đếm phản ánh, kiến nghị nhận trong tháng theo loại, từ mọi kênh; chỉ công bố khi hết tháng."),
        HIDING,
    ),
    Topic.OUTCOMES.value: (
        gettext_lazy("Phản ánh, kiến nghị nhận trong tháng theo kết quả xác minh đến nay; chỉ công bố khi hết tháng."),
        HIDING,
    ),
    Topic.RATINGS.value: (
        gettext_lazy("Số người theo mức xếp loại tháng đã công bố trong cơ quan; không nêu tên. Mỗi người một lần, theo vị trí chính."),
        gettext_lazy("Nghị định 335/2025/NĐ-CP quy định công khai kết quả trong cơ quan; công bố số người không nêu tên ra ngoài là lựa chọn của cơ quan."),
        gettext_lazy("Người không xếp loại (nghỉ dài, mới nhận việc) đứng riêng. Cả cơ quan cùng một mức thì không nêu mức."),
        HIDING,
    ),
    PROCEDURES: (
        gettext_lazy("Thủ tục đang có hiệu lực hôm nay theo lĩnh vực. Thủ tục làm ở hai cấp được đếm ở cả hai cấp, cột tổng đếm một lần."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row: whose, and its numbers by measure; None is hidden."""

    code: str
    name: str
    numbers: dict[str, int | None]

    @property
    def share(self) -> Fraction | None:
        """Of dossiers finished: how many in time."""
        on_time, late = self.numbers.get("on_time") or 0, self.numbers.get("late") or 0
        return Fraction(on_time, on_time + late) if on_time + late else None


@dataclass(frozen=True)
class Table:
    """A topic in a month."""

    topic: str
    month: date | None
    as_of: date | None
    measures: list[tuple[str, str]]
    lines: list[Line] = field(default_factory=list)


def titles() -> dict[str, str]:
    """Every topic with its title, ratings only where the installation shows them."""
    found = {one.value: str(one.label) for one in Topic if one is not Topic.RATINGS or publishing().shows_ratings}
    return {**found, PROCEDURES: _("Thủ tục theo lĩnh vực")}


def months_of(topic: str) -> list[date]:
    """The months there is something of, the newest first."""
    rows = Published.objects.filter(topic=topic).order_by("-month").values_list("month", flat=True)
    return list(rows.distinct()[:MONTHS_SHOWN])


def table_of(topic: str, month: date | None, *, on: date) -> Table:
    """A topic in a month, agencies by name; empty where nothing is published."""
    if topic == PROCEDURES:
        return _procedures(on)
    rows = Published.objects.filter(topic=topic, month=month) if month else Published.objects.none()
    return _laid(Topic(topic), month, list(rows.order_by("pk")), on)


def _laid(topic: Topic, month: date | None, rows: list[Published], on: date) -> Table:
    units: dict[int, dict[str, int | None]] = {}
    for one in rows:
        units.setdefault(one.unit_id, {})[one.measure] = one.number
    names = organisation.name_of(units, on=on)
    codes = dict(Unit.objects.filter(pk__in=units).values_list("pk", "code"))
    measures = measures_of(topic, {one.measure for one in rows})
    lines = [Line(codes[unit], names.get(unit, codes[unit]), numbers) for unit, numbers in units.items()]
    if topic is Topic.DOSSIERS:  # what did not happen is no row
        lines = [Line(one.code, one.name, {**dict.fromkeys(FIXED[topic], 0), **one.numbers}) for one in lines]
    lines.sort(key=lambda one: (search_key(one.name), one.code))
    return Table(topic.value, month, max((one.as_of for one in rows), default=None), measures, lines)


def measures_of(topic: Topic, seen: Iterable[str]) -> list[tuple[str, str]]:
    """The columns of a topic in their order, with what they are called."""
    if topic is Topic.DOSSIERS:
        words = {"received": _("Đã nhận"), "on_time": _("Đúng hạn"), "late": _("Chậm"), "withdrawn": _("Rút")}
        return [(key, words[key]) for key in FIXED[topic]]
    found = set(seen) - {ALL}
    return [(ALL, _("Tổng")), *((key, _called(topic, key)) for key in _ordered(topic, found))]


def _ordered(topic: Topic, found: set[str]) -> list[str]:
    if topic is Topic.FEEDBACK:
        known = list(feedback_parameters().classes)
        return sorted(found, key=lambda key: known.index(key) if key in known else len(known))
    if topic is Topic.OUTCOMES:
        return [key for key in (*Outcome.values, "open", "passed_on") if key in found]
    return sorted(found)  # by the place of the level; "none" after all digits


def _called(topic: Topic, key: str) -> str:
    if topic is Topic.FEEDBACK:
        known = feedback_parameters().classes.get(key)
        return said(known.title) if known else key
    if topic is Topic.OUTCOMES:
        others = {"open": _("Chưa trả lời"), "passed_on": _("Đã chuyển cơ quan khác")}
        return others.get(key) or str(Outcome(key).label)
    return _("Không xếp loại") if key == "none" else str(band_of(key.partition(":")[2])[0])


def _procedures(on: date) -> Table:
    """Counted as the catalogue stands: it is small, and public in itself."""
    counts: dict[str, dict[str, int | None]] = {}
    for name, levels in standing_on(on).order_by("pk").values_list("procedure__field__name", "levels"):
        row = counts.setdefault(name, {ALL: 0, **dict.fromkeys(Level.values, 0)})
        for key in (ALL, *levels):
            row[key] = (row[key] or 0) + 1
    measures = [(ALL, _("Tổng")), *((key, str(label)) for key, label in Level.choices)]
    lines = [Line("", name, row) for name, row in sorted(counts.items(), key=lambda one: search_key(one[0]))]
    return Table(PROCEDURES, None, on, measures, lines)
