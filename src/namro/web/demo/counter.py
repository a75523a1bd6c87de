"""The commune's one-stop desk in November: a service point, some sixty dossiers in every state, one green Tuesday.

Two dossiers go late, one of them with an apology and its new day. The procedures are those of the catalogue that day;
where there is none, the desk opens and waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from namro.base.law.calendars import standard_calendar
from namro.city.people.models import Leave, Posting, Rank
from namro.duties.onestop import offers
from namro.duties.onestop import services as desk
from namro.duties.onestop.models import Dossier, ServicePoint
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.services import Handed, StepData, Told
from namro.duties.onestop.services.accepting import Chosen, accept_from
from namro.duties.onestop.services.green import set_green
from namro.duties.onestop.services.posting import note_posting
from namro.engine.clock import Limit, Unit
from namro.web.demo.citizen import NAME, NUMBER, THEIRS
from namro.web.demo.city import Stage
from namro.web.demo.names import People
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import moment

OPENED, FIRST, TODAY = date(2026, 1, 5), date(2026, 11, 2), date(2026, 11, 20)
GREEN = date(2026, 11, 10)  # a Tuesday with results on the spot
MOST = 60  # procedures asked of the catalogue
WEEK = {str(day): [["08:00", "12:00"], ["13:30", "17:30"]] for day in range(1, 6)} | {"6": [["08:00", "11:30"]]}
COUNTERS = [
    (1, "Hộ tịch, chứng thực"),
    (2, "Đất đai, xây dựng"),
    (3, "Lao động, bảo trợ xã hội"),
    (4, "Kinh doanh, lĩnh vực khác"),
]
OFFICES = ("VX", "KT", "VP")  # who answers for a dossier, by its field
# What becomes of the dossiers of ordinary days, in turn.
FATES = (
    "returned", "returned", "done", "processing", "returned", "supplement", "returned", "accepted", "completed", "payment",
    "returned", "withdrawn", "refused", "returned", "registered", "processing", "late", "returned", "stopped", "apology",
    "returned", "missing", "processing", "online", "returned",
)  # fmt: skip
STREETS = ("Trúc Bạch", "Quán Thánh", "Phan Đình Phùng", "Nguyễn Trường Tộ", "Hàng Than", "Châu Long")


@dataclass
class Desk:
    """Who and what the desk's month is told with."""

    stage: Stage
    point: ServicePoint
    receivers: list[str]
    supervisor: str
    offers: list[Offer]
    draw: Random
    people: People
    offices: dict[str, list[Posting]]  # who works in each office that answers for dossiers

    def who(self, code: str, at: datetime) -> dict[str, Any]:
        return {"by": self.stage.actor(code, at.date()), "at": at, "on": at.date()}


def counter_month(stage: Stage) -> None:
    """Open the desk; then its month up to the day the story stops."""
    made = _open(stage)
    if not made.offers:
        return
    number = 0
    for day in _working_days():
        if day == GREEN:
            _green_tuesday(made)
            continue
        for hour in (8, 9, 10, 14)[: 4 if day.day % 3 else 3]:
            _live(made, FATES[number % len(FATES)], moment(day, hour), number)
            number += 1


def _working_days() -> list[date]:
    days = [FIRST + timedelta(days=number) for number in range((TODAY - FIRST).days + 1)]
    return [day for day in days if standard_calendar().is_working_day(day)]


def _open(stage: Stage) -> Desk:
    """The point of the commune, its counters, its people."""
    at = moment(OPENED)
    who: dict[str, Any] = {"by": stage.officer, "at": at, "on": OPENED}
    point = desk.open_point(
        code="H26.00004", name="Trung tâm Phục vụ hành chính công phường Ba Đình", unit_id=stage.units[COMMUNE], week=WEEK,
        first=OPENED, address="Số 2 phố Trúc Bạch, phường Ba Đình", basis="Quy chế hoạt động của Trung tâm", **who,
    )  # fmt: skip
    for number, title in COUNTERS:
        desk.put_counter(point.pk, number=number, title=title, fields=[], first=OPENED, **who)
    staff = _staff(stage, "HC")
    supervisor, receivers = staff[0].person, [one.person for one in staff if one.rank == Rank.STAFF][:6]
    desk.put_staff(point.pk, person_id=supervisor.pk, duty=Duty.SUPERVISOR, first=OPENED, **who)
    for person in receivers:
        desk.put_staff(point.pk, person_id=person.pk, duty=Duty.RECEIVER, first=OPENED, **who)
    accept_from(point.pk, Chosen(offers.listed(on=FIRST)), first=FIRST, decision_number="Quyết định minh họa", **who)
    for day, missing in ((FIRST, "Thiếu quy trình nội bộ của lĩnh vực đất đai"), (date(2026, 11, 3), "")):
        looks: dict[str, Any] = {"by": stage.actor(supervisor.code, day), "at": moment(day, 16), "on": day}
        note_posting(point.pk, day=day, is_whole=not missing, missing=missing, **looks)
    offices = {one: _staff(stage, one) for one in OFFICES}
    draw = Random(61)  # noqa: S311  (a demonstration that is the same every time)
    return Desk(
        stage, point, [one.code for one in receivers], supervisor.code, _offers(), draw, People(seed=118), offices
    )


