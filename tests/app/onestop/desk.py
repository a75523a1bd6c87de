"""A desk in the city of the tests: one point of the commune, An receives, Bình works, the head signs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.duties.onestop import offers
from namro.duties.onestop.models import Dossier, ServicePoint
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.offers import Offer, OfferedLimit
from namro.duties.onestop.services import Handed, StepData, begin, open_point, put_staff, receive
from namro.engine.clock import Limit, Unit

HOURS = {str(day): [["08:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}
SINCE = date(2026, 1, 1)
MONDAY = date(2026, 11, 2)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

MARRIAGE = Offer(
    version_id=1, code="1.000894", name="Đăng ký kết hôn", about="Hộ tịch", papers=("Tờ khai", "Giấy tờ tùy thân"),
    limits=(
        OfferedLimit(Limit(3, Unit.WORKING_DAYS)),
        OfferedLimit(Limit(8, Unit.WORKING_DAYS), case="Phải xác minh"),
        OfferedLimit(Limit(16, Unit.HOURS), channel="online"),
    ),
)  # fmt: skip
COPY = Offer(
    version_id=2,
    code="2.000815",
    name="Chứng thực bản sao",
    about="Chứng thực",
    papers=("Bản chính",),
    is_same_day=True,
)


class Shelf:
    """A catalogue of two procedures."""

    def __init__(self, *shown: Offer) -> None:
        self.shown = {one.code: one for one in shown}

    def find(self, code: str, *, on: date) -> Offer | None:
        return self.shown.get(code)

    def find_version(self, version_id: int, *, on: date) -> Offer | None:
        return next((one for one in self.shown.values() if one.version_id == version_id), None)

    def search(self, words: str, *, on: date, most: int, among: Collection[str] | None = None) -> list[tuple[str, str]]:
        found = [(one.code, one.name) for one in self.shown.values() if words.lower() in one.name.lower()]
        return [one for one in found if among is None or one[0] in among][:most]

    def listed(self, *, on: date, level: str = "", field: str = "") -> list[str]:
        return [one.code for one in self.shown.values() if level in ("", "commune") and field in ("", one.about)]

    def levels(self) -> list[tuple[str, str]]:
        return [("commune", "Cấp xã"), ("province", "Cấp tỉnh")]

    def fields(self) -> list[tuple[str, str]]:
        return [(one.about, one.about) for one in self.shown.values()]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass(frozen=True)
class Desk:
    city: City
    point: ServicePoint

    def actor(self, user: User, on: date = MONDAY) -> Actor:
        return actor_of(user, on=on)

    def who(self, user: User, text: str) -> dict[str, Any]:
        """by, at and on of an act of somebody at a moment."""
        at = moment(text)
        return {"by": self.actor(user, at.date()), "at": at, "on": at.date()}

    def handed(self, **changes: Any) -> Handed:
        given = Handed(
            point_id=self.point.pk, procedure=MARRIAGE.code, channel="counter", applicant="Trần Thị Mơ",
            papers=[{"name": name, "originals": 1, "copies": 0} for name in MARRIAGE.papers],
        )  # fmt: skip
        return replace(given, **changes)

    def received(self, text: str = "2026-11-02T09:00", **changes: Any) -> Dossier:
        return receive(self.handed(**changes), **self.who(self.city.an, text))

    def step(self, user: User, **changes: Any) -> StepData:
        given = StepData(user.person_id, "Thẩm định hồ sơ", "Phiếu trình", Limit(1, Unit.WORKING_DAYS))
        return replace(given, **changes)

    def begun(self, text: str = "2026-11-02T09:00", *steps: StepData) -> Dossier:
        dossier = self.received(text)
        given = steps or (
            self.step(self.city.binh),
            self.step(self.city.office_head, task="Ký", result="Giấy chứng nhận"),
        )
        return begin(dossier.pk, given, **self.who(self.city.an, text))

    def with_binh(self, text: str = "2026-11-02T09:00") -> Dossier:
        """Begun with one step: Bình may finish it."""
        return self.begun(text, self.step(self.city.binh))


def make_desk(city: City) -> Desk:
    at, by = moment("2026-01-01T08:00"), actor_of(city.officer, on=SINCE)
    point = open_point(
        code="H26.19", name="Trung tâm phục vụ hành chính công", unit_id=city.commune.pk, week=HOURS, first=SINCE, by=by,
        at=at, on=SINCE,
    )  # fmt: skip
    for user, duty in ((city.an, Duty.RECEIVER), (city.vice_chair, Duty.SUPERVISOR)):
        put_staff(point.pk, person_id=user.person_id, duty=duty, first=SINCE, by=by, at=at, on=SINCE)
    return Desk(city, point)


def shelved(*shown: Offer) -> Callable[[], Shelf]:
    shelf = Shelf(*shown)
    return lambda: shelf


def stocked() -> None:
    """The catalogue of the tests answers in place of the product's own."""
    offers.connect(shelved(MARRIAGE, COPY))
