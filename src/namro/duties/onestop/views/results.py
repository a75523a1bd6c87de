"""The files of a result: added, opened, taken back; and those of papers that were sent: opened."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Permission
from namro.base.uploads import ENDINGS, TYPES
from namro.duties.onestop import forms, services
from namro.duties.onestop.models import PaperFile, ResultFile
from namro.duties.onestop.parameters import most_of_results
from namro.duties.onestop.selectors.papers import paper_for
from namro.duties.onestop.selectors.reading import dossier_for
from namro.duties.onestop.selectors.results import result_for
from namro.duties.onestop.views.acting import Data, act, when

WORK = Permission.DOSSIER_WORK


def dossier_result(request: Request, dossier_id: int) -> HttpResponse:
    """One more file of the result."""

    def work(form: Data) -> None:
        services.add_result_file(dossier_id, form["file"], **when(request))

    def about() -> Data:
        dossier, _relations = dossier_for(request.actor, dossier_id, on=request.on, needs=WORK)
        most = most_of_results()
        text = _(
            "Mỗi tệp không quá %(size)s MB, mỗi hồ sơ không quá %(files)s tệp. Tệp được giữ kèm dấu vân tay để đối chiếu về sau."
        )
        notes = (text % {"size": most.bytes // 2**20, "files": most.files},)
        return {"title": _("Thêm tệp kết quả"), "lead": dossier.code, "notes": notes}

    back = reverse("dossier", args=[dossier_id])
    return act(request, forms.ResultFileForm, back=back, done=_("Đã thêm tệp kết quả."), work=work, about=about)


def result_file(request: Request, file_id: int) -> HttpResponseBase:
    """The file, to whoever may see the dossier; always as a download, each look recorded."""
    kept, relations = result_for(request.actor, file_id, on=request.on)
    request.looked_at = [("onestop:result_file:viewed", ("dossier", kept.dossier_id), kept.dossier.unit_id)]
    request.purpose = purpose_of(relations)
    return download(kept)


def paper_file(request: Request, file_id: int) -> HttpResponseBase:
    """A file of a paper, to whoever works on the dossier; always as a download, each look recorded."""
    kept, relations = paper_for(request.actor, file_id, on=request.on)
    request.looked_at = [("onestop:paper_file:viewed", ("dossier", kept.dossier_id), kept.dossier.unit_id)]
    request.purpose = purpose_of(relations)
    return download(kept)


def download(kept: ResultFile | PaperFile) -> FileResponse:
    """Named by the code of the dossier, or its number while it has none, and by nobody."""
    name = f"{kept.dossier.code or kept.dossier_id}-{kept.pk}{ENDINGS[kept.kind]}"
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=name, content_type=TYPES[kept.kind])


def result_withdraw(request: Request, file_id: int) -> HttpResponse:
    """A wrong file is taken back."""
    kept, _relations = result_for(request.actor, file_id, on=request.on, needs=WORK)

    def work(form: Data) -> None:
        services.withdraw_result_file(file_id, reason=form["reason"], **when(request))

    def about() -> Data:
        return {"title": _("Rút tệp kết quả sai"), "lead": kept.dossier.code, "danger": True, "button": _("Rút tệp")}

    back = reverse("dossier", args=[kept.dossier_id])
    return act(
        request, forms.ReasonForm, back=back, done=_("Đã rút tệp; tệp vẫn được giữ kèm lý do."), work=work, about=about
    )
