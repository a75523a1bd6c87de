"""How many people work where in a city of any size: agencies, their divisions and public-service units, seat by seat.

Two agencies are the same whatever the size of the city, so that what a page shows of them can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from namro.city.organisation.models import AgencyRole, UnitKind
from namro.web.demo.city import CITY, HOME_AFFAIRS, SEATS
from namro.web.demo.names import read
from namro.web.demo.roster import COMMUNE, OFFICES

COMMUNE_PEOPLE, HOME_AFFAIRS_PEOPLE = 60, 40  # the same in every city of 200 people or more
SMALLEST = 40  # people of an agency; fewer are not worth an agency of their own
CORE = {UnitKind.DEPARTMENT: (100, 300), UnitKind.COMMUNE: (60, 120)}
DIVISION, SERVICE = 22, 55  # people aimed at
OWN_SEATS = 5  # head, two deputies and two staff of the agency itself
DIVISIONS = [
    "Văn phòng", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Phòng Hạ tầng và Đô thị", "Phòng Tài chính - Kế hoạch",
    "Phòng Tư pháp", "Phòng Nội vụ", "Phòng Nông nghiệp và Môi trường", "Trung tâm Phục vụ hành chính công",
]  # fmt: skip
SERVICES = [
    "Trường Tiểu học",
    "Trường Trung học cơ sở",
    "Trường Mầm non",
    "Trạm Y tế",
    "Trung tâm Văn hóa",
    "Ban Quản lý dự án",
]


@dataclass(frozen=True)
class Place:
    """A unit and its seats: the first is the head's (unless somebody sits there already), then the deputies', then staff."""

    code: str
    name: str
    kind: UnitKind
    role: AgencyRole
    parent: str
    head: str  # what its head is called
    size: int
    deputies: int = 1
    is_new: bool = True
    needs_head: bool = True


@dataclass(frozen=True)
class Agency:
    code: str
    name: str
    kind: UnitKind
    core: int  # in the agency and its divisions
    service: int = 0  # in its public-service units


def places(people: int) -> Iterator[Place]:
    """Every unit that gets people, with how many; together with those who found the city they are `people`."""
    for agency in agencies(people):
        yield from _agency(agency)


def agencies(people: int) -> list[Agency]:
    """The two that never change, then communes and departments until the people run out, then their public services."""
    random = Random(people)  # noqa: S311  (sizes, not secrets)
    commune, affairs = min(COMMUNE_PEOPLE, people * 2 // 5), min(HOME_AFFAIRS_PEOPLE, people // 5)
    known = {row["code"]: (row["name"], kind) for kind, file in _FILES for row in read(file)}
    fixed = [(COMMUNE, commune), (HOME_AFFAIRS, affairs - sum(unit == HOME_AFFAIRS for _code, unit, *_ in SEATS))]
    left = people - commune - affairs - sum(unit == CITY for _code, unit, *_ in SEATS)
    others = [code for code in known if code not in (COMMUNE, HOME_AFFAIRS)]
    random.shuffle(others)
    cores = _cores([known[code][1] for code in others], left, random)
    services = _shares(len(cores), left - sum(cores), random)
    found = [Agency(code, *known[code], size) for code, size in fixed]
    return found + [
        Agency(code, *known[code], core, extra) for code, core, extra in zip(others, cores, services, strict=False)
    ]


_FILES = ((UnitKind.DEPARTMENT, "departments.csv"), (UnitKind.COMMUNE, "communes.csv"))


def _cores(kinds: Sequence[UnitKind], left: int, random: Random) -> list[int]:
    """Sizes of agencies in turn until the people or the agencies run out."""
    sizes: list[int] = []
    for kind in kinds:
        if left <= 0:
            break
        wanted = random.randint(*CORE[kind])
        size = left if left < wanted + SMALLEST else wanted
        sizes.append(size)
        left -= size
    return sizes


def _shares(count: int, people: int, random: Random) -> list[int]:
    """`people` over `count` agencies, some with three times as many as others."""
    if not people:
        return [0] * count
    weights = [random.uniform(0.5, 1.4) for _ in range(count)]
    shares = [int(people * weight / sum(weights)) for weight in weights]
    shares[-1] += people - sum(shares)
    return shares


def _agency(agency: Agency) -> Iterator[Place]:
    """The agency's own seats, its divisions, then its public-service units."""
    own = min(OWN_SEATS, agency.core)
    head = "Chủ tịch Ủy ban nhân dân" if agency.kind == UnitKind.COMMUNE else "Giám đốc"
    yield Place(
        agency.code, agency.name, agency.kind, AgencyRole.USING, CITY, head, own, deputies=2, is_new=False,
        needs_head=agency.code != HOME_AFFAIRS,
    )  # fmt: skip
    if agency.code == COMMUNE:
        yield from _known_offices(agency, agency.core - own)
        return
    for number, size in enumerate(split(agency.core - own, DIVISION), start=1):
        name = DIVISIONS[(number - 1) % len(DIVISIONS)]
        yield _direct(agency, f"P{number:02d}", name, UnitKind.DIVISION, "Trưởng phòng", size)
    for number, size in enumerate(split(agency.service, SERVICE), start=1):
        name = f"{SERVICES[(number - 1) % len(SERVICES)]} số {number}"
        yield _direct(agency, f"S{number:02d}", name, UnitKind.PUBLIC_SERVICE, "Thủ trưởng đơn vị", size)


def _direct(agency: Agency, code: str, name: str, kind: UnitKind, head: str, size: int) -> Place:
    return Place(f"{agency.code}-{code}", name, kind, AgencyRole.DIRECT, agency.code, head, size)


def _known_offices(agency: Agency, people: int) -> Iterator[Place]:
    """The offices the demonstration's commune has anyway."""
    for number, office in enumerate(OFFICES):
        size = people // len(OFFICES) + (number < people % len(OFFICES))
        yield Place(
            f"{agency.code}-{office.code}", office.name, UnitKind.DIVISION, AgencyRole.DIRECT, agency.code, office.head,
            size, is_new=False,
        )  # fmt: skip


def split(people: int, aim: int) -> list[int]:
    """Sizes as even as can be, near `aim` each."""
    if people <= 0:
        return []
    parts = max(1, round(people / aim))
    return [people // parts + (number < people % parts) for number in range(parts)]
