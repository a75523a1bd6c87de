"""The life of a person in the service, on one page: every duty that knows something adds its entries (wiring)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One thing that happened: on which day, of what kind (of KINDS), what it was, by which document, where it is explained."""

    day: date
    kind: str
    title: str
    detail: str = ""
    document: str = ""
    link: str = ""
    until: date | None = None  # first day it no longer held
    tone: str = "quiet"
    is_void: bool = False  # replaced or withdrawn since


KINDS: dict[str, Any] = {
    "post": _("Vị trí công tác"),
    "term": _("Thời hạn giữ chức vụ"),
    "rating": _("Xếp loại"),
    "reward": _("Khen thưởng"),
    "discipline": _("Kỷ luật"),
    "case": _("Hồ sơ không hoàn thành nhiệm vụ"),
    "training": _("Đào tạo, bồi dưỡng"),
    "leave": _("Nghỉ"),
}
Source = Callable[[int, date], Iterable[Entry]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add `source(person_id, on)`: the entries of a person as they were known on a day."""
    if source not in _sources:
        _sources.append(source)


def sources() -> list[Source]:
    return list(_sources)
