"""The written notice of a published result to the person it is about (NĐ 335/2025 art. 21.1đ, 21.2đ)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from namro.base.documents.official import docx, framed
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import day, figure, form
from namro.base.documents.year_types import NoticeDocument

FORM = "result-notice"


def result_notice_pdf(notice: NoticeDocument) -> bytes:
    """The notice as a PDF."""
    return pdf("notice.typ", _values(notice), at=datetime.combine(notice.on, time(), UTC))


def result_notice_docx(notice: NoticeDocument) -> bytes:
    """The notice as a .docx that can still be edited before signing."""
    return docx("notice.docx", _values(notice))


def _values(notice: NoticeDocument) -> dict[str, Any]:
    wording = form(FORM)
    known = _known(notice)
    suffix = "_year" if notice.is_year else ""
    return {
        **framed(notice, wording, known),
        "title": f"{wording['title']}: {wording['about' + suffix].format(**known)}",
        "about": wording["about" + suffix].format(**known),
        "to": wording["to"].format(**known | {"post": f", {notice.post}" if notice.post else ""}),
        "ground": wording["ground_replacing" if notice.replaces_number else "ground"].format(**known),
        "tells": wording["tells" + suffix].format(**known),
        "lines": _lines(notice, wording),
        "petition": wording["petition"].get(notice.framework, "").format(days=f"{notice.answer_days:02d}"),
        "closing": wording["closing"].format(**known),
    }


def _known(notice: NoticeDocument) -> dict[str, str]:
    """What the sentences of the form may name."""
    names = ("agency", "period", "number", "authority", "name", "replaces_number")
    known: dict[str, str] = {name: getattr(notice, name) for name in names}
    known["date"] = day(notice.decided_on)
    known["replaces_date"] = day(notice.replaces_on) if notice.replaces_on else ""
    return known


def _lines(notice: NoticeDocument, wording: dict[str, Any]) -> list[dict[str, str]]:
    """What is known of the result; the level by points and the reason only where the decision has one of its own."""
    known = {
        "total": figure(notice.total),
        "by_points": _level(wording, notice.by_points),
        "level": _level(wording, notice.level),
        "reason": notice.reason,
    }
    return [{"label": one["label"], "text": known[one["field"]]} for one in wording["lines"] if known[one["field"]]]


def _level(wording: dict[str, Any], level: tuple[str, str]) -> str:
    code, title = level
    return wording["level"].format(code=code, title=title) if code else title
