"""The file of a result: with the result or after it, by its bytes, taken back with a reason, opened by who may see the dossier."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown
from tests.unit.ui.test_uploads import JPEG, PDF

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop.models import Dossier, ResultFile
from namro.duties.onestop.parameters import most_of_results
from namro.duties.onestop.services import Told, add_result_file, finish, move, withdraw_result_file

pytestmark = pytest.mark.django_db
TEN, NOON = "2026-11-04T10:00", "2026-11-04T11:00"
RESULT = Told(result_number="12", result_on=date(2026, 11, 4), result_signer="Lan")


@pytest.fixture(autouse=True)
def _it_is_wednesday(monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-04T14:00"))


def upload(data: bytes = PDF, name: str = "Trần Thị Mơ.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def done(desk: Desk, file: SimpleUploadedFile | None = None) -> Dossier:
    return finish(desk.with_binh().pk, RESULT, file, **desk.who(desk.city.binh, TEN))


def added(desk: Desk, dossier: Dossier, data: bytes = PDF) -> ResultFile:
    return add_result_file(dossier.pk, upload(data), **desk.who(desk.city.an, NOON))


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


def test_with_the_result_in_one_act(desk: Desk):
    dossier = done(desk, upload())
    [kept] = dossier.result_files.all()
    assert (kept.kind, kept.size, kept.sha256) == ("pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert "Mơ" not in kept.file.name and kept.added_by_id == desk.city.binh.pk
    event = Event.objects.get(tag="onestop:result_file:added")
    assert event.after["sha256"] == kept.sha256 and event.subject_id == dossier.pk


def test_a_file_that_is_something_else_leaves_the_dossier_as_it_was(desk: Desk):
    dossier = desk.with_binh()
    who = desk.who(desk.city.binh, TEN)
    assert refused(finish, dossier.pk, RESULT, upload(b"MZ" + b"\0" * 99), **who) == "upload.kind"
    large = PDF[:-6] + b"x" * most_of_results().bytes + b"%%EOF\n"
    assert refused(finish, dossier.pk, RESULT, upload(large), **who) == "upload.large"
    assert Dossier.objects.get(pk=dossier.pk).state == "processing" and not ResultFile.objects.exists()


def test_no_result_no_file(desk: Desk):
    dossier = desk.with_binh()
    assert refused(added, desk, dossier) == "onestop.result_file.no_result"


def test_the_same_file_is_not_there_twice_and_there_is_an_end(desk: Desk):
    dossier = done(desk, upload())
    assert refused(added, desk, dossier) == "onestop.result_file.twice"
    for number in range(most_of_results().files - 1):
        added(desk, dossier, PDF.replace(b"Catalog", b"Catalo%d" % number))
    assert refused(added, desk, dossier, JPEG) == "onestop.result_file.many"


def test_electronic_return_needs_the_file(desk: Desk):
    dossier = done(desk)
    told = Told(returned_way="electronic", returned_to="mo@example.org")
    who = desk.who(desk.city.an, NOON)
    assert refused(move, dossier.pk, "give_back", told, **who) == "onestop.return.no_file"
    kept = added(desk, dossier)
    assert move(dossier.pk, "give_back", told, **who).returned_way == "electronic"
    # It is what the citizen got: it goes only once the right one is there.
    assert refused(withdraw_result_file, kept.pk, reason="Nhầm", **who) == "onestop.result_file.last"
    added(desk, dossier, JPEG)
    assert withdraw_result_file(kept.pk, reason="Nhầm", **who).withdrawn_because == "Nhầm"


def test_a_wrong_one_is_taken_back_with_a_reason_and_stays(desk: Desk):
    dossier = done(desk, upload())
    [kept] = dossier.result_files.all()
    who = desk.who(desk.city.an, NOON)
    assert refused(withdraw_result_file, kept.pk, reason=" ", **who) == "onestop.reason.missing"
    withdraw_result_file(kept.pk, reason="Đóng dấu thiếu", **who)
    assert refused(withdraw_result_file, kept.pk, reason="Lần nữa", **who) == "onestop.result_file.withdrawn"
    assert ResultFile.objects.get().withdrawn_because == "Đóng dấu thiếu"
    assert Event.objects.filter(tag="onestop:result_file:withdrawn", reason="Đóng dấu thiếu").count() == 1
    added(desk, dossier)  # the same text may be laid down again


def test_who_works_there_adds_and_a_stranger_neither_adds_nor_opens(desk: Desk, as_):
    dossier = done(desk, upload())
    [kept] = dossier.result_files.all()
    page = shown(as_(desk.city.an).get(f"/dossiers/{dossier.pk}/"))
    assert f"/dossiers/results/{kept.pk}/" in page and "Thêm tệp kết quả" in page
    answer = as_(desk.city.an).get(f"/dossiers/results/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/pdf"
    assert Event.objects.filter(tag="onestop:result_file:viewed").count() == 1
    for path in (f"/dossiers/results/{kept.pk}/", f"/dossiers/results/{kept.pk}/withdraw/"):
        assert as_(desk.city.economy_head).get(path).status_code == 404
    who = desk.who(desk.city.economy_head, NOON)
    assert refused(add_result_file, dossier.pk, upload(JPEG), **who) == "onestop.not_found"


def test_pages_add_and_take_back(desk: Desk, as_):
    dossier = done(desk)
    client = as_(desk.city.an)
    wrong = client.post(f"/dossiers/{dossier.pk}/result/", {"file": upload(b"<html>")})
    assert wrong.status_code == 422 and "không phải ảnh JPEG" in wrong.content.decode()
    assert client.post(f"/dossiers/{dossier.pk}/result/", {"file": upload()}).status_code == 302
    kept = ResultFile.objects.get()
    assert client.post(f"/dossiers/results/{kept.pk}/withdraw/", {"reason": "Thiếu trang 2"}).status_code == 302
    assert "Thiếu trang 2" in shown(client.get(f"/dossiers/{dossier.pk}/"))


def test_the_form_of_the_result_takes_the_file(desk: Desk, as_):
    dossier = desk.with_binh()
    client = as_(desk.city.binh)
    path = f"/dossiers/{dossier.pk}/move/finish/"
    assert 'enctype="multipart/form-data"' in shown(client.get(path))
    given = {"result_number": "12", "result_on": "04/11/2026", "result_signer": "Lan", "version": dossier.version}
    assert client.post(path, given | {"file": upload(b"GIF89a")}).status_code == 422
    assert client.post(path, given | {"file": upload()}).status_code == 302
    assert ResultFile.objects.get().dossier_id == dossier.pk
