"""Instances out of plain SQL are what a queryset would have given, and go back the same way."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from namro.base.access.routes import WroteWhileReading, read_only
from namro.base.access.rules import NOBODY
from namro.base.audit.models import Event
from namro.base.audit.services import event
from namro.base.rows import Columns, insert, instances, planned_cursor, write
from namro.city.organisation.models import Unit
from namro.duties.evaluations.models import Period, Round

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def round_() -> Round:
    period = Period.objects.create(
        kind=Period.Kind.MONTH, days=DateRange(date(2026, 11, 1), date(2026, 12, 1)), framework="nd335-2025",
        framework_text="id: nd335-2025\n", framework_digest="0" * 64, settings={"deduction": "per_line"}, opened_at=AT,
    )  # fmt: skip
    day = date(2026, 12, 5)
    return Round.objects.create(
        period=period, unit=Unit.objects.create(code="HN"), quota=[{"cap": 1}],
        self_score_by=day, review_by=day, decide_by=day, publish_by=day,
    )  # fmt: skip


def test_every_column_comes_back_as_a_queryset_gives_it(round_: Round) -> None:
    rounds, periods = Columns(Round, "r"), Columns(Period, "p", leave=["framework_text"])
    statement = (
        f"SELECT {rounds.sql}, {periods.sql} FROM evaluations_round r JOIN evaluations_period p ON p.id = r.period_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found, period = instances(cursor.fetchone(), rounds, periods)
    asked = Round.objects.select_related("period").get()
    assert found == asked and found.quota == [{"cap": 1}] and period.settings == {"deduction": "per_line"}
    for ours, theirs in ((found, asked), (period, asked.period)):
        for name in (field.attname for field in ours._meta.concrete_fields):
            assert getattr(ours, name) == getattr(theirs, name), name


def test_what_is_left_is_read_when_it_is_asked_for(round_: Round, django_assert_num_queries) -> None:
    periods = Columns(Period, "p", leave=["framework_text"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {periods.sql} FROM evaluations_period p")
        [period] = instances(cursor.fetchone(), periods)
    with django_assert_num_queries(1):
        assert period.framework_text == "id: nd335-2025\n"


def test_only_the_named_fields_are_written(round_: Round) -> None:
    round_.quota, round_.quota_reason, round_.step = [{"cap": 2}], "Đơn vị ít người", "decide"
    write(round_, ["quota", "step"])
    round_.refresh_from_db()
    assert (round_.quota, round_.quota_reason, round_.step) == ([{"cap": 2}], "", "decide")


def test_a_planned_cursor_takes_part_in_the_transaction_and_is_guarded(round_: Round) -> None:
    asked = "SELECT step FROM evaluations_round WHERE id = %s"
    with planned_cursor() as cursor:
        for _turn in range(3):
            cursor.execute(asked, [round_.pk])
            assert cursor.fetchone() == ("self_score",)
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT step FROM%%'")
        assert cursor.fetchone() == (1,)
    with read_only(), planned_cursor() as cursor, pytest.raises(WroteWhileReading):
        cursor.execute("UPDATE evaluations_round SET step = 'closed' WHERE id = %s", [round_.pk])


def test_the_log_of_queries_still_shows_what_was_asked(round_: Round, django_assert_num_queries) -> None:
    with django_assert_num_queries(1) as captured, planned_cursor() as cursor:
        cursor.execute("SELECT step FROM evaluations_round WHERE id = %s", [round_.pk])
    assert str(round_.pk) in captured.captured_queries[0]["sql"]


def test_a_row_and_what_is_about_it_are_written_in_one_statement(round_: Round, django_assert_num_queries) -> None:
    day, unit = date(2026, 11, 5), Unit.objects.create(code="HN-X")
    period = Period(
        kind=Period.Kind.MONTH, days=DateRange(date(2026, 10, 1), date(2026, 11, 1)), framework="nd335-2025",
        framework_text="id: nd335-2025\n", framework_digest="0" * 64, settings={"deduction": "per_line"}, opened_at=AT,
    )  # fmt: skip
    given = {
        "unit": unit,
        "quota": [{"cap": 1}],
        "self_score_by": day,
        "review_by": day,
        "decide_by": day,
        "publish_by": day,
    }
    other = Round(**given)
    told = event(tag="a:b:c", by=NOBODY, at=AT, subject_type="period", unit_id=unit.pk, after={"x": [1]})
    with django_assert_num_queries(1):
        insert(period, (other, "period"), (told, "subject_id"))
    found = Round.objects.select_related("period").get(pk=other.pk)
    assert (found.period, found.unit, found.quota, found.quota_reason) == (period, unit, [{"cap": 1}], "")
    assert (found.period.settings, found.period.days) == ({"deduction": "per_line"}, period.days)
    logged = Event.objects.get(tag="a:b:c")
    assert (logged.pk, logged.at, logged.subject_id, logged.user_id) == (told.pk, AT, period.pk, None)
    assert (logged.before, logged.after, logged.reason) == (None, {"x": [1]}, "")
    assert other.period is period and told.subject_id == period.pk
    assert not any(one._state.adding for one in (period, other, told))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Unit(code="HN-Y"), (Round(**given), "unit"))
    assert not Unit.objects.filter(code="HN-Y").exists(), "all or none"
