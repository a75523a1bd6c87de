"""Rating a service: by an invitation, or after the result by whoever proved that the dossier is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.duties.surveys import services as surveys
from namro.duties.surveys.models import Campaign, Response, State, Token
from namro.duties.surveys.services.campaigns import hash_of
from namro.web.portal.parameters import limits
from namro.web.portal.services.following import count_try

SALT = "portal.rating"
HOLDS = timedelta(minutes=30)  # how long a look at a dossier proves that it is one's own
LIMIT = "rate_address"


@dataclass(frozen=True)
class Way:
    """How somebody may rate: the code of an invitation, or the proof that the page of their dossier gave them."""

    invitation: str = ""
    proof: str = ""


def proof_of(dossier_code: str) -> str:
    """What the page of a followed dossier hands on: signed, so that the four digits need not stand in a page again."""
    return signing.dumps(dossier_code, salt=SALT)


def campaign_behind(way: Way, *, address: str, at: datetime, on: date) -> Campaign:
    """The survey that asks. Wrong invitations are counted by address.

    Refuses: portal.rating.none, portal.rating.proof, surveys.none_open, surveys.dossier.unknown, surveys.dossier.unfinished,
    limits.too_many
    """
    if way.proof:
        return surveys.after_result(dossier_code=_code_in(way.proof), at=at, on=on)[0]
    count_try(LIMIT, address, at=at)
    given = {"campaign__state": State.COLLECTING, "campaign__first__lte": on, "campaign__last__gte": on}
    rows = Token.objects.filter(hash=hash_of(way.invitation.strip()), is_used=False, **given)
    token = rows.select_related("campaign__instrument").first()
    if token is None:
        message = _("Mã mời không đúng, đã được dùng, hoặc cuộc khảo sát đã hết hạn. Hãy kiểm tra lại từng ký tự.")
        raise DomainError("portal.rating.none", message, field="invitation")
    limiting.give_back(limits()[LIMIT], address)
    return token.campaign


def rate(way: Way, *, answers: dict[str, int], at: datetime, on: date) -> Response:
    """Give the answers, once. Who answered is kept nowhere.

    Refuses: portal.rating.proof, and what surveys.answer and surveys.rate_after refuse
    Records: nothing: whoever answers is nobody
    """
    if way.proof:
        return surveys.rate_after(dossier_code=_code_in(way.proof), answers=answers, at=at, on=on)
    return surveys.answer(code=way.invitation, answers=answers, at=at, on=on)


def _code_in(proof: str) -> str:
    """Refuses: portal.rating.proof"""
    try:
        return str(signing.loads(proof, salt=SALT, max_age=HOLDS))
    except signing.BadSignature as error:
        message = _("Trang đánh giá mở đã quá lâu. Hãy xem lại tình trạng hồ sơ rồi bấm đánh giá lần nữa.")
        raise DomainError("portal.rating.proof", message) from error
