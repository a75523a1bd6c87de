"""Findings of one month recorded at the very same moment: each is counted, and the same one is written once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.app.inspections.concluded import recorded
from tests.cast import City

from namro.base.errors import DomainError
from namro.city.facts.models import Observation
from namro.duties.inspections.models import Finding

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(city: City, contents: list[str]) -> list[str]:
    """What each of several threads, each with a transaction of its own, ended with."""
    gate, ends = threading.Barrier(len(contents)), []

    def run(content: str) -> None:
        try:
            gate.wait(timeout=20)
            recorded(city, content=content)
            ends.append("done")
        except DomainError as error:
            ends.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one]) for one in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


def test_nobody_counts_without_what_the_other_wrote(city: City) -> None:
    assert at_once(city, [f"Tồn tại {number}" for number in range(6)]) == ["done"] * 6
    assert Observation.objects.get(person=city.an.person_id, kind="findings").number == 6
    assert Observation.objects.get(person=None, unit=city.culture, kind="findings").number == 6


def test_of_two_records_of_one_finding_one_wins(city: City) -> None:
    assert at_once(city, ["Đi muộn", "Đi muộn"]) == ["done", "inspections.finding.twice"]
    assert Finding.objects.count() == 1
