"""Message catalogues: every module's locale folder, compiled at set-up with no gettext on the machine."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2]


def catalogues(root: Path = PACKAGE) -> list[Path]:
    """Every .po file of the package."""
    return sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path = PACKAGE) -> int:
    """Write the .mo beside every .po that is newer. Returns how many were written."""
    written = 0
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parent.parent.name)
        unfinished = target.with_suffix(".mo.part")
        with unfinished.open("wb") as mo:
            write_mo(mo, catalogue)
        unfinished.replace(target)
        written += 1
    return written
