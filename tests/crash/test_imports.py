"""An import killed half-way leaves nothing behind; the next worker writes all of it, once."""

from __future__ import annotations

import signal
import time

PEOPLE = 12_000  # a file large enough to be written by a job
UPLOAD = f"""
import io, xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cast import build
from namro.base.access.selectors import actor_of
from namro.base.imports import services
city, now = build(), timezone.now()
stream = io.BytesIO()
with xlsxwriter.Workbook(stream, {{"constant_memory": True}}) as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["TT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Đối tượng"])
    for n in range(1, {PEOPLE} + 1):
        sheet.write_row(n, 0, [n, f"M{{n:05}}", "Lý Thị Mới", "15/05/1990", "Phòng Kinh tế", "Chuyên viên", "Công chức"])
file = SimpleUploadedFile("ds.xlsx", stream.getvalue())
by = actor_of(city.officer, on=timezone.localdate())
upload = services.receive(file=file, kind="staff", on=timezone.localdate(), by=by, at=now)
assert upload.job_id, upload.size
"""
CONFIRM = """
from django.utils import timezone
from namro.base.access.selectors import actor_of
from namro.base.imports import services
from namro.base.imports.models import Upload
upload = Upload.objects.select_related("uploaded_by").get()
assert (upload.state, upload.analysis["errors"]) == ("analysed", 0), (upload.state, upload.error, upload.analysis)
by = actor_of(upload.uploaded_by, on=timezone.localdate())
services.confirm(upload_id=upload.pk, by=by, at=timezone.now())
"""
TAKEN = (
    "INSERT INTO people_person (code, full_name, sort_key, search_key, sex, email) VALUES (%s, 'x', 'x', 'x', '', '')"
)
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO people_person%'"
)
NEW = "SELECT count(*) FROM people_person WHERE code LIKE 'M0%' OR code LIKE 'M1%'"


def test_an_import_killed_half_way_leaves_nothing_and_is_written_whole_by_the_next_worker(installation):
    holder = installation.start("manage", "shell", "-c", "import time; time.sleep(300)")  # keeps the database up
    assert installation.finish("manage", "shell", "-c", UPLOAD) == 0, installation.said("manage")
    assert installation.finish("worker", "--until-empty") == 0, installation.said("worker")
    assert installation.finish("manage", "shell", "-c", CONFIRM) == 0, installation.said("manage")

    with installation.database() as in_the_way:
        in_the_way.execute("BEGIN")
        in_the_way.execute(TAKEN, [f"M{PEOPLE // 2:05}"])  # the writer inserts half of the people, then waits for this
        worker = installation.start("worker")
        _wait(lambda: _one(installation, WAITING) == 1)
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=60)
        in_the_way.execute("ROLLBACK")
    _wait(
        lambda: (
            _one(
                installation,
                WAITING.replace("wait_event_type = 'Lock'", "state = 'active' AND pid <> pg_backend_pid()"),
            )
            == 0
        )
    )
    assert _one(installation, NEW) == 0
    assert (
        _one(
            installation,
            "SELECT count(*) FROM people_posting WHERE person_id IN (SELECT id FROM people_person WHERE code LIKE 'M0%')",
        )
        == 0
    )
    assert _one(installation, "SELECT count(*) FROM imports_importact") == 0
    assert _one(installation, "SELECT state FROM imports_upload") == "confirming"

    installation.start("worker")
    _wait(lambda: _one(installation, "SELECT state FROM imports_upload") == "confirmed", 90)
    assert _one(installation, NEW) == PEOPLE
    assert _one(installation, "SELECT count(*) FROM audit_event WHERE tag = 'imports:upload:confirmed'") == 1
    holder.kill()


def _one(installation, sql: str):
    with installation.database() as database:
        return database.execute(sql).fetchone()[0]


def _wait(condition, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
