"""The reports of the desk: every number is what a plain count over the ledgers gives, and leads to the dossiers behind it."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.app.onestop.desk import Desk, moment

from namro.base.errors import DomainError
from namro.duties.onestop.access import Sight, sight_of
from namro.duties.onestop.clocks import as_pause, aware, clock_of, limit_of, local
from namro.duties.onestop.models import Dossier, Pause, State
from namro.duties.onestop.reports.conventions import counting, tables
from namro.duties.onestop.reports.counting import CLASSES, ORIGINS, Asked, lines, listed, summed
from namro.duties.onestop.reports.periods import Span, span_of
from namro.duties.onestop.reports.report import drawn_up
from namro.duties.onestop.reports.rounding import exact_text, rounded
from namro.duties.onestop.reports.tables import columns, share
from namro.duties.onestop.selectors.lateness import DUE_MOMENTS, given

pytestmark = pytest.mark.django_db
WHOLE = Sight((), (), None, True)
FIRST, LAST, NOW = date(2026, 2, 1), date(2026, 2, 28), moment("2026-04-15T10:00")
FEBRUARY = Span(FIRST, LAST, "2026-02")
UNITS = ("working_days", "days", "months", "hours")


def drawn(desk: Desk, draw: random.Random, number: int) -> Dossier:
    """A dossier accepted around the period with a ledger of pauses; running, done, or withdrawn by now."""
    start = moment("2025-12-20T08:00") + timedelta(minutes=draw.randrange(60 * 24 * 75))
    unit = draw.choice(UNITS)
    made = Dossier.objects.create(
        code=f"H26.19-260101-{number:04d}", point=desk.point, unit_id=draw.choice([desk.city.culture, desk.city.economy]).pk,
        field=draw.choice(["Hộ tịch", "Đất đai", ""]), procedure_code=draw.choice(["1.1", "2.2"]), procedure_name="x",
        channel=draw.choice(["counter", "online", "post"]), applicant="x", applicant_key="x", state=State.PROCESSING,
        accepted_at=start, accepted_by=desk.city.an, created_at=start, limit_unit=unit,
        limit_quantity=draw.randint(1, 2 if unit == "months" else 20), source_ref=str(number),
    )  # fmt: skip
    at = paused(made, draw, start)
    if draw.random() < 0.7:
        ended = at + timedelta(hours=draw.randrange(24 * 30))
        if ended < NOW:
            state = draw.choice([State.DONE, State.DONE, State.RETURNED, State.WITHDRAWN])
            Dossier.objects.filter(pk=made.pk).update(state=state, finished_at=ended)
    elif draw.random() < 0.3:
        Pause.objects.create(dossier=made, reason="stopped", policy="shift", start=at + timedelta(hours=5))
    made.refresh_from_db()
    return made


def paused(made: Dossier, draw: random.Random, at: datetime) -> datetime:
    for _each in range(draw.randrange(4)):
        begins = at + timedelta(minutes=draw.randrange(60 * 24 * 12))
        at = begins + timedelta(minutes=draw.randrange(60 * 24 * 12))
        policy = draw.choice(["shift", "restart"])
        Pause.objects.create(dossier=made, reason="stopped", policy=policy, start=begins, end=at)
    return at


def promised(made: list[Dossier]) -> None:
    """The due moment of each as its whole ledger gives it, as services keep it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(DUE_MOMENTS, given(NOW + timedelta(days=400), None))
    for one in made:
        if one.limit_unit == "hours":
            due = due_at(one, NOW + timedelta(days=400))
            Dossier.objects.filter(pk=one.pk).update(due_at=due)


def due_at(one: Dossier, at: datetime) -> datetime | None:
    pauses = [as_pause(row) for row in one.pauses.order_by("start", "pk")]
    found = clock_of(one.point_id, on=date(2026, 6, 1)).due_as_of(
        local(one.accepted_at), limit_of(one), pauses, at=local(at)
    )
    return aware(found) if found else None


