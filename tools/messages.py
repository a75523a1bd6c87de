"""The message catalogues: `update` them from the sources, `check` that English is complete, `compile` them.

Every text is written in Vietnamese where it is used; its English stands in `locale/en/LC_MESSAGES/django.po` of the
same app folder. The Vietnamese catalogue of base/accounts covers the English texts of allauth that may surface.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "namro"
KEYWORDS = (
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "_t",
    "_n",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Found = dict[str | tuple[str, ...], str]  # msgid (or singular and plural) → where it was seen first


def apps() -> list[Path]:
    """Every folder with a catalogue of its own: the Django apps, and config."""
    found = {path.parent for path in SOURCES.glob("*/*/**/apps.py")} | {SOURCES / "config"}
    return sorted(found)


def catalogue_of(app: Path, language: str = "en") -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def _files(app: Path) -> Iterator[tuple[Path, str]]:
    """Sources of an app as Python text: templates are turned into calls by Django itself."""
    from django.utils.translation.template import templatize

    within = [path.parent for path in app.rglob("apps.py") if path.parent != app]  # apps of their own

    def is_own(path: Path) -> bool:
        return not any(path.is_relative_to(other) for other in within)

    for path in filter(is_own, sorted(app.rglob("*.py"))):
        if "migrations" not in path.parts:
            yield path, path.read_text()
    for path in filter(is_own, sorted([*app.rglob("*.html"), *app.rglob("*.txt")])):
        if "templates" in path.parts:
            made = templatize(path.read_text(), origin=str(path))
            yield path, "\n".join(line.lstrip() for line in made.splitlines())  # the page's indentation is not Python's


def messages_in(app: Path) -> Found:
    """Every translatable text of an app."""
    found: Found = {}
    for path, text in _files(app):
        for line, function, given, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {}):
            key = _key(function, given)
            if key:
                found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return found


def _key(function: str, given: object) -> str | tuple[str, ...] | None:
    values = [given] if isinstance(given, str) else [value for value in given or () if value]  # type: ignore[union-attr]
    if function.startswith("pgettext"):
        values = values[1:]
    if not values or not isinstance(values[0], str):
        return None
    if function.startswith("ngettext") and len(values) > 1:
        return values[0], values[1]
    return values[0]


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=path.parent.parent.name, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def problems_of(app: Path) -> list[str]:
    """What is wrong with the English of an app: missing, empty, fuzzy, obsolete, or a lost placeholder."""
    wanted, path = messages_in(app), catalogue_of(app)
    if not wanted and not path.exists():
        return []
    catalogue = read(path)
    known = {message.id: message for message in catalogue if message.id}
    found = [f"{seen}: no English for {key!r}" for key, seen in wanted.items() if key not in known]
    found += [f"{_short(path)}: no longer used: {key!r}" for key in known if key not in wanted]
    for message in known.values():
        found += [f"{_short(path)}: {what}: {message.id!r}" for what in _faults(message)]
    return found


def disagreements() -> list[str]:
    """Texts that two apps put into English differently: the loader knows one catalogue, so readers would see either."""
    seen: dict[Any, dict[tuple[str, ...], Path]] = {}
    for app in apps():
        for message in read(catalogue_of(app)):
            if message.id and not message.context:
                seen.setdefault(message.id, {}).setdefault(tuple(_texts(message)), app)
    return [
        f"{', '.join(_short(app) for app in by_text.values())}: English differs: {key!r}: {' / '.join(text[0] for text in by_text)}"
        for key, by_text in seen.items() if len(by_text) > 1
    ]  # fmt: skip


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _faults(message: Message) -> Iterator[str]:
    texts = _texts(message)
    if not all(texts):
        yield "empty"
    if "fuzzy" in message.flags:
        yield "fuzzy"
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    # A plural may leave a number out; the last form of each side carries everything.
    if texts[-1] and set(PLACEHOLDER.findall(ids[-1])) != set(PLACEHOLDER.findall(texts[-1])):
        yield "placeholders differ"


def update(app: Path) -> int:
    """Add what is missing (empty, to be written) and drop what is no longer used; returns how many were added."""
    wanted, path = messages_in(app), catalogue_of(app)
    if not wanted:
        return 0
    old = {message.id: message for message in read(path) if message.id}
    if set(old) == set(wanted):
        return 0
    fresh = Catalog(locale="en", charset="utf-8", fuzzy=False, header_comment="# English of this app's texts.")
    for key in wanted:
        fresh.add(key, old[key].string if key in old else None)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, omit_header=False, sort_output=False, no_location=True)
    return sum(key not in old for key in wanted)


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "check"
    if command == "compile":
        sys.path.insert(0, str(ROOT / "src"))
        from namro.base.ui.messages import compile_catalogues

        compile_catalogues()
        return 0
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True, TEMPLATES=[])
    django.setup()
    chosen = [app for app in apps() if not arguments[1:] or app.name in arguments[1:]]
    if command == "update":
        for app in chosen:
            print(f"{_short(app)}: {update(app)} new")
        return 0
    problems = [line for app in chosen for line in problems_of(app)] + disagreements()
    print("\n".join(problems) or f"English is complete in {len(chosen)} apps")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