def _staff(stage: Stage, office: str) -> list[Posting]:
    """An office's people, its head first; nobody on leave that month."""
    unit = stage.units[f"{COMMUNE}-{office}"]
    away = set(Leave.objects.filter(valid__contains=GREEN).values_list("person_id", flat=True))
    order = {Rank.HEAD: 0, Rank.DEPUTY: 1, Rank.STAFF: 2}
    mine = [one for one in stage.postings.values() if one.unit_id == unit and one.person_id not in away]
    return sorted(mine, key=lambda one: (order[Rank(one.rank)], one.person.code))


def _offers() -> list[Offer]:
    """The procedures in force all month that people may ask for at the counter."""
    found = [offers.offer(code, on=FIRST) for code, _name in offers.search("", on=FIRST, most=MOST)]
    return [one for one in found if one.is_same_day or one.limit_for("counter", one.cases[0] if one.cases else "")]


def _handed(made: Desk, offered: Offer, number: int, *, channel: str = "counter", without: int = 0) -> Handed:
    """Somebody invented hands in everything the procedure asks for, but for the last papers."""
    given = offered.papers[: len(offered.papers) - without] if without else offered.papers
    street, house = made.draw.choice(STREETS), made.draw.randrange(2, 90)
    drawn, is_theirs = made.people.next().full_name, number in THEIRS
    return Handed(
        point_id=made.point.pk, procedure=offered.code, channel=channel, applicant=NAME if is_theirs else drawn, id_number=NUMBER if is_theirs else "",
        case=offered.cases[0] if offered.cases else "", phone=f"09000{number:05d}", address=f"Số {house} phố {street}",
        papers=[{"name": name, "originals": 1, "copies": made.draw.randrange(2)} for name in given],
        unit_id=_office(made, offered), is_same_day=offered.is_same_day,
    )  # fmt: skip


def _office(made: Desk, offered: Offer) -> int:
    return made.stage.units[f"{COMMUNE}-{OFFICES[sum(map(ord, offered.about)) % len(OFFICES)]}"]


def _workers(made: Desk, unit_id: int, number: int) -> tuple[str, str]:
    """Who works on it and who signs: a specialist of the office, and its head or a deputy."""
    office = next(one for one in OFFICES if made.stage.units[f"{COMMUNE}-{one}"] == unit_id)
    staff = made.offices[office]
    specialists = [one.person.code for one in staff if one.rank == Rank.STAFF]
    leads = [one.person.code for one in staff if one.rank != Rank.STAFF]
    return specialists[number % min(4, len(specialists))], leads[number % len(leads)]


def _begin(made: Desk, dossier: Dossier, offered: Offer, number: int, at: datetime) -> list[str]:
    """Pass it on by the process of the procedure; returns whose each step is."""
    worker, lead = _workers(made, dossier.unit_id, number)
    plain = [
        ("Thẩm định hồ sơ", "Phiếu trình", Limit(1, Unit.WORKING_DAYS)),
        ("Ký kết quả", "Kết quả đã ký", Limit(4, Unit.HOURS)),
    ]
    given = [(one.task, one.result, one.limit) for one in offered.steps] or plain
    codes = [worker] * (len(given) - 1) + [lead]
    ids = {code: made.stage.postings[code].person_id for code in codes}
    steps = [StepData(ids[code], task, result, limit) for code, (task, result, limit) in zip(codes, given, strict=True)]
    desk.begin(dossier.pk, steps, **made.who(_receiver(made, number), at))
    return codes


