"""After a merger nothing is taken for the unit that went, at its own point or for what was noted the day before."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown, typed
from tests.cast import unit

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.organisation.models import AgencyRole, Succession, Unit, UnitKind, UnitSpell
from namro.duties.onestop.models import Dossier, ServicePoint, State
from namro.duties.onestop.services import address, move, receive, register
from namro.duties.onestop.services.intake import own_points

pytestmark = pytest.mark.django_db
MERGED = date(2026, 11, 3)


def merge(desk: Desk) -> Unit:
    """The ward that ran the point went into Ba Đình on the third; its point was not closed yet."""
    old = unit("HN-CU", "Phường Cũ", UnitKind.COMMUNE, AgencyRole.USING, desk.city.city_unit)
    ServicePoint.objects.filter(pk=desk.point.pk).update(unit=old)
    UnitSpell.objects.filter(unit=old).update(valid=(date(2025, 7, 1), MERGED))
    Succession.objects.create(predecessor=old, successor=desk.city.other_commune, on=MERGED)
    return old


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as told:
        act(*given, **named)
    assert told.value.code == "onestop.unit.gone"
    return str(told.value)


def test_the_point_of_a_unit_that_went_takes_nothing_more(desk: Desk):
    old = merge(desk)
    desk.received("2026-11-02T16:00")
    who = desk.who(desk.city.an, "2026-11-03T09:00")
    for named in (None, old.pk):
        assert "kế thừa là Phường Ba Đình" in refused(receive, desk.handed(unit_id=named), **who)
        refused(register, desk.handed(unit_id=named, channel="online"), **who)
    assert Dossier.objects.count() == 1


def test_what_was_noted_the_day_before_is_not_accepted_for_it(desk: Desk):
    merge(desk)
    waits = register(desk.handed(channel="online"), **desk.who(desk.city.an, "2026-11-02T16:00"))
    refused(move, waits.pk, "accept", **desk.who(desk.city.an, "2026-11-03T09:00"))
    waits.refresh_from_db()
    assert (waits.state, waits.code) == (State.REGISTERED, None)
    # The day before it still is.
    assert move(waits.pk, "accept", **desk.who(desk.city.an, "2026-11-02T17:00")).code


def test_the_page_says_who_took_over(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    merge(desk)
    assert "kế thừa là Phường Ba Đình" in shown(as_(desk.city.an).post("/dossiers/new/", typed(desk)), 422)


def test_the_unit_of_the_point_is_read_with_the_point(desk: Desk):
    [point] = own_points(desk.actor(desk.city.an), on=MERGED)
    assert point.known_unit == (MERGED, True)
    with CaptureQueriesContext(connection) as captured:
        receive(desk.handed(), **desk.who(desk.city.an, "2026-11-03T09:00"))
    assert not [one for one in captured if 'FROM "organisation_unitspell"' in one["sql"]]


def test_what_was_noted_for_it_is_accepted_for_whoever_took_it_over(desk: Desk, as_, monkeypatch):
    """The page offers the heir; the dossier is addressed anew and accepted in one act."""
    old = merge(desk)
    waits = register(desk.handed(channel="online"), **desk.who(desk.city.an, "2026-11-02T16:00"))
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    receiver, here = as_(desk.city.an), f"/dossiers/{waits.pk}/accept/"
    heir = desk.city.other_commune
    assert f'value="{heir.code} · Phường Ba Đình"' in shown(receiver.get(here))
    given = {"paper0": "on", "paper1": "on", "source1": "data", "version": str(waits.version)}
    assert "kế thừa là Phường Ba Đình" in shown(receiver.post(here, given), 422)
    assert "Không có cơ quan nào" in shown(receiver.post(here, {**given, "unit": "Phường Không Có"}), 422)
    assert receiver.post(here, {**given, "unit": f"{heir.code} · Phường Ba Đình"}).status_code == 302
    waits.refresh_from_db()
    assert (waits.state, waits.unit_id, waits.is_elsewhere) == (State.ACCEPTED, heir.pk, True)
    assert [one.get("source", "") for one in waits.papers] == ["", "data"]
    told = Event.objects.get(tag="onestop:dossier:addressed")
    assert (told.before, told.after, told.unit_id) == ({"unit": old.pk}, {"unit": heir.pk}, heir.pk)


def test_only_who_receives_addresses_and_only_before_acceptance(desk: Desk):
    waits = register(desk.handed(channel="online"), **desk.who(desk.city.an, "2026-11-02T16:00"))
    heir = desk.city.other_commune.pk
    with pytest.raises(DomainError) as told:
        address(waits.pk, heir, **desk.who(desk.city.binh, "2026-11-02T16:05"))
    assert told.value.code == "onestop.not_found"
    address(waits.pk, waits.unit_id, **desk.who(desk.city.an, "2026-11-02T16:10"))
    assert not Event.objects.filter(tag="onestop:dossier:addressed").exists()
    with pytest.raises(DomainError) as told:
        address(waits.pk, heir, version=7, **desk.who(desk.city.an, "2026-11-02T16:10"))
    assert told.value.code == "onestop.changed_meanwhile"
    move(waits.pk, "accept", **desk.who(desk.city.an, "2026-11-02T16:15"))
    with pytest.raises(DomainError) as told:
        address(waits.pk, heir, **desk.who(desk.city.an, "2026-11-02T16:20"))
    assert told.value.code == "onestop.address.accepted"
    waits.refresh_from_db()
    assert waits.unit_id == desk.city.commune.pk
