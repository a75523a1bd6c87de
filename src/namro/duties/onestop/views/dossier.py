"""One dossier: where it stands and why it is due when it is, and every act on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError, NotVisible
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.duties.onestop import forms, offers, services, wording
from namro.duties.onestop.models import Dossier, Movement, Step, Supplement
from namro.duties.onestop.parameters import Move, moves, rule_of
from namro.duties.onestop.selectors import consulting, fees, linking, papers, points, reading
from namro.duties.onestop.selectors.options import DANGEROUS, left, options, others
from namro.duties.onestop.selectors.reckoning import Counted, limit_text, reckoned, transfer_due
from namro.duties.onestop.selectors.results import results_of
from namro.duties.onestop.services import Told
from namro.duties.onestop.services.moving import allowed
from namro.duties.onestop.views.acting import Data, act, when

P = Permission
FORMS: dict[str, type[forms.ActForm]] = {
    "ask_papers": forms.ItemsForm, "ask_completion": forms.CompletionForm, "finish": forms.ResultForm, "give_back": forms.ReturnForm,
}  # fmt: skip


def dossier_page(request: Request, dossier_id: int) -> HttpResponse:
    """State, due moment and how it came about, steps, papers, what may be done next and by whom, history."""
    found = reading.whole(request.actor, dossier_id, on=request.on)
    dossier = found.dossier
    request.looked_at = [("onestop:dossier:viewed", ("dossier", dossier.pk), dossier.unit_id)]
    request.purpose = purpose_of(found.relations)
    linked = linking.linked_of(dossier, at=request.at, on=request.on)
    context = {
        "f": found, "dossier": dossier, "tone": wording.tone(dossier), "overdue": wording.is_overdue(dossier, request.at),
        "counted": _counted(found), "options": options(dossier, found.relations, found.steps),
        "others": others(dossier, found.relations, found.steps, found.apology), "limit": _limit(dossier),
        "steps": [_step(one, request) for one in found.steps], "history": [_told(one) for one in found.movements],
        "slips": _slips(found), "transfer": _transfer(dossier, request.at),
        "costs": fees.costs_of(dossier), "may_take": may(P.DOSSIER_RECEIVE, found.relations),
        "may_refund": may(P.DOSSIER_OVERSEE, found.relations), "linked": linked, "part_of": linking.part_of(dossier),
        "sent": papers.papers_of(dossier), "files": results_of(dossier), "other_names": reading.other_names(dossier) if found.works else [], "may_file": may(P.DOSSIER_WORK, found.relations),
        "asked": consulting.asked_of(dossier, request.actor, found.relations, at=request.at, on=request.on),
    }  # fmt: skip
    return render(request, "onestop/dossier.html", context)


def _counted(found: reading.Whole) -> list[Counted] | None:
    """The count of the due moment; None where hours or the calendar no longer reach."""
    try:
        return reckoned(found.dossier, found.pauses)
    except DomainError:
        return None


def _transfer(dossier: Dossier, at: datetime) -> Data | None:
    """By when it must be passed on, by which rule, and whether that has gone by."""
    try:
        due = transfer_due(dossier)
    except DomainError:
        return None
    if due is None:
        return None
    return {"due": due, "late": due < at, "basis": rule_of("transfer_cut_off", on=due.date()).citation}


def _limit(dossier: Dossier) -> str:
    return limit_text(dossier.limit_quantity, dossier.limit_unit) if dossier.accepted_at else ""


def _step(one: Step, request: Request) -> Data:
    late = one.is_late or bool(one.due_at and not one.finished_at and one.due_at < request.at)
    return {"one": one, "limit": limit_text(one.limit_quantity, one.limit_unit), "late": late}


def _told(one: Movement) -> Data:
    made = moves().get(one.move)
    late = one.due_at is not None and one.at > one.due_at
    return {
        "one": one,
        "title": said(made.title) if made else one.move,
        "notice": said(made.notice) if made else "",
        "late": late,
        "mail": getattr(one, "mail", None),
    }


def _slips(found: reading.Whole) -> list[tuple[str, str]]:
    """The forms this dossier has, in the order of their numbers; a receipt also where none was given, if it is asked for."""
    numbers = {one.form for one in found.movements if one.form} | ({"04"} if found.apology else set())
    numbers |= {"01"} if found.dossier.accepted_at else set()
    return [(number, str(wording.FORM_TITLES[number])) for number in sorted(numbers) if number in wording.FORM_TITLES]


def _url(dossier_id: int) -> str:
    return reverse("dossier", args=[dossier_id])


def dossier_move(request: Request, dossier_id: int, key: str) -> HttpResponse:
    """A move of the table with what it must be told."""
    one = moves().get(key)
    if one is None or key in ("register", "begin", "accept"):
        raise NotVisible("onestop.move.unknown", _("Không có bước này."))

    def work(form: Data) -> None:
        if key == "finish":
            services.finish(dossier_id, _told_of(form), form["file"], version=form["version"], **when(request))
            return
        services.move(dossier_id, key, _told_of(form), version=form["version"], **when(request))

    def about() -> Data:
        dossier, relations = reading.dossier_for(request.actor, dossier_id, on=request.on, needs=P.DOSSIER_WORK)
        allowed(dossier, key, relations)
        return {
            **_about(dossier, said(one.title)), "button": said(one.title), "danger": key in DANGEROUS, "notes": _notes(one, request),
            "initial": {
                "version": dossier.version, "items": _missing(dossier, one, request), "address": dossier.address,
                "returned_to": dossier.applicant,
            },
        }  # fmt: skip

    return act(request, _form_of(one, dossier_id), back=_url(dossier_id), done=said(one.notice), work=work, about=about)


def _form_of(one: Move, dossier_id: int) -> Callable[..., forms.ActForm]:
    """The form of a move: what the dossier still lacks is asked for."""
    if one.key == "complete":
        asked = Supplement.objects.filter(dossier=dossier_id, answered_at=None).last()
        return partial(forms.CameForm, asked=[str(item["paper"]) for item in asked.items] if asked else [])
    if one.key == "finish" and left(Step.objects.filter(dossier=dossier_id)):
        return forms.SkippingResultForm
    return FORMS.get(one.key, forms.ReasonForm if "reason" in one.needs else forms.ActForm)


def _about(dossier: Dossier, title: str) -> Data:
    lead = f"{dossier.code or _('Chưa cấp mã')} · {dossier.procedure_name}"
    return {"title": title, "lead": lead, "initial": {"version": dossier.version}}


def _told_of(form: Data) -> Told:
    given = {name: form[name] for name in Told.__dataclass_fields__ if name in form}
    return Told(**given)


def _notes(one: Move, request: Request) -> tuple[str, ...]:
    """What the move does to the clock, with its rule."""
    if one.clock != "pause":
        return ()
    rule = rule_of("supplement_policy" if one.key == "ask_completion" else "other_policy", on=request.on)
    how = {
        "restart": _("Đồng hồ dừng; khi xong, thời hạn tính lại từ đầu."),
        "shift": _("Đồng hồ dừng; khi xong, hạn trả lùi đi bằng thời gian đã dừng."),
    }[rule.value]
    local = _(" Đây là lựa chọn của cơ quan, chưa đối chiếu nguyên văn.") if rule.authority == "LOCAL_POLICY" else ""
    return (format_html("{} {}.{}", how, cite(rule.citation), local),)


def _missing(dossier: Dossier, one: Move, request: Request) -> str:
    """The papers not ticked yet, as lines to begin with."""
    if one.key != "ask_papers":
        return ""
    there = {str(paper["name"]) for paper in dossier.papers}
    offered = offers.offer(dossier.procedure_code, on=request.on).papers
    why = _("Chưa có trong hồ sơ nộp")
    return "\n".join(f"{name}; {why}" for name in offered if name not in there)


def dossier_step(request: Request, dossier_id: int) -> HttpResponse:
    """The active step is done."""

    def work(form: Data) -> None:
        services.finish_step(dossier_id, outcome=form["outcome"], version=form["version"], **when(request))

    def about() -> Data:
        return _about(_found(request, dossier_id, P.DOSSIER_STEP), _("Xong bước đang làm"))

    done = _("Đã xong bước; hồ sơ sang bước sau.")
    return act(request, forms.OutcomeForm, back=_url(dossier_id), done=done, work=work, about=about)


def dossier_hand(request: Request, dossier_id: int) -> HttpResponse:
    """The active step to somebody else."""

    def work(form: Data) -> None:
        given = {"person_id": form["person"], "reason": form["reason"], "version": form["version"]}
        services.hand_step(dossier_id, **given, **when(request))

    def about() -> Data:
        dossier = _found(request, dossier_id, P.DOSSIER_STEP)
        names = points.colleagues(dossier.unit_id, on=request.on)
        return {**_about(dossier, _("Chuyển bước cho người khác")), "colleagues": names}

    return act(request, forms.HandForm, back=_url(dossier_id), done=_("Đã chuyển bước."), work=work, about=about)


def _found(request: Request, dossier_id: int, needs: Permission) -> Dossier:
    return reading.dossier_for(request.actor, dossier_id, on=request.on, needs=needs)[0]


def dossier_apologise(request: Request, dossier_id: int) -> HttpResponse:
    """The apology with its one new day."""

    def work(form: Data) -> None:
        given = {"reason": form["reason"], "new_day": form["new_day"], "fault_person_id": form["fault"]}
        services.apologise(dossier_id, **given, **when(request))

    def about() -> Data:
        dossier, rule = _found(request, dossier_id, P.DOSSIER_OVERSEE), rule_of("apology_days_before", on=request.on)
        text = _("Xin lỗi chậm nhất %(days)s ngày trước hạn trả; chỉ hẹn lại một lần.") % {"days": rule.value}
        names = points.colleagues(dossier.unit_id, on=request.on)
        notes = (format_html("{} {}.", text, cite(rule.citation)),)
        return {**_about(dossier, _("Xin lỗi và hẹn lại")), "colleagues": names, "notes": notes}

    done = _("Đã duyệt thư xin lỗi và ngày hẹn lại.")
    return act(request, forms.ApologyForm, back=_url(dossier_id), done=done, work=work, about=about)


def apology_sent(request: Request, dossier_id: int) -> HttpResponse:
    """The apology has gone out."""

    def work(form: Data) -> None:
        services.apology_sent(dossier_id, channel=form["channel"], **when(request))

    def about() -> Data:
        return _about(_found(request, dossier_id, P.DOSSIER_WORK), _("Đã gửi thư xin lỗi"))

    done = _("Đã ghi nhận thư xin lỗi gửi đi.")
    return act(request, forms.SentForm, back=_url(dossier_id), done=done, work=work, about=about)
