"""What was found posted at a point."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import NotAllowed
from namro.duties.onestop import forms_accepting
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.selectors import points
from namro.duties.onestop.services.posting import note_posting
from namro.duties.onestop.views.acting import Data, act, when


def point_posting(request: Request, point_id: int) -> HttpResponse:
    """A look at the board of the point."""

    def work(form: Data) -> None:
        given = {name: form[name] for name in ("day", "missing")}
        note_posting(point_id, is_whole=form["is_whole"] == "yes", **given, **when(request))

    def about() -> Data:
        point = points.point_on(point_id, on=request.on)
        if not may(Permission.POSTING_NOTE, relations_to_point(point, request.actor, on=request.on)):
            text = _("Người phụ trách điểm phục vụ hoặc nội vụ của cơ quan ghi việc niêm yết.")
            raise NotAllowed("access.denied", text)
        lead = _(
            "Đối chiếu bảng niêm yết với danh mục còn hiệu lực. Lần ghi này là căn cứ của chỉ số 6, công khai thủ tục."
        )
        return {
            "title": _("Kiểm tra niêm yết: %(name)s") % {"name": point.name},
            "lead": lead,
            "initial": {"day": request.on},
        }

    back, done = reverse("point", args=[point_id]), _("Đã ghi kết quả kiểm tra niêm yết.")
    return act(request, forms_accepting.PostingForm, back=back, done=done, work=work, about=about)
