"""The year of units of the commune, as far as November lets it come: two offices rated themselves, one was looked at."""

from __future__ import annotations

from datetime import date
from random import Random

from namro.city.people.selectors import heads_of
from namro.duties.evaluations.models import Period, UnitSheet
from namro.duties.evaluations.services.year import units
from namro.duties.evaluations.unit_scoring import units_book
from namro.web.demo.city import Stage
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import moment

OPENED, SENT, SEEN = date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 19)
OFFICER, CHAIR = "BD006", "BD001"
TASKS = {"KT": (46, 46, 45, 1, 12), "VX": (38, 37, 36, 1, 8)}  # of the year: all, done, done well, late, exceeded
REPORTS = {
    "KT": "Hoàn thành kế hoạch năm; một nhiệm vụ về trật tự xây dựng chậm do chờ ý kiến cấp trên.",
    "VX": "Cơ bản hoàn thành kế hoạch năm; còn một nhiệm vụ chuyển sang năm sau.",
}


def units_of_the_year(stage: Stage) -> Period:
    """Home affairs of the commune opens it; units are rated before the people who head them (Decree 335, art. 9, 20.6)."""
    by = stage.actor(OFFICER, OPENED)
    period = units.open_unit_year(year=OPENED.year, people_framework="nd335-2025", by=by, at=moment(OPENED), on=OPENED)
    random = Random(9)  # noqa: S311  (a demonstration that is the same every time)
    for office in TASKS:
        _rate(stage, period, office, random)
    _look(stage, period, "KT")
    return period


def _sheet(stage: Stage, period: Period, office: str) -> UnitSheet:
    return UnitSheet.objects.get(period=period, unit=stage.units[f"{COMMUNE}-{office}"])


def _answers(period: Period, office: str, random: Random) -> dict[str, str]:
    """Nearly full points, and the year's tasks."""
    names = ("tasks", "tasks_done", "tasks_good", "tasks_late", "tasks_exceeded")
    tasks = {name: str(number) for name, number in zip(names, TASKS[office], strict=True)}
    points = {row.code: str(row.maximum - random.choice([0, 0, 1])) for row in units_book(period).criteria}
    return {**points, **tasks, "shortcomings": "fixed"}


def _rate(stage: Stage, period: Period, office: str, random: Random) -> None:
    sheet = _sheet(stage, period, office)
    head = heads_of([sheet.unit_id], on=SENT)[sheet.unit_id]
    units.rate_own_unit(
        sheet_id=sheet.pk, answers=_answers(period, office, random), level="HTT", report=REPORTS[office],
        version=sheet.version, by=stage.actor(head.code, SENT), at=moment(SENT, 15), on=SENT,
    )  # fmt: skip


def _look(stage: Stage, period: Period, office: str) -> None:
    """The commune's chair writes down what it finds: the unit's own figures hold."""
    sheet = _sheet(stage, period, office)
    units.review_unit(
        sheet_id=sheet.pk, answers=sheet.self_answers, comment="Nhất trí với số liệu của đơn vị.", version=sheet.version,
        by=stage.actor(CHAIR, SEEN), at=moment(SEEN, 9), on=SEEN,
    )  # fmt: skip
