"""The procedure as a dossier was accepted under it: its steps, fees and papers stay what they were then."""

from __future__ import annotations

from namro.duties.onestop import offers
from namro.duties.onestop.clocks import clock_of, local, said_plainly
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.offers import Offer
from namro.engine.linked import Planned, last_due


def offer_of(dossier: Dossier) -> Offer | None:
    """The version it was accepted under; None before acceptance, and where the catalogue never had it."""
    if dossier.accepted_at is None:
        return None
    day = local(dossier.accepted_at).date()
    return offers.accepted(dossier.procedure_version, dossier.procedure_code, on=day)


def exceeds(dossier: Dossier, offered: Offer | None) -> bool:
    """Whether the steps of the process, one after another, end after the dossier is due: an amendment shortened the limit
    and the process was not approved anew. No text read forbids passing it on; whoever does is told.
    """
    if offered is None or not offered.steps or dossier.clock_from is None or dossier.due_at is None:
        return False
    start = local(dossier.clock_from)
    planned = [Planned(number, one.limit) for number, one in enumerate(offered.steps, start=1)]
    clock = clock_of(dossier.point_id, on=start.date())
    return bool(said_plainly(lambda: last_due(planned, start, clock)) > local(dossier.due_at))
