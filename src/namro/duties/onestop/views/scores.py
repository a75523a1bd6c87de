"""The nine indicators: who comes to what in a period, why, and the dossiers behind it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import NotVisible
from namro.base.law.presenting import cite
from namro.base.ui.wording import authority_text, said
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.onestop.access import relations_to_counted, sight_of
from namro.duties.onestop.reports.periods import Span, latest, span_of
from namro.duties.onestop.reports.rounding import exact_text
from namro.duties.onestop.reports.scoring import BY_DOSSIER, WHOSE, Score, Scored, behind, scores
from namro.duties.onestop.reports.scoring_rules import Rules, rules
from namro.duties.onestop.views.acting import Data

TITLES = {"unit": gettext_lazy("Cơ quan giải quyết"), "person": gettext_lazy("Công chức")}
MOST = 500
SHOWN = 200  # lines of one table of the overview


def score_list(request: Request) -> HttpResponse:
    """Units and officials of what somebody oversees, each with what it comes to."""
    span, sight = _span(request), sight_of(request.actor, on=request.on)
    known = rules(on=span.last)
    units = None if sight.is_whole else list(sight.units)
    found = {whose: [] if units == [] else scores(whose, span, at=request.at, units=units) for whose in TITLES}
    own = scores("person", span, at=request.at, key=request.actor.person_id) if request.actor.person_id else []
    names = _names(found, own, span)
    tables = [(title, whose, [_line(one, whose, names, known) for one in found[whose][:SHOWN]]) for whose, title in TITLES.items()]  # fmt: skip
    context = {
        **_about(known, span, request), "tables": tables, "own": [_line(one, "person", names, known) for one in own],
        "more": any(len(rows) > SHOWN for rows in found.values()), "most": SHOWN,
    }  # fmt: skip
    return render(request, "onestop/scores.html", context)


def _names(found: dict[str, list[Score]], own: list[Score], span: Span) -> dict[tuple[str, int], str]:
    people = Person.objects.in_bulk([one.key for one in (*found["person"], *own)])
    units = organisation.name_of([one.key for one in found["unit"]], on=span.last)
    return {
        **{("person", key): str(one) for key, one in people.items()}, **{("unit", key): name for key, name in units.items()},
    }  # fmt: skip


def _line(one: Score, whose: str, names: dict[tuple[str, int], str], known: Rules) -> Data:
    return {
        "key": one.key, "name": names.get((whose, one.key), "–"), "dossiers": one.dossiers, "total": exact_text(one.total, known.places),
        "best": one.best, "band": said(known.titles[one.band]) if one.band else "–", "whose": whose,
        "left_out": sum(each.points is None for each in one.indicators),
    }  # fmt: skip


def _about(known: Rules, span: Span, request: Request) -> Data:
    """What every page of scores says of the scale and the period."""
    return {
        "rules": known, "span": span, "periods": [one for one in latest(request.on) if len(one) != len("2026-11")],
        "source": cite(f"{known.article}, {known.instrument}"), "authority": authority_text(known.authority), "note": said(known.note),
        "readings": [said(one) for one in known.readings], "query": request.GET.urlencode(),
    }  # fmt: skip


def _span(request: Request) -> Span:
    """The period asked for; this quarter where none is."""
    quarter = f"{request.on:%Y}-Q{(request.on.month + 2) // 3}"
    return span_of(request.GET.get("period", "") or quarter, "", "", on=request.on)


def score_page(request: Request, whose: str, key: int) -> HttpResponse:
    """One person or unit: every indicator with its points, and what is left out and why. Refuses: onestop.score.not_found"""
    name = _seen(request, whose, key)
    span = _span(request)
    known = rules(on=span.last)
    found = next(iter(scores(whose, span, at=request.at, key=key)), None)
    context = {
        **_about(known, span, request), "name": name, "whose": whose, "key": key, "score": found,
        "total": exact_text(found.total if found else None, known.places),
        "band": said(known.titles[found.band]) if found and found.band else "",
        "rows": [_indicator(one, known) for one in found.indicators] if found else [],
        "bands": [(exact_text(one.at_least, 1), said(known.titles[one.code])) for one in known.bands[WHOSE[whose]]],
    }  # fmt: skip
    return render(request, "onestop/score.html", context)


def _indicator(one: Scored, known: Rules) -> Data:
    rule = known.indicators[one.number]
    missing = known.missing.get(one.number)
    return {
        "one": one, "rule": rule, "points": exact_text(one.points, known.places), "is_listed": one.tally is not None and bool(one.tally.size),
        "why": said(missing) if missing else _("Không có dữ liệu trong kỳ."),
    }  # fmt: skip


def _seen(request: Request, whose: str, key: int) -> str:
    """Whose score it is, said to whoever may see it."""
    if whose not in WHOSE:
        raise Http404
    person, unit = (key, None) if whose == "person" else (None, key)
    if not may(Permission.DOSSIER_COUNTED, relations_to_counted(person, unit, request.actor, on=request.on)):
        raise NotVisible("onestop.score.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return str(Person.objects.get(pk=key)) if person else organisation.name_of([key], on=request.on).get(key, "")


def score_listed(request: Request, whose: str, key: int) -> HttpResponse:
    """The dossiers behind an indicator. Refuses: onestop.score.not_found"""
    name, span = _seen(request, whose, key), _span(request)
    text = request.GET.get("indicator", "")
    number = int(text) if text.isdecimal() and int(text) in BY_DOSSIER else BY_DOSSIER[0]
    known = rules(on=span.last)
    context = {
        "name": name, "span": span, "rule": known.indicators[number], "most": MOST,
        "rows": behind(whose, key, number, span, at=request.at, most=MOST),
        "back": f"{reverse('score', args=[whose, key])}?period={span.code}",
    }  # fmt: skip
    return render(request, "onestop/score_listed.html", context)
