"""Import a staff workbook: everything from the bytes to the commit, against reading it bare and COPYing its rows.

    python bench/import_staff.py [ROWS]        (200,000 rows unless told otherwise)

The floor is what no importer can avoid: calamine reading the workbook, and COPY of the very rows the import writes into
the very tables it writes them to, with their indexes and constraints, in one transaction. `ratio_to_unindexed_copy`
is told beside it: the same against a COPY of the workbook's rows into a table with neither indexes nor constraints.
The import reads the same bytes, finds the table, checks every cell, joins units and staff codes, and inserts people
and postings under all constraints and indexes, in one transaction on an embedded PostgreSQL of its own.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from harness import peak_rss_gib, write_result

LIMIT = 3.0
FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Mai",
    "Trịnh",
]
MIDDLES = [
    "Văn",
    "Thị",
    "Đức",
    "Minh",
    "Thu",
    "Hồng",
    "Quang",
    "Thanh",
    "Ngọc",
    "Hữu",
    "Xuân",
    "Anh",
    "Bảo",
    "Gia",
    "Khánh",
]
GIVENS = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Hùng",
    "Hương",
    "Khoa",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phong",
    "Phúc",
]
HEADERS = ["TT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Mã đơn vị", "Đơn vị", "Chức vụ", "Cấp lãnh đạo",
           "Đối tượng", "Nhóm nhiệm vụ", "Ngày về đơn vị"]  # fmt: skip
PEOPLE_PER_UNIT = 40


def staff_workbook(rows: int) -> bytes:
    """A list as a department would send it, titles above, one header row."""
    import xlsxwriter

    dice = random.Random(7)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write(0, 0, "DANH SÁCH CÁN BỘ, CÔNG CHỨC")
        sheet.write_row(2, 0, HEADERS)
        for number in range(rows):
            write_person(sheet, number, dice, day)
    return stream.getvalue()


def write_person(sheet: object, number: int, dice: random.Random, day: object) -> None:
    name = " ".join([dice.choice(FAMILIES), *dice.sample(MIDDLES, dice.choice([1, 1, 2])), dice.choice(GIVENS)])
    unit, place = divmod(number, PEOPLE_PER_UNIT)
    title, rank = (
        [("Trưởng phòng", "Người đứng đầu"), ("Phó trưởng phòng", "Cấp phó")][place]
        if place < 2
        else ("Chuyên viên", "Không")
    )
    row = number + 3
    sheet.write_row(row, 0, [number + 1, f"CB{number:07d}", name])
    sheet.write_datetime(row, 3, date(1966, 1, 1) + timedelta(days=dice.randrange(13_000)), day)
    sheet.write_row(
        row, 4, [dice.choice(["Nam", "Nữ"]), f"U{unit:05d}", f"Phòng số {unit}", title, rank, "Công chức", "Chung"]
    )
    sheet.write_datetime(row, 11, date(2010, 1, 1) + timedelta(days=dice.randrange(5_000)), day)


def build_units(count: int) -> int:
    """A city with that many units under it, from before the oldest posting."""
    from psycopg.types.range import Range

    from namro.city.organisation.models import Unit, UnitSpell

    units = Unit.objects.bulk_create([Unit(code="HN"), *(Unit(code=f"U{n:05d}") for n in range(count))])
    always = Range(date(2000, 1, 1), None)
    spells = [UnitSpell(unit=units[0], valid=always, name="Hà Nội", search_key="ha noi", kind="city", role="managing")]
    spells += [
        UnitSpell(unit=unit, valid=always, name=f"Phòng số {n}", search_key=f"phong so {n}", kind="division", role="using",
                  parent=units[0])
        for n, unit in enumerate(units[1:])
    ]  # fmt: skip
    UnitSpell.objects.bulk_create(spells, batch_size=2000)
    return units[0].pk


def bare_reading(data: bytes) -> dict[str, float]:
    """Read the workbook bare, and COPY its rows into a table of the same columns without indexes."""
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    read = time.perf_counter()
    columns = (
        "ordinal int, code text, name text, born date, sex text, unit text, unit_name text, title text, rank text, "
        "staff_group text, task_group text, since date"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE floor_rows ({columns})")
        with cursor.copy("COPY floor_rows FROM STDIN") as stream:
            for row in rows[3:]:
                stream.write_row([int(row[0]), *row[1:]])
    done = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_rows")
    return {"calamine_s": read - start, "unindexed_copy_s": done - read}


def bare_copy() -> float:
    """Seconds to COPY the rows the import wrote into its two tables, emptied before, with all they enforce."""
    from django.db import connection, transaction

    tables = ("people_person", "people_posting")
    kept = {table: _copied_out(table) for table in tables}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_person, people_posting CASCADE")
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f"COPY {table} FROM STDIN") as stream:
                stream.write(kept[table])
    return time.perf_counter() - start


def _copied_out(table: str) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as stream:
        return b"".join(bytes(block) for block in stream)


def silent(*_: object) -> None:
    """No progress is shown."""


def whole_import(data: bytes, city: int) -> dict[str, float]:
    """From the bytes to the commit."""
    from django.db import transaction

    from namro.base.access.rules import Actor
    from namro.base.imports import plans
    from namro.base.imports.registry import handler_of

    actor = Actor(user_id=None, officer_of=frozenset({city}))
    at = datetime(2026, 11, 1, tzinfo=UTC)
    start = time.perf_counter()
    with transaction.atomic():
        reading = plans.read(
            data, "staff.xlsx", "staff", plans.Choices(), actor=actor, on=date(2026, 11, 1), remembered=None
        )
        assert not reading.error_count, [one.message for one in reading.findings[:3]]
        read = time.perf_counter()
        handler_of("staff").apply(reading.prepared, by=actor, at=at, report=silent)
    done = time.perf_counter()
    return {"read_and_prepare_s": read - start, "write_s": done - read}


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    folder = Path(tempfile.mkdtemp(prefix="namro-bench-"))
    os.environ.update(NAMRO_DATA=str(folder), NAMRO_SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="namro.config.settings")
    os.environ.pop("DATABASE_URL", None)
    from namro.web.ops.django_setup import start_django

    start_django()
    try:
        return measure(rows)
    finally:
        from django.db import connections

        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)


def measure(rows: int) -> int:
    from django.core.management import call_command

    from namro.city.people.models import Person, Posting

    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    city = build_units(rows // PEOPLE_PER_UNIT + 1)
    data = staff_workbook(rows)
    bare, ours = bare_reading(data), whole_import(data, city)
    assert Person.objects.count() == rows == Posting.objects.count()
    copy = bare_copy()
    assert Person.objects.count() == rows == Posting.objects.count()
    spent = sum(ours.values())
    ratio = spent / (bare["calamine_s"] + copy)
    seconds = {name: round(value, 2) for name, value in {**bare, "copy_s": copy, **ours}.items()}
    figures = {"rows": rows, "megabytes": round(len(data) / 1e6, 1), **seconds, "peak_gib": round(peak_rss_gib(), 2),
               "ratio_to_unindexed_copy": round(spent / sum(bare.values()), 2)}  # fmt: skip

    write_result("import_staff", figures, ratio, LIMIT, ok=ratio <= LIMIT)
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
