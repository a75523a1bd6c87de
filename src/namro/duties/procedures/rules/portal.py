"""The national portal's "how it is done" text: channel, time, fee and remarks, all run together without spaces.

"Trực tuyến3 Ngày làm việc100,000 VNĐ(phí thẩm định)Trực tiếp5 Ngày làm việcMiễn phí" becomes two blocks. A crawl may cut
the text off: a last block that ends within its time or its fee is not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from namro.duties.procedures.rules.times import TimeLimit, Unread, Why, read_portal

CHANNELS = {"Trực tiếp": "in_person", "Trực tuyến": "online", "Dịch vụ bưu chính": "postal"}
_CHANNEL = "|".join(CHANNELS)
_BLOCK = re.compile(
    rf"(?P<channel>{_CHANNEL})(?P<time>\d+(?:[.,]\d+)?\s*(?:Ngày làm việc|Ngày|Giờ|Tháng)|\d+(?=\D)|(?=Không|Miễn phí))"
)
_FREE = re.compile(r"Miễn phí|Không phải trả phí")
_NONE = re.compile(r"Không có thông tin|Không quy định|Không")
_MONEY = re.compile(r"(?P<amount>\d{1,3}(?:[,.]\d{3})*)\s*(?:VNĐ|Việt Nam Đồng|đồng)(?!\s*/)", re.IGNORECASE)
# A sum anywhere in a text, also one by the unit ("22.500.000 đồng/lần") or a share: such a text is not a free service.
_SUM = re.compile(r"\d\s*(?:VNĐ|VND|Việt Nam Đồng|(?:nghìn|ngàn|triệu|tỷ)?\s*đồng|đ\b|%)", re.IGNORECASE)
_RUN = re.compile(r"[\d.,]+\s*(?:VNĐ|Việt Nam Đồng|đồng)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PaidFee:
    """A fee: whole đồng, or None where only words say it; `text` is what the source says."""

    amount: int | None
    text: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One way of handing a dossier in: its limit (or why it is not read), its fee, its remarks."""

    channel: str
    limit: TimeLimit | Unread
    fee: PaidFee | None
    remarks: str


def read_blocks(text: str) -> tuple[Block, ...]:
    """Every block of the text, in order; none when the text is not of this form."""
    starts = list(_BLOCK.finditer(text))
    ends = [*(one.start() for one in starts[1:]), len(text)]
    return tuple(_block(found, text[found.end() : end]) for found, end in zip(starts, ends, strict=False))


def _block(found: re.Match[str], rest: str) -> Block:
    channel = CHANNELS[found["channel"]]
    limit = read_portal(found["time"], channel)
    if "làm việc".startswith(rest.strip()) and isinstance(limit, TimeLimit):
        limit = Unread(found.group(), Why.CUT, channel)
    # A number alone before an amount may be part of it: "1" and "40,000" or "140,000" look the same.
    if isinstance(limit, Unread) and limit.why is Why.NO_UNIT and _RUN.match(found["time"] + rest):
        return Block(channel, limit, _in_words(found["time"] + rest, channel), rest.strip())
    fee, remarks = read_fee(rest, channel)
    return Block(channel, limit, _whole_fee(fee, rest, remarks, channel), remarks.strip())


def _whole_fee(fee: PaidFee | None, text: str, remarks: str, channel: str) -> PaidFee | None:
    """The fee with all that is said of it: an amount keeps its remark, and "free" with a clause of its own is only words."""
    if fee is None:
        return _in_words(text, channel)
    if fee.amount == 0:
        says_more = remarks.lstrip().startswith("(") or _SUM.search(remarks)
        return PaidFee(None, text.strip(), channel) if says_more else fee
    return replace(fee, text=text.strip())


def _in_words(text: str, channel: str) -> PaidFee | None:
    """A text that states a sum nobody can tell the rule of; None when it states none."""
    return PaidFee(None, text.strip(), channel) if _SUM.search(text) else None


def fee_remark(text: str) -> str:
    """What the source says beside an amount; "" when the text is the amount alone, or does not begin with one."""
    found = _MONEY.match(text)
    return text[found.end() :].strip() if found else ""


def read_fee(text: str, channel: str = "") -> tuple[PaidFee | None, str]:
    """The fee a text begins with, and what follows it. None: nothing is said, or it is not read."""
    if found := _FREE.match(text):
        return PaidFee(0, found.group(), channel), text[found.end() :]
    if found := _MONEY.match(text):
        return PaidFee(int(re.sub(r"[,.]", "", found["amount"])), found.group(), channel), text[found.end() :]
    found = _NONE.match(text)
    return None, text[found.end() :] if found else text


def limits_of_columns(columns: Iterable[tuple[str, str]]) -> tuple[list[TimeLimit], list[Unread]]:
    """Limits of (channel, "2 Ngày làm việc; 3 Ngày") columns: an item that is not read is listed with its text."""
    limits: list[TimeLimit] = []
    unread: list[Unread] = []
    for channel, text in columns:
        for item in text.split(";") if text.strip() else []:
            read = read_portal(item, channel)
            (limits if isinstance(read, TimeLimit) else unread).append(read)  # type: ignore[arg-type]
    return limits, unread


def tell_apart(limits: Sequence[TimeLimit], blocks: Sequence[Block] = ()) -> tuple[TimeLimit, ...]:
    """Give each of several limits of a channel its case: the remarks beside it, or else the limit's own words.

    The remarks count only where they differ from limit to limit. Equal limits of one case become one.
    """
    remarks = defaultdict(list)
    for block in blocks:
        if isinstance(block.limit, TimeLimit):
            remarks[block.limit].append(block.remarks)
    of_channel: dict[str, list[TimeLimit]] = defaultdict(list)
    for one in dict.fromkeys(limits):
        of_channel[one.channel].append(one)
    return tuple(case for ones in of_channel.values() for case in _cases(ones, remarks))


def _cases(ones: list[TimeLimit], remarks: dict[TimeLimit, list[str]]) -> list[TimeLimit]:
    if len(ones) == 1:
        return ones
    texts = [remarks[one][0] if remarks.get(one) else "" for one in ones]
    if all(texts) and len({text.casefold() for text in texts}) == len(texts):
        return [replace(one, condition=text) for one, text in zip(ones, texts, strict=True)]
    return [replace(one, condition=f"#{number}") for number, one in enumerate(ones, 1)]
