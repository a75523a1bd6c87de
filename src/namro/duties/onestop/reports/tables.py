"""A report as its page and its files show it: columns made of classes, by the counting of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.duties.onestop.reports.conventions import OUT, Counting
from namro.duties.onestop.reports.counting import CLASSES, ORIGINS, Line


@dataclass(frozen=True)
class Column:
    """One column: the classes or the origins it adds up."""

    key: str
    title: str | Promise
    group: str | Promise
    classes: tuple[str, ...] = CLASSES
    origins: tuple[str, ...] = ORIGINS

    def of(self, line: Line) -> int:
        counted = line.origins if self.origins != ORIGINS else line.classes
        return sum(counted[one] for one in (self.origins if self.origins != ORIGINS else self.classes))


RECEIVED, DONE, PENDING, APART = _("Tiếp nhận"), _("Đã giải quyết"), _("Đang giải quyết"), _("Để riêng")
TITLES = {
    "early": _("Trước hạn"), "on_time": _("Đúng hạn"), "late": _("Chậm"), "pending": _("Trong hạn"), "pending_late": _("Quá hạn"),
    "withdrawn": _("Đã rút"), "paused": _("Tạm dừng"), "paused_late": _("Tạm dừng khi đã quá hạn"),
}  # fmt: skip


def columns(how: Counting) -> list[Column]:
    """Received (carried over, at the counter or by post, online), done, pending; what the counting leaves out stands apart."""
    into = {"withdrawn": how.withdrawn, "paused": how.paused, "paused_late": how.paused_late}
    held = {one: (one, *(extra for extra, where in into.items() if where == one)) for one in TITLES if one not in into}
    done, pending = ("early", "on_time", "late"), ("pending", "pending_late")
    found = [
        Column("received", _("Tổng số"), RECEIVED),
        Column("carried", _("Kỳ trước chuyển sang"), RECEIVED, origins=("carried",)),
        Column("direct", _("Trực tiếp, bưu chính"), RECEIVED, origins=("direct",)),
        Column("online", _("Trực tuyến"), RECEIVED, origins=("online",)),
        Column("done", _("Tổng số"), DONE, sum((held[one] for one in done), ())),
        *(Column(one, TITLES[one], DONE, held[one]) for one in done),
        Column("running", _("Tổng số"), PENDING, sum((held[one] for one in pending), ())),
        *(Column(one, TITLES[one], PENDING, held[one]) for one in pending),
    ]
    apart = [Column(one, TITLES[one], APART, (one,)) for one, where in into.items() if where == OUT]
    return [*found, *apart]


def share(line: Line, shown: Sequence[Column]) -> Fraction | None:
    """Done early or on time out of all done, in hundredths; None where nothing is done."""
    numbers = {one.key: one.of(line) for one in shown}
    return Fraction(100 * (numbers["early"] + numbers["on_time"]), numbers["done"]) if numbers["done"] else None
