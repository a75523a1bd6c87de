"""The acceptance list of a point: procedures added to it and taken off."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.duties.onestop import forms_accepting
from namro.duties.onestop.services import accepting
from namro.duties.onestop.views.acting import Data, act, when
from namro.duties.onestop.views.points import kept


def point_accepts(request: Request, point_id: int) -> HttpResponse:
    """More procedures the point takes."""

    def work(form: Data) -> None:
        given = {name: form[name] for name in ("first", "decision_number", "decision_on")}
        accepting.accept_from(point_id, forms_accepting.chosen_of(form), **given, **when(request))

    def about() -> Data:
        title = _("Thêm vào danh mục tiếp nhận: %(name)s") % {"name": kept(request, point_id).name}
        lead = _(
            "Điểm chưa có danh mục thì nhận mọi thủ tục còn hiệu lực; có danh mục thì chỉ nhận thủ tục có trong đó."
        )
        return {"title": title, "lead": lead, "initial": {"first": request.on}}

    done = _("Đã ghi danh mục tiếp nhận.")
    return act(request, forms_accepting.AcceptForm, back=_url(point_id), done=done, work=work, about=about)


def point_accepts_no_more(request: Request, point_id: int) -> HttpResponse:
    """Procedures the point no longer takes."""

    def work(form: Data) -> None:
        chosen = forms_accepting.chosen_of(form)
        accepting.accept_until(point_id, chosen, until=form["until"], **when(request))

    def about() -> Data:
        title = _("Thôi tiếp nhận tại %(name)s") % {"name": kept(request, point_id).name}
        lead = _("Hồ sơ đã tiếp nhận trước ngày ấy vẫn được giải quyết.")
        return {"title": title, "lead": lead, "initial": {"until": request.on}}

    done = _("Đã ghi ngày thôi tiếp nhận.")
    return act(request, forms_accepting.AcceptNoMoreForm, back=_url(point_id), done=done, work=work, about=about)


def _url(point_id: int) -> str:
    return reverse("point", args=[point_id])
