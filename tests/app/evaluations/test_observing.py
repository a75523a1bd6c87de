"""Observations of other duties beside a sheet: evidence or set aside, cited in the explanation, never points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from tests.app.evaluations.month import AT, TODAY, actor, open_month, published_month, review, self_score, sheet_of
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.facts.models import Observation
from namro.city.facts.observing import ObservationData, kinds, put_observations, withdraw_observations
from namro.duties.evaluations.explained import Annex
from namro.duties.evaluations.models import ObservationUse, SheetState
from namro.duties.evaluations.observed import now_text, with_observations
from namro.duties.evaluations.selectors.observing import observations_of
from namro.duties.evaluations.selectors.scores import live_score
from namro.duties.evaluations.services.observing import answer_observation, clear_observation

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
OTHERS = ["an", "binh", "chair", "officer", "administrator", "outsider", "economy_head", "city_chair"]


def put(city: City, kind: str = "complaints", ref: str = "1", **given: Any) -> Observation:
    sheet = sheet_of(city.an)
    values: dict[str, Any] = {"month": NOVEMBER, "unit_id": sheet.unit_id, "person_id": sheet.person_id, **given}
    if not {"number", "value"} & set(given):
        values["number"] = 2
    put_observations([ObservationData(kind=kind, source="test", source_ref=ref, **values)], by=actor(city.chair), at=AT)
    return Observation.objects.get(source_ref=ref)


def answer(city: City, seen: Observation, outcome: str = "used", **given: Any) -> ObservationUse:
    values = {"criterion": "II.4", "reason": "", "by": actor(city.office_head), "at": AT, "on": TODAY, **given}
    return answer_observation(sheet_id=sheet_of(city.an).pk, observation_id=seen.pk, outcome=outcome, **values)


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize(
    ("kind", "given", "text"),
    [
        ("on_time", {"number": 45, "total": 50}, "45/50 (90,0 %)"),
        ("on_time", {"number": 0, "total": 0}, "0/0"),
        ("apologies", {"number": 1, "total": 3}, "1/3 (33,3 %)"),
        ("late_steps", {"number": 2}, "2"),
        ("satisfaction", {"value": Decimal("87.25"), "total": 34}, "87,3 (34 câu trả lời)"),
    ],
)
def test_each_kind_reads_as_its_form_says(city: City, kind: str, given: dict[str, Any], text: str) -> None:
    open_month(city)
    put(city, kind, **given)
    (found,) = observations_of(sheet_of(city.an))
    with override("vi"):
        assert now_text(found) == text
    assert found.bears_on("nd335-2025") == kinds()[kind].bears_on["nd335-2025"]


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("unknown", {"number": 1}, "facts.observation.kind"),
        ("on_time", {"number": 1}, "facts.observation.numbers"),
        ("satisfaction", {"number": 1, "total": 3}, "facts.observation.numbers"),
    ],
)
def test_numbers_that_do_not_fit_their_kind_are_refused(
    city: City, kind: str, given: dict[str, Any], code: str
) -> None:
    open_month(city)
    assert code_of(lambda: put(city, kind, **given)) == code
    assert not Observation.objects.exists()


def test_a_month_shows_its_person_and_a_head_the_unit_too(city: City) -> None:
    open_month(city)
    mine = put(city)
    put(city, ref="october", month=date(2026, 10, 1))
    put(city, ref="binh", person_id=city.binh.person_id)
    unit = put(city, "on_time", ref="unit", person_id=None, number=9, total=10)
    assert [one.row.pk for one in observations_of(sheet_of(city.an))] == [mine.pk]
    assert [one.row.pk for one in observations_of(sheet_of(city.office_head))] == [unit.pk]


def test_evidence_is_cited_in_the_explanation_and_changes_no_score(city: City) -> None:
    open_month(city)
    self_score(city.an)
    review(city.office_head, of=city.an)
    before = live_score(sheet_of(city.an)).result.total
    seen = put(city, "satisfaction", value=Decimal("61.5"), total=34)
    use = answer(city, seen, reason="Thấp nhất phòng")
    assert live_score(sheet_of(city.an)).result.total == before
    sheet = sheet_of(city.an)
    tree = with_observations(live_score(sheet).explanation(), observations_of(sheet))
    cited = tree.find("II.4").children
    assert [(one.label.en, one.arithmetic) for one in cited] == [
        ("Evidence: Satisfaction index", "61,5 (34 câu trả lời); Thấp nhất phòng")
    ]
    written = [line for line in Annex().lines(tree) if line.label == "Căn cứ: Chỉ số hài lòng"]
    assert [one.arithmetic for one in written] == ["61,5 (34 câu trả lời); Thấp nhất phòng"]
    event = Event.objects.get(tag="evaluations:sheet:observation_answered")
    assert event.user_id == city.office_head.pk == use.by_id
    assert event.after["said"] == {"number": None, "total": 34, "value": "61.5"}


def test_what_is_set_aside_says_why_and_is_not_cited(city: City) -> None:
    open_month(city)
    seen = put(city)
    assert code_of(lambda: answer(city, seen, "set_aside")) == "evaluations.reason.missing"
    answer(city, seen, "set_aside", reason="Đơn gửi nhầm người")
    sheet = sheet_of(city.an)
    tree = live_score(sheet).explanation()
    assert with_observations(tree, observations_of(sheet)) == tree
    answer(city, seen, "used")
    assert ObservationUse.objects.get().outcome == "used"
    clear_observation(sheet_id=sheet.pk, observation_id=seen.pk, by=actor(city.office_head), at=AT, on=TODAY)
    assert not ObservationUse.objects.exists()
    assert Event.objects.get(tag="evaluations:sheet:observation_cleared").before["outcome"] == "used"


def test_only_a_criterion_of_the_form_and_only_known_answers(city: City) -> None:
    open_month(city)
    seen = put(city)
    assert code_of(lambda: answer(city, seen, criterion="IX")) == "evaluations.observation.criterion"
    assert code_of(lambda: answer(city, seen, criterion="")) == "evaluations.observation.criterion"
    assert code_of(lambda: answer(city, seen, "maybe")) == "evaluations.observation.outcome"
    other = put(city, ref="binh", person_id=city.binh.person_id)
    with pytest.raises(NotVisible):
        answer(city, other)
    assert not ObservationUse.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_only_whoever_scores_answers(city: City, who: str) -> None:
    open_month(city)
    seen = put(city)
    with pytest.raises((NotVisible, NotAllowed)):
        answer(city, seen, by=actor(getattr(city, who)))
    assert not ObservationUse.objects.exists()


def test_what_changed_afterwards_is_said_and_what_was_used_stays(city: City, as_) -> None:
    open_month(city)
    seen = put(city, "on_time", number=45, total=50)
    answer(city, seen, criterion="II.2")
    put(city, "on_time", number=44, total=50)
    (found,) = observations_of(sheet_of(city.an))
    assert found.is_changed and found.use.said["number"] == 45
    page = as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}").content.decode()
    assert "44/50 (88,0 %)" in page and "Khi nêu ý kiến, số liệu là 45/50 (90,0 %)" in page
    withdraw_observations(source="test", source_refs=["1"], by=actor(city.chair), at=AT)
    with pytest.raises(Conflict) as refused:
        answer(city, seen, criterion="II.2")
    assert refused.value.code == "evaluations.observation.withdrawn"
    assert "đã rút lại" in as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}").content.decode()


def test_a_withdrawn_one_nobody_answered_is_gone(city: City) -> None:
    open_month(city)
    put(city)
    withdraw_observations(source="test", source_refs=["1"], by=actor(city.chair), at=AT)
    assert observations_of(sheet_of(city.an)) == []


def test_nothing_is_answered_once_decided(city: City) -> None:
    published_month(city)
    seen = put(city)
    assert sheet_of(city.an).state == SheetState.DECIDED
    assert code_of(lambda: answer(city, seen)) == "evaluations.round.closed"


def test_the_reviewer_answers_on_the_page_and_the_person_reads_it(city: City, as_) -> None:
    open_month(city)
    seen, sheet = put(city), sheet_of(city.an)
    page = as_(city.office_head).get(f"/sheets/{sheet.pk}").content.decode()
    assert "Phản ánh của người dân đã xác minh là đúng" in page
    assert f'action="/sheets/{sheet.pk}/observations/{seen.pk}"' in page
    address = f"/sheets/{sheet.pk}/observations/{seen.pk}"
    sent = as_(city.office_head).post(
        address, {"outcome": "used", "criterion": "II.4", "reason": "Hai lần"}, follow=True
    )
    assert sent.status_code == 200 and "căn cứ cho II.4" in sent.content.decode()
    mine = as_(city.an).get(f"/sheets/{sheet.pk}").content.decode()
    assert "căn cứ cho II.4" in mine and "Hai lần" in mine and f'action="{address}"' not in mine
    assert as_(city.an).post(address, {"outcome": "clear"}).status_code == 403
    assert ObservationUse.objects.get().reason == "Hai lần"
