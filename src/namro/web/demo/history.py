"""Where the commune's people were before it was founded: the old district, its offices, and their posts there since 2010."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from namro.city.organisation.models import AgencyRole, UnitKind
from namro.city.organisation.services import found_unit, note_succession
from namro.city.people.models import Rank
from namro.city.people.services import post
from namro.web.demo.city import CITY, CITY_SINCE, FOUNDED, RESOLUTION, Stage
from namro.web.demo.roster import COMMUNE, Member

DISTRICT, DISTRICT_NAME = "Q-BD", "Ủy ban nhân dân quận Ba Đình"
OLD_OFFICES = {
    "VP": "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân quận",
    "KT": "Phòng Kinh tế quận",
    "VX": "Phòng Văn hóa và Thông tin quận",
    "HC": "Bộ phận tiếp nhận và trả kết quả quận",
}
RECRUITED, LEADING = 23, 30  # the youngest age at which an invented person is recruited, or leads an office
FIRST_LEADERS = date(2017, 1, 1)
# Those of whom the later acts tell: who joined in the autumn of 2021, who changed offices, who began a term in 2022.
JOINED = {"BD031": date(2021, 9, 1)}
MOVED = {"BD029": ("VX", date(2021, 6, 1))}
LED_FROM = {"BD020": date(2022, 1, 1)}


@dataclass(frozen=True)
class OldPost:
    """A post in the district, from a day to the day before another."""

    office: str  # "" for the district itself
    first: date
    until: date
    rank: Rank
    title: str

    @property
    def unit(self) -> str:
        return f"{DISTRICT}-{self.office}" if self.office else DISTRICT

    @property
    def unit_name(self) -> str:
        return OLD_OFFICES.get(self.office, DISTRICT_NAME)


def old_posts(member: Member) -> list[OldPost]:
    """The posts somebody held before the commune was founded, in order; the same every time."""
    began, leading = _began(member), _leading_from(member)
    office = member.unit_code.partition("-")[2] or "VP"
    former, moved_on = MOVED.get(member.code, ("", began))
    found = [OldPost(former, began, moved_on, Rank.STAFF, "Chuyên viên")] if former else []
    if moved_on < leading:
        found.append(OldPost(office, moved_on, leading, Rank.STAFF, _staff_title(member)))
    if leading < FOUNDED:
        found.append(_leading_post(member, office, max(leading, began)))
    return found


def _began(member: Member) -> date:
    random = Random(f"began {member.code}")  # noqa: S311  (a demonstration that is the same every time)
    year = max(member.person.birth_date.year + RECRUITED, random.randint(2010, 2016))
    return JOINED.get(member.code, date(year, random.choice([1, 3, 6, 9]), 1))


def _leading_from(member: Member) -> date:
    """The day the district was dissolved for whoever never led in it."""
    if member.rank == Rank.STAFF:
        return FOUNDED
    grown = date(member.person.birth_date.year + LEADING, 1, 1)
    return min(FOUNDED, LED_FROM.get(member.code, max(FIRST_LEADERS, grown)))


def _staff_title(member: Member) -> str:
    return member.title if member.rank == Rank.STAFF else "Chuyên viên"


def _leading_post(member: Member, office: str, first: date) -> OldPost:
    if member.unit_code == COMMUNE:
        return OldPost("", first, FOUNDED, Rank.DEPUTY, "Phó Chủ tịch Ủy ban nhân dân quận")
    return OldPost(office, first, FOUNDED, member.rank, member.title)


def settle_in_the_district(stage: Stage, staff: Sequence[Member]) -> None:
    """The district as it stood until the communes replaced it, and everybody's posts in it."""
    _found_district(stage)
    for member in staff:
        for one in old_posts(member):
            post(
                person_id=stage.postings[member.code].person_id, unit_id=stage.units[one.unit], on=one.first,
                until=one.until, staff_group=member.staff_group, rank=one.rank, title=one.title,
                task_group=member.task_group, basis="Hồ sơ công chức", by=stage.officer, at=stage.at,
            )  # fmt: skip


def _found_district(stage: Stage) -> None:
    for code, name, kind, role, parent in _district_units():
        unit = found_unit(
            code=code, name=name, kind=kind, role=role, parent_id=stage.units[parent], on=CITY_SINCE, until=FOUNDED,
            by=stage.officer, at=stage.at,
        )  # fmt: skip
        stage.units[code] = unit.pk
    note_succession(
        predecessor_id=stage.units[DISTRICT], successor_id=stage.units[COMMUNE], on=FOUNDED, is_whole=False,
        basis=RESOLUTION, by=stage.officer, at=stage.at,
    )  # fmt: skip


def _district_units() -> Iterator[tuple[str, str, UnitKind, AgencyRole, str]]:
    yield DISTRICT, DISTRICT_NAME, UnitKind.OTHER, AgencyRole.USING, CITY
    for office, name in OLD_OFFICES.items():
        yield f"{DISTRICT}-{office}", name, UnitKind.DIVISION, AgencyRole.DIRECT, DISTRICT
