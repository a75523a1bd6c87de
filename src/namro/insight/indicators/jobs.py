"""The clock of the figures: what was published is added up within minutes."""

from __future__ import annotations

from datetime import datetime

from namro.base.jobs.services import every
from namro.insight.indicators.services import adding


@every("indicators.add_up", cron="*/10 * * * *")
def add_up(at: datetime) -> None:
    """Add up what was published since the last time; running it twice changes nothing."""
    adding.add_up_published(at=at)
