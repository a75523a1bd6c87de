"""The person's own score: drafts saved as they type, then submitted. Only the person, and only until the reviewer scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from namro.base.access.rules import Actor, Permission
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.services.steps import Held, advance, hold_sheet, note, save

FIELDS = ("self_points", "self_strengths", "self_limits")


@transaction.atomic
def save_draft(
    *, sheet_id: int, points: Sequence[int | None], strengths: str, limits: str, version: int, by: Actor, at: datetime,
    on: date,
) -> Sheet:  # fmt: skip
    """Keep what the person has typed so far; the sheet's step does not change and nobody else is told.

    A draft after submission takes the submission back until it is submitted again.
    Refuses: evaluations.not_found, access.denied, evaluations.self.closed, evaluations.sheet.not_rated,
    evaluations.sheet.conflict, evaluations.points.…, evaluations.round.closed
    Records: evaluations:sheet:self_withdrawn (only when a submitted score is edited again)
    """
    held = _held(sheet_id, points, strengths, limits, version, by, on)
    sheet = held.sheet
    _write(sheet, points, strengths, limits, complete=False)
    if sheet.state != SheetState.SELF_SCORED:
        save(sheet, FIELDS)
        return sheet
    sheet.state, sheet.self_at, sheet.self_by = SheetState.OPEN, None, None
    save(sheet, [*FIELDS, "state", "self_at", "self_by"])
    advance(sheet.round_id)
    note("self_withdrawn", held, by=by, at=at)
    return sheet


@transaction.atomic
def submit_self_score(
    *, sheet_id: int, points: Sequence[int | None], strengths: str, limits: str, version: int, by: Actor, at: datetime,
    on: date,
) -> Sheet:  # fmt: skip
    """Submit the self-score, also late: a sheet forwarded without it takes it as long as nobody has scored.

    Refuses: as `save_draft`, and evaluations.points.missing
    Records: evaluations:sheet:self_scored
    """
    held = _held(sheet_id, points, strengths, limits, version, by, on)
    sheet = held.sheet
    before = {"points": sheet.self_points, "state": sheet.state}
    moves = sheet.state != SheetState.SELF_SCORED
    _write(sheet, points, strengths, limits, complete=True)
    sheet.state, sheet.self_at, sheet.self_by_id = SheetState.SELF_SCORED, at, by.user_id
    save(sheet, [*FIELDS, "state", "self_at", "self_by"])
    if moves:
        advance(sheet.round_id)
    note("self_scored", held, by=by, at=at, before=before, after={"points": sheet.self_points})
    return sheet


def _held(
    sheet_id: int, points: Sequence[int | None], strengths: str, limits: str, version: int, by: Actor, on: date
) -> Held:
    held = hold_sheet(sheet_id, by=by, on=on, needs=Permission.SHEET_SELF_SCORE)
    sheet = held.sheet
    rules.require_self_open(sheet)
    theirs = {"points": sheet.self_points, "strengths": sheet.self_strengths, "limits": sheet.self_limits}
    mine = {"points": list(points), "strengths": strengths, "limits": limits}
    rules.require_version(sheet, version, mine=mine, theirs=theirs)
    return held


def _write(sheet: Sheet, points: Sequence[int | None], strengths: str, limits: str, *, complete: bool) -> None:
    sheet.self_points = rulebook_of(sheet.period).check_points(points, complete=complete)
    sheet.self_strengths, sheet.self_limits = strengths.strip(), limits.strip()
