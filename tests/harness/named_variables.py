"""A template of ours that asks for a variable nobody gave it fails the test that rendered it."""

from __future__ import annotations

import inspect
from pathlib import Path

OURS = str(Path(__file__).resolve().parents[2] / "src")


class UnknownVariable(AssertionError):
    """Named with its template."""


class Refusing(str):
    """Stands as Django's `string_if_invalid`: Django formats it with the name of the variable it could not find.

    It is empty text, as without it, where a library's own template asked, or where ours supplies a default.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        frame = inspect.currentframe()
        asked = frame.f_back if frame else None
        template = _template_of(asked)
        if template.startswith(OURS):
            raise UnknownVariable(f"{template[len(OURS) + 1 :]} asks for {variable}, which it was not given")
        return ""


def _template_of(frame: object) -> str:
    """The file of the innermost template being rendered."""
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None and frame.f_code.co_name in ("render", "_render", "render_annotated"):
            return str(origin.name)
        frame = frame.f_back
    return ""
