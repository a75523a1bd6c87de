"""What an applicant does themself, signed in on the portal: hand in, and send what was asked for. Never an actor of the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotVisible
from namro.base.notify.services import tell as tell_staff
from namro.duties.onestop import offers
from namro.duties.onestop.models import Channel, Dossier, PaperFile, ServicePoint, State, Supplement
from namro.duties.onestop.models.dossiers import PaperSource
from namro.duties.onestop.parameters import most_of_papers
from namro.duties.onestop.services.arriving import must_work
from namro.duties.onestop.services.intake import Handed, enter, made


@dataclass(frozen=True)
class SentFile:
    """A file of a paper, stored already: `name` is where."""

    paper: str
    name: str
    kind: str
    size: int
    sha256: str


@transaction.atomic
def hand_in(data: Handed, files: Sequence[SentFile], *, session_id: int, at: datetime, on: date) -> Dossier:
    """Register a dossier its applicant sends online. It has neither code nor due moment until the desk accepts it.

    Refuses: onestop.point.unknown, onestop.procedure.not_in_force, onestop.applicant.missing, onestop.acceptance.not_here,
    onestop.unit.gone, onestop.case.unknown, onestop.paper.unknown, onestop.paper_file.many, onestop.papers.twice,
    onestop.papers.missing
    Records: onestop:dossier:registered, onestop:paper_file:sent
    """
    point = ServicePoint.objects.filter(pk=data.point_id, valid__contains=on).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Nơi nộp này không hoạt động vào ngày này."), field="point")
    offered = offers.offer(data.procedure, on=on)
    if offered.cases and data.case not in offered.cases:
        raise DomainError("onestop.case.unknown", _("Hãy chọn trường hợp của hồ sơ."), field="case")
    there = {one.paper for one in files}
    if unknown := there - set(offered.papers):
        text = _("Thủ tục không còn yêu cầu giấy tờ này: %(names)s. Hãy xem lại danh sách giấy tờ rồi gửi.")
        raise DomainError("onestop.paper.unknown", text % {"names": "; ".join(sorted(unknown))}, field="papers")
    brought = {str(one["name"]) for one in data.papers}
    if missing := [name for name in offered.papers if name not in there | brought]:
        text = _("Còn thiếu: %(names)s. Hãy gửi tệp, hoặc đánh dấu sẽ mang bản giấy đến nơi nộp.")
        raise DomainError("onestop.papers.missing", text % {"names": "; ".join(missing)}, field="papers")
    _must_be_few(files, 0)
    papers = [
        {"name": name, "originals": 0, "copies": 0, "source": PaperSource.FILE.value}
        for name in offered.papers
        if name in there
    ]
    given = replace(data, channel=Channel.ONLINE.value, papers=papers)
    dossier = made(given, point, offered, at=at, on=on, by=NOBODY)
    must_work(point, dossier.unit_id, on=on)
    dossier.state, dossier.submitted_at = State.REGISTERED, at
    enter(dossier, "register", NOBODY, at)
    _keep(dossier, files, session_id, at)
    return dossier


@transaction.atomic
def send_papers(
    dossier_id: int, files: Sequence[SentFile], *, id_number: str, session_id: int, at: datetime
) -> list[PaperFile]:
    """Send files of the papers that were asked for. Whoever asked is told; that everything came is for the desk to say.

    Refuses: onestop.not_found, onestop.supplement.none, onestop.paper.unknown, onestop.paper_file.none,
    onestop.paper_file.many, onestop.papers.twice
    Records: onestop:paper_file:sent
    """
    dossier = (
        Dossier.objects.select_for_update().filter(pk=dossier_id, id_number=id_number).exclude(id_number="").first()
    )
    if dossier is None:
        raise NotVisible("onestop.not_found", _("Không có hồ sơ này."))
    asked = Supplement.objects.filter(dossier=dossier, answered_at=None).order_by("-pk").first()
    if asked is None or dossier.state not in (State.REGISTERED, State.SUPPLEMENT):
        text = _("Hồ sơ này không chờ bổ sung giấy tờ. Hãy mở lại trang hồ sơ để xem tình trạng mới.")
        raise DomainError("onestop.supplement.none", text)
    if not files:
        raise DomainError("onestop.paper_file.none", _("Hãy chọn ít nhất một tệp rồi gửi."), field="papers")
    if unknown := {one.paper for one in files} - {str(item["paper"]) for item in asked.items}:
        text = _("Cơ quan không yêu cầu giấy tờ này: %(names)s.") % {"names": "; ".join(sorted(unknown))}
        raise DomainError("onestop.paper.unknown", text, field="papers")
    _must_be_few(files, dossier.paper_files.count())
    kept = _keep(dossier, files, session_id, at)
    _tell_whoever_asked(dossier, asked, kept, at)
    return kept


def _must_be_few(files: Sequence[SentFile], there: int) -> None:
    most = most_of_papers().files
    if there + len(files) > most:
        text = _("Một hồ sơ có nhiều nhất %(most)s tệp giấy tờ. Hãy gộp các trang thành một tệp PDF.") % {"most": most}
        raise DomainError("onestop.paper_file.many", text, field="papers")


def _keep(dossier: Dossier, files: Sequence[SentFile], session_id: int, at: datetime) -> list[PaperFile]:
    """The files under the dossier, none twice, also under two papers."""
    marks = list(dossier.paper_files.values_list("sha256", flat=True)) + [one.sha256 for one in files]
    if doubled := [one.paper for one in files if marks.count(one.sha256) > 1]:
        text = _("Cùng một tệp gửi hai lần, hoặc cho hai giấy tờ: %(names)s. Mỗi giấy tờ cần tệp của nó.")
        raise DomainError("onestop.papers.twice", text % {"names": "; ".join(dict.fromkeys(doubled))}, field="papers")
    kept = [
        PaperFile(dossier=dossier, paper=one.paper, file=one.name, kind=one.kind, size=one.size, sha256=one.sha256, sent_at=at)
        for one in files
    ]  # fmt: skip
    PaperFile.objects.bulk_create(kept)
    if kept:
        after: dict[str, Any] = {"files": [one.sha256 for one in kept], "citizen_session": session_id}
        record(
            tag="onestop:paper_file:sent", by=NOBODY, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
            after=after,
        )  # fmt: skip
    return kept


def _tell_whoever_asked(dossier: Dossier, asked: Supplement, kept: Sequence[PaperFile], at: datetime) -> None:
    person = asked.issued_by.person_id
    code = dossier.code or str(dossier.pk)
    tell_staff(
        person_ids=[person] if person else [], kind="onestop.papers", key=f"onestop.papers:{dossier.pk}:{kept[-1].pk}",
        text=f"Người nộp đã gửi giấy tờ bổ sung cho hồ sơ {code}.", text_en=f"The applicant sent papers for dossier {code}.",
        link=f"/dossiers/{dossier.pk}/", at=at,
    )  # fmt: skip