def classed(one: Dossier) -> tuple[str, str] | None:
    """Class and origin of a dossier in February, by the sentences of the practice alone."""
    end = moment("2026-03-01T00:00")
    over = one.finished_at is not None and one.finished_at < end
    if one.accepted_at >= end or (over and one.finished_at < moment("2026-02-01T00:00")):
        return None
    origin = (
        "carried" if one.accepted_at < moment("2026-02-01T00:00") else "online" if one.channel == "online" else "direct"
    )
    due = due_at(one, end - timedelta(seconds=1))
    if over:
        if one.state == State.WITHDRAWN:
            return "withdrawn", origin
        done, day = local(one.finished_at).date(), local(due).date() if due else None
        return ("on_time" if day is None or done == day else "early" if done < day else "late"), origin
    if any(row.start < end and (row.end is None or row.end >= end) for row in one.pauses.all()):
        return ("paused_late" if due and local(due).date() < LAST else "paused"), origin
    return ("pending_late" if due and local(due).date() < LAST else "pending"), origin


@pytest.fixture
def made(desk: Desk) -> list[Dossier]:
    desk.point.hours.update(valid="[2020-01-01,)")
    draw = random.Random(20261123)
    rows = [drawn(desk, draw, number) for number in range(1, 161)]
    promised(rows)
    return [Dossier.objects.get(pk=one.pk) for one in rows]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ("unit", lambda one: (one.unit_id,)),
        ("field", lambda one: (one.field,)),
        ("procedure", lambda one: (one.procedure_code, one.procedure_name)),
        ("unit_field", lambda one: (one.unit_id, one.field)),
    ],
)
def test_every_number_is_a_plain_count(made: list[Dossier], rows: str, key: Any) -> None:
    expected: dict[Any, Counter[str]] = {}
    for one in made:
        found = classed(one)
        if found:
            expected.setdefault(key(one), Counter()).update(found)
    counted = lines(Asked(FEBRUARY), WHOLE, rows, at=NOW)
    assert {one.key for one in counted} == set(expected)
    for one in counted:
        assert {**one.classes, **one.origins} == {name: expected[one.key][name] for name in (*CLASSES, *ORIGINS)}
    total = summed(counted)
    assert all(total.classes[name] > 0 for name in CLASSES), "the draw tells nothing of a class it does not hold"
    assert total.total == sum(total.classes.values()) == sum(sum(one.values()) for one in expected.values()) // 2


def test_the_two_countings(made: list[Dossier]) -> None:
    """What the practice adds to "on time" and "in time" is exactly what the strict counting sets apart."""
    total = summed(lines(Asked(FEBRUARY), WHOLE, "unit", at=NOW))
    usual, strict = (columns(counting(key, on=LAST)) for key in ("practice", "strict"))
    of = {how: {one.key: one.of(total) for one in shown} for how, shown in (("usual", usual), ("strict", strict))}
    held = total.classes
    assert (
        of["usual"]["on_time"]
        == held["on_time"] + held["withdrawn"]
        == of["strict"]["on_time"] + of["strict"]["withdrawn"]
    )
    in_time = of["strict"]["pending"] + of["strict"]["paused"]
    assert (
        of["usual"]["pending"]
        == held["pending"] + held["paused"] + held["paused_late"]
        == in_time + held["paused_late"]
    )
    assert of["usual"]["pending_late"] == held["pending_late"]
    assert of["strict"]["pending_late"] == held["pending_late"] + held["paused_late"]  # late stays late
    assert of["usual"]["received"] == of["usual"]["done"] + of["usual"]["running"]
    assert of["strict"]["received"] == sum(of["strict"][one] for one in ("done", "running", "withdrawn", "paused"))
    assert of["usual"]["received"] == sum(of["usual"][one] for one in ORIGINS)
    good = held["early"] + held["on_time"]
    assert share(total, strict) == Fraction(100 * good, good + held["late"])
    assert share(total, usual) == Fraction(100 * (good + held["withdrawn"]), good + held["withdrawn"] + held["late"])
    assert share(total, usual) > share(total, strict)


def test_behind_every_number_are_its_dossiers(made: list[Dossier]) -> None:
    report = drawn_up(tables()["06b"], "practice", Asked(FEBRUARY), WHOLE, at=NOW)
    for row in report.rows:
        asked = Asked(FEBRUARY, field=row.asks["field"])
        for column, number in row.numbers:
            rows = listed(asked, WHOLE, classes=column.classes, origins=column.origins, at=NOW, most=500)
            assert len(rows) == len({one.id for one in rows}) == number
            assert {(one.klass, one.origin) for one in rows} == {
                classed(one) for one in made if one.pk in {found.id for found in rows}
            }


