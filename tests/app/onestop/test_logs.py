"""Logs of other systems taken in as dossiers; what the product tells of them equals what the raw log gives, counted apart."""

from __future__ import annotations

import csv
import gzip
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.app.onestop.desk import Desk

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop.access import Sight
from namro.duties.onestop.logs.taking import Taken, take
from namro.duties.onestop.models import Dossier, Step
from namro.duties.onestop.selectors import flow
from namro.duties.onestop.selectors.flow import Asked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WHOLE = Sight((), (), None, True)
HEADS = "case:concept:name,case:channel,case:department,case:startdate,case:enddate,case:deadline,concept:name,time:timestamp,org:resource"
SMALL = f"""{HEADS}
c1,Internet,General,2026-01-05 08:00:00+07:00,2026-01-09 10:00:00+07:00,2026-01-08 17:00:00+07:00,Nhận,2026-01-05 09:00:00+07:00,R1
c2,Desk,Experts,2026-01-30 08:00:00+07:00,,2026-02-08 17:00:00+07:00,Nhận,2026-01-30 08:30:00+07:00,R2
c1,Internet,General,2026-01-05 08:00:00+07:00,2026-01-09 10:00:00+07:00,2026-01-08 17:00:00+07:00,Xét,2026-01-09 10:00:00+07:00,R2
c3,Post,General,2026-02-02 08:00:00+07:00,2026-02-03 08:00:00+07:00,2026-02-05 17:00:00+07:00,Nhận,2026-02-03 08:00:00+07:00,R1
c4,Desk,General,2026-02-02 08:00:00+07:00,2026-02-01 08:00:00+07:00,2026-02-05 17:00:00+07:00,Nhận,2026-02-01 08:00:00+07:00,R1
c5,Desk,General,hôm qua,,,Nhận,2026-02-01 08:00:00+07:00,R1
"""


def written(tmp_path: Path, text: str = SMALL, name: str = "log.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def taken(desk: Desk, path: Path, form: str = "receipt_wabo", by: Actor | None = None) -> Taken:
    actor = by or desk.actor(desk.city.officer, AT.date())
    return take(path, form_id=form, point_code=desk.point.code, by=actor, at=AT)


def test_a_log_becomes_dossiers_with_steps_and_says_what_it_refuses(desk: Desk, tmp_path: Path) -> None:
    found = taken(desk, written(tmp_path))
    assert (found.dossiers, found.steps, found.known) == (3, 4, 0)
    assert [(one.place, one.case) for one in found.refused] == [(6, "c4"), (7, "c5")]
    assert found.refused[0].why == "xong trước khi tiếp nhận"
    first = Dossier.objects.get(source_ref="receipt_wabo:c1")
    assert (first.channel, first.state, first.is_late, first.code) == (
        "online",
        "done",
        True,
        f"{desk.point.code}-260105-0001",
    )
    running = Dossier.objects.get(source_ref="receipt_wabo:c2")
    assert (running.state, running.finished_at, running.due_at) == (
        "processing",
        None,
        datetime(2026, 2, 8, 10, tzinfo=UTC),
    )
    assert list(first.steps.order_by("number").values_list("task", "outcome")) == [("Nhận", "R1"), ("Xét", "R2")]
    assert Event.objects.get(tag="onestop:log:taken").after["refused"] == 2


def test_taken_twice_nothing_is_there_twice(desk: Desk, tmp_path: Path) -> None:
    taken(desk, written(tmp_path))
    more = SMALL + SMALL.splitlines()[2].replace("c2", "c9") + "\n"
    found = taken(desk, written(tmp_path, more))
    assert (found.dossiers, found.known) == (1, 3)
    codes = Dossier.objects.filter(code__contains="-260130-").order_by("code").values_list("code", flat=True)
    assert [code[-4:] for code in codes] == ["0001", "0002"]


def test_months_and_steps_of_the_small_log_by_hand(desk: Desk, tmp_path: Path) -> None:
    taken(desk, written(tmp_path))
    january, february = flow.months(Asked("receipt_wabo"), WHOLE)
    assert (january.received, january.finished, january.dated, january.late) == (2, 1, 1, 1)
    assert (february.received, february.finished, february.late) == (1, 1, 0)
    assert january.took == timedelta(days=4, hours=2)
    looked, noted = flow.stages(Asked("receipt_wabo"), WHOLE)
    assert (looked.task, looked.number, looked.worked) == ("Xét", 1, timedelta(days=4, hours=1))
    assert (noted.number, noted.worked) == (3, timedelta(hours=1 + 24, minutes=30))
    assert flow.sources(WHOLE) == ["receipt_wabo"]
    assert flow.months(Asked("receipt_wabo"), Sight((), (), None, False)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form": "x"}, "onestop.log.format"),
        ({"form": "bpic2012"}, "onestop.log.unreadable"),
        ({"form": "baltimore_311"}, "onestop.log.columns"),
    ],
)
def test_a_log_that_is_not_what_it_is_said_to_be(desk: Desk, tmp_path: Path, change: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        taken(desk, written(tmp_path), **change)
    assert refused.value.code == code
    assert not Dossier.objects.exists()


def test_what_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        taken(desk, tmp_path / "none.csv")
    assert refused.value.code == "onestop.log.unreadable"
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(SMALL.encode())[:-20])
    with pytest.raises(DomainError) as refused:
        taken(desk, path)
    assert refused.value.code == "onestop.log.unreadable"
    with pytest.raises(DomainError) as refused:
        taken(desk, written(tmp_path), by=desk.actor(desk.city.an, AT.date()))
    assert refused.value.code == "access.denied"


