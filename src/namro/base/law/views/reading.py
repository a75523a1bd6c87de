"""The frameworks in force, those decided here, drafts; and one of them as a jurist reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import NotVisible
from namro.base.law import available_frameworks, selectors
from namro.base.law.faults import read_text
from namro.base.law.models import FrameworkVersion, VersionState
from namro.base.law.presenting import headed, sections
from namro.base.law.selectors import Decided, Offered
from namro.engine.errors import FrameworkError
from namro.engine.framework import Framework


def frameworks(request: Request) -> HttpResponse:
    """Every framework with what it is and when it applies; drafts for whoever keeps them."""
    keeps = selectors.keeps_frameworks(request.actor, on=request.on)
    offered = selectors.offered_on(request.on)
    in_force = [one for one in offered if one.framework.in_force(request.on)]
    context = {
        "in_force": [_listed(one) for one in in_force],
        "others": [_listed(one) for one in offered if one not in in_force],
        "coming": [one for one in selectors.decided_versions() if one.valid_from > request.on],
        "replaced": _replaced(offered, request.on),
        "keeps": keeps,
        "drafts": selectors.drafts()[:50] if keeps else [],
        "archived": selectors.archived()[:50] if keeps else [],
    }
    return render(request, "law/frameworks.html", context)


def _listed(one: Offered) -> dict[str, Any]:
    return {**headed(one.framework), "version": one.version}


def _replaced(offered: list[Offered], on: date) -> list[Decided]:
    """Decided versions a later one has replaced."""
    current = {one.version.pk for one in offered if one.version}
    return [one for one in selectors.decided_versions() if one.valid_from <= on and one.pk not in current]


def framework(request: Request, framework_id: str) -> HttpResponse:
    """A framework as it applies today."""
    try:
        found = selectors.offered(framework_id, on=request.on)
    except FrameworkError as error:
        coming = [one for one in selectors.decided_versions() if one.framework == framework_id]
        if coming:
            return redirect("framework_version", coming[0].pk)
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem.")) from error
    return _page(request, found.framework, version=found.version, state="")


def framework_version(request: Request, version_id: int) -> HttpResponse:
    """One version written here: decided ones for everybody, drafts for whoever keeps them."""
    found = selectors.version_for(version_id, request.actor, on=request.on)
    read = read_text(found.text, found.framework)
    if read.framework is None:
        return redirect("framework_draft", found.pk)
    return _page(request, read.framework, version=found, state=found.state)


def _page(
    request: Request, found: Framework, *, version: Decided | FrameworkVersion | None, state: str
) -> HttpResponse:
    others = [one for one in selectors.decided_versions() if one.framework == found.id]
    context = {
        "framework": headed(found),
        "sections": sections(found),
        "version": version,
        "is_draft": state == VersionState.DRAFT,
        "is_decided": version is not None and state in ("", VersionState.DECIDED),
        "others": [one for one in others if version is None or one.pk != version.pk],
        "is_shipped": found.id in available_frameworks(),
        "keeps": selectors.keeps_frameworks(request.actor, on=request.on),
    }
    return render(request, "law/framework.html", context)
