"""Every event the code says it records has words, and every word belongs to an event."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

import namro
from namro.duties.evaluations.views.files import MAKERS
from namro.web.console.acts import WORDS

SOURCES = Path(namro.__file__).parent
APPS = {"demo", *(path.parent.name for path in SOURCES.glob("*/*/**/apps.py"))}
TAG = re.compile(r"\b([a-z]+):([a-z_]+):([a-z_]+)\b(?!\{)")  # not the beginning of one that is put together


def recorded() -> set[str]:
    """Tags in code and in the "Records:" of services, and the downloads, whose names follow from the files."""
    found = {f"evaluations:round:downloaded_{name.partition('.')[0]}" for name in MAKERS}
    for path in SOURCES.rglob("*.py"):
        if path.name != "acts.py":
            found |= {match[0] for match in TAG.finditer(path.read_text()) if match[1] in APPS}
    return {tag for tag in found if not tag.endswith("_")}


def test_every_event_has_words():
    assert sorted(recorded() - set(WORDS)) == []


def test_no_words_are_left_over():
    assert sorted(set(WORDS) - recorded()) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_events_read_the_same(language: str):
    with translation.override(language):
        said = [gettext(str(words)) for words in WORDS.values()]
    assert len(set(said)) == len(said)
    assert all(said)
