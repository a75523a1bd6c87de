"""Handing in online: a draft that is never lost, files told by their bytes, one dossier however often a button is pressed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.app.onestop.desk import COPY, MARRIAGE, Desk
from tests.app.portal.citizens import MINE, NUMBER, a_citizen, came, handed_in
from tests.app.procedures.catalogue import published, when
from tests.unit.ui.test_uploads import JPEG, PDF, PNG

from namro.base.audit.models import Event
from namro.base.notify.models import Notice
from namro.duties.onestop.models import Dossier, PaperFile, State
from namro.duties.onestop.services import Told, move
from namro.duties.onestop.services.accepting import Chosen, accept_from
from namro.duties.procedures.services import set_online_level
from namro.web.console.waiting import waiting_for
from namro.web.portal.models import CitizenSession, Draft, DraftFile
from namro.web.portal.services.applying import drop_old

pytestmark = pytest.mark.django_db
CODE = MARRIAGE.code
NEW = f"{MINE}new/{CODE}/"
FORM, ID = MARRIAGE.papers


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def online(desk: Desk) -> Desk:
    """The procedure of the desk stands in the catalogue too, and is offered online as a whole."""
    published(desk.city, CODE)
    set_online_level(code=CODE, first=date(2026, 11, 1), level="whole", **when(desk.city))
    return desk


@pytest.fixture
def citizen(online: Desk) -> Client:
    return a_citizen(online, handed_in(online, phone="0912345678", email="mo@vidu.invalid"))


def pdf(more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("my name.pdf", PDF + more, "application/pdf")


def typed(client: Client, desk: Desk, **changes: Any) -> dict[str, Any]:
    page = client.get(NEW).content.decode()
    hidden = dict(re.findall(r'name="(once|version)" value="([^"]+)"', page))
    return {
        "point": desk.point.pk, "case": "", "applicant": "Trần Thị Mơ", "phone": "0912345678", "email": "mo@vidu.invalid",
        "address": "Thôn 1", "note": "", "file0": pdf(), "bring1": "on", **hidden, **changes,
    }  # fmt: skip


def new_ones() -> list[Dossier]:
    return list(Dossier.objects.filter(state=State.REGISTERED).order_by("pk"))


def test_what_is_sent_is_registered_at_the_desk_that_was_chosen(citizen: Client, online: Desk) -> None:
    answer = citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    assert answer.status_code == 302 and answer.url == f"/portal/mine/registered-{made.pk}/?sent=1"
    assert (made.channel, made.point_id, made.unit_id, made.id_number) == (
        "online",
        online.point.pk,
        online.city.commune.pk,
        NUMBER,
    )
    assert made.code is None and made.accepted_at is None and made.due_at is None and made.submitted_at is not None
    assert made.papers == [{"name": FORM, "originals": 0, "copies": 0, "source": "file"}] and made.created_by is None
    (kept,) = made.paper_files.all()
    with kept.file.open("rb") as held:
        assert held.read() == PDF
    assert kept.paper == FORM and "my name" not in kept.file.name
    (first,) = made.movements.all()
    assert (first.move, first.by, first.after) == ("register", None, "registered")
    assert not Draft.objects.exists() and not DraftFile.objects.exists()
    told = Event.objects.get(tag="onestop:dossier:registered", subject_id=made.pk)
    assert told.user_id is None
    page = citizen.get(answer.url).content.decode()
    assert "Đã gửi đến nơi nhận" in page and "Hồ sơ chưa cấp mã" in page and "anh/chị tự gửi trên cổng" in page
    assert f"/portal/mine/registered-{made.pk}/" in citizen.get(MINE).content.decode()


def test_the_desk_finds_it_opens_the_file_and_accepts(citizen: Client, online: Desk, client: Client) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    on = timezone.localdate()
    line = next(one for one in waiting_for(online.actor(online.city.an, on), on=on) if "trực tuyến" in str(one.text))
    assert line.count == 1 and line.link == "/dossiers/?state=registered"
    client.force_login(online.city.an)
    listed = client.get(line.link).content.decode()
    assert "Chưa cấp mã" in listed and "Trực tuyến" in listed and f"/dossiers/{made.pk}/" in listed
    file_id = made.paper_files.get().pk
    page = client.get(f"/dossiers/{made.pk}/").content.decode()
    assert f"/dossiers/papers/{file_id}/" in page and "người nộp, trên cổng" in page
    assert f"/dossiers/papers/{file_id}/" in client.get(f"/dossiers/{made.pk}/accept/").content.decode()
    file = client.get(f"/dossiers/papers/{file_id}/")
    assert b"".join(file.streaming_content) == PDF and "attachment" in file["Content-Disposition"]
    assert Event.objects.filter(tag="onestop:paper_file:viewed", subject_id=made.pk).exists()


def test_a_paper_of_a_citizen_is_not_for_everybody_who_may_see_the_dossier(
    citizen: Client, online: Desk, client: Client
) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    client.force_login(online.city.officer)  # home affairs sees how far it is
    page = client.get(f"/dossiers/{made.pk}/").content.decode()
    assert "chỉ mở cho người đang giải quyết" in page
    assert client.get(f"/dossiers/papers/{made.paper_files.get().pk}/").status_code == 403


def test_a_draft_outlives_the_sign_in_and_nothing_of_it_can_be_read_from_the_database(
    citizen: Client, online: Desk
) -> None:
    answer = citizen.post(NEW, typed(citizen, online, note="Xin nhận buổi sáng", save="1"))
    assert answer.status_code == 302 and not new_ones()
    draft = Draft.objects.get()
    assert "buổi" not in draft.sealed and NUMBER not in draft.sealed and draft.number_key != NUMBER
    citizen.post("/portal/sign-out/")
    again = Client()
    came(again)
    page = again.get(NEW).content.decode()
    assert "Xin nhận buổi sáng" in page and "Đã tải lên: PDF" in page
    assert NEW in again.get(MINE).content.decode()


def test_what_was_typed_when_the_sign_in_lapsed_is_found_after_signing_in_again(citizen: Client, online: Desk) -> None:
    data = typed(citizen, online, note="Đang gõ dở", send="1")
    CitizenSession.objects.update(
        opened_at=timezone.now() - timedelta(hours=2), seen_at=timezone.now() - timedelta(hours=1)
    )
    answer = citizen.post(NEW, data)
    assert answer.status_code == 302 and answer.url.startswith("/portal/sign-in/?next=") and not new_ones()
    assert DraftFile.objects.count() == 1
    assert "Đang gõ dở" not in citizen.get(NEW, follow=True).content.decode()  # to nobody who is not signed in
    back = came(citizen, next=NEW)
    assert back.url == NEW and "Đang gõ dở" in citizen.get(NEW).content.decode()


def test_pressing_twice_sends_once(citizen: Client, online: Desk) -> None:
    data = typed(citizen, online, send="1")
    citizen.post(NEW, data)
    data["file0"] = pdf()
    answer = citizen.post(NEW, data)
    assert answer.status_code == 422 and "đã được gửi" in answer.content.decode() and len(new_ones()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"point": ""}, "Nơi nộp: "),
        ({"phone": ""}, "Số điện thoại: "),
        ({"applicant": " "}, "Họ tên người nộp: "),
        ({"bring1": None}, f"Còn thiếu: {ID}"),
        ({"email": "không phải thư"}, "Thư điện tử: "),
        ({"file1": SimpleUploadedFile("a.exe", b"MZ\x00"), "bring1": None}, "không phải ảnh JPEG"),
        ({"file1": pdf(), "bring1": None}, "đã gửi cho giấy tờ"),
    ],
)
def test_what_is_refused_says_why_and_stays_a_draft(
    citizen: Client, online: Desk, changes: dict[str, Any], said: str
) -> None:
    data = {key: value for key, value in typed(citizen, online, send="1", **changes).items() if value is not None}
    answer = citizen.post(NEW, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "Những gì đã khai vẫn được giữ" in page
    assert not new_ones() and Draft.objects.count() == 1 and "Đã tải lên: PDF" in page
    mended = typed(citizen, online, send="1")
    del mended["file0"]  # it is there already
    assert citizen.post(NEW, mended).status_code == 302 and len(new_ones()) == 1


def test_a_file_is_taken_out_and_a_draft_given_up_with_its_bytes(
    citizen: Client, online: Desk, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    citizen.post(NEW, typed(citizen, online, save="1"))
    kept = DraftFile.objects.get()
    name = kept.file.name
    with django_capture_on_commit_callbacks(execute=True):
        data = typed(citizen, online, remove=str(kept.pk))
        del data["file0"]
        citizen.post(NEW, data)
    assert not DraftFile.objects.exists() and not (tmp_path / name).exists()
    citizen.post(NEW, typed(citizen, online, save="1"))
    name = DraftFile.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        citizen.post(NEW, {"drop": "1"})
    assert not Draft.objects.exists() and not (tmp_path / name).exists()


def test_drafts_nobody_came_back_to_go_after_thirty_days(
    citizen: Client, online: Desk, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    citizen.post(NEW, typed(citizen, online, save="1"))
    name = DraftFile.objects.get().file.name
    assert drop_old(at=timezone.now() + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_old(at=timezone.now() + timedelta(days=31)) == 1
    assert not (tmp_path / name).exists()


def test_what_was_sent_stays_when_its_draft_goes(
    citizen: Client, online: Desk, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        citizen.post(NEW, typed(citizen, online, send="1"))
    assert (tmp_path / PaperFile.objects.get().file.name).exists()


def test_a_procedure_that_is_not_online_says_where_it_is_taken(desk: Desk) -> None:
    published(desk.city, CODE)
    client = a_citizen(desk, handed_in(desk))
    page = client.get(NEW).content.decode()
    assert "không nhận hồ sơ trực tuyến" in page and desk.point.name in page and "Gửi hồ sơ" not in page
    answer = client.post(NEW, {"send": "1", "point": desk.point.pk, "phone": "0912345678", "once": "x", "version": "1"})
    assert answer.status_code == 422 and not new_ones()
    assert "Nộp hồ sơ trực tuyến" not in client.get(f"/portal/procedures/{CODE}/").content.decode()


def test_the_page_of_an_online_procedure_leads_there_and_only_points_that_take_it_are_offered(online: Desk) -> None:
    page = Client().get(f"/portal/procedures/{CODE}/").content.decode()
    assert f'href="{NEW}"' in page and "Nơi nộp hồ sơ" in page and online.point.name in page
    who = online.who(online.city.officer, "2026-11-01T08:00")
    accept_from(online.point.pk, Chosen(codes=(COPY.code,)), first=date(2026, 11, 1), **who)
    assert online.point.name not in Client().get(f"/portal/procedures/{CODE}/").content.decode()
    client = a_citizen(online, handed_in_elsewhere(online))
    assert online.point.name not in re.findall(r"<option[^>]*>([^<]+)</option>", client.get(NEW).content.decode())
    data = typed(client, online, send="1")
    assert client.post(NEW, data).status_code == 422 and not new_ones()


def handed_in_elsewhere(desk: Desk) -> Dossier:
    return handed_in(desk, procedure=COPY.code, papers=[{"name": "Bản chính", "originals": 1, "copies": 0}])


def test_nobody_who_is_not_signed_in_gets_as_far(online: Desk) -> None:
    client = Client()
    answer = client.get(NEW)
    assert answer.status_code == 302 and answer.url == f"/portal/sign-in/?next={NEW.replace('/', '%2F')}"
    assert client.post(NEW, {"send": "1"}).status_code == 302 and not Draft.objects.exists()


def asked_for(desk: Desk, dossier: Dossier) -> None:
    items = [{"paper": FORM, "why": "Mờ, không đọc được"}]
    at = timezone.now()
    move(
        dossier.pk,
        "ask_papers",
        Told(items=items),
        by=desk.actor(desk.city.an, timezone.localdate(at)),
        at=at,
        on=timezone.localdate(at),
    )


def test_papers_asked_for_are_sent_and_whoever_asked_is_told(citizen: Client, online: Desk) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    address = f"/portal/mine/papers-{made.pk}/"
    assert "không chờ bổ sung" in citizen.get(address).content.decode()
    asked_for(online, made)
    page = citizen.get(f"/portal/mine/registered-{made.pk}/").content.decode()
    assert f'href="{address}"' in page
    assert "Mờ, không đọc được" in citizen.get(address).content.decode()
    scan = SimpleUploadedFile("a.png", PNG, "image/png")
    answer = citizen.post(address, {"file0": scan})
    assert answer.status_code == 302 and [one.kind for one in made.paper_files.all()] == ["pdf", "png"]
    told = Notice.objects.get(kind="onestop.papers")
    assert told.person_id == online.city.an.person_id and told.link == f"/dossiers/{made.pk}/"


def test_of_papers_asked_for_all_are_kept_or_none(citizen: Client, online: Desk) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    address = f"/portal/mine/papers-{made.pk}/"
    asked_for(online, made)
    for files, said in (
        ([SimpleUploadedFile("a.jpg", JPEG), SimpleUploadedFile("b.exe", b"MZ")], "không phải ảnh JPEG"),
        ([pdf()], "gửi hai lần"),  # the very file that could not be read
        ([], "ít nhất một tệp"),
    ):
        answer = citizen.post(address, {"file0": files})
        assert answer.status_code == 422 and said in answer.content.decode(), said
    assert made.paper_files.count() == 1


def test_somebody_elses_dossier_and_files_are_not_there(citizen: Client, online: Desk) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    asked_for(online, made)
    kept = made.paper_files.get()
    mine = citizen.get(f"/portal/mine/file-{kept.pk}/")
    assert b"".join(mine.streaming_content) == PDF and Event.objects.filter(tag="portal:paper:read").count() == 1
    other = a_citizen(online, handed_in(online, "001099000009"), "001099000009")
    for address in (f"registered-{made.pk}", f"papers-{made.pk}", f"file-{kept.pk}"):
        assert other.get(f"{MINE}{address}/").status_code == 404, address
    assert other.post(f"{MINE}papers-{made.pk}/", {"file0": pdf(b" ")}).status_code == 404
    assert other.post(NEW, {"remove": "1", "version": "1"}).status_code == 302 and made.paper_files.count() == 1


def test_too_many_a_day_are_refused_and_stay_a_draft(citizen: Client, online: Desk) -> None:
    for number in range(10):
        assert citizen.post(NEW, typed(citizen, online, send="1", file0=pdf(b"\n" * number))).status_code == 302
    answer = citizen.post(NEW, typed(citizen, online, send="1", file0=pdf(b"\n" * 11)))
    assert answer.status_code == 429 and len(new_ones()) == 10 and Draft.objects.count() == 1


def test_the_pages_ask_little_of_the_database_and_weigh_little(citizen: Client, online: Desk) -> None:
    citizen.post(NEW, typed(citizen, online, send="1"))
    (made,) = new_ones()
    asked_for(online, made)
    citizen.post(NEW, typed(citizen, online, save="1"))
    for address, most in ((NEW, 14), (f"{MINE}registered-{made.pk}/", 18), (f"{MINE}papers-{made.pk}/", 18), (MINE, 9)):
        with CaptureQueriesContext(connection) as asked:
            answer = citizen.get(address)
        assert answer.status_code == 200 and len(answer.content) < 100_000
        assert len(asked) <= most, (address, len(asked))
