"""A dossier runs on under the version it was accepted under: its steps, its fees, its name."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown
from tests.app.procedures import catalogue
from tests.app.procedures.catalogue import CODE, STEPS, published, when

from namro.config.joining import DeskCatalogue
from namro.duties.onestop import offers
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.accepted import exceeds, offer_of
from namro.duties.onestop.services import FeeData, ask_fees, move, register
from namro.duties.procedures import services
from namro.duties.procedures.data import StepData
from namro.duties.procedures.models import ProcedureVersion
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit

pytestmark = pytest.mark.django_db
AMENDED = date(2026, 11, 4)
PAPERS = [{"name": one.name} for one in catalogue.MARRIAGE.papers]
NEW_NAME = "Đăng ký kết hôn trong nước"


@pytest.fixture(autouse=True)
def _the_catalogue_answers(desk: Desk):
    """Version one with a fee of 10 000 and a process; version two from the fourth on costs 30 000 and takes one day."""
    offers.connect(DeskCatalogue)
    published(desk.city, fees=(PaidFee(10_000),))
    services.approve_process(
        code=CODE,
        steps=STEPS,
        number="9/QĐ-UBND",
        signed_on=date(2026, 10, 1),
        first=date(2026, 10, 1),
        **when(desk.city),
    )


def amend(desk: Desk) -> ProcedureVersion:
    one_day = (TimeLimit(1, TimeUnit.WORKING_DAYS),)
    published(
        desk.city,
        kind="amended",
        effective_on=AMENDED,
        number="2/QĐ-UBND",
        name=NEW_NAME,
        fees=(PaidFee(30_000),),
        limits=one_day,
    )
    return ProcedureVersion.objects.get(name=NEW_NAME)


def test_what_was_noted_before_an_amendment_is_accepted_under_it(desk: Desk):
    waits = register(desk.handed(papers=PAPERS), **desk.who(desk.city.an, "2026-11-03T09:00"))
    before, new = waits.procedure_version, amend(desk)
    made = move(waits.pk, "accept", **desk.who(desk.city.an, "2026-11-04T09:00"))
    made.refresh_from_db()
    assert (made.procedure_version, made.procedure_name) == (new.pk, NEW_NAME) != (before, waits.procedure_name)
    assert (made.limit_quantity, made.due_at) == (1, moment("2026-11-05T17:00"))


def test_what_was_accepted_before_keeps_its_fees_and_steps(desk: Desk, as_, monkeypatch):
    runs = desk.received("2026-11-03T09:00", papers=PAPERS)
    amend(desk)
    catalogue.services.approve_process(
        code=CODE, steps=(StepData("Chủ tịch", "Ký ngay", 4, "hours", "Giấy"),), number="10/QĐ-UBND", signed_on=AMENDED, first=AMENDED, **when(desk.city)
    )  # fmt: skip
    at_the_desk(monkeypatch, moment("2026-11-05T09:00"))
    page = shown(as_(desk.city.an).get(f"/dossiers/{runs.pk}/begin/"))
    assert "Thẩm tra" in page and "Ký ngay" not in page
    fees = shown(as_(desk.city.an).get(f"/dossiers/{runs.pk}/fee/"))
    assert "10000" in fees and "30000" not in fees
    asked = [FeeData("charge", "Lệ phí", 10_000)]
    [fee] = ask_fees(runs.pk, asked, **desk.who(desk.city.an, "2026-11-05T09:00"))
    assert fee.amount == 10_000
    taken = desk.received("2026-11-05T09:00", papers=PAPERS)
    assert "Ký ngay" in shown(as_(desk.city.an).get(f"/dossiers/{taken.pk}/begin/"))


def test_an_abolished_procedure_still_has_its_steps_for_what_runs(desk: Desk):
    runs = desk.received("2026-11-03T09:00", papers=PAPERS)
    gone = catalogue.decision(desk.city, catalogue.LineData(CODE, "abolished", AMENDED))
    services.publish_decision(
        decision_id=gone.pk, number="3/QĐ-UBND", signed_on=date(2026, 11, 3), signer="Chủ tịch", **when(desk.city)
    )
    found = offer_of(Dossier.objects.get(pk=runs.pk))
    assert found is not None and [one.task for one in found.steps] == [one.task for one in STEPS]
    assert [one.amount for one in found.charges] == [10_000]


def test_a_process_longer_than_the_limit_is_told_and_not_refused(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-04T09:00"))
    before = desk.received("2026-11-03T09:00", papers=PAPERS)
    new = amend(desk)
    runs = desk.received("2026-11-04T09:00", papers=PAPERS)
    assert (exceeds(before, offer_of(before)), exceeds(runs, offer_of(runs))) == (False, True)
    warned = "Quy trình nội bộ dài hơn thời hạn của hồ sơ"
    assert warned in shown(as_(desk.city.an).get(f"/dossiers/{runs.pk}/begin/"))
    assert warned not in shown(as_(desk.city.an).get(f"/dossiers/{before.pk}/begin/"))
    page = shown(as_(desk.city.an).get(f"/procedures/{new.procedure_id}/"))
    assert "vượt thời hạn giải quyết của phiên bản đang có hiệu lực" in page
    assert "vượt thời hạn giải quyết" not in shown(
        as_(desk.city.an).get(f"/procedures/{new.procedure_id}/?on=2026-11-03")
    )
