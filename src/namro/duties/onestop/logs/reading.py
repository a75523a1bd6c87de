"""A log of another system as cases, whatever its form; what cannot be read is said with its place, never guessed."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast
from xml.etree.ElementTree import ParseError, iterparse
from zoneinfo import ZoneInfo

import yaml
from django.utils.translation import gettext as _

from namro.base.errors import DomainError

FORMATS = Path(__file__).parent / "formats"
EVENTS, CASES, XES = "events", "cases", "xes"
COMPLETE, START = "COMPLETE", "START"
Row = dict[str, str]


@dataclass(frozen=True)
class Format:
    """What the columns of a log mean: formats/*.yaml."""

    id: str
    form: str
    case: str
    started: str
    procedure: dict[str, str]
    channel: dict[str, Any]
    field: str = ""
    activity: str = ""
    at: str = ""
    who: str = ""
    transition: str = ""
    finished: str = ""
    due: str = ""
    ended_by: tuple[str, ...] = ()
    time: str = ""
    zone: str = ""

    def moment(self, text: str) -> datetime | None:
        """A moment of the log; None where nothing is written. Raises ValueError."""
        if not text:
            return None
        found = datetime.strptime(text, self.time) if self.time else datetime.fromisoformat(text)  # noqa: DTZ007
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(self.zone) if self.zone else UTC)
        return found


@dataclass
class LogStep:
    """One step of a case: what, by whom (as the log names them), from when to when."""

    task: str
    who: str
    started: datetime
    finished: datetime


@dataclass
class Case:
    """One case of a log."""

    key: str
    procedure: str
    title: str
    field: str
    channel: str
    started: datetime
    finished: datetime | None
    due: datetime | None
    steps: list[LogStep]


@dataclass(frozen=True)
class Refused:
    """A row or a trace that was not taken: where it stands, which case, why."""

    place: int
    case: str
    why: str


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    """Every format there is, by its id."""
    found = {}
    for path in sorted(FORMATS.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["ended_by"] = tuple(data.get("ended_by", ()))
        found[data["id"]] = Format(**data)
    return found


def read(path: Path, form: Format) -> Iterator[Case | Refused]:
    """Cases one after another, refusals in their place. Refuses: onestop.log.unreadable, onestop.log.columns"""
    with _opened(path) as stream:
        if form.form == XES:
            yield from _traces(stream, form)
        else:
            with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
                yield from _rows(text, form)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        plain = path.open("rb")
    except OSError as error:
        raise DomainError("onestop.log.unreadable", _("Không mở được tệp %(name)s.") % {"name": path.name}) from error
    with plain:
        is_packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if is_packed else plain


def _rows(stream: IO[str], form: Format) -> Iterator[Case | Refused]:
    try:
        rows = csv.DictReader(stream)
        _must_have(rows.fieldnames or (), form)
        if form.form == CASES:
            for place, row in enumerate(rows, 2):
                yield _case(place, row, [], form)
        else:
            yield from _grouped(rows, form)
    except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as error:
        raise DomainError("onestop.log.unreadable", _("Tệp hỏng hoặc không phải bảng CSV mã UTF-8.")) from error


def _must_have(heads: Iterable[str], form: Format) -> None:
    wanted = [
        form.case,
        form.started,
        form.finished,
        form.due,
        form.activity,
        form.at,
        form.procedure.get("column", ""),
    ]
    missing = [one for one in wanted if one and one not in set(heads)]
    if missing:
        text = _("Tệp thiếu cột: %(names)s. Hãy chọn đúng khuôn nhật ký.") % {"names": ", ".join(missing)}
        raise DomainError("onestop.log.columns", text)


def _grouped(rows: Iterable[Row], form: Format) -> Iterator[Case | Refused]:
    """Events gathered by case, in the order cases first appear: their rows need not stand together."""
    cases: dict[str, tuple[int, list[Row]]] = {}
    for place, row in enumerate(rows, 2):
        cases.setdefault(row[form.case], (place, []))[1].append(row)
    for place, events in cases.values():
        yield _case(place, events[0], events, form)


def _traces(stream: IO[bytes], form: Format) -> Iterator[Case | Refused]:
    """XES: a trace holds its own attributes and its events."""
    place = 0
    try:
        # Named by whoever runs the server, from its own disk; expat itself stops what entities blow up.
        for _event, element in iterparse(stream):  # noqa: S314
            if element.tag.rpartition("}")[2] != "trace":
                continue
            place += 1
            events = [_attributes(one) for one in element if one.tag.endswith("event")]
            yield _case(place, _attributes(element), events, form)
            element.clear()
    except (ParseError, EOFError, gzip.BadGzipFile) as error:
        raise DomainError("onestop.log.unreadable", _("Tệp hỏng hoặc không phải nhật ký XES.")) from error


def _attributes(element: Any) -> Row:
    return {str(one.get("key")): str(one.get("value")) for one in element if one.get("key")}


def _case(place: int, row: Row, events: list[Row], form: Format) -> Case | Refused:
    key = row.get(form.case, "")
    if not key:
        return Refused(place, key, _("không có mã hồ sơ"))
    try:
        return _made(key, row, events, form)
    except ValueError as error:
        return Refused(place, key, str(error))


def _made(key: str, row: Row, events: list[Row], form: Format) -> Case:
    started = form.moment(row[form.started])
    if started is None:
        raise ValueError(_("không có lúc tiếp nhận"))
    steps = _steps(events, started, form)
    finished = form.moment(row[form.finished]) if form.finished else _ended(events, form)
    if finished is not None and finished < started:
        raise ValueError(_("xong trước khi tiếp nhận"))
    code = row[form.procedure["column"]] if "column" in form.procedure else form.procedure["value"]
    channel = form.channel.get("of", {}).get(row.get(form.channel.get("column", ""), ""), form.channel["other"])
    due = form.moment(row[form.due]) if form.due else None
    title = form.procedure.get("title", code)
    return Case(key, code[:40], title, row.get(form.field, ""), channel, started, finished, due, steps)


def _steps(events: list[Row], started: datetime, form: Format) -> list[LogStep]:
    """Each finished step, from its own start where the log tells it, else from the end of the one before."""
    found: list[LogStep] = []
    begun: dict[str, datetime] = {}
    before = started
    for event in events:
        at, task = form.moment(event[form.at]), event[form.activity]
        if at is None:
            raise ValueError(_("bước “%(task)s” không có thời gian") % {"task": task})
        transition = event.get(form.transition, COMPLETE).upper() if form.transition else COMPLETE
        if transition == START:
            begun[task] = at
        elif transition == COMPLETE:
            found.append(LogStep(task, event.get(form.who, ""), min(begun.pop(task, before), at), at))
            before = at
    return found


def _ended(events: list[Row], form: Format) -> datetime | None:
    """The last moment of a case one of whose events says that it has ended."""
    if not any(event[form.activity] in form.ended_by for event in events):
        return None
    return max(found for event in events if (found := form.moment(event[form.at])))
