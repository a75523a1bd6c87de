"""Lists of merit: who comes first, who is left out, on what evidence, as of any day."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.base.ui.workbooks import MOST, workbook
from namro.duties.careers.money.parameters import MeritRule, parameters
from namro.duties.careers.money.selectors import merit, standing
from namro.duties.careers.money.views.regulations import PER_PAGE

STANDINGS = {
    "first": (gettext_lazy("Ưu tiên"), "good"),
    "excluded": (gettext_lazy("Không xem xét"), "bad"),
    "others": (gettext_lazy("Xem xét bình thường"), "quiet"),
    "unknown": (gettext_lazy("Chưa có kết quả gần đây"), "watch"),
}


def _day(request: Request) -> date:
    """The day asked for; a day that cannot be read, or is still to come, is today."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), request.on)
    except ValueError:
        return request.on


def _rule(request: Request) -> MeritRule:
    return parameters().merit_rule(request.GET.get("rule", "")) or parameters().merit[0]


def board(request: Request) -> HttpResponse:
    """One list, one standing at a time unless all are asked for."""
    rule, get = _rule(request), request.GET.get
    place, on = standing.place_of(request.actor, get("unit", ""), on=request.on), _day(request)
    units, shown = place.units, get("show", "first")
    wanted = merit.Wanted(standing="" if shown == "all" else shown, words=get("q", ""))
    counts = merit.counts(rule, units, wanted, on=on)
    total = sum(found for code, (_every, found) in counts.items() if shown in ("all", code))
    page = Paginator(range(total), PER_PAGE).get_page(get("page"))
    rows = merit.judged(
        rule,
        units,
        merit.Wanted(wanted.standing, wanted.words, PER_PAGE, max(page.start_index() - 1, 0)),
        on=on,
    )
    context = {
        "rule": rule, "title": said(rule.title), "basis": cite(rule.basis.citation), "page": page, "on": on, "shown": shown, "q": get("q", ""),
        "rules": [(one.key, said(one.title)) for one in parameters().merit], "query": request.GET.urlencode(),
        "standings": [(code, words, counts.get(code, (0, 0))[0]) for code, (words, _tone) in STANDINGS.items()],
        "rows": [{"row": one, "words": STANDINGS[one.standing][0], "tone": STANDINGS[one.standing][1]} for one in rows],
        "place": place,
    }  # fmt: skip
    return render(request, "money/merit.html", context)


def file(request: Request) -> HttpResponse:
    """The list with its evidence as a workbook."""
    rule, get, on = _rule(request), request.GET.get, _day(request)
    shown = get("show", "first")
    wanted = merit.Wanted("" if shown == "all" else shown, get("q", ""), MOST)
    place = standing.place_of(request.actor, get("unit", ""), on=request.on)
    rows = merit.judged(rule, place.units, wanted, on=on)
    heads = [
        _("Mã"),
        _("Họ và tên"),
        _("Đơn vị"),
        _("Chức vụ"),
        _("Diện"),
        _("Kết quả các năm"),
        _("Văn bản xử lý"),
        _("Căn cứ"),
    ]
    made = (
        [one.code, one.full_name, one.unit_name, one.title, str(STANDINGS[one.standing][0]),
         "; ".join(f"{r.valid.lower.year}: {r.level or '–'} ({r.number})" for r in one.ratings),
         "; ".join(m.document for m in one.marks), rule.basis.citation]
        for one in rows
    )  # fmt: skip
    return workbook(f"danh-sach-{rule.key}", heads, made)
