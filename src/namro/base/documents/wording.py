"""The words of a form, from law/forms, and how Vietnamese documents write dates, numbers and names of agencies."""

from __future__ import annotations

import textwrap
from datetime import date
from functools import cache
from typing import Any

import yaml

from namro.base.errors import DomainError
from namro.base.law import law_folder

AGENCY_LETTERS = 26  # capitals of 12 points that fit the left column of the heading


@cache
def form(form_id: str) -> dict[str, Any]:
    """A form's wording. Refuses: documents.form.missing"""
    path = law_folder() / "forms" / f"{form_id}.yaml"
    if not path.is_file():
        raise DomainError("documents.form.missing", f"Không có mẫu {form_id} trong thư mục luật.")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def dated(text: str, place: str, on: date) -> str:
    """“Hà Nội, ngày 05 tháng 11 năm 2026”: days and the months 1 and 2 have two figures (Decree 30/2020)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return text.format(place=place, day=f"{on.day:02d}", month=month, year=on.year)


def figure(text: str) -> str:
    """A figure as Vietnamese documents write it: decimal comma."""
    return text.replace(".", ",")


def agency_lines(name: str) -> list[str]:
    """The name of an agency in capitals, broken into lines of like length: “ỦY BAN NHÂN DÂN / PHƯỜNG BA ĐÌNH”."""
    capitals = name.upper()
    lines = _wrapped(capitals, AGENCY_LETTERS)
    for width in range(AGENCY_LETTERS - 1, 0, -1):
        narrower = _wrapped(capitals, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
