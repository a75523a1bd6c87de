"""What the page of one sheet shows, put together from the person's month and what the viewer is to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.ui.wording import moment_text, number_text, said
from namro.city.facts.models import WorkLine
from namro.duties.evaluations.models import NotRated, Sheet, SheetState, Step
from namro.duties.evaluations.observed import with_observations
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import MARK_PREFIX, Rulebook
from namro.duties.evaluations.scoring import LEADER_RANKS
from namro.duties.evaluations.selectors import named
from namro.duties.evaluations.selectors.observing import observations_of
from namro.duties.evaluations.selectors.person import MyMonth, my_month, my_sheets
from namro.duties.evaluations.selectors.scores import LiveScore
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, reach_of, sheet_relations
from namro.duties.evaluations.views import observing, present
from namro.duties.evaluations.views.replacing import may_replace
from namro.engine.case import Node

SELF_OPEN = (SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED)
COUNTED = {
    "assigned_units": gettext_lazy("giao"),
    "completed_units": gettext_lazy("hoàn thành"),
    "quality_units": gettext_lazy("chất lượng"),
    "progress_units": gettext_lazy("tiến độ"),
}
HISTORY = 12


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the self-score form and could not be saved."""

    points: Mapping[int, str] = field(default_factory=dict)
    strengths: str | None = None
    limits: str | None = None
    wrong: str = ""  # the field at fault
    is_conflict: bool = False


def sheet_page(
    actor: Actor, sheet: Sheet, *, on: date, typed: Typed | None = None, mine: list[Sheet] | None = None
) -> dict[str, Any]:
    """Everything the template calls `m`; `mine` are the person's sheets where the view has them already."""
    month = my_month(sheet, on=on)
    relations = _relations(actor, sheet, on)
    is_mine = Relation.OWNER in relations
    lines = month.score.lines()
    book = month.score.book
    observed = observations_of(sheet)
    tree = with_observations(month.score.explanation(lines), observed)
    every = (mine or my_sheets(sheet.person_id)) if is_mine else []
    return {
        **_about(month, is_mine),
        "is_running": on < sheet.period.days.upper,
        **_points(month, typed),
        **_acts(relations, month, may_replace(actor, sheet, on=on)),
        "form": is_mine
        and not sheet.not_rated
        and sheet.state in SELF_OPEN
        and sheet.round.step not in PUBLISHED_STEPS,
        "score": score_of(month.score, tree),
        "lines": [_line(number, one, tree, book) for number, one in enumerate(lines, 1)],
        "observed": observing.cards(sheet, book, observed),
        "can_answer_observed": _may_answer(actor, sheet, relations),
        "steps": _steps(month, on),
        "viewers": named.lookers(sheet, but=actor.user_id) if is_mine else None,
        **_history(every, sheet),
    }


def _may_answer(actor: Actor, sheet: Sheet, relations: frozenset[Relation]) -> bool:
    """Whether the viewer says what they make of observations: whoever scores, until the decision."""
    is_open = sheet.round.step not in PUBLISHED_STEPS and sheet.state != SheetState.DECIDED
    return is_open and may(Permission.SHEET_REVIEW, relations) and sheet.person_id != actor.person_id


def _relations(actor: Actor, sheet: Sheet, on: date) -> frozenset[Relation]:
    """On one's own sheet one is its owner and nothing else; others are asked about."""
    if sheet.person_id == actor.person_id:
        return frozenset({Relation.SIGNED_IN, Relation.OWNER})
    return sheet_relations(reach_of(actor, on=on), sheet)


def score_of(score: LiveScore, tree: Node) -> present.ScoreView:
    """The score card of a live score; general points so far even while some are missing."""
    view = present.score_view(score.book, score.result, tree)
    if view.total or not score.points:
        return view
    return present.ScoreView(**{**view.__dict__, "general": number_text(score.general_so_far)})


def _about(month: MyMonth, is_mine: bool) -> dict[str, Any]:
    sheet = month.sheet
    unit = month.unit_names.get(sheet.unit_id, "")
    petition = month.petitions[0] if month.petitions else None
    return {
        "is_mine": is_mine,
        "attendance": _attendance(month),
        "name": sheet.person.full_name,
        "about": present.about(sheet, sheet.posting.title, unit),
        "period_label": present.label_of(sheet.period),
        "round_name": month.unit_names.get(sheet.round.unit_id, ""),
        "round_url": reverse("round", args=[sheet.round_id]),
        "not_rated": sheet.not_rated_note or (sheet.get_not_rated_display() if sheet.not_rated else ""),
        "sent_back": _sent_back(month),
        "decision": _decision(month),
        "petition": petition,
        "petition_days": parameters().petition_days,
        "petition_basis": present.petition_basis(sheet.period.framework),
        "can_petition": is_mine and month.may_petition,
        "can_print": True,
    }


