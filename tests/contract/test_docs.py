"""The manual names what the program has: every setting, every command, nothing that is gone; and its links lead somewhere."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from namro.web.ops.main import parser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
# Names of other programs, read or set on their behalf; and what `namro` sets for its own processes.
OTHERS = {"DJANGO_SETTINGS_MODULE", "XDG_RUNTIME_DIR"}


def headings(level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", (DOCS / "operate.md").read_text(), re.MULTILINE)


def settings_read() -> set[str]:
    """Every name the product looks up in os.environ, by reading its source."""
    return {name for path in (ROOT / "src").rglob("*.py") for name in _names(ast.parse(path.read_text()))} - OTHERS


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for part in _keys(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _keys(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_environ(node.func.value):
        return node.args[:1]
    if isinstance(node, ast.Subscript) and _is_environ(node.value):
        return [node.slice]
    if isinstance(node, ast.Compare) and any(_is_environ(one) for one in node.comparators):
        return [node.left]
    return []


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def commands(tree: argparse.ArgumentParser, before: str = "namro") -> Iterator[str]:
    for action in tree._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{before} {name}"
                yield from commands(below, f"{before} {name}")


def options(tree: argparse.ArgumentParser) -> Iterator[str]:
    for action in tree._actions:
        yield from (text for text in action.option_strings if text.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from options(below)


def make_targets() -> set[str]:
    return {f"make {name}" for name in re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)}


def test_every_setting_has_its_heading_and_no_other_is_named():
    named = [heading for heading in headings(3) if re.fullmatch(r"[A-Z_]+", heading)]
    assert sorted(named) == sorted(settings_read())


def test_every_command_has_its_heading_and_no_other_is_named():
    named = [heading for heading in headings(3) if heading.startswith("namro ")]
    assert sorted(named) == sorted(commands(parser()))


def test_every_make_target_has_its_heading_and_no_other_is_named():
    named = [heading for heading in headings(3) if heading.startswith("make ")]
    assert sorted(named) == sorted(make_targets())


def test_every_option_the_manual_shows_exists():
    text = (DOCS / "operate.md").read_text()
    lines = [line for name in commands(parser()) for line in re.findall(rf"{name}\b[^\n]*", text)]
    shown = {option for line in lines for option in re.findall(r"(?<=[ `])--[a-z0-9-]+", line)}
    assert {"--check", "--set", "--reset"} <= shown
    assert shown <= {*options(parser()), "--deploy"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("framework", [path.stem for path in sorted((ROOT / "law" / "frameworks").glob("*.yaml"))])
def test_every_open_point_of_the_decree_is_explained(framework: str):
    from namro.base.law import load_framework

    text = (DOCS / "law.md").read_text()
    missing = [one.key for one in load_framework(framework).settings if f"`{one.key}`" not in text]
    assert missing == []
