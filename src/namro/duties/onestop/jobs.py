"""The clock of the desk: what months say of officers and units, and what went by without an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.base.jobs.services import Progress, every, start, task
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.lateness import wrong_dues
from namro.duties.onestop.services import days, escalating, silence, telling
from namro.duties.onestop.services.observing import observe_month
from namro.duties.onestop.services.observing_duty import observe_duty

SYSTEM = Actor(user_id=None)
MOST_TOLD = 12  # codes in a message


@every("onestop.observe", cron="40 1 * * *")
def observe(at: datetime) -> None:
    """Dossiers of the last month still end, and apologies still go out, while its sheets are scored."""
    first = timezone.localdate(at).replace(day=1)
    for month in (first - timedelta(days=1), first):
        observe_month(month.replace(day=1), by=SYSTEM, at=at)
        observe_duty(month.replace(day=1), by=SYSTEM, at=at)


@every("onestop.days", cron="20 0 * * *")
def keep_days(at: datetime) -> None:
    """How everything stood at the end of yesterday."""
    days.keep_lately(on=timezone.localdate(at))
    start(task="onestop.check_dues", key="onestop.check_dues", arguments={"at": at.isoformat()}, by=SYSTEM, at=at)


@task("onestop.check_dues")
def check_dues(*, arguments: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Whether every running dossier is due when its ledger says. Refuses: onestop.dues.wrong: told, never mended in silence."""
    found = wrong_dues(at=datetime.fromisoformat(arguments["at"]))
    if found:
        codes = Dossier.objects.filter(pk__in=[pk for pk, _stored, _counted in found[:MOST_TOLD]]).values_list(
            "code", flat=True
        )
        text = _("%(number)s hồ sơ có hạn trả khác sổ tạm dừng: %(codes)s. Hãy báo người phát triển; đừng sửa tay.")
        raise DomainError(
            "onestop.dues.wrong", text % {"number": len(found), "codes": ", ".join(sorted(filter(None, codes)))}
        )
    progress.report(done=1, total=1)
    return {"wrong": 0}


@every("onestop.daily", cron="35 6 * * *")
def daily(at: datetime) -> None:
    """Tell whoever has to know; running it twice tells nobody twice."""
    silence.report_silence(at=at)
    escalating.escalate(at=at)


@every("onestop.escalating", cron="5,35 7-18 * * *")
def escalate_by_day(at: datetime) -> None:
    """What comes due or late while people work is told within the half hour, each rung once."""
    escalating.escalate(at=at)


@task("onestop.escalate")
def escalate(*, arguments: dict[str, Any], progress: Progress) -> dict[str, int]:
    """The same asked for by hand; `at` is a moment in ISO form."""
    counted = escalating.escalate(at=datetime.fromisoformat(arguments["at"]))
    progress.report(done=1, total=1)
    return counted


@task(telling.TASK)
def mail(*, arguments: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Send applicants the e-mails that wait."""
    sent = 0
    for sent in telling.send_waiting():
        progress.report(done=sent, total=sent)
    return {"sent": sent}


@every("onestop.mail", cron="*/10 * * * *")
def mail_again(at: datetime) -> None:
    """What a mail server did not take, or came while a job was ending, goes a little later."""
    if settings.SENDS_MAIL and telling.waits():
        start(task=telling.TASK, key=telling.TASK, arguments={}, by=SYSTEM, at=at)
