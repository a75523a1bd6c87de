"""What other duties observed of a person or a unit in a month: dossiers on time, complaints, satisfaction, absences.

An observation is evidence, laid beside the criterion of a sheet it bears on (law/parameters/observations.yaml). It is
never points by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.city.facts.models import Observation
from namro.engine.errors import Text

FILE = "observations.yaml"
SHARE, COUNT, MET, INDEX = "share", "count", "met", "index"


@dataclass(frozen=True)
class Kind:
    """One kind of observation: how its numbers read, which way is good, and the criterion of each framework it bears on."""

    key: str
    form: str
    is_better_high: bool
    title: Text
    bears_on: dict[str, str]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """The kinds of this installation, by key, in the order of the file."""
    data = yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
    return {
        one["key"]: Kind(one["key"], one["form"], one["better"] == "high", Text(**one["title"]), one["bears_on"])
        for one in data["kinds"]["of"]
    }


@dataclass(frozen=True)
class ObservationData:
    """An observation as its duty knows it. Without a person it is the unit's, and its head's sheet shows it.

    By the form of its kind: share and met `number` out of `total`; count `number`; index `value` of a sample of `total`.
    """

    month: date
    unit_id: int
    kind: str
    source: str
    source_ref: str
    person_id: int | None = None
    number: int | None = None
    total: int | None = None
    value: Decimal | None = None
    note: str = ""
    link: str = ""


UPDATED = ("month", "unit", "kind", "person", "number", "total", "value", "note", "link", "known_at", "withdrawn_at")


@transaction.atomic
def put_observations(rows: Iterable[ObservationData], *, by: Actor, at: datetime) -> int:  # nobody observes anonymously
    """Insert or replace observations by (source, source_ref): one statement for any number.

    The duty records the act behind them. What a reviewer already took up keeps the numbers it had then.
    Refuses: facts.observation.kind, facts.observation.numbers
    """
    found = list(rows)
    for one in found:
        _check(one)
    made = [
        Observation(
            month=one.month.replace(day=1), unit_id=one.unit_id, person_id=one.person_id, kind=one.kind, number=one.number,
            total=one.total, value=one.value, note=one.note, link=one.link, source=one.source, source_ref=one.source_ref,
            known_at=at,
        )
        for one in found
    ]  # fmt: skip
    Observation.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["source", "source_ref"], update_fields=UPDATED
    )
    return len(made)


@transaction.atomic
def withdraw_observations(*, source: str, source_refs: Sequence[str], by: Actor, at: datetime) -> int:
    """Take back observations their duty no longer stands by; who had used one is still told what it said."""
    rows = Observation.objects.filter(source=source, source_ref__in=list(source_refs), withdrawn_at=None)
    return rows.update(withdrawn_at=at)


@transaction.atomic
def withdraw_missing(*, source: str, month: date, kept: Sequence[str], by: Actor, at: datetime) -> int:
    """Take back a source's observations of a month, but for those it keeps."""
    rows = Observation.objects.filter(source=source, month=month.replace(day=1), withdrawn_at=None)
    return rows.exclude(source_ref__in=list(kept)).update(withdrawn_at=at)


def _check(one: ObservationData) -> None:
    kind = kinds().get(one.kind)
    if kind is None:
        raise DomainError("facts.observation.kind", _("Không có loại dữ kiện “%(kind)s”.") % {"kind": one.kind})
    needed: dict[str, tuple[Any, ...]] = {
        SHARE: (one.number, one.total), MET: (one.number, one.total), COUNT: (one.number,), INDEX: (one.value, one.total),
    }  # fmt: skip
    if None in needed[kind.form]:
        message = _("Dữ kiện “%(kind)s” thiếu số liệu theo dạng “%(form)s”.")
        raise DomainError("facts.observation.numbers", message % {"kind": one.kind, "form": kind.form})
