"""An upload, a job and a notice, each its owner's alone, for the test of every route."""

from __future__ import annotations

import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.base.access.selectors import actor_of
from namro.base.imports import services
from namro.base.jobs.models import Job, JobState
from namro.base.notify.models import Notice


def staff_list() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, ["TT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Đối tượng", "Ngày về đơn vị"])
        sheet.write_row(1, 0, [1, "M1", "Lý Thị Mới", "Phòng Kinh tế", "Chuyên viên", "Công chức", "01/10/2026"])
    return stream.getvalue()


def upload(city: City) -> Thing:
    """What the officer sent: nobody else's to see, not even another holder's of the permission."""
    made = services.receive(
        file=SimpleUploadedFile("ds.xlsx", staff_list()), kind="staff", on=city.today, at=timezone.now(),
        by=actor_of(city.officer, on=city.today),
    )  # fmt: skip
    return Thing({"upload_id": made.pk}, {"officer": {Relation.OFFICER}})


def job(city: City) -> Thing:
    """Asked for by the officer; the administrator sees that it ran."""
    made = Job.objects.create(
        task="evaluations.tick", key="thing", state=JobState.FAILED, asked_by=city.officer, asked_at=timezone.now()
    )
    return Thing({"job_id": made.pk}, {"officer": {Relation.OWNER}})


def notice(city: City) -> Thing:
    made = Notice.objects.create(
        person=city.an.person, kind="thing", key="thing", text="Việc mới", text_en="New work", link="/work/mine",
        at=timezone.now(),
    )  # fmt: skip
    return Thing({"notice_id": made.pk}, {"staff": {Relation.OWNER}})


for kind, make in {"upload": upload, "job": job, "notice": notice}.items():
    things.register(kind, make)
