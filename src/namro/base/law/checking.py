"""Every law file a jurist may edit, and checking any one of them by where it stands."""

from __future__ import annotations

from pathlib import Path

from namro.base.law import available_frameworks, law_folder, read_framework
from namro.base.law.applicability_file import read_table
from namro.base.law.presets import read_preset

TABLE, PRESETS = "applicability.yaml", "presets"


def law_files() -> list[Path]:
    """The frameworks, the table of applicability and the presets of the product, in that order."""
    folder = law_folder()
    frameworks = [folder / "frameworks" / f"{one}.yaml" for one in available_frameworks()]
    return [*frameworks, folder / TABLE, *sorted((folder / PRESETS).glob("*.yaml"))]


def check_file(path: Path) -> str:
    """The id of a valid law file: the table by its name, a preset by its folder, any other as a framework.

    Refuses, naming file and line: as `read_table`, `read_preset`, `read_framework`
    """
    if path.name == TABLE:
        read_table(path, available_frameworks())
        return path.stem
    if path.resolve().parent.name == PRESETS:
        return read_preset(path).id
    return read_framework(path).id
