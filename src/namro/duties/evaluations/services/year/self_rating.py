"""The person's own level for a year (Mẫu số 02, part II), with drafts; and what was established where a law asks for facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.ui.wording import said
from namro.duties.evaluations import rules, yearly
from namro.duties.evaluations.models import Period, Sheet, SheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import require_level
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.services.reviewing import require_preparer
from namro.duties.evaluations.services.steps import (
    PROPOSAL,
    Held,
    advance,
    clear_proposal,
    hold_sheet,
    note,
    save,
)
from namro.engine.framework import Input

FIELDS = ("self_level", "self_strengths", "self_limits", "self_points", "state", "self_at", "self_by")


@transaction.atomic
def rate_self(
    *, sheet_id: int, level: str, strengths: str, limits: str, version: int, is_draft: bool = False, by: Actor,
    at: datetime, on: date,
) -> Sheet:  # fmt: skip
    """Say one's own level for the year with the report behind it; a draft keeps what is typed and hands nothing in.

    Refuses: evaluations.not_found, access.denied, evaluations.self.closed, evaluations.sheet.not_rated,
    evaluations.sheet.conflict, evaluations.round.closed, evaluations.self_level.missing, evaluations.rating.unknown,
    evaluations.year.only
    Records: evaluations:sheet:self_rated; evaluations:sheet:self_withdrawn (a draft after handing in)
    """
    held = hold_sheet(sheet_id, by=by, on=on, needs=Permission.SHEET_SELF_SCORE)
    sheet = held.sheet
    require_year(sheet)
    rules.require_self_open(sheet)
    theirs = {"level": sheet.self_level, "strengths": sheet.self_strengths, "limits": sheet.self_limits}
    rules.require_version(
        sheet, version, mine={"level": level, "strengths": strengths, "limits": limits}, theirs=theirs
    )
    if level:
        require_level(rulebook_of(sheet.period), level)
    elif not is_draft:
        raise DomainError("evaluations.self_level.missing", _("Hãy chọn mức tự xếp loại."), field="level")
    was = sheet.state
    sheet.self_level, sheet.self_strengths, sheet.self_limits = level, strengths.strip(), limits.strip()
    sheet.self_points = []
    _hand_in(sheet, is_draft, by, at)
    save(sheet, FIELDS)
    if sheet.state != was:
        advance(sheet.round_id)
    if not is_draft:
        note("self_rated", held, by=by, at=at, before={"level": theirs["level"]}, after={"level": level})
    elif was == SheetState.SELF_SCORED:
        note("self_withdrawn", held, by=by, at=at)
    return sheet


def _hand_in(sheet: Sheet, is_draft: bool, by: Actor, at: datetime) -> None:
    if not is_draft:
        sheet.state, sheet.self_at, sheet.self_by_id = SheetState.SELF_SCORED, at, by.user_id
    elif sheet.state == SheetState.SELF_SCORED:
        sheet.state, sheet.self_at, sheet.self_by_id = SheetState.OPEN, None, None


def require_year(sheet: Sheet) -> None:
    """Refuses: evaluations.year.only"""
    if sheet.period.kind != Period.Kind.YEAR:
        message = _("Việc này chỉ có trong kỳ xếp loại năm. Với tháng, quý hãy dùng phiếu chấm điểm.")
        raise DomainError("evaluations.year.only", message)


@transaction.atomic
def establish(
    *, sheet_id: int, answers: Mapping[str, Any], comment: str = "", version: int, by: Actor, at: datetime, on: date
) -> Sheet:
    """Write down what a framework of conditions asks about a person's year, by whoever scores or prepares. Where the
    framework knows no meeting this is the review; whatever was proposed before goes.

    Refuses: evaluations.not_found, access.denied, evaluations.own_sheet, evaluations.review.no_self,
    evaluations.review.decided, evaluations.sheet.conflict, evaluations.answer.value, evaluations.year.only
    Records: evaluations:sheet:established
    """
    held = hold_sheet(sheet_id, by=by, on=on, needs=Permission.SHEET_READ)
    sheet = held.sheet
    require_year(sheet)
    _require_preparer(held, by)
    rules.require_reviewable(sheet)
    rules.require_version(sheet, version, mine=dict(answers), theirs=dict(sheet.answers))
    book = rulebook_of(sheet.period)
    before = {"answers": sheet.answers, **clear_proposal(sheet)}
    sheet.answers = answers_of(book, answers)
    sheet.review_comment = comment.strip()
    fields = ["answers", "review_comment", *PROPOSAL]
    moves = not parameters().steps_of_year(sheet.period.framework).meeting and sheet.state != SheetState.REVIEWED
    if moves:
        sheet.state, sheet.review_points, sheet.review_at, sheet.review_by_id = SheetState.REVIEWED, [], at, by.user_id
        fields += ["state", "review_points", "review_at", "review_by"]
    save(sheet, fields)
    if moves:
        advance(sheet.round_id)
    note("established", held, by=by, at=at, before=before, after={"answers": sheet.answers})
    return sheet


def _require_preparer(held: Held, by: Actor) -> None:
    sheet, reach = held.sheet, held.reach
    if sheet.person_id == by.person_id:
        raise NotAllowed("evaluations.own_sheet", _("Không ai tự xử lý phiếu của mình. Nhờ cấp trên làm việc này."))
    units = {sheet.reviewer_unit_id, sheet.round.unit_id}
    if not units & reach.acts_for and not (by.officer_of and reach.oversees(*units)):
        raise NotAllowed("access.denied", _("Chỉ người chấm, người quyết định hoặc cán bộ nội vụ làm được việc này."))


@transaction.atomic
def propose_handling(*, sheet_id: int, text: str, version: int, by: Actor, at: datetime, on: date) -> Sheet:
    """Part IV of Mẫu số 02: how to handle the result (art. 23), proposed by whoever prepares the round.

    Refuses: evaluations.not_found, access.denied, evaluations.own_sheet, evaluations.year.only,
    evaluations.review.decided, evaluations.sheet.conflict
    Records: evaluations:sheet:handling_proposed
    """
    held = require_preparer(sheet_id, by=by, on=on)
    sheet = held.sheet
    require_year(sheet)
    if sheet.state == SheetState.DECIDED:
        raise Conflict("evaluations.review.decided", _("Phiếu đã có quyết định. Muốn sửa, mở lại và nêu lý do."))
    rules.require_version(sheet, version, mine={"handling": text}, theirs={"handling": sheet.handling})
    before = {"handling": sheet.handling}
    sheet.handling = text.strip()
    save(sheet, ["handling"])
    note("handling_proposed", held, by=by, at=at, before=before, after={"handling": sheet.handling})
    return sheet


def answers_of(book: Rulebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, checked input by input; nothing typed stays unknown. Refuses: evaluations.answer.value"""
    found: dict[str, Any] = {}
    for one in yearly.inputs_of(book):
        value = given.get(one.name)
        if value not in (None, ""):
            found[one.name] = answer(one, value)
    for group in book.framework.groups:
        if given.get(group.key) not in (None, ""):
            found[group.key] = number_of(said(group.rule.title), given[group.key], field=group.key)
    return found


