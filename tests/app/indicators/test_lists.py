"""Figures of lists: caps, lateness, petitions, copied months; each counted again from the rows it stands on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.app.evaluations.month import AT, FULL, TODAY, actor, published_month, reviewed_month, round_of
from tests.app.evaluations.months import month, period
from tests.cast import City

from namro.base.law.calendars import standard_calendar
from namro.city.people.models import Posting
from namro.duties.evaluations import services
from namro.duties.evaluations.models import DecidedRating, Petition, Score, Sheet
from namro.duties.evaluations.parameters import parameters as evaluation_parameters
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.services import pausing
from namro.insight.indicators.figures import copies, excellent, lateness, petitions
from namro.insight.indicators.figures.shape import Cell, Figure
from namro.insight.indicators.models import DecisionTally, ReviewTally
from namro.insight.indicators.services import adding

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def numbers_are_lists(figure: Figure, question: tuple) -> None:
    """Every number that leads down leads to as many rows."""
    found = figure.result(*question)
    for line in [*found.lines, *([found.total] if found.total else [])]:
        for column in (one for one in found.columns if one.leads):
            count, rows = figure.behind(*question, Cell(line.key, column.key), 0, 50)
            assert count == len(rows) == line.values[column.key], (line.label, column.key)


def test_excellent_against_the_cap_of_the_list(city: City, ask):
    made = published_month(city)
    list_ = round_of(made.period, city.commune)
    reading = list_.quota_reading or rulebook_of(made.period).settings["quota_reading"]
    rows = [one for one in list_.quota if one["reading"] == reading and one["scope"] == "unit"]
    decided = DecidedRating.objects.filter(in_force=True).order_by("pk")
    best = sum(one.rating == "HTXS" for one in decided)
    total = excellent.result(*ask(by="unit")).total.values
    assert best == 5 and len(rows) == 1
    assert total["excellent"] == best
    assert total["cap"] == rows[0]["cap"]
    assert total["rated"] == len(decided)
    assert total["share"] == Fraction(best, len(decided))
    assert total["over"] == max(0, best - rows[0]["cap"])
    assert total["over_rounds"] == 1
    numbers_are_lists(excellent.FIGURE, ask(by="unit"))
    numbers_are_lists(excellent.FIGURE, ask())


def test_excellent_as_of_a_day_before_a_decision_was_replaced(city: City, ask):
    made = published_month(city)
    sheet = Sheet.objects.get(person=city.binh.person_id, period=made.period)
    services.replace_rating(
        sheet_id=sheet.pk, rating="HTT", reason="Phát hiện sai sót", number="99/QĐ", decided_on=date(2026, 12, 1),
        by=actor(city.city_chair, date(2026, 12, 1)), at=datetime(2026, 12, 1, 9, tzinfo=ZONE), on=date(2026, 12, 1),
    )  # fmt: skip
    later = date(2026, 12, 2)
    assert excellent.result(*ask(on=date(2026, 11, 30), today=later)).total.values["excellent"] == 5
    assert excellent.result(*ask(on=later, today=later)).total.values["excellent"] == 4
    assert excellent.result(*ask(on=date(2026, 11, 21), today=later)).lines == []
    for on in (date(2026, 11, 30), later):
        numbers_are_lists(excellent.FIGURE, ask(on=on, today=later))
    sums = (
        DecisionTally.objects.filter(round=made.commune, rating="HTXS").order_by("pk").values_list("people", flat=True)
    )
    assert sum(sums) == 4


def test_lateness_is_deadline_against_what_happened(city: City, ask):
    made = reviewed_month(city)
    # On 22 November nothing is late; a week later nobody has decided.
    assert lateness.result(*ask()).total.values["late"] == 0
    on = date(2026, 11, 29)
    values = lateness.result(*ask(on=on, today=on)).total.values
    assert {key: values[key] for key in ("self", "review", "decide", "publish", "behind")} == {
        "self": 0, "review": 0, "decide": 1, "publish": 0, "behind": 1,
    }  # fmt: skip
    made.decide()
    assert lateness.result(*ask(on=on, today=on)).total.values["decide"] == 0
    after = date(2026, 12, 6)
    values = lateness.result(*ask(on=after, today=after)).total.values
    assert (values["publish"], values["late"], values["share"]) == (1, 1, Fraction(1))
    numbers_are_lists(lateness.FIGURE, ask(on=after, today=after, by="unit"))


def test_lateness_of_scores_is_the_same_once_published(city: City, ask):
    made = reviewed_month(city)
    late = datetime(2026, 11, 26, 8, tzinfo=ZONE)
    Sheet.objects.filter(person=city.an.person_id).update(self_at=late, self_by=city.an)
    made.decide()
    services.publish(round_id=made.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    on = date(2026, 12, 6)
    before = lateness.result(*ask(on=on, today=on)).total.values
    assert (before["self"], before["review"], before["late"], before["behind"]) == (1, 0, 1, 0)
    adding.add_up_published(at=AT)
    assert lateness.result(*ask(on=on, today=on)).total.values == before
    _count, rows = lateness.behind(*ask(on=on, today=on), Cell("", "self"), 0, 50)
    assert "1 phiếu tự chấm muộn" in rows[0].note


@pytest.fixture
def filed(city: City) -> list[Petition]:
    made = published_month(city)
    found = []
    for who, day, answered, outcome in (
        (city.an, 23, None, ""), (city.binh, 23, 25, "upheld"), (city.officer, 24, 30, "rejected"), (city.vice_chair, 24, 26, "rejected"),
    ):  # fmt: skip
        at = answered and datetime(2026, 11, answered, 9, tzinfo=ZONE)
        found.append(
            Petition.objects.create(
                sheet=Sheet.objects.get(person=who.person_id, period=made.period), grounds="x", received_on=date(2026, 11, day),
                due_on=date(2026, 11, 27), filed_at=AT, filed_by=who, outcome=outcome, answer="y" if at else "",
                answered_at=at, answered_by=city.chair if at else None,
            )
        )  # fmt: skip
    return found


def mean_days(spans: list[tuple[date, date]]) -> Fraction | None:
    """Working days from the day after receipt to the answer."""
    calendar = standard_calendar()
    days = [calendar.working_days_between(first + timedelta(days=1), last) for first, last in spans]
    return Fraction(sum(days), len(days)) if days else None


def test_petitions_as_of_each_day(filed: list[Petition], ask):
    for day in range(22, 31):
        on = date(2026, 11, day)
        known = [one for one in filed if one.received_on <= on]
        answered = [one for one in known if one.answered_at and one.answered_at.astimezone(ZONE).date() <= on]
        late = [one for one in answered if one.answered_at.astimezone(ZONE).date() > one.due_on]
        late += [one for one in known if one not in answered and on > one.due_on]
        upheld = [one for one in answered if one.outcome == "upheld"]
        values = petitions.result(*ask(on=on, today=on, by="unit")).total.values
        assert values == {
            "filed": len(known), "answered": len(answered), "open": len(known) - len(answered), "late": len(late),
            "upheld": len(upheld), "share": Fraction(len(upheld), len(answered)) if answered else None, "paused": 0,
            "days": mean_days([(one.received_on, one.answered_at.astimezone(ZONE).date()) for one in answered]),
        }, on  # fmt: skip
        numbers_are_lists(petitions.FIGURE, ask(on=on, today=on, by="unit"))


@pytest.fixture
def paused(city: City, monkeypatch) -> Petition:
    """Received on Monday 23 November, to be answered by 3 December (the 24th is a holiday); its clock stands still from 26 to 30 November."""
    reasons = {"verify": {"vi": "Chờ xác minh", "en": "Being verified"}}
    monkeypatch.setattr(pausing, "parameters", lambda: replace(evaluation_parameters(), petition_pauses=reasons))
    made, received = published_month(city), date(2026, 11, 23)
    due = standard_calendar().add_working_days(received, evaluation_parameters().petition_days)
    assert due == date(2026, 12, 3)
    petition = Petition.objects.create(
        sheet=Sheet.objects.get(person=city.an.person_id, period=made.period), grounds="x", received_on=received,
        due_on=due, filed_at=AT, filed_by=city.an, handler_id=city.chair.person_id,
    )  # fmt: skip
    by = {"petition_id": petition.pk, "by": actor(city.chair), "at": AT}
    pausing.pause_petition(**by, why="verify", note="Quy định 5", on=date(2026, 11, 26))
    pausing.resume_petition(**by, on=date(2026, 12, 1))
    petition.refresh_from_db()
    return petition


def test_the_clock_of_a_petition_leaves_paused_days_out_as_of_each_day(paused: Petition, ask):
    assert paused.due_on == date(2026, 12, 8)  # three working days later: 26, 27 and 30 November
    Petition.objects.filter(pk=paused.pk).update(
        outcome="rejected", answer="y", answered_at=datetime(2026, 12, 9, 9, tzinfo=ZONE), answered_by=paused.filed_by
    )

    def known(day: date) -> tuple[int, int, int, object]:
        question = ask(on=day, today=day)
        numbers_are_lists(petitions.FIGURE, question)
        values = petitions.result(*question).total.values
        return values["open"], values["paused"], values["late"], values["days"]

    assert known(date(2026, 11, 25)) == (1, 0, 0, None)
    for day in (26, 28, 30):
        assert known(date(2026, 11, day)) == (1, 1, 0, None)
    assert known(date(2026, 12, 1)) == (1, 0, 0, None)
    assert known(date(2026, 12, 8)) == (1, 0, 0, None)
    # Eight working days from receipt without the three of the pause: one too many.
    assert known(date(2026, 12, 9)) == (0, 0, 1, 8)
    _count, rows = petitions.behind(*ask(on=date(2026, 12, 9), today=date(2026, 12, 9)), Cell("", "late"), 0, 50)
    assert "hạn 08/12/2026" in rows[0].note and "đã 8 ngày làm việc" in rows[0].note


def test_a_pause_of_later_did_not_move_the_day_known_before(paused: Petition, ask):
    def note(day: date) -> str:
        return petitions.behind(*ask(on=day, today=date(2026, 12, 9)), Cell("", "filed"), 0, 50)[1][0].note

    assert "hạn 03/12/2026" in note(date(2026, 11, 25))
    assert "đang tạm dừng" in note(date(2026, 11, 27))
    assert "hạn 08/12/2026" in note(date(2026, 12, 2))


def test_names_of_petitioners_are_for_those_who_may_open_the_sheet(city: City, filed: list[Petition], as_):
    path = "/figures/petitions/sheets?column=filed&from=2026-11-01&to=2026-11-01"
    assert {one["is_named"] for one in as_(city.chair).get(path).context["rows"]} == {True}
    rows = as_(city.city_chair).get(path).context["rows"]
    assert {one["row"].rank: one["is_named"] for one in rows}["staff"] is False
    assert "Nguyễn Văn An" not in as_(city.city_chair).get(path).content.decode()


def test_copied_months_are_those_of_the_signs_of_formalism(city: City, ask):
    made = reviewed_month(city)
    october = period(10)
    for who in (city.an, city.binh, city.officer):
        sheet = Sheet.objects.get(person=who.person_id, period=made.period)
        total = "100" if who == city.binh else "83.6666"
        old = month(who, 10, total, unit=city.commune, of=october)
        Sheet.objects.filter(pk=old.pk).update(
            review_points=FULL if who != city.officer else [0] * 10, posting=sheet.posting
        )
    made.decide()
    services.publish(round_id=made.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    assert copies.result(*ask(by="unit")).lines == []
    assert adding.add_up_published(at=AT)["rounds"] == 2
    alike = [
        one for one in Sheet.objects.filter(period=made.period).order_by("pk")
        if (old := Sheet.objects.filter(period=october, posting=one.posting).first())
        and old.review_points == one.review_points
        and Fraction(Score.objects.get(sheet=old).exact) == Fraction(Score.objects.get(sheet=one).exact)
    ]  # fmt: skip
    found = copies.result(*ask(by="unit"))
    assert [one.person_id for one in alike] == [city.binh.person_id]
    assert found.total.values == {"sheets": 6, "compared": 3, "copied": 1, "share": Fraction(1, 3)}
    numbers_are_lists(copies.FIGURE, ask(by="unit"))


def test_adding_up_twice_changes_nothing_and_publishing_again_is_seen(city: City):
    made = published_month(city)
    assert adding.add_up_published(at=AT)["rounds"] == 1
    rows = list(ReviewTally.objects.order_by("pk").values_list("pk", flat=True))
    assert adding.add_up_published(at=AT)["rounds"] == 0
    assert list(ReviewTally.objects.order_by("pk").values_list("pk", flat=True)) == rows
    made.commune.refresh_from_db()
    made.commune.published_at += timedelta(days=3)
    made.commune.save()
    assert adding.add_up_published(at=AT)["rounds"] == 1
    assert {one.published_on for one in ReviewTally.objects.order_by("pk")} == {date(2026, 11, 25)}


def in_groups(city: City) -> None:
    """An and Bình do similar tasks; so do the heads of the two offices."""
    for who in (city.an, city.binh):
        Posting.objects.filter(person=who.person_id).update(task_group="Một cửa")
    for who in (city.office_head, city.economy_head):
        Posting.objects.filter(person=who.person_id).update(task_group="Trưởng phòng")


def test_groups_of_similar_tasks_have_caps_of_their_own(city: City, ask):
    in_groups(city)
    made = published_month(city)
    list_ = round_of(made.period, city.commune)
    signed = list_.quota_reading or rulebook_of(made.period).settings["quota_reading"]
    caps = {one["key"]: one for one in list_.quota if one["reading"] == signed and one["scope"] == "group"}
    assert set(caps) == {"Một cửa", "Trưởng phòng"}
    best = Counter(
        DecidedRating.objects.filter(in_force=True, rating="HTXS")
        .order_by("pk")
        .values_list("sheet__task_group", flat=True)
    )
    assert best == {"Một cửa": 1, "Trưởng phòng": 2, "": 2}
    found = excellent.result(*ask(by="task"))
    assert [one.key for one in found.lines] == ["Một cửa", "Trưởng phòng"]
    for line in found.lines:
        cap = caps[line.key]["cap"]
        assert (line.values["excellent"], line.values["cap"]) == (best[line.key], cap)
        assert line.values["over"] == max(0, best[line.key] - cap)
        _count, rows = excellent.behind(*ask(by="task"), Cell(line.key, "excellent"), 0, 50)
        groups = Sheet.objects.filter(person__in=[one.person_id for one in rows]).order_by("pk")
        assert {one.task_group for one in groups} == {line.key}
    whole = excellent.result(*ask(by="unit")).total.values
    assert (whole["excellent"], whole["groups"], whole["over_groups"]) == (5, 2, found.total.values["over_groups"])
    assert found.total.values["excellent"] == 3
    for by in ("unit", "period", "task"):
        numbers_are_lists(excellent.FIGURE, ask(by=by))


def test_the_sheets_of_several_lists_are_cut_into_pages_without_loss(city: City, ask):
    published_month(city)
    question = ask()
    whole = [one.code for one in excellent.behind(*question, Cell("", "excellent"), 0, 50)[1]]
    paged = [one.code for start in range(5) for one in excellent.behind(*question, Cell("", "excellent"), start, 1)[1]]
    assert len(whole) == 5 and paged == whole
