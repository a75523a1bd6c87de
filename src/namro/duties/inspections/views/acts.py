"""The forms of each act on a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.ui.wording import day_text
from namro.city.acting import Data, act, when
from namro.duties.inspections import access, forms, selectors, services


def record(request: Request) -> HttpResponse:
    """Write one finding of a conclusion into the register."""

    def work(data: Data) -> str:
        given = {**data, "unit_id": data["unit"], "person_id": data["person"]}
        del given["unit"], given["person"]
        made = services.record_finding(data=services.FindingData(**given), **when(request))
        return reverse("finding", args=[made.pk])

    return act(
        request, forms.FindingForm, title=_("Ghi tồn tại"), back=reverse("findings"), work=work,
        lead=_("Một tồn tại như kết luận kiểm tra công vụ đã nêu. Nhiều tồn tại thì nhập từ bảng tính."),
        offer=lambda form: form.offer_people(request.actor, on=request.on), done=_("Đã ghi vào sổ tồn tại."),
    )  # fmt: skip


def _on_one(
    request: Request, finding_id: int, form: type[Any], *, title: str, done: str, work: Callable[[Data], object],
    initial: Data | None = None, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    found, _relations = selectors.one(request.actor, finding_id, on=request.on)

    def run(data: Data) -> None:
        work(data)

    def check() -> None:
        access.require(Permission.FINDINGS_WRITE, found, request.actor, on=request.on)

    lead = _("Kết luận %(number)s ngày %(day)s: %(content)s") % {
        "number": found.number, "day": day_text(found.concluded_on), "content": found.content[:300],
    }  # fmt: skip
    return act(
        request, form, title=title, lead=lead, back=reverse("finding", args=[found.pk]), done=done, work=run,
        initial=initial, danger=danger, check=check,
    )  # fmt: skip


def remedy(request: Request, finding_id: int) -> HttpResponse:
    """Say how it was remedied, with what proves it."""
    return _on_one(
        request, finding_id, forms.RemedyForm, title=_("Ghi kết quả khắc phục"), done=_("Đã ghi kết quả khắc phục."),
        work=lambda data: services.remedy_finding(finding_id=finding_id, data=services.RemedyData(**data), **when(request)),
        initial={"remedied_on": request.on},
    )  # fmt: skip


def withdraw(request: Request, finding_id: int) -> HttpResponse:
    """Take it out of force with a reason."""
    return _on_one(
        request, finding_id, forms.WithdrawForm, title=_("Rút tồn tại"), done=_("Đã rút, tồn tại vẫn còn trong sổ."),
        work=lambda data: services.withdraw_finding(finding_id=finding_id, **data, **when(request)), danger=True,
    )  # fmt: skip