def _receiver(made: Desk, number: int) -> str:
    return made.receivers[number % len(made.receivers)]


def _finish(made: Desk, dossier: Dossier, codes: list[str], number: int, at: datetime) -> None:
    """Every step but the last is ended, then the result is signed."""
    for place, code in enumerate(codes[:-1]):
        earlier = at - timedelta(minutes=10 * (len(codes) - 1 - place))
        desk.finish_step(dossier.pk, outcome="Đủ điều kiện giải quyết", **made.who(code, earlier))
    signer = made.stage.postings[codes[-1]].person.full_name
    result = Told(result_number=f"{400 + number}/KQ-UBND", result_on=at.date(), result_signer=signer)
    scanned = SimpleUploadedFile("ket-qua.pdf", _page(f"Ket qua minh hoa so {400 + number}/KQ-UBND"))
    desk.finish(dossier.pk, result, None if number % 3 else scanned, **made.who(codes[-1], at))


def _page(line: str) -> bytes:
    """A page of one line, as plain as a PDF can be: what a scanned result stands for here."""
    text = f"BT /F1 14 Tf 72 760 Td ({line}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % one for one in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + head + table + tail


def _give_back(made: Desk, dossier: Dossier, number: int, at: datetime) -> None:
    """By hand; every sixth one, which has its file, electronically."""
    electronic = Told(returned_way="electronic", returned_to="Kho dữ liệu điện tử của người nộp", other_bodies=0)
    bodies = int(number % 7 == 0)  # now and then somebody had to go elsewhere first
    told = Told(returned_to=dossier.applicant, other_bodies=bodies) if number % 6 else electronic
    desk.move(dossier.pk, "give_back", told, **made.who(_receiver(made, number), at))


def _green_tuesday(made: Desk) -> None:
    """Everything handed in that day is returned that day: no slip, still numbered."""
    quick = [one for one in made.offers if one.is_same_day][:6] or made.offers[:3]
    set_green(
        made.point.pk, week={"2": [["08:00", "12:00"], ["13:30", "17:00"]]}, procedures=[one.code for one in quick],
        basis="Kế hoạch số 45/KH-UBND ngày 30/10/2026 (minh họa)", first=GREEN, by=made.stage.officer, at=moment(FIRST), on=FIRST,
    )  # fmt: skip
    for number in range(8):
        offered, at = quick[number % len(quick)], moment(GREEN, 8) + timedelta(minutes=20 * number)
        handed = _handed(made, offered, 900 + number)
        who = made.who(_receiver(made, number), at)
        dossier = desk.receive(replace(handed, is_same_day=True), **who)
        codes = _begin(made, dossier, offered, number, at + timedelta(minutes=5))
        _finish(made, dossier, codes, 900 + number, at + timedelta(minutes=60))
        _give_back(made, dossier, number, at + timedelta(minutes=75))


def _live(made: Desk, fate: str, at: datetime, number: int) -> None:
    """One dossier of an ordinary day, as far as its fate and the calendar let it come."""
    ordinary = [one for one in made.offers if not one.is_same_day] or made.offers
    offered = ordinary[number % len(ordinary)]
    if fate in ("late", "apology"):
        offered = min(ordinary, key=_days)
    if fate in ("refused", "registered", "missing", "online"):
        _noted(made, fate, offered, at, number)
        return
    dossier = desk.receive(_handed(made, offered, number), **made.who(_receiver(made, number), at))
    if fate in ("accepted", "processing") and dossier.due_at and dossier.due_at < moment(TODAY, 16):
        fate = "returned"
    if fate != "accepted":
        _worked(made, fate, dossier, offered, at, number)


def _days(offered: Offer) -> int:
    """A limit in days, near enough to find the shortest."""
    limit = offered.limit_for("counter", offered.cases[0] if offered.cases else "")
    hours = {Unit.HOURS: 1, Unit.WORKING_DAYS: 8, Unit.DAYS: 8, Unit.MONTHS: 240}
    return limit.quantity * hours[limit.unit] if limit else 0


def _noted(made: Desk, fate: str, offered: Offer, at: datetime, number: int) -> None:
    """Not accepted: refused, waiting for papers, sent online and not looked at yet."""
    who = made.who(_receiver(made, number), at)
    missing = fate == "missing" and bool(offered.papers)
    data = _handed(made, offered, number, channel="online" if fate == "online" else "counter", without=int(missing))
    dossier = desk.register(data, **who)
    if fate == "refused":
        desk.move(dossier.pk, "refuse", Told(reason="Không thuộc thẩm quyền giải quyết của phường"), **who)
    if missing:
        items = [{"paper": offered.papers[-1], "why": "Chưa có trong hồ sơ nộp"}]
        desk.move(dossier.pk, "ask_papers", Told(items=items), **who)


