"""A version as it is typed, line by line, and read back: what a form shows and nobody touches comes back as it was.

Plain words come first ("03 ngày làm việc", "50.000"); where they would not say everything, the parts of a line stand between
bars: a limit and its case, a fee with its words and its way of handing in. A line that begins with a question mark is a
text nobody could read as a limit: it stays listed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from namro.duties.procedures.data import Paper
from namro.duties.procedures.models.catalogue import CODE, Channel
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread, Why, read_limits, read_portal

BAR, LISTED = "|", "?"
MOST, SAME_DAY = "không quá ", "trong ngày"
UNITS = {
    TimeUnit.HOURS: "giờ", TimeUnit.DAYS: "ngày", TimeUnit.WORKING_DAYS: "ngày làm việc", TimeUnit.MONTHS: "tháng",
}  # fmt: skip
WORDS = re.compile(r"[\s,;|]+")
LABELS = {value: str(label) for value, label in Channel.choices if value}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def items_of(text: str) -> list[str]:
    """One a line; where some run over several lines, an empty line parts them."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return parts if len(parts) > 1 else lines_of(text)


def codes_of_lines(text: str) -> list[tuple[str, list[str]]]:
    """Each line with the codes of procedures in it, in their order: lines of a table may be pasted as they are."""
    return [(line, [word for word in WORDS.split(line) if re.match(CODE, word)]) for line in lines_of(text)]


def typed_items(items: Sequence[str]) -> str:
    """The lines `items_of` reads."""
    if len(items) == 1:
        return " ".join(lines_of(items[0]))
    return ("\n\n" if any("\n" in one for one in items) else "\n").join(items)


def paper_of(line: str) -> Paper:
    """ "Tờ khai | 1 | 0 | Mẫu 01": the name alone is one original."""
    parts = [part.strip() for part in line.split(BAR)] + ["", "", ""]
    return Paper(parts[0], _count(parts[1], 1), _count(parts[2], 0), parts[3])


def _count(text: str, usual: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else usual


def typed_papers(papers: Iterable[dict[str, Any]]) -> str:
    return "\n".join(
        f"{_flat(one['name'])} | {one['originals']} | {one['copies']} | {_flat(one['form'])}".rstrip(" |") for one in papers
    )  # fmt: skip


def _flat(text: str) -> str:
    """On one line, and without the mark that parts a line."""
    return " ".join(text.replace(BAR, "/").split())


def fee_of(line: str) -> PaidFee:
    """ "50.000" is an amount, anything else words; "50000 | 50,000 đồng(phí) | Trực tuyến" says all there is of one."""
    if line.count(BAR) < 2:
        plain = line.replace(".", "").replace(",", "").replace("đồng", "").strip()
        return PaidFee(int(plain)) if plain.isdecimal() else PaidFee(None, line)
    first, rest = line.split(BAR, 1)
    text, label = rest.rsplit(BAR, 1)
    channel = next((value for value, name in LABELS.items() if name == label.strip()), "")
    return PaidFee(int(first) if first.strip().isdecimal() else None, text.strip(), channel)


def typed_fees(fees: Iterable[PaidFee]) -> str:
    return "\n".join(_typed_fee(one) for one in fees)


def _typed_fee(one: PaidFee) -> str:
    plain = one.text or str(one.amount)
    if fee_of(plain) == one and plain == " ".join(plain.split()):
        return plain
    amount = "" if one.amount is None else one.amount
    return f"{amount} {BAR} {' '.join(one.text.split())} {BAR} {LABELS.get(one.channel, '')}".rstrip()


def limits_of(text: str, channel: str) -> tuple[list[TimeLimit], list[Unread]] | Unread:
    """Every limit of what was typed for a channel, and what stays listed; or what is not read, and why."""
    listed, exact, plain = [], [], []
    for line in lines_of(text):
        if line.startswith(LISTED):
            listed.append(_listed(line[1:].strip(), channel))
        elif BAR in line:
            read = _exact(line, channel)
            if isinstance(read, Unread):
                return read
            exact.append(read)
        else:
            plain.append(line)
    if not plain:
        return exact, listed
    found = read_limits("\n".join(plain), channel)
    return found if isinstance(found, Unread) else ([*exact, *found], listed)


def _listed(text: str, channel: str) -> Unread:
    read = read_limits(text, channel)
    return read if isinstance(read, Unread) else Unread(text, Why.WORDS, channel)


def _exact(line: str, channel: str) -> TimeLimit | Unread:
    time, case = (part.strip() for part in line.split(BAR, 1))
    is_maximum = time.startswith(MOST)
    time = time.removeprefix(MOST)
    if time == SAME_DAY:
        return TimeLimit(0, TimeUnit.SAME_DAY, channel, case, is_maximum)
    read = read_portal(time, channel)
    return read if isinstance(read, Unread) else TimeLimit(read.quantity, read.unit, channel, case, is_maximum)


def typed_limits(limits: Sequence[TimeLimit], unread: Sequence[Unread], channel: str) -> str:
    """What `limits_of` reads as these."""
    mine = [one for one in limits if one.channel == channel]
    plain = "; ".join(f"{one.condition}: {_time(one)}" if one.condition else _time(one) for one in mine)
    shown = [plain] if mine else []
    if mine and limits_of(plain, channel) != (mine, []):
        shown = [f"{_time(one)} {BAR} {' '.join(one.condition.split())}".rstrip() for one in mine]
    return "\n".join([*shown, *(f"{LISTED} {' '.join(one.text.split())}" for one in unread if one.channel == channel)])


def _time(one: TimeLimit) -> str:
    text = f"{one.quantity:02d} {UNITS[one.unit]}" if one.quantity else SAME_DAY
    return f"{MOST}{text}" if one.is_maximum else text