def test_a_case_that_carries_only_a_month_is_listed_and_no_day_is_made_up(desk: Desk, tmp_path: Path) -> None:
    rows = SMALL.splitlines()
    monthly = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.+Z]*", "2026-01", rows[1].replace("c1", "c8"))
    found = taken(desk, written(tmp_path, "\n".join([*rows, monthly]) + "\n"))
    assert (found.refused[-1].case, found.dossiers) == ("c8", 3)
    assert not Dossier.objects.filter(source_ref="receipt_wabo:c8").exists()


def test_the_page_shows_months_steps_and_logs(desk: Desk, tmp_path: Path, as_) -> None:
    taken(desk, written(tmp_path))
    page = as_(desk.city.officer).get("/dossiers/flow/?source=receipt_wabo").content.decode()
    assert "01/2026" in page
    assert "Xét" in page
    assert as_(desk.city.officer).get("/dossiers/flow.xlsx?source=receipt_wabo").status_code == 200
    assert "Xét" not in as_(desk.city.outsider).get("/dossiers/flow/?source=receipt_wabo").content.decode()


# The real logs, counted by other means: plain rows of the file, no product code. ------------------------------------


def by_month(moments: Iterable[datetime]) -> Counter[str]:
    return Counter(f"{one.astimezone(HANOI):%Y-%m}" for one in moments)


def told_months(source: str) -> tuple[Counter[str], Counter[str], int, timedelta]:
    rows = flow.months(Asked(source), WHOLE)
    received = Counter({f"{one.month:%Y-%m}": one.received for one in rows if one.received})
    finished = Counter({f"{one.month:%Y-%m}": one.finished for one in rows if one.finished})
    return received, finished, sum(one.late for one in rows), sum((one.took for one in rows), timedelta())


def test_the_receipt_log_is_told_as_it_is(desk: Desk, shared: Path) -> None:
    path = shared / "data" / "event-logs" / "receipt_wabo.csv.gz"
    found = taken(desk, path)
    cases: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            cases[row["case:concept:name"]].append(row)
    parse = datetime.fromisoformat
    assert (len(cases), sum(map(len, cases.values()))) == (1434, 8577)
    impossible = {
        key
        for key, (row, *_rest) in cases.items()
        if row["case:enddate"] and parse(row["case:enddate"]) < parse(row["case:startdate"])
    }
    assert {one.case for one in found.refused} == impossible
    cases = {key: rows for key, rows in cases.items() if key not in impossible}
    assert (found.dossiers, found.steps) == (len(cases), sum(map(len, cases.values())))
    starts = [parse(rows[0]["case:startdate"]) for rows in cases.values()]
    ended = [rows[0] for rows in cases.values() if rows[0]["case:enddate"]]
    late = sum(parse(row["case:enddate"]) > parse(row["case:deadline"]) for row in ended)
    took = sum((parse(row["case:enddate"]) - parse(row["case:startdate"]) for row in ended), timedelta())
    assert late == 377
    assert told_months("receipt_wabo") == (
        by_month(starts),
        by_month(parse(row["case:enddate"]) for row in ended),
        late,
        took,
    )
    spent: dict[str, list[timedelta]] = defaultdict(list)
    for rows in cases.values():
        before = parse(rows[0]["case:startdate"])
        for row in rows:
            at = parse(row["time:timestamp"])
            spent[row["concept:name"]].append(max(at - before, timedelta()))
            before = at
    stages = flow.stages(Asked("receipt_wabo"), WHOLE)
    assert {one.task: (one.number, one.waited + one.worked) for one in stages} == {
        task: (len(times), sum(times, timedelta())) for task, times in spent.items()
    }
    assert [one.task for one in stages] == sorted(spent, key=lambda task: (-sum(spent[task], timedelta()), task))


