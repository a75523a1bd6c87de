"""A procedure, a decision and a plan, for the test of every route: kept by home affairs of the whole city, read by all."""

from __future__ import annotations

from dataclasses import replace

from tests.app.procedures.catalogue import CODE, MARRIAGE, SINCE, TODAY, decision, drafted, published, when
from tests.cast import City, Thing, things

from namro.duties.procedures import services
from namro.duties.procedures.data import LineData, SavingData
from namro.duties.procedures.models import Procedure

NOBODY: dict[str, set[object]] = {}  # of the cast nobody keeps the catalogue; everybody reads it by being signed in


def whole_catalogue(city: City) -> Thing:
    """Nothing yet: whoever drafts keeps all of it."""
    return Thing({}, NOBODY)


def procedure(city: City) -> Thing:
    published(city)
    return Thing({"procedure_id": Procedure.objects.get().pk}, NOBODY)


def online_level(city: City) -> Thing:
    published(city)
    row = services.set_online_level(code=CODE, first=TODAY, level="whole", **when(city))
    return Thing({"level_id": row.pk}, NOBODY)


def online_suspension(city: City) -> Thing:
    published(city)
    services.set_online_level(code=CODE, first=TODAY, level="whole", **when(city))
    row = services.suspend_online(code=CODE, first=TODAY, last=None, reason="Bảo trì", **when(city))
    return Thing({"suspension_id": row.pk}, NOBODY)


def procedure_drafted(city: City) -> Thing:
    published(city)
    services.draft_version(code=CODE, data=replace(MARRIAGE, sets=2), **when(city))
    return Thing({"procedure_id": Procedure.objects.get().pk}, NOBODY)


def publication(city: City) -> Thing:
    drafted(city)
    return Thing({"decision_id": decision(city, LineData(CODE, "new", SINCE)).pk}, NOBODY)


def publication_line(city: City) -> Thing:
    drafted(city)
    made = decision(city, LineData(CODE, "new", SINCE))
    return Thing({"decision_id": made.pk, "line_id": made.lines.get().pk}, NOBODY)


def publication_signed(city: City) -> Thing:
    return Thing({"decision_id": published(city).pk}, NOBODY)


def simplification(city: City) -> Thing:
    published(city)
    plan = services.draft_plan(year=2026, title="Đơn giản hóa hộ tịch", **when(city))
    services.put_savings(
        plan_id=plan.pk, lines=[SavingData(CODE, "Bỏ giấy xác nhận", days_before=3, days_after=2)], **when(city)
    )
    return Thing({"plan_id": plan.pk}, NOBODY)


def simplification_approved(city: City) -> Thing:
    plan = simplification(city).arguments["plan_id"]
    services.approve_plan(plan_id=plan, number="8/QĐ", signed_on=TODAY, **when(city))
    from namro.duties.procedures.models import SimplificationLine

    return Thing({"plan_id": plan, "line_id": SimplificationLine.objects.get().pk}, NOBODY)


for make in (
    whole_catalogue, procedure, procedure_drafted, online_level, online_suspension, publication, publication_line, publication_signed, simplification, simplification_approved,
):  # fmt: skip
    things.register(make.__name__, make)
