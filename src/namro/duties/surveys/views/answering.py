"""Answers given on the counter's device, and paper keyed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.city.acting import when
from namro.city.people.models import Person
from namro.duties.surveys import access, selectors, services
from namro.duties.surveys.models import Campaign, PaperSheet
from namro.duties.surveys.presenting import level_names, questionnaire
from namro.duties.surveys.selectors.campaigns import units_of
from namro.engine.survey import differences

Levels = dict[str, int]
TYPED = ("dossier_code", "number", "unit_id")


def answers_of(request: Request) -> Levels:
    """Fields named q_QUESTION; what is no number is off every scale."""
    given = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("q_") and value}
    return {key: int(value) if value.isdecimal() and len(value) < 4 else 0 for key, value in given.items()}


def _show(
    request: Request, found: Campaign, page: dict[str, Any], work: Callable[[Levels], str], given: Levels | None = None,
) -> HttpResponse:  # fmt: skip
    """The questionnaire; sent, its service; refused, the same with everything chosen."""
    access.require(Permission.SURVEY_ENTER, found, request.actor, on=request.on)
    refusal, chosen = "", given or {}
    if request.method == "POST":
        chosen = answers_of(request)
        try:
            return redirect(work(chosen))
        except DomainError as error:
            if error.status in (403, 404):
                raise
            refusal = str(error)
    data = found.instrument.data
    context = {
        "c": found, "refusal": refusal, "levels": level_names(data), "typed": {name: request.POST.get(name, "") for name in TYPED},
        "groups": questionnaire(data, chosen, page.pop("wrong", frozenset())), **page,
    }  # fmt: skip
    return render(request, "surveys/answer.html", context, status=422 if refusal else 200)


def kiosk(request: Request, campaign_id: int) -> HttpResponse:
    """The device at the counter, signed in by the desk: big choices, one dossier once."""
    found, _relations = selectors.one(request.actor, campaign_id, on=request.on)
    units, unit = units_of(found, on=request.on), _number(request.GET.get("unit")) or found.unit_id
    officer = request.GET.get("officer", "").strip()

    def work(chosen: Levels) -> str:
        services.rate(
            campaign_id=campaign_id, unit_id=unit, person_id=_person(officer), answers=chosen,
            dossier_code=request.POST.get("dossier_code", ""), source=f"kiosk-{request.actor.user_id}", **when(request),
        )  # fmt: skip
        messages.success(request, _("Cảm ơn quý vị. Câu trả lời không gắn với tên hay hồ sơ của quý vị."))
        return request.get_full_path()

    title = _("Quý vị hài lòng đến đâu?")
    page = {"title": title, "is_kiosk": True, "units": units, "unit": unit, "officer": officer, "asks_dossier": True}
    return _show(request, found, page, work)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _person(code: str) -> int | None:
    """Refuses: surveys.person"""
    if not code:
        return None
    found = Person.objects.filter(code__iexact=code).values_list("pk", flat=True).first()
    if found is None:
        raise DomainError("surveys.person", _("Không có cán bộ mang mã này. Xem mã ở trang Con người."))
    return found


def paper_first(request: Request, campaign_id: int) -> HttpResponse:
    """Key a sheet of paper for the first time."""
    found, _relations = selectors.one(request.actor, campaign_id, on=request.on)

    def work(chosen: Levels) -> str:
        unit = _number(request.POST.get("unit_id")) or 0
        services.key_first(
            campaign_id=campaign_id,
            number=request.POST.get("number", ""),
            unit_id=unit,
            answers=chosen,
            **when(request),
        )
        messages.success(request, _("Đã ghi lần một. Phiếu được tính khi người thứ hai nhập giống hệt."))
        return request.path

    page = {"title": _("Nhập phiếu giấy: lần một"), "units": units_of(found, on=request.on), "asks_number": True}
    return _show(request, found, page, work)


def paper_second(request: Request, sheet_id: int) -> HttpResponse:
    """Key it again, without seeing the first keying."""
    sheet, found = _sheet(request, sheet_id)

    def work(chosen: Levels) -> str:
        made = services.key_second(sheet_id=sheet_id, answers=chosen, **when(request))
        return _after(request, made)

    title = _("Nhập phiếu giấy: lần hai")
    return _show(request, found, {"title": f"{title}, {sheet.number}"}, work)


def paper_again(request: Request, sheet_id: int) -> HttpResponse:
    """Look again where the two keyings differ; only one's own is shown."""
    sheet, found = _sheet(request, sheet_id)
    mine = {sheet.first_by_id: sheet.first, sheet.second_by_id: sheet.second}.get(request.actor.user_id) or {}

    def work(chosen: Levels) -> str:
        return _after(request, services.key_again(sheet_id=sheet_id, answers=chosen, **when(request)))

    wrong, title = frozenset(differences(sheet.first, sheet.second or {})), _("Xem lại phiếu nhập khác nhau")
    return _show(request, found, {"title": f"{title}, {sheet.number}", "wrong": wrong}, work, mine)


def _after(request: Request, made: PaperSheet) -> str:
    if made.is_matched:
        messages.success(request, _("Hai lần nhập giống nhau, phiếu đã được tính."))
        return reverse("survey", args=[made.campaign_id])
    messages.warning(request, _("Hai lần nhập khác nhau ở các câu được đánh dấu. Hãy xem lại phiếu giấy."))
    return reverse("survey_paper_again", args=[made.pk])


def _sheet(request: Request, sheet_id: int) -> tuple[PaperSheet, Campaign]:
    """Refuses: surveys.not_found"""
    sheet = PaperSheet.objects.filter(pk=sheet_id).first()
    if sheet is None:
        raise access.not_found()
    found, _relations = selectors.one(request.actor, sheet.campaign_id, on=request.on)
    return sheet, found
