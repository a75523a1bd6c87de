"""Following a dossier without signing in: who has its code and the end of a number given at the counter sees how far it is."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.duties.onestop.models import Dossier
from namro.web.portal.parameters import limits

DIGITS = 4
FOUR = re.compile(r"[0-9]{4}")
NOTHING = "----"  # no four digits are this: a dossier that is not there takes as long as one that is
# In the log it stands in the language of its readers, whatever that of the visitor.
PURPOSE = "Người dân tra cứu tình trạng hồ sơ bằng mã và 4 chữ số cuối"
BY_ADDRESS = ("follow_address", "follow_address_day")


@dataclass(frozen=True)
class Followed:
    """How far a dossier is, and nothing of persons."""

    code: str
    state: str
    steps_done: int
    steps: int


def follow(*, code: str, digits: str, address: str, at: datetime) -> Followed:
    """How far the dossier is whose code and digits these are. Every wrong pair is answered alike.

    Not one transaction: a try stays counted whatever becomes of it.

    Refuses: portal.pair.form, portal.pair.wrong, limits.too_many
    Records: portal:dossier:followed, portal:limit:reached
    """
    asked = code.strip().upper()[:60]
    if not asked or not FOUR.fullmatch(digits.strip()):
        message = _("Hãy nhập mã hồ sơ và đủ 4 chữ số cuối của số điện thoại hoặc số định danh đã khai khi nộp.")
        raise DomainError("portal.pair.form", message, field="digits")
    keys = {**dict.fromkeys(BY_ADDRESS, address), "follow_code": asked}
    for name, key in keys.items():
        count_try(name, key, at=at)
    found = Dossier.objects.filter(code=asked).first()
    if not _fits(found, digits.strip()) or found is None:
        raise wrong_pair()
    for name, key in keys.items():
        limiting.give_back(limits()[name], key)
    record(
        tag="portal:dossier:followed", by=NOBODY, at=at, subject=("dossier", found.pk), unit_id=found.unit_id,
        reason=PURPOSE,
    )  # fmt: skip
    done = list(found.steps.values_list("finished_at", flat=True))
    return Followed(asked, found.state, sum(one is not None for one in done), len(done))


def count_try(name: str, key: str, *, at: datetime) -> None:
    """Refuses: limits.too_many. Records: portal:limit:reached"""
    tried = limiting.count(limits()[name], key, at=at)
    if tried.is_within:
        return
    if tried.is_first_too_many:
        record(tag="portal:limit:reached", by=NOBODY, at=at, subject=("limit", None), after={"limit": name})
    raise limiting.too_many(tried, at=at)


def wrong_pair() -> DomainError:
    """The same words whether the code is unknown, the digits are wrong, or no number was given at the counter."""
    message = _("Không có hồ sơ nào khớp cả mã và 4 chữ số này. Xem lại mã trên giấy hẹn; nếu khi nộp chưa khai số điện thoại hay số định danh, hãy hỏi tại nơi nộp.")  # fmt: skip
    return DomainError("portal.pair.wrong", message, field="code")


def _fits(found: Dossier | None, digits: str) -> bool:
    return ends_with(digits, (found.phone, found.id_number) if found else ("", ""))


def ends_with(digits: str, numbers: Iterable[str]) -> bool:
    """Whether one of the numbers ends with the digits; each is compared, so that it always takes as long."""
    ends = [re.sub(r"\D", "", one)[-DIGITS:] or NOTHING for one in numbers]
    return any([hmac.compare_digest(one.encode(), digits.encode()) for one in ends])  # noqa: C419 - every one is compared
