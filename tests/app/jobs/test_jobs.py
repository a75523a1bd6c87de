"""Long work is started once, shows its progress, ends with a result or a message, and survives its worker."""

from __future__ import annotations

import pytest
from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.jobs import queue, services
from namro.base.jobs.models import Job, JobState

SYSTEM = Actor(user_id=None)


@pytest.fixture(autouse=True)
def _tasks(monkeypatch):
    monkeypatch.setattr(services, "TASKS", dict(services.TASKS))

    @services.task("test.count")
    def count(*, arguments, progress):
        for done in range(arguments["n"]):
            progress.report(done=done + 1, total=arguments["n"], message="đang đếm")
        return {"counted": arguments["n"]}

    @services.task("test.refuse")
    def refuse(*, arguments, progress):
        raise DomainError("test.refused", "Chưa mở được kỳ: thiếu khung.")

    @services.task("test.break")
    def broken(*, arguments, progress):
        raise ZeroDivisionError


def start(task, key="k", **arguments):
    return services.start(task=task, key=key, arguments=arguments, by=SYSTEM, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_to_its_result_and_shows_its_progress():
    job = services.run(start("test.count", n=7).pk)
    assert (job.state, job.result, job.done, job.total) == (JobState.DONE, {"counted": 7}, 7, 7)
    assert job.started_at <= job.finished_at


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_a_job_from_the_queue():
    job = start("test.count", n=2)
    queue.work(until_empty=True)
    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.django_db
def test_the_same_key_is_one_job_while_it_lives():
    first = start("test.count", n=1)
    assert start("test.count", n=1) == first
    assert Job.objects.count() == 1
    assert Event.objects.filter(tag="jobs:job:started").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_reaches_the_person_who_asked():
    job = services.run(start("test.refuse").pk)
    assert (job.state, job.error_code, job.message) == (
        JobState.FAILED,
        "test.refused",
        "Chưa mở được kỳ: thiếu khung.",
    )


@pytest.mark.django_db(transaction=True)
def test_an_unforeseen_fault_is_said_without_its_insides():
    job = services.run(start("test.break").pk)
    assert (job.state, job.error_code) == (JobState.FAILED, "jobs.unexpected")
    assert "ZeroDivisionError" not in job.message


@pytest.mark.django_db(transaction=True)
def test_a_failed_job_can_be_run_again_and_a_finished_one_cannot():
    failed = services.run(start("test.refuse").pk)
    again = services.retry(job=failed, by=SYSTEM, at=timezone.now())
    assert again.pk != failed.pk
    assert again.state == JobState.WAITING
    done = services.run(start("test.count", key="other", n=1).pk)
    with pytest.raises(Conflict):
        services.retry(job=done, by=SYSTEM, at=timezone.now())


@pytest.mark.django_db
def test_a_stranger_cannot_run_my_job_again():
    job = start("test.refuse")
    with pytest.raises(NotVisible):
        services.retry(job=job, by=Actor(user_id=99), at=timezone.now())


@pytest.mark.django_db
def test_an_unknown_task_is_refused():
    with pytest.raises(DomainError) as refusal:
        start("test.nowhere")
    assert refusal.value.code == "jobs.unknown_task"


@pytest.mark.django_db(transaction=True)
def test_a_job_left_by_a_dead_worker_is_taken_up_and_a_living_one_is_left_alone():
    dead, living = start("test.count", key="dead", n=1), start("test.count", key="living", n=1)
    queue_emptied()
    Job.objects.update(state=JobState.RUNNING)
    holder = services.Progress(living.pk)
    assert holder.hold()
    assert services.take_up_stalled() == 1
    assert (queue.holds(dead.pk), queue.holds(living.pk)) == (True, False)
    assert services.run(living.pk).state == JobState.RUNNING  # somebody else has it
    holder.close()
    assert services.run(dead.pk).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ended_is_not_run_twice():
    job = services.run(start("test.count", n=3).pk)
    assert services.run(job.pk).finished_at == job.finished_at


def queue_emptied() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