def _worked(made: Desk, fate: str, dossier: Dossier, offered: Offer, at: datetime, number: int) -> None:
    codes = _begin(made, dossier, offered, number, at + timedelta(minutes=30))
    later = moment(_after(at.date(), 1), 15)
    if fate in PAUSES and later <= moment(TODAY, 17):
        _paused(made, fate, dossier, codes, later, number)
    elif fate == "late":
        _late(made, dossier, codes, number)
    elif fate == "apology":
        _apologised(made, dossier, codes, number)
    elif fate in ("returned", "done"):
        _ended(made, fate, dossier, codes, later, number)


PAUSES = {"supplement", "completed", "payment", "stopped", "withdrawn"}


def _paused(made: Desk, fate: str, dossier: Dossier, codes: list[str], at: datetime, number: int) -> None:
    """The clock stops; of one it went on, one was withdrawn."""
    handler, receiver = made.who(codes[0], at), made.who(_receiver(made, number), at)
    if fate in ("supplement", "completed"):
        items = [{"paper": "Bản sao giấy tờ chứng minh nơi cư trú", "why": "Bản nộp đã mờ, không đọc được"}]
        desk.move(dossier.pk, "ask_completion", Told(reason="Giấy tờ chưa rõ", items=items), **handler)
        back = moment(_after(at.date(), 3), 9)
        if fate == "completed" and back <= moment(TODAY, 16):
            desk.move(dossier.pk, "complete", Told(came=[items[0]["paper"]]), **made.who(_receiver(made, number), back))
            _ended(made, "returned", dossier, codes, moment(_after(back.date(), 1), 15), number)
    elif fate == "payment":
        desk.move(dossier.pk, "ask_payment", Told(reason="Chờ nộp lệ phí"), **handler)
    elif fate == "stopped":
        reason = Told(reason="Chờ kết quả xác minh của cơ quan công an")
        desk.move(dossier.pk, "stop", reason, **made.who(made.supervisor, at))
    else:
        desk.move(dossier.pk, "withdraw", Told(reason="Người nộp đề nghị rút để nộp lại"), **receiver)


def _after(day: date, count: int) -> date:
    return standard_calendar().add_working_days(day, count)


def _ended(made: Desk, fate: str, dossier: Dossier, codes: list[str], at: datetime, number: int) -> None:
    """In time: the day after, or an hour before it is due."""
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    end = min(at, dossier.due_at - timedelta(hours=1))
    if end > moment(TODAY, 16):
        return
    _finish(made, dossier, codes, number, end)
    handed = moment(_after(end.date(), 1), 10)
    if fate == "returned" and handed <= moment(TODAY, 16):
        _give_back(made, dossier, number, handed)


def _late(made: Desk, dossier: Dossier, codes: list[str], number: int) -> None:
    """The result came the day after it was due; where that day has not come yet, it is simply on its way."""
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    end = moment(_after(dossier.due_at.date(), 1), 11)
    if end <= moment(TODAY, 16):
        _finish(made, dossier, codes, number, end)


def _apologised(made: Desk, dossier: Dossier, codes: list[str], number: int) -> None:
    """It will not be done in time: an apology the working day before, with the one new day."""
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    assert dossier.accepted_at is not None
    if dossier.due_at > moment(TODAY, 8):
        return  # still on its way, in time
    at = max(moment(_before(dossier.due_at.date()), 15), dossier.accepted_at + timedelta(hours=1))
    fault, who = made.stage.postings[codes[0]].person_id, made.who(made.supervisor, at)
    reason, new_day = "Chờ ý kiến của cơ quan phối hợp", _after(TODAY, 2)
    desk.apologise(dossier.pk, reason=reason, new_day=new_day, fault_person_id=fault, **who)
    desk.apology_sent(dossier.pk, channel="Điện thoại", **made.who(_receiver(made, number), at + timedelta(minutes=30)))


def _before(day: date) -> date:
    """The working day before."""
    earlier = day - timedelta(days=1)
    return earlier if standard_calendar().is_working_day(earlier) else _before(earlier)
