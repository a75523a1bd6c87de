"""One citizen of the demonstration: some of the desk's dossiers are theirs, the desk opened them an account, and since then
they hand in online: one dossier waits at the desk, one is still being filled in.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from namro.duties.onestop.models import Dossier, PointStaff
from namro.duties.onestop.models.points import Duty
from namro.duties.procedures.selectors.online import codes_of, online_share
from namro.web.demo.city import PASSWORD, Stage
from namro.web.demo.work import moment
from namro.web.portal.services import applying
from namro.web.portal.services.accounts import account_of, choose_password, open_account
from namro.web.portal.services.applying import Typed
from namro.web.portal.services.sessions import Proven, citizen_of, enter, leave

NAME, NUMBER = "Đoàn Thị Thanh Mai", "001190000118"  # invented, as everybody here
THEIRS = frozenset({0, 3, 5, 8, 9, 12, 16, 19, 23})  # by their place in the desk's month: nearly every fate there is
OPENED = date(2026, 11, 20)
# An empty page, for the procedure of that code.
PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
% CODE
%%EOF
"""


def citizen_of_the_portal(stage: Stage) -> None:
    """An account opened at the desk against the identity card; the code is used at once."""
    dossier = Dossier.objects.filter(id_number=NUMBER).order_by("pk").first()
    if dossier is None:
        return  # no catalogue, hence no dossiers
    staff = PointStaff.objects.filter(point=dossier.point_id, duty=Duty.RECEIVER).select_related("person")
    receiver, at = staff.order_by("pk")[0].person.code, moment(OPENED, 15)
    opened = open_account(
        dossier_id=dossier.pk, is_checked=True, reason="Người nộp đề nghị theo dõi hồ sơ trên cổng",
        by=stage.actor(receiver, OPENED), at=at, on=OPENED,
    )  # fmt: skip
    choose_password(number=NUMBER, code=opened.code, password=PASSWORD, address="127.0.0.1", at=at)
    _online(dossier.point_id)


def _online(point_id: int) -> None:
    """By their own hand, in the evening."""
    found = list(online_share(on=OPENED).share.numerator)
    codes = sorted(codes_of(found))
    if len(codes) < 2:
        return
    at = moment(OPENED, 19)
    token = enter(Proven(NUMBER, NAME, account_id=account_of(NUMBER).pk), instead_of="", at=at)  # type: ignore[union-attr]
    citizen = citizen_of(token, at=at)
    assert citizen is not None
    for code in codes[:2]:
        papers = applying.papers_of(code, on=OPENED)
        words = {"point": str(point_id), "case": "", "applicant": NAME, "phone": "0904118118", "address": "Tổ 5"}
        files = [(papers[0], SimpleUploadedFile("trang.pdf", PAGE.replace(b"CODE", code.encode())))]
        applying.save(citizen, code, Typed(words, papers[1:]), files, at=at)
    applying.send(citizen, codes[0], once=codes[0], at=at, on=OPENED)
    leave(citizen, at=at)


def citizen_sign_in() -> str:
    """How to sign in on the portal, where there is something to see."""
    there = Dossier.objects.filter(id_number=NUMBER).exists()
    return f"{NUMBER}  người dân: hồ sơ của tôi, tại /portal/mine/" if there else ""
