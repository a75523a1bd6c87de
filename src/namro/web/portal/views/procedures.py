"""Finding a procedure, and what it asks for: papers, time, fee, steps, the law it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.base.errors import NotVisible
from namro.duties.onestop.selectors.accepting import points_taking
from namro.duties.procedures import selectors
from namro.duties.procedures.models import Field, Level, Procedure, ProcedureVersion
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.presenting import fee_text, level_text, limit_text, paper_text, why_text
from namro.duties.procedures.selectors import Filters
from namro.duties.procedures.selectors.finding import fields, procedure_with
from namro.duties.procedures.selectors.online import has_online_level, said_on, suspension_of, suspensions
from namro.duties.procedures.selectors.standing import standing_on
from namro.duties.procedures.views.catalogue import online_text

MOST_STOPPED = 10  # suspended services told on the first page
MOST_POINTS = 8  # of the places a procedure is handed in at
PER_PAGE = 20  # a page an old telephone loads at once
NOTHING_ASKED = {"asked": Filters(), "levels": ()}  # the search alone, with no way to narrow it


def home(request: Request) -> HttpResponse:
    """Where everything begins: the search, and the ways on."""
    stopped = list(suspensions(on=request.on)[: MOST_STOPPED + 1])
    context = {"fields": _fields(request.on), "stopped": stopped[:MOST_STOPPED], "more_stopped": stopped[MOST_STOPPED:]}
    return render(request, "portal/home.html", {**context, **NOTHING_ASKED})


def _fields(on: date) -> QuerySet[Field]:
    """Fields with a procedure in force: a choice that finds nothing is none."""
    return fields().filter(Exists(standing_on(on).filter(procedure__field=OuterRef("pk"))))


def _filters(request: Request) -> Filters:
    get = request.GET
    field, level = get.get("field", ""), get.get("level", "")
    return Filters(
        words=get.get("q", "").strip()[:200],
        field=int(field) if field.isdecimal() and len(field) < 18 else None,
        level=level if level in Level.values else "",
    )


def procedure_list(request: Request) -> HttpResponse:
    """Procedures in force today that fit, twenty a page."""
    asked = _filters(request)
    rows = selectors.list_procedures(asked, on=request.on).prefetch_related("limits")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "is_asked": bool(asked.words or asked.field or asked.level),
        "rows": [_row(one) for one in page.object_list],
        "fields": _fields(request.on),
        "levels": Level.choices,
    }
    return render(request, "portal/procedures.html", context)


def _row(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "code": version.procedure.code,
        "name": version.name,
        "field": version.procedure.field.name,
        "levels": ", ".join(level_text(one) for one in version.levels),
        "limits": _limits(version)[:1],
    }


def procedure_page(request: Request, code: str) -> HttpResponse:
    """One procedure as it stands today."""
    try:
        procedure = procedure_with(code[:40])
    except NotVisible:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    standing = selectors.versions_on([procedure.pk], on=request.on).get(procedure.pk)
    other = None if standing else _nearest(procedure, request.on)
    if standing is None and other is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)  # a draft is nobody's business yet
    level = said_on([procedure.pk], on=request.on).get(procedure.pk)
    stopped = suspension_of(procedure.code, on=request.on) if level else None
    context = {
        "procedure": procedure,
        "standing": standing,
        "told": _told(standing) if standing else None,
        "other": other,
        "is_over": other is not None and other.valid.lower <= request.on,
        "online": online_text(level) if level else "",
        **_points(procedure.code, request.on, is_asked=standing is not None),
        "may_apply": bool(level) and stopped is None and has_online_level(procedure.code, on=request.on),
        "stopped": stopped,
    }
    return render(request, "portal/procedure.html", context)


def _points(code: str, on: date, *, is_asked: bool) -> dict[str, Any]:
    """Where it is handed in: the first by name, and whether there are more."""
    found = list(points_taking(code, on=on)[: MOST_POINTS + 1]) if is_asked else []
    return {"points": found[:MOST_POINTS], "more_points": len(found) > MOST_POINTS}


def _nearest(procedure: Procedure, on: date) -> ProcedureVersion | None:
    """The version that comes next, or else the last there was."""
    rows = ProcedureVersion.objects.filter(procedure=procedure, state__in=IN_FORCE)
    coming = rows.filter(valid__startswith__gt=on).order_by("valid").first()
    return coming or rows.order_by("-valid").first()


def _limits(version: ProcedureVersion) -> list[str]:
    """The ordinary case first, then those of a channel or a case of their own."""
    rows = sorted(version.limits.all(), key=lambda one: (one.case, one.channel, one.pk))
    return [limit_text(one) for one in rows]


def _told(version: ProcedureVersion) -> dict[str, list[Any]]:
    return {
        "levels": [level_text(one) for one in version.levels],
        "papers": [paper_text(one) for one in version.papers],
        "limits": _limits(version),
        "fees": [fee_text(one) for one in version.fees.all()],
        "unread": [(one["text"], why_text(one["why"])) for one in version.unread],
    }
