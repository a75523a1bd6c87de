"""What the past leads to: terms of office of whoever leads, a reprimand, and the cases that failing years opened."""

from __future__ import annotations

from datetime import date

from namro.city.people.models import Posting, Rank
from namro.duties.careers.models import RemovalCase
from namro.duties.careers.services import do_step, record_discipline, record_term, surface_cases
from namro.web.demo.city import FOUNDED, Stage
from namro.web.demo.history_ratings import LAST_YEAR, TWO_YEARS
from namro.web.demo.work import moment

ENTERED, PROPOSED = date(2026, 11, 6), date(2026, 11, 18)
APPOINTED = {FOUNDED: ("1/QĐ-UBND", date(2025, 6, 30))}  # the number and day of the decisions by their first day
EARLIER = ("412/QĐ-UBND", date(2021, 12, 28))


def careers_story(stage: Stage) -> None:
    """One term a leader, one discipline, and the cases of failing years: one is proposed, the other is late."""
    _terms(stage)
    _discipline(stage)
    surface_cases(at=moment(ENTERED, 17), by=stage.officer)
    case = RemovalCase.objects.get(person__code=TWO_YEARS)
    do_step(
        case_id=case.pk, key="proposal", done_on=PROPOSED, document="Tờ trình 31/TTr-PVHXH", by=stage.officer,
        at=moment(PROPOSED, 16), on=PROPOSED,
    )  # fmt: skip


def _terms(stage: Stage) -> None:
    leading = Posting.objects.exclude(rank=Rank.STAFF).filter(valid__contains=ENTERED).select_related("person")
    for one in leading.order_by("pk"):
        number, decided_on = APPOINTED.get(one.valid.lower, EARLIER)
        record_term(
            person_id=one.person_id, first=one.valid.lower, number=number, decided_on=decided_on, title=one.title,
            unit_id=one.unit_id, by=stage.officer, at=moment(ENTERED), on=ENTERED,
        )  # fmt: skip


def _discipline(stage: Stage) -> None:
    """A reprimand in the year it made a failing one; it lapses after twelve months."""
    record_discipline(
        person_id=stage.postings[LAST_YEAR].person_id, kind="administrative", form="reprimand", number="88/QĐ-UBND",
        decided_on=date(2025, 12, 5), effective_on=date(2025, 12, 5), nature="public_duty",
        note="Giữ hồ sơ của người dân quá hạn, không báo cáo.", act_first=date(2025, 9, 8), act_last=date(2025, 10, 3),
        issued_by="Ủy ban nhân dân phường Ba Đình", by=stage.officer, at=moment(ENTERED, 10), on=ENTERED,
    )  # fmt: skip
