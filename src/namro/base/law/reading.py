"""Reading any law file against its schema: each refusal names the file, the line and what was expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from namro.base.law import law_folder
from namro.engine.errors import FrameworkError, Text

Step = str | int


class _Loader(yaml.SafeLoader):
    """Keeps dates as text and decimals exact, and refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"key “{key}” appears twice", problem_mark=mark)
        return super().construct_mapping(node, deep=deep)


def _as_text(_loader: _Loader, node: yaml.Node) -> str:
    return str(node.value)


def _as_decimal(_loader: _Loader, node: yaml.Node) -> Decimal:
    try:
        return Decimal(str(node.value))
    except ArithmeticError as error:
        raise yaml.MarkedYAMLError(problem=f"“{node.value}” is not a decimal", problem_mark=node.start_mark) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_text)
_Loader.add_constructor("tag:yaml.org,2002:float", _as_decimal)


@dataclass(frozen=True)
class LawFile:
    """The plain data of a law file that satisfies its schema, and where each part of it stands."""

    data: Mapping[str, Any]
    source: str
    _node: yaml.Node = field(repr=False)

    def line(self, *path: Step) -> int:
        """The line (from 1) of the deepest part of the path that exists."""
        return _line(self._node, path)

    def refusal(self, code: str, vi: str, en: str, *path: Step) -> FrameworkError:
        """An error that names the file and the line of that path."""
        return FrameworkError(code, Text(vi, en), source=self.source, line=self.line(*path))


@lru_cache
def schema_of(name: str) -> dict[str, Any]:
    """The published JSON Schema `law/schema/<name>.schema.json`."""
    path = law_folder() / "schema" / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def read_law_file(path: Path, schema: str) -> LawFile:
    """The file at that path. Refuses: law.file, and as `parse_law_text`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = Text(f"không đọc được tệp “{path}”: {error}", f"cannot read “{path}”: {error}")
        raise FrameworkError("law.file", said) from error
    return parse_law_text(text, str(path), schema)


def parse_law_text(text: str, source: str, schema: str) -> LawFile:
    """The data of a law file's text. Refuses, naming source and line: law.yaml, law.schema"""
    node, data = _load(text, source)
    file = LawFile(data, source, node)
    error = _worst(list(jsonschema.Draft202012Validator(schema_of(schema)).iter_errors(data)))
    if error is not None:
        path = tuple(error.absolute_path)
        where = ".".join(str(step) for step in path) or "(gốc)"
        vi, en = _expected(error)
        raise file.refusal("law.schema", f"{where}: {vi}", f"{where}: {en}", *path)
    return file


def _worst(errors: list[jsonschema.ValidationError]) -> jsonschema.ValidationError | None:
    """The error to show: a wrong value before what only follows from it (a key the value does not go with)."""
    plain = [error for error in errors if error.validator is not None]
    worst: jsonschema.ValidationError | None = jsonschema.exceptions.best_match(plain or errors)
    return worst


def _load(text: str, source: str) -> tuple[yaml.Node, dict[str, Any]]:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        said = Text(f"tệp không phải YAML hợp lệ: {problem}", f"the file is not valid YAML: {problem}")
        raise FrameworkError("law.yaml", said, source=source, line=mark.line + 1 if mark else 1) from error
    if node is None or not isinstance(data, dict):
        said = Text("cần một bảng khóa: giá trị ở mức ngoài cùng", "a mapping was expected at the top level")
        raise FrameworkError("law.yaml", said, source=source, line=1)
    return node, data


def _line(node: yaml.Node, path: tuple[Step, ...]) -> int:
    line = int(node.start_mark.line)
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line + 1


def _child(node: yaml.Node, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return int(key.start_mark.line), value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return int(node.value[step].start_mark.line), node.value[step]
    return None


def _expected(error: jsonschema.ValidationError) -> tuple[str, str]:
    asked: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "required":
        missing = ", ".join(key for key in asked if key not in instance)
        return f"thiếu khóa bắt buộc: {missing}", f"required keys missing: {missing}"
    if error.validator == "additionalProperties" and isinstance(instance, dict) and isinstance(error.schema, dict):
        known = error.schema.get("properties", {})
        extra, keys = ", ".join(key for key in instance if key not in known), ", ".join(known)
        return f"khóa lạ: {extra}; các khóa được phép: {keys}", f"unknown keys: {extra}; allowed keys: {keys}"
    if error.validator == "enum":
        values = ", ".join(str(value) for value in asked)
        return f"“{instance}” phải là một trong: {values}", f"“{instance}” must be one of: {values}"
    if error.validator is None:
        return (
            f"“{instance}” không đi cùng các giá trị khác ở đây",
            f"“{instance}” does not go with the other values here",
        )
    return f"không đúng quy định ({error.message})", f"not as the schema asks ({error.message})"
