"""The people tests are told about: one tiny city, built quickly, the same everywhere.

The city manages; the commune of Tây Hồ uses its staff through two direct offices. Lan chairs, Minh is her deputy, Hoa
heads the office of culture, where An and Bình work; the office of economy has Dũng as its head. Oanh keeps home affairs
of the commune, the administrator keeps the system, and Xuân works in another commune. The city's own chair is Kiên.

`things` is where a module says which thing of its own stands behind a kind in a URL (`page(..., of="sheet")`), so that the
test of every route can visit it: a file tests/things/<module>.py calls `things.register("sheet", make)`, where
make(city) -> Thing: the URL arguments, and what each role is to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from namro.base.access.models import Grant, Role
from namro.base.access.rules import Relation
from namro.base.accounts.models import User
from namro.city.organisation.models import AgencyRole, Unit, UnitKind, UnitSpell
from namro.city.people.models import Person, Posting, Rank, StaffGroup
from namro.engine.text import search_key, sort_key

SINCE = date(2025, 7, 1)
PASSWORD = "mat-khau-de-thu"


@dataclass(frozen=True)
class City:
    city_unit: Unit
    commune: Unit
    culture: Unit
    economy: Unit
    other_commune: Unit
    city_chair: User
    chair: User  # heads the commune: scores the heads of offices, decides for all
    vice_chair: User
    office_head: User  # heads the office of culture: scores An and Bình
    economy_head: User
    an: User
    binh: User
    officer: User  # home affairs of the commune; herself posted at the commune
    administrator: User
    outsider: User  # staff of another commune
    other_chair: User

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def roles(self) -> dict[str, User | None]:
        """The roles of the test of every route."""
        return {
            "signed_out": None,
            "staff": self.an,
            "head": self.office_head,
            "authority": self.chair,
            "officer": self.officer,
            "administrator": self.administrator,
            "outsider": self.outsider,
        }


def unit(code: str, name: str, kind: UnitKind, role: AgencyRole, parent: Unit | None, since: date = SINCE) -> Unit:
    made = Unit.objects.create(code=code)
    UnitSpell.objects.create(
        unit=made,
        valid=DateRange(since, None),
        name=name,
        search_key=search_key(name),
        kind=kind,
        role=role,
        parent=parent,
    )
    return made


def person(code: str, full_name: str, **fields: Any) -> Person:
    return Person.objects.create(
        code=code, full_name=full_name, sort_key=sort_key(full_name), search_key=search_key(full_name), **fields
    )


def posting(someone: Person, where: Unit, rank: Rank = Rank.STAFF, since: date = SINCE, **fields: Any) -> Posting:
    given = {"staff_group": StaffGroup.CIVIL_SERVANT, "title": "", **fields}
    return Posting.objects.create(person=someone, unit=where, rank=rank, valid=DateRange(since, None), **given)


def user(name: str, someone: Person | None = None) -> User:
    """An account without a usable password: tests sign in by force; see `with_password` for the others."""
    made = User(username=name, person=someone)
    made.set_unusable_password()
    made.save()
    return made


def with_password(someone: User) -> User:
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def _employee(name: str, full_name: str, where: Unit, rank: Rank = Rank.STAFF, title: str = "") -> User:
    someone = person(f"CB-{name.upper()}", full_name)
    posting(someone, where, rank, title=title)
    return user(name, someone)


def grant(someone: User, role: Role, where: Unit | None = None, since: date = SINCE) -> Grant:
    return Grant.objects.create(user=someone, role=role, unit=where, valid=DateRange(since, None))


def build() -> City:
    """About fifty inserts; every test that asks for the city gets a fresh one."""
    top = unit("HN", "Thành phố Hà Nội", UnitKind.CITY, AgencyRole.MANAGING, None)
    commune = unit("HN-TH", "Phường Tây Hồ", UnitKind.COMMUNE, AgencyRole.USING, top)
    culture = unit("HN-TH-VH", "Phòng Văn hóa - Xã hội", UnitKind.DIVISION, AgencyRole.DIRECT, commune)
    economy = unit("HN-TH-KT", "Phòng Kinh tế", UnitKind.DIVISION, AgencyRole.DIRECT, commune)
    other = unit("HN-BD", "Phường Ba Đình", UnitKind.COMMUNE, AgencyRole.USING, top)
    made = City(
        city_unit=top, commune=commune, culture=culture, economy=economy, other_commune=other,
        city_chair=_employee("kien", "Phạm Trung Kiên", top, Rank.HEAD, "Chủ tịch"),
        chair=_employee("lan", "Nguyễn Thị Lan", commune, Rank.HEAD, "Chủ tịch"),
        vice_chair=_employee("minh", "Trần Quang Minh", commune, Rank.DEPUTY, "Phó Chủ tịch"),
        office_head=_employee("hoa", "Lê Thị Hoa", culture, Rank.HEAD, "Trưởng phòng"),
        economy_head=_employee("dung", "Vũ Tiến Dũng", economy, Rank.HEAD, "Trưởng phòng"),
        an=_employee("an", "Nguyễn Văn An", culture, title="Chuyên viên"),
        binh=_employee("binh", "Đỗ Thanh Bình", culture, title="Chuyên viên"),
        officer=_employee("oanh", "Hoàng Thị Oanh", commune, title="Chuyên viên"),
        administrator=user("quantri"),
        outsider=_employee("xuan", "Bùi Thị Xuân", other, title="Chuyên viên"),
        other_chair=_employee("son", "Đặng Ngọc Sơn", other, Rank.HEAD, "Chủ tịch"),
    )  # fmt: skip
    grant(made.officer, Role.OFFICER, commune)
    grant(made.administrator, Role.ADMINISTRATOR)
    return made


@dataclass(frozen=True)
class Thing:
    """One object of a kind: its URL arguments, and the relations in which each role of `City.roles` stands to it.

    SIGNED_IN, ANYONE and ADMINISTRATOR need no saying; OFFICER does, because it depends on where the thing is.
    """

    arguments: dict[str, Any]
    relations: dict[str, set[Relation]]


class Things:
    """Objects behind the kinds of routes, made on demand by whoever knows how."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[City], Thing]] = {}

    def register(self, kind: str, make: Callable[[City], Thing]) -> None:
        self._makers[kind] = make

    @property
    def kinds(self) -> set[str]:
        return set(self._makers)

    def make(self, kind: str, city: City) -> Thing:
        """A thing of that kind; a kind nobody knows how to make is an error."""
        return self._makers[kind](city)


things = Things()
