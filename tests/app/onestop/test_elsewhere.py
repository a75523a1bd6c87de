"""A point takes a dossier for an agency of another territory: who may be named, and when its time starts."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.onestop.desk import HOURS, MARRIAGE, SINCE, Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown, typed

from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.city.organisation.models import UnitSpell
from namro.duties.onestop.models import Dossier, ServicePoint, State
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.papers import slip_of
from namro.duties.onestop.selectors import reading, standings, wrong_dues
from namro.duties.onestop.selectors.lateness import dues
from namro.duties.onestop.services import Told, begin, move

pytestmark = pytest.mark.django_db
MORNING, LATE = "2026-11-02T09:00", "2026-11-02T15:30"


def for_ba_dinh(desk: Desk, text: str = MORNING, **changes) -> Dossier:
    return desk.received(text, unit_id=desk.city.other_commune.pk, **changes)


def arrived(desk: Desk, dossier: Dossier, text: str, user=None) -> Dossier:
    return move(dossier.pk, "arrive", **desk.who(user or desk.city.other_chair, text))


def their_point(desk: Desk) -> ServicePoint:
    """Ba Đình has a point of its own, where Xuân receives."""
    city = desk.city
    point = ServicePoint.objects.create(
        code="H26.20", name="Điểm Ba Đình", unit=city.other_commune, valid=("2026-01-01", None)
    )
    point.hours.create(valid=("2026-01-01", None), week=HOURS)
    point.staff.create(person_id=city.outsider.person_id, duty=Duty.RECEIVER, valid=("2026-01-01", None))
    return point


def refused(code: str, act, *given, **named) -> None:
    with pytest.raises(DomainError) as told:
        act(*given, **named)
    assert told.value.code == code


def test_a_unit_of_another_territory_makes_it_so_and_one_of_the_own_agency_does_not(desk: Desk):
    assert for_ba_dinh(desk).is_elsewhere
    for unit in (desk.city.commune, desk.city.culture):
        made = desk.received(unit_id=unit.pk)
        assert (made.is_elsewhere, made.transfer_by, made.clock_from) == (False, None, made.accepted_at)


def test_a_point_run_by_an_office_takes_for_its_own_agency(desk: Desk):
    """The centre is an office of the commune; the commune decides: that is one agency, not another territory."""
    ServicePoint.objects.filter(pk=desk.point.pk).update(unit=desk.city.culture)
    assert not desk.received(unit_id=desk.city.commune.pk).is_elsewhere
    assert desk.received(unit_id=desk.city.other_commune.pk).is_elsewhere


def test_time_is_expected_from_the_transfer_until_the_agency_has_it(desk: Desk):
    soon, late = for_ba_dinh(desk), for_ba_dinh(desk, LATE)
    assert (soon.transfer_by, soon.due_at) == (moment("2026-11-02T17:00"), moment("2026-11-05T17:00"))
    # After 15:00 it goes on next morning: the first day is then not counted.
    assert (late.transfer_by, late.due_at) == (moment("2026-11-03T08:00"), moment("2026-11-06T17:00"))
    assert soon.code == "H26.19-261102-0001" and soon.accepted_at == moment(MORNING)


def test_time_starts_when_the_agency_says_it_has_it(desk: Desk):
    dossier = for_ba_dinh(desk)
    made = arrived(desk, dossier, "2026-11-04T10:00")
    assert (made.arrived_at, made.due_at, made.state) == (
        moment("2026-11-04T10:00"),
        moment("2026-11-09T17:00"),
        State.ACCEPTED,
    )
    assert made.accepted_at == moment(MORNING)
    event = Event.objects.filter(subject_id=dossier.pk).order_by("-pk").first()
    assert event is not None and event.after["due"].startswith("2026-11-09")
    again = move, dossier.pk, "arrive"
    refused("onestop.arrived_already", *again, **desk.who(desk.city.other_chair, "2026-11-04T11:00"))


def test_hours_are_counted_from_then_too(desk: Desk):
    dossier = for_ba_dinh(desk, channel="online")  # 16 hours of opening
    assert dossier.due_at == moment("2026-11-04T17:00")
    assert arrived(desk, dossier, "2026-11-03T10:00").due_at == moment("2026-11-05T10:00")


def test_before_that_nothing_else_happens_but_a_withdrawal(desk: Desk):
    dossier = for_ba_dinh(desk)
    steps = [desk.step(desk.city.binh)]
    refused("onestop.not_arrived", begin, dossier.pk, steps, **desk.who(desk.city.an, MORNING))
    gone = for_ba_dinh(desk)
    assert move(gone.pk, "withdraw", Told(reason="Đổi ý"), **desk.who(desk.city.an, LATE)).state == State.WITHDRAWN
    own = desk.received()
    refused("onestop.arrived_already", move, own.pk, "arrive", **desk.who(desk.city.chair, LATE))


def test_only_the_agency_itself_says_it_has_it(desk: Desk):
    dossier = for_ba_dinh(desk)
    with pytest.raises(NotAllowed):
        arrived(desk, dossier, LATE, desk.city.an)
    with pytest.raises(NotVisible):
        arrived(desk, dossier, LATE, desk.city.outsider)
    their_point(desk)
    made = arrived(desk, dossier, LATE, desk.city.outsider)
    assert made.arrived_by_id == desk.city.outsider.pk
    # Its staff also pass it on to who works on it, and see no dossier of the other point besides.
    begin(dossier.pk, [desk.step(desk.city.outsider)], **desk.who(desk.city.outsider, "2026-11-02T16:00"))
    with pytest.raises(NotVisible):
        reading.dossier_for(desk.actor(desk.city.outsider), desk.received().pk, on=date(2026, 11, 2))


def test_every_past_day_is_told_as_it_stood(desk: Desk):
    """Late while nobody had confirmed it; not late any more by the receipt that followed, and the night finds no fault."""
    dossier = for_ba_dinh(desk)
    arrived(desk, dossier, "2026-11-10T09:00")
    before, after = moment("2026-11-09T09:00"), moment("2026-11-10T10:00")
    assert dues(at=before, ids=[dossier.pk]) == {dossier.pk: moment("2026-11-05T17:00")}
    assert dues(at=after, ids=[dossier.pk]) == {dossier.pk: moment("2026-11-13T17:00")}
    assert [one.running_late for one in standings(at=before, ids=[dossier.pk])] == [1]
    assert [one.running_late for one in standings(at=after, ids=[dossier.pk])] == [0]
    assert wrong_dues(at=after) == []


@pytest.mark.parametrize("channel", ["counter", "online"])
def test_the_night_finds_the_stored_moment_right_on_the_way_and_after(desk: Desk, channel):
    """Also where the hours of the point change between the counter and the transfer."""
    desk.point.hours.update(valid=(SINCE, date(2026, 11, 3)))
    later = {day: [["07:00", "11:00"], ["13:00", "16:00"]] for day in HOURS}
    desk.point.hours.create(valid=(date(2026, 11, 3), None), week=later)
    dossier = for_ba_dinh(desk, LATE, channel=channel)
    for at in (moment("2026-11-02T16:00"), moment("2026-11-03T09:00")):
        assert wrong_dues(at=at) == []
        assert dues(at=at, ids=[dossier.pk]) == {dossier.pk: dossier.due_at}
    made = arrived(desk, dossier, "2026-11-03T09:30")
    assert wrong_dues(at=moment("2026-11-03T10:00")) == []
    assert dues(at=moment("2026-11-03T10:00"), ids=[dossier.pk]) == {dossier.pk: made.due_at}


def test_before_the_amendment_time_starts_at_the_counter(desk: Desk):
    made = for_ba_dinh(desk, "2026-08-04T09:00")
    assert (made.is_elsewhere, made.transfer_by, made.due_at) == (True, None, moment("2026-08-07T17:00"))


def test_the_receipt_says_that_the_day_is_only_expected(desk: Desk):
    dossier = for_ba_dinh(desk)
    known = slip_of(reading.whole(desk.actor(desk.city.an), dossier.pk, on=date(2026, 11, 2)), "01")[0].known
    assert known["due"].startswith("17 giờ 00, ngày 05/11/2026 (dự kiến: thời hạn tính từ khi cơ quan giải quyết")
    arrived(desk, dossier, "2026-11-04T10:00")
    found = reading.whole(desk.actor(desk.city.an), dossier.pk, on=date(2026, 11, 4))
    assert slip_of(found, "01")[0].known["due"] == known["due"]  # what was handed over does not change


def test_any_agency_is_named_by_list_code_or_name(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    receiver = as_(desk.city.an)
    form = shown(receiver.get(f"/dossiers/new/?procedure={MARRIAGE.code}"))
    own, other = form.index("HN-TH · Phường Tây Hồ"), form.index("HN-BD · Phường Ba Đình")
    assert own < form.index("HN-TH-VH · ") < other
    for words in ("HN-BD · Phường Ba Đình", "hn-bd", "phuong ba dinh", "Ba Đình"):
        receiver.post("/dossiers/new/", typed(desk, unit=words))
        assert Dossier.objects.latest("pk").unit_id == desk.city.other_commune.pk, words
    count = Dossier.objects.count()
    assert "HN-BD · Phường Ba Đình; HN-TH · Phường Tây Hồ" in shown(
        receiver.post("/dossiers/new/", typed(desk, unit="Phường")), 422
    )
    assert "Không có cơ quan nào đang hoạt động khớp" in shown(
        receiver.post("/dossiers/new/", typed(desk, unit="Cà Mau")), 422
    )
    UnitSpell.objects.filter(unit=desk.city.other_commune).update(valid=("2025-07-01", "2026-11-01"))
    assert "Cơ quan này không hoạt động vào ngày này" in shown(
        receiver.post("/dossiers/new/", typed(desk, unit="HN-BD")), 422
    )
    assert Dossier.objects.count() == count


def test_the_agency_finds_what_is_coming_and_confirms_it(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    dossier = for_ba_dinh(desk)
    their_point(desk)
    theirs = as_(desk.city.outsider)
    page = shown(theirs.get("/dossiers/arriving/"))
    assert dossier.code in page and "quá hạn chuyển" in page
    assert dossier.code not in shown(as_(desk.city.an).get("/dossiers/arriving/"))
    one = shown(as_(desk.city.an).get(f"/dossiers/{dossier.pk}/"))
    assert "dự kiến; thời hạn tính từ khi" in one and "người tiếp nhận của cơ quan giải quyết" in one
    assert theirs.get(f"/dossiers/{dossier.pk}/move/arrive/").status_code == 200
    assert theirs.post(f"/dossiers/{dossier.pk}/move/arrive/", {"version": "0"}).status_code == 302
    assert "Không có hồ sơ nào đang chuyển đến" in shown(theirs.get("/dossiers/arriving/"))
    assert theirs.get(f"/dossiers/{dossier.pk}/begin/").status_code == 200
    assert "Cơ quan giải quyết nhận được 09:00 03/11/2026" in shown(theirs.get(f"/dossiers/{dossier.pk}/"))
