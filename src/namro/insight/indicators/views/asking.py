"""A request made into a question about figures, and what every page of figures shows of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.city.people.models import Rank, StaffGroup
from namro.insight.indicators.figures.shape import Figure
from namro.insight.indicators.selectors.asked import Asked, asked_of, day_of, periods_of
from namro.insight.indicators.selectors.cutting import period_text
from namro.insight.indicators.selectors.scope import Scope, scope_of


def scoped(request: Request) -> Scope:
    """Whose figures the reader may see, in the tree of the day they look as of."""
    return scope_of(request.actor, today=request.on, on=day_of(request.GET, request.on))


def question(request: Request, figure: Figure) -> tuple[Asked, Scope]:
    """What is asked of a figure: two queries. Refuses: indicators.not_found"""
    scope = scoped(request)
    asked = asked_of(request.GET, scope, today=request.on, kinds=figure.kinds, is_current=figure.is_current)
    by = request.GET.get("by", "")
    return replace(asked, by=by if by in figure.dimensions else figure.dimensions[0]), scope


def filters(figure: Figure, asked: Asked, scope: Scope) -> dict[str, Any]:
    """The fields of the form, each with its choices."""
    kind_names = {"month": _("Tháng"), "quarter": _("Quý"), "half_year": _("Sáu tháng"), "year": _("Năm")}
    return {
        "kinds": [(one, kind_names[one]) for one in figure.kinds],
        "periods": [(one.isoformat(), period_text(asked.kind, one)) for one in periods_of(asked, scope)],
        "first": asked.first.isoformat(), "until": asked.until.isoformat(),
        "cuts": [(one, cut_title(one)) for one in figure.dimensions],
        "units": units_of(asked, scope),
        "groups": StaffGroup.choices if figure.people else [], "ranks": Rank.choices if figure.people else [],
    }  # fmt: skip


def cut_title(by: str) -> str:
    cuts = {
        "period": _("Kỳ"), "unit": _("Đơn vị"), "group": _("Đối tượng"), "rank": _("Cấp bậc"),
        "task": _("Nhóm tương đồng"),
    }  # fmt: skip
    return cuts.get(by, _("Đơn vị chấm"))


def unit_asked(asked: Asked, scope: Scope) -> str:
    return scope.tree.name(asked.unit) if asked.unit else ", ".join(scope.tree.name(top) for top in scope.tops)


def span_text(asked: Asked) -> str:
    return f"{period_text(asked.kind, asked.first)} – {period_text(asked.kind, asked.until)}"


def filters_text(one: Figure, asked: Asked) -> str:
    """How the lines are cut and whom they are narrowed to, as the form of the page says it."""
    parts = [_("chia theo %(cut)s") % {"cut": cut_title(asked.by)}]
    if one.people:
        group = dict(StaffGroup.choices).get(asked.group) or _("Tất cả")
        rank = dict(Rank.choices).get(asked.rank) or _("Tất cả")
        who, post = _("Đối tượng"), _("Cấp bậc")
        parts += [f"{who}: {group}", f"{post}: {rank}"]
    return "; ".join(str(part) for part in parts)


def units_of(asked: Asked, scope: Scope) -> list[tuple[int, str]]:
    """Where one may go: the way up to here, and what stands directly under it."""
    tree = scope.tree
    up = [one for one in tree.path(asked.unit) if one in scope.units] if asked.unit else []
    below = tree.children(asked.unit) if asked.unit else list(scope.tops)
    above = [] if len(scope.tops) == 1 else [(0, _("Tất cả đơn vị được xem"))]
    found = [(one, tree.name(one)) for one in up] + [
        (one, "— " + tree.name(one)) for one in below if one in scope.units
    ]
    return above + found


def sheets_link(figure: Figure, asked: Asked, row: str, column: str) -> str:
    """The way from a number down to what it counts."""
    return f"{reverse('figure_sheets', args=[figure.slug])}?{asked.query(row=row, column=column, sort='')}"
