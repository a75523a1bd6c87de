"""Lists and pages about people and units, as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.errors import NotVisible
from namro.base.law.applicability import Part
from namro.base.law.presenting import cite, marked
from namro.base.ui.wording import authority_text, month_text
from namro.city.organisation import selectors as organisation
from namro.city.organisation.forms import MOST_LISTED, unit_choices
from namro.city.organisation.models import UnitSpell
from namro.city.organisation.views import asked_day
from namro.city.people import selectors
from namro.city.people.models import Rank, StaffGroup

# Who may see birth dates and kinds of leave: the person, home affairs, and those who score or decide.
CLOSE = frozenset({Relation.OWNER, Relation.OFFICER, Relation.REVIEWER, Relation.DECIDER, Relation.DELEGATE})


def people(request: Request) -> HttpResponse:
    """Everybody posted on a day."""
    on = asked_day(request)
    wanted = request.GET.get("unit", "").strip()
    unit = organisation.unit_by_code(wanted, on=on) if wanted else None
    filters = selectors.Filters(
        query=request.GET.get("q", ""), sort=request.GET.get("sort", "name"), unit_ids=_within(unit, wanted, on),
        staff_group=request.GET.get("group", ""), rank=request.GET.get("rank", ""),
    )  # fmt: skip
    page = selectors.people_page(filters, on=on, page=request.GET.get("page", 1))
    context = {
        "page": page, "rows": _linked(list(page.object_list)), "day_asked": on, "filters": filters,
        "unit_code": wanted, "unit_name": unit.name if unit else "",
        "groups": StaffGroup.choices, "ranks": Rank.choices, "units": _unit_filter(request, on),
    }  # fmt: skip
    return render(request, "people/list.html", context)


def _within(unit: UnitSpell | None, wanted: str, on: date) -> frozenset[int] | None:
    """The units to list; None: all of them, also when the unit asked for is the whole tree."""
    if not wanted:
        return None
    if unit is None:
        return frozenset()
    if [one.unit_id for one in organisation.roots(on=on)] == [unit.unit_id]:
        return None
    return organisation.subtree_ids(unit.unit_id, on=on)


def _linked(rows: list[selectors.Listed]) -> list[tuple[str, selectors.Listed]]:
    """Each line with its page: one reversed URL a list, not one a line."""
    before, after = reverse("person", args=[0]).split("0")
    return [(f"{before}{row.person_id}{after}", row) for row in rows]


def _unit_filter(request: Request, on: date) -> list[tuple[str, str]]:
    actor = request.actor
    if not actor.officer_of or organisation.keeps_all(actor, on=on):
        return []
    if len(organisation.kept_ids(actor, on=on)) > MOST_LISTED:
        return []
    return unit_choices(actor, on=on)


def person(request: Request, person_id: int) -> HttpResponse:
    """One person: places over the years, leave, delegations."""
    on, actor = asked_day(request), request.actor
    who = selectors.person(person_id)
    relations = selectors.relations_to_person(actor, person_id, on=request.on)
    life = selectors.life(who, on=on)
    context = {
        "life": life, "who": who, "day_asked": on, "is_close": bool(relations & CLOSE),
        "may_write": may(Permission.REGISTRY_WRITE, relations) or _is_unposted(who.pk, request),
        "is_self": actor.person_id == person_id,
        "current": selectors.postings_on(person_id, on=on),
        "heads": [one.unit_id for one in life.postings if one.rank == Rank.HEAD and request.on in one.valid],
    }  # fmt: skip
    return render(request, "people/person.html", context)


def _is_unposted(person_id: int, request: Request) -> bool:
    """Somebody posted nowhere is everybody's officer's to post."""
    return bool(request.actor.officer_of) and not selectors.postings_on(person_id, on=request.on)


def relations(request: Request, person_id: int) -> HttpResponse:
    """Who scores me, who decides, why: for any person, on any day."""
    on = asked_day(request)
    who = selectors.person(person_id)
    found = [(posting, selectors.relations_of(posting, on=on)) for posting in selectors.postings_on(person_id, on=on)]
    context = {
        "who": who, "found": found, "day_asked": on, "is_self": request.actor.person_id == person_id,
        "laws": [_law(one) for one in selectors.laws_of(person_id, on=on)],
    }  # fmt: skip
    return render(request, "people/relations.html", context)


def _law(law: selectors.Law) -> dict[str, Any]:
    """The law of a month or a year, as the page says it; the part that rates stands first."""
    name = _("Năm %(year)s") % {"year": law.first.year} if law.kind == "year" else month_text(law.first)
    return {"name": name, "parts": [_part(part) for part in reversed(law.parts)]}


def _part(part: Part) -> dict[str, Any]:
    """What applies to some days: one row of the table, or what has to be asked before one can be named."""
    return {
        "first": part.first, "last": part.last, "questions": [marked(one) for one in part.questions],
        "rows": [
            {
                "title": marked(row.title), "framework": row.framework, "mark": authority_text(row.authority),
                "is_law": row.authority == "LEGAL", "source": cite(f"{row.instrument}. {row.article}"),
                "note": marked(row.note) if row.note else "",
            }
            for row in part.rows
        ],
    }  # fmt: skip


def my_relations(request: Request) -> HttpResponse:
    """One's own page."""
    person_id = request.actor.person_id
    if person_id is None:
        raise NotVisible("people.person.none", _("Tài khoản này không gắn với người nào."))
    return redirect(f"{reverse('relations', args=[person_id])}?{request.GET.urlencode()}")


def unit(request: Request, unit_id: int) -> HttpResponse:
    """One unit: its history, and its people on a day."""
    on = asked_day(request)
    history = organisation.spells(unit_id)
    if not history:
        raise NotVisible("organisation.unit.unknown", _("Không tìm thấy đơn vị này."))
    came_from, went_into = organisation.successions(unit_id)
    ends = {row.predecessor_id for row in came_from} | {row.successor_id for row in went_into}
    parents = {row.parent_id for row in history if row.parent_id}
    staff = selectors.people_of([unit_id], on=on)
    relations_here = organisation.relations_to_unit(request.actor, unit_id, on=request.on)
    context = {
        "history": history, "current": organisation.spell(unit_id, on=on), "path": organisation.path(unit_id, on=on),
        "unit": history[0].unit, "day_asked": on, "staff": staff,
        "has_head": any(row.rank == Rank.HEAD for row in staff),
        "below": organisation.below(unit_id, on=on), "came_from": came_from, "went_into": went_into,
        "names": organisation.name_of(ends | parents, on=on),
        "may_write": may(Permission.REGISTRY_WRITE, relations_here),
    }  # fmt: skip
    return render(request, "people/unit.html", context)


def vacancies(request: Request) -> HttpResponse:
    """Headships to be filled in the officer's subtrees."""
    on = asked_day(request)
    rows = selectors.waiting_for(request.actor, on=on)
    return render(request, "people/vacancies.html", {"rows": rows[:500], "total": len(rows), "day_asked": on})
