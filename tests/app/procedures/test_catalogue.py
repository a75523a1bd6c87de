"""The catalogue: one version in force on a date, decisions with lines, processes that name everything, online levels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.app.evaluations.month import actor
from tests.app.procedures.catalogue import AT, CODE, MARRIAGE, SINCE, STEPS, TODAY, decision, drafted, published, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.config.joining import DeskCatalogue
from namro.duties.onestop import offers
from namro.duties.procedures import selectors, services
from namro.duties.procedures.data import LineData, SavingData, StepData
from namro.duties.procedures.models import ChangeLine, Procedure, ProcedureVersion
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit
from namro.engine.clock import Limit, Unit

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_a_draft_is_in_force_for_nobody_until_a_decision_publishes_it(city: City) -> None:
    drafted(city)
    assert selectors.whole_by_code(CODE, on=TODAY) is None
    published(city)
    found = selectors.whole_by_code(CODE, on=TODAY)
    assert found is not None and [one.name for one in found.version.papers] == [one.name for one in MARRIAGE.papers]
    assert selectors.whole_by_code(CODE, on=SINCE - timedelta(days=1)) is None


def test_an_amendment_ends_the_version_before_and_both_are_compared(city: City) -> None:
    published(city)
    shorter = (TimeLimit(2, TimeUnit.WORKING_DAYS),)
    published(city, kind="amended", effective_on=JUNE, number="2/QĐ", limits=shorter, papers=MARRIAGE.papers[:1])
    new, old = selectors.history_of(Procedure.objects.get().pk)
    assert (old.valid.lower, old.valid.upper, new.valid.lower, new.valid.upper) == (SINCE, JUNE, JUNE, None)
    for day, papers in ((JUNE - timedelta(days=1), 2), (JUNE, 1)):
        found = selectors.whole_by_code(CODE, on=day)
        assert found is not None and len(found.version.papers) == papers
    changed = {one.part: one for one in selectors.compare_versions(old, new) if one.is_changed}
    assert set(changed) == {"limits", "papers"}
    assert len(changed["papers"].gone) == 1 and changed["papers"].come == ()


def test_an_abolished_procedure_is_offered_no_more(city: City) -> None:
    published(city)
    published(city, kind="abolished", effective_on=JUNE, number="3/QĐ")
    assert selectors.whole_by_code(CODE, on=JUNE - timedelta(days=1)) is not None
    assert selectors.whole_by_code(CODE, on=JUNE) is None
    with pytest.raises(DomainError) as refused:
        offers.offer(CODE, on=JUNE)
    assert refused.value.code == "onestop.procedure.not_in_force"


def test_the_database_keeps_one_version_a_day(city: City) -> None:
    published(city)
    row = ProcedureVersion.objects.get(state="published")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO procedures_procedureversion (procedure_id, state, valid, name, levels, steps, papers, sets, applicants,
               competent, executing, result, conditions, legal_basis, unread, search_key, source, created_at, published_at, published_by_id)
               SELECT procedure_id, state, daterange('2026-03-01', NULL), name, levels, steps, papers, sets, applicants,
               competent, executing, result, conditions, legal_basis, unread, search_key, source, created_at, published_at, published_by_id
               FROM procedures_procedureversion WHERE id = %s""",
            [row.pk],
        )


@pytest.mark.parametrize(
    ("kind", "code"),
    [("amended", "procedures.line.not_in_force"), ("abolished", "procedures.line.not_in_force")],
)
def test_what_is_not_in_force_is_neither_amended_nor_abolished(city: City, kind: str, code: str) -> None:
    assert code_of(lambda: published(city, kind=kind) if kind == "amended" else _abolish(city)) == code
    assert not ProcedureVersion.objects.filter(state="published").exists()


def _abolish(city: City) -> None:
    drafted(city)
    published(city, kind="abolished")


