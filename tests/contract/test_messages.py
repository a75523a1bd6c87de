"""The second language is complete: every text an app uses has its English in that app's own catalogue."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
import messages  # noqa: E402


@pytest.mark.parametrize("app", [app.name for app in messages.apps()])
def test_english_is_complete(app: str):
    folder = next(path for path in messages.apps() if path.name == app)
    assert messages.problems_of(folder) == []


IN_F_STRING = re.compile(r"""\bf(["']).*?\{(_|gettext|ngettext)\(""")


def test_no_text_is_hidden_in_an_f_string():
    """What gathers texts from the sources does not look inside f-strings: such a text would have no English, unsaid."""
    found = [
        f"{path.name}:{number}"
        for path in sorted(messages.SOURCES.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if IN_F_STRING.search(line)
    ]
    assert found == []


def written(tmp_path: Path, source: str, catalogue: str) -> Path:
    """An app of one template and one catalogue."""
    app = tmp_path / "src" / "namro" / "x" / "app"
    (app / "templates").mkdir(parents=True)
    (app / "templates" / "a.html").write_text("{% load i18n %}" + source)
    po = messages.catalogue_of(app)
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n' + catalogue)
    return app


@pytest.mark.parametrize(
    ("source", "catalogue", "problem"),
    [
        ('{% translate "Lưu" %}', "", "no English"),
        ('{% translate "Lưu" %}', '\nmsgid "Lưu"\nmsgstr ""\n', "empty"),
        ('{% translate "Lưu" %}', '\n#, fuzzy\nmsgid "Lưu"\nmsgstr "Save"\n', "fuzzy"),
        ("", '\nmsgid "Lưu"\nmsgstr "Save"\n', "no longer used"),
        (
            "{% blocktranslate %}Hạn {{ d }}{% endblocktranslate %}",
            '\nmsgid "Hạn %(d)s"\nmsgstr "Due"\n',
            "placeholders differ",
        ),
    ],
)
def test_each_fault_is_found(tmp_path: Path, monkeypatch, source, catalogue, problem):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    [found] = messages.problems_of(written(tmp_path, source, catalogue))
    assert problem in found


def test_a_whole_catalogue_has_no_fault(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    app = written(tmp_path, '<p>\n  {% translate "Lưu" %}\n</p>', '\nmsgid "Lưu"\nmsgstr "Save"\n')
    assert messages.problems_of(app) == []


def test_one_text_has_one_english_in_all_apps():
    assert messages.disagreements() == []


def test_two_englishes_of_one_text_are_found(monkeypatch, tmp_path: Path):
    made = {}
    for name, english in (("one", "Withdraw"), ("two", "Take back"), ("three", "Withdraw")):
        made[name] = tmp_path / name
        po = messages.catalogue_of(made[name])
        po.parent.mkdir(parents=True)
        po.write_text(
            f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Thu hồi"\nmsgstr "{english}"\n'
        )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "apps", lambda: [made["one"], made["two"]])
    [found] = messages.disagreements()
    assert "Withdraw / Take back" in found
    monkeypatch.setattr(messages, "apps", lambda: [made["one"], made["three"]])
    assert messages.disagreements() == []
