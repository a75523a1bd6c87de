"""The forms of a large round, made by a job and kept for a day under the data folder for whoever asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.documents import sheet_form, year_form
from namro.base.documents.year_types import YearDocument
from namro.base.errors import DomainError
from namro.base.jobs import services as jobs
from namro.base.jobs.models import Job
from namro.duties.evaluations import papers, papers_year
from namro.duties.evaluations.models import Period, Round, Sheet
from namro.duties.evaluations.selectors.standing import round_for

TASK = "evaluations.round_forms"
AT_ONCE = 30  # forms made while somebody waits
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Forms:
    """An official form: how it is filled from sheets, and set in each kind of file."""

    fill: Callable[[list[Sheet]], list[Any]]
    makers: Mapping[str, Callable[[list[Any]], bytes]]


def _of_year(sheets: list[Sheet]) -> list[YearDocument]:
    """With what was decided: the forms of a round go to whoever prepares it."""
    return papers_year.year_documents(sheets, shows=lambda _sheet: True)


MONTHLY = Forms(papers.sheet_documents, {"pdf": sheet_form.sheets_pdf, "docx": sheet_form.sheets_docx})
YEARLY = Forms(_of_year, {"pdf": year_form.year_forms_pdf, "docx": year_form.year_forms_docx})


def form_of(period: Period) -> Forms:
    """The form of a year, Mẫu số 01 for what it is made of."""
    return YEARLY if period.kind == Period.Kind.YEAR else MONTHLY


def forms_count(round_: Round) -> int:
    """How many people of a round have a form to print."""
    return round_.sheets.filter(not_rated="").count()


def forms_of(round_: Round, kind: str, progress: jobs.Progress | None = None) -> bytes:
    """The form of everybody of the round who is rated, filled in by parts and set as one file."""
    forms = form_of(round_.period)
    rated: list[Sheet] = [one for one in papers.sheets_of(round_) if not one.not_rated]
    documents: list[Any] = []
    for first in range(0, len(rated), AT_ONCE):
        documents += forms.fill(rated[first : first + AT_ONCE])
        if progress:
            # The last part counts as done with the file: setting it is what takes longest.
            is_last = len(documents) == len(rated)
            message = _("Đang dàn trang") if is_last else _("Đang điền phiếu")
            progress.report(done=first if is_last else len(documents), total=len(rated), message=message)
    return forms.makers[kind](documents)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "evaluations"


def file_of(job_id: int, kind: str) -> Path:
    """Where the file of a job is, or would be."""
    return folder() / f"forms-{job_id}.{kind}"


@transaction.atomic
def start_forms(*, round_id: int, kind: str, by: Actor, at: datetime, on: date) -> Job:
    """Queue the forms of a round.

    Refuses: evaluations.not_found, access.denied, evaluations.document.kind
    Records: jobs:job:started
    """
    round_for(by, round_id, on=on, needs=Permission.ROUND_PREPARE)
    if kind not in MONTHLY.makers:
        raise DomainError("evaluations.document.kind", _("Hãy chọn PDF hoặc Word."), field="kind")
    arguments = {"round_id": round_id, "kind": kind, "user_id": by.user_id}
    return jobs.start(task=TASK, key=f"{TASK}:{round_id}:{kind}:{by.user_id}", arguments=arguments, by=by, at=at)


def make_forms(
    *, round_id: int, kind: str, job_id: int, by: Actor, on: date, progress: jobs.Progress
) -> dict[str, Any]:  # fmt: skip
    """Write the file of a job; run again, it writes the same file again.

    Refuses: evaluations.not_found, access.denied
    """
    round_ = round_for(by, round_id, on=on, needs=Permission.ROUND_PREPARE)
    count = forms_count(round_)
    progress.report(done=0, total=count)
    _write(file_of(job_id, kind), forms_of(round_, kind, progress))
    progress.report(done=count, total=count)
    return {"link": f"{reverse('round_file', args=[round_id, f'forms.{kind}'])}?job={job_id}", "forms": count}


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, and for the program's own account only: these are people's scores."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    half.replace(path)


def sweep(at: datetime) -> int:
    """Remove files older than a day; returns how many."""
    before = (at - KEPT).timestamp()
    old = [one for one in folder().glob("forms-*") if one.stat().st_mtime < before]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)
