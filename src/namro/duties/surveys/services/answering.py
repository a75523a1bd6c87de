"""Answers by invitation and at the counter: each once, none traceable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Posting
from namro.duties.surveys.models import BY_RESULT, Campaign, Channel, RatedMark, Response, State, Token
from namro.duties.surveys.served import Served, served
from namro.duties.surveys.services.campaigns import hash_of
from namro.duties.surveys.services.common import checked, hold, keep, require_open, require_within

Levels = dict[str, int]


@transaction.atomic
def answer(*, code: str, answers: Levels, at: datetime, on: date) -> Response:
    """Answer by invitation, once, by whoever holds it. What a public page calls; a used code looks like an unknown one.

    Refuses: surveys.token, surveys.state, surveys.days, surveys.answers.none, survey.question, survey.level
    Records: nothing: whoever answers is nobody
    """
    rows = Token.objects.select_for_update(of=("self",)).select_related("campaign__instrument")
    token = rows.filter(hash=hash_of(code.strip()), is_used=False).first()
    if token is None:
        raise NotVisible("surveys.token", _("Mã mời không đúng hoặc đã được dùng. Hãy kiểm tra lại từng ký tự."))
    require_open(token.campaign, on)
    given = checked(token.campaign, answers)
    token.is_used = True
    token.save(update_fields=["is_used"])
    # No source of its own: the hour alone would tell invitations apart.
    at = at.replace(minute=0, second=0, microsecond=0)
    return keep(
        token.campaign, unit_id=token.unit_id, channel=Channel.CODE, source="code", answers=given, received_at=at
    )


@transaction.atomic
def rate(
    *, campaign_id: int, unit_id: int, dossier_code: str, answers: Levels, source: str, by: Actor, at: datetime, on: date,
    person_id: int | None = None,
) -> Response:  # fmt: skip
    """Rate a visit on the counter's device. One dossier is rated once; its code is kept only as a keyed hash, apart.

    The device is signed in by somebody of the point where the dossier was received, who had no hand in it: nobody holds the
    device for answers about themselves.

    Where the device names no officer, the answers are about whoever received the dossier in that unit.
    Refuses: surveys.not_found, access.denied, surveys.state, surveys.days, surveys.unit, surveys.person,
    surveys.dossier.missing, surveys.dossier.unknown, surveys.dossier.unfinished, surveys.dossier.rated,
    surveys.kiosk.elsewhere, surveys.kiosk.own, surveys.answers.none, survey.question, survey.level
    Records: nothing: the device is signed in as staff, but whoever answers is nobody
    """
    found = hold(campaign_id, by=by, on=on, needs=Permission.SURVEY_ENTER, lock=False)
    require_open(found, on)
    require_within(found, unit_id, on)
    code = _code(dossier_code)
    one = served(code, at=at)
    _must_hold(one, by)
    if person_id is not None and not _serves(unit_id, person_id, on):
        raise DomainError("surveys.person", _("Người này không công tác ở đơn vị được đánh giá."), field="person")
    given = checked(found, answers)
    _mark_rated(found.pk, code)
    about = person_id or _receiver(one, unit_id, on)
    kept: dict[str, Any] = {"unit_id": unit_id, "person_id": about, "source": source[:60], "received_at": at}
    return keep(found, channel=Channel.KIOSK, answers=given, **kept)


@transaction.atomic
def rate_after(*, dossier_code: str, answers: Levels, at: datetime, on: date) -> Response:
    """Rate after the result, by whoever proved the dossier is theirs: what the public page behind its QR calls.

    Refuses: surveys.none_open, surveys.dossier.missing, surveys.dossier.unknown, surveys.dossier.unfinished,
    surveys.dossier.rated, surveys.answers.none, survey.question, survey.level
    Records: nothing: whoever answers is nobody
    """
    found, one, code = after_result(dossier_code=dossier_code, at=at, on=on)
    given = checked(found, answers)
    _mark_rated(found.pk, code)
    at = at.replace(minute=0, second=0, microsecond=0)  # as for invitations
    about: dict[str, Any] = {"unit_id": one.unit_id, "person_id": _receiver(one, one.unit_id, on)}
    return keep(found, channel=Channel.CODE, source=BY_RESULT, answers=given, received_at=at, **about)


def after_result(*, dossier_code: str, at: datetime, on: date) -> tuple[Campaign, Served, str]:
    """The survey that asks about a finished dossier: of its unit, or of the nearest unit above that asks.

    Refuses: surveys.none_open, surveys.dossier.missing, surveys.dossier.unknown, surveys.dossier.unfinished
    """
    code = _code(dossier_code)
    one = served(code, at=at)
    above = [spell.unit_id for spell in organisation.path(one.unit_id, on=on)] if one else []
    open_now = Campaign.objects.select_related("instrument").filter(
        state=State.COLLECTING, unit__in=above, first__lte=on, last__gte=on
    )
    nearest = sorted(open_now, key=lambda campaign: (-above.index(campaign.unit_id), campaign.pk))
    if one is None or not nearest:
        message = _("Hiện không có cuộc khảo sát nào về đơn vị đã giải quyết hồ sơ này. Quý vị có thể gửi phản ánh.")
        raise DomainError("surveys.none_open", message)
    return nearest[0], one, code


def _code(typed: str) -> str:
    """Refuses: surveys.dossier.missing"""
    code = typed.strip().upper()
    if not code:
        raise DomainError("surveys.dossier.missing", _("Hãy nhập hoặc quét mã hồ sơ."), field="dossier_code")
    return code


def _must_hold(one: Served | None, by: Actor) -> None:
    """Whether the device may take answers about a dossier. Refuses: surveys.kiosk.elsewhere, surveys.kiosk.own"""
    if one is None:
        return
    if by.person_id in one.handlers:
        text = _("Máy đang do người đã tiếp nhận hoặc giải quyết hồ sơ này đăng nhập. Người phụ trách điểm phục vụ đăng nhập máy, hoặc quý vị đánh giá bằng mã QR trên giấy tiếp nhận.")  # fmt: skip
        raise DomainError("surveys.kiosk.own", text, field="dossier_code")
    if by.person_id not in one.staff:
        text = _("Máy này không đặt ở nơi đã tiếp nhận hồ sơ. Hãy đánh giá ở nơi nhận kết quả, hoặc bằng mã QR trên giấy tiếp nhận.")  # fmt: skip
        raise DomainError("surveys.kiosk.elsewhere", text, field="dossier_code")


def _receiver(one: Served | None, unit_id: int, on: date) -> int | None:
    """Who received it, where they serve in the unit the answers are about."""
    return one.person_id if one and one.person_id and _serves(unit_id, one.person_id, on) else None


def _serves(unit_id: int, person_id: int, on: date) -> bool:
    under = organisation.subtree_ids(unit_id, on=on)
    return Posting.objects.filter(person=person_id, unit__in=under, valid__contains=on).exists()


def _mark_rated(campaign_id: int, code: str) -> None:
    """Refuses: surveys.dossier.rated"""
    mark = salted_hmac("surveys.rated", f"{campaign_id}:{code}", algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            RatedMark.objects.create(campaign_id=campaign_id, mark=mark)
    except IntegrityError as error:
        raise Conflict(
            "surveys.dossier.rated", _("Hồ sơ này đã được đánh giá. Mỗi hồ sơ đánh giá một lần."), field="dossier_code"
        ) from error
