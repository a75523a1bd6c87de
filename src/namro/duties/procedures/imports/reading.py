"""One row of a workbook as a version: its texts cleaned, its limits and fees read or listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from namro.duties.procedures.data import Paper, VersionData
from namro.duties.procedures.models import ProcedureVersion
from namro.duties.procedures.rules.portal import (
    Block,
    PaidFee,
    limits_of_columns,
    read_blocks,
    tell_apart,
)
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread, Why, read_limits
from namro.engine.text import nfc, search_key

NOT_SAID = "Không có thông tin"
CHANNELS = ("in_person", "online", "postal")
TIMES = (*CHANNELS, "time_limit", "modes")
TEXTS = ("applicants", "executing", "competent")
FEE_TEXT = 600  # as long as the table keeps it
LEVELS = {"cap bo": "ministry", "cap tinh": "province", "cap xa": "commune", "co quan khac": "other"}


@dataclass(frozen=True)
class Read:
    """A row read: the version it says, and the level names nobody knows."""

    data: VersionData
    unknown_levels: tuple[str, ...]


def read_row(one: Mapping[str, Any], has: frozenset[str], file: str, standing: VersionData | None) -> Read:
    """The version a row says. What the file has no column for stays as it stands."""
    levels, unknown = _levels(one.get("levels") or "")
    texts: dict[str, Any] = {name: _said(one.get(name)) for name in TEXTS if name in has}
    data = replace(
        standing or VersionData(name="", field=""),
        name=one["name"], field=_said(one["field"]) or one["field"], source=_said(one.get("decision")) or file,
        **texts,
    )  # fmt: skip
    if "levels" in has:
        data = replace(data, levels=levels)
    return Read(_with_times(data, one) if has & set(TIMES) else data, unknown)


def _said(text: str | None) -> str:
    found = (text or "").strip()
    return "" if found == NOT_SAID else found


def _levels(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = [one.strip() for one in text.split(",") if one.strip()]
    known = [LEVELS[search_key(one)] for one in names if search_key(one) in LEVELS]
    return tuple(dict.fromkeys(known)), tuple(one for one in names if search_key(one) not in LEVELS)


def _with_times(data: VersionData, one: Mapping[str, Any]) -> VersionData:
    blocks = read_blocks(one.get("modes") or "")
    columns = {name: one.get(name) or "" for name in CHANNELS}
    limits, unread = limits_of_columns(columns.items())
    if limits or unread:
        more, listed = _beside(columns, blocks)
        limits, unread = limits + more, unread + listed
    else:
        limits, unread = _from_text(one.get("time_limit") or "", blocks, one.get("modes") or "")
    return replace(data, limits=tell_apart(limits, blocks), unread=tuple(dict.fromkeys(unread)), fees=_fees(blocks))


def _beside(columns: Mapping[str, str], blocks: tuple[Block, ...]) -> tuple[list[TimeLimit], list[Unread]]:
    """What the running text says of the channels whose column is empty; a filled column says all of its own."""
    return _sorted(one for one in blocks if not columns[one.channel].strip())


def _sorted(blocks: Iterable[Block]) -> tuple[list[TimeLimit], list[Unread]]:
    """The limits read, and those not; a block that says no time has none to list."""
    found = [one.limit for one in blocks]
    return (
        [one for one in found if isinstance(one, TimeLimit)],
        [one for one in found if isinstance(one, Unread) and one.text.strip()],
    )


def _from_text(time: str, blocks: tuple[Block, ...], whole: str) -> tuple[list[TimeLimit], list[Unread]]:
    """A column of its own, else the running text of the portal; a text with nothing to read is listed as it is."""
    if time.strip():
        read = read_limits(time)
        return ([], [read]) if isinstance(read, Unread) else (list(read), [])
    limits, unread = _sorted(blocks)
    if limits or not whole.strip():
        return limits, unread
    whys = [one.limit.why for one in blocks if isinstance(one.limit, Unread)]
    return [], [Unread(whole, whys[0] if whys else Why.WORDS)]


def _fees(blocks: tuple[Block, ...]) -> tuple[PaidFee, ...]:
    """Each fee of a channel once, with its words; what is said alike for all channels is said for any."""
    of: dict[str, list[PaidFee]] = {one.channel: [] for one in blocks}
    for one in blocks:
        fee = replace(one.fee, text=nfc(one.fee.text)[:FEE_TEXT], channel="") if one.fee else None
        if fee and fee not in of[one.channel]:
            of[one.channel].append(fee)
    said = list(of.values())
    if said and all(fees == said[0] for fees in said):
        return tuple(said[0])
    return tuple(replace(fee, channel=channel) for channel, fees in of.items() for fee in fees)


def data_of(version: ProcedureVersion) -> VersionData:
    """A stored version as the values it was made of."""
    return VersionData(
        name=version.name, field=version.procedure.field.name, levels=tuple(version.levels), steps=tuple(version.steps),
        papers=tuple(Paper(**one) for one in version.papers), sets=version.sets, applicants=version.applicants,
        competent=version.competent, executing=version.executing, result=version.result, conditions=version.conditions,
        legal_basis=tuple(version.legal_basis), source=version.source,
        limits=tuple(
            TimeLimit(one.quantity, TimeUnit(one.unit), one.channel, one.case, one.is_maximum)
            for one in version.limits.all()
        ),
        fees=tuple(PaidFee(one.amount, one.text, one.channel) for one in version.fees.all()),
        unread=tuple(Unread(one["text"], Why(one["why"]), one["channel"]) for one in version.unread),
    )  # fmt: skip
