"""Regulations: the board, one version, drafting, deciding."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.city.people.models import LeaveKind, StaffGroup
from namro.duties.careers.money import forms, services, wording
from namro.duties.careers.money.models import Regulation, RegulationState
from namro.duties.careers.money.parameters import parameters, terms_of
from namro.duties.careers.money.rules import faults
from namro.duties.careers.money.selectors import boards, standing

PER_PAGE = 50


def board(request: Request) -> HttpResponse:
    """Every version the actor oversees."""
    words = request.GET.get("q", "")
    found = boards.regulations_for(request.actor, words=words, on=request.on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of({one.scheme.unit_id for one in page}, on=request.on)
    context = {
        "page": page,
        "q": words,
        "names": names,
        "tones": wording.TONES,
        "may_draft": bool(request.actor.officer_of),
    }
    return render(request, "money/regulations.html", context)


def found(regulation_id: int) -> Regulation:
    row = Regulation.objects.select_related("scheme").filter(pk=regulation_id).first()
    if row is None:
        raise standing.not_found()
    return row


def one(request: Request, regulation_id: int) -> HttpResponse:
    """One version in words, with its levels and where its draft came from."""
    row = found(regulation_id)
    relations = standing.require_unit(request.actor, row.scheme.unit_id, Permission.MONEY_READ, on=request.on)
    preset = parameters().preset(row.preset)
    is_draft = row.state == RegulationState.DRAFT
    bonus = parameters().bonus_fund(request.on) if row.scheme.money == "bonus" else None
    context = {
        "row": row, "levels": row.terms["levels"], "facts": _facts(row), "tone": wording.TONES[row.state],
        "unit": organisation.name_of([row.scheme.unit_id], on=request.on).get(row.scheme.unit_id, ""),
        "preset": preset, "preset_title": said(preset.title) if preset else "", "argument": said(preset.argument) if preset else "",
        "preset_basis": cite(preset.basis.citation) if preset else "",
        "use": cite(parameters().citation_of_use(row.scheme.period, request.on)),
        "bonus": said(bonus.title) if bonus else "", "bonus_basis": cite(bonus.basis.citation) if bonus else "",
        "faults": [wording.FAULTS[code] for code in faults(terms_of(row.terms))] if is_draft else [], "is_draft": is_draft,
        "may_prepare": may(Permission.MONEY_PREPARE, relations), "may_decide": may(Permission.MONEY_DECIDE, relations),
        "versions": list(row.scheme.versions.order_by("-version")),
    }  # fmt: skip
    return render(request, "money/regulation.html", context)


def _facts(row: Regulation) -> list[tuple[Any, Any, str]]:
    terms, articles = row.terms, row.articles
    groups, kinds = dict(StaffGroup.choices), dict(LeaveKind.choices)
    return [
        (_("Cách chi"), wording.METHODS[terms["method"]], articles.get("levels", "")),
        (_("Căn cứ tính"), wording.BASES[terms["base"]], articles.get("levels", "")),
        (_("Phần quỹ chia đều"), terms["shared"], articles.get("shared", "")),
        (_("Tính theo ngày công tác"), _("có") if terms["by_days"] else _("không"), articles.get("proration", "")),
        (
            _("Ngày nghỉ không tính"),
            ", ".join(str(kinds[one]) for one in terms["absences"]) or "–",
            articles.get("proration", ""),
        ),
        (_("Đối tượng"), ", ".join(str(groups[one]) for one in terms["groups"]) or _("mọi người"), ""),
        (_("Hệ số, mức sàn tính cho mỗi tháng"), _("có") if terms["per_month"] else _("không"), ""),
        (_("Làm tròn đến (đồng)"), terms["unit"], articles.get("rounding", "")),
        (_("Phần chưa chi"), wording.UNSPENT[terms["unspent"]], ""),
    ]


def url_of(regulation_id: int) -> str:
    return reverse("money_regulation", args=[regulation_id])


def new(request: Request) -> HttpResponse:
    """Draft the next version."""

    def work(data: Data) -> str:
        unit_id = data.pop("unit")
        return reverse(
            "money_regulation_edit", args=[services.draft_regulation(unit_id=unit_id, **data, **when(request)).pk]
        )

    return act(
        request, forms.DraftForm, title=_("Soạn quy chế chi"), back=reverse("money_regulations"), work=work,
        done=_("Đã tạo dự thảo, hãy xem lại từng nội dung."),
    )  # fmt: skip


def edit(request: Request, regulation_id: int) -> HttpResponse:
    """The terms of a draft; what was typed survives a refusal and a closed window."""
    row = found(regulation_id)
    standing.require_unit(request.actor, row.scheme.unit_id, Permission.MONEY_PREPARE, on=request.on)
    held: dict[str, Any] = {}

    def ready(form: forms.RegulationForm) -> None:
        held["form"] = form

    def work(data: Data) -> None:
        form = held["form"]
        services.save_regulation(
            regulation_id=row.pk, title=data["title"], terms=form.terms(), articles=form.articles(), edits=data["edits"],
            **when(request),
        )  # fmt: skip

    initial = {"title": row.title, "edits": row.edits, **forms.typed(row.terms, row.articles)}
    return act(
        request, forms.RegulationForm, title=_("Sửa dự thảo: %(title)s") % {"title": row.title}, back=url_of(row.pk), work=work,
        done=_("Đã lưu dự thảo."), initial=initial, ready=ready,
        lead=_("Mức xếp loại ghi từ cao xuống thấp; hệ số ghi như 0,5. Kiểm tra lại với văn bản trước khi ban hành."),
    )  # fmt: skip


def decide(request: Request, regulation_id: int) -> HttpResponse:
    """Put a version in force."""
    row = found(regulation_id)
    standing.require_unit(request.actor, row.scheme.unit_id, Permission.MONEY_DECIDE, on=request.on)

    def work(data: Data) -> None:
        services.decide_regulation(regulation_id=row.pk, **data, **when(request))

    return act(
        request, forms.InForceForm, title=_("Ban hành: %(title)s") % {"title": row.title}, back=url_of(row.pk), work=work,
        done=_("Đã ban hành quy chế."), initial={"edits": row.edits, "decided_on": request.on, "valid_from": request.on},
        lead=_("Quy chế đã ban hành không sửa được nữa; phiên bản sau thay thế phiên bản này."),
    )  # fmt: skip
