"""A person's timeline, the report of overrides, and the decision that overrides a move."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.documents import career_record
from namro.base.ui.wording import day_text
from namro.base.ui.workbooks import workbook
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.city.organisation.views import asked_day
from namro.city.people import selectors as people
from namro.duties.careers import forms, services, wording
from namro.duties.careers.selectors import boards, standing, weak
from namro.duties.careers.selectors.life import timeline_of
from namro.duties.careers.timeline import KINDS, Entry
from namro.duties.careers.views.asking import decider

PDF = "application/pdf"


def career(request: Request, person_id: int) -> HttpResponse:
    """Posts, ratings, rewards, discipline, training, terms and leave of one person, as of any day."""
    who, on = people.person(person_id), asked_day(request)
    relations = _looked(request, person_id)
    entries = timeline_of(who, on=on)
    asked = request.GET.get("kind", "")
    is_other = Relation.OWNER not in relations
    barred = sorted(weak.weak_bars(person_id, on=on))
    context = {
        "who": who, "day_asked": on, "asked": asked, "entries": [one for one in entries if asked in ("", one.kind)],
        "kinds": [(key, words) for key, words in KINDS.items() if any(one.kind == key for one in entries)],
        "words": KINDS, "bars": [wording.BARS[one] for one in barred],
        "may_write": is_other and may(Permission.CAREER_WRITE, relations),
        "may_override": bool(barred) and standing.may_decide(request.actor, person_id, on=request.on),
    }  # fmt: skip
    return render(request, "careers/career.html", context)


def _looked(request: Request, person_id: int) -> frozenset[Relation]:
    relations = standing.relations_to(request.actor, person_id, on=request.on)
    standing.require(Permission.CAREER_READ, relations)
    if Relation.OWNER not in relations:
        posting = standing.last_posting(person_id, on=request.on)
        request.looked_at = [("careers:career:viewed", ("person", person_id), posting.unit_id if posting else None)]
    return relations


def career_pdf(request: Request, person_id: int) -> HttpResponse:
    """The same page as a file to be filed."""
    who, on = people.person(person_id), asked_day(request)
    _looked(request, person_id)
    posting = standing.last_posting(person_id, on=on)
    unit = organisation.name_of([posting.unit_id], on=on)[posting.unit_id] if posting else ""
    with translation.override("vi"):  # papers are Vietnamese, whoever asks for them
        rows = [_printed(one) for one in timeline_of(who, on=on)]
    record = career_record.CareerDocument(
        name=who.full_name, code=who.code, unit=unit, on=on,
        rows=rows,
    )  # fmt: skip
    name = f"qua-trinh-cong-tac-{who.code}".replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(career_record.career_pdf(record, at=request.at), content_type=PDF, headers=headers)


def _printed(one: Entry) -> career_record.CareerRow:
    kind = str(KINDS.get(one.kind, one.kind))
    text = one.title + " " + _("(đã thay hoặc rút)") if one.is_void else one.title
    return career_record.CareerRow(day_text(one.day), kind, text, one.detail, one.document)


def overrides(request: Request) -> HttpResponse:
    """Every decision that went past a rule."""
    reviews, moves = boards.overrides_for(request.actor, on=request.on)
    if request.GET.get("as") == "xlsx":
        return _overrides_file(request)
    shown_reviews, shown_moves = list(reviews[:200]), list(moves[:200])
    units = {one.term.unit_id for one in shown_reviews} | boards.ids_of(shown_moves)
    context = {
        "reviews": shown_reviews,
        "moves": [{"row": one, "bars": [wording.BARS[bar] for bar in one.bars.split(",")]} for one in shown_moves],
        "names": organisation.name_of(units, on=request.on),
    }
    return render(request, "careers/overrides.html", context)


def _overrides_file(request: Request) -> HttpResponse:
    reviews, moves = boards.overrides_for(request.actor, on=request.on)
    heads = [_("Loại"), _("Mã"), _("Họ và tên"), _("Số quyết định"), _("Ngày quyết định"), _("Lý do")]
    rows: list[Data | list[object]] = [
        [_("Bổ nhiệm lại"), one.term.person.code, one.term.person.full_name, one.number, one.decided_on, one.reason]
        for one in reviews
    ]
    rows += [
        [_("Bố trí, điều chuyển"), one.person.code, one.person.full_name, one.number, one.decided_on, one.reason]
        for one in moves
    ]
    return workbook("quyet-dinh-khac-quy-dinh", heads, rows)  # type: ignore[arg-type]


def override_move(request: Request, person_id: int) -> HttpResponse:
    """A reasoned decision to post somebody past a rule."""
    who = people.person(person_id)

    def work(data: Data) -> None:
        services.override_move(person_id=person_id, unit_id=data.pop("unit"), **data, **when(request))

    return act(
        request, forms.OverrideForm, title=_("Quyết định bố trí khác quy định: %(name)s") % {"name": who}, work=work,
        back=reverse("career", args=[person_id]), done=_("Đã ghi quyết định; cán bộ nội vụ điều chuyển, bổ nhiệm như thường."),
        initial={"decided_on": request.on},
        lead=_("Cho phép một lần bố trí người đang bị hạn chế vào đúng vị trí này. Quyết định nằm trong báo cáo."),
        check=decider(request, person_id),
    )  # fmt: skip
