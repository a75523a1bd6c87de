"""A round as it would be under other rules: who moves, which way, what the quota does. A page that only reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.base.ui.wording import authority_text
from namro.duties.evaluations.rulebook import said
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.selectors.what_if import DOWN, OTHER, SAME, UP, Compared, WhatIf, comparable, what_if
from namro.duties.evaluations.views import board_page, present
from namro.engine.framework import Setting
from namro.engine.text import search_key

DIRECTIONS = {
    UP: gettext_lazy("tăng mức"), DOWN: gettext_lazy("giảm mức"), SAME: gettext_lazy("giữ nguyên"),
    OTHER: gettext_lazy("khác: chưa đủ dữ liệu hoặc không xếp loại ở một bên"),
}  # fmt: skip
PREFIX = "set-"


def what_if_page(request: Request, round_id: int) -> HttpResponse:
    """The comparison; its choices stand in the address, so that it can be sent to somebody who may read the round."""
    round_ = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    given, error = request.GET, None
    asked = {name: str(given.get(name, "")) for name in ("framework", "show", "q")}
    settings = {
        key.removeprefix(PREFIX): str(value) for key, value in given.items() if key.startswith(PREFIX) and value
    }
    try:
        found = what_if(round_, framework_id=asked["framework"], settings=settings)
    except DomainError as refused:  # a setting the other framework does not have, after changing the framework
        found, error = what_if(round_, framework_id=asked["framework"]), refused
    rows = [one for one in found.rows if _is_shown(one, asked["show"], search_key(asked["q"]))]
    context = {
        "round": round_, "w": found, "error": error, "asked": asked, "period_label": present.label_of(round_.period),
        "frameworks": [
            {"id": one.id, "title": said(one.rule.title), "lacks": lacks}
            for one, lacks in comparable(found.board.book, round_)
        ],
        "settings": [_setting(one, found) for one in found.book.framework.settings],
        "counts": [(str(text), found.counts[key], key) for key, text in DIRECTIONS.items()],
        "matrix": _matrix(found), "units": _units(found), "caps": _caps(found), "readings": [board_page.SHORT.get(one.key, one.key) for one in found.book.framework.quota.readings], "rows": [_row(found, one) for one in rows],
        "levels": [*found.book.band_codes, ""], "shows": [("moved", _("Chỉ người đổi mức")), ("all", _("Mọi người"))],
    }  # fmt: skip
    return render(request, "evaluations/what_if.html", context, status=error.status if error else 200)


def _is_shown(one: Compared, show: str, words: str) -> bool:
    name = search_key(f"{one.sheet.person.full_name} {one.unit_name}")
    return (show == "all" or one.direction != SAME) and words in name


def _setting(one: Setting, found: WhatIf) -> dict[str, Any]:
    chosen, own = found.book.settings[one.key], found.board.book.settings.get(one.key)
    return {
        "key": one.key, "name": PREFIX + one.key, "title": said(one.rule.title), "article": one.rule.article,
        "mark": authority_text(one.rule.authority), "chosen": chosen, "is_changed": own is not None and own != chosen,
        "choices": [(code, said(text), code == own) for code, text in one.allowed.items()],
    }  # fmt: skip


def _matrix(found: WhatIf) -> list[tuple[str, list[int]]]:
    """Levels before down the side, after along the top; the last of each is not rated."""
    counts = found.matrix
    after = [*found.book.band_codes, ""]
    return [(before, [counts[before, one] for one in after]) for before in [*found.board.book.band_codes, ""]]


def _units(found: WhatIf) -> list[tuple[str, int, int, int, int]]:
    return [(name, one[UP], one[DOWN], one[SAME], one[OTHER]) for name, one in found.by_unit.items()]


def _caps(found: WhatIf) -> list[tuple[str, list[dict[str, Any]]]]:
    """The quota on calculated levels before and after: a line a scope, a figure a reading."""
    before = {(one.scope, one.key, one.reading): one for one in found.caps_before}
    lines: dict[str, list[dict[str, Any]]] = {}
    for one in found.caps_after:
        old = before.get((one.scope, one.key, one.reading))
        lines.setdefault(one.key or found.board.name, []).append({"before": old, "after": one})
    return list(lines.items())


def _row(found: WhatIf, one: Compared) -> dict[str, Any]:
    return {
        "pk": one.sheet.pk, "name": one.sheet.person.full_name, "code": one.sheet.person.code, "unit": one.unit_name,
        "decided": one.before, "calculated": one.calculated, "after": one.after,
        "total_before": present.total_text(one.result_before), "total_after": present.total_text(one.result_after),
        "direction": DIRECTIONS[one.direction], "tone": {UP: "good", DOWN: "bad"}.get(one.direction, "quiet"),
        "why": present.missing_of(found.book, one.result_after),
    }  # fmt: skip
