"""The clock of the portal: the figures it publishes, and drafts nobody came back to."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from namro.base.access.rules import NOBODY
from namro.base.jobs.services import every
from namro.web.portal.services.applying import drop_old
from namro.web.portal.services.publishing import publish_lately


@every("portal.publish", cron="20 2 * * *")
def publish(at: datetime) -> None:
    """Publish the month that runs and the last ones again; running it twice changes nothing."""
    publish_lately(by=NOBODY, at=at, on=timezone.localdate(at))


@every("portal.drafts", cron="40 3 * * *")
def drafts(at: datetime) -> None:
    """Dossiers somebody began and left."""
    drop_old(at=at)
