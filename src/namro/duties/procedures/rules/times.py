"""Time limits as people write them in Vietnamese, read exactly or not at all.

A text becomes limits only when every clause of it is understood: "03 ngày làm việc; trường hợp phải xác minh: 05 ngày
làm việc" does, and "03 ngày" inside a sentence does not, because it does not say which kind of day. The national portal
writes a bare "15 Ngày" for calendar days, and only that form is read so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise


class TimeUnit(StrEnum):
    """What a time limit is counted in. The same day has quantity 0: done before the day of acceptance ends."""

    SAME_DAY = "same_day"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Why(StrEnum):
    """Why a text was not read."""

    EMPTY = "empty"
    NO_UNIT = "no_unit"  # "1": a number alone
    NO_KIND = "no_kind"  # "không quá 03 ngày": which kind of day is not said
    NOT_WHOLE = "not_whole"  # "1.5 Ngày làm việc": no limit counts parts of a unit
    ZERO = "zero"
    CUT = "cut"  # the text ends within the limit
    SEVERAL = "several"  # two limits and nothing that tells when which applies
    WORDS = "words"  # not wholly understood


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit: for a channel ("" for any), under a condition ("" for the ordinary case)."""

    quantity: int
    unit: TimeUnit
    channel: str = ""
    condition: str = ""
    is_maximum: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is not read, and why: it is listed as it stands, never guessed."""

    text: str
    why: Why
    channel: str = ""


UNITS = {
    "ngày làm việc": TimeUnit.WORKING_DAYS,
    "giờ làm việc": TimeUnit.HOURS,
    "giờ": TimeUnit.HOURS,
    "tháng": TimeUnit.MONTHS,
}
PORTAL_UNITS = {**UNITS, "ngày": TimeUnit.DAYS}

_PORTAL = re.compile(
    r"(?P<number>\d{1,4}(?:[.,]\d+)?)\s*(?P<unit>ngày làm việc|ngày|giờ làm việc|giờ|tháng)?", re.IGNORECASE
)
_FREE = r"[^\d;:\n]"
_CASE = rf"(?:trường hợp|đối với|nếu){_FREE}+?"
_MOST = r"(?:tối đa không quá|tối đa|không quá|chậm nhất(?: là)?)"
_LEAD = r"(?:(?:thời hạn|thời gian)(?: giải quyết| thực hiện)?(?: là)?:?\s*|trong (?:thời hạn|thời gian|vòng)\s*)?"
_SINCE = rf",?\s*(?:kể từ|tính từ|từ)(?: ngày| khi| thời điểm){_FREE}*?(?:nhận|nộp){_FREE}*?hồ sơ{_FREE}*?"
_NUMBER = r"(?P<number>\d{1,3})(?:\s*\([^()\d]*\))?"
_UNIT = r"(?P<unit>ngày làm việc|giờ làm việc|giờ|tháng|ngày)"
_CLAUSE = re.compile(
    rf"(?:(?P<before>{_CASE})(?:\s*:|,|\s+thì)\s*)?{_LEAD}(?P<most>{_MOST})?\s*{_NUMBER}\s*{_UNIT}(?P<since>{_SINCE})?"
    rf"(?:,?\s*(?P<after>{_CASE}))?",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    rf"(?:(?P<before>{_CASE})(?:\s*:|,|\s+thì)\s*)?{_LEAD}(?:giải quyết\s+)?"
    rf"(?:ngay|(?:ngay\s+)?trong ngày(?: làm việc)?(?:,?\s*(?:tiếp nhận|nhận|kể từ){_FREE}*?hồ sơ{_FREE}*?)?"
    rf"|ngay(?: sau)? khi (?:tiếp nhận|nhận){_FREE}*?hồ sơ{_FREE}*?)",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(
    r"(?P<before>trường hợp (?:tiếp )?nhận hồ sơ sau \d{1,2} ?(?:giờ|h)(?: mà)?(?: không giải quyết được ngay| chưa giải quyết được)?)"
    r"(?: thì|,)\s*(?:trả kết quả|giải quyết)\s*(?:trong|vào) ngày làm việc tiếp theo",
    re.IGNORECASE,
)
# Two cases side by side: the second begins a clause of its own when a figure of its own follows.
_BREAK = re.compile(r"[;\n]+|\.(?=\s|$)|,\s*(?=(?:trường hợp|đối với|nếu)\b[^;,.\n]*\d)", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LONGER = re.compile(r"kéo dài|\bthêm\b", re.IGNORECASE)  # an extension is not a limit
_BULLET = re.compile(r"^[-+•*–\s]+|^[a-zđ]\)\s*")


def _composed(text: str) -> str:
    """One form of every letter and single spaces; line ends stay, they part clauses."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))


def read_portal(text: str, channel: str = "") -> TimeLimit | Unread:
    """One limit as the national portal writes it: "15 Ngày" is calendar days, "03 Ngày làm việc" working days."""
    plain = _composed(text).strip()
    if not plain:
        return Unread(text, Why.EMPTY, channel)
    found = _PORTAL.fullmatch(plain)
    if found is None:
        return Unread(text, Why.WORDS, channel)
    if not found["unit"]:
        return Unread(text, Why.NO_UNIT, channel)
    return _limit(text, found["number"], PORTAL_UNITS[found["unit"].lower()], channel)


def _limit(text: str, number: str, unit: TimeUnit, channel: str) -> TimeLimit | Unread:
    whole, _mark, part = number.replace(",", ".").partition(".")
    if part.strip("0"):
        return Unread(text, Why.NOT_WHOLE, channel)
    if int(whole) == 0:
        return Unread(text, Why.ZERO, channel)
    return TimeLimit(int(whole), unit, channel)


def read_limits(text: str, channel: str = "") -> tuple[TimeLimit, ...] | Unread:
    """Every limit of a text, or why it is not read. The portal's own short form is tried first."""
    short = read_portal(text, channel)
    if isinstance(short, TimeLimit):
        return (short,)
    if short.why is not Why.WORDS:
        return short
    clauses = [clause for part in _BREAK.split(_composed(text)) if (clause := _BULLET.sub("", part).strip(" ,"))]
    read = [_clause(clause, channel) for clause in clauses]
    refused = next((one for one in read if isinstance(one, Why)), None)
    limits = tuple(one for one in read if isinstance(one, TimeLimit))
    if refused is not None or not limits:
        return Unread(text, refused or Why.WORDS, channel)
    return Unread(text, Why.SEVERAL, channel) if _confused(limits) else limits


def _clause(text: str, channel: str) -> TimeLimit | Why:
    if found := _NEXT_DAY.fullmatch(text):
        return TimeLimit(1, TimeUnit.WORKING_DAYS, channel, found["before"].strip())
    if found := _SAME_DAY.fullmatch(text):
        return TimeLimit(0, TimeUnit.SAME_DAY, channel, (found["before"] or "").strip())
    found = _CLAUSE.fullmatch(text)
    if found is None or (found["before"] and found["after"]) or _LONGER.search(text):
        return Why.WORDS
    if found["unit"].lower() == "ngày":
        return Why.NO_KIND
    read = _limit(text, found["number"], UNITS[found["unit"].lower()], channel)
    if isinstance(read, Unread):
        return read.why
    condition = (found["before"] or found["after"] or "").strip(" ,")
    return replace(read, condition=condition, is_maximum=bool(found["most"]))


def _confused(limits: tuple[TimeLimit, ...]) -> bool:
    """Whether two different limits stand for the same case."""
    cases = sorted((one.channel, one.condition.casefold()) for one in limits)
    return any(one == other for one, other in pairwise(cases))
