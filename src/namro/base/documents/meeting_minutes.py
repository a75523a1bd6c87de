"""The minutes of a meeting that reviewed a year's sheets (NĐ 335/2025 art. 21); a draft until the meeting adopted them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from django.utils import timezone

from namro.base.documents.official import docx
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, day, form
from namro.base.documents.year_types import MinutesDocument, Opinion

FORM = "meeting-minutes"


def meeting_minutes_pdf(minutes: MinutesDocument) -> bytes:
    """The minutes as a PDF; a draft says so across every page."""
    at = minutes.adopted_at or datetime.combine(minutes.on, time(), UTC)
    return pdf("minutes.typ", _values(minutes), at=at)


def meeting_minutes_docx(minutes: MinutesDocument) -> bytes:
    """The minutes as a .docx; a draft says so at its head and on every page."""
    return docx("minutes.docx", _values(minutes))


def _values(minutes: MinutesDocument) -> dict[str, Any]:
    wording = form(FORM)
    about = wording["about"].format(year=minutes.year, unit=minutes.unit)
    is_draft = minutes.adopted_at is None
    return {
        "form": wording,
        "title": f"{wording['title']}: {about}",
        "author": minutes.agency,
        "agency": agency_lines(minutes.agency),
        "parent_agency": agency_lines(minutes.parent_agency),
        "number_line": wording["number"],
        "place_line": dated(wording["place"], minutes.place, minutes.on),
        "about": about,
        "draft": wording["draft"] if is_draft else "",
        "draft_note": wording["draft_note"] if is_draft else "",
        "ground": wording["grounds"].get(minutes.framework, ""),
        "facts": _facts(minutes, wording),
        "attendees": _attendees(minutes, wording),
        "course": _lines(minutes.course) or [wording["course_empty"]],
        "opinions": [_opinion(one, number, wording) for number, one in enumerate(minutes.opinions, start=1)],
        "opinions_note": _opinions_note(minutes, wording),
        "adoption": _adoption(minutes, wording),
        "secretary": minutes.secretary,
        "chair": minutes.chair,
    }


def _facts(minutes: MinutesDocument, wording: dict[str, Any]) -> list[str]:
    """When, where, who led it and wrote, who had to be asked, how many came."""
    composition = wording["composition"][minutes.kind].format(unit=minutes.unit)
    counts = "; ".join(f"{name}: {number}" for name, number in minutes.counts)
    return [
        wording["time"].format(date=dated(wording["day"], "", minutes.on)),
        wording["venue"].format(venue=minutes.venue or wording["venue_empty"]),
        wording["chair"].format(name=minutes.chair, title=_after(minutes.chair_title)),
        wording["secretary"].format(name=minutes.secretary, title=_after(minutes.secretary_title)),
        wording["attended"].format(composition=composition),
        wording["counts"].format(count=len(minutes.attendees), counts=counts),
    ]


def _after(text: str) -> str:
    return f", {text}" if text else ""


def _attendees(minutes: MinutesDocument, wording: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {**asdict(one), "number": str(number), "presence": one.presence or wording["unnoted"]}
        for number, one in enumerate(minutes.attendees, start=1)
    ]


def _lines(text: str) -> list[str]:
    return [one for one in text.splitlines() if one.strip()]


def _opinion(one: Opinion, number: int, wording: dict[str, Any]) -> dict[str, Any]:
    """Who it is about, and what was said: its first line after the label, the others below."""
    first, *more = _lines(one.text) or [""]
    head = wording["opinion_head"].format(number=number, name=one.name, post=_after(one.post))
    return {"head": head, "lines": [wording["opinion"].format(text=first), *more]}


def _opinions_note(minutes: MinutesDocument, wording: dict[str, Any]) -> str:
    if minutes.waiting:
        return str(wording["waiting"].format(names=", ".join(minutes.waiting)))
    return "" if minutes.opinions else str(wording["opinions_empty"])


def _adoption(minutes: MinutesDocument, wording: dict[str, Any]) -> str:
    if minutes.adopted_at is None:
        return str(wording["unadopted"])
    local = timezone.localtime(minutes.adopted_at)
    return str(wording["adopted"].format(time=f"{local:%H:%M}", date=day(local.date())))
