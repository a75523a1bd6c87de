"""The list of dossiers, the supervisor's board, and both as they may be taken along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.ui.wording import number_text
from namro.base.ui.workbooks import MOST, workbook
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.onestop import wording
from namro.duties.onestop.access import Sight, sight_of
from namro.duties.onestop.clocks import aware, local
from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.selectors import boards, days, finding, lateness, watching
from namro.duties.onestop.selectors.finding import ALL, UNCOLLECTED, Asked
from namro.duties.onestop.views.acting import Data

PAST = {
    "received": gettext_lazy("Tiếp nhận"), "on_time": gettext_lazy("Xong đúng hạn"), "late": gettext_lazy("Xong chậm"),
    "running": gettext_lazy("Đang giải quyết"), "running_late": gettext_lazy("trong đó quá hạn"),
    "paused": gettext_lazy("trong đó tạm dừng"), "withdrawn": gettext_lazy("Đã rút"),
}  # fmt: skip

BOARDS = {
    "unit": gettext_lazy("Cơ quan giải quyết"),
    "field": gettext_lazy("Lĩnh vực"),
    "officer": gettext_lazy("Người đang giữ"),
}
RUNNING = gettext_lazy("Đang giải quyết")
PAGE = 50


def asked_of(request: Request, *, on: date) -> Asked:
    """What the address asks for; what cannot be read is left out."""
    given = request.GET
    unit, officer, point = (_whole(given.get(name, "")) for name in ("unit", "officer", "point"))
    return Asked(
        query=given.get("q", "")[:100], state=given.get("state", ""), term=given.get("term", ""),
        field=given["field"] if "field" in given and given["field"] != "*" else None, officer_id=officer, point_id=point,
        unit_ids=tuple(organisation.subtree_ids(unit, on=on)) if unit else None, late="late" in given,
        not_passed_on=given.get("passing") == "late", same_day="today" in given,
        sort=given.get("sort", ""), day=_day(given.get("day", "")),
        done_before=boards.uncollected_before(on=on) if given.get("state") == UNCOLLECTED else None,
    )  # fmt: skip


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def dossiers(request: Request) -> HttpResponse:
    """Those somebody may see: running ones by their due moment first."""
    asked, sight = asked_of(request, on=request.on), sight_of(request.actor, on=request.on)
    moments = boards.moments_of(at=request.at, on=request.on)
    page = finding.dossier_page(asked, sight, moments, page=request.GET.get("page"))
    context = {
        "page": page, "rows": [_row(one, request.at) for one in page], "asked": asked, "states": _states(asked),
        "terms": wording.TERMS.items(), "names": organisation.name_of({one.unit_id for one in page}, on=request.on),
        "narrowed": _narrowed(request, asked), "query": request.GET.urlencode(), "receives": bool(sight.points),
        "kept": [(name, request.GET[name]) for name in ("unit", "officer", "point", "field", "late", "passing", "day", "today") if name in request.GET],
    }  # fmt: skip
    return render(request, "onestop/dossiers.html", context)


def _states(asked: Asked) -> list[tuple[str, str, bool]]:
    groups = [
        ("", _("Đang giải quyết")),
        ("finished", _("Đã xong")),
        (UNCOLLECTED, _("Chưa đến nhận kết quả")),
        (ALL, _("Tất cả")),
    ]
    each = [(one.value, str(one.label)) for one in State if one != State.DRAFT]
    return [(code, text, code == asked.state) for code, text in [*groups, *each]]


def _row(one: Dossier, at: datetime) -> Data:
    overdue = wording.is_overdue(one, at)
    return {"one": one, "tone": wording.tone(one), "overdue": overdue, "late": one.is_late or overdue}


def _narrowed(request: Request, asked: Asked) -> list[str]:
    """What the list is narrowed to besides what its own form shows, in words."""
    found = []
    if unit := _whole(request.GET.get("unit", "")):
        found.append(organisation.name_of([unit], on=request.on).get(unit, ""))
    if asked.officer_id is not None:
        found.append(str(Person.objects.filter(pk=asked.officer_id).first() or _("Chưa chuyển cho ai")))
    if asked.field is not None:
        found.append(asked.field or _("Không ghi lĩnh vực"))
    if asked.late:
        found.append(_("Xong chậm"))
    if asked.not_passed_on:
        found.append(_("Chờ chuyển xử lý quá hạn"))
    if asked.same_day:
        found.append(_("Trả ngay trong ngày"))
    return [one for one in found if one]


def dossier_file(request: Request) -> HttpResponse:
    """The list as a workbook, no more rows than one file holds."""
    asked, sight = asked_of(request, on=request.on), sight_of(request.actor, on=request.on)
    ids = finding.find(asked, sight, boards.moments_of(at=request.at, on=request.on), most=MOST)
    rows = finding.in_order(ids)
    names = organisation.name_of({one.unit_id for one in rows}, on=request.on)
    heads = [_("Mã hồ sơ"), _("Mã thủ tục"), _("Thủ tục"), _("Lĩnh vực"), _("Kênh tiếp nhận"), _("Trạng thái"), _("Cơ quan giải quyết"), _("Đang ở"), _("Tiếp nhận"), _("Hạn trả"), _("Hẹn lại"), _("Xong lúc"), _("Chậm")]  # fmt: skip
    return workbook("ho-so-mot-cua", heads, (_row_of_file(one, names, request.at) for one in rows))


def _row_of_file(one: Dossier, names: dict[int, str], at: datetime) -> list[object]:
    """One line; the applicant stays out of files that travel."""
    moments = [
        local(when) if when else None for when in (one.accepted_at, one.due_at, one.due_override, one.finished_at)
    ]
    late = _("chậm") if one.is_late or wording.is_overdue(one, at) else ""
    return [
        one.code, one.procedure_code, one.procedure_name, one.field, one.get_channel_display(), one.get_state_display(),
        names.get(one.unit_id, ""), str(one.step_person or ""), *moments, late,
    ]  # fmt: skip


def board(request: Request) -> HttpResponse:
    """Today, soon, overdue, paused: by agency, field and officer; or how it stood at the end of a day past."""
    sight = sight_of(request.actor, on=request.on)
    day = _day(request.GET.get("on", ""))
    if day is not None and day < request.on:
        return _past(request, sight, day)
    only, page = _only(request)
    size = PAGE if only else boards.MOST
    moments = boards.moments_of(at=request.at, on=request.on)
    found = boards.board(sight, moments, only=only, skip=(page - 1) * size, most=size)
    context = {
        "whole": found.whole, "lying": found.lying, "tables": _tables(found, request.on, page * size), "heads": list(_heads().values()), "receives": bool(sight.points),
        "day": request.on, "soon_days": boards.soon_days(on=request.on), "at": request.at, "rungs": watching.reached(sight),
        "only": only, "page": page, "hides_officers": not only and "officer" not in found.tables,
    }  # fmt: skip
    return render(request, "onestop/board.html", context)


def _only(request: Request) -> tuple[str, int]:
    """The one table asked for, if any, and which page of it."""
    only, page = request.GET.get("show", ""), _whole(request.GET.get("page", "")) or 1
    return (only, page) if only in boards.COLUMNS else ("", 1)


def _tables(found: boards.Board, on: date, last: int) -> list[Data]:
    """Each table with the names of its lines, and whether there are more."""
    keys = {name: [one.key for one in table.lines] for name, table in found.tables.items()}
    units = organisation.name_of(keys.get("unit", []), on=on)
    officers = Person.objects.in_bulk([key for key in keys.get("officer", []) if key])
    texts: dict[str, Callable[[Any], str]] = {
        "unit": lambda key: units.get(key, ""),
        "field": lambda key: str(key or _("Không ghi lĩnh vực")),
        "officer": lambda key: str(officers.get(key, _("Chưa chuyển cho ai"))),
    }
    heads, address = _heads(), reverse("dossiers")
    return [
        {
            "name": name, "title": BOARDS[name], "many": table.many, "more": table.many > last,
            "lines": [(texts[name](one.key), _cells(one, f"{address}?{name}=", heads)) for one in table.lines],
        }
        for name, table in found.tables.items()
    ]  # fmt: skip


def _heads() -> dict[str, str]:
    """The columns of the board by their term, in the reader's language; "" is all that run."""
    return {code: str(label) for code, label in {**wording.TERMS, "": RUNNING}.items()}


