"""Forms of a large round are made by a job, for whoever asked and for a day."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.app.evaluations.month import AT, open_month, reviewed_month

from namro.base.jobs import services as jobs
from namro.base.jobs.models import Job, JobState
from namro.duties.evaluations.jobs import round_forms, sweep
from namro.duties.evaluations.services import printing

pytestmark = pytest.mark.django_db


class Silent:
    """A Progress that keeps what it was told."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.told: list[tuple[int, int]] = []
        self.said: list[str] = []

    def report(self, *, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total))
        self.said.append(message)


@pytest.fixture(autouse=True)
def _large(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(printing, "AT_ONCE", 2)


def asked_for(browser, round_id: int, kind: str) -> Job:
    answer = browser.post(f"/rounds/{round_id}/forms", {"kind": kind})
    job = Job.objects.get(task=printing.TASK)
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    return job


def run(job: Job) -> Silent:
    progress = Silent(job.pk)
    result = round_forms(arguments=job.arguments, progress=progress)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result=result)
    return progress


def test_asking_for_many_forms_leads_to_the_button(city, as_):
    month = reviewed_month(city)
    answer = as_(city.chair).get(f"/rounds/{month.commune.pk}/files/forms.docx")
    assert answer.headers["Location"] == f"/rounds/{month.commune.pk}/forms?kind=docx"
    page = as_(city.chair).get(answer.headers["Location"]).content.decode()
    assert "Danh sách có 6 phiếu" in page
    assert '<option value="docx" selected>' in page
    assert not Job.objects.exists()


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_job_makes_the_file_and_its_page_links_to_it(city, as_, kind, starts):
    month = reviewed_month(city)
    browser = as_(city.chair)
    job = asked_for(browser, month.commune.pk, kind)
    run(job)
    link = Job.objects.get(pk=job.pk).result["link"]
    assert link in browser.get(reverse("job", args=[job.pk])).content.decode()
    answer = browser.get(link)
    content = b"".join(answer.streaming_content)
    assert content.startswith(starts)
    assert printing.file_of(job.pk, kind).stat().st_mode & 0o077 == 0
    assert kind in answer.headers["Content-Disposition"]


def test_the_job_says_how_many_people_it_has_done(city, as_):
    month = reviewed_month(city)
    progress = run(asked_for(as_(city.chair), month.commune.pk, "pdf"))
    assert progress.told == [(0, 6), (2, 6), (4, 6), (4, 6), (6, 6)]
    assert progress.said == ["", "Đang điền phiếu", "Đang điền phiếu", "Đang dàn trang", ""]


def test_forms_filled_by_parts_are_the_same_file(city, monkeypatch):
    month = reviewed_month(city)
    by_parts = printing.forms_of(month.commune, "pdf")
    monkeypatch.setattr(printing, "AT_ONCE", 100)
    assert printing.forms_of(month.commune, "pdf") == by_parts


def test_asking_twice_is_one_job(city, as_):
    month = reviewed_month(city)
    asked_for(as_(city.chair), month.commune.pk, "pdf")
    asked_for(as_(city.chair), month.commune.pk, "pdf")
    assert Job.objects.filter(task=printing.TASK).count() == 1


@pytest.mark.parametrize("who", ["office_head", "an", "outsider", "administrator", "officer"])
def test_the_file_is_only_for_whoever_asked(city, as_, who):
    month = reviewed_month(city)
    job = asked_for(as_(city.chair), month.commune.pk, "pdf")
    run(job)
    link = Job.objects.get(pk=job.pk).result["link"]
    assert as_(getattr(city, who)).get(link).status_code in (403, 404)


def test_a_job_of_one_round_opens_no_other(city, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    job = asked_for(browser, month.commune.pk, "pdf")
    run(job)
    assert browser.get(f"/rounds/{month.commune.pk}/files/forms.docx?job={job.pk}").status_code == 404


def test_whoever_no_longer_prepares_the_round_gets_nothing_made(city, as_):
    month = reviewed_month(city)
    job = asked_for(as_(city.chair), month.commune.pk, "pdf")
    job.arguments["user_id"] = city.outsider.pk
    with pytest.raises(jobs.DomainError) as refused:
        round_forms(arguments=job.arguments, progress=Silent(job.pk))
    assert refused.value.code == "evaluations.not_found"
    assert not printing.file_of(job.pk, "pdf").exists()


def test_only_files_of_more_than_a_day_ago_are_removed_and_the_page_says_so(city, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    job = asked_for(browser, month.commune.pk, "pdf")
    run(job)
    path = printing.file_of(job.pk, "pdf")
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    sweep(AT + timedelta(hours=23))
    assert path.exists()
    sweep(AT + timedelta(hours=25))
    assert not path.exists()
    gone = browser.get(Job.objects.get(pk=job.pk).result["link"], follow=True).content.decode()
    assert "chỉ giữ một ngày" in gone


def test_an_unknown_kind_is_refused(city, as_):
    period = open_month(city)
    round_id = period.rounds.get(unit=city.commune).pk
    assert as_(city.chair).post(f"/rounds/{round_id}/forms", {"kind": "exe"}).status_code == 400
    assert not Job.objects.exists()
