"""The sheet of a year: read it, say one's own level, write down what others must say first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.documents import year_form
from namro.base.errors import Conflict, DomainError
from namro.base.law.presenting import cite
from namro.base.ui.wording import moment_text, number_text, said
from namro.duties.evaluations import forms, yearly
from namro.duties.evaluations.models import NotRated, Sheet, SheetState, Step
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.selectors import named
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, reach_of, sheet_for, sheet_relations
from namro.duties.evaluations.selectors.year_sheet import YearSheet, year_sheet
from namro.duties.evaluations.services.year import opinions, self_rating
from namro.duties.evaluations.views import present, year
from namro.duties.evaluations.views.replacing import may_replace
from namro.engine.framework import Input

SELF_OPEN = (SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED)
OPINION_FIELDS = ("body", "number", "dated", "text", "level")
HANDED_IN = (SheetState.SELF_SCORED, SheetState.FORWARDED, SheetState.REVIEWED)


@dataclass(frozen=True)
class Typed:
    """What somebody typed and could not be saved, and which form it was."""

    form: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    is_conflict: bool = False

    def of(self, form: str, key: str, stored: Any = "") -> Any:
        return self.values.get(key, "") if self.form == form else stored


def show(
    request: Request, found: Sheet, *, typed: Typed | None = None, error: DomainError | None = None
) -> HttpResponse:
    """The page, with what is wrong on top."""
    whole = year_sheet(request.actor, found, on=request.on)
    context = {
        "sheet": found,
        "m": _page(request, whole, typed or Typed()),
        "error": error,
        "today": request.on.isoformat(),
    }
    if whole.year is not None:
        context |= year.months(whole.year)
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.pk), found.unit_id)]
    return render(request, "evaluations/year_sheet.html", context, status=error.status if error else 200)


def _page(request: Request, whole: YearSheet, typed: Typed) -> dict[str, Any]:
    sheet = whole.sheet
    is_mine = sheet.person_id == request.actor.person_id
    reach = reach_of(request.actor, on=request.on)
    relations = frozenset({Relation.SIGNED_IN, Relation.OWNER}) if is_mine else sheet_relations(reach, sheet)
    is_open = sheet.round.step not in PUBLISHED_STEPS
    return {
        **_about(whole, is_mine),
        **_said(whole),
        **_acts(request, whole, relations),
        "form": is_mine and is_open and not sheet.not_rated and sheet.state in SELF_OPEN,
        "is_submitted": sheet.state == SheetState.SELF_SCORED,
        "conflict": typed.is_conflict,
        "self_level": typed.of("self", "level", sheet.self_level),
        "strengths": typed.of("self", "strengths", sheet.self_strengths),
        "limits": typed.of("self", "limits", sheet.self_limits),
        "levels": [(code, whole.book.rating_title(code)) for code in whole.book.band_codes],
        "questions": _questions(whole, typed),
        "typed": {**dict.fromkeys(OPINION_FIELDS, ""), **typed.values},
        "typed_form": typed.form,
        "score": present.score_view(whole.book, whole.result),
        "viewers": named.lookers(sheet, but=request.actor.user_id) if is_mine else None,
        "steps": _steps(whole, request.on),
    }


def _about(whole: YearSheet, is_mine: bool) -> dict[str, Any]:
    sheet = whole.sheet
    return {
        "is_mine": is_mine,
        "name": sheet.person.full_name,
        "about": present.about(sheet, sheet.posting.title, whole.unit_names.get(sheet.unit_id, "")),
        "period_label": present.label_of(sheet.period),
        "round_name": whole.unit_names.get(sheet.round.unit_id, ""),
        "round_url": reverse("round", args=[sheet.round_id]),
        "not_rated": sheet.not_rated_note or (sheet.get_not_rated_display() if sheet.not_rated else ""),
        "has_form": year_form.used_by(sheet.period.framework),
        "form_name": present.form_name(sheet.period),
        "decision": _decision(whole),
        "petition": whole.petitions[0] if whole.petitions else None,
        "petition_days": parameters().petition_days,
        "petition_basis": present.petition_basis(sheet.period.framework),
        "can_petition": is_mine and whole.may_petition,
        "law": cite(whole.steps.source),
        "unit_level": whole.unit_level,
    }


def _decision(whole: YearSheet) -> dict[str, Any] | None:
    found = whole.decided
    if found is None:
        return None
    replaced = found.decision.replaces
    return {
        "rating": found.rating, "pk": found.decision_id, "number": found.decision.number, "on": found.decision.on,
        "signer": found.decision.signer.full_name, "replaces": replaced.number if replaced else "",
        "differs": found.differs and not whole.sheet.not_rated, "calculated": whole.result.level, "reason": found.reason,
    }  # fmt: skip


def _said(whole: YearSheet) -> dict[str, Any]:
    """What others said of the year: the meeting, the committee, the old units, advisers."""
    names = whole.unit_names
    return {
        "lacks": [text for _code, text in whole.lacks],
        "minuted": [{"text": one.text, "on": one.meeting.held_on, "pk": one.meeting_id} for one in whole.minuted],
        "committee": whole.committee,
        "advice": [_advice(one) for one in whole.advice],
        "transfers": [
            {"unit": names.get(one.unit_id, ""), "remark": one.remark, "at": one.at, "count": len(one.results)}
            for one in whole.transfers
        ],
        "old_units": list(whole.old_units.items()),
    }


def _advice(one: Any) -> dict[str, Any]:
    channel = parameters().channels.get(one.channel)
    return {
        "channel": channel.title.get("en" if present.in_english() else "vi") if channel else one.channel,
        "weight": number_text(str(channel.weight)) if channel else "0",
        "points": number_text(str(one.points)),
        "comment": one.comment,
        "giver": one.giver.full_name,
    }


def _acts(request: Request, whole: YearSheet, relations: frozenset[Relation]) -> dict[str, Any]:
    """What the viewer may do beside reading; the services check again."""
    sheet = whole.sheet
    is_open = sheet.round.step not in PUBLISHED_STEPS and sheet.state != SheetState.DECIDED
    not_own = Relation.OWNER not in relations
    prepares = not_own and may(Permission.ROUND_PREPARE, relations)
    decides = not_own and may(Permission.ROUND_DECIDE, relations)
    found = {
        "can_set_not_rated": is_open and prepares,
        "can_reopen": sheet.round.step not in PUBLISHED_STEPS and decides
        and sheet.state in (SheetState.REVIEWED, SheetState.DECIDED),
        "can_replace": may_replace(request.actor, sheet, on=request.on) and whole.decided is not None,
    }  # fmt: skip
    hears = sheet.rank in whole.steps.committee_opinion and not sheet.not_rated
    return {
        **found,
        "can_send_back": False,
        "officer_acts": any(found.values()),
        "not_rated_choices": [one for one in NotRated.choices if one[0] != NotRated.OUTSIDE],
        "reopen_steps": [(step.value, step.label) for step in (Step.REVIEW, Step.SELF_SCORE)],
        "hears_committee": hears,
        "can_committee": is_open and prepares and hears,
        "can_establish": is_open and not_own and not whole.book.is_rolled_up and sheet.state in HANDED_IN
        and may(Permission.SHEET_READ, relations),
        "can_handle": is_open and prepares,
        "can_transfer": is_open and bool(whole.old_units),
    }  # fmt: skip


def _questions(whole: YearSheet, typed: Typed) -> list[dict[str, Any]]:
    """What a law of conditions asks about the year, with what is known."""
    if whole.book.is_rolled_up:
        return []
    known = whole.sheet.answers
    asked = yearly.asked_of(whole.book, leads=whole.sheet.rank in yearly.LEADER_RANKS)
    groups = [
        {
            "name": one.key, "title": said(one.rule.title), "kind": "points", "maximum": one.maximum, "choices": [],
            "value": typed.of("establish", one.key, known.get(one.key, "")),
        }
        for one in whole.book.framework.groups
    ]  # fmt: skip
    return [_question(one, typed.of("establish", one.name, known.get(one.name, ""))) for one in asked] + groups


def _question(one: Input, value: Any) -> dict[str, Any]:
    return {
        "name": one.name, "title": said(one.title), "kind": one.kind, "value": value, "maximum": one.maximum,
        "choices": [(code, said(one.choice_titles[code]) if code in one.choice_titles else code) for code in one.choices],
    }  # fmt: skip


def _steps(whole: YearSheet, on: date) -> list[dict[str, Any]]:
    """Self, meeting, committee, proposal, decision, publication: who, by when, or when it was done."""
    sheet, names, round_ = whole.sheet, whole.unit_names, whole.sheet.round
    vacant = _("chưa có người đứng đầu")
    own = _("Tự xếp loại (%(form)s)") % {"form": present.form_name(sheet.period)}
    rows: list[tuple[str, str, date | None, Any]] = [
        (
            own,
            sheet.person.full_name,
            round_.self_score_by,
            sheet.self_at,
        )
    ]
    if whole.steps.meeting:
        rows.append(
            (
                _("Cuộc họp nhận xét, thông qua biên bản"),
                names.get(sheet.unit_id, ""),
                round_.review_by,
                sheet.review_at,
            )
        )
    elif not whole.book.is_rolled_up:
        rows.append(
            (
                _("Xác định kết quả năm"),
                whole.reviewer.full_name if whole.reviewer else vacant,
                round_.review_by,
                sheet.review_at,
            )
        )
    if sheet.rank in whole.steps.committee_opinion:
        done = whole.committee[0].at if whole.committee else None
        rows.append((_("Nhận xét của cấp ủy"), "", round_.review_by, done))
    if sheet.rank in whole.steps.home_affairs_proposal:
        done = sheet.proposed_at if sheet.proposed_as == "officer" else None
        rows.append((_("Đề xuất của cơ quan tham mưu tổ chức, cán bộ"), "", round_.decide_by, done))
    rows += [
        (_("Quyết định xếp loại") + f" ({names.get(round_.unit_id, '')})",
         whole.decider.full_name if whole.decider else vacant, round_.decide_by,
         whole.decided.decision.at if whole.decided else None),
        (_("Thông báo, công bố"), "", round_.publish_by, round_.published_at),
    ]  # fmt: skip
    return [
        {
            "text": text,
            "who": who,
            "by": by,
            "done": moment_text(done),
            "is_late": done is None and by is not None and on > by,
        }
        for text, who, by, done in (rows[-2:] if sheet.not_rated else rows)
    ]


# acts ------------------------------------------------------------------------------------------------------------
def year_self(request: Request, sheet_id: int) -> HttpResponse:
    """Hand in the person's own level, or keep a draft; what was typed stays on the page when it cannot be taken."""
    if request.method != "POST":
        return redirect("sheet", sheet_id)
    is_draft = request.POST.get("stage") == "draft"
    try:
        self_rating.rate_self(
            sheet_id=sheet_id, level=request.POST.get("level", ""), strengths=request.POST.get("strengths", ""),
            limits=request.POST.get("limits", ""), version=forms.number_of(request.POST, "version"), is_draft=is_draft,
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        return _again(request, sheet_id, "self", error)
    messages.success(request, _("Đã lưu nháp.") if is_draft else _("Đã gửi phiếu xếp loại năm."))
    return redirect("sheet", sheet_id)


def _again(request: Request, sheet_id: int, form: str, error: DomainError) -> HttpResponse:
    if error.status in (403, 404):
        raise error
    fresh = sheet_for(request.actor, sheet_id, on=request.on)
    return show(request, fresh, typed=Typed(form, request.POST.dict(), isinstance(error, Conflict)), error=error)


def _establish(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    self_rating.establish(
        sheet_id=sheet_id, answers=request.POST.dict(), comment=request.POST.get("comment", ""),
        version=forms.number_of(request.POST, "version"), **who,
    )  # fmt: skip
    return _("Đã ghi kết quả năm của người này.")


def _committee(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    opinions.give_committee_opinion(
        sheet_id=sheet_id, body=request.POST.get("body", ""), number=request.POST.get("number", ""),
        dated=forms.day_of(request.POST, "dated"), text=request.POST.get("text", ""),
        level=request.POST.get("level", ""), **who,
    )  # fmt: skip
    return _("Đã ghi nhận xét của cấp ủy.")


def _transfer(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    opinions.send_transfer_record(
        sheet_id=sheet_id, unit_id=forms.number_of(request.POST, "unit"), remark=request.POST.get("remark", ""), **who
    )
    return _("Đã gửi kết quả của đơn vị cũ.")


def _handling(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    self_rating.propose_handling(
        sheet_id=sheet_id,
        text=request.POST.get("handling", ""),
        version=forms.number_of(request.POST, "version"),
        **who,
    )
    return _("Đã ghi đề xuất phương án xử lý.")


Act = Callable[[Request, int, dict[str, Any]], str]
ACTS: dict[str, Act] = {
    "establish": _establish, "committee": _committee, "transfer": _transfer, "handling": _handling,
}  # fmt: skip


def year_act(request: Request, sheet_id: int, act: str) -> HttpResponse:
    """One thing written down on a year's sheet by somebody else than its person."""
    if act not in ACTS:
        raise Http404
    sheet_for(request.actor, sheet_id, on=request.on)
    if request.method != "POST":
        return redirect("sheet", sheet_id)
    try:
        text = ACTS[act](request, sheet_id, {"by": request.actor, "at": request.at, "on": request.on})
    except DomainError as error:
        return _again(request, sheet_id, act, error)
    messages.success(request, text)
    return redirect("sheet", sheet_id)
