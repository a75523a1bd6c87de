"""Sending notices by e-mail, in batches, each once."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import timezone, translation

from namro.base.jobs.services import Progress, task
from namro.base.notify.models import Notice

BATCH = 200


def _unsent() -> QuerySet[Notice]:
    return Notice.objects.filter(mailed_at=None).exclude(person__email="").select_related("person__user").order_by("pk")


@task("notify.mail")
def send_mail(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Send every notice not yet sent. A batch is marked only after the mail server took it, so a kill repeats at most one."""
    sent, total = 0, _unsent().count()
    while batch := list(_unsent()[:BATCH]):
        get_connection().send_messages([_message(notice) for notice in batch])
        Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(mailed_at=timezone.now())
        sent += len(batch)
        progress.report(done=sent, total=max(total, sent))
    return {"sent": sent}


def _message(notice: Notice) -> EmailMessage:
    user = getattr(notice.person, "user", None)
    language = user.language if user else "vi"
    text = notice.text_en if language == "en" and notice.text_en else notice.text
    with translation.override(language):
        subject = translation.gettext("Năm Rõ: %(text)s") % {"text": text[:120]}
    return EmailMessage(subject=subject, body=f"{text}\n\n{notice.link}", to=[notice.person.email])
