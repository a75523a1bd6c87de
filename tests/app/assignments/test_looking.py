"""Who looked at somebody's work is written down, and the person sees it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.app.assignments.conftest import AT, ON, Town
from tests.app.assignments.test_pages import client_of

from namro.base.audit.models import Event
from namro.duties.assignments.services.results import Report, report_results

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: date(2026, 11, 25))


def looks() -> list[tuple[str, int | None, int | None, int | None]]:
    rows = Event.objects.filter(tag__startswith="assignments:").exclude(tag__endswith=":assigned")
    found = rows.exclude(tag="assignments:result:reported").order_by("pk")
    return list(found.values_list("tag", "subject_id", "unit_id", "person_id"))


def test_a_head_who_opens_somebodys_month_is_recorded(town: Town) -> None:
    client_of("office_head").get(f"/work/person/{town.posting('an')}")
    assert looks() == [
        ("assignments:member:viewed", town.posting("an"), town.units["office"].pk, town.person("office_head"))
    ]


@pytest.mark.parametrize("who", ["office_head", "chair", "officer", "cuc"])
def test_everybody_but_the_one_who_does_it_is_recorded_at_a_piece_of_work(town: Town, who: str) -> None:
    work = town.give("an", coordinator_ids=(town.person("cuc"),))
    client_of("an").get(f"/work/{work.pk}")
    assert looks() == []
    client_of(who).get(f"/work/{work.pk}")
    person = None if who == "officer" else town.person(who)
    assert looks() == [("assignments:work:viewed", work.pk, town.units["office"].pk, person)]


@pytest.mark.parametrize("path", ["/work/{work}", "/work/person/{posting}", "/work/{work}/evidence"])
def test_whoever_is_refused_has_not_looked(town: Town, path: str) -> None:
    work = town.give("an")
    answer = client_of("outsider").get(path.format(work=work.pk, posting=town.posting("an")))
    assert answer.status_code == 404
    assert looks() == []


def test_evidence_taken_away_and_results_to_accept_are_recorded(town: Town, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    work = town.give("an")
    report = Report(work.pk, work.quantity, ON, file=SimpleUploadedFile("a.txt", b"xong"))
    report_results(reports=[report], by=town.actor("an"), at=AT, on=ON)
    head = client_of("office_head")
    b"".join(head.get(f"/work/{work.pk}/evidence").streaming_content)
    head.get("/work/accept?month=2026-11")
    assert [look[:2] for look in looks()] == [
        ("assignments:work:downloaded_evidence", work.pk),
        ("assignments:member:viewed", town.posting("an")),
    ]


def test_the_person_sees_who_looked_and_how_often(town: Town) -> None:
    work = town.give("an")
    an = client_of("an")
    assert "Chưa có ai khác xem" in an.get(f"/work/{work.pk}").content.decode()
    for _time in range(2):
        client_of("office_head").get(f"/work/{work.pk}")
    client_of("chair").get(f"/work/person/{town.posting('an')}")
    piece = an.get(f"/work/{work.pk}").content.decode()
    month = an.get("/work/mine?month=2026-11").content.decode()
    assert "Nguyễn Văn Office_Head" in piece.split("Ai đã xem")[1]
    assert "2 lần" in piece
    assert "Nguyễn Văn Chair" not in piece.split("Ai đã xem")[1]
    assert "Nguyễn Văn Chair" in month.split("Ai đã xem")[1]
    assert "Nguyễn Văn Office_Head" in month.split("Ai đã xem")[1]


def test_others_do_not_see_who_looked(town: Town) -> None:
    work = town.give("an")
    assert "Ai đã xem" not in client_of("office_head").get(f"/work/{work.pk}").content.decode()
    assert "Ai đã xem" not in client_of("office_head").get(f"/work/person/{town.posting('an')}").content.decode()
