"""The forms of each act on feedback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.city.acting import Data, act, when
from namro.city.people.models import Person
from namro.duties.feedback import access, forms, selectors, services
from namro.duties.feedback.models import Feedback


def receive(request: Request) -> HttpResponse:
    """Write into the register what somebody said."""

    def work(data: Data) -> str:
        code = data.pop("person")
        made = services.receive(**data, person_id=_person(code, "person") if code else None, **when(request))
        return reverse("feedback_item", args=[made.pk])

    return act(
        request, forms.ReceiveForm, title=_("Ghi phản ánh, kiến nghị"), back=reverse("feedback_list"), work=work,
        initial={"received_on": request.on, "dossier_code": request.GET.get("dossier", "")},
        done=_("Đã ghi vào sổ phản ánh."),
    )  # fmt: skip


def _person(code: str, field: str) -> int:
    found = Person.objects.filter(code__iexact=code.strip()).values_list("pk", flat=True).first()
    if found is None:
        raise DomainError(
            "feedback.person.unknown", _("Không có cán bộ mang mã này. Xem mã ở trang Con người."), field=field
        )
    return found


def _on_item(
    request: Request, feedback_id: int, form: type[Any], *, needs: Permission, title: str, done: str,
    work: Callable[[Data], object], initial: Callable[[Feedback], Data] | None = None, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    found, _relations = selectors.one(request.actor, feedback_id, on=request.on)

    def run(data: Data) -> None:
        work(data)

    return act(
        request, form, title=f"{title}: {found.code}", lead=found.content[:300], back=reverse("feedback_item", args=[found.pk]),
        done=done, work=run, initial={"version": found.version, **(initial(found) if initial else {})}, danger=danger,
        check=lambda: _check(needs, found, request),
    )  # fmt: skip


def _check(needs: Permission, found: Feedback, request: Request) -> None:
    access.require(needs, found, request.actor, on=request.on)


def assign(request: Request, feedback_id: int) -> HttpResponse:
    """Name who looks into it."""

    def work(data: Data) -> None:
        handler = _person(data["person"], "person")
        services.assign(feedback_id=feedback_id, handler_id=handler, version=data["version"], **when(request))

    return _on_item(
        request, feedback_id, forms.AssignForm, needs=Permission.FEEDBACK_ASSIGN, work=work,
        title=_("Phân công xác minh"), done=_("Đã phân công."),
    )  # fmt: skip


def verify(request: Request, feedback_id: int) -> HttpResponse:
    """Say what was found, and whom it is about."""

    def work(data: Data) -> None:
        code = data.pop("person")
        services.verify(
            feedback_id=feedback_id, **data, person_id=_person(code, "person") if code else None, **when(request)
        )

    return _on_item(
        request, feedback_id, forms.VerifyForm, needs=Permission.FEEDBACK_HANDLE, work=work,
        initial=lambda found: {
            "outcome": found.outcome, "finding": found.finding, "person": found.person.code if found.person else "",
        },
        title=_("Kết quả xác minh"), done=_("Đã ghi kết quả xác minh."),
    )  # fmt: skip


def answer(request: Request, feedback_id: int) -> HttpResponse:
    """Answer the sender."""
    return _on_item(
        request, feedback_id, forms.AnswerForm, needs=Permission.FEEDBACK_HANDLE,
        work=lambda data: services.answer(feedback_id=feedback_id, **data, **when(request)),
        title=_("Trả lời phản ánh"), done=_("Đã trả lời."),
    )  # fmt: skip


def correct(request: Request, feedback_id: int) -> HttpResponse:
    """Replace a finding and its answer that turned out wrong."""
    return _on_item(
        request, feedback_id, forms.CorrectForm, needs=Permission.FEEDBACK_DECIDE, danger=True,
        work=lambda data: services.correct(feedback_id=feedback_id, **data, **when(request)),
        initial=lambda found: {"outcome": found.outcome, "finding": found.finding, "answer": found.answer},
        title=_("Sửa kết quả đã trả lời"), done=_("Đã sửa, nội dung cũ còn trong nhật ký."),
    )  # fmt: skip


def pass_on(request: Request, feedback_id: int) -> HttpResponse:
    """Send it to the body that is competent."""
    return _on_item(
        request, feedback_id, forms.PassOnForm, needs=Permission.FEEDBACK_ASSIGN,
        work=lambda data: services.pass_on(feedback_id=feedback_id, **data, **when(request)),
        title=_("Chuyển cơ quan có thẩm quyền"), done=_("Đã chuyển."),
    )  # fmt: skip


def publish(request: Request, feedback_id: int) -> HttpResponse:
    """Make it public without names."""
    return _on_item(
        request, feedback_id, forms.PublishForm, needs=Permission.FEEDBACK_PUBLISH,
        work=lambda data: services.publish(feedback_id=feedback_id, **data, **when(request)),
        initial=lambda found: {"summary": found.summary}, title=_("Công khai kết quả"), done=_("Đã công khai."),
    )  # fmt: skip
