"""What surveys ask of the desk, without knowing it: whether a dossier was served; config/wiring.py names who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from namro.base.errors import DomainError


@dataclass(frozen=True)
class Served:
    """A dossier as surveys see it: whose it is to answer for, who received it, whether its result is there; who works at the
    point where it was received, and who had it in hand.
    """

    unit_id: int
    person_id: int | None
    is_finished: bool
    staff: frozenset[int] = frozenset()
    handlers: frozenset[int] = frozenset()


Find = Callable[[str, datetime], Served | None]
_KNOWN: list[Find] = []


def connect(find: Find) -> None:
    """Name who answers; the last one named does."""
    _KNOWN[:] = [find]


def served(code: str, *, at: datetime) -> Served | None:
    """The dossier a rating is about; None where no desk is connected, whose codes then cannot be checked.

    Refuses: surveys.dossier.unknown, surveys.dossier.unfinished
    """
    if not _KNOWN:
        return None
    found = _KNOWN[0](code, at)
    if found is None:
        message = _("Không có hồ sơ mang mã này. Hãy quét mã QR trên giấy tiếp nhận, hoặc xem lại từng ký tự.")
        raise DomainError("surveys.dossier.unknown", message, field="dossier_code")
    if not found.is_finished:
        message = _("Hồ sơ này chưa có kết quả. Đánh giá được nhận sau khi hồ sơ xử lý xong.")
        raise DomainError("surveys.dossier.unfinished", message, field="dossier_code")
    return found
