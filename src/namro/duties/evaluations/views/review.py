"""The reviewer's table: the whole team on one page, saved row by row as it is typed, or as one form without script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.ui.wording import hundredths_text, said
from namro.duties.evaluations import forms
from namro.duties.evaluations.forms import SentRow
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.results import Result, results_of_sheets
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.selectors import named
from namro.duties.evaluations.selectors.standing import Reach, reach_of, sheet_for, sheets_visible_to
from namro.duties.evaluations.selectors.team import Team, TeamRow, team
from namro.duties.evaluations.services import reviewing
from namro.duties.evaluations.views import present
from namro.duties.evaluations.views.lines import Line, line_of, ratio_columns, values_of
from namro.duties.evaluations.views.sheet_page import mark_title
from namro.engine.text import search_key

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Problems = dict[int, str]
LINES_AT_ONCE = 200


def review_table(request: Request) -> HttpResponse:
    """Show the table; without script, save every row that was changed."""
    reach = reach_of(request.actor, on=request.on)
    periods = named.review_periods(reach)
    if not periods:
        return render(request, "evaluations/review_nobody.html")
    period = _chosen(periods, request.POST.get("period") or request.GET.get("period"))
    problems: Problems = {}
    if request.method == "POST":
        problems = _save_all(request, team(request.actor, period, on=request.on, reach=reach))
        if not problems:
            return redirect(request.get_full_path())
    return _table(request, reach, periods, period, problems)


def _chosen(periods: list[WithAnnotations[Period, named.Waiting]], asked: str | None) -> Period:
    """The period asked for; else the newest in which somebody still waits for a score."""
    if asked:
        found = next((one for one in periods if str(one.pk) == asked), None)
        if found is None:
            raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
        return found
    return next((one for one in periods if one.to_review), periods[0])


def _table(
    request: Request, reach: Reach, periods: Sequence[Period], period: Period, problems: Problems
) -> HttpResponse:
    found = team(request.actor, period, on=request.on, reach=reach)
    _note_looked_at(request, found)
    typed = forms.rows_of(request.POST) if problems else {}
    several = len({row.sheet.unit_id for row in found.rows}) > 1
    every = [
        _line(row, found.book, typed.get(row.sheet.pk), problems.get(row.sheet.pk, ""), with_unit=several)
        for row in found.rows
    ]
    asked = {
        "q": request.GET.get("q", ""),
        "show": request.GET.get("show", "all"),
        "sort": request.GET.get("sort", "unit"),
    }
    context = {
        "periods": [(one.pk, present.label_of(one)) for one in periods],
        "period": period,
        "label": present.label_of(period),
        "everyone": every,
        "lines": _sorted(_shown(every, asked, problems), asked["sort"]),
        "asked": asked,
        "filters": _filters(every),
        "sorts": SORTS,
        "problems": [(line, line.error) for line in every if line.error],
        "can_accept": any(line.can_accept for line in every),
        **_columns(found),
    }
    return render(request, "evaluations/review.html", context, status=422 if problems else 200)


def _note_looked_at(request: Request, found: Team) -> None:
    """One entry a reviewing unit: each person of it is told who saw the table that holds their sheet."""
    units = sorted({row.sheet.reviewer_unit_id for row in found.rows if row.sheet.reviewer_unit_id is not None})
    request.looked_at = [("evaluations:team:viewed", ("period", found.period.pk), unit) for unit in units]


def _columns(found: Team) -> dict[str, Any]:
    book = found.book
    titles = {one.key: said(one.rule.title) for one in book.framework.sheet_formulas}
    leads = any(row.is_leader for row in found.rows)
    return {
        "criteria": book.criteria,
        "marks": [(code, mark_title(book, code)) for code in book.marks] if leads else [],
        "ratios": [(key, titles.get(key, key)) for key in ratio_columns(book)],
        "ratio_titles": [
            titles[key] for key in (*ratio_columns(book), *(book.marks if leads else ())) if key in titles
        ],
        "levels": [(code, book.rating_title(code)) for code in book.band_codes],
        "unit_names": ", ".join(sorted(found.unit_names.values())),
        "review_by": min((row.sheet.round.review_by for row in found.rows), default=None),
        "comma": present.decimal_comma(),
    }


def _line(
    row: TeamRow, book: Rulebook, typed: SentRow | None = None, error: str = "", *, with_unit: bool = True
) -> Line:
    sheet, unit = row.sheet, row.unit_name if with_unit else ""
    kept = typed if error else None
    return line_of(
        sheet, row.result, book, unit=unit, title=sheet.posting.title, late=row.is_late, typed=kept, error=error
    )


FILTERS: dict[str, Callable[[Line], bool]] = {
    "all": lambda line: True,
    "todo": lambda line: line.state in ("self_scored", "forwarded"),
    "no_self": lambda line: line.state in ("open", "forwarded"),
    "late": lambda line: line.is_late,
    "changed": lambda line: line.is_changed,
    "not_rated": lambda line: line.state == "NOT_RATED",
}
SORTERS: dict[str, Callable[[Line], Any] | None] = {
    "unit": None,
    "name": lambda line: line.sort_key,
    "total": lambda line: -(line.result.total or 0) if line.result else 0,
    "state": lambda line: line.state,
}


def _filters(every: list[Line]) -> list[tuple[str, str, int]]:
    texts = {
        "all": _("Tất cả"), "todo": _("Chờ chấm"), "no_self": _("Chưa tự chấm"), "late": _("Quá hạn"),
        "changed": _("Đã sửa khác tự chấm"), "not_rated": _("Không xếp loại"),
    }  # fmt: skip
    return [(code, texts[code], sum(1 for line in every if test(line))) for code, test in FILTERS.items()]


def _shown(every: list[Line], asked: Mapping[str, str], problems: Problems) -> list[Line]:
    test = FILTERS.get(asked["show"], FILTERS["all"])
    words = search_key(asked["q"])
    return [
        line
        for line in every
        if line.pk in problems or (test(line) and (words in search_key(line.name) or words in line.code.lower()))
    ]


def _sorted(lines: list[Line], how: str) -> list[Line]:
    key = SORTERS.get(how)
    return sorted(lines, key=key) if key else lines


def _sorts() -> list[tuple[str, Any]]:
    from django.utils.translation import gettext_lazy

    return [
        ("unit", gettext_lazy("Theo đơn vị, chức vụ")), ("name", gettext_lazy("Theo tên")),
        ("total", gettext_lazy("Điểm cao trước")), ("state", gettext_lazy("Theo trạng thái")),
    ]  # fmt: skip


SORTS = _sorts()


def _save_all(request: Request, found: Team) -> Problems:
    """Save each changed row by itself: what cannot be saved stays on the page, the others are done."""
    problems: Problems = {}
    done, sent = 0, forms.rows_of(request.POST)
    for row in found.rows:
        if row.sheet.pk not in sent:
            continue
        try:
            done += _save_one(request, row.sheet, sent[row.sheet.pk], found.book)
        except Conflict as error:
            problems[row.sheet.pk] = f"{error} {_theirs(error)}"
        except DomainError as error:
            problems[row.sheet.pk] = str(error)
    if done:
        messages.success(request, _("Đã lưu %(n)s dòng.") % {"n": done})
    elif not problems:
        messages.info(request, _("Không có gì thay đổi."))
    return problems


def _save_one(request: Request, sheet: Sheet, sent: SentRow, book: Rulebook) -> int:
    """1 when the row was saved, 0 when nothing in it was changed."""
    data, pk = request.POST, sheet.pk
    if data.get("accept") == str(pk):
        reviewing.accept_as_self(sheet_id=pk, version=sent.version, by=request.actor, at=request.at, on=request.on)
        return 1
    points = forms.points_of(data, f"p{sent.number}", book)
    marks = forms.marks_of(data, f"m{sent.number}")
    comment = sent.typed("n").strip()
    stored = (
        sheet.review_points or [None] * len(points),
        tuple(sheet.unit_marks or [None] * len(marks)),
        sheet.review_comment,
    )
    if (points, marks, comment) == stored:
        return 0
    reviewing.review(
        sheet_id=pk, points=points, unit_marks=marks, comment=comment, version=sent.version,
        by=request.actor, at=request.at, on=request.on,
    )  # fmt: skip
    return 1


def _theirs(error: Conflict) -> str:
    """What the other editor saved, in one line."""
    points = (error.details.get("theirs") or {}).get("points") or []
    shown = " · ".join(present.points_texts(points, len(points)))
    return _("Giá trị đã lưu: %(values)s. Lưu lần nữa để giữ giá trị của anh/chị.") % {"values": shown} if shown else ""


def review_row(request: Request, sheet_id: int) -> HttpResponse:
    """Save one row. What is calculated from it is asked for afterwards, for all rows saved meanwhile (`review_lines`)."""
    if request.method != "POST":
        return redirect("review_table")
    try:
        points, marks = forms.points_of(request.POST), forms.marks_of(request.POST)
    except DomainError as error:
        # Whoever may not score this sheet is told that, whatever they sent.
        sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_REVIEW)
        return _refused(error, sheet_id)
    try:
        saved = reviewing.review(
            sheet_id=sheet_id, points=points, unit_marks=marks, comment=request.POST.get("comment", ""),
            version=forms.number_of(request.POST, "version"), by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        return _refused(error, sheet_id)
    return _saved(saved, rulebook_of(saved.period), _("Đã lưu"))


def review_lines(request: Request) -> HttpResponse:
    """What is calculated from rows just saved: one reading for all of them."""
    asked = [int(one) for one in request.GET.get("ids", "").split(",") if one.isdigit()][:LINES_AT_ONCE]
    visible = sheets_visible_to(request.actor, on=request.on).filter(pk__in=asked)
    sheets = list(visible.select_related("round", "period", "person", "posting"))
    results = results_of_sheets(sheets) if sheets else {}
    return JsonResponse({str(one.pk): _calculated(request, one, results.get(one.pk)) for one in sheets})


def _calculated(request: Request, sheet: Sheet, result: Result | None) -> dict[str, str]:
    context = {"l": line_of(sheet, result, rulebook_of(sheet.period))}
    return {
        part: render_to_string(f"evaluations/review.html#{part}", context, request=request)
        for part in ("results", "state")
    }


def accept_row(request: Request, sheet_id: int) -> HttpResponse:
    """Take over the person's own points, recorded as exactly that."""
    if request.method != "POST":
        return redirect("review_table")
    found = sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_REVIEW)
    version = forms.number_of(request.POST, "version")
    try:
        saved = reviewing.accept_as_self(
            sheet_id=sheet_id, version=version, by=request.actor, at=request.at, on=request.on
        )
    except DomainError as error:
        return _refused(error, sheet_id)
    return _saved(saved, rulebook_of(found.period), _("Đã ghi: chấp nhận như tự chấm"))


