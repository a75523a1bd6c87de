"""Start long work, run it, and take up again what a killed worker left.

A task is a function of its arguments and a Progress; it must be safe to run twice (idempotent), because a job whose
worker was killed half-way is run again from the start. Tasks live in the `jobs.py` of their module.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import psycopg
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.jobs import queue
from namro.base.jobs.models import Job, JobState

logger = logging.getLogger("namro.jobs")
LOCK_CLASS = 7203  # the advisory lock a running job's worker holds; free again the moment that worker dies
REPORT_EVERY = timedelta(milliseconds=400)


class Progress:
    """How far a job is, written on a connection of its own so that it shows while the work's transaction runs."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._line = _own_connection()
        self._last = timezone.now() - REPORT_EVERY

    def hold(self) -> bool:
        """Take the job; false when another living worker has it."""
        row = self._line.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, self.job_id]).fetchone()
        return bool(row and row[0])

    def report(self, *, done: int, total: int, message: str = "") -> None:
        """Say how far the work is; calls closer together than REPORT_EVERY are dropped, the last one never is."""
        now = timezone.now()
        if now - self._last < REPORT_EVERY and done < total:
            return
        self._last = now
        self._line.execute(
            "UPDATE jobs_job SET done = %s, total = %s, message = %s, beat_at = %s WHERE id = %s",
            [done, total, message[:300], now, self.job_id],
        )

    def close(self) -> None:
        self._line.close()


class Task(Protocol):
    def __call__(self, *, arguments: dict[str, Any], progress: Progress) -> dict[str, Any] | None: ...


T = TypeVar("T", bound=Task)
P = TypeVar("P", bound=Callable[[datetime], None])
TASKS: dict[str, Task] = {}
PERIODIC: dict[str, Callable[[datetime], None]] = {}


def task(name: str) -> Callable[[T], T]:
    """Register a function as the task `name`."""

    def register(function: T) -> T:
        TASKS[name] = function
        return function

    return register


def every(name: str, *, cron: str) -> Callable[[P], P]:
    """Register a function of the moment to run on a schedule (cron in the server's time zone), by one worker only."""

    def register(function: P) -> P:
        PERIODIC[name] = function
        queue.schedule(name, cron)
        return function

    return register


def _own_connection() -> psycopg.Connection[Any]:
    parameters = dict(connection.get_connection_params())
    for ours in ("context", "cursor_factory", "prepare_threshold", "server_side_binding"):
        parameters.pop(ours, None)
    return psycopg.connect(**parameters, autocommit=True)


@transaction.atomic
def start(*, task: str, key: str, arguments: dict[str, Any], by: Actor, at: datetime) -> Job:
    """Queue a job in the caller's transaction; the same key while one is alive returns that one.

    Refuses: jobs.unknown_task
    Records: jobs:job:started
    """
    if task not in TASKS:
        raise DomainError("jobs.unknown_task", _("Không có tác vụ %(task)s.") % {"task": task})
    alive = Job.objects.filter(key=key, state__in=[JobState.WAITING, JobState.RUNNING]).first()
    if alive:
        return alive
    try:
        with transaction.atomic():
            job = Job.objects.create(task=task, key=key, arguments=arguments, asked_by_id=by.user_id, asked_at=at)
    except IntegrityError:  # another request asked for the same at the same moment
        return Job.objects.get(key=key, state__in=[JobState.WAITING, JobState.RUNNING])
    queue.put(job.pk)
    record(tag="jobs:job:started", by=by, at=at, subject=("job", job.pk), after={"task": task, "key": key})
    return job


@transaction.atomic
def retry(*, job: Job, by: Actor, at: datetime) -> Job:
    """Ask again for a job that failed.

    Refuses: jobs.not_yours, jobs.not_failed
    Records: jobs:job:started
    """
    if job.asked_by_id != by.user_id and not by.is_administrator:
        raise NotVisible("jobs.not_yours", _("Không tìm thấy tác vụ."))
    if job.state != JobState.FAILED:
        raise Conflict("jobs.not_failed", _("Chỉ chạy lại được tác vụ không thành."))
    return start(task=job.task, key=job.key, arguments=job.arguments, by=by, at=at)


def run(job_id: int) -> Job:
    """Run one queued job to its end, whatever the end is; a job another worker holds, or that ended, is left alone."""
    progress = Progress(job_id)
    try:
        job = Job.objects.get(pk=job_id)
        if job.state not in (JobState.WAITING, JobState.RUNNING) or not progress.hold():
            return job
        now = timezone.now()
        Job.objects.filter(pk=job_id).update(state=JobState.RUNNING, started_at=now, beat_at=now)
        _finish(job, _outcome(job, progress))
        return Job.objects.get(pk=job_id)
    finally:
        progress.close()


def _outcome(job: Job, progress: Progress) -> dict[str, Any]:
    """The columns a finished job gets."""
    try:
        result = TASKS[job.task](arguments=job.arguments, progress=progress)
    except DomainError as error:
        return {"state": JobState.FAILED, "error_code": error.code, "message": str(error)[:300]}
    except Exception:
        # The edge of a background run: whatever went wrong must reach the person who asked, not only the log.
        logger.exception("job %s (%s) failed", job.pk, job.task)
        message = _("Lỗi ngoài dự kiến, không có gì được ghi dở. Bấm Chạy lại; nếu vẫn lỗi, báo quản trị.")
        return {"state": JobState.FAILED, "error_code": "jobs.unexpected", "message": message}
    return {"state": JobState.DONE, "result": json.loads(json.dumps(result, default=str))}


def _finish(job: Job, columns: dict[str, Any]) -> None:
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **columns)


def take_up_stalled() -> int:
    """Queue again every job marked running whose worker is gone (its advisory lock is free). Returns how many."""
    count = 0
    for job_id in Job.objects.filter(state=JobState.RUNNING).values_list("pk", flat=True):
        probe = Progress(job_id)
        if probe.hold():
            probe.close()
            queue.put(job_id)
            count += 1
        else:
            probe.close()
    for job_id in Job.objects.filter(state=JobState.WAITING).values_list("pk", flat=True):
        if not queue.holds(job_id):
            queue.put(job_id)
            count += 1
    return count


class _Runs:
    """What the queue calls back."""

    def run(self, job_id: int) -> None:
        run(job_id)

    def take_up_stalled(self) -> None:
        take_up_stalled()

    def periodic(self, name: str, at: datetime) -> None:
        PERIODIC[name](at)


queue.connect(_Runs())
