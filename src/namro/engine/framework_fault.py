"""A fault found while reading a framework, at a path of the file; the reader adds the line."""

from __future__ import annotations

from namro.engine.errors import RuleError, Text

Path = tuple[str | int, ...]


class FaultError(RuleError):
    """What is wrong and where: `path` leads from the top of the file to the value at fault."""

    def __init__(self, code: str, text: Text, path: Path) -> None:
        super().__init__(code, text)
        self.path = path
