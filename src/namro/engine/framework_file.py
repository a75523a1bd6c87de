"""Reading a framework from YAML text: schema, then meaning, each refusal with its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import jsonschema
import yaml

from namro.engine.errors import FrameworkError, Text
from namro.engine.framework import Framework
from namro.engine.framework_build import build
from namro.engine.framework_checks import check
from namro.engine.framework_fault import FaultError, Path


def parse_framework(text: str, source_name: str, schema: Mapping[str, Any]) -> Framework:
    """The framework a YAML text describes; `schema` is law/schema/framework.schema.json.

    Refuses, as FrameworkError naming source, line and what was expected: framework.yaml (not YAML),
    framework.schema (a key or value of the wrong shape), and the codes of `framework_checks`.
    """
    node = _compose(text, source_name)
    data = _plain(node, source_name)
    _check_schema(data, node, source_name, schema)
    try:
        framework = build(data, source_name, lambda path: _line(node, path))
        check(framework)
    except FaultError as fault:
        raise FrameworkError(fault.code, fault.text, source=source_name, line=_line(node, fault.path)) from fault
    return framework


def _compose(text: str, source: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise FrameworkError(
            "framework.yaml",
            Text(f"tệp không phải YAML hợp lệ: {error.problem}", f"the file is not valid YAML: {error.problem}"),
            source=source,
            line=mark.line + 1 if mark else 1,
        ) from error
    if not isinstance(node, yaml.MappingNode):
        text_ = Text("cần một bảng khóa: giá trị ở mức ngoài cùng", "a mapping was expected at the top level")
        raise FrameworkError("framework.yaml", text_, source=source, line=1)
    return node


def _plain(node: yaml.Node, source: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, source)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, source) for item in node.value]
    return _scalar(node, source)


def _mapping(node: yaml.MappingNode, source: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in node.value:
        if key.value in result:
            text = Text(f"khóa “{key.value}” xuất hiện hai lần", f"the key “{key.value}” appears twice")
            raise FrameworkError("framework.yaml", text, source=source, line=key.start_mark.line + 1)
        result[key.value] = _plain(value, source)
    return result


def _scalar(node: yaml.Node, source: str) -> Any:
    """Numbers stay exact: 0.25 becomes a decimal, never a binary float; dates stay text."""
    kind = node.tag.rpartition(":")[2]
    try:
        if kind == "int":
            return int(node.value)
        if kind == "float":
            return Decimal(node.value)
    except (ValueError, ArithmeticError) as error:
        text = Text(f"“{node.value}” không phải là số thập phân", f"“{node.value}” is not a decimal number")
        raise FrameworkError("framework.yaml", text, source=source, line=node.start_mark.line + 1) from error
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    return None if kind == "null" else node.value


def _line(node: yaml.Node, path: Path) -> int:
    """The line (from 1) of the deepest part of the path that exists."""
    line = node.start_mark.line
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line + 1


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


def _check_schema(data: Any, node: yaml.Node, source: str, schema: Mapping[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if error is None:
        return
    path = tuple(error.absolute_path)
    where = ".".join(str(step) for step in path) or "(gốc)"
    vi, en = _expected(error)
    raise FrameworkError(
        "framework.schema",
        Text(f"{where}: {vi}", f"{where}: {en}"),
        source=source,
        line=_line(node, path),
    )


def _expected(error: jsonschema.ValidationError) -> tuple[str, str]:
    asked: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "required":
        missing = ", ".join(key for key in asked if key not in instance)
        return f"thiếu khóa bắt buộc: {missing}", f"required keys missing: {missing}"
    if error.validator == "additionalProperties" and isinstance(instance, dict):
        known = schema.get("properties", {})
        extra = ", ".join(key for key in instance if key not in known)
        keys = ", ".join(known)
        return f"khóa lạ: {extra}; các khóa được phép: {keys}", f"unknown keys: {extra}; allowed keys: {keys}"
    if error.validator == "enum":
        values = ", ".join(str(value) for value in asked)
        return f"“{instance}” phải là một trong: {values}", f"“{instance}” must be one of: {values}"
    if error.validator == "type":
        return f"“{instance}” phải có kiểu {asked}", f"“{instance}” must be of type {asked}"
    return f"không đúng quy định ({error.message})", f"not as the schema asks ({error.message})"
