"""What waits for a person: each duty contributes its lines, the home page shows them by urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.ui.waiting import settled
from namro.city.people import selectors as people

URGENCIES = ("overdue", "soon", "later")


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, how many, where, by when. `urgency` is overdue, soon or later; empty: found from `due`."""

    text: Any
    count: int = 1
    link: str = ""
    due: date | None = None
    urgency: str = ""


_sources: dict[str, Callable[..., Iterable[Any]]] = {}


def register(fn: Callable[..., Iterable[Any]]) -> None:
    """Add a source: fn(actor, on=day) gives Waiting lines, anything with text, count, link, due and urgency,
    or what is counted together with that of other duties (base/ui/waiting.py)."""
    _sources[f"{fn.__module__}.{fn.__qualname__}"] = fn


def sources() -> list[Callable[..., Iterable[Any]]]:
    return list(_sources.values())


def vacancies(actor: Actor, *, on: date) -> list[Waiting]:
    """Headships to fill, for the home-affairs officer: without a head nobody scores or decides there."""
    empty = people.waiting_for(actor, on=on)
    if not empty:
        return []
    text = _("Đơn vị chưa có người đứng đầu: chưa ai chấm hoặc quyết định cho %(names)s")
    names = ", ".join(vacancy.name for vacancy in empty[:3]) + ("…" if len(empty) > 3 else "")
    return [Waiting(text % {"names": names}, len(empty), "/people/vacancies/", urgency="soon")]


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Every line of every source, what is late first, then by day."""
    given = settled(line for source in _sources.values() for line in source(actor, on=on))
    lines = [_made_whole(line, on) for line in given]
    return sorted(lines, key=lambda line: (URGENCIES.index(line.urgency), line.due or date.max))


def _made_whole(line: Any, on: date) -> Waiting:
    due, said = getattr(line, "due", None), getattr(line, "urgency", "")
    urgency = said if said in URGENCIES else _urgency(due, on)  # a duty's own word counts when it is one of ours
    return Waiting(line.text, getattr(line, "count", 1), getattr(line, "link", ""), due, urgency)


def _urgency(due: date | None, on: date) -> str:
    if due is None:
        return "later"
    days = (due - on).days
    return "overdue" if days < 0 else "soon" if days <= 3 else "later"
