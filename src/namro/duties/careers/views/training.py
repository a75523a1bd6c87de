"""The forms of courses completed."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.city.acting import Data, act, when
from namro.city.people import selectors as people
from namro.duties.careers import forms, services
from namro.duties.careers.models import Training
from namro.duties.careers.selectors.standing import not_found
from namro.duties.careers.views.asking import keeper


def new_training(request: Request, person_id: int) -> HttpResponse:
    """Record a course from its certificate."""
    who = people.person(person_id)

    def work(data: Data) -> None:
        services.record_training(person_id=person_id, **data, **when(request))

    return act(
        request, forms.TrainingForm, title=_("Ghi khóa đào tạo, bồi dưỡng: %(name)s") % {"name": who}, work=work,
        back=reverse("career", args=[person_id]), done=_("Đã ghi khóa học."), check=keeper(request, person_id),
    )  # fmt: skip


def withdraw_training(request: Request, training_id: int) -> HttpResponse:
    """A course entered by mistake."""
    made = Training.objects.select_related("person").filter(pk=training_id).first()
    if made is None:
        raise not_found()

    def work(data: Data) -> None:
        services.withdraw_training(training_id=training_id, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Rút khóa học ghi nhầm: %(name)s") % {"name": made.person}, lead=made.title,
        work=work, back=reverse("career", args=[made.person_id]), done=_("Đã rút."), danger=True,
        check=keeper(request, made.person_id),
    )  # fmt: skip
