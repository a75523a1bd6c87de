"""One citizen of the demonstration: some of the desk's dossiers are theirs, and the desk opened them an account."""

from __future__ import annotations

from datetime import date

from namro.duties.onestop.models import Dossier, PointStaff
from namro.duties.onestop.models.points import Duty
from namro.web.demo.city import PASSWORD, Stage
from namro.web.demo.work import moment
from namro.web.portal.services.accounts import choose_password, open_account

NAME, NUMBER = "Đoàn Thị Thanh Mai", "001190000118"  # invented, as everybody here
THEIRS = frozenset({0, 3, 5, 8, 9, 12, 16, 19, 23})  # by their place in the desk's month: nearly every fate there is
OPENED = date(2026, 11, 20)


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


def citizen_sign_in() -> str:
    """How to sign in on the portal, where there is something to see."""
    there = Dossier.objects.filter(id_number=NUMBER).exists()
    return f"{NUMBER}  người dân: hồ sơ của tôi, tại /portal/mine/" if there else ""
