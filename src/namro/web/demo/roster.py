"""Who works in the staffed commune: offices, posts, and an invented person for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from namro.city.people.models import Rank, StaffGroup
from namro.web.demo.names import Invented, People

COMMUNE = "00004"  # Phường Ba Đình
COMMUNE_NAME = "Phường Ba Đình"


@dataclass(frozen=True)
class Office:
    code: str
    name: str
    short: str  # how the catalogue names the office's own outputs
    head: str
    deputies: int
    specialists: int
    contract: int = 0
    public_employees: int = 0
    former: str = ""  # what it, or the office it took over from, was called in the district
    went_over: bool = False  # whole, with its people in their posts; the others were founded anew


OFFICES = [
    Office("VP", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Văn phòng HĐND-UBND", "Chánh Văn phòng", 1, 10, contract=2,
           former="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân quận"),
    Office("KT", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế", "Trưởng phòng", 2, 14,
           former="Phòng Kinh tế quận", went_over=True),
    Office("VX", "Phòng Văn hóa - Xã hội", "Phòng Văn hóa - Xã hội", "Trưởng phòng", 2, 11,
           former="Phòng Văn hóa và Thông tin quận"),
    Office("HC", "Trung tâm Phục vụ hành chính công", "Trung tâm Phục vụ HCC", "Giám đốc", 1, 8, public_employees=2,
           former="Bộ phận tiếp nhận và trả kết quả quận"),
]  # fmt: skip
SINCE = date(2025, 7, 1)
POSTED_SINCE = {"BD020": date(2022, 1, 1)}  # a deputy whose post and term went over with the office


@dataclass(frozen=True)
class Member:
    """One row of the staff list."""

    code: str
    person: Invented
    unit_code: str
    unit_name: str
    title: str
    rank: Rank
    staff_group: StaffGroup
    task_group: str
    since: date

    @property
    def email(self) -> str:
        return f"{self.code.lower()}@vidu.invalid"  # a domain that can never receive mail


def members(people: People) -> Iterator[Member]:
    """The commune's leaders, then each office: about sixty people, the same ones every time."""
    numbers = iter(range(1, 1000))

    def one(unit: str, name: str, title: str, rank: Rank, group: StaffGroup, tasks: str, sex: str = "") -> Member:
        code = f"BD{next(numbers):03d}"
        since = POSTED_SINCE.get(code, SINCE)
        return Member(code, people.next(sex), unit, name, title, rank, group, tasks, since)

    civil = StaffGroup.CIVIL_SERVANT
    yield one(COMMUNE, COMMUNE_NAME, "Chủ tịch Ủy ban nhân dân", Rank.HEAD, civil, "Lãnh đạo phường")
    for _ in range(2):
        yield one(COMMUNE, COMMUNE_NAME, "Phó Chủ tịch Ủy ban nhân dân", Rank.DEPUTY, civil, "Lãnh đạo phường")
    for office in OFFICES:
        unit = f"{COMMUNE}-{office.code}"
        yield one(unit, office.name, office.head, Rank.HEAD, civil, "Lãnh đạo phòng")
        for _ in range(office.deputies):
            yield one(unit, office.name, f"Phó {office.head}", Rank.DEPUTY, civil, "Lãnh đạo phòng")
        for number in range(office.specialists):
            sex = "f" if number < 2 else ""
            yield one(unit, office.name, "Chuyên viên", Rank.STAFF, civil, "Chuyên viên", sex)
        for _ in range(office.public_employees):
            yield one(unit, office.name, "Viên chức", Rank.STAFF, StaffGroup.PUBLIC_EMPLOYEE, "Hỗ trợ")
        for _ in range(office.contract):
            yield one(unit, office.name, "Nhân viên hợp đồng", Rank.STAFF, StaffGroup.CONTRACT, "Hỗ trợ")
