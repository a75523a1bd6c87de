"""Two versions of a procedure side by side, part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.duties.procedures.models import ProcedureVersion
from namro.duties.procedures.presenting import fee_text, level_text, limit_text, paper_text

PARTS: tuple[tuple[str, Any], ...] = (
    ("name", _("Tên thủ tục")),
    ("levels", _("Cấp thực hiện")),
    ("steps", _("Trình tự thực hiện")),
    ("papers", _("Thành phần hồ sơ")),
    ("sets", _("Số bộ hồ sơ")),
    ("limits", _("Thời hạn giải quyết")),
    ("fees", _("Phí, lệ phí")),
    ("applicants", _("Đối tượng thực hiện")),
    ("competent", _("Cơ quan có thẩm quyền")),
    ("executing", _("Cơ quan thực hiện")),
    ("result", _("Kết quả")),
    ("conditions", _("Yêu cầu, điều kiện")),
    ("legal_basis", _("Căn cứ pháp lý")),
    ("unread", _("Thời hạn chưa đọc được")),
)


_TOLD: dict[str, Callable[[Any], str]] = {
    "papers": paper_text,
    "levels": level_text,
    "unread": lambda one: str(one["text"]),
}


@dataclass(frozen=True)
class Difference:
    """One part of both versions as lines of text: what stays, what went, what came."""

    part: str
    title: Any
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def gone(self) -> tuple[str, ...]:
        return tuple(one for one in self.before if one not in self.after)

    @property
    def come(self) -> tuple[str, ...]:
        return tuple(one for one in self.after if one not in self.before)


def compare_versions(before: ProcedureVersion, after: ProcedureVersion) -> list[Difference]:
    """Every part of both, in the order of the law; unchanged parts as well."""
    return [Difference(part, title, lines_of(before, part), lines_of(after, part)) for part, title in PARTS]


def lines_of(version: ProcedureVersion, part: str) -> tuple[str, ...]:
    """A part as lines people read."""
    if part == "limits":
        return tuple(limit_text(one) for one in version.limits.all())
    if part == "fees":
        return tuple(fee_text(one) for one in version.fees.all())
    return _plain(part, getattr(version, part))


def _plain(part: str, value: str | int | Sequence[Any]) -> tuple[str, ...]:
    if isinstance(value, str | int):
        return (str(value),) if value else ()
    return tuple(_TOLD[part](one) if part in _TOLD else str(one) for one in value)
