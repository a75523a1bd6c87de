"""Dossiers as whoever handed them in may see them: their own, found by their identification number, and whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from namro.city.organisation import selectors as organisation
from namro.duties.onestop.models import (
    Apology,
    Dossier,
    LinkedPart,
    Movement,
    PaperFile,
    Pause,
    ResultFile,
    State,
    Step,
    Supplement,
)
from namro.duties.onestop.selectors.fees import Cost, costs_of

# States a citizen is told the reason of.
EXPLAINED = (State.REFUSED, State.STOPPED, State.PAYMENT, State.SUPPLEMENT, State.WITHDRAWN)


@dataclass(frozen=True)
class Turn:
    """A step, or the part of another agency: whose, from when, until when, and whether it was or is late."""

    row: Step | LinkedPart
    unit: str
    is_late: bool
    is_dropped: bool  # the whole ended without it

    @property
    def is_active(self) -> bool:
        return self.row.started_at is not None and self.row.finished_at is None and not self.is_dropped


@dataclass(frozen=True)
class Own:
    """A dossier with everything its applicant is told."""

    dossier: Dossier
    agency: str
    steps: list[Turn]
    parts: list[Turn]
    pauses: list[Pause]
    supplements: list[Supplement]
    fees: list[Cost]
    apology: Apology | None
    reason: str  # of the state it is in
    files: list[ResultFile]  # of the result, once it was returned
    sent: list[PaperFile]  # by the applicant, online
    movements: list[Movement]

    @property
    def asked(self) -> Supplement | None:
        """The papers that are still waited for."""
        waits = self.dossier.state in (State.REGISTERED, State.SUPPLEMENT)
        return next((one for one in reversed(self.supplements) if one.answered_at is None), None) if waits else None


def dossiers_of(id_number: str, states: Iterable[str] = ()) -> QuerySet[Dossier]:
    """The dossiers handed in with an identification number, newest first; what is still a draft of the desk's is none."""
    if not id_number:
        return Dossier.objects.none()
    rows = Dossier.objects.filter(id_number=id_number).exclude(state=State.DRAFT).order_by("-pk")
    return rows.filter(state__in=states) if states else rows


def own_dossier(id_number: str, which: str | int, *, at: datetime, on: date) -> Own | None:
    """One of them, by its code or its number, with its ledgers; None where there is none, or it is somebody else's."""
    rows = dossiers_of(id_number).select_related("point", "accepted_by__person", "apology")
    dossier = (rows.filter(pk=which) if isinstance(which, int) else rows.filter(code=which)).first()
    if dossier is None:
        return None
    steps = list(dossier.steps.select_related("person").order_by("number"))
    parts = list(dossier.parts.order_by("order", "pk"))
    names = organisation.name_of(
        [dossier.unit_id, *(one.unit_id for one in steps), *(one.unit_id for one in parts)], on=on
    )
    is_over = dossier.finished_at is not None
    return Own(
        dossier, names.get(dossier.unit_id, ""), [_turn(one, names, at, is_over=is_over) for one in steps],
        [_turn(one, names, at, is_over=is_over) for one in parts], list(dossier.pauses.order_by("start", "pk")),
        list(dossier.supplements.order_by("pk")), costs_of(dossier), getattr(dossier, "apology", None), _reason(dossier),
        _files(dossier), list(dossier.paper_files.all()),
        list(dossier.movements.select_related("by__person").order_by("pk")),
    )  # fmt: skip


def own_result(id_number: str, code: str, file_id: int) -> ResultFile | None:
    """A file of the result of one of them; None as above, and where it is not returned yet or was taken back."""
    dossier = dossiers_of(id_number).filter(code=code).first()
    found = next((one for one in _files(dossier) if one.pk == file_id), None) if dossier else None
    if found is not None and dossier is not None:
        found.dossier = dossier
    return found


def own_paper(id_number: str, file_id: int) -> PaperFile | None:
    """A file somebody sent themself; None where there is none, or it is of somebody else's dossier."""
    rows = PaperFile.objects.filter(pk=file_id, dossier__id_number=id_number).exclude(dossier__id_number="")
    return rows.select_related("dossier").first()


def _files(dossier: Dossier) -> list[ResultFile]:
    """Before it is returned, by whatever way, the result is still the desk's to hand over."""
    return list(dossier.result_files.filter(withdrawn_at=None)) if dossier.state == State.RETURNED else []


def _turn(row: Step | LinkedPart, names: dict[int, str], at: datetime, *, is_over: bool) -> Turn:
    is_dropped = row.finished_at is None and (getattr(row, "closed_at", None) is not None or is_over)
    runs_late = row.finished_at is None and not is_dropped and row.due_at is not None and row.due_at < at
    return Turn(row, names.get(row.unit_id, ""), row.is_late or runs_late, is_dropped)


def _reason(dossier: Dossier) -> str:
    """Why it came to the state it is in, as written then."""
    if dossier.state not in EXPLAINED:
        return ""
    last = Movement.objects.filter(dossier=dossier, after=dossier.state).order_by("-pk").first()
    return last.reason if last else ""
