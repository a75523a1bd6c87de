"""The public pages, as an official and as nobody opens them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

UNSIGNED = [
    "/portal/",
    "/portal/procedures/?q=khai+sinh",
    "/portal/procedures/?q=khong+co+gi",
    "/portal/dossiers/",
    "/portal/feedback/",
    "/portal/visit/",
]


def portal_pages(extra: dict[str, Any], at: Callable[..., Any], who: str) -> dict[str, list[Any]]:
    topics = ("dossiers", "feedback", "outcomes", "ratings", "procedures")
    return {
        "portal_statistics": [at(who, "portal_statistics")],
        "portal_topic": [at(who, "portal_topic", one) for one in topics],
        "portal_rate": [at(who, "portal_rate")],
        "portal_invited": [at(who, "portal_invited", "ABCD-EFGH")],
        "portal_feedback": [at(who, "portal_feedback")],
        "portal_answer": [at(who, "portal_answer")],
        "portal_published": [at(who, "portal_published")],
        "portal_follow": [at(who, "portal_follow")],
        "portal_dossier": [at(who, "portal_dossier", extra["begun"].code)],
        "portal_visit": [
            at(who, "portal_visit"),
            at(who, "portal_visit", ask=f"?point={extra['point'].pk}&day=2026-11-25"),
        ],
        "portal_booked": [at(who, "portal_booked")],
        "portal": [at(who, "portal")],
        "portal_procedures": [
            at(who, "portal_procedures"),
            at(who, "portal_procedures", ask="?q=ket+hon&level=commune"),
        ],
        "portal_procedure": [
            at(who, "portal_procedure", extra["procedure_known"].code),
            at(who, "portal_procedure", extra["procedure"]),
        ],
    }