def _attendance(month: MyMonth) -> str:
    """Days worked, said only where they are not the whole period."""
    days = month.attendance
    if not days.away and not days.is_short:
        return ""
    text = _("Thời gian làm việc trong kỳ: %(worked)s/%(days)s ngày làm việc (nghỉ %(away)s).")
    said_so = text % {"worked": days.worked, "days": days.working_days, "away": days.away}
    return said_so + (" " + _("Thời gian ngắn: người quyết định được thấy điều này.") if days.is_short else "")


def _sent_back(month: MyMonth) -> str:
    open_again = month.sheet.state == SheetState.OPEN and month.sheet.self_points is not None
    mine = [one for one in month.reopenings if one.to_step == Step.SELF_SCORE]
    return mine[0].reason if open_again and mine else ""


def _decision(month: MyMonth) -> dict[str, Any] | None:
    found = month.decided
    if found is None:
        return None
    replaced = found.decision.replaces
    return {
        "rating": found.rating,
        "pk": found.decision_id,
        "number": found.decision.number,
        "on": found.decision.on,
        "signer": found.decision.signer.full_name,
        "replaces": replaced.number if replaced else "",
        "differs": found.differs and not month.sheet.not_rated,
        "calculated": month.score.result.level,
        "reason": found.reason,
    }


def _points(month: MyMonth, typed: Typed | None) -> dict[str, Any]:
    sheet, book = month.sheet, month.score.book
    said_so = typed or Typed()
    return {
        "sections": sections(book, sheet, said_so),
        "strengths": sheet.self_strengths if said_so.strengths is None else said_so.strengths,
        "limits": sheet.self_limits if said_so.limits is None else said_so.limits,
        "comment": sheet.review_comment,
        "marks": _marks(book, sheet),
        "is_submitted": sheet.state == SheetState.SELF_SCORED,
        "is_reviewed": sheet.review_at is not None,
        "is_accepted": sheet.accepted_as_self,
        "autosave": sheet.state in (SheetState.OPEN, SheetState.FORWARDED),
        "conflict": said_so.is_conflict,
    }


def sections(book: Rulebook, sheet: Sheet, typed: Typed) -> list[dict[str, Any]]:
    """The criteria by section of the official form, with what is stored and what was typed."""
    own = present.points_texts(sheet.self_points, len(book.criteria))
    reviewed = present.points_texts(sheet.review_points, len(book.criteria))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in book.criteria:
        key = (row.group.key, row.criterion.section)
        title = row.group.sections.get(row.criterion.section)
        section = found.setdefault(key, {
            "code": row.criterion.section, "title": said(title) if title else said(row.group.rule.title), "criteria": [],
        })  # fmt: skip
        value = typed.points.get(row.place, own[row.place])
        section["criteria"].append({
            "place": row.place, "code": row.code, "title": row.title, "maximum": row.maximum,
            "max_machine": str(row.maximum), "step_machine": str(row.step or "0.5"), "value": value,
            "own": own[row.place], "reviewed": reviewed[row.place],
            "saved": own[row.place] if typed.is_conflict and value != own[row.place] else "",
            "is_wrong": typed.wrong in (f"p-{row.place}", f"points-{row.place}"),
        })  # fmt: skip
    return list(found.values())


def _marks(book: Rulebook, sheet: Sheet) -> list[dict[str, Any]]:
    if sheet.rank not in LEADER_RANKS:
        return []
    given = list(sheet.unit_marks or [None] * len(book.marks))
    return [
        {"code": code, "title": mark_title(book, code), "value": value}
        for code, value in zip(book.marks, given, strict=True)
    ]


def mark_title(book: Rulebook, code: str) -> str:
    """What d, đ or e judges, in the reader's language."""
    formula = next((one for one in book.framework.sheet_formulas if one.key == code), None)
    if formula is not None:
        return said(formula.rule.title).partition(": ")[2] or said(formula.rule.title)
    return next((said(one.title) for one in book.framework.sheet_inputs if one.name == MARK_PREFIX + code), code)


def _line(number: int, one: WorkLine, tree: Node, book: Rulebook) -> dict[str, Any]:
    totals = [formula for formula in book.framework.line_formulas if formula.total]
    parts = []
    for formula in totals:
        node = tree.find(f"{formula.key}.{number}")
        if node is not None and node.value is not None:
            text = COUNTED.get(formula.key, said(formula.rule.title))
            parts.append((text, present.rounded(Fraction(node.value))))
    return {
        "label": one.label,
        "origin": one.get_origin_display() if one.origin != "planned" else "",
        "coefficient": one.coefficient,
        "assigned": one.assigned,
        "completed": one.completed,
        "faults": _faults(one),
        "parts": parts,
    }