def _cells(one: boards.Line, address: str, heads: dict[str, str]) -> list[tuple[str, str, str]]:
    """Each number of a line with the list behind it, ready to print: a board has three hundred of them."""
    listed = address + quote(str(0 if one.key is None else one.key))
    found = []
    for code, head in heads.items():
        number = getattr(one, code or "running")
        link = mark_safe(f"{listed}&amp;term={code}" if code else listed) if number else ""  # noqa: S308 - quoted above
        found.append((head, number_text(number), link))
    return found


def _past(request: Request, sight: Sight, day: date) -> HttpResponse:
    """The end of a day past, as counted that night; counted again from the ledgers where asked, or where it was not."""
    asks_again = request.GET.get("again") == "1"
    held = None if asks_again or sight.is_none else days.kept(day, sight)
    rows = sorted(
        _counted(sight, day) if held is None else held, key=lambda one: (-one.late - one.running_late, one.unit_id)
    )
    page = Paginator(rows, boards.MOST).get_page(request.GET.get("page"))
    context = {
        "rows": [(one.unit_id, _cells_of(one)) for one in page], "names": organisation.name_of([one.unit_id for one in page], on=day),
        "page": page,
        "sums": [(label, sum(getattr(one, name) for one in rows)) for name, label in PAST.items()], "heads": PAST.values(), "day": day, "is_kept": held is not None,
    }  # fmt: skip
    return render(request, "onestop/board_past.html", context)


def _counted(sight: Sight, day: date) -> list[lateness.Standing]:
    """From the ledgers, as they stood at the end of the day."""
    at = aware(datetime.combine(day, time(23, 59, 59)))
    seen = None if sight.is_whole else (sight.points, sight.units)
    return [] if sight.is_none else lateness.standings(at=at, seen=seen)


def _cells_of(one: lateness.Standing) -> list[tuple[str, int]]:
    return [(str(label), getattr(one, name)) for name, label in PAST.items()]
