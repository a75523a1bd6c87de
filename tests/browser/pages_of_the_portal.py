"""The public pages, as an official and as nobody opens them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.owning import dossiers_of
from namro.web.demo.citizen import NUMBER
from namro.web.portal.models import Draft
from namro.web.portal.services.accounts import account_of
from namro.web.portal.services.sessions import Proven, enter

CITIZEN = "citizen"  # opens pages signed in on the portal, and nowhere else
DESK = "bd051"

UNSIGNED = [
    "/portal/",
    "/portal/procedures/?q=khai+sinh",
    "/portal/procedures/?q=khong+co+gi",
    "/portal/dossiers/",
    "/portal/feedback/",
    "/portal/visit/",
    "/portal/sign-in/",
]


def portal_pages(extra: dict[str, Any], at: Callable[..., Any], who: str) -> dict[str, list[Any]]:
    topics = ("dossiers", "feedback", "outcomes", "ratings", "procedures")
    return {
        "portal_sign_in": [
            at(who, "portal_sign_in"),
            at(who, "portal_sign_in", ask="?next=/portal/mine/H26.40-261102-0001/"),
        ],
        "portal_first": [at(who, "portal_first")],
        "portal_mine": [at(CITIZEN, "portal_mine", ask=ask) for ask in ("", "?state=waiting", "?state=ended")],
        "portal_mine_dossier": [at(CITIZEN, "portal_mine_dossier", one.code) for one in _of_each_state()],
        "portal_apply": [at(CITIZEN, "portal_apply", one.procedure_code) for one in Draft.objects.order_by("pk")]
        + [at(CITIZEN, "portal_apply", extra["procedure"])],
        "portal_registered": [at(CITIZEN, "portal_registered", one.pk) for one in _sent_online()],
        "portal_supply": [at(CITIZEN, "portal_supply", one.pk) for one in [*_sent_online(), *_waiting()]],
        "citizen_account": [
            at(DESK, "citizen_account", dossiers_of(NUMBER)[0].pk),
            at(DESK, "citizen_account", extra["begun"].pk),
        ],
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


def _of_each_state() -> list[Dossier]:
    """One of the citizen's dossiers in each state they have any in."""
    found = {one.state: one for one in dossiers_of(NUMBER) if one.code}
    return [found[state] for state in sorted(found)]


def _sent_online() -> list[Dossier]:
    """What they handed in themselves and nobody has accepted yet."""
    return [one for one in dossiers_of(NUMBER) if one.created_by_id is None]


def _waiting() -> list[Dossier]:
    """One that waits for papers of theirs."""
    return [one for one in dossiers_of(NUMBER) if one.state == "supplement"][:1]


def citizens_cookie(address: str) -> dict[str, str]:
    """What the browser of the demonstration's citizen holds."""
    account = account_of(NUMBER)
    assert account is not None
    token = enter(Proven(NUMBER, account_id=account.pk), instead_of="", at=timezone.now())
    return {"name": "namro_citizen", "value": token, "url": address + reverse("portal")}
