"""The form of a year, one person's or a whole unit's in one file: Mẫu số 02 of NĐ 335/2025, and under every law whose own
form could not be read a template that says so (law/forms/year-self.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from django.utils import timezone

from namro.base.documents.official import docx
from namro.base.documents.types import Signature
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, day, figure, form
from namro.base.documents.year_types import DecidedLevel, PartRow, YearDocument
from namro.base.errors import DomainError

FORM, TEMPLATE = "nd335-mau-02", "year-self"
ADDITIONS = "additions-year"


def year_forms_pdf(sheets: Sequence[YearDocument]) -> bytes:
    """The sheets as one PDF, each from a new page with its own page numbers.

    Refuses: documents.nothing
    """
    made = _all(sheets)
    wording = _wording(sheets[0])
    title = f"{wording['title']} {made[0]['period_line'].lower()}"
    values = {"title": title, "author": sheets[0].agency, "form": wording, "sheets": made}
    return pdf("year.typ", values, at=max((at for one in sheets for at in _acts(one)), default=None))


def year_forms_docx(sheets: Sequence[YearDocument]) -> bytes:
    """The sheets as one .docx, each from a new page with its own page numbers.

    Refuses: documents.nothing
    """
    made = _all(sheets)
    values = [_for_word(one, wording=_wording(sheet)) for one, sheet in zip(made, sheets, strict=True)]
    return docx("year.docx", {"form": _wording(sheets[0]), "sheets": values})


def used_by(framework: str) -> bool:
    """Whether the years of a framework are rated on Mẫu số 02."""
    return framework in form(FORM)["frameworks"]


def _wording(sheet: YearDocument) -> dict[str, Any]:
    """The words of the form a sheet is set in, with what is known of the law's own form at its foot."""
    if used_by(sheet.framework):
        return form(FORM)
    given = form(TEMPLATE)
    known = given["of_law"].get(sheet.framework) or given["of_other"].format(instrument=sheet.instrument)
    established = {"mean": given["established_mean"], "columns": given["established_columns"]}
    return {
        **given,
        **(established if sheet.is_established else {}),
        "levels": [{"code": code, "title": title} for code, title in sheet.levels],
        "footnotes": [{"mark": "", "text": known}],
    }


def _acts(sheet: YearDocument) -> list[datetime]:
    decided = [datetime.combine(sheet.decided.on, time(), UTC)] if sheet.decided else []
    return [*([sheet.self.at] if sheet.self else []), *decided]


def _all(sheets: Sequence[YearDocument]) -> list[dict[str, Any]]:
    if not sheets:
        raise DomainError("documents.nothing", "Không có phiếu nào để in. Chọn ít nhất một người.")
    return [_values(sheet) for sheet in sheets]


def _values(sheet: YearDocument) -> dict[str, Any]:
    """The dataclass as JSON values, with everything a template should not have to compute."""
    wording, additions = _wording(sheet), form(ADDITIONS)
    decided = sheet.decided
    rows = sheet.rows or tuple(PartRow(number) for number in range(1, wording["rows"] + 1))
    columns = [additions["quarters_column"], *wording["columns"][1:]] if sheet.in_quarters else wording["columns"]
    return {
        **asdict(sheet),
        "agency": agency_lines(sheet.agency),
        "parent_agency": agency_lines(sheet.parent_agency),
        "period_line": wording["period"].format(year=sheet.year) if sheet.year else wording["period_empty"],
        "columns": columns,
        "rows_note": additions["quarters_note"] if sheet.in_quarters else "",
        "rows": [{**asdict(one), "number": str(one.number), "total": figure(one.total)} for one in rows],
        "mean": figure(sheet.mean),
        "said": _said(sheet, wording),
        "self_boxes": _boxes(sheet.self_level, wording),
        "decided_boxes": _boxes(decided.level if decided else "", wording),
        "not_rated": additions["not_rated"].format(reason=decided.reason) if decided and not decided.level else "",
        "self": _own(sheet.self, sheet.place),
        "authority": _authority(decided, sheet.place),
    }


def _said(sheet: YearDocument, wording: dict[str, Any]) -> list[dict[str, str]]:
    """What the person wrote of themself, where the form has room for it."""
    return [
        {"label": wording[one], "text": getattr(sheet, one)}
        for one in ("strengths", "limits")
        if one in wording and getattr(sheet, one)
    ]


def _boxes(level: str, wording: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"box": wording["box_ticked"] if one["code"] == level else wording["box"], "title": one["title"]}
        for one in wording["levels"]
    ]


def _own(given: Signature | None, place: str) -> dict[str, str] | None:
    if given is None:
        return None
    local = timezone.localtime(given.at)
    stamp = form(ADDITIONS)["confirmed"].format(time=f"{local:%H:%M}", date=day(local.date()))
    return {"name": given.name, "place": dated(form(FORM)["place"], place, local.date()), "stamp": stamp}


def _authority(decided: DecidedLevel | None, place: str) -> dict[str, str] | None:
    """Who signed the decision the form follows, on its day."""
    if decided is None:
        return None
    stamp = form(ADDITIONS)["decided"].format(number=decided.number, date=day(decided.on))
    return {"name": decided.signer, "place": dated(form(FORM)["place"], place, decided.on), "stamp": stamp}


def _for_word(values: dict[str, Any], *, wording: dict[str, Any]) -> dict[str, Any]:
    """The same values, shaped for a Word template: lists of label and text instead of look-ups by name."""
    empty = {"name": "", "place": wording["place_empty"], "stamp": ""}
    return {
        **values,
        "agency": "\n".join(values["agency"]),
        "parent_agency": "\n".join(values["parent_agency"]),
        "person": [{"label": one["label"], "text": _dotted(values[one["field"]])} for one in wording["person"]],
        "handling": values["handling"] or "\n".join(["\t"] * wording["part_four_lines"]),
        "self": values["self"] or empty,
        "authority": values["authority"] or empty,
    }


def _dotted(text: str) -> str:
    """What was written, or a tab: the paragraph's own leader draws the dots to the margin."""
    return f" {text}" if text else "\t"
