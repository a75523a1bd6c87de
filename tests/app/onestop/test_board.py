"""The list and the board: what each sees, how it is narrowed, and that neither asks more of a larger desk."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown

from namro.duties.onestop.access import sight_of
from namro.duties.onestop.jobs import keep_days
from namro.duties.onestop.models import DayStanding, Dossier
from namro.duties.onestop.selectors import finding
from namro.duties.onestop.selectors.boards import board, moments_of
from namro.duties.onestop.selectors.days import kept
from namro.duties.onestop.selectors.finding import Asked, find
from namro.duties.onestop.selectors.lateness import standings
from namro.duties.onestop.services import Told, begin, move
from namro.duties.onestop.services.days import keep_day

pytestmark = pytest.mark.django_db
FRIDAY = moment("2026-11-06T09:00")


@pytest.fixture
def busy(desk: Desk) -> dict[str, Dossier]:
    """Friday morning: one overdue since Thursday, one due today, one on Tuesday, one later, one paused, one returned."""
    found = {
        "overdue": desk.begun("2026-11-02T09:00"),
        "today": desk.begun("2026-11-03T09:00"),
        "soon": desk.received("2026-11-04T09:00"),
        "later": desk.received("2026-11-05T09:00", case="Phải xác minh", applicant="Đỗ Văn Ước"),
        "paused": desk.begun("2026-11-05T10:00"),
        "returned": desk.with_binh("2026-11-02T10:00"),
    }
    move(found["paused"].pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-05T11:00"))
    result = Told(result_number="1", result_on=date(2026, 11, 4), result_signer="Lan")
    move(found["returned"].pk, "finish", result, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    move(found["returned"].pk, "give_back", Told(returned_to="Mơ"), **desk.who(desk.city.an, "2026-11-04T11:00"))
    return found


def asked(desk: Desk, user, **changes) -> list[int]:
    sight = sight_of(desk.actor(user, FRIDAY.date()), on=FRIDAY.date())
    return find(replace(Asked(), **changes), sight, moments_of(at=FRIDAY, on=FRIDAY.date()))


def keys(busy: dict[str, Dossier], ids: list[int]) -> list[str]:
    names = {one.pk: name for name, one in busy.items()}
    return [names[one] for one in ids]


def test_running_ones_come_first_due_first(desk: Desk, busy):
    assert keys(busy, asked(desk, desk.city.an)) == ["overdue", "today", "soon", "later", "paused"]
    assert keys(busy, asked(desk, desk.city.an, sort="-due")) == ["later", "soon", "today", "overdue", "paused"]


@pytest.mark.parametrize("term", ["overdue", "today", "soon", "later", "paused"])
def test_each_term_is_told_apart(desk: Desk, busy, term):
    assert keys(busy, asked(desk, desk.city.an, term=term)) == [term]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "returned"}, ["returned"]),
        ({"state": "payment"}, ["paused"]),
        ({"state": "finished"}, ["returned"]),
        ({"state": "no such"}, ["overdue", "today", "soon", "later", "paused"]),
        ({"query": "do uoc"}, ["later"]),
        ({"query": "Trần"}, ["overdue", "today", "soon", "paused"]),
        ({"query": "h26.19-261102", "state": "all"}, ["returned", "overdue"]),
        ({"query": "H26.19-261104-0001"}, ["soon"]),
        ({"query": "'; drop table"}, []),
        ({"field": "Hộ tịch", "term": "today"}, ["today"]),
        ({"field": "Đất đai"}, []),
        ({"officer_id": 0}, ["soon", "later"]),
        ({"late": True, "state": "all"}, []),
        ({"day": date(2026, 11, 5), "state": "all"}, ["paused", "later"]),
    ],
)
def test_the_list_is_narrowed(desk: Desk, busy, changes, expected):
    assert keys(busy, asked(desk, desk.city.an, **changes)) == expected


def test_everybody_sees_what_is_theirs(desk: Desk, busy):
    city = desk.city
    assert keys(busy, asked(desk, city.binh)) == ["overdue", "today", "paused"]
    assert len(asked(desk, city.chair, state="all")) == 6
    assert len(asked(desk, city.officer, state="all")) == 6
    assert len(asked(desk, city.city_chair, state="all")) == 6
    assert asked(desk, city.city_chair, unit_ids=(city.economy.pk,)) == []
    assert asked(desk, city.outsider, state="all") == []
    assert asked(desk, city.administrator, state="all") == []


def test_the_board_counts_what_the_list_shows(desk: Desk, busy, as_, monkeypatch):
    found = board(sight_of(desk.actor(desk.city.an), on=FRIDAY.date()), moments_of(at=FRIDAY, on=FRIDAY.date()))
    whole = found.whole
    counted = (whole.running, whole.overdue, whole.today, whole.soon, whole.later, whole.paused)
    assert counted == (5, 1, 1, 1, 1, 1)
    assert [(one.key, one.running) for one in found.tables["unit"].lines] == [(desk.city.commune.pk, 5)]
    assert {one.key: one.running for one in found.tables["officer"].lines} == {desk.city.binh.person_id: 3, None: 2}
    at_the_desk(monkeypatch, FRIDAY)
    page = shown(as_(desk.city.vice_chair).get("/dossiers/board/"))
    link = f"/dossiers/?officer={desk.city.binh.person_id}&amp;term=overdue"
    assert link in page and "Đỗ Thanh Bình" in page and "Chưa chuyển cho ai" in page
    narrowed = shown(as_(desk.city.vice_chair).get(link.replace("&amp;", "&")))
    assert busy["overdue"].code in narrowed and busy["today"].code not in narrowed and "Đỗ Thanh Bình" in narrowed


def test_one_table_is_shown_by_itself_and_the_whole_city_asks_for_its_officers(desk: Desk, busy, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    whole = sight_of(desk.actor(desk.city.city_chair), on=FRIDAY.date())
    moments = moments_of(at=FRIDAY, on=FRIDAY.date())
    assert whole.is_whole and set(board(whole, moments).tables) == {"unit", "field"}
    alone = board(whole, moments, only="officer")
    assert {one.key: one.running for one in alone.tables["officer"].lines} == {desk.city.binh.person_id: 3, None: 2}
    assert alone.whole == board(whole, moments).whole and set(alone.tables) == {"officer"}
    second = board(whole, moments, only="officer", skip=1, most=1).tables["officer"]
    assert [one.key for one in second.lines] == [alone.tables["officer"].lines[1].key] and second.many == 2
    page = shown(as_(desk.city.city_chair).get("/dossiers/board/"))
    assert "?show=officer" in page and "Đỗ Thanh Bình" not in page
    assert "Đỗ Thanh Bình" in shown(as_(desk.city.city_chair).get("/dossiers/board/?show=officer"))
    assert "Không có hồ sơ nào đang giải quyết" in shown(
        as_(desk.city.city_chair).get("/dossiers/board/?show=officer&page=9")
    )


def test_a_day_past_is_counted_from_the_ledgers(desk: Desk, busy, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    page = shown(as_(desk.city.chair).get("/dossiers/board/?on=2026-11-05"))
    assert "Phường Tây Hồ" in page
    cells = [
        part.split("</td>")[0].split(">")[-1] for part in page.split("<tfoot>")[1].split('<td class="text-md-end"')[1:]
    ]
    assert cells == ["6", "1", "0", "5", "1", "1", "0"]  # received, in time, late, running, overdue, paused, withdrawn
    assert "chưa tiếp nhận hồ sơ nào" in shown(as_(desk.city.chair).get("/dossiers/board/?on=2026-10-05"))
    assert "chưa tiếp nhận hồ sơ nào" in shown(as_(desk.city.outsider).get("/dossiers/board/?on=2026-11-05"))


def test_a_night_keeps_what_counting_again_gives_and_a_past_day_opens_from_it(desk: Desk, busy, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    day, path = date(2026, 11, 5), "/dossiers/board/?on=2026-11-05"
    before = shown(as_(desk.city.chair).get(path))
    assert keep_day(day) > 0 and keep_day(day) == 0
    for user, sees in (
        (desk.city.chair, True),
        (desk.city.an, True),
        (desk.city.city_chair, True),
        (desk.city.outsider, False),
    ):
        sight = sight_of(desk.actor(user), on=FRIDAY.date())
        seen = None if sight.is_whole else (sight.points, sight.units)
        again = standings(at=moment("2026-11-05T23:59:59"), seen=seen) if sees else []
        assert kept(day, sight) == again and bool(again) == sees
    page = shown(as_(desk.city.chair).get(path))
    assert "Như đã đếm đêm hôm đó" in page and "Đếm lại từ sổ gốc" in page and "Tính lại từ sổ tạm dừng" in before
    assert page.split("<tbody>")[1].split("</table>")[0] == before.split("<tbody>")[1].split("</table>")[0]
    assert "Tính lại từ sổ tạm dừng" in shown(as_(desk.city.chair).get(f"{path}&again=1"))


def test_nights_that_were_missed_are_made_up_for(desk: Desk, busy):
    keep_days(moment("2026-11-07T00:20"))
    held = set(DayStanding.objects.values_list("day", flat=True))
    assert max(held) == date(2026, 11, 6) and min(held) >= date(2026, 10, 31) and len(held) >= 2
    count = DayStanding.objects.count()
    keep_days(moment("2026-11-07T00:20"))
    assert DayStanding.objects.count() == count


def test_the_list_as_a_workbook_leaves_applicants_out(desk: Desk, busy, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    answer = as_(desk.city.an).get("/dossiers.xlsx?state=all")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 7 and rows[0][0] == "Mã hồ sơ"
    late = {row[0]: row[-1] for row in rows[1:]}
    assert late[busy["overdue"].code] == "chậm" and not late[busy["returned"].code]
    assert "Trần Thị Mơ" not in str(rows)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/dossiers/", 12), ("/dossiers/?state=all", 12), ("/dossiers/board/", 12), ("/points/", 12),
        ("/dossiers/board/?on=2026-11-05", 12), ("/dossiers/?unit={unit}&officer={officer}", 14),
    ],
)  # fmt: skip
def test_pages_ask_no_more_of_a_larger_desk(desk: Desk, busy, as_, monkeypatch, path, most):
    at_the_desk(monkeypatch, FRIDAY)
    client = as_(desk.city.vice_chair)
    address = path.format(unit=desk.city.commune.pk, officer=desk.city.binh.person_id)
    client.get(address)
    counts = []
    for more in (0, 12):
        for _number in range(more):
            desk.received("2026-11-05T14:00")
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            page = client.get(address)
        counts.append(len(asked_for))
        assert len(page.content) < 100_000
    assert counts[0] == counts[1] <= most


def test_a_full_page_stays_small(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    for _number in range(55):
        desk.received("2026-11-05T14:00")
    page = as_(desk.city.an).get("/dossiers/")
    assert page.content.decode().count('<th scope="row">') == finding.PAGE
    assert len(page.content) < 100_000


def test_a_dossier_and_its_forms_keep_their_budgets(desk: Desk, busy, as_, monkeypatch):
    at_the_desk(monkeypatch, FRIDAY)
    path = f"/dossiers/{busy['today'].pk}/"
    client = as_(desk.city.binh)
    client.get(path)
    for address, most in ((path, 22), (f"{path}move/finish/", 15), (f"{path}hand/", 15)):
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(address).status_code == 200
        assert len(asked_for) <= most, (address, len(asked_for))


def test_the_name_most_bear_is_found_wherever_it_stands_in_a_name(desk: Desk):
    """By its own index, in the same words as the model names it; whoever merely sounds alike is not found."""
    found = [desk.received(applicant=name) for name in ("Nguyễn Văn An", "Trần Nguyễn Mơ", "Lê Thị Nguyên")]
    desk.received(applicant="Trần Thị Nguyệt")
    sight = sight_of(desk.actor(desk.city.an, FRIDAY.date()), on=FRIDAY.date())
    for typed in ("nguyễn", " Nguyen "):
        assert find(Asked(query=typed, state="all"), sight, moments_of(at=FRIDAY, on=FRIDAY.date())) == [
            one.pk for one in reversed(found)
        ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'dossier_unit_common'::regclass"
        )
        indexed = cursor.fetchone()[0]
    for pattern in ("'nguyen%'", "'% nguyen%'"):
        assert pattern in indexed and pattern in finding.COMMON["nguyen"].replace("%%", "%")


def client_counts(page: str, title: str) -> int:
    """The number of a tile."""
    tile = next(one for one in page.split('class="nr-tile')[1:] if title in one)
    return int(re.search(r">\s*(\d+)\s*<", tile)[1])


@pytest.mark.parametrize(
    ("received", "in_time", "too_late"),
    [
        # Before the cut-off of three in the afternoon: by the end of the day.
        ("2026-11-05T14:59", "2026-11-05T17:00", "2026-11-05T17:01"),
        # After it: as the counter opens on the next working day, which Friday's is Monday's.
        ("2026-11-05T15:01", "2026-11-06T08:00", "2026-11-06T08:01"),
        ("2026-11-06T15:01", "2026-11-09T08:00", "2026-11-09T08:01"),
    ],
)
def test_what_is_not_passed_on_in_time_is_on_the_board_and_in_its_list(
    desk: Desk, as_, monkeypatch, received: str, in_time: str, too_late: str
):
    made = desk.received(received)
    client = as_(desk.city.vice_chair)

    def told(text: str) -> tuple[bool, bool]:
        at_the_desk(monkeypatch, moment(text))
        board = shown(client.get("/dossiers/board/"))
        listed = shown(client.get("/dossiers/?passing=late"))
        return client_counts(board, "Chờ chuyển quá hạn") == 1, str(made.code) in listed

    assert told(in_time) == (False, False)
    assert told(too_late) == (True, True)
    begin(made.pk, [desk.step(desk.city.binh)], **desk.who(desk.city.an, too_late))
    assert told(too_late) == (False, False)
