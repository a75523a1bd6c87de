"""Every write of facts. The duty that knows keeps its own facts up to date, by its own reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import Conflict, DomainError
from namro.city.facts import watch
from namro.city.facts.models import Mark, Origin, Rating, WorkLine
from namro.city.facts.resting import resting_on
from namro.city.organisation.rules import days
from namro.city.people.models import Posting

REFUSALS: Refusals = {
    "workline_planned_within": (
        "facts.work.above_assigned",
        _("Khối lượng hoàn thành của việc theo kế hoạch không được vượt khối lượng giao. Hãy kiểm tra lại số lượng."),
    ),
    "workline_amounts": ("facts.work.negative", _("Khối lượng không được âm. Hãy nhập số từ 0 trở lên.")),
    "workline_coefficient": (
        "facts.work.coefficient",
        _("Hệ số quy đổi phải lớn hơn 0. Hãy kiểm tra danh mục."),
    ),
    "workline_excused_within": (
        "facts.work.excused",
        _("Số lần được miễn không được nhiều hơn số lần xảy ra. Hãy kiểm tra lại."),
    ),
    "rating_one_of_a_year": (
        "facts.rating.year_taken",
        _("Người này đã có kết quả xếp loại của năm đó. Muốn đổi, ra quyết định thay quyết định cũ."),
    ),
    "rating_level_or_reason": (
        "facts.rating.reason",
        _("Không xếp loại thì phải ghi lý do."),
    ),
    "mark_documented": ("facts.mark.document", _("Hãy ghi số văn bản kết luận.")),
}


@dataclass(frozen=True)
class WorkLineData:
    """A work line as its source knows it; `source` and `source_ref` say which one it is."""

    month: date
    posting_id: int
    coefficient: Decimal
    assigned: Decimal
    label: str
    source: str
    source_ref: str
    completed: Decimal = Decimal(0)
    origin: str = Origin.PLANNED.value
    major_errors: int = 0
    errors_excused: int = 0
    delays: int = 0
    delays_excused: int = 0


_COLUMNS = [field.name for field in fields(WorkLineData)]
_TYPES = {
    "month": "date", "posting_id": "bigint", "coefficient": "numeric", "assigned": "numeric", "completed": "numeric",
    "label": "text", "source": "text", "source_ref": "text", "origin": "text",
}  # fmt: skip
_ARRAYS = ", ".join(f"%s::{_TYPES.get(name, 'int')}[]" for name in _COLUMNS)
_UPDATED = [name for name in _COLUMNS if name not in ("source", "source_ref")]
UPSERT = f"""
INSERT INTO facts_workline ({", ".join(_COLUMNS)}, known_at)
SELECT line.*, %s::timestamptz FROM unnest({_ARRAYS}) AS line
ON CONFLICT (source, source_ref) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _UPDATED)}, known_at = excluded.known_at
"""  # noqa: S608 - the names are this file's own
HELD = """
SELECT DISTINCT w.posting_id, w.month FROM facts_workline w
JOIN unnest(%s::text[], %s::text[]) AS line(source, source_ref) USING (source, source_ref)
"""


@transaction.atomic
def put_work_lines(lines: Iterable[WorkLineData], *, by: Actor, at: datetime) -> int:  # nobody writes facts anonymously
    """Insert or replace lines by (source, source_ref): one statement for any number.

    The act that changed them is recorded by its own duty; `by` is there so that nobody writes facts anonymously.
    Refuses: facts.work.above_assigned, facts.work.negative, facts.work.coefficient, facts.work.excused,
    facts.work.locked (a rating was decided on the month)
    """
    rows = list(lines)
    if not rows:
        return 0
    before = _where([row.source for row in rows], [row.source_ref for row in rows])
    touched = watch.by_month([*before, *((row.posting_id, row.month) for row in rows)])
    watch.refuse_locked(touched)
    columns = [list(column) for column in zip(*(astuple(row) for row in rows), strict=True)]
    with said_plainly(REFUSALS), connection.cursor() as cursor:
        cursor.execute(UPSERT, [at, *columns])
    watch.tell(touched)
    return len(rows)


def _where(sources: Sequence[str], refs: Sequence[str]) -> list[tuple[int, date]]:
    """Whose work, in which month, the lines of these references count as until now."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(sources), list(refs)])
        found: list[tuple[int, date]] = cursor.fetchall()
    return found


