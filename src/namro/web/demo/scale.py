"""A whole city of any size for measuring: invented people in real agencies, their accounts, a month of work, the month open.

Found by the demonstration's own services, filled by set-based statements in transactions of bounded size, opened by the
product's own service. Names are drawn from the frequency tables; the same number of people gives the same city.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from namro.base.errors import DomainError
from namro.base.imports import services as imports
from namro.city.organisation.models import Unit
from namro.city.people.selectors import relations_query
from namro.duties.assignments.models import Catalogue
from namro.duties.assignments.services.catalogue import decide_catalogue, review_catalogue
from namro.duties.evaluations import services as evaluations
from namro.engine.text import search_key, sort_key
from namro.web.demo import scale_sql as sql
from namro.web.demo.city import CITY, FOUNDED, PASSWORD, Stage, found_city
from namro.web.demo.names import read
from namro.web.demo.scale_plan import places
from namro.web.demo.work import moment

PIECES = 8  # of work a month and person
AT_ONCE = 10_000  # people whose work is written in one transaction
CATALOGUE = "catalogue_qd283_2026.xlsx"
FRAMEWORK = "nd335-2025"
Say = Callable[[str], None]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def build_city(*, people: int, at: datetime, say: Say = _say, opened: bool = True) -> Stage:
    """Build the city as it stands at `at`, the month of that day under way; `opened` opens its evaluation too.

    Refuses: demo.not_empty
    """
    if Unit.objects.exists():
        raise DomainError(
            "demo.not_empty", "Cơ sở dữ liệu đã có dữ liệu. Đặt NAMRO_DATA là một thư mục mới rồi chạy lại."
        )
    began = datetime.now(tz=at.tzinfo)

    def tell(text: str) -> None:
        say(f"[{(datetime.now(tz=at.tzinfo) - began).total_seconds():6.1f} s] {text}")

    month = timezone.localdate(at).replace(day=1)
    tell("Lập thành phố, các sở, ban, ngành và 126 xã phường …")
    stage = _found(people, month, at)
    tell(f"Đã có {people} người, mỗi người một tài khoản. Nhập danh mục công việc …")
    _catalogue(stage, at)
    _work(month, at, tell)
    _analyze()
    if opened:
        tell("Mở kỳ đánh giá …")
        evaluations.open_period(kind="month", first_day=month, framework_id=FRAMEWORK, by=stage.officer, at=at)
    tell("Xong.")
    return stage


@transaction.atomic
def _found(people: int, month: date, at: datetime) -> Stage:
    """Units, people, postings, leave and accounts: all or nothing."""
    stage = found_city(at)
    with connection.cursor() as cursor:
        _places(cursor, people)
        families, givens = _names(cursor)
        values: dict[str, Any] = {
            "since": FOUNDED, "month": month, "middle": month.replace(day=15), "families": families, "givens": givens,
            "password": make_password(PASSWORD),
        }  # fmt: skip
        steps = (
            sql.UNITS,
            sql.SPELLS,
            sql.SEATS,
            sql.PEOPLE,
            sql.POSTINGS,
            sql.SECOND,
            sql.FIELDS,
            sql.LEAVES,
            sql.USERS,
        )
        for statement in steps:
            cursor.execute(statement, values)
    _analyze()
    stage.units.update(Unit.objects.values_list("code", "pk"))
    return stage


def _places(cursor: Any, people: int) -> None:
    """The plan as a temporary table."""
    cursor.execute(
        "CREATE TEMPORARY TABLE scale_place (place int PRIMARY KEY, code text, name text, search_key text, kind text, role text, "
        "parent text, head text, size int, deputies int, is_new boolean, needs_head boolean) ON COMMIT DROP"
    )
    with cursor.copy("COPY scale_place FROM STDIN") as stream:
        for number, one in enumerate(places(people), start=1):
            stream.write_row((
                number, one.code, one.name, search_key(one.name), one.kind.value, one.role.value, one.parent, one.head,
                one.size, one.deputies, one.is_new, one.needs_head,
            ))  # fmt: skip


def _names(cursor: Any) -> tuple[int, int]:
    """The pieces names are made of, with their keys; how many family slots and given-name slots there are."""
    cursor.execute(
        "CREATE TEMPORARY TABLE scale_name (part text, place int, name text, sort_key text, search_key text, "
        "PRIMARY KEY (part, place)) ON COMMIT DROP"
    )
    families = [row["name"] for row in read("family_names.csv") for _ in range(int(row["count"]))]
    given = read("given_names.csv")
    parts = {"family": families}
    for sex in "mf":
        rows = [row for row in given if row["sex"] == sex]
        parts |= {"middle" + sex: [row["middle"] for row in rows], "given" + sex: [row["given"] for row in rows]}
    with cursor.copy("COPY scale_name FROM STDIN") as stream:
        for part, names in parts.items():
            for place, name in enumerate(names):
                stream.write_row((part, place, name, _piece_key(name), search_key(name)))
    return len(families), min(len(names) for part, names in parts.items() if part != "family")


def _piece_key(name: str) -> str:
    """The sort key of a piece of a name, syllable by syllable: pieces put together sort as the whole does."""
    return " ".join(sort_key(syllable) for syllable in name.split())


def _catalogue(stage: Stage, at: datetime) -> None:
    """The shipped catalogue, imported, reviewed and decided for the whole city."""
    on = timezone.localdate(at)
    data = files("namro.web.demo").joinpath("data", CATALOGUE).read_bytes()
    upload = imports.receive(
        file=SimpleUploadedFile(CATALOGUE, data), kind="catalogue", on=on, by=stage.officer, at=at,
        options={"unit": str(stage.units[CITY])},
    )  # fmt: skip
    upload = imports.confirm(upload_id=upload.pk, by=stage.officer, at=at)
    if upload.error:
        raise DomainError(upload.error_code, upload.error)
    pk = Catalogue.objects.get().pk
    chair = next(code for code, posting in stage.postings.items() if posting.unit_id == stage.units[CITY])
    review_catalogue(catalogue_id=pk, by=stage.officer, at=at, on=on)
    decide_catalogue(
        catalogue_id=pk, number="283/QĐ-UBND", decided_on=FOUNDED, valid_from=FOUNDED, by=stage.actor(chair, on),
        at=at, on=on,
    )  # fmt: skip


def _work(month: date, at: datetime, tell: Say) -> None:
    """A month of work for everybody it applies to, some thousand people a transaction."""
    values: dict[str, Any] = {
        "month": month, "on": month, "start": moment(month, 8), "done": at, "pieces": PIECES,
    }  # fmt: skip
    count, after = 1, 0
    while after < count:
        count = _some_work({**values, "after": after, "upto": after + AT_ONCE})
        after += AT_ONCE
        tell(f"Giao việc: {min(after, count)}/{count} người …")


@transaction.atomic
def _some_work(values: Mapping[str, Any]) -> int:
    """One slice of people. Returns how many there are in all."""
    with connection.cursor() as cursor:
        cursor.execute(sql.GIVERS.replace("{relations}", relations_query()), values)
        cursor.execute("ANALYZE scale_work")
        for statement in (sql.ITEMS, sql.ASSIGNMENTS, sql.LINES):
            cursor.execute(statement, values)
        cursor.execute("SELECT count(*) FROM scale_work")
        return int(cursor.fetchone()[0])


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
