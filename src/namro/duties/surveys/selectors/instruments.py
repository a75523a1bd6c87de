"""Instruments and what changed between two versions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from namro.duties.surveys.models import Instrument
from namro.duties.surveys.structure import Line, lines


def instruments() -> QuerySet[Instrument]:
    """The newest version of each first."""
    return Instrument.objects.annotate(used=Count("campaigns")).order_by("key", "-version")


@dataclass(frozen=True)
class Change:
    """A line of one version beside the other; nothing on the side that lacks it."""

    key: str
    before: Line | None
    after: Line | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def compare(before: Instrument, after: Instrument) -> list[Change]:
    """Line by line, in the order of the later version; what it left out comes last."""
    old = {one.key: one for one in lines(before.data)}
    new = {one.key: one for one in lines(after.data)}
    return [Change(key, old.get(key), new.get(key)) for key in [*new, *(key for key in old if key not in new)]]
