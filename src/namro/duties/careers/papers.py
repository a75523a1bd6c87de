"""The papers of decisions about careers, filled in from rows. Vietnamese only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from namro.base.accounts.models import User
from namro.base.documents.career_decision import CareerDecision
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import AgencyRole, UnitKind, UnitSpell
from namro.city.people import selectors as people
from namro.city.people.models import Person, Rank
from namro.city.people.selectors.relations import authority_of
from namro.duties.careers.models import CaseDecision, RemovalCase, Term, TermReview
from namro.duties.careers.parameters import parameters
from namro.duties.careers.selectors.standing import last_posting

ONE_DAY = timedelta(days=1)
NAMELESS_HEAD = "Người đứng đầu"
PREFIX = re.compile(r"^(Thành phố|Phường|Xã|Quận|Huyện|Thị xã|Thị trấn)\s+")


def review_paper(review: TermReview, term: Term) -> CareerDecision:
    """The decision on a reappointment; a term that follows gives its days."""
    following = Term.objects.filter(previous=term).first()
    assert review.decided_on is not None
    return CareerDecision(
        outcome=review.outcome, number=review.number, on=review.decided_on, name=term.person.full_name, post=term.title,
        unit=organisation.name_of([term.unit_id], on=review.decided_on).get(term.unit_id, ""),
        rule=parameters().reappointment.citation, reason=review.reason, is_override=review.is_override,
        first=following.valid.lower if following else None, last=following.valid.upper - ONE_DAY if following else None,
        **_frame(term.person_id, review.decided_by, review.decided_on),
    )  # fmt: skip


def case_paper(case: RemovalCase, decision: CaseDecision, rule: str) -> CareerDecision:
    """The decision that closed a case."""
    posting = last_posting(case.person_id, on=decision.decided_on)
    unit_id = posting.unit_id if posting else case.unit_id
    return CareerDecision(
        outcome=decision.outcome, number=decision.number, on=decision.decided_on, name=case.person.full_name,
        post=(posting.title or posting.get_rank_display()) if posting else "",
        unit=organisation.name_of([unit_id], on=decision.decided_on).get(unit_id, ""), rule=rule, reason=decision.reason,
        first=decision.effective_on, **_frame(case.person_id, decision.decided_by, decision.decided_on),
    )  # fmt: skip


def _frame(person_id: int, decided_by: User | None, on: date) -> dict[str, Any]:
    """The agency that decides over the person that day, its place, and who signs."""
    posting = last_posting(person_id, on=on)
    unit_id = authority_of(posting, on=on).decider_unit_id if posting else None
    above = organisation.path(posting.unit_id, on=on) if posting else []
    path = _agency(_down_to(unit_id, above))
    agency = path[-1].name if path else ""
    signer = decided_by.person if decided_by else None
    title = _title(signer, path[-1].unit_id if path else None, on)
    return {
        "agency": agency, "parent_agency": path[-2].name if len(path) > 1 else "", "place": _place(path),
        "signer": signer.full_name if signer else "", "signer_title": title, "authority": _authority(title, agency),
    }  # fmt: skip


def _down_to(unit_id: int | None, path: list[UnitSpell]) -> list[UnitSpell]:
    """The way to who decides, a part of the way to whom it is about."""
    places = [place for place, one in enumerate(path) if one.unit_id == unit_id]
    return path[: places[0] + 1] if places else []


def _agency(path: list[UnitSpell]) -> list[UnitSpell]:
    """Up to the unit that issues papers: not a division."""
    found = list(path)
    while len(found) > 1 and found[-1].role == AgencyRole.DIRECT:
        found.pop()
    return found


def _place(path: list[UnitSpell]) -> str:
    commune = next((one for one in path if one.kind == UnitKind.COMMUNE), None)
    return PREFIX.sub("", (commune or path[0]).name) if path else ""


def _title(signer: Person | None, unit_id: int | None, on: date) -> str:
    """What the signer is in the deciding unit."""
    held = people.postings_on(signer.pk, on=on) if signer else []
    there = sorted(held, key=lambda one: (one.unit_id != unit_id, one.rank != Rank.HEAD))
    return next((one.title for one in there if one.title), NAMELESS_HEAD)


def _authority(title: str, agency: str) -> str:
    """Title and agency in one line; where one ends as the other begins (“Ủy ban nhân dân”), that is said once."""
    ends, begins = title.split(), agency.split()
    for count in range(min(len(ends), len(begins)), 0, -1):
        if [one.casefold() for one in ends[-count:]] == [one.casefold() for one in begins[:count]]:
            return " ".join([*ends, *begins[count:]])
    return f"{title} {agency}"
