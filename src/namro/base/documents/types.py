"""What a document says, as plain values. Figures are texts already rounded by the framework's own rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from namro.engine.expression import Expression


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of Mẫu số 01, or a section heading (`is_section`)."""

    number: str
    text: str
    maximum: str
    points: str
    is_section: bool = False


@dataclass(frozen=True)
class Signature:
    """Who acted and when; a sheet not yet acted on has none and keeps its dotted line."""

    name: str
    at: datetime


@dataclass(frozen=True)
class SheetDocument:
    """One person's sheet of one period."""

    agency: str
    parent_agency: str
    period: str  # "tháng 10 năm 2026"
    name: str
    title: str
    unit: str
    criteria: list[CriterionRow]
    maximum: str
    general_self: str
    general: str = ""
    result_points: str = ""  # as it enters the total: (a + b + c) / 3 × 70
    total: str = ""
    strengths: str = ""
    limits: str = ""
    comment: str = ""
    place: str = ""
    self: Signature | None = None
    reviewer: Signature | None = None
    explanation: list[ExplanationLine] = field(default_factory=list)  # an annex page, where somebody asked for it
    verification: str = ""  # a code to look the sheet up by, small at the foot


@dataclass(frozen=True)
class ExplanationLine:
    """One step of the score's explanation, for the optional annex page."""

    depth: int
    label: str
    arithmetic: str
    rule: str


@dataclass(frozen=True)
class Column:
    """A figure of the month list: an input of the formulas, or a formula of the framework with our value beside it."""

    key: str
    title: str
    is_ratio: bool = False  # shown in per cent


@dataclass(frozen=True)
class MonthRow:
    """One person of the unit's month list."""

    code: str
    name: str
    title: str
    unit: str
    task_group: str
    figures: Mapping[str, str]  # column key -> exact decimal text; left out where not known
    band: str
    state: str  # where the sheet stands or why it has no score, in words
    decided: str
    reason: str
    flags: Mapping[str, bool] = field(default_factory=dict)  # truths the formulas ask for: {"leader": True}
    own: str = ""  # the level the person gave themself
    decision: str = ""  # its number and day


@dataclass(frozen=True)
class Band:
    """A level and the points it begins at."""

    code: str
    title: str
    at_least: str


@dataclass(frozen=True)
class QuotaReading:
    """One reading of the quota: its formula over `ratio`, `pool` and `rated`, as the framework writes it."""

    title: str
    sql: str
    chosen: bool = False


@dataclass(frozen=True)
class Quota:
    """The cap on the best level: the ratio applied, the level, the levels its pool counts, and every reading."""

    ratio: str
    band: str
    pool_bands: tuple[str, ...]
    readings: tuple[QuotaReading, ...]


@dataclass(frozen=True)
class MethodLine:
    """How one figure comes about, and the article that says so."""

    text: str
    article: str


@dataclass(frozen=True)
class MonthList:
    """The list of a unit for one period; bands from the highest to the lowest, `total` the last of the columns."""

    agency: str
    parent_agency: str
    title: str
    period: str
    rows: list[MonthRow]
    columns: list[Column]
    formulas: Mapping[str, Expression]  # the framework's, settings put in; also those that have no column of their own
    bands: list[Band]
    made_at: datetime
    quota: Quota | None = None
    method: tuple[MethodLine, ...] = ()
    form: str = "month-list"  # the wording, in law/forms


@dataclass(frozen=True)
class DecisionRow:
    name: str
    post: str
    total: str
    band: str
    rating: str
    reason: str = ""


@dataclass(frozen=True)
class DecisionDocument:
    """One decision for a batch."""

    agency: str
    parent_agency: str
    unit: str
    period: str
    number: str
    on: date
    place: str
    signer: str
    signer_title: str
    rows: list[DecisionRow]
    counts: list[tuple[str, int]]
    reading: str = ""
    replaces_number: str = ""
    replaces_on: date | None = None
    authority: str = ""  # “Chủ tịch Ủy ban nhân dân phường Ba Đình”; empty: the signer's title and the agency
    levels: tuple[tuple[str, str], ...] = ()  # code and full name of each level, said below the list
    is_year: bool = False
    framework: str = ""  # whose rule the results follow: what may be cited depends on it
    instrument: str = ""  # of that framework
    form: str = "decision-list"  # the wording, in law/forms


@dataclass(frozen=True)
class ReplacingDocument:
    """A decision that replaces the result of one person in an earlier one. Ratings are their code and full name."""

    agency: str
    parent_agency: str
    unit: str  # the agency where the person is rated
    period: str
    number: str
    on: date
    place: str
    signer: str
    signer_title: str
    authority: str
    name: str
    post: str
    old_number: str
    old_on: date
    old_rating: tuple[str, str]
    new_rating: tuple[str, str]
    reason: str
    is_part: bool  # the old decision rated others too, whose results stay
    petition_on: date | None = None  # when the petition it answers was received
    is_year: bool = False
    framework: str = ""  # whose rule the result follows: what may be cited depends on it
    instrument: str = ""  # of that framework


@dataclass(frozen=True)
class ExportedResult:
    """One person's result as the national database is told it."""

    person_code: str
    full_name: str
    unit_code: str
    unit_name: str
    staff_group: str
    state: str
    total: str | None
    band: str | None
    rating: str | None
    decision_number: str | None
    decided_on: date | None
    not_rated_reason: str | None = None


@dataclass(frozen=True)
class Export:
    """The results of one round."""

    period_kind: str
    first_day: date
    last_day: date
    framework: str
    framework_digest: str
    unit_code: str
    unit_name: str
    published_on: date | None
    sync_due_on: date | None
    results: list[ExportedResult]