def _saved(saved: Sheet, book: Rulebook, text: str) -> HttpResponse:
    return JsonResponse({"version": saved.version, "points": values_of(saved, book)["points"], "message": text})


def _refused(error: DomainError, sheet_id: int) -> HttpResponse:
    answer: dict[str, Any] = {"code": error.code, "message": str(error), "field": error.field}
    if isinstance(error, Conflict) and "version" in error.details:
        answer |= {"version": error.details["version"], "theirs": _stored(sheet_id)}
    return JsonResponse(answer, status=error.status)


def _stored(sheet_id: int) -> dict[str, Any]:
    """What the other editor saved, and who that was."""
    from namro.duties.evaluations.selectors.standing import loaded

    sheet = loaded(sheet_id)
    who = sheet.review_by.person if sheet.review_by else None
    return {**values_of(sheet, rulebook_of(sheet.period)), "who": who.full_name if who else ""}


def accept_all(request: Request) -> HttpResponse:
    """Say who is meant, then accept every submitted self-score of the team in one act a unit."""
    reach = reach_of(request.actor, on=request.on)
    periods = named.review_periods(reach)
    if not periods:
        return redirect("review_table")
    period = _chosen(periods, request.POST.get("period") or request.GET.get("period"))
    found = team(request.actor, period, on=request.on, reach=reach)
    lines = [(row, _line(row, found.book)) for row in found.rows]
    meant = [(row, line) for row, line in lines if line.can_accept]
    if request.method == "POST":
        done = sum(
            _accept(request, pair) for pair in {(row.sheet.round_id, row.sheet.reviewer_unit_id) for row, _l in meant}
        )
        messages.success(request, _("Đã ghi %(n)s phiếu: chấp nhận như tự chấm.") % {"n": done})
        return redirect(f"{request.path.replace('accept-all', 'review')}?period={period.pk}")
    _note_looked_at(request, found)
    people = [{"name": line.name, "general": _sum(row.sheet)} for row, line in meant]
    context = {"people": people, "period": period, "label": present.label_of(period)}
    return render(request, "evaluations/accept_all.html", context)


