"""Downloads: the official form of one person or a whole round, lists, decisions, the export, progress as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable

import xlsxwriter
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.documents import decision_list, meeting_minutes, month_list, national_export, sheet_form, year_form
from namro.base.documents import result_notice as notices
from namro.base.documents.types import DecisionDocument
from namro.base.documents.year_types import MinutesDocument, NoticeDocument
from namro.base.errors import DomainError
from namro.duties.evaluations import explained, papers, papers_units, papers_year, year_list
from namro.duties.evaluations.models import Decision, Period, Round, Sheet, Step
from namro.duties.evaluations.selectors.meetings import meeting_for
from namro.duties.evaluations.selectors.progress import UnitProgress, period_progress
from namro.duties.evaluations.selectors.standing import (
    PUBLISHED_STEPS,
    reach_of,
    round_for,
    sheet_for,
    sheet_relations,
)
from namro.duties.evaluations.selectors.unit_sheets import unit_sheet_for
from namro.duties.evaluations.services import printing
from namro.duties.evaluations.views import present
from namro.duties.evaluations.views.periods import due_of, period_for
from namro.duties.evaluations.views.printing import made_or_asked

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def sheet_file(request: Request, sheet_id: int, kind: str) -> HttpResponse:
    """Mẫu số 01 of one person; Mẫu số 02 of a year."""
    if kind not in ("pdf", "docx"):
        raise Http404
    found = sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.DOCUMENT_READ)
    if found.period.kind == Period.Kind.YEAR:
        return _year_form(request, found, kind)
    documents = papers.sheet_documents([found])
    explains = request.GET.get("explained") == "1"
    if explains:
        documents = [explained.with_explanation(one, found) for one in documents]
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:sheet:printed", ("sheet", found.pk), found.unit_id)]
    stem = "mau-01-dien-giai" if explains else "mau-01"
    name = papers.file_names([stem, found.person.code, found.person.full_name, present.label_of(found.period)])
    if kind == "pdf":
        return _file(sheet_form.sheets_pdf(documents), PDF, f"{name}.pdf")
    return _file(sheet_form.sheets_docx(documents), WORD, f"{name}.docx")


def _year_form(request: Request, found: Sheet, kind: str) -> HttpResponse:
    documents = papers_year.year_documents([found], shows=lambda sheet: _knows_decision(request, sheet))
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:sheet:printed", ("sheet", found.pk), found.unit_id)]
    stem = "mau-02" if year_form.used_by(found.period.framework) else "phieu-nam"
    name = papers.file_names([stem, found.person.code, found.person.full_name, present.label_of(found.period)])
    content = printing.YEARLY.makers[kind](documents)
    return _file(content, PDF if kind == "pdf" else WORD, f"{name}.{kind}")


def _knows_decision(request: Request, sheet: Sheet) -> bool:
    """What was decided is everybody's who may print the form once published; before, whoever prepares the round's."""
    if sheet.round.step in PUBLISHED_STEPS:
        return True
    relations = sheet_relations(reach_of(request.actor, on=request.on), sheet)
    return Relation.OWNER not in relations and may(Permission.ROUND_PREPARE, relations)


def meeting_file(request: Request, meeting_id: int, kind: str) -> HttpResponse:
    """The minutes of a meeting, a draft until they are adopted: for whoever may read the meeting."""
    if kind not in MINUTES:
        raise Http404
    found = meeting_for(request.actor, meeting_id, on=request.on)
    document = papers_year.minutes_document(found)
    request.looked_at = [("evaluations:meeting:printed", ("meeting", found.pk), found.unit_id)]
    name = papers.file_names(["bien ban hop", document.unit, found.held_on.isoformat()])
    maker, content_type = MINUTES[kind]
    return _file(maker(document), content_type, f"{name}.{kind}")


def result_notice(request: Request, sheet_id: int, kind: str) -> HttpResponse:
    """The written notice of a published result: for its person, and whoever may print their form."""
    if kind not in NOTICES:
        raise Http404
    found = sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.DOCUMENT_READ)
    document = papers_year.notice_document(found)
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:notice:printed", ("sheet", found.pk), found.unit_id)]
    name = papers.file_names(["thong bao", found.person.code, found.person.full_name, present.label_of(found.period)])
    maker, content_type = NOTICES[kind]
    return _file(maker(document), content_type, f"{name}.{kind}")


def unit_decision(request: Request, period_id: int, sheet_id: int, kind: str) -> HttpResponse:
    """The decision on a unit and on those decided with it: for the authority, and whoever prepares or keeps for it."""
    if kind not in DECISIONS:
        raise Http404
    found = unit_sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.UNIT_SHEET_REVIEW)
    if found.period_id != period_id:
        raise Http404
    document = papers_units.unit_decision_document(found)
    request.looked_at = [("evaluations:unit:printed", ("unit_sheet", found.pk), found.authority_unit_id)]
    name = papers.file_names(["quyet dinh xep loai don vi", document.agency, document.period, document.number])
    maker, content_type = DECISIONS[kind]
    return _file(maker(document), content_type, f"{name}.{kind}")


DECISIONS: dict[str, tuple[Callable[[DecisionDocument], bytes], str]] = {
    "pdf": (decision_list.decision_pdf, PDF),
    "docx": (decision_list.decision_docx, WORD),
}
MINUTES: dict[str, tuple[Callable[[MinutesDocument], bytes], str]] = {
    "pdf": (meeting_minutes.meeting_minutes_pdf, PDF),
    "docx": (meeting_minutes.meeting_minutes_docx, WORD),
}
NOTICES: dict[str, tuple[Callable[[NoticeDocument], bytes], str]] = {
    "pdf": (notices.result_notice_pdf, PDF),
    "docx": (notices.result_notice_docx, WORD),
}


def round_file(request: Request, round_id: int, kind: str) -> HttpResponseBase:
    """A document of a whole round; many forms are made by a job first."""
    if kind not in MAKERS:
        raise Http404
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    maker, content_type = MAKERS[kind]
    stem, _dot, ending = kind.partition(".")
    name = papers.file_names([stem, papers.agency_of(found.unit_id, found.period).name, present.label_of(found.period)])
    if stem == "forms" and (request.GET.get("job") or printing.forms_count(found) > printing.AT_ONCE):
        return made_or_asked(request, found, ending, name)
    request.looked_at = [(f"evaluations:round:downloaded_{stem}", ("round", found.pk), found.unit_id)]
    return _file(maker(found, request), content_type, f"{name}.{ending}")


def _forms_pdf(found: Round, request: Request) -> bytes:
    return printing.forms_of(found, "pdf")


def _forms_docx(found: Round, request: Request) -> bytes:
    return printing.forms_of(found, "docx")


def _list(found: Round, request: Request) -> bytes:
    is_year = found.period.kind == Period.Kind.YEAR
    made = (year_list.year_list if is_year else papers.month_list)(found, at=request.at)
    return month_list.month_list_xlsx(made)


def _decision(found: Round) -> Decision:
    rows = found.decisions.filter(ratings__in_force=True, replaces=None).select_related("signer", "replaces")
    decision = rows.order_by("-at").first()
    if decision is None:
        raise DomainError("evaluations.document.undecided", _("Danh sách chưa có quyết định để in."))
    return decision


def _decision_pdf(found: Round, request: Request) -> bytes:
    return decision_list.decision_pdf(papers.decision_document(found, _decision(found)))


def _decision_docx(found: Round, request: Request) -> bytes:
    return decision_list.decision_docx(papers.decision_document(found, _decision(found)))


def _export(found: Round, request: Request) -> bytes:
    return national_export.national_export(papers.export(found), at=request.at)


MAKERS: dict[str, tuple[Callable[[Round, Request], bytes], str]] = {
    "forms.pdf": (_forms_pdf, PDF),
    "forms.docx": (_forms_docx, WORD),
    "list.xlsx": (_list, EXCEL),
    "decision.pdf": (_decision_pdf, PDF),
    "decision.docx": (_decision_docx, WORD),
    "export.json": (_export, JSON),
}


def period_file(request: Request, period_id: int, kind: str) -> HttpResponse:
    """Progress by unit as a workbook."""
    if kind != "progress.xlsx":
        raise Http404
    found, scope = period_for(request, period_id)
    rows = period_progress(found, under=scope, on=request.on)
    name = papers.file_names(["tien-do", present.label_of(found)])
    return _file(_progress(rows, request), EXCEL, f"{name}.xlsx")


def _progress(rows: list[UnitProgress], request: Request) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold, day = (
        book.add_worksheet(),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "dd/mm/yyyy"}),
    )
    heads = [
        _("Đơn vị"), _("Bước"), _("Phiếu"), _("Chờ tự chấm"), _("Chờ chấm"), _("Đã chấm"), _("Đã quyết định"),
        _("Không xếp loại"), _("Hạn bước này"), _("Quá hạn"),
    ]  # fmt: skip
    sheet.write_row(0, 0, heads, bold)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 9, 15)
    sheet.freeze_panes(1, 1)
    for number, one in enumerate(rows, 1):
        values = [
            one.name,
            str(Step(one.step).label),
            one.sheets,
            one.open,
            one.to_review,
            one.reviewed,
            one.decided,
            one.not_rated,
        ]
        sheet.write_row(number, 0, values)
        if due := due_of(one):
            sheet.write_datetime(number, 8, due, day)
        sheet.write(number, 9, _("quá hạn") if one.is_late(request.on) else "")
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    book.close()
    return buffer.getvalue()
