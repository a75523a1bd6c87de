"""What is wrong with a text that wants to be a framework: the line, and what was expected, in both languages."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from namro.base.law import framework_schema
from namro.base.law.outline import Outline, OutlineError
from namro.engine.errors import FrameworkError, Text
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework

KEPT = 32  # texts remembered with what was found: a page asks several times for the same


@dataclass(frozen=True)
class Fault:
    """One refusal of the text."""

    code: str
    line: int
    text: Text


@dataclass(frozen=True)
class Reading:
    """A text read: the framework, or the fault it has."""

    framework: Framework | None
    faults: tuple[Fault, ...]


_READ: OrderedDict[str, Reading] = OrderedDict()


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def read_text(text: str, framework_id: str) -> Reading:
    """The framework of a text, or why it is none. The id it carries must be the one it is kept under."""
    digest = digest_of(f"{framework_id}\n{text}")
    if digest not in _READ:
        _READ[digest] = _read(text, framework_id)
        while len(_READ) > KEPT:
            _READ.popitem(last=False)
    return _READ[digest]


def _read(text: str, framework_id: str) -> Reading:
    try:
        outline = Outline(text)
        framework = parse_framework(text, f"{framework_id}.yaml", framework_schema())
    except OutlineError as error:
        return Reading(None, (Fault("framework.yaml", error.line, error.text),))
    except FrameworkError as error:
        return Reading(None, (Fault(error.code, error.line or 1, error.text),))
    if framework.id != framework_id:
        said = Text(
            f"mã “{framework.id}” phải là “{framework_id}”; muốn mã khác, hãy lập bản dự thảo mới với mã đó",
            f"the id “{framework.id}” must be “{framework_id}”; for another id make a new draft with it",
        )
        return Reading(None, (Fault("law.version.id", outline.line(("id",)), said),))
    return Reading(framework, ())
