"""What the documents of a year say, as plain values. Figures are texts already rounded by the framework's own rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from namro.base.documents.types import Signature


@dataclass(frozen=True)
class PartRow:
    """One month (or quarter) of Mẫu số 02: its score, or why it has none. Under a law of conditions what was established
    (`total`) of what (`note`)."""

    number: int
    total: str = ""
    note: str = ""


@dataclass(frozen=True)
class DecidedLevel:
    """What the authority decided; `level` is empty where it decided that somebody is not rated, for `reason`."""

    level: str
    reason: str
    number: str
    on: date
    signer: str


@dataclass(frozen=True)
class YearDocument:
    """One person's form of a year; empty where nothing was said yet. `rows` empty: the form as the annex prints it.

    Without a `framework` it is Mẫu số 02. `levels`: code and title, where the form names none of its own.
    """

    agency: str
    parent_agency: str
    year: str
    name: str
    title: str
    unit: str
    rows: tuple[PartRow, ...] = ()
    in_quarters: bool = False
    mean: str = ""
    mean_note: str = ""
    self_level: str = ""
    decided: DecidedLevel | None = None
    handling: str = ""
    place: str = ""
    self: Signature | None = None
    framework: str = "nd335-2025"
    instrument: str = ""  # of that framework
    levels: tuple[tuple[str, str], ...] = ()
    is_established: bool = False  # judged by what was established, not by months: `rows` hold that
    strengths: str = ""
    limits: str = ""


@dataclass(frozen=True)
class Attendee:
    """Somebody asked to a meeting; `presence` is in words, `why` they were not there."""

    name: str
    post: str
    role: str
    presence: str
    why: str = ""


@dataclass(frozen=True)
class Opinion:
    """What a meeting minuted about one person."""

    name: str
    post: str
    text: str


@dataclass(frozen=True)
class MinutesDocument:
    """The minutes of a meeting that reviewed sheets; without `adopted_at` they are a draft."""

    agency: str
    parent_agency: str
    unit: str
    year: str
    on: date
    place: str  # the place the paper is dated at
    venue: str
    kind: str  # who must attend, a key of the form's `composition`
    framework: str
    chair: str
    chair_title: str
    secretary: str
    secretary_title: str
    attendees: tuple[Attendee, ...]
    counts: tuple[tuple[str, int], ...]  # presence in words -> people
    course: str  # how it went, and what was said in general
    opinions: tuple[Opinion, ...]
    waiting: tuple[str, ...] = ()  # of a draft: whose sheets nothing was minuted about
    adopted_at: datetime | None = None


@dataclass(frozen=True)
class NoticeDocument:
    """The written notice of one person's result. A level is its code and full name; its code is empty if not rated."""

    agency: str
    parent_agency: str
    framework: str
    is_year: bool
    period: str
    place: str
    on: date
    name: str
    post: str
    number: str
    decided_on: date
    authority: str
    signer: str
    signer_title: str
    level: tuple[str, str]
    total: str = ""
    by_points: tuple[str, str] = ("", "")  # the level the score alone gives, said where it is another
    reason: str = ""
    replaces_number: str = ""
    replaces_on: date | None = None
    answer_days: int = 0  # working days to answer a petition, by the parameters of the law
