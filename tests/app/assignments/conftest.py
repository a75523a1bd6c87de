"""A small commune: chair over two offices, a catalogue in force, and one actor for each who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from namro.base.access.models import Grant
from namro.base.access.rules import Actor
from namro.base.accounts.models import User
from namro.city.organisation.models import Unit, UnitSpell
from namro.city.people.models import Delegation, Person, Posting
from namro.duties.assignments.models import Catalogue, CatalogueItem
from namro.duties.assignments.services.assigning import assign
from namro.duties.assignments.services.orders import Order
from namro.engine.text import search_key, sort_key

ON = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
NOV = date(2026, 11, 1)
SINCE = (date(2025, 7, 1), None)


def _unit(code: str, name: str, kind: str, role: str, parent: Unit | None = None) -> Unit:
    unit = Unit.objects.create(code=code)
    UnitSpell.objects.create(
        unit=unit, valid=SINCE, name=name, search_key=search_key(name), kind=kind, role=role, parent=parent
    )
    return unit


@dataclass
class Town:
    units: dict[str, Unit]
    postings: dict[str, Posting]
    actors: dict[str, Actor]
    catalogue: Catalogue
    items: dict[str, CatalogueItem]

    def actor(self, name: str) -> Actor:
        return self.actors[name]

    def posting(self, name: str) -> int:
        return self.postings[name].pk

    def person(self, name: str) -> int:
        return self.postings[name].person_id

    def order(self, who: str = "an", **changes: Any) -> Order:
        values: dict[str, Any] = {
            "row": 1, "posting_id": self.posting(who), "item_id": self.items["DC.01"].pk, "quantity": Decimal(4),
            "deadline": date(2026, 11, 20), "process": "Quy trình nội bộ",
        }  # fmt: skip
        return Order(**(values | changes))

    def give(self, who: str = "an", by: str = "office_head", **changes: Any) -> Any:
        from namro.duties.assignments.models import Assignment

        order = self.order(who, **changes)
        assert order.deadline is not None
        batch = assign(month=order.deadline.replace(day=1), orders=[order], by=self.actor(by), at=AT, on=ON)
        return Assignment.objects.get(batch=batch)


def _person(town: Town, name: str, unit: str, rank: str = "staff", group: str = "cong_chuc") -> None:
    full = f"Nguyễn Văn {name.title()}"
    person = Person.objects.create(
        code=f"CB-{name.upper()}", full_name=full, sort_key=sort_key(full), search_key=search_key(full)
    )
    town.postings[name] = Posting.objects.create(
        person=person, unit=town.units[unit], valid=SINCE, rank=rank, staff_group=group
    )
    user = User.objects.create(username=name, person=person)
    town.actors[name] = Actor(user_id=user.pk, person_id=person.pk)


@pytest.fixture
def town(db: None) -> Town:
    city = _unit("HN", "UBND thành phố", "city", "managing")
    commune = _unit("XA", "UBND xã", "commune", "using", city)
    office = _unit("VP", "Văn phòng", "division", "direct", commune)
    economy = _unit("KT", "Phòng Kinh tế", "division", "direct", commune)
    other = _unit("XB", "UBND xã bên", "commune", "using", city)
    units = {"city": city, "commune": commune, "office": office, "economy": economy, "other": other}
    town = Town(units, {}, {}, None, {})  # type: ignore[arg-type]
    _person(town, "mayor", "city", "head")
    _person(town, "chair", "commune", "head")
    _person(town, "vice", "commune", "deputy")
    _person(town, "office_head", "office", "head")
    _person(town, "economy_head", "economy", "head")
    for name in ("an", "binh"):
        _person(town, name, "office")
    _person(town, "cuc", "economy")
    _person(town, "outsider", "other", "head")
    officer = User.objects.create(username="officer")
    Grant.objects.create(user=officer, role="officer", unit=commune, valid=SINCE)
    town.actors["officer"] = Actor(user_id=officer.pk, officer_of=frozenset({commune.pk}))
    admin = User.objects.create(username="administrator")
    Grant.objects.create(user=admin, role="administrator", valid=SINCE)
    town.actors["administrator"] = Actor(user_id=admin.pk, is_administrator=True)
    _catalogue(town)
    return town


def _catalogue(town: Town) -> None:
    chair = town.actor("chair").user_id
    town.catalogue = Catalogue.objects.create(
        unit=town.units["commune"], title="Danh mục xã", state="decided", standard_points=Decimal(5),
        rule="ROUND(points / 5, 2)", groups=[{"code": "N1", "from": "1", "to": "10"}, {"code": "N2", "from": "11", "to": "50"}],
        valid=(date(2026, 6, 1), None), number="283/QĐ-UBND", decided_on=date(2026, 5, 31), created_at=AT,
        created_by_id=chair, decided_at=AT, decided_by_id=chair,
    )  # fmt: skip
    rows = [("DC.01", "Soạn công văn", "Công văn", "N1", 5, 1), ("DC.02", "Soạn báo cáo", "Báo cáo", "N2", 25, 5)]
    for code, task, product, group, points, coefficient in rows:
        town.items[code] = CatalogueItem.objects.create(
            catalogue=town.catalogue, code=code, part="shared", task=task, product=product, group=group,
            points=points, coefficient=coefficient, search_key=search_key(f"{code} {task} {product}"),
        )  # fmt: skip


@pytest.fixture
def delegated(town: Town) -> Town:
    """The office head lets An prepare in their name."""
    Delegation.objects.create(
        giver_id=town.person("office_head"), receiver_id=town.person("an"), unit=town.units["office"],
        valid=(date(2026, 11, 1), date(2026, 12, 1)), number="05/GUQ", signed_on=date(2026, 10, 31),
    )  # fmt: skip
    return town
