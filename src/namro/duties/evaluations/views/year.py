"""A person's year on one page: each month with its score or why it has none, and what they come to so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text, said
from namro.duties.evaluations import rolling
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rolling import Entry
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.year import YearOf, year_of_sheet
from namro.duties.evaluations.views import present
from namro.engine import figures
from namro.engine.errors import Text
from namro.engine.plan import NOT_RATED, RATED
from namro.engine.rollup import RolledUp


@dataclass(frozen=True)
class EntryView:
    """One line of the table."""

    label: str
    total: str
    why: str
    is_missing: bool
    sheets: list[dict[str, Any]]
    quarter: str = ""  # whose score stands for this month
    joined: str = ""  # how two sheets of one month were put together


@dataclass(frozen=True)
class RolledView:
    """One quarter, half-year or year."""

    label: str
    total: str = ""
    band: str = ""
    text: str = ""
    missing: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    arithmetic: str = ""
    rule: str = ""


def person_year(request: Request, sheet_id: int) -> HttpResponse:
    """The year of the sheet's person, for whoever may read their newest sheet; who looked is written down."""
    found = year_of_sheet(request.actor, sheet_id, on=request.on)
    is_mine = found.sheet.person_id == request.actor.person_id
    if not is_mine:
        request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.sheet.pk), found.sheet.unit_id)]
    return render(request, "evaluations/year.html", {"y": found, "is_mine": is_mine, **months(found)})


def months(found: YearOf) -> dict[str, Any]:
    """What the parts of a page about a year show: its months, the spans they make, how far they have come."""
    rolled = _rolled(found)
    return {
        "entries": [_entry(found, one) for one in found.found.entries], "whole": rolled[-1], "shorter": rolled[:-1],
        "so_far": _so_far(found), "trend": _trend(found), "mixed": _mixed(found), "concerns": said(found.book.framework.rule.title),
    }  # fmt: skip


def _mixed(found: YearOf) -> dict[str, Any] | None:
    """How months and quarters make one year, where this person's does."""
    if found.kind != Period.Kind.MONTH or not found.found.quarters:
        return None
    given = parameters()
    return {"text": said(Text(given.mixed_year["vi"], given.mixed_year["en"])), "source": cite(given.mixed_year_source)}


def _shown(book: Rulebook, total: Fraction | None) -> str:
    text = figures.display(book.framework, total, book.settings)
    return number_text(text, len(text.partition(".")[2])) if text else ""


def _entry(found: YearOf, entry: Entry) -> EntryView:
    book, part = found.book, entry.part
    sheets = [
        {
            "pk": one.sheet_id, "unit": found.units.get(one.unit_id, ""), "rating": found.ratings.get(one.sheet_id, ""),
            "total": _shown(book, one.total), "days": one.days, "is_readable": one.sheet_id in found.readable,
            "why": rolling.why_text(book, one.why) if one.why else "",
        }
        for one in entry.sheets
    ]  # fmt: skip
    why = "" if part.total is not None else rolling.why_text(book, part.why)
    is_missing = part.total is None and part.why not in book.framework.absences
    is_joined = part.total is not None and sum(one.total is not None for one in entry.sheets) > 1
    chosen = next((one for one in book.framework.settings if one.key == "split_month"), None)
    joined = said(chosen.allowed[book.settings[chosen.key]]) if is_joined and chosen else ""
    return EntryView(
        _label(found.kind, entry.number), _shown(book, part.total), why, is_missing, sheets, _quarter(entry), joined
    )


def _quarter(entry: Entry) -> str:
    return _("điểm của quý %(number)s") % {"number": entry.quarter} if entry.quarter else ""


def _label(kind: str, number: int) -> str:
    if kind == Period.Kind.MONTH and present.in_english():
        return date_format(date(2000, number, 1), "F")
    text = _("Tháng %(number)s") if kind == Period.Kind.MONTH else _("Quý %(number)s")
    return text % {"number": number}


def _labels(kind: str, numbers: Sequence[int]) -> list[str]:
    """Those in a row said together: “Tháng 1 – Tháng 9”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [(_label(kind, run[0]), _label(kind, run[-1])) for run in runs]
    return [first if first == last else f"{first} – {last}" for first, last in ends]


def _rolled(found: YearOf) -> list[RolledView]:
    """Every span the framework has a rule for, the year last."""
    known = {one.key for one in found.book.framework.roll_ups}
    views = []
    for kind in rolling.MADE_OF[found.kind]:
        length = rolling.LENGTHS[kind]
        for first in range(1, len(found.found.entries) + 1, length):
            label = _span_label(kind, first // length + 1)
            if kind in known:
                views.append(_view(found, label, found.found.rolled(found.book, kind, first), first))
            elif kind.startswith("year"):
                views.append(RolledView(label, text=_("Khung này không tính điểm năm bằng bình quân các kỳ.")))
    return views


def _span_label(kind: str, number: int) -> str:
    texts = {"quarter": _("Quý %(number)s"), "half_year": _("6 tháng, kỳ %(number)s")}
    return texts.get(kind, _("Cả năm")) % {"number": number}


def _view(found: YearOf, label: str, rolled: RolledUp, first: int) -> RolledView:
    framework = found.book.framework
    rule = cite(f"{rolled.rule.article}, {rolled.rule.instrument}")
    excused = _labels(found.kind, [first + at - 1 for at in rolled.excused])
    if rolled.state == RATED:
        return RolledView(
            label, _shown(found.book, rolled.total), rolled.band or "", excused=excused, rule=rule,
            arithmetic=_arithmetic(found.book, rolled),
        )  # fmt: skip
    if rolled.state == NOT_RATED:
        reasons = [said(framework.not_rated[one].title) for one in rolled.reasons if one in framework.not_rated]
        text = _("Không xếp loại: %(why)s") % {"why": "; ".join(reasons)}
        return RolledView(label, text=text, excused=excused, rule=rule)
    missing = _labels(found.kind, [first + at - 1 for at in rolled.missing])
    return RolledView(label, text=_("Chưa đủ dữ liệu"), missing=missing, excused=excused, rule=rule)


def _arithmetic(book: Rulebook, rolled: RolledUp) -> str:
    parts = " + ".join(_shown(book, one) for one in rolled.known)
    return f"({parts}) / {len(rolled.known)} = {_shown(book, rolled.total)}"


def _so_far(found: YearOf) -> str:
    """The mean of what is there, while something is missing: a way mark, not a result."""
    known = [one.part.total for one in found.found.entries if one.part.total is not None]
    if not known or found.found.entries[-1].part.total is not None:
        return ""
    return _shown(found.book, sum(known, Fraction(0)) / len(known))


def _trend(found: YearOf) -> list[float]:
    return [float(one.part.total) for one in found.found.entries if one.part.total is not None]
