"""The words of a form, from law/forms, and how Vietnamese documents write dates and numbers."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import yaml

from namro.base.errors import DomainError
from namro.base.law import law_folder


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
