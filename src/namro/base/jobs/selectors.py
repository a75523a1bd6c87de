"""Which jobs somebody may see."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.base.jobs.models import Job


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """The jobs the actor asked for; the administrator sees all."""
    jobs = Job.objects.select_related("asked_by").order_by("-asked_at")
    return jobs if actor.is_administrator else jobs.filter(asked_by_id=actor.user_id or 0)


def job_visible_to(actor: Actor, job_id: int) -> Job:
    """Refuses: jobs.not_yours"""
    job = jobs_visible_to(actor).filter(pk=job_id).first()
    if job is None:
        raise NotVisible("jobs.not_yours", _("Không tìm thấy tác vụ."))
    return job


def worker_is_running() -> bool:
    """Whether any worker of the queue has been alive in the last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 s')"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
