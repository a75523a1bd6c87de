"""Plain values the catalogue takes and gives: what a version says, what a line changes, what the desk is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier: how many originals and copies, and its form where there is one."""

    name: str
    originals: int = 1
    copies: int = 0
    form: str = ""

    def as_dict(self) -> dict[str, str | int]:
        return {"name": self.name, "originals": self.originals, "copies": self.copies, "form": self.form}


@dataclass(frozen=True, slots=True)
class VersionData:
    """All parts of a version, as typed, imported or built."""

    name: str
    field: str
    levels: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    sets: int = 1
    applicants: str = ""
    competent: str = ""
    executing: str = ""
    result: str = ""
    conditions: str = ""
    legal_basis: tuple[str, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    unread: tuple[Unread, ...] = ()
    fees: tuple[PaidFee, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class LineData:
    """What a decision is to do to the procedure of that code."""

    code: str
    kind: str
    effective_on: date
    replaces: str = ""  # the code of the procedure that a new one takes the place of
    basis: str = ""


@dataclass(frozen=True, slots=True)
class StepData:
    """A step of an internal process."""

    who: str
    task: str
    quantity: int
    unit: str
    result: str


@dataclass(frozen=True, slots=True)
class SavingData:
    """What a plan takes off the procedure of that code."""

    code: str
    content: str
    days_before: int = 0
    days_after: int = 0
    papers_cut: int = 0
    steps_cut: int = 0
    cost_before: int = 0
    cost_after: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in force: for a channel ("" any) and case ("" ordinary); quantity 0 for the same day."""

    channel: str
    case: str
    quantity: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process in force, in order."""

    sequence: int
    who: str
    task: str
    quantity: int
    unit: TimeUnit
    result: str


@dataclass(frozen=True, slots=True)
class Process:
    """The internal process of a procedure on a date."""

    id: int
    number: str
    signed_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A procedure as it may be asked for on a date."""

    id: int
    procedure_id: int
    code: str
    name: str
    field: str
    levels: tuple[str, ...]
    papers: tuple[Paper, ...]
    sets: int
    competent: str
    result: str
    fees: tuple[PaidFee, ...]
    has_unread_limits: bool


@dataclass(frozen=True, slots=True)
class Savings:
    """What simplification has brought about: each procedure's line counts once."""

    procedures: int
    days: int
    papers: int
    steps: int
    cost: int