def answer(one: Input, value: Any) -> Any:
    """One answer as it is kept. Refuses: evaluations.answer.value"""
    if one.kind == "flag":
        return value is True or str(value) in ("1", "true", "on")
    if one.kind == "choice":
        if value not in one.choices:
            message = _("“%(title)s”: hãy chọn một trong các giá trị có sẵn.") % {"title": said(one.title)}
            raise DomainError("evaluations.answer.value", message, field=one.name)
        return value
    number = number_of(said(one.title), value, field=one.name)
    if one.kind in ("count", "tally"):
        if not number.isdecimal():
            message = _("“%(title)s” là một số nguyên từ 0 trở lên. Hãy sửa lại.") % {"title": said(one.title)}
            raise DomainError("evaluations.answer.value", message, field=one.name)
        return int(number)
    return number


def number_of(title: str, value: Any, *, field: str) -> str:
    """A decimal as typed, with a comma or a point. Refuses: evaluations.answer.value"""
    text = str(value).strip().replace(",", ".")
    whole, _point, part = text.partition(".")
    if not whole.isdecimal() or (part and not part.isdecimal()):
        message = _("“%(title)s” là một số, ví dụ 2,5. Hãy sửa lại.") % {"title": title}
        raise DomainError("evaluations.answer.value", message, field=field)
    return text
