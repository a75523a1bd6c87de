"""Sending feedback, what became of it, what was published of others', and the file for whoever handles it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Relation
from namro.base.errors import DomainError, NotVisible
from namro.base.limits.visitors import address_of
from namro.base.ui.wording import said
from namro.base.uploads import ENDINGS, TYPES
from namro.city.organisation import selectors as organisation
from namro.duties.feedback import selectors as register
from namro.duties.feedback.models import Feedback
from namro.duties.feedback.parameters import parameters as feedback_parameters
from namro.web.portal import services
from namro.web.portal.forms import AnswerForm, FeedbackForm
from namro.web.portal.models import Attachment
from namro.web.portal.services import Sent

PER_PAGE = 20


def send(request: Request) -> HttpResponse:
    """The form; once sent, the code and the day of the answer."""
    if request.method != "POST":
        return render(request, "portal/feedback.html", {"form": FeedbackForm(on=request.on)})
    form = FeedbackForm(request.POST, request.FILES, on=request.on)
    if not form.is_valid():
        return render(request, "portal/feedback.html", {"form": form}, status=422)
    try:
        made = services.send(Sent(**form.cleaned_data), address=address_of(request), at=request.at, on=request.on)
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return render(request, "portal/feedback.html", {"form": form}, status=429 if refused.status == 429 else 422)
    return _plain(render(request, "portal/sent.html", {"made": made}))


def answer(request: Request) -> HttpResponse:
    """What became of one's own feedback."""
    if request.method != "POST":
        return _plain(render(request, "portal/answer.html", {"form": AnswerForm()}))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _plain(render(request, "portal/answer.html", {"form": form}, status=422))
    try:
        found = services.answer_of(**form.cleaned_data, address=address_of(request), at=request.at)
    except DomainError as refused:
        form.add_error(refused.field or None, str(refused))
        return _plain(
            render(request, "portal/answer.html", {"form": form}, status=429 if refused.status == 429 else 422)
        )
    unit = organisation.name_of([found.unit_id], on=request.on).get(found.unit_id, "")
    return _plain(render(request, "portal/answered.html", {"f": found, "klass": _klass(found), "unit": unit}))


def published(request: Request) -> HttpResponse:
    """Feedback made public, in the words written for it: no sender and no official is named."""
    rows = Feedback.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = organisation.name_of({one.unit_id for one in shown}, on=request.on)
    told = [{"f": one, "klass": _klass(one), "unit": names.get(one.unit_id, "")} for one in shown]
    return render(request, "portal/published.html", {"page": page, "rows": told})


def _klass(one: Feedback) -> str:
    return said(feedback_parameters().classes[one.klass].title)


def feedback_file(request: Request, feedback_id: int) -> HttpResponseBase:
    """The file sent with feedback, to whoever handles it and to nobody it is about; always as a download."""
    found, relations = register.one(request.actor, feedback_id, on=request.on)
    kept = Attachment.objects.filter(feedback=found).first()
    if kept is None or not relations - {Relation.OWNER, Relation.SIGNED_IN, Relation.ANYONE}:
        raise NotVisible("portal.file.none", _("Không có tệp này."))
    request.looked_at = [("portal:file:viewed", ("feedback", found.pk), found.unit_id)]
    request.purpose = purpose_of(relations)
    name = f"{found.code}{ENDINGS[kept.kind]}"
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=name, content_type=TYPES[kept.kind])


def _plain(answered: HttpResponse) -> HttpResponse:
    answered.headers["Cache-Control"] = "no-store"
    return answered
