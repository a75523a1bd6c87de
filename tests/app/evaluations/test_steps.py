"""Self-score, review, acceptance, sending back: who may, when, and what two editors are told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import (
    AT,
    DAY,
    FULL,
    TODAY,
    actor,
    city_officer,
    open_month,
    review,
    round_of,
    self_score,
    sheet_of,
    work,
)
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.people.models import Delegation, Posting
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Round, SheetState

pytestmark = pytest.mark.django_db
LOWER = [400, *FULL[1:]]
OTHERS = ["binh", "office_head", "chair", "officer", "administrator", "outsider", "other_chair", "city_chair"]


def draft(city: City, points: list[int | None], **changes: object) -> object:
    sheet = sheet_of(city.an)
    given = {"sheet_id": sheet.pk, "points": points, "strengths": "", "limits": "", "version": sheet.version}
    return services.save_draft(**{**given, "by": actor(city.an), "at": AT, "on": TODAY, **changes})


def test_a_draft_is_kept_and_is_not_a_self_score(city: City) -> None:
    open_month(city)
    sheet = draft(city, [500, None, *[0] * 8])
    assert (sheet.state, sheet.self_points[:2], sheet.self_at) == (SheetState.OPEN, [500, None], None)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_writes_a_self_score(city: City, who: str) -> None:
    open_month(city)
    with pytest.raises((NotVisible, NotAllowed)):
        self_score(city.an, by=actor(getattr(city, who)))
    assert sheet_of(city.an).self_points is None


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([501, *FULL[1:]], "evaluations.points.range"),
        ([-1, *FULL[1:]], "evaluations.points.range"),
        ([None, *FULL[1:]], "evaluations.points.missing"),
        (FULL[1:], "evaluations.points.count"),
    ],
)
def test_points_outside_the_form_are_refused(city: City, points: list[int], code: str) -> None:
    open_month(city)
    with pytest.raises(DomainError) as refused:
        self_score(city.an, points)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "who", ["an", "binh", "chair", "officer", "administrator", "outsider", "economy_head", "city_chair"]
)
def test_only_the_head_of_the_scoring_unit_reviews(city: City, who: str) -> None:
    open_month(city)
    self_score(city.an)
    with pytest.raises((NotVisible, NotAllowed)):
        review(getattr(city, who), city.an)
    assert sheet_of(city.an).review_points is None


def test_a_review_needs_the_self_score_or_its_forwarding(city: City) -> None:
    period = open_month(city)
    with pytest.raises(DomainError) as refused:
        review(city.office_head, city.an)
    assert refused.value.code == "evaluations.review.no_self"
    late = round_of(period, city.commune).self_score_by + DAY
    with pytest.raises(DomainError):
        services.forward_without_self(round_id=round_of(period, city.commune).pk, by=actor(city.chair), at=AT, on=TODAY)
    assert (
        services.forward_without_self(round_id=round_of(period, city.commune).pk, by=actor(city.chair), at=AT, on=late)
        == 6
    )
    sheet = review(city.office_head, city.an)
    assert (sheet.state, sheet.self_points, sheet.self_at) == (SheetState.REVIEWED, None, None)


def test_a_late_self_score_is_still_taken_until_the_review(city: City) -> None:
    period = open_month(city)
    round_ = round_of(period, city.commune)
    services.forward_without_self(round_id=round_.pk, by=actor(city.chair), at=AT, on=round_.self_score_by + DAY)
    assert self_score(city.an).state == SheetState.SELF_SCORED
    review(city.office_head, city.an)
    with pytest.raises(DomainError) as refused:
        self_score(city.an)
    assert refused.value.code == "evaluations.self.closed"


def test_the_second_editor_is_told_both_values_and_neither_is_lost(city: City) -> None:
    open_month(city)
    self_score(city.an)
    seen = sheet_of(city.an).version
    review(city.office_head, city.an, LOWER)
    with pytest.raises(Conflict) as conflict:
        review(city.office_head, city.an, FULL, version=seen, comment="Tốt")
    assert conflict.value.details["theirs"]["points"] == LOWER
    assert conflict.value.details["mine"] == {"points": FULL, "marks": [], "comment": "Tốt"}
    assert sheet_of(city.an).review_points == LOWER
    review(city.office_head, city.an, FULL, version=conflict.value.details["version"])
    assert sheet_of(city.an).review_points == FULL


def test_a_delegate_reviews_in_the_heads_name_on_record(city: City) -> None:
    open_month(city)
    self_score(city.an)
    Delegation.objects.create(
        giver_id=city.office_head.person_id, receiver_id=city.economy_head.person_id, unit=city.culture,
        valid=DateRange(TODAY, None), number="5/GUQ", signed_on=TODAY,
    )  # fmt: skip
    review(city.economy_head, city.an)
    assert Event.objects.get(tag="evaluations:sheet:reviewed").acting_for_id == city.office_head.person_id


def test_a_head_gone_by_the_day_of_the_act_no_longer_scores(city: City) -> None:
    open_month(city)
    self_score(city.an)
    Posting.objects.filter(person=city.office_head.person_id).update(valid=DateRange(TODAY - 400 * DAY, TODAY))
    with pytest.raises((NotVisible, NotAllowed)):
        review(city.office_head, city.an)


def test_acceptance_is_recorded_as_exactly_that(city: City) -> None:
    period = open_month(city)
    self_score(city.an, LOWER)
    count = services.accept_all_as_self(
        round_id=round_of(period, city.commune).pk,
        reviewer_unit_id=city.culture.pk,
        by=actor(city.office_head),
        at=AT,
        on=TODAY,
    )
    sheet = sheet_of(city.an)
    assert (count, sheet.review_points, sheet.accepted_as_self, sheet.state) == (1, LOWER, True, "reviewed")
    assert sheet_of(city.binh).state == "open"
    assert Event.objects.get(tag="evaluations:round:accepted_as_self").after == {"sheets": [sheet.pk]}
    review(city.office_head, city.an, FULL)
    assert not sheet_of(city.an).accepted_as_self


def test_marks_of_a_leader_are_100_50_or_unknown_and_never_presumed(city: City) -> None:
    open_month(city)
    work(city.office_head)
    self_score(city.office_head)
    with pytest.raises(DomainError) as refused:
        review(city.chair, city.office_head, unit_marks=[80, 100, 100])
    assert refused.value.code == "evaluations.marks.value"
    review(city.chair, city.office_head)
    services.recalculate(round_ids=[sheet_of(city.office_head).round_id], at=AT)
    score = sheet_of(city.office_head).score
    assert (score.state, score.reasons) == ("INSUFFICIENT_DATA", ["d_missing", "đ_missing", "e_missing"])


def test_staff_have_no_leader_marks(city: City) -> None:
    open_month(city)
    self_score(city.an)
    with pytest.raises(DomainError) as refused:
        review(city.office_head, city.an, unit_marks=[100, 100, 100])
    assert refused.value.code == "evaluations.marks.leader"


@pytest.mark.parametrize(("points", "d"), [(FULL, 10_000), ([0] * 10, 5_000)])
def test_d_follows_from_the_scores_of_those_managed(city: City, points: list[int], d: int) -> None:
    period = open_month(city)
    for who in (city.an, city.binh, city.office_head):
        work(who, completed="10" if points is FULL or who != city.an else "6")
        self_score(who)
    review(city.office_head, city.an, points)
    review(city.office_head, city.binh)
    review(city.chair, city.office_head, unit_marks=[None, 100, 100])
    services.recalculate(round_ids=[round_of(period, city.commune).pk], at=AT)
    assert sheet_of(city.office_head).score.ratios[3] == d


def test_an_edit_after_the_proposal_takes_it_away(city: City) -> None:
    open_month(city)
    work(city.an)
    self_score(city.an)
    sheet = review(city.office_head, city.an)
    services.propose(
        round_id=sheet.round_id, proposals={sheet.pk: ("HTT", "Quá tỷ lệ")}, by=actor(city.officer), at=AT, on=TODAY
    )
    review(city.office_head, city.an, LOWER)
    assert sheet_of(city.an).proposed_rating == ""
    last = Event.objects.filter(tag="evaluations:sheet:reviewed").latest("pk")
    assert last.before["proposed"] == "HTT"


def test_sending_back_needs_a_reason_and_keeps_the_persons_points(city: City) -> None:
    open_month(city)
    self_score(city.an, LOWER)
    sheet = review(city.office_head, city.an)
    given = {"sheet_id": sheet.pk, "version": sheet.version, "by": actor(city.office_head), "at": AT, "on": TODAY}
    with pytest.raises(DomainError):
        services.send_back(reason=" ", **given)
    back = services.send_back(reason="Thiếu minh chứng", **given)
    assert (back.state, back.self_points, back.review_points) == ("open", LOWER, None)


def test_the_round_stands_where_its_slowest_sheet_is(city: City) -> None:
    period = open_month(city)
    people = [city.vice_chair, city.office_head, city.economy_head, city.an, city.binh, city.officer]
    for who in people:
        self_score(who)
    assert round_of(period, city.commune).step == "review"
    for who in people:
        review(city.office_head if who in (city.an, city.binh) else city.chair, who)
    assert Round.objects.get(unit=city.commune).step == "decide"


def test_not_rated_is_set_by_who_prepares_with_a_reason_never_on_oneself(city: City) -> None:
    open_month(city)
    sheet, own = sheet_of(city.an), sheet_of(city.officer)
    given = {"why": "other", "note": "Biệt phái", "at": AT, "on": TODAY, "by": actor(city.officer)}
    marked = services.set_not_rated(sheet_id=sheet.pk, version=sheet.version, **given)
    assert (marked.not_rated, marked.not_rated_note) == ("other", "Biệt phái")
    with pytest.raises(NotAllowed):
        services.set_not_rated(sheet_id=own.pk, version=own.version, **given)
    again = services.clear_not_rated(
        sheet_id=sheet.pk, reason="Nhầm", version=marked.version, by=actor(city.officer), at=AT, on=TODAY
    )
    assert again.not_rated == ""


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_nobody_takes_their_own_sheet_back_into_rating(city: City, who: str) -> None:
    open_month(city)
    own = sheet_of(getattr(city, who))
    services.set_not_rated(
        sheet_id=own.pk, why="short", note="Mới về", version=own.version, by=actor(city_officer(city)), at=AT, on=TODAY
    )
    with pytest.raises((NotAllowed, NotVisible)):
        services.clear_not_rated(
            sheet_id=own.pk, reason="Nhầm", version=own.version + 1, by=actor(getattr(city, who)), at=AT, on=TODAY
        )
    assert sheet_of(getattr(city, who)).not_rated == "short"


def test_saving_stays_lean(city: City) -> None:
    open_month(city)
    self_score(city.an)
    with CaptureQueriesContext(connection) as submitting:
        self_score(city.an, LOWER)
    with CaptureQueriesContext(connection) as reviewing:
        review(city.office_head, city.an)
    assert len(submitting) <= 14
    assert len(reviewing) <= 14
