"""What a document says, as plain values. Figures are texts already rounded by the framework's own rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


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
class MonthRow:
    """One person of the unit's month list. Ratios and points are exact decimal texts, or empty where not known."""

    code: str
    name: str
    title: str
    unit: str
    task_group: str
    general: str
    ratios: tuple[str, ...]  # a, b, c or a, b, c, d, đ, e
    total: str
    band: str
    state: str
    decided: str
    reason: str


@dataclass(frozen=True)
class Band:
    """A rating level with its threshold, best first."""

    code: str
    title: str
    at_least: str


@dataclass(frozen=True)
class MonthList:
    """The month of one round."""

    agency: str
    parent_agency: str
    title: str
    period: str
    rows: list[MonthRow]
    bands: list[Band]
    results_maximum: str  # 70 in NĐ 335
    made_at: datetime
    quota_ratio: str = ""
    quota_band: str = ""


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
