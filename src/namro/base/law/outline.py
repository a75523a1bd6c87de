"""A framework's text and its YAML nodes together: what stands where, and replacing single values with every comment kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from namro.engine.errors import Text

Path = tuple[str | int, ...]
Written = str | Decimal | bool | None
LONGEST_NUMBER = 30  # and no powers of ten: a few letters must not stand for a number beyond all memory
# Text that YAML reads back as itself without quotes, in a block as well as inside braces.
BARE = re.compile(r"[^\W_][\w.()/…–\-]*(?: [\w.()/…–\-]+)*")


class OutlineError(Exception):
    """The text is no YAML an outline can be made of: what is wrong, and the line (from 1)."""

    def __init__(self, vi: str, en: str, line: int) -> None:
        super().__init__(en)
        self.text, self.line = Text(vi, en), line


def _no_yaml(problem: object, line: int) -> OutlineError:
    """What the YAML reader found, which it says in English, after what it mostly means."""
    return OutlineError(
        f"không phải YAML hợp lệ, thường do thụt dòng, thiếu dấu ngoặc hoặc dấu nháy ở dòng này hay dòng trên ({problem})",
        f"not valid YAML, mostly indentation, a bracket or a quotation mark missing here or on the line above ({problem})",
        line,
    )


class _Loader(yaml.SafeLoader):
    """Without references: a text that repeats itself by reference could grow beyond all bounds."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="references (*) are not used in law files", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


class Outline:
    """The nodes of one text. Raises OutlineError where there are none."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise _no_yaml(error.problem, line) from error
        except yaml.YAMLError as error:  # a character YAML does not know
            raise _no_yaml(error, _line_of(text, getattr(error, "position", 0))) from error
        except RecursionError as error:
            raise OutlineError("các phần lồng nhau quá sâu", "nested too deeply", 1) from error
        if not isinstance(self.root, yaml.MappingNode):
            raise OutlineError(
                "cần một bảng khóa: giá trị ở mức ngoài cùng", "a mapping was expected at the top level", 1
            )
        self.data: dict[str, Any] = plain(self.root)

    def node(self, path: Path) -> yaml.Node | None:
        """The node at a path, or None."""
        found: yaml.Node | None = self.root
        for step in path:
            found = _child(found, step)
        return found

    def scalar(self, path: Path) -> yaml.ScalarNode | None:
        """The single value at a path that can be replaced in its line: text over several lines cannot."""
        found = self.node(path)
        return found if isinstance(found, yaml.ScalarNode) and found.style not in ("|", ">") else None

    def line(self, path: Path) -> int:
        """The line (from 1) of the value at a path that exists."""
        found = self.node(path)
        return found.start_mark.line + 1 if found is not None else 1

    def replaced(self, values: Mapping[Path, Written]) -> str:
        """The text with these values in place of those that stand there; everything else, comments too, stays as it is.

        Raises KeyError for a path that leads to no single value.
        """
        expected = plain(self.root)
        for path, value in values.items():
            if self.scalar(path) is None:
                raise KeyError(path)
            _put(expected, path, value)
        bare = self._spliced(values, quote_all=False)
        return bare if _reads_as(bare, expected) else self._spliced(values, quote_all=True)

    def _spliced(self, values: Mapping[Path, Written], *, quote_all: bool) -> str:
        spans = sorted(
            ((node.start_mark.index, node.end_mark.index, _written(node, value, quote_all=quote_all))
             for path, value in values.items() if (node := self.scalar(path)) is not None),
            reverse=True,
        )  # fmt: skip
        text = self.text
        for start, end, written in spans:
            text = text[:start] + written + text[end:]
        return text


def plain(node: yaml.Node | None) -> Any:
    """Mappings, lists, and single values: text, exact numbers, true and false, or None."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _scalar(node: yaml.ScalarNode) -> Written:
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if kind in ("int", "float"):
        if len(node.value) > LONGEST_NUMBER or "e" in node.value.lower():
            shown, line = node.value[:LONGEST_NUMBER], node.start_mark.line + 1
            raise OutlineError(
                f"hãy viết số “{shown}” đầy đủ bằng chữ số", f"write the number “{shown}” out in digits", line
            )
        try:
            return Decimal(node.value)
        except ArithmeticError:
            return str(node.value)
    return str(node.value)


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _put(data: Any, path: Path, value: Written) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _written(node: yaml.ScalarNode, value: Written, *, quote_all: bool) -> str:
    """A value as YAML: bare where it was bare and may be, else in double quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if not quote_all and node.style is None and BARE.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _reads_as(text: str, expected: Any) -> bool:
    try:
        return bool(Outline(text).data == expected)
    except OutlineError:
        return False


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
