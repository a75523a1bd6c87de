"""Two officers' clicks at the very same moment: one import, one answer that it is taken."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from tests.app.imports.test_staff_import import line, sent, workbook

from namro.base.access.selectors import actor_of
from namro.base.errors import Conflict
from namro.base.imports import services
from namro.base.imports.models import ImportAct, Upload
from namro.city.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
ON = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def at_once(work, times: int) -> list[str]:
    """What each of several threads, each with a connection and so a transaction of its own, ended with."""
    gate, ends = threading.Barrier(times), []

    def run() -> None:
        try:
            gate.wait(timeout=20)
            work()
            ends.append("done")
        except Conflict as error:
            ends.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


def test_of_two_confirms_in_parallel_transactions_one_wins(city):
    upload = sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới"), line(2, "M2", "Trần Văn Tân")]))
    actor = actor_of(city.officer, on=ON)
    ends = at_once(lambda: services.confirm(upload_id=upload.pk, by=actor, at=AT), 2)
    assert ends == ["done", "imports.upload.taken"]
    assert Person.objects.filter(code__in=["M1", "M2"]).count() == 2
    assert ImportAct.objects.filter(upload=upload, table="people_person").count() == 1
    assert Upload.objects.get().state == "confirmed"


def test_of_two_undos_in_parallel_transactions_one_wins(city):
    upload = sent(city.officer, workbook([line(1, "M1", "Lý Thị Mới")]))
    actor = actor_of(city.officer, on=ON)
    services.confirm(upload_id=upload.pk, by=actor, at=AT)
    ends = at_once(lambda: services.undo(upload_id=upload.pk, by=actor, at=AT, reason="Nhầm tệp"), 2)
    assert ends == ["done", "imports.undo.not_written"]
    assert not Person.objects.filter(code="M1").exists()
