"""Hanoi's units as of 2026, the accounts, and the staffed commune, through the product's own services and importer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from psycopg.types.range import DateRange

from namro.base.access.models import Grant, Role
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.base.audit.services import record
from namro.city.organisation.models import AgencyRole, Unit, UnitKind
from namro.city.organisation.services import change_unit, dissolve_unit, found_unit, note_succession
from namro.city.people.models import Person, Posting, Rank, StaffGroup
from namro.city.people.services import add_person, post
from namro.web.demo.names import People, read
from namro.web.demo.roster import COMMUNE, OFFICES

PASSWORD = "minh-hoa-2026"  # noqa: S105  (printed on screen; every person here is invented)
FOUNDED = date(2025, 7, 1)  # resolution 1656/NQ-UBTVQH15 in force
RESOLUTION = "Nghị quyết 1656/NQ-UBTVQH15"
CITY_SINCE = date(2008, 8, 1)  # resolution 15/2008/QH12 in force
CITY_RESOLUTION = "Nghị quyết 15/2008/QH12"
CITY, HOME_AFFAIRS = "HN", "SNV"
DISTRICT, DISTRICT_NAME = "Q-BD", "Ủy ban nhân dân quận Ba Đình"  # stood until the communes replaced it


@dataclass
class Stage:
    """What the later acts of the demonstration need at hand."""

    at: datetime
    admin: Actor
    officer: Actor
    units: dict[str, int] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)

    def actor(self, code: str, on: date) -> Actor:
        """The person with that staff code, as they act on a date."""
        return actor_of(User.objects.get(person__code=code), on=on)


def found_city(at: datetime) -> Stage:
    """The administrator, the city, its departments and communes, the home-affairs department with its officer."""
    admin_user = _user("quantri")
    Grant.objects.create(user=admin_user, role=Role.ADMINISTRATOR, valid=DateRange(FOUNDED, None))
    admin = actor_of(admin_user, on=at.date())
    record(tag="demo:city:founded", by=admin, at=at, subject=("demo", None))
    city = found_unit(
        code=CITY, name="Ủy ban nhân dân thành phố Hà Nội", kind=UnitKind.CITY, role=AgencyRole.MANAGING,
        parent_id=None, on=CITY_SINCE, by=admin, at=at, basis=CITY_RESOLUTION,
    )  # fmt: skip
    officer_user = _user("noivu")
    Grant.objects.create(user=officer_user, role=Role.OFFICER, unit=city, valid=DateRange(FOUNDED, None))
    stage = Stage(at, admin, actor_of(officer_user, on=at.date()), {CITY: city.pk})
    _found_agencies(stage, city)
    _found_offices(stage)
    _staff_home_affairs(stage, officer_user)
    return stage


def _user(username: str) -> User:
    user = User(username=username, password=make_password(PASSWORD))
    user.save()
    return user


def _found_agencies(stage: Stage, city: Unit) -> None:
    departments = [(row["code"], row["name"], UnitKind.DEPARTMENT) for row in read("departments.csv")]
    communes = [(row["code"], row["name"], UnitKind.COMMUNE) for row in read("communes.csv")]
    for position, (code, name, kind) in enumerate(departments + communes, start=1):
        unit = found_unit(
            code=code, name=name, kind=kind, role=AgencyRole.USING, parent_id=city.pk, on=FOUNDED,
            by=stage.officer, at=stage.at, position=position, basis=RESOLUTION if kind == UnitKind.COMMUNE else "",
        )  # fmt: skip
        stage.units[code] = unit.pk


def _found_offices(stage: Stage) -> None:
    """The commune's offices: one went over from the district, the others took over from the district's."""
    _found_district(stage)
    for position, office in enumerate(OFFICES, start=1):
        if not office.went_over:
            unit = found_unit(
                code=f"{COMMUNE}-{office.code}", name=office.name, kind=UnitKind.DIVISION, role=AgencyRole.DIRECT,
                parent_id=stage.units[COMMUNE], on=FOUNDED, by=stage.officer, at=stage.at, position=position,
            )  # fmt: skip
            stage.units[f"{COMMUNE}-{office.code}"] = unit.pk
        else:
            change_unit(
                unit_id=stage.units[f"{COMMUNE}-{office.code}"], on=FOUNDED, name=office.name, position=position,
                parent_id=stage.units[COMMUNE], by=stage.officer, at=stage.at, basis=RESOLUTION,
            )  # fmt: skip
    _dissolve_district(stage)


def _found_district(stage: Stage) -> None:
    district = found_unit(
        code=DISTRICT, name=DISTRICT_NAME, kind=UnitKind.OTHER, role=AgencyRole.USING, parent_id=stage.units[CITY],
        on=CITY_SINCE, by=stage.officer, at=stage.at,
    )  # fmt: skip
    stage.units[DISTRICT] = district.pk
    for office in OFFICES:
        code = f"{COMMUNE}-{office.code}" if office.went_over else f"{DISTRICT}-{office.code}"
        unit = found_unit(
            code=code, name=office.former, kind=UnitKind.DIVISION, role=AgencyRole.DIRECT, parent_id=district.pk,
            on=CITY_SINCE, by=stage.officer, at=stage.at,
        )  # fmt: skip
        stage.units[code] = unit.pk


def _dissolve_district(stage: Stage) -> None:
    codes = [f"{DISTRICT}-{office.code}" for office in OFFICES if not office.went_over]
    for code in [*codes, DISTRICT]:
        dissolve_unit(unit_id=stage.units[code], on=FOUNDED, by=stage.officer, at=stage.at, basis=RESOLUTION)
    note_succession(
        predecessor_id=stage.units[DISTRICT], successor_id=stage.units[COMMUNE], on=FOUNDED, is_whole=False, basis=RESOLUTION,
        by=stage.officer, at=stage.at,
    )  # fmt: skip


SEATS = [  # staff code, unit, title, rank, similar-task group
    ("HN001", CITY, "Chủ tịch Ủy ban nhân dân Thành phố", Rank.HEAD, "Lãnh đạo Thành phố"),
    ("NV001", HOME_AFFAIRS, "Giám đốc Sở", Rank.HEAD, "Lãnh đạo sở"),
    ("NV002", HOME_AFFAIRS, "Chuyên viên chính", Rank.STAFF, "Chuyên viên"),
    ("NV003", HOME_AFFAIRS, "Chuyên viên", Rank.STAFF, "Chuyên viên"),
]


def _staff_home_affairs(stage: Stage, officer_user: User) -> None:
    """The chairman of the city, and a small home-affairs department; its specialist is the officer of the city."""
    people = People(seed=1010)
    for code, unit, title, rank, tasks in SEATS:
        invented = people.next()
        person = add_person(
            code=code, full_name=invented.full_name, birth_date=invented.birth_date, sex=invented.sex,
            by=stage.officer, at=stage.at,
        )  # fmt: skip
        stage.postings[code] = post(
            person_id=person.pk, unit_id=stage.units[unit], on=FOUNDED, staff_group=StaffGroup.CIVIL_SERVANT,
            rank=rank, title=title, task_group=tasks, by=stage.officer, at=stage.at,
        )  # fmt: skip
    officer_user.person = Person.objects.get(code="NV002")
    officer_user.save(update_fields=["person"])
    stage.officer = actor_of(officer_user, on=stage.at.date())


def give_accounts(stage: Stage) -> None:
    """Everybody may sign in with their staff code; one of the commune's own people is its home-affairs officer."""
    password = make_password(PASSWORD)  # one hash for all: the password is on the screen anyway
    without = Person.objects.filter(user=None).order_by("pk")
    User.objects.bulk_create(
        [User(username=person.code.lower(), person=person, email=person.email, password=password) for person in without]
    )
    Grant.objects.create(
        user=User.objects.get(username="bd006"), role=Role.OFFICER, unit_id=stage.units[COMMUNE],
        valid=DateRange(FOUNDED, None), basis="Phân công của Chủ tịch Ủy ban nhân dân phường",
    )  # fmt: skip
