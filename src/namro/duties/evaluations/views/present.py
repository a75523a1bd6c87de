"""How results read on a page: figures as text in the reader's language, and why a score is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from namro.base.documents import year_form
from namro.base.law.presenting import cite
from namro.base.ui.wording import hundredths_text, number_text, said
from namro.city.people.models import Rank
from namro.duties.evaluations.models import Period, ScoreState, Sheet
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import Result, reason_text
from namro.duties.evaluations.rounding import decimals
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.services.publishing import period_name
from namro.engine.case import Node

SCALE = 400  # width of the drawn scale; the framework's maximum stands at its end
LOSSES_SHOWN = 4


def in_english() -> bool:
    return (get_language() or "vi").startswith("en")


def label_of(period: Period) -> str:
    """ "tháng 10/2026" or "October 2026"."""
    vi, en = period_name(period)
    return en if in_english() else vi


def decimal_comma() -> str:
    return "." if in_english() else ","


def rounded(value: Fraction | None, places: int = 2) -> str:
    """A fraction as people read it; trailing zeros go."""
    return "" if value is None else number_text(decimals(value, places))


def percent(value: Fraction | None) -> str:
    """A ratio as a percentage, never rounded up to 100 when it is not."""
    if value is None:
        return ""
    shown = decimals(value * 100, 2)
    return number_text("99.99" if value < 1 and shown == "100.00" else shown)


def points_texts(points: Sequence[int | None] | None, count: int) -> list[str]:
    """Points of a sheet as text, one a criterion."""
    given = list(points or [])
    return [hundredths_text(given[place]) if place < len(given) else "" for place in range(count)]


def total_text(result: Result | None) -> str:
    return number_text(result.total_text, _places(result.total_text)) if result and result.total_text else ""


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def missing_of(book: Rulebook, result: Result | None) -> list[str]:
    """Why there is no score, each reason a sentence."""
    if result is None:
        return [_("chưa có kết quả")]
    return [reason_text(book, code) for code in result.reasons] if not result.is_rated else []


def ratio_texts(book: Rulebook, result: Result | None) -> list[tuple[str, str]]:
    """a, b, c (and d, đ, e of leaders) as percentages."""
    return [(key, percent(value)) for key, value in result.ratios.items()] if result else []


def about(sheet: Sheet, title: str, unit: str) -> str:
    """What somebody is and where, for under their name."""
    rank = str(Rank(sheet.rank).label) if sheet.rank != Rank.STAFF and not title else title
    return " · ".join(part for part in (rank, unit) if part)


@dataclass(frozen=True)
class Loss:
    text: str
    points: str


@dataclass(frozen=True)
class Why:
    """ "Why good and not excellent": the distance to the next level and what took most points away."""

    question: str
    distance: str
    losses: list[Loss]


@dataclass(frozen=True)
class ScoreView:
    """One result as the score card shows it."""

    total: str = ""
    maximum: Any = None
    band: str = ""
    level: str = ""
    override: str = ""
    state_text: str = ""
    missing: list[str] = field(default_factory=list)
    general: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)
    bar: int = 0
    thresholds: list[int] = field(default_factory=list)
    why: Why | None = None
    tree: Node | None = None
    problem: str = ""


def score_view(book: Rulebook, result: Result | None, tree: Node | None = None) -> ScoreView:
    """The score card of a result, with its explanation where there is one."""
    maximum = book.framework.maximum
    if result is None or result.total is None:
        general = rounded(result.general) if result else ""
        state = ScoreState(result.state).label if result else _("Chưa có kết quả")
        return ScoreView(
            maximum=maximum, state_text=str(state), missing=missing_of(book, result), general=general, tree=tree
        )
    return ScoreView(
        total=total_text(result),
        maximum=maximum,
        band=result.band,
        level=result.level,
        override=override_text(book, result.override),
        state_text=str(ScoreState(result.state).label),
        parts=_parts(book, result),
        bar=_at(result.total, maximum),
        thresholds=[_at(Fraction(band.at_least), maximum) for band in book.framework.bands if band.at_least],
        why=_why(book, tree.find("why_not_higher")) if tree else None,
        tree=tree,
    )


def _at(value: Fraction, maximum: Any) -> int:
    return max(0, min(SCALE, int(value / Fraction(maximum) * SCALE)))


def _parts(book: Rulebook, result: Result) -> list[tuple[str, str]]:
    general = [] if result.general is None else [(_("Tiêu chí chung"), rounded(result.general))]
    return general + [(key, f"{percent(value)} %") for key, value in result.ratios.items() if value is not None]


def override_text(book: Rulebook, code: str) -> str:
    """The rule that sets a level whatever the score, with its article."""
    found = next((one for one in book.framework.overrides if one.code == code), None)
    return f"{said(found.rule.title)} ({cite(found.rule.article)})" if found else code


def petition_basis(framework: str) -> str:
    """What the days of an answer rest on: the law, or its days taken over where the framework says nothing."""
    source = cite(parameters().petition_source)
    if framework in parameters().petition_law_for:
        return source
    return _("cơ quan áp dụng như %(source)s; khung đã dùng không quy định") % {"source": source}


def _why(book: Rulebook, node: Node | None) -> Why | None:
    if node is None:
        return None
    shortest = [one for one in node.children if not one.key.startswith("loss.line")] or list(node.children)
    losses = [Loss(said(one.label), _machine(one.value)) for one in shortest[:LOSSES_SHOWN]]
    distance = _("Còn thiếu %(points)s điểm. Mất điểm nhiều nhất ở:") % {"points": _machine(node.value)}
    return Why(f"{said(node.label).partition(':')[0]}?", distance if losses else "", losses)


def _machine(value: str | None) -> str:
    """A machine figure at two decimals, at four where two would show nothing."""
    if value is None:
        return ""
    exact = Fraction(value)
    return rounded(exact, 2 if abs(exact) >= Fraction(1, 100) else 4)


def rating_choices(book: Rulebook) -> list[tuple[str, str]]:
    """Every level of the framework, best first, and not being rated."""
    return [(code, book.rating_title(code)) for code in (*book.band_codes, NOT_RATED)]


def form_name(period: Period) -> str:
    """What the form of a year is called, in the reader's language."""
    return _("Mẫu số 02") if year_form.used_by(period.framework) else _("Phiếu năm (mẫu gợi ý)")