def _faults(one: WorkLine) -> str:
    named_faults = (
        (_("sai sót lớn"), one.major_errors, one.errors_excused),
        (_("chậm"), one.delays, one.delays_excused),
    )
    said_so = [_fault(text, count, excused) for text, count, excused in named_faults if count]
    return "; ".join(said_so) or "–"


def _fault(text: str, count: int, excused: int) -> str:
    whole = f"{count} {text}"
    apart = _("%(n)s khách quan") % {"n": excused}
    return f"{whole} ({apart})" if excused else whole


def _steps(month: MyMonth, on: date) -> list[dict[str, Any]]:
    """Self, reviewer, authority, publication: who, by when, or when it was done."""
    sheet, names = month.sheet, month.unit_names
    round_ = sheet.round
    vacant = _("chưa có người đứng đầu")
    rows = [
        (_("Tự chấm"), sheet.person.full_name, round_.self_score_by, sheet.self_at),
        (_("Cấp trên chấm") + f" ({names.get(sheet.reviewer_unit_id or 0, '')})",
         month.reviewer.full_name if month.reviewer else vacant, round_.review_by, sheet.review_at),
        (_("Quyết định xếp loại") + f" ({names.get(round_.unit_id, '')})",
         month.decider.full_name if month.decider else vacant, round_.decide_by,
         month.decided.decision.at if month.decided else None),
        (_("Công bố"), "", round_.publish_by, round_.published_at),
    ]  # fmt: skip
    if sheet.not_rated:
        rows = rows[2:]
    return [
        {"text": text, "who": who, "by": by, "done": moment_text(done), "is_late": done is None and on > by}
        for text, who, by, done in rows
    ]


def _history(mine: Iterable[Sheet], sheet: Sheet) -> dict[str, Any]:
    """Other sheets of the same person: those of this period as tabs, those of others as history."""
    every = list(mine)
    same = [one for one in every if one.period_id == sheet.period_id]
    rows = [_past(one) for one in every if one.period_id != sheet.period_id][:HISTORY]
    totals = [row["exact"] for row in reversed(rows) if row["exact"] is not None]
    return {
        "others": [{"pk": one.pk, "text": one.posting_title} for one in _titled(same)] if len(same) > 1 else [],
        "history": rows,
        "trend": totals if len(totals) > 1 else [],
    }


def _titled(sheets: list[Sheet]) -> list[Any]:
    word = _("Phiếu")
    for number, one in enumerate(sheets, 1):
        one.posting_title = one.posting.title or f"{word} {number}"  # type: ignore[attr-defined]
    return sheets


def _past(one: Sheet) -> dict[str, Any]:
    rating = getattr(one, "rating_in_force", None)
    score = getattr(one, "score", None) if rating else None
    total = score.total if score else None
    return {
        "pk": one.pk,
        "label": present.label_of(one.period),
        "rating": rating.rating if rating else "",
        "state": one.get_state_display(),
        "exact": total,
        "total": number_text(total, 2) if total is not None else "",
    }


def _acts(relations: frozenset[Relation], month: MyMonth, replaces: bool) -> dict[str, Any]:
    """What the viewer may do beside reading; the services check again."""
    sheet = month.sheet
    is_open = sheet.round.step not in PUBLISHED_STEPS
    prepares = may(Permission.ROUND_PREPARE, relations) and Relation.OWNER not in relations
    decides = may(Permission.ROUND_DECIDE, relations) and Relation.OWNER not in relations
    reviewed_states = (SheetState.SELF_SCORED, SheetState.FORWARDED, SheetState.REVIEWED)
    found = {
        "can_send_back": is_open
        and Relation.REVIEWER in relations
        and sheet.state in reviewed_states
        and not sheet.not_rated,
        "can_set_not_rated": is_open and prepares and sheet.state != SheetState.DECIDED,
        "can_reopen": is_open and decides and sheet.state in (SheetState.REVIEWED, SheetState.DECIDED),
        "can_replace": replaces and month.decided is not None,
    }
    return {
        **found,
        "officer_acts": any(found.values()),
        "not_rated_choices": [one for one in NotRated.choices if one[0] != NotRated.OUTSIDE],
        "reopen_steps": [(step.value, step.label) for step in (Step.REVIEW, Step.SELF_SCORE)],
    }


def typed_of(data: Mapping[str, Any], book: Rulebook, *, wrong: str = "", is_conflict: bool = False) -> Typed:
    """What was typed, kept word for word."""
    points = {row.place: str(data.get(f"p-{row.place}") or "") for row in book.criteria}
    return Typed(points, str(data.get("strengths") or ""), str(data.get("limits") or ""), wrong, is_conflict)
