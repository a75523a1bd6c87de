"""The queue underneath: procrastinate, and nothing else imports it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, connections
from procrastinate import App, Blueprint

blueprint = Blueprint()
_STALLED_EVERY = "* * * * *"


class Runs(Protocol):
    """What the queue calls when a job, the minute, or a schedule is due; services answer."""

    def run(self, job_id: int) -> Any: ...
    def take_up_stalled(self) -> Any: ...
    def periodic(self, name: str, at: datetime) -> Any: ...


_runs: list[Runs] = []


def connect(runs: Runs) -> None:
    """Say who runs what the queue brings; the last call counts."""
    _runs[:] = [runs]


@blueprint.task(name="namro.run")
def _run(job_id: int) -> None:
    _on_fresh_connection(lambda: _runs[0].run(job_id))


@blueprint.periodic(cron=_STALLED_EVERY)
@blueprint.task(name="namro.take_up_stalled")
def _stalled(timestamp: int) -> None:
    _on_fresh_connection(_runs[0].take_up_stalled)


def _on_fresh_connection(work: Any) -> None:
    """A worker's thread lives longer than a connection should: each run has its own."""
    try:
        work()
    finally:
        connections.close_all()


def schedule(name: str, cron: str) -> None:
    """Have the workers run the periodic function `name`; each moment once, whichever worker is first."""

    @blueprint.periodic(cron=cron)
    @blueprint.task(name=f"namro.periodic.{name}")
    def _tick(timestamp: int) -> None:
        _on_fresh_connection(lambda: _runs[0].periodic(name, datetime.fromtimestamp(timestamp, tz=UTC)))


def ready(app: App) -> None:
    """Called by procrastinate once every module's jobs.py is loaded."""
    app.add_tasks_from(blueprint, namespace="namro")


def put(job_id: int) -> None:
    """Queue a job in the current transaction."""
    from procrastinate.contrib.django import app

    app.configure_task("namro:namro.run").defer(job_id=job_id)


def holds(job_id: int) -> bool:
    """Whether the job waits in the queue; one queued twice is still run once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND (args->>'job_id')::bigint = %s",
            [job_id],
        )
        return cursor.fetchone() is not None


def work(*, until_empty: bool = False) -> None:
    """Run queued jobs until told to stop (SIGTERM), or until none is left."""
    from procrastinate.contrib.django import app

    connector: Any = app.connector  # Django's, which knows how to give a worker its own
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(
            wait=not until_empty, install_signal_handlers=_in_main_thread(), concurrency=1, name=settings.WORKER_NAME
        )


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