def _accept(request: Request, pair: tuple[int, int | None]) -> int:
    round_id, unit_id = pair
    return reviewing.accept_all_as_self(
        round_id=round_id, reviewer_unit_id=unit_id or 0, by=request.actor, at=request.at, on=request.on
    )


def _sum(sheet: Sheet) -> str:
    return hundredths_text(sum(one or 0 for one in sheet.self_points or []))


def send_back(request: Request, sheet_id: int) -> HttpResponse:
    """Give a sheet back to its person with the reason."""
    if request.method == "POST":
        sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_REVIEW)
        reviewing.send_back(
            sheet_id=sheet_id, reason=request.POST.get("reason", ""), version=forms.number_of(request.POST, "version"),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
        messages.success(request, _("Đã trả lại phiếu cho người tự chấm, kèm lý do."))
    return redirect("sheet", sheet_id)


def not_rated(request: Request, sheet_id: int) -> HttpResponse:
    """Say somebody is not rated and why, or take them back into rating."""
    if request.method != "POST":
        return redirect("sheet", sheet_id)
    reviewing.require_preparer(sheet_id, by=request.actor, on=request.on)
    reason, version = request.POST.get("reason", ""), forms.number_of(request.POST, "version")
    who: dict[str, Any] = {"by": request.actor, "at": request.at, "on": request.on}
    if request.POST.get("why"):
        reviewing.set_not_rated(sheet_id=sheet_id, why=request.POST["why"], note=reason, version=version, **who)
        messages.success(request, _("Đã ghi: không xếp loại trong kỳ, kèm lý do."))
    else:
        reviewing.clear_not_rated(sheet_id=sheet_id, reason=reason, version=version, **who)
        messages.success(request, _("Đã đưa phiếu trở lại xếp loại."))
    return redirect("sheet", sheet_id)


def to_table(request: Request) -> HttpResponse:
    """The short address of reminders."""
    query = request.META.get("QUERY_STRING", "")
    return redirect("/sheets/review" + (f"?{query}" if query else ""))