@transaction.atomic
def remove_work_lines(*, source: str, source_refs: Sequence[str], by: Actor, at: datetime) -> int:
    """Take back lines whose source no longer stands by them (withdrawn, undone).

    Refuses: facts.work.locked
    """
    refs = list(source_refs)
    touched = watch.by_month(_where([source] * len(refs), refs))
    watch.refuse_locked(touched)
    removed, _per_model = WorkLine.objects.filter(source=source, source_ref__in=refs).delete()
    watch.tell(touched)
    return removed


def remove_work_line(*, source: str, source_ref: str, by: Actor, at: datetime) -> int:
    """Take back one line. Refuses: facts.work.locked"""
    return remove_work_lines(source=source, source_refs=[source_ref], by=by, at=at)


@dataclass(frozen=True)
class RatingData:
    """A published rating as its source knows it; `valid` runs from `first` to the day before `until`."""

    person_id: int
    unit_id: int
    kind: str
    first: date
    until: date
    framework: str
    staff_group: str
    rank: str
    level: str
    place: int | None
    is_failing: bool
    number: str
    decided_on: date
    published_on: date
    source: str
    subject_ref: str
    source_ref: str
    is_main: bool = True
    total: Decimal | None = None
    reason: str = ""
    decided_by: str = ""
    link: str = ""


_RATING = [field.name for field in fields(RatingData) if field.name not in ("first", "until")]
_RATING_TYPES = {
    "person_id": "bigint", "unit_id": "bigint", "place": "smallint", "is_failing": "bool", "is_main": "bool",
    "first": "date", "until": "date", "decided_on": "date", "published_on": "date", "total": "numeric",
}  # fmt: skip
_RATING_ARRAYS = ", ".join(f"%s::{_RATING_TYPES.get(one.name, 'text')}[]" for one in fields(RatingData))
_RATING_NAMES = ", ".join(f'"{one.name}"' for one in fields(RatingData))
OUT_OF_FORCE = """
UPDATE facts_rating r SET in_force = false FROM unnest(%s::text[], %s::text[], %s::text[]) AS new(source, subject_ref, source_ref)
WHERE r.in_force AND r.source = new.source AND r.subject_ref = new.subject_ref AND r.source_ref <> new.source_ref
    AND NOT EXISTS (SELECT FROM facts_rating k WHERE k.source = new.source AND k.source_ref = new.source_ref)
"""  # an older rating told once more takes nothing out of force
RATINGS = f"""
INSERT INTO facts_rating ({", ".join(_RATING)}, valid, in_force, known_at, withdrawal_reason)
SELECT {", ".join(_RATING)}, daterange(first, until), true, %s::timestamptz, '' FROM unnest({_RATING_ARRAYS}) AS new({_RATING_NAMES})
ON CONFLICT (source, source_ref) DO NOTHING
"""  # noqa: S608 - the names are this file's own


@transaction.atomic
def put_ratings(ratings: Iterable[RatingData], *, by: Actor, at: datetime) -> int:
    """Published ratings, of any number of people in two statements; telling one twice changes nothing.

    A rating of what was rated before takes the older one out of force; both stay. The act that decided them is recorded
    by its own duty. Returns how many were new.
    Refuses: facts.rating.year_taken (another source holds a year's rating of the same person), facts.rating.reason
    """
    rows = list(ratings)
    if not rows:
        return 0
    columns = [list(column) for column in zip(*(astuple(row) for row in rows), strict=True)]
    refs = [[getattr(row, name) for row in rows] for name in ("source", "subject_ref", "source_ref")]
    with said_plainly(REFUSALS), connection.cursor() as cursor:
        cursor.execute(OUT_OF_FORCE, refs)
        cursor.execute(RATINGS, [at, *columns])
        new = int(cursor.rowcount)
    if new:
        watch.tell_rated(frozenset(row.person_id for row in rows), by, at)
    return new


