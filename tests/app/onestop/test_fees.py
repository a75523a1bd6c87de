"""Fees and charges: whole đồng, asked for once, paid once with a receipt, given back in rows of their own, adding up."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import COPY, MARRIAGE, Desk, moment, shelved
from tests.app.onestop.test_pages import at_the_desk, shown

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop import offers
from namro.duties.onestop.models import Dossier, FeeRefund, FeeRequest
from namro.duties.onestop.offers import OfferedCharge
from namro.duties.onestop.selectors.fees import totals
from namro.duties.onestop.services import FeeData, Payment, Told, ask_fees, cancel_fee, move, pay, refund

pytestmark = pytest.mark.django_db
TEN = "2026-11-03T10:00"
CHARGE = FeeData("charge", "Lệ phí hộ tịch", 20_000, "Nghị quyết 06")
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def asked(desk: Desk, dossier: Dossier | None = None, **changes) -> FeeRequest:
    dossier = dossier or desk.begun()
    [fee] = ask_fees(dossier.pk, [replace(CHARGE, **changes)], **desk.who(desk.city.an, TEN))
    return fee


def paid(desk: Desk, number: str = "BL-1", **changes) -> FeeRequest:
    fee = asked(desk, **changes)
    return pay(fee.pk, Payment("cash", number), **desk.who(desk.city.an, "2026-11-03T10:30"))


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


def test_the_line_of_the_catalogue_is_the_basis(desk: Desk):
    lines = (OfferedCharge(50_000, "50.000 đồng/trường hợp"), OfferedCharge(30_000, "Trực tuyến", "online"))
    offers.connect(shelved(replace(MARRIAGE, charges=lines), COPY))
    fee = asked(desk, amount=50_000, because="")
    assert (fee.amount, fee.basis, fee.point_id) == (50_000, "50.000 đồng/trường hợp", desk.point.pk)
    other = desk.begun()
    who = desk.who(desk.city.an, TEN)
    online_only = replace(CHARGE, amount=30_000, because="")
    assert refused(ask_fees, other.pk, [online_only], **who) == "onestop.fee.because"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0}, "onestop.fee.amount"),
        ({"amount": -20_000}, "onestop.fee.amount"),
        ({"amount": 20_000.5}, "onestop.fee.amount"),
        ({"amount": True}, "onestop.fee.amount"),
        ({"amount": 10**13}, "onestop.fee.amount"),
        ({"kind": "tax"}, "onestop.fee.kind"),
        ({"content": "  "}, "onestop.fee.content"),
        ({"because": " "}, "onestop.fee.because"),
    ],
)
def test_what_is_asked_for_is_clear_and_in_whole_dong(desk: Desk, changes, code):
    dossier = desk.begun()
    who = desk.who(desk.city.an, TEN)
    assert refused(ask_fees, dossier.pk, [replace(CHARGE, **changes)], **who) == code
    assert refused(ask_fees, dossier.pk, [], **who) == "onestop.fee.none"
    assert not FeeRequest.objects.exists()


def test_the_database_keeps_amounts_positive_and_payments_whole(desk: Desk):
    fee = asked(desk)
    for wrong in ({"amount": 0}, {"receipt_number": "BL-9"}, {"paid_at": moment(TEN)}, {"kind": "tax"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeRequest.objects.filter(pk=fee.pk).update(**wrong)


def test_the_same_is_not_asked_for_twice(desk: Desk):
    fee = asked(desk)
    who = desk.who(desk.city.an, TEN)
    assert refused(ask_fees, fee.dossier_id, [CHARGE], **who) == "onestop.fee.asked_twice"
    cancel_fee(fee.pk, reason="Ghi nhầm mức", **who)
    assert ask_fees(fee.dossier_id, [CHARGE], **who)[0].pk != fee.pk


def test_a_fee_is_paid_once(desk: Desk):
    fee = paid(desk)
    assert (fee.mode, fee.receipt_number, fee.paid_by_id) == ("cash", "BL-1", desk.city.an.pk)
    who = desk.who(desk.city.an, "2026-11-03T11:00")
    assert refused(pay, fee.pk, Payment("cash", "BL-2"), **who) == "onestop.fee.paid_twice"
    assert refused(cancel_fee, fee.pk, reason="Nhầm", **who) == "onestop.fee.paid_twice"
    assert Event.objects.filter(tag="onestop:fee:paid").count() == 1


def test_a_receipt_number_is_used_once_at_a_point(desk: Desk):
    paid(desk)
    other = asked(desk)
    who = desk.who(desk.city.an, "2026-11-03T11:00")
    assert refused(pay, other.pk, Payment("cash", " BL-1 "), **who) == "onestop.fee.receipt_used"
    given = {"paid_at": moment(TEN), "paid_by": desk.city.an, "mode": "cash", "receipt_number": "BL-1"}
    with pytest.raises(IntegrityError, match="fee_receipt_once"), transaction.atomic():
        FeeRequest.objects.filter(pk=other.pk).update(**given)


@pytest.mark.parametrize(
    ("payment", "code"),
    [(Payment("gold", "BL-1"), "onestop.fee.mode"), (Payment("cash", " "), "onestop.fee.receipt")],
)
def test_a_payment_has_its_mode_and_receipt(desk: Desk, payment, code):
    assert refused(pay, asked(desk).pk, payment, **desk.who(desk.city.an, TEN)) == code


def test_who_asks_who_takes_who_gives_back(desk: Desk):
    fee = asked(desk)
    cash, at = Payment("cash", "BL-1"), "2026-11-03T11:00"
    assert refused(pay, fee.pk, cash, **desk.who(desk.city.binh, at)) == "access.denied"
    assert refused(pay, fee.pk, cash, **desk.who(desk.city.outsider, at)) == "onestop.fee.not_found"
    pay(fee.pk, cash, **desk.who(desk.city.an, at))
    given = {"amount": 1_000, "reason": "Thu thừa", "voucher": "PC-1"}
    assert refused(refund, fee.pk, **given, **desk.who(desk.city.an, at)) == "access.denied"
    assert refund(fee.pk, **given, **desk.who(desk.city.vice_chair, at)).amount == 1_000
    accepted = desk.received()
    assert refused(ask_fees, accepted.pk, [CHARGE], **desk.who(desk.city.chair, at)) == "access.denied"


def test_a_refund_is_a_row_of_its_own_and_never_more_than_was_paid(desk: Desk):
    fee, who = paid(desk), desk.who(desk.city.vice_chair, "2026-11-04T09:00")
    given = {"reason": "Miễn theo diện chính sách", "voucher": "PC-1"}
    refund(fee.pk, amount=15_000, **given, **who)
    assert refused(refund, fee.pk, amount=5_001, **{**given, "voucher": "PC-2"}, **who) == "onestop.refund.too_much"
    assert refused(refund, fee.pk, amount=1_000, **given, **who) == "onestop.refund.voucher_used"
    refund(fee.pk, amount=5_000, **{**given, "voucher": "PC-2"}, **who)
    assert refused(refund, fee.pk, amount=1, **{**given, "voucher": "PC-3"}, **who) == "onestop.refund.too_much"
    fee.refresh_from_db()
    assert fee.amount == 20_000 and [one.amount for one in fee.refunds.all()] == [15_000, 5_000]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0}, "onestop.fee.amount"),
        ({"reason": " "}, "onestop.reason.missing"),
        ({"voucher": " "}, "onestop.refund.voucher"),
    ],
)
def test_a_refund_says_why_and_by_which_voucher(desk: Desk, changes, code):
    fee, who = paid(desk), desk.who(desk.city.vice_chair, "2026-11-04T09:00")
    given = {"amount": 1_000, "reason": "Thu thừa", "voucher": "PC-1", **changes}
    assert refused(refund, fee.pk, **given, **who) == code
    assert refused(refund, asked(desk).pk, **{**given, "amount": 1}, **who) == "onestop.fee.not_paid"


def test_paid_needs_nothing_open(desk: Desk):
    dossier, who = desk.begun(), desk.who(desk.city.an, TEN)
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-03T09:00"))
    first = asked(desk, dossier)
    second = asked(desk, dossier, content="Phí thẩm định", kind="fee")
    pay(first.pk, Payment("transfer", "BL-1"), **who)
    assert refused(move, dossier.pk, "paid", **who) == "onestop.fee.open"
    cancel_fee(second.pk, reason="Được miễn", **who)
    assert move(dossier.pk, "paid", **who).state == "processing"


def test_nothing_is_asked_of_what_ended(desk: Desk):
    fee = asked(desk)
    who = desk.who(desk.city.an, "2026-11-03T11:00")
    move(fee.dossier_id, "withdraw", Told(reason="Đổi ý"), **who)
    fee.refresh_from_db()
    assert fee.cancelled_at == moment("2026-11-03T11:00")
    assert refused(pay, fee.pk, Payment("cash", "BL-1"), **who) == "onestop.fee.cancelled"
    assert refused(ask_fees, fee.dossier_id, [CHARGE], **who) == "onestop.fee.not_running"


def test_totals_reconcile(desk: Desk):
    draw, dossier = random.Random(20261123), desk.begun()
    an, boss = desk.who(desk.city.an, TEN), desk.who(desk.city.vice_chair, "2026-11-05T10:00")
    counted = {"paid": 0, "open": 0, "cancelled": 0, "refunded": 0, "asked": 0}
    for number in range(40):
        amount = draw.randint(1, 500) * 1_000 + draw.randint(0, 999)
        fee = asked(desk, dossier, content=f"Khoản {number}", amount=amount, kind=draw.choice(["fee", "charge"]))
        counted["asked"] += amount
        what = draw.choice(["open", "cancelled", "paid", "refunded"])
        if what == "cancelled":
            cancel_fee(fee.pk, reason="Nhầm", **an)
        elif what != "open":
            pay(fee.pk, Payment(draw.choice(["cash", "transfer", "online"]), f"BL-{number}"), **an)
        if what == "refunded":
            back = draw.randint(1, amount)
            refund(fee.pk, amount=back, reason="Thừa", voucher="PC", **boss)
            counted["refunded"] += back
        counted["paid" if what == "refunded" else what] += amount
    found = totals(desk.point.pk, first=NOVEMBER, until=DECEMBER)
    assert (found.paid, found.refunded, found.still_open) == (counted["paid"], counted["refunded"], counted["open"])
    assert found.net == counted["paid"] - counted["refunded"]
    assert sum(amount for _label, amount in found.kinds) == sum(amount for _label, amount in found.modes) == found.paid
    assert counted["asked"] == found.paid + found.still_open + counted["cancelled"]
    assert all(isinstance(amount, int) for _label, amount in [*found.kinds, *found.modes])
    empty = totals(desk.point.pk, first=date(2026, 10, 1), until=NOVEMBER)
    assert (empty.paid, empty.refunded, empty.still_open, empty.net) == (0, 0, 0, 0)


def test_a_refund_of_another_month_counts_when_it_was_given(desk: Desk):
    fee = paid(desk)
    who = desk.who(desk.city.vice_chair, "2026-12-02T09:00")
    refund(fee.pk, amount=5_000, reason="Thừa", voucher="PC-1", **who)
    assert totals(desk.point.pk, first=NOVEMBER, until=DECEMBER).net == 20_000
    assert totals(desk.point.pk, first=DECEMBER, until=date(2027, 1, 1)).net == -5_000


def test_the_pages_ask_take_give_back_and_show_the_receipt(desk: Desk, as_, monkeypatch):
    dossier = desk.begun()
    at_the_desk(monkeypatch, moment(TEN))
    an, boss, path = as_(desk.city.an), as_(desk.city.vice_chair), f"/dossiers/{dossier.pk}/"
    sent = {"kind": "charge", "content": "Lệ phí hộ tịch", "amount": "20.000", "because": ""}
    assert "Hãy ghi căn cứ" in shown(an.post(f"{path}fee/", sent), 422)
    assert "số nguyên đồng" in shown(an.post(f"{path}fee/", {**sent, "amount": "20,5"}), 422)
    assert an.post(f"{path}fee/", {**sent, "because": "Nghị quyết 06"}).status_code == 302
    fee = FeeRequest.objects.get()
    assert fee.amount == 20_000 and "chưa thu" in shown(an.get(path))
    assert an.post(f"/dossiers/fees/{fee.pk}/pay/", {"mode": "cash", "receipt_number": "BL-7"}).status_code == 302
    page = shown(an.get(path))
    assert "Biên lai số BL-7" in page and "20.000 đồng" in page
    sent = {"amount": "5000", "voucher": "PC-1", "reason": "Thu thừa"}
    assert an.post(f"/dossiers/fees/{fee.pk}/refund/", sent).status_code == 403
    assert boss.post(f"/dossiers/fees/{fee.pk}/refund/", sent).status_code == 302
    assert "phiếu chi PC-1" in shown(an.get(path)) and FeeRefund.objects.get().amount == 5_000
    month = shown(boss.get(f"/points/{desk.point.pk}/fees/?month=2026-11"))
    assert "BL-7" in month and "15.000 đồng" in month
    assert "chưa thu khoản nào" in shown(boss.get(f"/points/{desk.point.pk}/fees/?month=2026-10"))
    assert as_(desk.city.outsider).get(f"/points/{desk.point.pk}/fees/").status_code == 404


def test_the_month_asks_no_more_of_many(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-05T10:00"))
    client, counts, dossier = as_(desk.city.vice_chair), [], desk.begun()
    path = f"/points/{desk.point.pk}/fees/"
    for more in (range(1), range(1, 60)):
        for number in more:
            fee = asked(desk, dossier, content=f"Khoản {number}")
            pay(fee.pk, Payment("cash", f"BL-{number}"), **desk.who(desk.city.an, TEN))
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert len(client.get(path).content) < 100_000
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12, [one["sql"][:120] for one in counted.captured_queries]