def test_what_a_decision_refuses(city: City) -> None:
    drafted(city)
    made = decision(city, LineData(CODE, "new", SINCE))
    given = {"decision_id": made.pk, "signer": "A", **when(city)}
    assert (
        code_of(lambda: services.publish_decision(number=" ", signed_on=SINCE, **given)) == "procedures.decision.number"
    )
    later = TODAY + timedelta(days=1)
    assert (
        code_of(lambda: services.publish_decision(number="1", signed_on=later, **given))
        == "procedures.decision.signed_later"
    )
    twice = [LineData(CODE, "new", SINCE)]
    assert (
        code_of(lambda: services.add_lines(decision_id=made.pk, lines=twice, **when(city))) == "procedures.line.twice"
    )
    unknown = [LineData("9.999999", "new", SINCE)]
    refused = code_of(lambda: services.add_lines(decision_id=made.pk, lines=unknown, **when(city)))
    assert refused == "procedures.line.unknown_code"
    services.publish_decision(number="1", signed_on=SINCE, **given)
    assert (
        code_of(lambda: services.publish_decision(number="2", signed_on=SINCE, **given)) == "procedures.decision.closed"
    )
    assert ChangeLine.objects.count() == 1


@pytest.mark.parametrize("who", ["an", "chair", "officer", "administrator", "city_chair"])
def test_only_home_affairs_of_the_whole_city_keeps_the_catalogue(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.draft_version(code=CODE, data=MARRIAGE, by=actor(getattr(city, who)), at=AT, on=TODAY)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "procedures.version.incomplete"),
        ({"field": ""}, "procedures.version.incomplete"),
        ({"levels": ("village",)}, "procedures.version.level"),
        ({"limits": (TimeLimit(1, TimeUnit.DAYS), TimeLimit(2, TimeUnit.DAYS))}, "procedures.limit.twice"),
    ],
)
def test_a_version_that_is_not_whole(city: City, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: drafted(city, **changes)) == code
    assert code_of(lambda: drafted(city, code="mười")) == "procedures.code.form"


@pytest.mark.parametrize("missing", ["who", "task", "result", "quantity"])
def test_a_process_names_person_work_time_and_result_of_every_step(city: City, missing: str) -> None:
    published(city)
    parts: dict[str, Any] = {"who": "A", "task": "B", "quantity": 1, "unit": "hours", "result": "C"}
    parts[missing] = 0 if missing == "quantity" else " "
    given = {"code": CODE, "first": SINCE, "number": "5/QĐ", "signed_on": SINCE, **when(city)}
    refused = code_of(lambda: services.approve_process(steps=[*STEPS, StepData(**parts)], **given))
    assert refused == "procedures.process.incomplete"
    assert selectors.process_on(Procedure.objects.get().pk, on=TODAY) is None


def test_a_process_longer_than_the_time_limit_is_refused(city: City) -> None:
    published(city)
    long = [*STEPS, StepData("A", "B", 9, "working_days", "C")]
    given = {"code": CODE, "first": SINCE, "number": "5/QĐ", "signed_on": SINCE, **when(city)}
    assert code_of(lambda: services.approve_process(steps=long, **given)) == "procedures.process.too_long"
    services.approve_process(steps=STEPS, **given)
    process = selectors.process_on(Procedure.objects.get().pk, on=TODAY)
    assert process is not None and [one.task for one in process.steps] == ["Tiếp nhận", "Thẩm tra", "Ký"]
    assert not selectors.without_process(on=TODAY).exists()


def test_the_desk_is_offered_what_stands_that_day(city: City) -> None:
    published(city)
    given = {"code": CODE, "first": SINCE, "number": "5/QĐ", "signed_on": SINCE, **when(city)}
    services.approve_process(steps=STEPS, **given)
    offer = DeskCatalogue().find(CODE, on=TODAY)
    assert offer is not None and offer.about == "Hộ tịch"
    assert offer.limit_for("counter", "") == Limit(3, Unit.WORKING_DAYS)
    assert offer.limit_for("online", "") == Limit(2, Unit.WORKING_DAYS)
    assert offer.limit_for("counter", "phải xác minh") == Limit(8, Unit.WORKING_DAYS)
    assert [one.limit for one in offer.steps] == [
        Limit(4, Unit.HOURS),
        Limit(1, Unit.WORKING_DAYS),
        Limit(4, Unit.HOURS),
    ]
    assert DeskCatalogue().search("ket hon", on=TODAY, most=5) == [(CODE, "Đăng ký kết hôn")]
    assert DeskCatalogue().find(CODE, on=SINCE - timedelta(days=1)) is None


def test_a_procedure_done_in_the_day_is_offered_so(city: City) -> None:
    published(city, limits=(TimeLimit(0, TimeUnit.SAME_DAY),))
    offer = DeskCatalogue().find(CODE, on=TODAY)
    assert offer is not None and offer.is_same_day and offer.limits == ()


