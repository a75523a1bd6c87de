"""The index of service: points only where the records say something, never nought in place of nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk
from tests.unit.ui.test_uploads import PDF

from namro.duties.onestop.access import sight_of
from namro.duties.onestop.models import Dossier, FeeRequest
from namro.duties.onestop.reports import outside
from namro.duties.onestop.reports.index_behind import Asking, behind
from namro.duties.onestop.reports.outside import Answered, Complaint, Heard, Named, OnlineCodes
from namro.duties.onestop.reports.periods import span_of
from namro.duties.onestop.reports.service_index import Measured, index_on, measured, total
from namro.duties.onestop.services import (
    FeeData,
    Payment,
    Told,
    add_result_file,
    ask_fees,
    move,
    pay,
    withdraw_result_file,
)

pytestmark = pytest.mark.django_db
NOVEMBER = "2026-11"
LATE = moment("2026-11-20T09:00")


class Known:
    """What other duties answer in these tests."""

    def complaints(self, *, at: Any) -> list[Complaint]:
        return []

    def answered(self, *, first: date, last: date, at: Any) -> dict[int, Answered]:
        return self.told

    def published(self, *, first: date, last: date) -> tuple[int, int]:
        return 3, 4

    def online(self, *, on: date) -> OnlineCodes:
        return OnlineCodes(frozenset("abcd"), frozenset("abx"))

    def entered(self, *, first: date, last: date) -> tuple[int, int]:
        return 0, 0

    def whole(self, *, on: date) -> tuple[int, int]:
        return 1, 2

    def proactive(self, *, on: date) -> tuple[int, int]:
        return 1, 4

    def named(self, kind: str, *, first: date, last: date) -> list[Named]:
        met, every = {"published": (3, 4), "whole": (1, 2), "proactive": (1, 4), "online_procedures": (2, 4)}.get(
            kind, (0, 0)
        )
        return [Named(f"{kind} {one}", "/x/", one < met) for one in range(every)]

    def heard(self, *, first: date, last: date) -> dict[int, Heard]:
        return self.said

    def satisfied(self, *, first: date, last: date, instruments: tuple[str, ...]) -> dict[int, tuple[int, int]]:
        return self.pleased if "counter" in instruments else {}

    told: dict[int, Answered] = {}
    said: dict[int, Heard] = {}
    pleased: dict[int, tuple[int, int]] = {}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    made = Known()
    monkeypatch.setattr(outside, "_KNOWN", [lambda: made])
    return made


def of(desk: Desk, user: Any) -> dict[int, Measured]:
    span = span_of(NOVEMBER, "", "", on=LATE.date())
    rows = measured(span, sight_of(desk.actor(user, LATE.date()), on=LATE.date()), at=LATE)
    return {one.metric.number: one for one in rows}


def worked(desk: Desk) -> None:
    """One done early, one late, one running past its day, one still in time."""
    for text, done in (("2026-11-02T09:00", "2026-11-03T09:00"), ("2026-11-02T09:10", "2026-11-12T09:00")):
        made = desk.begun(text, desk.step(desk.city.binh))
        told = Told(result_number="1", result_on=date(2026, 11, int(done[8:10])), result_signer="Lê Thị Hoa")
        move(made.pk, "finish", told, **desk.who(desk.city.binh, done))
    desk.begun("2026-11-05T09:00", desk.step(desk.city.binh))
    desk.begun("2026-11-19T09:00", desk.step(desk.city.binh))


def test_progress_counts_what_still_runs_in_time_and_is_worth_twenty(desk: Desk, known: Known) -> None:
    worked(desk)
    five = of(desk, desk.city.chair)[5]
    assert (five.share, five.points) == ((2, 4), Fraction(10))


def test_what_is_not_recorded_has_no_points_and_is_left_out_of_the_whole(desk: Desk, known: Known) -> None:
    worked(desk)
    rows = of(desk, desk.city.city_chair)
    assert rows[12].share is None and rows[12].points is None
    assert rows[2].share is None and rows[22].share is None  # nothing was to be entered; no answer is rated
    assert rows[24].share is None and rows[21].share is None  # nothing was paid, nothing was owed an answer
    assert (rows[6].share, rows[6].points) == ((0, 4), None)  # counted; the portal gives no points
    assert (rows[1].share, rows[1].points) == ((3, 4), Fraction("4.5"))
    assert (rows[7].share, rows[7].points) == ((2, 4), None)
    assert (rows[3].share, rows[3].points) == ((1, 2), Fraction(1))
    assert (rows[8].share, rows[8].points) == ((1, 4), None)
    assert (rows[11].share, rows[11].points) == ((0, 2), Fraction(0))
    assert total(list(rows.values())) == (Fraction("15.5"), 34)


def test_a_result_counts_as_electronic_by_its_file(desk: Desk, known: Known) -> None:
    worked(desk)
    late = Dossier.objects.get(is_late=True)
    kept = add_result_file(late.pk, SimpleUploadedFile("1.pdf", PDF), **desk.who(desk.city.an, "2026-11-13T09:00"))
    eleven = of(desk, desk.city.chair)[11]
    assert (eleven.share, eleven.points) == ((1, 2), Fraction(3))
    withdraw_result_file(kept.pk, reason="Nhầm", **desk.who(desk.city.an, "2026-11-13T10:00"))
    assert of(desk, desk.city.chair)[11].share == (0, 2)


def test_satisfaction_and_feedback_are_those_of_the_agencies_somebody_oversees(desk: Desk, known: Known) -> None:
    commune, other = desk.city.commune.pk, desk.city.other_commune.pk
    known.pleased, known.said = {commune: (90, 120), other: (10, 80)}, {commune: Heard(4, 1, 2), other: Heard(6, 0, 3)}
    mine, whole = of(desk, desk.city.chair), of(desk, desk.city.city_chair)
    assert (mine[23].share, mine[23].points) == ((90, 120), Fraction("4.5"))
    assert (whole[23].share, whole[23].points) == ((100, 200), Fraction(3))
    assert (mine[19].share, mine[20].share) == ((1, 4), (2, 4)) and mine[20].points == 0
    assert (whole[19].share, whole[20].share) == ((1, 10), (5, 10))


def test_answers_are_those_of_the_agencies_somebody_oversees(desk: Desk, known: Known) -> None:
    known.told = {desk.city.commune.pk: Answered(3, 2), desk.city.other_commune.pk: Answered(5, 5)}
    assert of(desk, desk.city.chair)[21].share == (2, 3)
    assert of(desk, desk.city.chair)[21].points == Fraction(4)
    assert of(desk, desk.city.city_chair)[21].share == (7, 8)
    assert of(desk, desk.city.city_chair)[21].points == Fraction("5.25")


def test_a_dossier_paid_online_counts_once_however_many_fees_it_has(desk: Desk, known: Known) -> None:
    for number, mode in enumerate(("online", "cash"), start=1):
        made = desk.received(f"2026-11-02T0{number}:00".replace("T01", "T08").replace("T02", "T09"))
        fees = [FeeData("charge", f"Lệ phí {turn}", 10_000, "Nghị quyết") for turn in (1, 2)]
        for place, fee in enumerate(ask_fees(made.pk, fees, **desk.who(desk.city.an, "2026-11-03T09:00"))):
            pay(
                fee.pk,
                Payment(mode=mode, receipt_number=f"{number}{place}"),
                **desk.who(desk.city.an, "2026-11-03T10:00"),
            )
    assert FeeRequest.objects.count() == 4
    found = of(desk, desk.city.chair)[24]
    assert (found.share, found.points) == ((1, 2), Fraction(5))


def test_nobody_sees_what_they_do_not_oversee(desk: Desk, known: Known) -> None:
    worked(desk)
    assert of(desk, desk.city.outsider)[5].share is None


def test_groups_add_up_to_a_hundred_and_no_metric_gives_more_than_its_group() -> None:
    index = index_on(date(2026, 11, 1))
    assert sum(one.points for one in index.groups) == 100
    for group in index.groups:
        given = [one.points for one in index.metrics if one.group == group.key]
        assert sum(one or 0 for one in given) in (group.points, 0)
    assert [one.number for one in index.metrics] == list(range(1, 25))


def test_the_metrics_are_the_portals(shared: Path) -> None:
    with (shared / "data" / "one-stop-stats" / "service_index_766_metrics.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        real = list(csv.DictReader(stream))
    index = index_on(date(2026, 11, 1))
    titles = {one.key: one.title.vi for one in index.groups}
    assert len(real) == len(index.metrics) == 24
    for row, one in zip(real, index.metrics, strict=True):
        assert titles[one.group].replace("óa", "oá") == row["group"].replace("óa", "oá")
        if one.group != "online":  # its points are the group's: the portal does not split them
            assert one.points == (int(row["max_score"]) if row["max_score"] else None)


def test_the_page_says_what_has_no_data_and_leads_to_what_was_counted(
    desk: Desk, known: Known, as_: Any, monkeypatch: Any
) -> None:
    worked(desk)
    at_the_desk(monkeypatch, LATE)
    client = as_(desk.city.vice_chair)
    page = client.get("/dossiers/index/?period=2026-11").content.decode()
    assert "không có dữ liệu" in page and "/dossiers/index/5/?period=2026-11" in page and "50,00" in page
    rows = list(
        openpyxl.load_workbook(io.BytesIO(client.get("/dossiers/index.xlsx?period=2026-11").content)).active.values
    )
    assert len(rows) == 25 and rows[5][3:7] == (2, 4, 10, 20) and rows[12][3:6] == (None, None, None)


def test_behind_every_number_is_exactly_what_was_counted(desk: Desk, known: Known, as_: Any, monkeypatch: Any) -> None:
    """Listed a few at a time, met and not met add up to the number, for whoever sees all of it and whoever sees a part."""
    worked(desk)
    made = Dossier.objects.filter(state="done").order_by("pk")[0]
    add_result_file(made.pk, SimpleUploadedFile("1.pdf", PDF), **desk.who(desk.city.an, "2026-11-13T09:00"))
    paid_by(desk, "online", "cash")
    Dossier.objects.filter(pk=made.pk).update(channel="online")
    unit, other = desk.city.commune.pk, desk.city.culture.pk
    known.told = {unit: Answered(10, 9), other: Answered(4, 1)}
    known.said = {unit: Heard(8, 2, 3)}
    known.pleased = {unit: (30, 40)}
    span = span_of(NOVEMBER, "", "", on=LATE.date())
    for user in (desk.city.vice_chair, desk.city.chair, desk.city.officer):
        sight = sight_of(desk.actor(user, LATE.date()), on=LATE.date())
        for number, one in of(desk, user).items():
            shown = [
                item for skip in range(0, 12, 3) for item in behind(Asking(one.metric, span, sight, LATE, skip, 3))
            ]
            met, every = (sum(item.share[place] for item in shown) for place in (0, 1))
            assert (met, every) == (one.share or (0, 0)), (user.username, number, one.metric.counted)
            assert len({item.text for item in shown}) == len(shown)
    measured_here = {number for number, one in of(desk, desk.city.chair).items() if one.share}
    assert {1, 3, 5, 6, 7, 8, 11, 19, 20, 21, 23, 24} <= measured_here
    at_the_desk(monkeypatch, LATE)
    client = as_(desk.city.chair)
    shown = client.get("/dossiers/index/?period=2026-11").content.decode()
    of_all = measured_here & {1, 2, 3, 7, 8}
    assert shown.count("của cả danh mục thủ tục") == len(of_all) > 3, "what is not of the reader's agencies says so"
    page = client.get("/dossiers/index/5/?period=2026-11")
    assert page.status_code == 200 and f"/dossiers/{made.pk}/" in page.content.decode()
    assert client.get("/dossiers/index/99/").status_code == 404
    assert "không có dữ liệu trong kỳ" in client.get("/dossiers/index/4/?period=2026-11").content.decode()


def paid_by(desk: Desk, *modes: str) -> None:
    """A dossier for each way of paying."""
    for place, mode in enumerate(modes):
        dossier = desk.received(f"2026-11-1{place}T09:00")
        given = [FeeData("charge", "Lệ phí", 20_000, "NQ 06")]
        [fee] = ask_fees(dossier.pk, given, **desk.who(desk.city.an, f"2026-11-1{place}T09:10"))
        pay(fee.pk, Payment(mode, f"BL-{place}"), **desk.who(desk.city.an, f"2026-11-1{place}T09:20"))
