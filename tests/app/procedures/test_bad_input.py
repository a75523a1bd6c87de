"""What M2 and M3 of the rules name as bad input about procedures and online services: each refused in words, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.procedures.catalogue import CODE, SINCE, TODAY, decision, published, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.procedures import selectors, services
from namro.duties.procedures.data import LineData
from namro.duties.procedures.models import ChangeLine, OnlineLevel, Procedure, ProcedureVersion
from namro.duties.procedures.rules.online import Share
from namro.duties.procedures.rules.times import Unread, Why, read_limits
from namro.engine.errors import RuleError

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def refused(work: Callable[[], object]) -> tuple[str, str]:
    """The code and the words of the refusal; nothing is written and nothing recorded."""
    count = lambda: (  # noqa: E731
        ProcedureVersion.objects.count(), ChangeLine.objects.count(), OnlineLevel.objects.count(), Event.objects.count()
    )  # fmt: skip
    before = count()
    with pytest.raises(DomainError) as caught, transaction.atomic():
        work()
    assert count() == before
    return caught.value.code, str(caught.value)


def test_a_procedure_abolished_twice(city: City) -> None:
    published(city)
    published(city, kind="abolished", effective_on=JUNE, number="2/QĐ")
    again = decision(city, LineData(CODE, "abolished", TODAY), effective_on=TODAY)
    code, words = refused(
        lambda: services.publish_decision(decision_id=again.pk, number="3/QĐ", signed_on=TODAY, signer="Chủ tịch", **when(city))
    )  # fmt: skip
    assert code == "procedures.line.not_in_force" and CODE in words and "bãi bỏ trước đó" in words
    assert ProcedureVersion.objects.get().valid == DateRange(SINCE, JUNE)


def test_a_decision_listing_a_code_not_in_the_catalogue(city: City) -> None:
    made = decision(city)
    lines = [LineData("9.999999", "abolished", TODAY)]
    code, words = refused(lambda: services.add_lines(decision_id=made.pk, lines=lines, **when(city)))
    assert code == "procedures.line.unknown_code" and "9.999999" in words


def test_three_days_without_the_kind_of_day() -> None:
    read = read_limits("không quá 03 ngày")
    assert isinstance(read, Unread) and read.why is Why.NO_KIND and read.text == "không quá 03 ngày"


def test_versions_neither_overlap_nor_are_two_on_a_day(city: City) -> None:
    published(city)
    made = ProcedureVersion.objects.get()
    made.pk, made.valid = None, DateRange(JUNE, None)
    with pytest.raises(IntegrityError, match="version_one_in_force"), transaction.atomic():
        made.save(force_insert=True)
    published(city, kind="amended", effective_on=JUNE, number="2/QĐ", papers=())
    days = [one.valid for one in ProcedureVersion.objects.order_by("valid")]
    assert days == [DateRange(SINCE, JUNE), DateRange(JUNE, None)], "no day is left out, none is in two"


def test_lines_are_counted_not_procedures(city: City) -> None:
    published(city)
    published(city, kind="amended", effective_on=JUNE, number="2/QĐ", papers=())
    published(city, kind="amended", effective_on=TODAY, number="3/QĐ", papers=(), sets=2)
    [year] = selectors.decisions_by_year()
    assert year.kinds["amended"] == 2 and Procedure.objects.count() == 1


def test_a_level_no_scale_knows(city: City) -> None:
    published(city)
    code, words = refused(lambda: services.set_online_level(code=CODE, first=TODAY, level="5", **when(city)))
    assert code == "procedures.online.level" and "Toàn trình" in words
    code, _words = refused(lambda: services.set_online_level(code=CODE, first=TODAY, level="4", **when(city)))
    assert code == "procedures.online.level", "level 4 of the old scale is not “whole” of the new one"


def test_a_level_set_for_an_abolished_procedure(city: City) -> None:
    published(city)
    published(city, kind="abolished", effective_on=JUNE, number="2/QĐ")
    code, words = refused(lambda: services.set_online_level(code=CODE, first=TODAY, level="whole", **when(city)))
    assert code == "procedures.online.abolished" and "không còn hiệu lực" in words


def test_a_share_is_never_more_than_the_whole_and_of_nothing_there_is_none() -> None:
    assert Share((1, 2), (1, 2, 3), ()).ratio == Fraction(2, 3)
    with pytest.raises(RuleError) as caught:
        _ = Share((), (), (7,)).ratio
    assert caught.value.code == "procedures.share.nothing_eligible"


def test_a_level_set_by_mistake_is_taken_back_and_the_one_before_goes_on(city: City) -> None:
    published(city)
    services.set_online_level(code=CODE, first=SINCE, level="partial", **when(city))  # on the scale of Decree 42
    july = services.set_online_level(code=CODE, first=date(2026, 7, 1), level="whole", **when(city))
    wrong = services.set_online_level(
        code=CODE, first=date(2026, 8, 1), level="", is_eligible=False, reason="Nhầm", **when(city)
    )
    back = lambda row, reason="Đặt nhầm thủ tục": services.take_back_online_level(  # noqa: E731
        level_id=row.pk, reason=reason, **when(city)
    )
    assert refused(lambda: back(july))[0] == "procedures.online.not_last"
    assert refused(lambda: back(wrong, " "))[0] == "procedures.online.no_reason"
    back(wrong)
    assert refused(lambda: back(wrong))[0] == "procedures.online.gone"
    july.refresh_from_db()
    assert july.valid == DateRange(date(2026, 7, 1), None)
    again = services.set_online_level(code=CODE, first=date(2026, 8, 1), level="whole", **when(city))
    assert again.level == "whole", "the day is free again"
    told = Event.objects.get(tag="procedures:online:taken_back")
    assert told.reason == "Đặt nhầm thủ tục" and told.before["from"] == "2026-08-01"
    for row in OnlineLevel.objects.filter(valid__startswith__gte=date(2026, 7, 1)).order_by("-valid"):
        back(row)
    [first] = OnlineLevel.objects.all()
    assert first.valid == DateRange(SINCE, date(2026, 7, 1)), "no level outlives the scale of its law"
