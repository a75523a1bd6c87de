"""What if, for a whole period: everybody re-scored under other rules by one job that changes nothing but its own result."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.copying import copied
from namro.base.errors import NotVisible
from namro.base.jobs import services as jobs
from namro.base.jobs.models import Job
from namro.base.jobs.services import Progress
from namro.duties.evaluations.models import Period, Round
from namro.duties.evaluations.rulebook import Rulebook, refusal, rulebook_of
from namro.duties.evaluations.scoring import Scope, compute
from namro.duties.evaluations.selectors.what_if import DOWN, OTHER, SAME, UP, other_rules
from namro.duties.evaluations.services.opening import office_of, scope_of
from namro.duties.evaluations.services.storing import quota_rows
from namro.engine.errors import RuleError

TASK = "evaluations.what_if"
STORED = """
COPY (
    SELECT s.id, coalesce(c.level, '') FROM evaluations_sheet s LEFT JOIN evaluations_score c ON c.sheet_id = s.id
    WHERE s.round_id = ANY(%(rounds)s)
) TO STDOUT (FORMAT csv)
"""
DIRECTIONS = (UP, DOWN, SAME, OTHER)


@transaction.atomic
def start_what_if(
    *, period_id: int, framework_id: str = "", settings: Mapping[str, str] | None = None, by: Actor, at: datetime
) -> Job:
    """Queue the comparison; the same choices while it runs give the same job.

    Refuses: evaluations.not_found, evaluations.period.not_yours, framework.setting.unknown, framework.setting.value
    Records: jobs:job:started
    """
    period = _period(period_id)
    scope_of(by, on=timezone.localdate(at))
    book = other_rules(rulebook_of(period), period, framework_id=framework_id, settings=settings)
    chosen = {"framework_id": book.framework.id, "settings": dict(book.settings)}
    mark = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()[:16]
    arguments = {"period_id": period_id, "user_id": by.user_id, "at": at.isoformat(), **chosen}
    return jobs.start(task=TASK, key=f"{TASK}:{period_id}:{office_of(by)}:{mark}", arguments=arguments, by=by, at=at)


def compare_period(
    *, period_id: int, framework_id: str, settings: Mapping[str, str], by: Actor, at: datetime,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everybody in the officer's reach under the period's rules (as stored) and under others; returns counts, no names.

    `counts`: sheets by direction; `matrix`: [level before, level after, sheets]; `rounds`: one a deciding unit with its
    directions and by how many its quota is over before and after, under the reading of either side.
    Refuses: evaluations.not_found, evaluations.period.not_yours, and the engine's refusals of data that breaks a rule
    """
    period, scope = _period(period_id), scope_of(by, on=timezone.localdate(at))
    own = rulebook_of(period)
    book = other_rules(own, period, framework_id=framework_id, settings=settings)
    found = Round.objects.filter(period=period)
    rounds = list((found if scope is None else found.filter(unit_id__in=scope)).order_by("pk"))
    ids = [one.pk for one in rounds]
    if progress:
        progress.report(done=0, total=len(rounds), message=_("Đang tính lại theo quy định khác"))
    try:
        computed = compute(period, Scope() if scope is None else Scope(rounds=tuple(ids)), book=book)
    except RuleError as error:
        raise refusal(error) from error
    moved = _moved(own, book, computed, _stored(ids))
    after = _over(quota_rows(book, rounds, computed), book)
    before = _over({one.pk: one.quota for one in rounds}, own)
    if progress:
        progress.report(done=len(rounds), total=len(rounds), message=_("Đã tính xong"))
    return {
        "period": period.pk, "framework": book.framework.id, "settings": dict(book.settings), "counts": _counts(moved),
        "matrix": [list(row) for row in moved.group_by("before", "after").len().sort("before", "after").iter_rows()],
        "rounds": _rounds(rounds, moved, before, after),
    }  # fmt: skip


def _period(period_id: int) -> Period:
    found = Period.objects.filter(pk=period_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def _stored(rounds: Sequence[int]) -> pl.DataFrame:
    schema = {"sheet": pl.Int64, "before": pl.String}
    rows = copied(STORED, {"rounds": list(rounds)})
    if not rows:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        io.BytesIO(rows), has_header=False, new_columns=list(schema), schema_overrides=list(schema.values())
    )


def _moved(own: Rulebook, book: Rulebook, computed: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Sheet, round, level before and after (empty: none), direction."""
    ranks = [{code: place for place, code in enumerate(one.band_codes)} for one in (own, book)]
    before, after = (
        pl.col(name).replace_strict(rank, default=None, return_dtype=pl.Int64)
        for name, rank in zip(("before", "after"), ranks, strict=True)
    )
    alike = len(own.band_codes) == len(book.band_codes)
    same = (pl.col("before") == pl.col("after")) | (before == after if alike else pl.lit(False))
    return (
        computed.select("sheet", "round", pl.col("band").fill_null("").alias("after"))
        .join(stored.with_columns(pl.col("before").fill_null("")), on="sheet", how="inner")
        .with_columns(
            pl.when(same.fill_null(False)).then(pl.lit(SAME))
            .when((before.is_null() | after.is_null()) | pl.lit(not alike)).then(pl.lit(OTHER))
            .when(after < before).then(pl.lit(UP)).otherwise(pl.lit(DOWN)).alias("direction")
        )
    )  # fmt: skip


def _counts(moved: pl.DataFrame) -> dict[str, int]:
    found = dict(moved.group_by("direction").len().iter_rows())
    return {one: int(found.get(one, 0)) for one in DIRECTIONS}


def _over(quotas: Mapping[int, list[dict[str, Any]]], book: Rulebook) -> dict[int, int]:
    """By round, how many more than allowed its unit has in the top level under the rules' own reading."""
    reading = book.settings.get("quota_reading", "")
    return {
        pk: sum(row["over"] for row in rows if row["scope"] == "unit" and row["reading"] == reading)
        for pk, rows in quotas.items()
    }


def _rounds(
    rounds: Sequence[Round], moved: pl.DataFrame, before: Mapping[int, int], after: Mapping[int, int]
) -> list[dict[str, int]]:
    counted: dict[int, dict[str, int]] = {}
    for pk, direction, number in moved.group_by("round", "direction").len().iter_rows():
        counted.setdefault(pk, {})[direction] = int(number)
    return [
        {
            "round": one.pk, "unit": one.unit_id, **{way: counted.get(one.pk, {}).get(way, 0) for way in DIRECTIONS},
            "over_before": before.get(one.pk, 0), "over_after": after.get(one.pk, 0),
        }
        for one in rounds
    ]  # fmt: skip
