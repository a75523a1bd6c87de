"""How the commune's people were rated from 2018 to 2025, as the old decisions say: what an office would type into a list.

About a fifth excellent, most good, some met, few failed. The failures are stories: one civil servant failed two years in a
row, one failed last year only, one deputy failed once in a term that ends this year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from namro.city.people.models import Rank, StaffGroup
from namro.web.demo.city import FOUNDED
from namro.web.demo.history import OldPost, office_of, old_posts
from namro.web.demo.roster import COMMUNE, Member
from namro.web.demo.work import diligence

YEARS = range(2018, 2026)
BEST, GOOD, MET, FAILED = (
    "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ",
)  # fmt: skip
MET_UNTIL_2019 = "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực"
NOT_RATED, TOO_SHORT = "Không xếp loại", "Thời gian công tác trong năm chưa đủ 6 tháng"
SHARE_BEST, SHARE_MET = 0.19, 0.1
LIKELY = {"steady": 0.35, "middling": 0.1, "weak": -0.15}
TWO_YEARS, LAST_YEAR, IN_TERM = "BD044", "BD007", "BD020"
FAILURES = {
    (TWO_YEARS, 2024): "Nhiều việc quá hạn, bị phê bình tại hội nghị kiểm điểm.",
    (TWO_YEARS, 2025): "Không hoàn thành quá nửa số việc được giao.",
    (LAST_YEAR, 2025): "Bị kỷ luật khiển trách do vi phạm khi giải quyết hồ sơ.",
    (IN_TERM, 2023): "Lĩnh vực phụ trách không đạt chỉ tiêu giải ngân.",
}
POINTS = {BEST: (90, 97), GOOD: (74, 89), MET: (55, 69), FAILED: (30, 48)}  # of those rated by 366-QĐ/TW


@dataclass(frozen=True)
class OldRating:
    """One row of the list."""

    member: Member
    unit_name: str
    year: int
    level: str
    points: str
    managed: bool
    number: str
    decided_on: date
    signer: str
    note: str


@dataclass(frozen=True)
class _Standing:
    """Who somebody was at the end of a year."""

    member: Member
    unit_name: str
    rank: Rank
    managed: bool  # by a Party committee: whoever leads the district or the commune itself
    since: date


def past_ratings(staff: Sequence[Member]) -> Iterator[OldRating]:
    """Year by year, everybody who was posted at its end, but contract workers: only monthly rules of theirs are known."""
    for year in YEARS:
        standings = [one for member in staff if (one := _standing(member, year))]
        levels = _levels([one for one in standings if not _is_short(one, year)], year)
        for one in standings:
            yield _rating(one, year, levels)


def _standing(member: Member, year: int) -> _Standing | None:
    if member.staff_group == StaffGroup.CONTRACT:
        return None
    posts, last = old_posts(member), date(year, 12, 31)
    first = posts[0].first if posts else member.since
    if last >= member.since:
        name = member.unit_name if last >= FOUNDED else office_of(member).former
        return _Standing(member, name, member.rank, member.unit_code == COMMUNE, first)
    held = [one for one in posts if one.first <= last < one.until]
    return _in_district(member, held[0], first) if held else None


def _in_district(member: Member, held: OldPost, first: date) -> _Standing:
    return _Standing(member, held.unit_name, held.rank, held.office is None, first)


def _is_short(one: _Standing, year: int) -> bool:
    """Under six months in the year: not rated."""
    return one.since > date(year, 7, 1)


def _levels(rated: Sequence[_Standing], year: int) -> dict[str, str]:
    """By staff code: the best fifth or so is excellent, the last tenth merely met, whoever has a story failed."""
    order = sorted(rated, key=lambda one: -_chance(one.member.code, year))
    best, met = int(SHARE_BEST * len(order)), int(SHARE_MET * len(order))
    found = {one.member.code: GOOD for one in order}
    found |= {one.member.code: BEST for one in order[:best]}
    found |= {one.member.code: MET for one in order[-met:]}
    return found | {code: FAILED for code, failed in FAILURES if failed == year}


def _chance(code: str, year: int) -> float:
    return Random(f"rated {code} {year}").random() + LIKELY[diligence(code)]  # noqa: S311


def _rating(one: _Standing, year: int, levels: dict[str, str]) -> OldRating:
    member = one.member
    level = levels.get(member.code, NOT_RATED)
    number, decided_on, signer = _decision(one, year)
    shown = MET_UNTIL_2019 if level == MET and year < 2020 and member.staff_group == StaffGroup.CIVIL_SERVANT else level
    note = TOO_SHORT if level == NOT_RATED else FAILURES.get((member.code, year), "")
    return OldRating(
        member, one.unit_name, year, shown, _points(one, year, level), one.managed, number, decided_on, signer, note
    )


def _points(one: _Standing, year: int, level: str) -> str:
    """Only 366-QĐ/TW gave the year points."""
    if not one.managed or year < 2025 or level not in POINTS:
        return ""
    return str(Random(f"points {one.member.code} {year}").randint(*POINTS[level]))  # noqa: S311


def _decision(one: _Standing, year: int) -> tuple[str, date, str]:
    """One decision a year for those the agency rates, another for those a Party committee does; of 2025, in January."""
    is_new = year >= FOUNDED.year
    if one.managed:
        return f"{600 + year % 100}-QĐ/CU", date(2026, 1, 14) if is_new else date(year, 12, 28), "Cấp ủy quản lý"
    number = f"{15 if is_new else 3000 + 7 * (year % 100)}/QĐ-UBND"
    area = "phường Ba Đình" if is_new else "quận Ba Đình"
    return number, date(2026, 1, 12) if is_new else date(year, 12, 22), f"Chủ tịch Ủy ban nhân dân {area}"
