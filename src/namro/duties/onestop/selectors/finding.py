"""The list of dossiers: what somebody may see, narrowed, a page at a time, the same time at any size.

Nothing is sorted out of everything: each point, each unit and the person's own turn give their first rows along an index,
and the first rows of those are the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection

from namro.duties.onestop.access import Sight
from namro.duties.onestop.clocks import aware
from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.models.dossiers import RUNNING
from namro.engine.text import WHOLE_SYLLABLES, search_key

PAGE = 50
MOST_COUNTED = 500  # beyond this the number says nothing; the list is to be narrowed
MOST_OF_WORDS = 100  # of a search: whoever gets more types another word
CODE = re.compile(r"[0-9a-zA-Z][\w.]*-[\d-]*|[hH]\d\d[\w.]*")
ALL = "all"  # besides the states: everything, and what is not finished
UNCOLLECTED = "uncollected"  # done for longer than a result should lie there
GROUPS = {"": RUNNING, "finished": ("done", "returned"), UNCOLLECTED: ("done",), ALL: tuple(State.values)}
# What of the running ones: each is told from the promised moment alone.
TERMS = {
    "overdue": "d.due_at < %(now)s",
    "today": "d.due_at >= %(now)s AND d.due_at < %(tomorrow)s",
    "soon": "d.due_at >= %(tomorrow)s AND d.due_at < %(soon)s",
    "later": "d.due_at >= %(soon)s",
    "paused": "d.due_at IS NULL",
}
NOT_PASSED_ON = "d.state = 'accepted' AND d.pass_on_by < %(now)s"
ORDERS = {"due": "due_at, id", "-due": "due_at DESC NULLS LAST, id DESC", "new": "id DESC", "-new": "id"}
ARM = """SELECT found.* FROM unnest(%({name})s::bigint[]) AS arm(key) CROSS JOIN LATERAL (
    SELECT d.id, d.due_at FROM onestop_dossier d WHERE d.{column} = arm.key AND {where} ORDER BY {order} LIMIT %(most)s
) found"""
# The same where words were asked for: they are looked up once, not once a unit.
ARM_OF_WORDS = """SELECT d.id, d.due_at FROM onestop_dossier d
    WHERE d.{column} = ANY(%({name})s::bigint[]) AND {where} ORDER BY {order} LIMIT %(most)s"""
WHOLE = "(SELECT d.id, d.due_at FROM onestop_dossier d WHERE {where} ORDER BY {order} LIMIT %(most)s)"
# An index has those without a promised moment at its other end: the two stretches are read each for itself.
LAST_FIRST = (("d.due_at IS NOT NULL", "due_at DESC, id DESC"), ("d.due_at IS NULL", "id DESC"))
# The words of the model's COMMON_NAME: a name so many bear that an index of words is no help, and one of its newest is.
COMMON = {"nguyen": "(d.applicant_key LIKE 'nguyen%%' OR d.applicant_key LIKE '%% nguyen%%')"}
COLUMNS = {"points": "point_id", "units": "unit_id", "mine": "step_person_id"}


@dataclass(frozen=True)
class Asked:
    """What of the list somebody asks for. `state` is a state, "" for the running ones, "finished", "uncollected" or "all"."""

    query: str = ""
    state: str = ""
    term: str = ""  # of TERMS; asks for running ones
    field: str | None = None
    unit_ids: tuple[int, ...] | None = None
    officer_id: int | None = None  # 0: nobody's turn yet
    point_id: int | None = None
    late: bool = False  # finished late
    not_passed_on: bool = False  # accepted, and past the moment by which it goes on to whoever works on it
    same_day: bool = False  # to be returned on the spot
    sort: str = ""
    day: date | None = None  # accepted on
    done_before: datetime | None = None  # of uncollected ones

    @property
    def states(self) -> tuple[str, ...]:
        if self.term:
            return RUNNING
        return GROUPS.get(self.state) or ((self.state,) if self.state in State.values else RUNNING)

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort) or ORDERS["due" if self.states == RUNNING else "new"]


@dataclass(frozen=True)
class Moments:
    """The moments a promise is compared with: now, the end of the day, and the end of what is soon."""

    now: datetime
    tomorrow: datetime
    soon: datetime

    @classmethod
    def of(cls, at: datetime, on: date, last_soon: date) -> Moments:
        return cls(at, midnight(on + timedelta(days=1)), midnight(last_soon + timedelta(days=1)))

    @property
    def values(self) -> dict[str, Any]:
        return {"now": self.now, "tomorrow": self.tomorrow, "soon": self.soon}


def midnight(day: date) -> datetime:
    return aware(datetime.combine(day, time()))


def find(asked: Asked, sight: Sight, moments: Moments, *, most: int = MOST_COUNTED) -> list[int]:
    """The numbers of the dossiers asked for that somebody may see, in the order asked for; no more than `most`."""
    where, values = _conditions(asked)
    arms = _arms(asked, sight, where)
    if not arms:
        return []
    query = f"SELECT id FROM ({' UNION '.join(arms)}) found ORDER BY {asked.order} LIMIT %(most)s"  # noqa: S608 - own texts
    mine = [sight.person_id] if sight.person_id else []
    given = {**values, **moments.values, "most": most, "points": list(sight.points), "mine": mine}
    given["units"] = list(_units(asked, sight))
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return [row[0] for row in cursor.fetchall()]


def _arms(asked: Asked, sight: Sight, where: str) -> list[str]:
    """One arm where everything may be seen and no agency is asked for; otherwise one each way of seeing."""
    if sight.is_whole and asked.unit_ids is None:
        stretches = LAST_FIRST if asked.order == ORDERS["-due"] else (("true", asked.order),)
        return [WHOLE.format(where=f"{where} AND {stretch}", order=order) for stretch, order in stretches]
    names = [name for name, there in _ways(asked, sight).items() if there]
    many = {"points": sight.points, "units": _units(asked, sight), "mine": ()}
    shapes = {name: ARM_OF_WORDS if "%(words)s" in where and len(many[name]) > 1 else ARM for name in names}
    return [
        f"({shapes[name].format(name=name, column=COLUMNS[name], where=where, order=asked.order)})" for name in names
    ]


def _ways(asked: Asked, sight: Sight) -> dict[str, bool]:
    whole = sight.is_whole
    running = set(asked.states) <= set(RUNNING)  # whose turn it is is known of running ones alone
    return {
        "points": bool(sight.points) and not whole,
        "units": bool(_units(asked, sight)),
        "mine": sight.person_id is not None and running and not whole,
    }


def _units(asked: Asked, sight: Sight) -> tuple[int, ...]:
    if asked.unit_ids is None:
        return sight.units
    return asked.unit_ids if sight.is_whole else tuple(set(asked.unit_ids) & set(sight.units))


def _conditions(asked: Asked) -> tuple[str, dict[str, Any]]:
    """The WHERE of what is asked, and its values."""
    found = [_state(asked.states)]
    values: dict[str, Any] = {
        "officer": asked.officer_id,
        "field": asked.field,
        "point": asked.point_id,
        "done_before": asked.done_before,
    }
    if asked.term in TERMS:
        found.append(TERMS[asked.term])
    for sql, there in (
        ("d.step_person_id = %(officer)s", bool(asked.officer_id)),
        ("d.step_person_id IS NULL", asked.officer_id == 0),
        ("d.field = %(field)s", asked.field is not None),
        ("d.point_id = %(point)s", asked.point_id is not None),
        ("d.unit_id = ANY(%(asked_units)s::bigint[])", asked.unit_ids is not None),
        ("d.is_late", asked.late),
        (NOT_PASSED_ON, asked.not_passed_on),
        ("d.is_same_day", asked.same_day),
        ("d.finished_at < %(done_before)s", asked.done_before is not None),
        ("d.accepted_at >= %(since)s AND d.accepted_at < %(until)s", asked.day is not None),
    ):
        if there:
            found.append(sql)
    if asked.unit_ids is not None:
        values["asked_units"] = list(asked.unit_ids)
    if asked.day is not None:
        values |= {"since": midnight(asked.day), "until": midnight(asked.day + timedelta(days=1))}
    words, typed = _words(asked.query)
    return " AND ".join([*found, *words]), values | typed


def _state(states: tuple[str, ...]) -> str:
    """The states said as text, so that the indexes of running ones are recognised."""
    if set(states) == set(State.values):
        return "true"
    named = ", ".join(f"'{one}'" for one in states)
    return f"d.state IN ({named})"


def _words(query: str) -> tuple[list[str], dict[str, Any]]:
    """A code by its beginning, or words of the applicant's name, the last one by its beginning."""
    typed = query.strip()
    if not typed:
        return [], {}
    if CODE.fullmatch(typed):
        return ["d.code LIKE %(code)s"], {"code": typed.upper().replace("%", "").replace("_", r"\_") + "%"}
    words = re.findall(r"\w+", search_key(typed))[:6]
    # Only the last word may still be half typed: whole ones are met in the index without reading all that begin alike.
    if len(words) == 1 and words[0] in COMMON:
        return [COMMON[words[0]]], {}
    half_typed = {one for one in words[-1:] if one not in WHOLE_SYLLABLES}
    asked = " & ".join(f"'{one}':*" if one in half_typed else f"'{one}'" for one in words)
    return ["to_tsvector('simple'::regconfig, COALESCE(d.applicant_key, '')) @@ %(words)s::tsquery"], {"words": asked}


class Found(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """A page of the list; counted no further than it must be."""

    def __init__(self, ids: list[int], most: int) -> None:
        super().__init__(ids, PAGE)
        self.is_capped = len(ids) >= most


def dossier_page(asked: Asked, sight: Sight, moments: Moments, *, page: int | str | None) -> Page[Any]:
    """One page of dossiers with whose turn it is: two queries."""
    most = MOST_OF_WORDS if asked.query.strip() and not CODE.fullmatch(asked.query.strip()) else MOST_COUNTED
    made = Found(find(asked, sight, moments, most=most), most).get_page(page)
    made.object_list = in_order(list(made.object_list))
    return made


def in_order(ids: list[int]) -> list[Dossier]:
    rows = Dossier.objects.select_related("step_person").in_bulk(ids)
    return [rows[one] for one in ids if one in rows]