def test_the_requests_of_a_city_are_told_as_they_are(desk: Desk, shared: Path) -> None:
    path = shared / "data" / "event-logs" / "baltimore_311_open.csv.gz"
    found = taken(desk, path, "baltimore_311")
    zone = ZoneInfo("America/New_York")
    parse = lambda text: datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=zone)  # noqa: E731
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    impossible = [row for row in rows if row["CloseDate"] and parse(row["CloseDate"]) < parse(row["CreatedDate"])]
    assert {one.case for one in found.refused} == {row["SRRecordID"] for row in impossible}
    kept = [row for row in rows if row not in impossible]
    assert (found.dossiers, found.steps) == (len(kept), 0)
    closed = [row for row in kept if row["CloseDate"]]
    dated = [row for row in closed if row["DueDate"]]
    late = sum(parse(row["CloseDate"]) > parse(row["DueDate"]) for row in dated)
    received, finished, told_late, took = told_months("baltimore_311")
    assert received == by_month(parse(row["CreatedDate"]) for row in kept)
    assert finished == by_month(parse(row["CloseDate"]) for row in closed)
    assert told_late == late
    assert took == sum(
        (parse(row["CloseDate"]).astimezone(UTC) - parse(row["CreatedDate"]).astimezone(UTC) for row in closed),
        timedelta(),
    )


def test_the_applications_of_a_bank_are_told_as_they_are(desk: Desk, shared: Path) -> None:
    path = shared / "data" / "event-logs" / "bpic2012.xes.gz"
    found = taken(desk, path, "bpic2012")
    assert (found.dossiers, found.refused) == (13_087, [])
    spent: dict[str, timedelta] = defaultdict(timedelta)
    done: Counter[str] = Counter()
    started, ended = [], []
    with gzip.open(path) as stream:
        for _event, trace in ET.iterparse(stream):
            if not trace.tag.endswith("}trace"):
                continue
            told = {one.get("key"): one.get("value") for one in trace if not one.tag.endswith("event")}
            before = datetime.fromisoformat(told["REG_DATE"])
            started.append(before)
            events = [
                {one.get("key"): one.get("value") for one in event} for event in trace if event.tag.endswith("event")
            ]
            for event in events:
                at = datetime.fromisoformat(event["time:timestamp"])
                if event["lifecycle:transition"] == "COMPLETE":
                    done[event["concept:name"]] += 1
                    spent[event["concept:name"]] += at - before
                    before = at
            if {event["concept:name"] for event in events} & {"A_APPROVED", "A_DECLINED", "A_CANCELLED"}:
                ended.append(max(datetime.fromisoformat(event["time:timestamp"]) for event in events))
            trace.clear()
    assert found.steps == sum(done.values()) == Step.objects.count() == 164_506
    received, finished, _late, _took = told_months("bpic2012")
    assert (received, finished) == (by_month(started), by_month(ended))
    stages = {one.task: one for one in flow.stages(Asked("bpic2012"), WHOLE)}
    assert {task: one.number for task, one in stages.items()} == done
    for task, one in stages.items():  # a step begun before the one ahead of it ended waited for nothing
        assert one.waited + one.worked >= spent[task]
    single = [task for task in stages if task.startswith(("A_", "O_"))]
    assert {task: stages[task].worked for task in single} == {task: spent[task] for task in single}
