"""How departments and communes kept their days so far this year, as another system might sum it up: invented numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from namro.base.imports import services as imports
from namro.web.demo.city import Stage
from namro.web.demo.work import moment

DATA = Path(__file__).parent / "data"
LAST = date(2026, 10, 31)
HEADS = ("Mã cơ quan", "Tên cơ quan", "Cấp", "Tiếp nhận", "Đúng hạn", "Quá hạn", "Số ngày giải quyết bình quân")


def agencies_so_far(stage: Stage) -> None:
    """Brought in by home affairs of the city, through the product's own importer."""
    upload = imports.receive(
        file=SimpleUploadedFile("ty-le-dung-han-minh-hoa.csv", _table()),
        kind="summary",
        on=LAST,
        by=stage.officer,
        at=moment(LAST),
    )
    answers = {"period": LAST.replace(month=1, day=1).isoformat()}
    imports.change_choices(upload_id=upload.pk, by=stage.officer, at=moment(LAST), answers=answers)
    imports.confirm(upload_id=upload.pk, by=stage.officer, at=moment(LAST))


def _table() -> bytes:
    text, draw = io.StringIO(), Random(126)  # noqa: S311 - invented figures, the same every time
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for file, tier, most in (("departments.csv", "Cấp tỉnh", 9000), ("communes.csv", "Cấp xã", 7000)):
        for row in csv.DictReader((DATA / file).read_text(encoding="utf-8").splitlines()):
            received = draw.randint(most // 9, most)
            overdue = received * draw.randint(0, 140) // 1000
            days = f"{draw.randint(150, 900) / 100:.2f}".replace(".", ",")
            writer.writerow((row["code"], row["name"], tier, received, received - overdue, overdue, days))
    return text.getvalue().encode("utf-8-sig")
