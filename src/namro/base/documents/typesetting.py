"""PDF through typst: one compiler a template and process, one font family, nothing from the system."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
_lock = threading.Lock()  # a compiler is not used by two threads at once


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(HERE / "templates" / template, root=HERE / "templates", font_paths=_fonts())


def pdf(template: str, data: dict[str, Any], *, at: datetime | None) -> bytes:
    """Set `template` with `data` (JSON values; texts are set as they are, never read as markup).

    `at`: the last act the document tells of. With one the file is PDF/A-2a, tagged for screen readers and fit for the
    electronic record of NĐ 335/2025, art. 24; a form nobody has acted on is a plain PDF. Same data, same bytes.
    """
    given = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    standards: list[typst.PDFStandard] = ["a-2a"] if at else []
    with _lock:
        made = _compiler(template).compile(format="pdf", sys_inputs=given, pdf_standards=standards, timestamp=at)
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made
