"""The clock of careers: cases surface, and home affairs hear of terms about to end, every morning."""

from __future__ import annotations

from datetime import datetime

from namro.base.jobs.services import every
from namro.duties.careers.services import surfacing, term_clock


@every("careers.daily", cron="20 5 * * *")
def daily(at: datetime) -> None:
    """Open what has to be opened, tell whom it concerns; running it twice changes nothing."""
    surfacing.surface_cases(at=at)
    term_clock.remind(at=at)
