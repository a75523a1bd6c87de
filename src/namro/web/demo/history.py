"""Where the commune's people were before it was founded: their posts in the old district's offices since 2010."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from namro.city.people.models import Rank
from namro.city.people.services import post
from namro.web.demo.city import DISTRICT, DISTRICT_NAME, Stage
from namro.web.demo.roster import COMMUNE, OFFICES, POSTED_SINCE, Member, Office

RECRUITED, LEADING = 23, 30  # the youngest age at which an invented person is recruited, or leads an office
FIRST_LEADERS = date(2017, 1, 1)
# Those of whom the later acts tell: who joined in the autumn of 2021, and who changed offices.
JOINED = {"BD031": date(2021, 9, 1)}
MOVED = {"BD029": ("VX", date(2021, 6, 1))}
BY_CODE = {office.code: office for office in OFFICES}


@dataclass(frozen=True)
class OldPost:
    """A post in the district, from a day to the day before another."""

    office: Office | None  # None for the district itself
    first: date
    until: date
    rank: Rank
    title: str

    @property
    def unit(self) -> str:
        if self.office is None:
            return DISTRICT
        return f"{COMMUNE if self.office.went_over else DISTRICT}-{self.office.code}"

    @property
    def unit_name(self) -> str:
        return DISTRICT_NAME if self.office is None else self.office.former


def office_of(member: Member) -> Office:
    """The office somebody works in; the leaders of the commune came from the general one."""
    return BY_CODE[member.unit_code.partition("-")[2] or "VP"]


def old_posts(member: Member) -> list[OldPost]:
    """The posts somebody held before the present one, in order; the same every time."""
    began, leading = _began(member), _leading_from(member)
    former, moved_on = MOVED.get(member.code, ("", began))
    found = [OldPost(BY_CODE[former], began, moved_on, Rank.STAFF, "Chuyên viên")] if former else []
    if moved_on < leading:
        found.append(OldPost(office_of(member), moved_on, leading, Rank.STAFF, _staff_title(member)))
    if leading < member.since:
        found.append(_leading_post(member, max(leading, began)))
    return found


def _began(member: Member) -> date:
    random = Random(f"began {member.code}")  # noqa: S311  (a demonstration that is the same every time)
    year = max(member.person.birth_date.year + RECRUITED, random.randint(2010, 2016))
    return JOINED.get(member.code, date(year, random.choice([1, 3, 6, 9]), 1))


def _leading_from(member: Member) -> date:
    """The first day of leading in the district; that of the present post for whoever never did."""
    if member.rank == Rank.STAFF or member.code in POSTED_SINCE:
        return member.since
    grown = date(member.person.birth_date.year + LEADING, 1, 1)
    return min(member.since, max(FIRST_LEADERS, grown))


def _staff_title(member: Member) -> str:
    return member.title if member.rank == Rank.STAFF else "Chuyên viên"


def _leading_post(member: Member, first: date) -> OldPost:
    if member.unit_code == COMMUNE:
        return OldPost(None, first, member.since, Rank.DEPUTY, "Phó Chủ tịch Ủy ban nhân dân quận")
    return OldPost(office_of(member), first, member.since, member.rank, member.title)


def settle_in_the_district(stage: Stage, staff: Sequence[Member]) -> None:
    """Everybody's earlier posts."""
    for member in staff:
        for one in old_posts(member):
            post(
                person_id=stage.postings[member.code].person_id, unit_id=stage.units[one.unit], on=one.first,
                until=one.until, staff_group=member.staff_group, rank=one.rank, title=one.title,
                task_group=member.task_group, basis="Hồ sơ công chức", by=stage.officer, at=stage.at,
            )  # fmt: skip
