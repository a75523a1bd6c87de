"""Scores of officials and units equal a plain count over dossiers, steps, requests and complaints; what is not known is left out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from tests.app.onestop.desk import MONDAY, Desk, moment

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.feedback.models import Feedback
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import AcceptanceEntry, Dossier, LinkedPart, Posting, State, Step, Supplement
from namro.duties.onestop.reports import outside
from namro.duties.onestop.reports.outside import Answered, Complaint, OnlineCodes, Standing
from namro.duties.onestop.reports.periods import Span, span_of
from namro.duties.onestop.reports.scoring import Score, Scored, behind, scores
from namro.duties.onestop.reports.scoring_rules import rules
from namro.duties.onestop.services import Told as Handed
from namro.duties.onestop.services import move
from namro.duties.onestop.services.posting import note_posting
from namro.engine.desk_score import Tally

pytestmark = pytest.mark.django_db
AT = moment("2026-12-20T09:00")
QUARTER = Span(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")


class Told:
    """Other duties, as the test says they are."""

    heard: tuple[Complaint, ...] = ()
    owed: dict[int, Answered] = {}
    signed = (2, 2)
    stands = {
        code: Standing("Hộ tịch", frozenset({"commune"}), date(2026, 10, 15), is_whole=True) for code in ("1.1", "2.2", "3.3")
    }  # fmt: skip
    codes = OnlineCodes(frozenset({"1.1", "2.2", "3.3"}), frozenset({"1.1"}))

    def complaints(self, *, at: datetime) -> list[Complaint]:
        return list(self.heard)

    def answered(self, *, first: date, last: date, at: datetime) -> dict[int, Answered]:
        return self.owed

    def online(self, *, on: date) -> OnlineCodes:
        return self.codes

    def published(self, *, first: date, last: date) -> tuple[int, int]:
        return self.signed

    def standing(self, *, on: date) -> dict[str, Standing]:
        return self.stands


@pytest.fixture
def told() -> Iterator[Told]:
    before, made = list(outside._KNOWN), Told()
    outside.connect(lambda: made)
    yield made
    outside._KNOWN[:] = before


@pytest.fixture
def alone() -> Iterator[None]:
    before = list(outside._KNOWN)
    outside._KNOWN.clear()
    yield
    outside._KNOWN[:] = before


def drawn(desk: Desk, draw: random.Random, number: int) -> Dossier:
    """A dossier that ended around the quarter with its steps, sometimes a part elsewhere and requests to complete."""
    city, start = desk.city, moment("2026-09-05T08:00") + timedelta(minutes=draw.randrange(60 * 24 * 100))
    due = start + timedelta(hours=draw.randrange(45, 200))
    ended = draw.choice([due, due - timedelta(hours=30), due + timedelta(hours=30)])
    made = Dossier.objects.create(
        code=f"H26.19-261101-{number:04d}", point=desk.point, unit_id=draw.choice([city.culture, city.economy]).pk,
        procedure_code=draw.choice(["1.1", "2.2"]), procedure_name="x", channel=draw.choice(["counter", "online"]), applicant="x",
        applicant_key="x", accepted_at=start, accepted_by=city.an, created_at=start, limit_unit=draw.choice(["days", "hours"]),
        state=draw.choice([State.DONE, State.RETURNED, State.WITHDRAWN]),
        other_bodies=draw.choice([None, 0, 0, 1]), field="Hộ tịch", returned_way=draw.choice(["person", "electronic"]),
        limit_quantity=5, due_at=draw.choice([due, due, due, None]), finished_at=ended, source_ref=str(number),
    )  # fmt: skip
    for place, user in enumerate(draw.sample([city.an, city.binh, city.office_head], 2), start=1):
        until = start + timedelta(hours=10 * place)
        Step.objects.create(
            dossier=made, number=place, unit=city.culture, person_id=user.person_id, task="x", result="x", limit_quantity=1,
            limit_unit="days", started_at=start, due_at=until + timedelta(hours=draw.choice([-30, 0, 30])), finished_at=until,
            finished_by=user,
        )  # fmt: skip
    if draw.random() < 0.3:
        LinkedPart.objects.create(
            lead=made, unit=city.economy, content="x", order=1, limit_quantity=1, limit_unit="days", linked_at=start, linked_by=city.an,
            started_at=start, due_at=start + timedelta(hours=draw.choice([5, 80])), finished_at=start + timedelta(hours=40),
            finished_by=city.an, outcome="x",
        )  # fmt: skip
    for asked in range(draw.choice([0, 0, 1, 2])):
        Supplement.objects.create(
            dossier=made,
            items=[],
            issued_at=start,
            issued_by=city.an,
            again_because="" if not asked else "x",
            is_at_intake=False,
        )
    return made


def timed(row: Any) -> int | None:
    if row.due_at is None:
        return None
    if row.limit_unit == "hours":
        ended, due = row.finished_at, row.due_at
    else:
        ended, due = local(row.finished_at).date(), local(row.due_at).date()
    return 2 if ended < due else 1 if ended == due else 0


def counted(one: Dossier, told: Told, person: int | None) -> dict[int, int | None] | None:
    """The points of a dossier for a unit, or for a person: nothing where it is not theirs, or not of the quarter."""
    if one.state == State.WITHDRAWN or not moment("2026-10-01T00:00") <= one.finished_at < AT:
        return None
    rows = list(one.steps.all()) if person is None else list(one.steps.filter(person=person))
    if not rows:
        return None
    rows += list(one.parts.all()) if person is None else []
    whole, contacts = timed(one), one.supplements.count()
    complained = any(
        c.dossier_code == one.code and (person is None or c.person_id in (None, person)) for c in told.heard
    )
    worst = min((points for row in rows if (points := timed(row)) is not None), default=None)
    bodies = (
        None
        if one.other_bodies is None
        else one.other_bodies + (one.channel != "online" or one.returned_way == "person")
    )
    fourth = None if bodies is None else max(0, 2 - bodies)
    return {
        1: whole,
        2: worst,
        3: max(0, 2 - contacts),
        4: fourth,
        7: 0 if complained else 1 if whole is None else whole,
    }


def expected(dossiers: list[Dossier], told: Told, person: int | None, number: int) -> Tally:
    points = [found[number] for one in dossiers if (found := counted(one, told, person)) is not None]
    of = Counter(one for one in points if one is not None)
    return Tally(of[2], of[1], of[0])


def tallies(found: Score) -> dict[int, Tally]:
    return {one.number: one.tally for one in found.indicators if one.tally is not None}


@pytest.fixture
def dossiers(desk: Desk, told: Told) -> list[Dossier]:
    draw = random.Random(20261124)
    made = [drawn(desk, draw, number) for number in range(1, 121)]
    told.heard = (
        Complaint(made[3].code, None), Complaint(made[8].code, desk.city.binh.person_id), Complaint(made[20].code, 999_999), Complaint("H1-1", None),
    )  # fmt: skip
    return [Dossier.objects.get(pk=one.pk) for one in made]


def test_units_are_a_plain_count(desk: Desk, dossiers: list[Dossier], told: Told) -> None:
    found = {one.key: one for one in scores("unit", QUARTER, at=AT)}
    assert set(found) == {desk.city.culture.pk, desk.city.economy.pk}
    for unit, score in found.items():
        mine = [one for one in dossiers if one.unit_id == unit]
        assert tallies(score) == {number: expected(mine, told, None, number) for number in (1, 2, 3, 4, 7)}
        assert all(
            tally.two and tally.one and tally.none for number, tally in tallies(score).items() if number in (1, 3, 4)
        )


def test_officials_are_a_plain_count(desk: Desk, dossiers: list[Dossier], told: Told) -> None:
    found = {one.key: one for one in scores("person", QUARTER, at=AT)}
    people = [user.person_id for user in (desk.city.an, desk.city.binh, desk.city.office_head)]
    assert sorted(found) == sorted(people)
    for person in people:
        assert tallies(found[person]) == {
            number: expected(dossiers, told, person, number) for number in (1, 2, 3, 4, 7)
        }
        values = [one.points for one in found[person].indicators if one.points is not None]
        assert found[person].total == sum(values) and found[person].best == 10
    assert scores("person", QUARTER, at=AT, units=[desk.city.economy.pk]) == []
    [alone] = scores("person", QUARTER, at=AT, key=people[0])
    assert alone == found[people[0]]


def test_behind_an_indicator(desk: Desk, dossiers: list[Dossier], told: Told) -> None:
    person = desk.city.binh.person_id
    rows = behind("person", person, 2, QUARTER, at=AT, most=500)
    assert {(one.dossier_id, one.points) for one in rows} == {
        (one.pk, found[2]) for one in dossiers if (found := counted(one, told, person)) is not None
    }
    known = [one.points for one in rows if one.points is not None]
    assert known == sorted(known), "the worst first"


def test_units_by_what_others_tell(desk: Desk, dossiers: list[Dossier], told: Told) -> None:
    city, unit = desk.city, desk.city.culture.pk
    told.owed = {unit: Answered(10, 9)}

    def points(number: int) -> Fraction | None:
        [found] = scores("unit", QUARTER, at=AT, key=unit)
        return next(one.points for one in found.indicators if one.number == number)

    assert points(8) == 1
    told.owed = {unit: Answered(10, 8)}
    assert points(8) == 0
    mine = [one for one in dossiers if one.unit_id == unit and counted(one, told, None)]
    online = [one for one in mine if one.channel == "online"]
    assert any(timed(one) == 0 for one in online) and points(9) == 0, "one of them was late"
    Dossier.objects.filter(channel="online").update(due_at=None)
    assert len(online) * 10 > 3 * len(mine) and points(9) == 2
    told.codes = OnlineCodes(frozenset({"1.1", "2.2"}), frozenset())
    assert points(9) == 1
    told.codes = OnlineCodes(frozenset(), frozenset())
    assert points(9) is None, "nothing should be online: no data"
    assert points(5) == 1, "Bình is no staff of the point"
    Step.objects.update(person_id=city.an.person_id)
    assert points(5) == 2


def looked(desk: Desk, day: date, missing: str = "") -> None:
    who = desk.who(desk.city.vice_chair, f"{day.isoformat()}T16:00")
    note_posting(desk.point.pk, day=day, is_whole=not missing, missing=missing, **who)


def test_publication_is_posted_and_electronic_one_of_the_two_or_neither(
    desk: Desk, dossiers: list[Dossier], told: Told
) -> None:
    unit = desk.city.culture.pk
    assert of_unit(unit, 6).points is None, "nobody looked"
    looked(desk, date(2026, 10, 10))
    assert of_unit(unit, 6).points == 1, "before the newest version began"
    looked(desk, date(2026, 10, 15))
    assert (of_unit(unit, 6).points, of_unit(unit, 6).told) == (2, (1, 1))
    told.signed = (1, 2)
    assert of_unit(unit, 6).points == 1, "a decision came late"
    looked(desk, date(2026, 10, 20), missing="Thiếu 2.2")
    assert of_unit(unit, 6).points == 0
    told.signed, told.stands = (2, 2), {**told.stands, "2.2": replace(told.stands["2.2"], is_whole=False)}
    assert of_unit(unit, 6).points == 0, "a procedure without all its parts"
    looked(desk, date(2026, 10, 20))  # the same day said anew
    assert of_unit(unit, 6).points == 1 and Posting.objects.count() == 3


def test_a_procedure_left_off_the_list_earns_nothing_for_the_fifth(
    desk: Desk, dossiers: list[Dossier], told: Told
) -> None:
    unit, since = desk.city.culture.pk, date(2026, 1, 1)
    assert of_unit(unit, 5).points == 1
    for code in ("1.1", "2.2"):
        AcceptanceEntry.objects.create(point=desk.point, procedure_code=code, valid=DateRange(since, None))
    assert of_unit(unit, 5).points == 0, "3.3 is of the same level and field"
    told.stands = {**told.stands, "3.3": replace(told.stands["3.3"], field="Đất đai")}
    assert of_unit(unit, 5).points == 1, "nothing of another field comes to the unit"


def of_unit(unit: int, number: int) -> Scored:
    [found] = scores("unit", QUARTER, at=AT, key=unit)
    return next(one for one in found.indicators if one.number == number)


def test_a_unit_may_be_excellent(desk: Desk, told: Told) -> None:
    """Nine indicators with data: everything early, online and back online, posted and answered."""
    city, start = desk.city, moment("2026-11-02T09:00")
    for number in range(1, 11):
        made = Dossier.objects.create(
            code=f"H26.19-261102-{number:04d}", point=desk.point, unit=city.culture, procedure_code="1.1", procedure_name="x",
            field="Hộ tịch", channel="online" if number < 6 else "counter", applicant="x", applicant_key="x", accepted_at=start,
            accepted_by=city.an, created_at=start, limit_unit="days", limit_quantity=5, due_at=start + timedelta(days=5),
            state=State.RETURNED, finished_at=start + timedelta(days=1), source_ref=str(number), other_bodies=0,
            returned_way="electronic",
        )  # fmt: skip
        Step.objects.create(
            dossier=made, number=1, unit=city.culture, person_id=city.an.person_id, task="x", result="x", limit_quantity=3,
            limit_unit="days", started_at=start, due_at=start + timedelta(days=3), finished_at=start + timedelta(days=1),
            finished_by=city.an,
        )  # fmt: skip
    looked(desk, date(2026, 11, 1))
    [found] = scores("unit", QUARTER, at=AT, key=city.culture.pk)
    assert {one.number: one.points for one in found.indicators} == {
        1: 2, 2: 2, 3: 2, 4: Fraction(15, 10), 5: 2, 6: 2, 7: 2, 8: 2, 9: 2,
    }  # fmt: skip
    assert (found.total, found.best, found.band) == (Fraction(175, 10), 18, "excellent")


def test_bodies_gone_to_are_asked_when_the_result_is_handed_over(desk: Desk, as_: Any) -> None:
    made = desk.with_binh()
    told = Handed(result_number="1", result_on=date(2026, 11, 4), result_signer="Lan")
    move(made.pk, "finish", told, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    client, path = as_(desk.city.an), f"/dossiers/{made.pk}/move/give_back/"
    assert "Số cơ quan khác người nộp đã phải đến" in client.get(path).content.decode()
    given = {"returned_way": "person", "returned_to": "Mơ", "version": Dossier.objects.get(pk=made.pk).version}
    assert client.post(path, {**given, "other_bodies": "40"}).status_code == 422
    assert client.post(path, {**given, "other_bodies": "2"}).status_code == 302
    assert Dossier.objects.get(pk=made.pk).other_bodies == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": date(2026, 11, 3)}, "onestop.posting.later"), ({"missing": "Thiếu"}, "onestop.posting.missing"),
        ({"is_whole": False}, "onestop.posting.missing"),
    ],
)  # fmt: skip
def test_a_look_that_cannot_be_is_refused(desk: Desk, changes: dict[str, Any], code: str) -> None:
    given = {"day": MONDAY, "is_whole": True, "missing": "", **changes}
    with pytest.raises(DomainError) as refused:
        note_posting(desk.point.pk, **given, **desk.who(desk.city.vice_chair, "2026-11-02T16:00"))
    assert refused.value.code == code and not Posting.objects.exists()


def test_who_receives_does_not_say_what_hangs_there(desk: Desk, as_: Any) -> None:
    path = f"/points/{desk.point.pk}/posting/"
    assert as_(desk.city.an).get(path).status_code == 403
    client = as_(desk.city.vice_chair)
    sent = client.post(path, {"day": "2026-11-02", "is_whole": "no", "missing": "Thiếu bản đồ quy trình"})
    assert sent.status_code == 302
    assert "Thiếu bản đồ quy trình" in client.get(f"/points/{desk.point.pk}/").content.decode()
    told = Event.objects.get(tag="onestop:point:posting")
    assert told.after["missing"] == "Thiếu bản đồ quy trình"


def test_what_nobody_tells_is_left_out(desk: Desk, alone: None) -> None:
    draw = random.Random(5)
    for number in range(1, 30):
        drawn(desk, draw, number)
    for score in scores("unit", QUARTER, at=AT):
        assert {one.number for one in score.indicators if one.points is None} == {6, 7, 8, 9}
        assert score.best == 10 and score.total == sum(one.points for one in score.indicators if one.points is not None)


def test_the_scale_by_date() -> None:
    before, after = rules(on=date(2024, 5, 1)), rules(on=date(2026, 11, 1))
    assert (before.authority, after.authority) == ("LEGAL", "LOCAL_POLICY")
    assert not before.note.vi and "lựa chọn của cơ quan" in after.note.vi
    assert [one.at_least for one in after.bands["unit"]] == [15, 12, 9, 6, 0]
    assert [one.at_least for one in after.bands["officer"]] == [5, Fraction("3.5"), 0]


def test_pages(desk: Desk, dossiers: list[Dossier], client: Client, django_assert_max_num_queries: Any) -> None:
    city, given = desk.city, {"period": "2026-Q4"}
    client.force_login(city.office_head)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("scores"), given)
    assert page.status_code == 200 and "Đỗ Thanh Bình" in page.content.decode()
    one = client.get(reverse("score", args=["person", city.binh.person_id]), given).content.decode()
    assert "Chưa biết thang điểm này còn hiệu lực" in one
    listed = client.get(reverse("score_listed", args=["person", city.binh.person_id]), {**given, "indicator": "7"})
    assert listed.status_code == 200 and dossiers[0].code[:6] in listed.content.decode()
    unit = client.get(reverse("score", args=["unit", city.culture.pk]), given)
    assert "Chưa ghi lần kiểm tra niêm yết nào" in unit.content.decode()
    client.force_login(city.binh)
    assert client.get(reverse("score", args=["person", city.binh.person_id]), given).status_code == 200
    assert client.get(reverse("score", args=["person", city.an.person_id]), given).status_code == 404
    assert "Của tôi" in client.get(reverse("scores"), given).content.decode()


def test_what_feedback_tells(desk: Desk) -> None:
    """Joined to the register: a complaint counts until it is disproved; answers count by their day."""
    from namro.config.joining import DeskOutside

    received = moment("2026-11-02T09:00")

    def kept(number: int, **more: Any) -> Feedback:
        given: dict[str, Any] = {
            "code": f"PA-2026-{number:04d}", "klass": "delay", "channel": "counter", "content": "x", "content_key": "x", "unit": desk.city.culture,
            "received_at": received, "received_on": date(2026, 11, 2), "pass_by": date(2026, 11, 9), "due_on": date(2026, 11, 12),
            "dossier_code": f"H26.19-261101-{number:04d}",
        }  # fmt: skip
        return Feedback.objects.create(**{**given, **more})

    done = {
        "state": "verified",
        "verified_at": received,
        "verified_by": desk.city.chair,
        "handler_id": desk.city.an.person_id,
        "finding": "x",
    }
    kept(1)
    kept(2, **done, outcome="false", counted_in=date(2026, 11, 1), assigned_at=received, assigned_by=desk.city.chair)
    kept(3, klass="suggestion")
    kept(4, state="passed_on", passed_to="x", passed_at=moment("2026-11-05T09:00"), passed_by=desk.city.chair)
    told = DeskOutside()
    assert {one.dossier_code[-4:] for one in told.complaints(at=AT)} >= {"0001"}
    assert not {one.dossier_code[-4:] for one in told.complaints(at=AT)} & {"0002"}
    assert told.complaints(at=moment("2026-11-01T09:00")) == []
    of = told.answered(first=date(2026, 11, 1), last=date(2026, 11, 30), at=AT)
    assert of == {desk.city.culture.pk: Answered(4, 1)}
    early = told.answered(first=date(2026, 11, 1), last=date(2026, 11, 30), at=moment("2026-11-06T09:00"))
    assert early == {desk.city.culture.pk: Answered(1, 1)}, "what is not due yet is owed by nobody"
    assert span_of("2026-Q4", "", "", on=date(2026, 11, 2)) == QUARTER
