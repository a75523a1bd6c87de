"""Who scores and who decides for somebody, from where they stand: NĐ 335/2025 art. 10, on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DIRECT, USING, MANAGING = "direct", "using", "managing"


class Reason(StrEnum):
    """Why a unit scores or decides; each names the article in `ARTICLES`."""

    HEAD_OF_USING = "head_of_using"  # art. 10.1a and 10.2a
    UNDER_USING = "under_using"  # art. 10.1b and 10.2b
    HEAD_OF_DIRECT = "head_of_direct"  # art. 10.1b and 10.2b
    UNDER_DIRECT = "under_direct"  # art. 10.1c and 10.2b
    NOT_ONESELF = "not_oneself"  # nobody scores or decides their own sheet
    NOBODY_ABOVE = "nobody_above"  # rated by an authority outside the city


ARTICLES = {
    Reason.HEAD_OF_USING: "10.1a, 10.2a",
    Reason.UNDER_USING: "10.1b, 10.2b",
    Reason.HEAD_OF_DIRECT: "10.1b, 10.2b",
    Reason.UNDER_DIRECT: "10.1c, 10.2b",
    Reason.NOT_ONESELF: "10.1, 10.2",
    Reason.NOBODY_ABOVE: "10",
}


@dataclass(frozen=True)
class Stand:
    """A unit on the way up, with its role and who heads it on the day, if anybody."""

    unit_id: int
    role: str
    head_id: int | None


@dataclass(frozen=True)
class Authority:
    """The units whose heads score and decide, and the reasons in the order they were applied."""

    reviewer_unit_id: int | None
    decider_unit_id: int | None
    reasons: tuple[tuple[Reason, int | None], ...]  # reason, the unit it is about


def next_authority(chain: Sequence[Stand], at: int) -> int | None:
    """Index of the unit whose head answers for the head of `chain[at]`: using above direct, managing above the rest."""
    wanted = (USING, MANAGING) if chain[at].role == DIRECT else (MANAGING,)
    return next((i for i in range(at + 1, len(chain)) if chain[i].role in wanted), None)


def authority_over(person_id: int, *, is_head: bool, chain: Sequence[Stand]) -> Authority:
    """Who scores and who decides. `chain` goes from the person's own unit up to the top of the tree.

    Law: NĐ 335/2025 art. 10. Someone who would score or decide themself goes one level up.
    """
    if not chain:
        return Authority(None, None, ((Reason.NOBODY_ABOVE, None),))
    reviewer, decider, reason = _by_position(is_head, chain)
    reasons: list[tuple[Reason, int | None]] = [(reason, chain[0].unit_id)]
    while decider is not None and chain[decider].head_id == person_id:
        reasons.append((Reason.NOT_ONESELF, chain[decider].unit_id))
        decider = reviewer = next_authority(chain, decider)
    if reviewer is not None and chain[reviewer].head_id == person_id:
        reasons.append((Reason.NOT_ONESELF, chain[reviewer].unit_id))
        reviewer = decider
    if decider is None:
        reasons.append((Reason.NOBODY_ABOVE, None))
    return Authority(_unit(chain, reviewer), _unit(chain, decider), tuple(reasons))


def _by_position(is_head: bool, chain: Sequence[Stand]) -> tuple[int | None, int | None, Reason]:
    up = next_authority(chain, 0)
    if chain[0].role == DIRECT:
        return (up, up, Reason.HEAD_OF_DIRECT) if is_head else (0 if up is not None else None, up, Reason.UNDER_DIRECT)
    return (up, up, Reason.HEAD_OF_USING) if is_head else (0, 0, Reason.UNDER_USING)


def _unit(chain: Sequence[Stand], index: int | None) -> int | None:
    return None if index is None else chain[index].unit_id


def vacant(chain: Sequence[Stand], units: Sequence[int | None]) -> tuple[int, ...]:
    """Units among `units` that nobody heads on the day: each a to-do, never a silent gap."""
    heads: Mapping[int, int | None] = {stand.unit_id: stand.head_id for stand in chain}
    return tuple(dict.fromkeys(unit for unit in units if unit is not None and heads[unit] is None))