def test_online_levels_keep_their_scale_and_the_share_its_lists(city: City) -> None:
    published(city)
    published(city, code="1.000895", number="9/QĐ")
    services.set_online_level(code=CODE, first=SINCE, level="whole", **when(city))
    mine, other = (Procedure.objects.get(code=code).pk for code in (CODE, "1.000895"))
    on = date(2026, 6, 30)  # the last day of the scale of Decree 42
    share = selectors.online_share(on=on)
    assert (share.share.numerator, share.share.denominator, share.share.unsaid) == ((mine,), (mine,), (other,))
    assert (share.percent, share.levels) == (100, {("nd42", "whole"): 1})
    assert selectors.online_share(on=TODAY).share.denominator == ()  # said on no scale of that day
    assert code_of(lambda: services.set_online_level(code=CODE, first=JUNE, level="4", **when(city))) == (
        "procedures.online.level"
    )
    services.set_online_level(code=CODE, first=TODAY, level="whole", **when(city))
    assert selectors.online_share(on=TODAY).levels == {("nd224", "whole"): 1}
    refused = code_of(lambda: services.set_online_level(code="1.000895", first=TODAY, level="partial", **when(city)))
    assert refused == "procedures.online.reason"


def test_a_saving_counts_once_a_decision_brought_it_about(city: City) -> None:
    published(city)
    plan = services.draft_plan(year=2026, title="Đơn giản hóa hộ tịch", **when(city))
    saving = SavingData(
        CODE, "Bỏ giấy xác nhận", days_before=3, days_after=2, papers_cut=1, cost_before=900, cost_after=400
    )
    services.put_savings(plan_id=plan.pk, lines=[saving], **when(city))
    services.approve_plan(plan_id=plan.pk, number="8/QĐ", signed_on=SINCE, **when(city))
    promised, done = selectors.savings_of(plan.pk)
    assert (promised.days, promised.papers, promised.cost, done.procedures) == (1, 1, 500, 0)
    published(city, kind="amended", effective_on=JUNE, number="2/QĐ", papers=MARRIAGE.papers[:1])
    line, change = plan.lines.get(), ChangeLine.objects.get(kind="amended")
    services.link_saving(line_id=line.pk, change_id=change.pk, **when(city))
    assert selectors.savings_of(plan.pk)[1].days == 1
    assert selectors.savings_where(first=JUNE, last=JUNE).cost == 500


def test_decisions_are_counted_by_year_and_kind(city: City) -> None:
    published(city)
    published(city, kind="amended", effective_on=JUNE, number="2/QĐ", papers=MARRIAGE.papers[:1])
    published(city, code="1.000895", number="3/QĐ")
    (year,) = selectors.decisions_by_year()
    assert (year.year, year.decisions, year.kinds) == (2026, 3, {"new": 2, "amended": 1})
    assert Event.objects.filter(tag="procedures:decision:published").count() == 3


def test_a_decision_signed_after_its_day_is_late(city: City) -> None:
    drafted(city)
    made = decision(city, LineData(CODE, "new", SINCE), effective_on=SINCE)
    late = [one for one in selectors.late_publications(on=TODAY) if one.decision.pk == made.pk]
    assert [one.stage for one in late] == ["publish"]
    assert late[0].lateness.done is None and late[0].lateness.days > 300


def test_what_stands_says_whether_it_is_online_and_has_a_process(city: City) -> None:
    july = date(2026, 7, 1)
    for number, code in enumerate((CODE, "1.000895", "1.000896", "1.000897")):
        published(city, code=code, number=f"{number}/QĐ")
    for code, level in ((CODE, "whole"), ("1.000896", "")):
        services.set_online_level(code=code, first=july, level=level, **when(city))
    services.set_online_level(
        code="1.000897", first=july, level="", is_eligible=False, reason="Phải xác minh tại chỗ", **when(city)
    )
    services.approve_process(code="1.000895", steps=STEPS, first=JUNE, number="5/QĐ", signed_on=SINCE, **when(city))
    found = {code: (online, process) for _pk, code, _name, _field, online, process in selectors.catalogue_on(on=TODAY)}
    assert found == {
        CODE: (True, False), "1.000895": (False, True), "1.000896": (False, False), "1.000897": (False, False),
    }  # fmt: skip
    before = {row[1]: row[4:] for row in selectors.catalogue_on(on=SINCE)}
    assert set(before.values()) == {(False, False)}
