"""The forms of the desk as files: to hand over or to file (.pdf), or to edit before signing (.docx)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Permission, may
from namro.base.documents.slip import Slip, slip_docx, slip_pdf
from namro.base.errors import DomainError, NotVisible
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import papers
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors import points, reading
from namro.duties.onestop.selectors.finding import midnight

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_LINES = 5000  # of one register


def dossier_form(request: Request, dossier_id: int, number: str, kind: str) -> HttpResponse:
    """Form 01 to 05 of one dossier."""
    _must_be_known(kind)
    found = reading.whole(request.actor, dossier_id, on=request.on)
    slip, at = papers.slip_of(found, number)
    request.looked_at = [("onestop:dossier:printed", ("dossier", found.dossier.pk), found.dossier.unit_id)]
    request.purpose = purpose_of(found.relations)
    made = slip_pdf(slip, at=at) if kind == "pdf" else slip_docx(slip)
    return _file(made, f"mau-{number}-{found.dossier.code or found.dossier.pk}", kind)


def point_register(request: Request, point_id: int, kind: str) -> HttpResponse:
    """Form 06: what a point accepted in a month. Refuses: onestop.point.unknown, onestop.register.month, onestop.register.long."""
    _must_be_known(kind)
    point = points.point_on(point_id, on=request.on)
    relations = relations_to_point(point, request.actor, on=request.on)
    if not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    first, last = _month(request.GET.get("month", ""), request.on)
    rows = list(_accepted(point.pk, first, last)[: MOST_LINES + 1])
    if len(rows) > MOST_LINES:
        text = _("Tháng này có quá nhiều hồ sơ cho một sổ in. Hãy tải danh sách .xlsx ở trang Hồ sơ.")
        raise DomainError("onestop.register.long", text)
    request.looked_at = [("onestop:dossier:printed", ("point", point.pk), point.unit_id)]
    request.purpose = purpose_of(relations)
    slip = papers.register(
        point, rows, organisation.name_of({one.unit_id for one in rows}, on=request.on), first=first, last=last, on=request.on
    )  # fmt: skip
    return _file(_register(slip, request, kind), f"so-theo-doi-{point.code}-{first:%Y-%m}", kind)


def _accepted(point_id: int, first: date, last: date) -> QuerySet[Dossier]:
    within = {"accepted_at__gte": midnight(first), "accepted_at__lt": midnight(last + timedelta(days=1))}
    return Dossier.objects.filter(point=point_id, **within).order_by("accepted_at", "pk")


def _register(slip: Slip, request: Request, kind: str) -> bytes:
    return slip_pdf(slip, at=request.at) if kind == "pdf" else slip_docx(slip)


def _month(text: str, on: date) -> tuple[date, date]:
    """The first and last day of a month "2026-11"; of this month where none is asked for."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else on.replace(day=1)
    except ValueError as wrong:
        raise DomainError("onestop.register.month", _("Ghi tháng dạng 2026-11.")) from wrong
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def _must_be_known(kind: str) -> None:
    if kind not in TYPES:
        raise Http404


def _file(made: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(made, content_type=TYPES[kind], headers=headers)
