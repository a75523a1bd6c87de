"""How the due moment of a dossier came about: every step of the count, in words, with the rule it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from namro.base.ui.wording import moment_text
from namro.duties.onestop.clocks import as_pause, aware, clock_of, limit_of, local, said_plainly
from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.models import Pause as PauseRow
from namro.duties.onestop.parameters import rule_of
from namro.engine.clock import Clock, Limit, Pause, Policy, Unit

HOW = {
    Unit.WORKING_DAYS: gettext_lazy("Không tính ngày tiếp nhận; đến hết giờ làm việc của ngày làm việc cuối cùng."),
    Unit.DAYS: gettext_lazy("Tính theo ngày lịch từ ngày sau ngày tiếp nhận; ngày cuối là ngày nghỉ thì lùi đến ngày làm việc tiếp theo."),
    Unit.MONTHS: gettext_lazy("Tính theo tháng; ngày cuối là ngày nghỉ thì lùi đến ngày làm việc tiếp theo."),
    Unit.HOURS: gettext_lazy("Chỉ tính giờ mở cửa của ngày làm việc, đến từng phút."),
}  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """One step of the count: what happened, what it does, and when the dossier is due after it."""

    what: str
    how: str
    due: datetime | None
    basis: str = ""


def limit_text(quantity: int | None, unit: str) -> str:
    """A limit as people say it."""
    if not quantity:
        return _("trong ngày")
    texts = {
        Unit.WORKING_DAYS: ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", quantity),
        Unit.DAYS: ngettext("%(n)s ngày", "%(n)s ngày", quantity),
        Unit.MONTHS: ngettext("%(n)s tháng", "%(n)s tháng", quantity),
        Unit.HOURS: ngettext("%(n)s giờ làm việc", "%(n)s giờ làm việc", quantity),
    }
    return texts[Unit(unit)] % {"n": quantity}


def reckoned(dossier: Dossier, pauses: Sequence[PauseRow]) -> list[Counted]:
    """The count from acceptance to today, step by step; empty before acceptance."""
    if dossier.accepted_at is None:
        return []
    limit = limit_of(dossier)
    if limit is None:
        text = _("Thủ tục trả kết quả ngay: đến hết giờ làm việc của ngày tiếp nhận.")
        if dossier.due_at is not None and local(dossier.due_at).date() > local(dossier.accepted_at).date():
            text = _(
                "Thủ tục trả kết quả ngay, tiếp nhận khi đã hết giờ làm việc: đến hết giờ của ngày mở cửa tiếp theo."
            )
        return [Counted(_("Tiếp nhận %(when)s") % {"when": moment_text(dossier.accepted_at)}, text, dossier.due_at)]
    return [
        *_accepted(dossier, limit),
        *_arrived(dossier, limit),
        *_paused(dossier, limit, list(pauses)),
        *_apologised(dossier),
    ]


def _accepted(dossier: Dossier, limit: Limit) -> list[Counted]:
    assert dossier.accepted_at is not None
    what = _("Tiếp nhận %(when)s, thời hạn %(limit)s") % {
        "when": moment_text(dossier.accepted_at), "limit": limit_text(limit.quantity, limit.unit.value),
    }  # fmt: skip
    clock = clock_of(dossier.point_id, on=local(dossier.accepted_at).date())
    due = _due(dossier.transfer_by or dossier.accepted_at, limit, [], clock)
    if dossier.transfer_by is None:
        return [Counted(what, str(HOW[limit.unit]), due)]
    rule = rule_of("elsewhere_starts", on=local(dossier.accepted_at).date())
    how = _("Thời hạn tính từ khi cơ quan giải quyết nhận được hồ sơ; dự kiến tính từ hạn chuyển %(when)s.") % {
        "when": moment_text(dossier.transfer_by)
    }
    return [Counted(what, f"{how} {HOW[limit.unit]}", due, rule.citation)]


def _arrived(dossier: Dossier, limit: Limit) -> list[Counted]:
    if dossier.arrived_at is None:
        return []
    what = _("Cơ quan giải quyết nhận được %(when)s") % {"when": moment_text(dossier.arrived_at)}
    clock = clock_of(dossier.point_id, on=local(dossier.arrived_at).date())
    return [Counted(what, _("Thời hạn tính từ lúc này."), _due(dossier.arrived_at, limit, [], clock))]


def _due(start: datetime, limit: Limit, pauses: list[Pause], clock: Clock) -> datetime | None:
    found = said_plainly(lambda: clock.due(local(start), limit, pauses))
    return aware(found) if found is not None else None


def _paused(dossier: Dossier, limit: Limit, rows: list[PauseRow]) -> list[Counted]:
    found, start = [], dossier.clock_from
    assert start is not None
    for number, row in enumerate(rows, start=1):
        clock = clock_of(dossier.point_id, on=local(row.end or row.start).date())
        due = _due(start, limit, [as_pause(one) for one in rows[:number]], clock)
        before = _due(start, limit, [as_pause(one) for one in rows[: number - 1]], clock)
        found.append(Counted(_what(row), _why(row, before), due, row.basis))
    return found


def _what(row: PauseRow) -> str:
    given = {"reason": row.get_reason_display(), "start": moment_text(row.start)}
    if row.end is None:
        return _("%(reason)s từ %(start)s, chưa xong") % given
    return _("%(reason)s từ %(start)s đến %(end)s") % {**given, "end": moment_text(row.end)}


def _why(row: PauseRow, before: datetime | None) -> str:
    if before is not None and row.start > before:
        return _("Bắt đầu khi đã quá hạn nên không đổi hạn trả.")
    if row.end is None:
        return _("Đồng hồ đang dừng: chưa có hạn trả.")
    if row.policy == Policy.RESTART:
        return _("Thời hạn tính lại từ đầu sau khi kết thúc.")
    return _("Hạn trả lùi đi bằng thời gian đã dừng.")


def _apologised(dossier: Dossier) -> list[Counted]:
    if dossier.due_override is None:
        return []
    how = _("Ngày hẹn lại để người dân biết; hồ sơ vẫn tính là chậm so với hạn ban đầu.")
    return [Counted(_("Thư xin lỗi và hẹn lại"), how, dossier.due_override)]


def transfer_due(dossier: Dossier) -> datetime | None:
    """By when an accepted dossier goes on to who works on it. Source: law/parameters/onestop.yaml#transfer_cut_off."""
    if dossier.state != State.ACCEPTED or dossier.accepted_at is None:
        return None
    accepted = local(dossier.accepted_at)
    cut_off = time.fromisoformat(rule_of("transfer_cut_off", on=accepted.date()).value)
    clock = clock_of(dossier.point_id, on=accepted.date())
    return aware(said_plainly(lambda: clock.transfer_due(accepted, cut_off)))
