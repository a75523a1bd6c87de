"""What every step on a sheet shares: locking it, checking who acts, moving its round on, recording the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.rows import instances, planned_cursor, write
from namro.duties.evaluations.models import Round, Sheet, Step
from namro.duties.evaluations.selectors.standing import (
    HEAVY,
    PERIOD,
    ROUND,
    SHEET,
    Reach,
    reach_of,
    require,
    round_relations,
    sheet_relations,
)

HOLD = f"""
SELECT {SHEET.sql}, {ROUND.sql}, {PERIOD.sql} FROM evaluations_sheet s
JOIN evaluations_round r ON r.id = s.round_id JOIN evaluations_period p ON p.id = s.period_id
WHERE s.id = %s FOR UPDATE OF s
"""  # noqa: S608 - names of columns
# A round is where its slowest sheet is; only a row that really moves is written, so saves do not queue behind it.
ADVANCE = """
UPDATE evaluations_round r SET step = now.step FROM (
    SELECT CASE WHEN bool_or(s.state = 'open') THEN 'self_score'
                WHEN bool_or(s.state IN ('self_scored', 'forwarded')) THEN 'review' ELSE 'decide' END AS step
    FROM evaluations_sheet s WHERE s.round_id = %(round)s AND s.not_rated = ''
) now WHERE r.id = %(round)s AND r.step <> now.step AND now.step IS NOT NULL
    AND r.step IN ('self_score', 'review', 'decide')
"""


@dataclass(frozen=True)
class Held:
    """A locked sheet and what the actor may do with it."""

    sheet: Sheet
    reach: Reach
    acting_for: int | None = None


def hold_sheet(sheet_id: int, *, by: Actor, on: date, needs: Permission) -> Held:
    """Lock a sheet, with its round and period, for a step the actor holds the permission for.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed
    """
    with planned_cursor() as cursor:
        cursor.execute(HOLD, [sheet_id])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    sheet, sheet.round, sheet.period = instances(row, SHEET, ROUND, PERIOD)
    sheet.round.period = sheet.period
    reach = reach_of(by, on=on)
    require(needs, sheet_relations(reach, sheet), sees=Permission.SHEET_READ)
    require_open(sheet.round)
    return Held(sheet, reach)


def hold_for_review(sheet_id: int, *, by: Actor, on: date) -> Held:
    """Lock a sheet for whoever heads its reviewing unit on that day, or their delegate; never for its own person.

    Refuses: as `hold_sheet`
    """
    held = hold_sheet(sheet_id, by=by, on=on, needs=Permission.SHEET_REVIEW)
    unit_id = held.sheet.reviewer_unit_id
    if unit_id not in held.reach.acts_for:  # a delegate of the deciding authority prepares, but does not score
        raise NotAllowed(
            "access.denied", _("Chỉ người chấm của phiếu, hoặc người được ủy quyền chấm, làm được việc này.")
        )
    return Held(held.sheet, held.reach, held.reach.acting_for(unit_id))


def hold_round(round_id: int, *, by: Actor, on: date, needs: Permission) -> tuple[Round, Reach]:
    """Lock a round for an act the actor holds the permission for.

    Refuses: evaluations.not_found, access.denied
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("period").defer(HEAVY)
    found = locked.filter(pk=round_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    reach = reach_of(by, on=on)
    require(needs, round_relations(reach, found), sees=Permission.ROUND_READ)
    return found, reach


def require_open(round_: Round) -> None:
    """Refuses: evaluations.round.closed"""
    if round_.step in (Step.PUBLISHED, Step.CLOSED):
        message = _("Kết quả đã công bố. Kết quả sai được thay bằng quyết định mới, không sửa phiếu.")
        raise DomainError("evaluations.round.closed", message)


def may_on(permission: Permission, reach: Reach, round_: Round) -> bool:
    return may(permission, round_relations(reach, round_))


def advance(round_id: int) -> None:
    """Move the round to where its slowest sheet now is: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, {"round": round_id})


def user_of(by: Actor) -> int:
    """The account that signs an act of the authority or the person. Refuses: access.denied (the system signs nothing)"""
    if by.user_id is None:
        raise NotAllowed("access.denied", _("Cần đăng nhập để làm việc này."))
    return by.user_id


def person_of(by: Actor) -> int:
    """The person who acts; 0 for an account that is nobody's. An id of 0 belongs to no one."""
    return by.person_id or 0


def clear_proposal(sheet: Sheet) -> dict[str, Any]:
    """An edit after a proposal takes the proposal away. Returns what was there."""
    if not sheet.proposed_at:
        return {}
    was = {"proposed": sheet.proposed_rating, "proposed_reason": sheet.proposed_reason}
    sheet.proposed_rating, sheet.proposed_reason, sheet.proposed_at, sheet.proposed_by = "", "", None, None
    sheet.proposed_as = ""
    return was


def save(sheet: Sheet, fields: Sequence[str]) -> None:
    """Write the changed columns and the next version."""
    sheet.version += 1
    write(sheet, [*fields, "version"])


PROPOSAL = ("proposed_rating", "proposed_reason", "proposed_at", "proposed_by", "proposed_as")


def note(
    action: str, held: Held, *, by: Actor, at: datetime, before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None, reason: str = "",
) -> None:  # fmt: skip
    """One event about a sheet."""
    record(
        tag=f"evaluations:sheet:{action}", by=by, at=at, subject=("sheet", held.sheet.pk), unit_id=held.sheet.unit_id,
        before=dict(before) if before else None, after=dict(after) if after else None, reason=reason,
        acting_for_id=held.acting_for,
    )  # fmt: skip