@transaction.atomic
def withdraw_ratings(*, source: str, source_refs: Sequence[str], reason: str, by: Actor, at: datetime) -> int:
    """Take ratings that should never have been told out of force, all or none; the rows stay, with who and why.

    A rating one of them had replaced does not return by itself.
    Refuses: facts.rating.anonymous, facts.rating.withdrawal_reason, facts.rating.not_in_force, facts.rating.rested_on
    Records: facts:rating:withdrawn
    """
    if by.user_id is None:
        raise DomainError("facts.rating.anonymous", _("Cần đăng nhập để rút kết quả xếp loại."))
    if not reason.strip():
        raise DomainError("facts.rating.withdrawal_reason", _("Hãy ghi lý do rút kết quả xếp loại."), field="reason")
    rows = Rating.objects.select_for_update().filter(source=source, source_ref__in=list(source_refs), in_force=True)
    ids = sorted(rows.order_by("pk").values_list("pk", flat=True))
    _require_in_force(len(ids), len(set(source_refs)))
    _refuse_rested_on(ids)
    Rating.objects.filter(pk__in=ids).update(
        in_force=False, withdrawn_at=at, withdrawn_by_id=by.user_id, withdrawal_reason=reason.strip()
    )
    span = [ids[0], ids[-1]] if ids else []
    record(tag="facts:rating:withdrawn", by=by, at=at, subject=("rating", ids[0] if len(ids) == 1 else None),
           before={"source": source, "count": len(ids), "ids": span}, reason=reason.strip())  # fmt: skip
    return len(ids)


def _require_in_force(found: int, wanted: int) -> None:
    if found == wanted:
        return
    message = _("%(count)s kết quả đã được thay hoặc đã rút trước đó. Hãy xem lại từng kết quả.")
    raise Conflict("facts.rating.not_in_force", message % {"count": wanted - found}, count=wanted - found)


def _refuse_rested_on(ids: Sequence[int]) -> None:
    """A rating that something was decided on is replaced by a decision, not withdrawn."""
    if found := resting_on(ids):
        message = _("Đã có %(what)s dựa trên các kết quả này. Muốn đổi kết quả, ra quyết định thay quyết định cũ.")
        raise Conflict("facts.rating.rested_on", message % {"what": ", ".join(found)})


@transaction.atomic
def put_mark(
    *, person_id: int, code: str, first: date, until: date | None, document: str, source: str, by: Actor, at: datetime,
    note: str = "", unit_id: int | None = None, link: str = "",
) -> Mark:  # fmt: skip
    """An act concluded by a document, that a framework may weigh while `first` to `until` overlaps its period.

    Refuses: facts.mark.document, facts.mark.anonymous, dates.order
    Records: facts:mark:put
    """
    if by.user_id is None:
        raise DomainError("facts.mark.anonymous", _("Cần đăng nhập để ghi nhận kết luận."))
    with said_plainly(REFUSALS):
        mark = Mark.objects.create(
            person_id=person_id, code=code, valid=days(first, until), document=document.strip(), note=note,
            source=source, known_at=at, known_by_id=by.user_id, unit_id=unit_id, link=link,
        )  # fmt: skip
    after = {
        "code": code,
        "document": document,
        "first": first.isoformat(),
        "until": until and until.isoformat(),
    }
    record(tag="facts:mark:put", by=by, at=at, subject=("person", person_id), after=after)
    _tell_marked(mark)
    return mark


def _tell_marked(mark: Mark) -> None:
    """What the months of the mark were calculated from is not what it was."""
    postings = Posting.objects.filter(person=mark.person_id, valid__overlap=mark.valid).order_by("pk")
    first, last = mark.valid.lower.replace(day=1), (mark.valid.upper or mark.known_at.date()) - timedelta(days=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]
    ids = list(postings.values_list("pk", flat=True))
    watch.tell(watch.by_month((posting, month) for posting in ids for month in months))


@transaction.atomic
def withdraw_mark(*, mark_id: int, reason: str, by: Actor, at: datetime) -> Mark:
    """A mark that was wrong, or that no longer counts, weighs no more; the row stays, with who took it back and why.

    Refuses: facts.mark.anonymous, facts.mark.reason, facts.mark.withdrawn
    Records: facts:mark:withdrawn
    """
    if by.user_id is None:
        raise DomainError("facts.mark.anonymous", _("Cần đăng nhập để ghi nhận kết luận."))
    if not reason.strip():
        raise DomainError("facts.mark.reason", _("Hãy ghi lý do rút kết luận."), field="reason")
    mark = Mark.objects.select_for_update().get(pk=mark_id)
    if mark.withdrawn_at is not None:
        raise DomainError("facts.mark.withdrawn", _("Kết luận này đã được rút."))
    mark.withdrawn_at, mark.withdrawn_by_id, mark.withdrawal_reason = at, by.user_id, reason.strip()
    mark.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record(tag="facts:mark:withdrawn", by=by, at=at, subject=("person", mark.person_id), unit_id=mark.unit_id,
           before={"code": mark.code, "document": mark.document}, reason=reason.strip())  # fmt: skip
    _tell_marked(mark)
    return mark
