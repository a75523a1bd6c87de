"""What has been handed in of a dossier that is not accepted yet: checked again when more of it comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.services.moving import taken


@transaction.atomic
def check_papers(
    dossier_id: int, papers: Sequence[dict[str, Any]], *, by: Actor, at: datetime, on: date, version: int | None = None
) -> Dossier:
    """Note which papers are there now.

    Refuses: onestop.not_found, onestop.changed_meanwhile, access.denied, onestop.papers.accepted
    Records: onestop:dossier:papers
    """
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    if Relation.RECEIVER not in relations:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    if dossier.state not in (State.DRAFT, State.REGISTERED):
        text = _("Hồ sơ đã tiếp nhận: giấy tờ chỉ thêm qua yêu cầu bổ sung.")
        raise DomainError("onestop.papers.accepted", text)
    dossier.papers, dossier.version = list(papers), dossier.version + 1
    dossier.save(update_fields=["papers", "version"])
    record(
        tag="onestop:dossier:papers", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"papers": [str(one["name"]) for one in papers]},
    )  # fmt: skip
    return dossier
