"""What careers ask of home affairs and of authorities today, for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.duties.careers.rules.terms import TermState
from namro.duties.careers.selectors.boards import Asked, cases_for, terms_for


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
    found = cases_for(actor, Asked(), on=on).order_by().aggregate(first=Min("due"))
    count = cases_for(actor, Asked(), on=on).count()
    if not count:
        return []
    return [Waiting(_("Hồ sơ không hoàn thành nhiệm vụ chờ xử lý"), count, "/careers/cases/", found["first"])]


def _terms(actor: Actor, on: date) -> list[Waiting]:
    said = {
        TermState.EXPIRED: _("Thời hạn giữ chức vụ đã hết mà chưa có quyết định"),
        TermState.ENDING: _("Thời hạn giữ chức vụ sắp hết, cần thông báo"),
    }
    found = []
    for state, text in said.items():
        ends = terms_for(actor, Asked(state=state), on=on).values_list("valid__endswith", flat=True)
        if days := list(ends):
            found.append(Waiting(text, len(days), f"/careers/terms/?state={state}", min(days)))
    return found
