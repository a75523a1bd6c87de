"""Campaigns from the plan to the index: who may, what is refused, that nobody can be traced or worked out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from tests.app.surveys.asked import AT, GOOD, TODAY, closed, kept, planned, rated, started, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.facts.models import Observation
from namro.duties.surveys import selectors, services
from namro.duties.surveys.models import Campaign, Instrument, PaperSheet, Response, Token
from namro.duties.surveys.structure import built_in, lines, part_of, scale_of
from namro.engine import survey

pytestmark = pytest.mark.django_db
BAD = dict.fromkeys(GOOD, 1)


def code_of(work) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        work()
    return caught.value.code


def test_the_sample_instruments_are_whole_and_say_what_they_are() -> None:
    asked = {key: len(list(part_of(data).questions())) for key, data in built_in().items()}
    assert asked == {"counter": 4, "professionalism": 10, "schools": 24, "services": 22}
    for data in built_in().values():
        assert survey.faults(part_of(data), scale_of(data)) == []
        assert data["title"]["vi"].startswith("MẪU") and data["authority"] == "LOCAL_POLICY"
        assert len(data["scale"]["names"]) == data["scale"]["levels"]


def test_the_same_words_make_no_new_version(city: City) -> None:
    first = kept(city)
    assert kept(city).pk == first.pk
    words = {**built_in()["counter"], "title": {"vi": "MẪU mới", "en": "New sample"}}
    second = services.put_instrument(data=words, by=when(city.officer)["by"], at=AT)
    assert (second.version, Instrument.objects.count()) == (2, 2)
    assert not any(one.is_changed for one in selectors.compare(first, second))


def test_two_versions_are_compared_line_by_line(city: City) -> None:
    first = kept(city)
    words = {
        **first.data,
        "factors": [{**first.data["factors"][0], "criteria": first.data["factors"][0]["criteria"][:3]}],
    }
    second = services.put_instrument(data=words, by=when(city.officer)["by"], at=AT)
    changes = {one.key: one for one in selectors.compare(first, second)}
    assert changes["served4"].after is None and changes["served1"].is_changed  # its weight grew to a third
    assert changes["served1"].after.weight == Fraction(1, 3) and len(lines(first.data)) == 5


def test_an_instrument_whose_weights_do_not_add_up_is_refused(city: City) -> None:
    factor = {**built_in()["counter"]["factors"][0], "weight": "0.9"}
    data = {**built_in()["counter"], "factors": [factor]}
    work = lambda: services.put_instrument(data=data, by=when(city.officer)["by"], at=AT)  # noqa: E731
    assert code_of(work) == "surveys.instrument.faulty"


def test_the_sample_follows_from_the_plan_and_is_drawn_once(city: City) -> None:
    found = planned(city)
    assert (found.size, found.seed, found.drawn) == (200, "mầm", [])
    found = services.start(campaign_id=found.pk, **when(city.officer))
    assert found.drawn == survey.draw(400, 200, "mầm")
    assert Instrument.objects.get(pk=found.instrument_id).locked_at == AT
    assert Event.objects.filter(tag="surveys:campaign:started").get().after["seed"] == "mầm"
    assert code_of(lambda: services.start(campaign_id=found.pk, **when(city.officer))) == "surveys.state"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"population": 0}, "survey.population"),
        ({"title": " "}, "surveys.title.missing"),
        ({"last": date(2026, 10, 1)}, "surveys.dates"),
        ({"unit_id": 0}, "surveys.unit"),
        ({"instrument_id": 0}, "surveys.instrument"),
        ({"error": Decimal("1.5")}, "survey.population"),
    ],
)
def test_a_plan_that_cannot_be(city: City, changes, code: str) -> None:
    assert code_of(lambda: planned(city, **changes)) == code


@pytest.mark.parametrize("who", ["an", "office_head", "chair", "outsider", "administrator"])
def test_only_home_affairs_of_the_unit_plans(city: City, who: str) -> None:
    assert code_of(lambda: planned(city, **when(getattr(city, who)))) == "access.denied"


def test_an_invitation_answers_once_and_leads_to_nobody(city: City) -> None:
    found = started(city)
    codes = services.invite(campaign_id=found.pk, unit_id=city.culture.pk, count=3, **when(city.officer))
    assert len(set(codes)) == 3 and not Token.objects.filter(hash__in=codes).exists()
    services.answer(code=codes[1], answers=GOOD, at=AT, on=TODAY)
    assert code_of(lambda: services.answer(code=codes[1], answers=GOOD, at=AT, on=TODAY)) == "surveys.token"
    assert code_of(lambda: services.answer(code="x", answers=GOOD, at=AT, on=TODAY)) == "surveys.token"
    made = Response.objects.get()
    assert (made.unit_id, made.person_id, made.source) == (city.culture.pk, None, "code")
    assert made.received_at.minute == made.received_at.second == 0
    names = {field.name for field in Response._meta.get_fields()}
    assert not names & {"token", "mark", "dossier_code", "paper"}
    assert not {field.name for field in Token._meta.get_fields()} & {"used_at", "response"}
    assert not Event.objects.filter(after__icontains=codes[1]).exists()


def test_an_invitation_spent_on_a_wrong_answer_is_not_spent(city: City) -> None:
    found = started(city)
    code = services.invite(campaign_id=found.pk, unit_id=city.culture.pk, count=1, **when(city.officer))[0]
    for answers, refusal in (
        ({"served1": 6}, "survey.level"),
        ({"x": 1}, "survey.question"),
        ({}, "surveys.answers.none"),
    ):
        assert code_of(lambda a=answers: services.answer(code=code, answers=a, at=AT, on=TODAY)) == refusal
    services.answer(code=code, answers=GOOD, at=AT, on=TODAY)


def test_answers_outside_the_days_or_after_closing_are_refused(city: City) -> None:
    found = started(city)
    code = services.invite(campaign_id=found.pk, unit_id=city.culture.pk, count=1, **when(city.officer))[0]
    late = lambda: services.answer(code=code, answers=GOOD, at=AT, on=date(2026, 12, 1))  # noqa: E731
    assert code_of(late) == "surveys.days"
    closed(city, found)
    assert code_of(lambda: services.answer(code=code, answers=GOOD, at=AT, on=TODAY)) == "surveys.state"


def test_a_dossier_is_rated_once_and_its_code_is_kept_nowhere(city: City) -> None:
    found = started(city)
    given = {
        "campaign_id": found.pk, "unit_id": city.culture.pk, "answers": GOOD, "source": "kiosk-1", **when(city.binh)
    }  # fmt: skip
    services.rate(dossier_code="h26.1-261123-0001", **given)
    assert code_of(lambda: services.rate(dossier_code=" H26.1-261123-0001 ", **given)) == "surveys.dossier.rated"
    assert code_of(lambda: services.rate(dossier_code=" ", **given)) == "surveys.dossier.missing"
    outside = {**given, "unit_id": city.other_commune.pk}
    assert code_of(lambda: services.rate(dossier_code="B", **outside)) == "surveys.unit"
    other = {**given, "person_id": city.outsider.person_id}
    assert code_of(lambda: services.rate(dossier_code="B", **other)) == "surveys.person"
    assert code_of(lambda: services.rate(dossier_code="B", **{**given, **when(city.outsider)})) == "surveys.not_found"
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM surveys_ratedmark")
        assert "261123" not in str(cursor.fetchall())
    assert Response.objects.count() == 1


def test_paper_counts_once_two_people_read_the_same(city: City) -> None:
    found = started(city)
    sheet = services.key_first(
        campaign_id=found.pk, number="a-01", unit_id=city.culture.pk, answers=GOOD, **when(city.an)
    )
    again = {"campaign_id": found.pk, "unit_id": city.culture.pk, "answers": GOOD, **when(city.binh)}
    assert code_of(lambda: services.key_first(number="A-01 ", **again)) == "surveys.number.twice"
    second = lambda who, answers: services.key_second(sheet_id=sheet.pk, answers=answers, **when(who))  # noqa: E731
    assert code_of(lambda: second(city.an, GOOD)) == "surveys.paper.same_person"
    made = second(city.binh, {**GOOD, "served3": 2})
    assert not made.is_matched and survey.differences(made.first, made.second) == ["served3"]
    assert not Response.objects.exists()
    assert code_of(lambda: second(city.binh, GOOD)) == "surveys.paper.keyed"
    fix = lambda who: services.key_again(sheet_id=sheet.pk, answers=GOOD, **when(who))  # noqa: E731
    assert code_of(lambda: fix(city.officer)) == "surveys.paper.not_yours"
    assert fix(city.binh).is_matched
    assert Response.objects.get().answers == GOOD
    assert code_of(lambda: fix(city.binh)) == "surveys.paper.keyed"


def test_the_database_wants_two_people_and_the_same_answers(city: City) -> None:
    found = started(city)
    sheet = services.key_first(campaign_id=found.pk, number="1", unit_id=city.culture.pk, answers=GOOD, **when(city.an))
    for change in ({"is_matched": True}, {"second": GOOD, "second_at": AT, "second_by": sheet.first_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperSheet.objects.filter(pk=sheet.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=found.pk).update(size=401)


def test_the_index_of_a_campaign_with_its_interval(city: City) -> None:
    found = started(city)
    rated(city, found, 30)
    rated(city, found, 20, unit_id=city.economy.pk, person_id=None, answers=BAD)
    got = selectors.results(closed(city, found))
    assert got.size == 50 and got.shows_total and not got.is_hidden
    assert got.whole.value == Fraction(30, 50) * Fraction(3, 4)
    assert got.low < got.whole.value < got.high
    rows = {row.unit_id: row for row in got.rows}
    assert rows[city.culture.pk].value == Fraction(3, 4) and rows[city.economy.pk].value == 0


def test_a_small_cell_is_hidden_with_another_and_observed_of_nobody(city: City) -> None:
    found = started(city)
    rated(city, found, 30)
    rated(city, found, 4, unit_id=city.economy.pk, person_id=None)
    rated(city, found, 12, unit_id=city.commune.pk, person_id=None)
    got = selectors.results(closed(city, found))
    rows = {row.unit_id: row for row in got.rows}
    assert rows[city.economy.pk].value is None and rows[city.commune.pk].value is None
    assert rows[city.culture.pk].value == Fraction(3, 4) and got.shows_total
    units = set(Observation.objects.filter(person=None, withdrawn_at=None).values_list("unit_id", flat=True))
    assert units == {city.culture.pk}


def test_one_hidden_unit_alone_hides_the_total(city: City) -> None:
    found = started(city)
    rated(city, found, 9)
    got = selectors.results(closed(city, found))
    assert not got.shows_total and got.whole.value is None and got.rows[0].value is None
    assert not Observation.objects.exists()


def test_a_factor_too_few_answered_cannot_be_got_back(city: City) -> None:
    found = started(city, instrument_id=kept(city, "professionalism").pk)
    most = {"manner1": 5, "skill1": 2}
    rated(city, found, 12, answers=most)
    rated(city, found, 12, unit_id=city.economy.pk, person_id=None, answers=most)
    rated(city, found, 3, unit_id=city.economy.pk, person_id=None, answers={**most, "duty1": 5}, minutes=7)
    got = selectors.results(closed(city, found))
    rows = {row.unit_id: row for row in got.rows}
    assert rows[city.economy.pk].factors == (1, 0, None)
    assert rows[city.economy.pk].value == Fraction(1, 2) == got.whole.value


def test_an_officer_is_told_the_index_where_enough_rated_them(city: City) -> None:
    found = started(city)
    rated(city, found, 12)
    rated(city, found, 12, person_id=city.binh.person_id, answers=BAD)
    closed(city, found)
    seen = {one.person_id: (one.value, one.total) for one in Observation.objects.filter(person__isnull=False)}
    assert seen == {city.an.person_id: (Decimal("75.0000"), 12), city.binh.person_id: (Decimal("0.0000"), 12)}
    assert Observation.objects.filter(kind="satisfaction").first().month == date(2026, 11, 1)


def test_an_officer_whose_colleague_few_rated_is_not_told(city: City) -> None:
    """The unit's index less theirs would be the colleague's."""
    found = started(city)
    rated(city, found, 30)
    rated(city, found, 2, person_id=city.binh.person_id, answers=BAD)
    closed(city, found)
    assert not Observation.objects.filter(person__isnull=False).exists()
    assert Observation.objects.get(person=None).total == 32


def test_what_comes_too_fast_from_one_device_is_flagged_not_taken_out(city: City) -> None:
    found = started(city)
    rated(city, found, 12)
    rated(city, found, 12, source="kiosk-2", minutes=0, person_id=None, answers=BAD)
    got = selectors.results(closed(city, found))
    assert (got.burst, got.straight, got.size) == (12, 0, 24)
    assert (got.whole.value, got.unflagged) == (Fraction(3, 8), Fraction(3, 4))


def test_few_flagged_are_not_given_away_by_the_difference(city: City) -> None:
    found = started(city, instrument_id=kept(city, "professionalism").pk)
    every = dict.fromkeys(part_of(found.instrument.data).questions(), 5)
    rated(city, found, 20, answers={**every, "manner1": 1})
    rated(city, found, 1, answers=every, minutes=3)
    got = selectors.results(closed(city, found))
    assert got.straight == 1 and got.unflagged is None


def test_results_of_answers_and_of_each_counted_by_hand_are_the_same(city: City) -> None:
    found = started(city)
    rated(city, found, 11, answers={"served1": 4, "served2": 2})
    rated(city, found, 13, answers={"served1": 1, "served4": 5}, minutes=4)
    got = selectors.results(closed(city, found))
    rows = [one.answers for one in Response.objects.filter(campaign=found)]
    shares = [
        Fraction(sum(row[key] >= 4 for row in rows if key in row), sum(key in row for row in rows))
        for key in ("served1", "served2", "served4")
    ]
    assert got.whole.value == sum(shares) / 3