def test_days_promised_are_of_then(desk: Desk) -> None:
    """A pause after the period has moved the day since: at the end of the period the dossier was late all the same."""
    desk.point.hours.update(valid="[2020-01-01,)")
    at = moment("2026-02-02T09:00")
    one = Dossier.objects.create(
        code="H26.19-260202-0001", point=desk.point, unit=desk.city.culture, procedure_code="1", procedure_name="x", channel="counter",
        applicant="x", applicant_key="x", state=State.PROCESSING, accepted_at=at, accepted_by=desk.city.an, created_at=at,
        limit_unit="working_days", limit_quantity=20,
    )  # fmt: skip
    Pause.objects.create(
        dossier=one,
        reason="supplement",
        policy="restart",
        start=moment("2026-03-02T09:00"),
        end=moment("2026-03-09T09:00"),
    )
    Dossier.objects.filter(pk=one.pk).update(due_at=due_at(one, NOW))
    before = due_at(one, moment("2026-02-28T23:59"))
    span = Span(FIRST, date(2026, 2, 26), "")
    assert before is not None
    [found] = lines(Asked(FEBRUARY), WHOLE, "unit", at=NOW)
    expected = "pending_late" if local(before).date() < LAST else "pending"
    assert found.classes[expected] == 1
    [row] = listed(Asked(span), WHOLE, classes=CLASSES, origins=ORIGINS, at=NOW, most=9)
    assert row.due_at == before != Dossier.objects.get(pk=one.pk).due_at


def test_only_what_one_may_see(desk: Desk, made: list[Dossier]) -> None:
    city = desk.city
    head = sight_of(desk.actor(city.office_head), on=date(2026, 11, 2))
    assert {one.key[0] for one in lines(Asked(FEBRUARY), head, "unit", at=NOW)} == {city.culture.pk}
    stranger = sight_of(desk.actor(city.outsider), on=date(2026, 11, 2))
    assert lines(Asked(FEBRUARY), stranger, "unit", at=NOW) == []


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-02", FIRST, LAST),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_periods(code: str, first: date, last: date) -> None:
    found = span_of(code, "", "", on=date(2026, 11, 22))
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "given",
    [("2026-13", "", ""), ("2026-Q5", "", ""), ("", "2026-02-30", "2026-03-01"), ("", "2026-03-02", "2026-03-01")],
)
def test_periods_refused(given: tuple[str, str, str]) -> None:
    with pytest.raises(DomainError) as refused:
        span_of(*given, on=date(2026, 11, 22))
    assert refused.value.code == "onestop.report.period"


def test_rounding_is_exact() -> None:
    assert str(rounded(Fraction(17685, 1000), 2)) == "17.69"
    assert str(rounded(Fraction(1, 3) * 100, 2)) == "33.33"
    assert exact_text(None, 2) == "–"


def test_page_and_files(desk: Desk, made: list[Dossier], client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(desk.city.officer)
    address = reverse("reports")
    with django_assert_max_num_queries(11):  # nothing has moved since: the period runs
        assert client.get(address, {"table": "06a"}).status_code == 200
    with django_assert_max_num_queries(16):  # with limits in hours among what has moved since
        page = client.get(address, {"period": "2026-02", "table": "06a"})
    text = page.content.decode()
    assert page.status_code == 200 and len(page.content) < 100_000
    assert "Hồ sơ công dân rút tính là xong đúng hạn." in text and "Đếm chặt" in text
    links = re.findall(r'href="(/dossiers/reports/listed/\?[^"]+)">([\d.]+)<', text)
    total = [(link, int(number)) for link, number in links if "unit=" not in link]
    behind = client.get(total[0][0].replace("&amp;", "&"))
    seen = len(re.findall(r'href="/dossiers/\d+/"', behind.content.decode()))
    assert total[0][1] == lines_total(desk) and seen == min(50, total[0][1])
    book = client.get(reverse("reports_xlsx"), {"period": "2026-02", "table": "06a"})
    rows = list(openpyxl.load_workbook(BytesIO(book.content)).worksheets[0].values)
    assert rows[-1][0] == "Tổng số" and rows[-1][1] == total[0][1] == sum(row[1] for row in rows[1:-1])
    paper = client.get(reverse("reports_pdf"), {"period": "2026-02", "table": "06a"})
    assert paper.content.startswith(b"%PDF")
    assert client.get(address, {"period": "tháng hai"}).status_code in (400, 422)


def lines_total(desk: Desk) -> int:
    sight = sight_of(desk.actor(desk.city.officer), on=date(2026, 11, 2))
    return summed(lines(Asked(FEBRUARY), sight, "unit", at=moment("2026-11-22T09:00"))).total
