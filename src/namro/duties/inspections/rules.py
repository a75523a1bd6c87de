"""What a finding must say, on plain values: numbered and dated conclusion, content, the article breached, whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from typing import Any

LONGEST = {"number": 60, "body": 200, "article": 300, "proof_number": 60}
LONGEST_TEXT = 8_000
TEXTS = ("content", "recommendation", "remedy", "proof")


@dataclass(frozen=True)
class RemedyData:
    """How a finding was remedied: what was done, what proves it, the number of that paper, and the day."""

    remedy: str
    proof: str
    proof_number: str
    remedied_on: date


@dataclass(frozen=True)
class FindingData:
    """One finding as a conclusion states it. Without a person it must say that it is the unit's as a whole."""

    found_on: date
    number: str
    concluded_on: date
    body: str
    kind: str
    unit_id: int
    content: str
    article: str
    person_id: int | None = None
    is_collective: bool = False
    severity: str = "unstated"
    recommendation: str = ""
    due_on: date | None = None
    remedy: RemedyData | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong: a key of `wording.FAULTS`, the input at fault, and what the sentence names."""

    key: str
    field: str
    values: dict[str, Any] = default(default_factory=dict)


def fault_of(data: FindingData, *, today: date) -> Fault | None:
    """The first thing a finding lacks or that cannot be so; None where it stands by itself."""
    return _missing(data) or _too_long(data) or _impossible(data, today) or _remedy_of(data, today)


def _missing(data: FindingData) -> Fault | None:
    needed = (("number", "no_number"), ("body", "no_body"), ("content", "no_content"), ("article", "no_article"))
    for name, key in needed:
        if not getattr(data, name).strip():
            return Fault(key, name)
    # Nobody's is nothing: either somebody is named, or it is said to be the unit's as a whole.
    if (data.person_id is None) != data.is_collective:
        return Fault("nobody", "person") if data.person_id is None else Fault("both", "person")
    return None


def _too_long(data: FindingData | RemedyData) -> Fault | None:
    for name, most in [*LONGEST.items(), *((text, LONGEST_TEXT) for text in TEXTS)]:
        text = getattr(data, name, "")
        if isinstance(text, str) and len(text) > most:
            return Fault("too_long", name, {"value": most})
    return None


def _impossible(data: FindingData, today: date) -> Fault | None:
    if data.found_on > today:
        return Fault("found_later", "found_on")
    if data.concluded_on > today:
        return Fault("concluded_later", "concluded_on")
    if data.concluded_on < data.found_on:
        return Fault("concluded_before", "concluded_on")
    if data.due_on is not None and not data.recommendation.strip():
        return Fault("due_of_nothing", "recommendation")
    if data.due_on is not None and data.due_on < data.concluded_on:
        return Fault("due_before", "due_on")
    return None


def _remedy_of(data: FindingData, today: date) -> Fault | None:
    return remedy_fault(data.remedy, found_on=data.found_on, today=today) if data.remedy else None


def remedy_fault(data: RemedyData, *, found_on: date, today: date) -> Fault | None:
    """“Remedied” without what was done, what proves it or the number of that paper is a word, not a remedy."""
    needed = (("remedy", "no_remedy"), ("proof", "no_proof"), ("proof_number", "no_proof_number"))
    for name, key in needed:
        if not getattr(data, name).strip():
            return Fault(key, name)
    if data.remedied_on > today:
        return Fault("remedied_later", "remedied_on")
    if data.remedied_on < found_on:
        return Fault("remedied_before", "remedied_on")
    return _too_long(data)
