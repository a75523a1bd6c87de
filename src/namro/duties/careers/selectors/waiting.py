"""What careers ask of home affairs and of authorities today, for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.duties.careers.rules.terms import TermState
from namro.duties.careers.selectors.boards import Asked, cases_for, state_of_term, terms_for


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Open cases, terms past their end, terms ending soon; of the officer's subtree."""
    if not actor.officer_of:
        return []
    try:
        return [*_cases(actor, on), *_terms(actor, on)]
    except NotVisible:
        return []


def _cases(actor: Actor, on: date) -> list[Waiting]:
    found = cases_for(actor, Asked(), on=on).order_by().aggregate(number=Count("pk"), first=Min("due"))
    if not found["number"]:
        return []
    text = _("Hồ sơ không hoàn thành nhiệm vụ chờ xử lý")
    return [Waiting(text, found["number"], "/careers/cases/", found["first"])]


def _terms(actor: Actor, on: date) -> list[Waiting]:
    """Ended without a decision, and ending soon without a notice: one query for both."""
    said = {
        TermState.EXPIRED: _("Thời hạn giữ chức vụ đã hết mà chưa có quyết định"),
        TermState.ENDING: _("Thời hạn giữ chức vụ sắp hết, cần thông báo"),
    }
    days: dict[TermState, list[date]] = {one: [] for one in said}
    for term in terms_for(actor, Asked(), on=on).select_related(None).select_related("review", "posting"):
        state = state_of_term(term, on=on)
        if state in days:
            days[state].append(term.valid.upper)
    return [
        Waiting(said[state], len(ends), f"/careers/terms/?state={state}", min(ends))
        for state, ends in days.items()
        if ends
    ]
